//! What the command line names, in a fixed order, one article after the other.

use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Article, InputError, Source, record};

/// An article, or what was wrong with the place where one should have been.
pub type Item = Result<Article, InputError>;

/// The articles of all inputs, read one at a time.
///
/// Order: the inputs as given; a folder's files by path. An id that was there before gets
/// `~2`, `~3`, ... so that no two articles of a run are mixed up.
pub struct Inputs {
    todo: VecDeque<Result<Source, InputError>>,
    lines: Option<Lines>,
    seen: HashSet<String>,
}

struct Lines {
    name: String,
    reader: Box<dyn BufRead>,
    line: usize,
}

impl Inputs {
    /// Find the files behind the inputs (`-` is standard input). What cannot be found comes out
    /// as an error in its place.
    pub fn open(inputs: &[PathBuf]) -> Self {
        let mut todo = VecDeque::new();
        let mut files = HashSet::new();
        for input in inputs {
            if input.as_os_str() == "-" {
                todo.push_back(Ok(Source::Stdin));
            } else if input.is_dir() {
                let before = todo.len();
                expand_folder(input, &mut files, &mut todo);
                if todo.len() == before {
                    todo.push_back(Err(error(input, "no files in this folder")));
                }
            } else if input.exists() {
                push_file(input.clone(), &mut files, &mut todo);
            } else {
                todo.push_back(Err(error(input, "no such file or folder")));
            }
        }
        Inputs { todo, lines: None, seen: HashSet::new() }
    }

    /// How many items will come, for a progress bar; `None` where a stream does not say. Lines of `.jsonl`
    /// files are counted.
    pub fn count_hint(&self) -> Option<u64> {
        self.todo
            .iter()
            .map(|t| match t {
                Ok(Source::Stdin) => None,
                Ok(Source::File(path)) if extension(path) == "jsonl" => Some(count_lines(path)),
                _ => Some(1),
            })
            .sum()
    }

    fn unique(&mut self, mut article: Article) -> Article {
        if !self.seen.insert(article.id.clone()) {
            let id = (2..)
                .map(|n| format!("{}~{n}", article.id))
                .find(|id| !self.seen.contains(id))
                .expect("numbers do not end");
            tracing::warn!("a second article has the id {}; it is called {id}", article.id);
            self.seen.insert(id.clone());
            article.id = id;
        }
        article
    }

    fn open_source(&mut self, source: Source) -> Option<Item> {
        let path = match source {
            Source::Stdin => {
                let reader = Box::new(BufReader::new(std::io::stdin()));
                self.lines = Some(Lines { name: "standard input".into(), reader, line: 0 });
                return None;
            }
            Source::File(path) => path,
        };
        match extension(&path).as_str() {
            "jsonl" => match File::open(&path) {
                Ok(f) => {
                    let name = path.display().to_string();
                    self.lines = Some(Lines { name, reader: Box::new(BufReader::new(f)), line: 0 });
                    None
                }
                Err(e) => Some(Err(error(&path, &e.to_string()))),
            },
            "txt" | "md" => {
                let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let read =
                    std::fs::read(&path).map_err(|e| e.to_string()).and_then(|bytes| record::from_bytes(id, bytes));
                Some(read.map(|a| self.unique(a)).map_err(|e| error(&path, &e)))
            }
            _ => Some(Err(error(&path, "not a kind of file that is read (.txt, .md, .jsonl)"))),
        }
    }

    fn next_line(&mut self) -> Option<Item> {
        loop {
            let lines = self.lines.as_mut()?;
            let mut bytes = Vec::new();
            let read = lines.reader.read_until(b'\n', &mut bytes);
            lines.line += 1;
            let input = format!("{} line {}", lines.name, lines.line);
            let (last, line) = (
                lines.line == 1,
                match read {
                    Ok(0) => {
                        let empty = lines.line == 1;
                        let input = lines.name.clone();
                        self.lines = None;
                        if empty {
                            return Some(Err(InputError { input, error: "no text in it".into() }));
                        }
                        return None;
                    }
                    Ok(_) => bytes,
                    Err(e) => {
                        self.lines = None;
                        return Some(Err(InputError { input, error: e.to_string() }));
                    }
                },
            );
            let line = if last { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).to_vec() } else { line };
            let article = match String::from_utf8(line) {
                Ok(s) if s.trim().is_empty() => continue,
                Ok(s) => record::from_json(&s),
                Err(e) => Err(format!("not UTF-8 (byte {} of the line)", e.utf8_error().valid_up_to())),
            };
            return Some(article.map(|a| self.unique(a)).map_err(|error| InputError { input, error }));
        }
    }
}

impl Iterator for Inputs {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if self.lines.is_some() {
                if let Some(item) = self.next_line() {
                    return Some(item);
                }
                continue;
            }
            let item = match self.todo.pop_front()? {
                Ok(source) => self.open_source(source),
                Err(e) => Some(Err(e)),
            };
            if item.is_some() {
                return item;
            }
        }
    }
}

fn error(path: &Path, why: &str) -> InputError {
    InputError { input: path.display().to_string(), error: why.to_string() }
}

fn count_lines(path: &Path) -> u64 {
    let Ok(file) = File::open(path) else { return 1 };
    BufReader::new(file).split(b'\n').map_while(Result::ok).filter(|l| !l.trim_ascii().is_empty()).count() as u64
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn push_file(path: PathBuf, files: &mut HashSet<PathBuf>, todo: &mut VecDeque<Result<Source, InputError>>) {
    // the same file named twice (also through a link) is read once
    let real = path.canonicalize().unwrap_or_else(|_| path.clone());
    if files.insert(real) {
        todo.push_back(Ok(Source::File(path)));
    }
}

/// All files below a folder but the hidden ones, by path.
fn expand_folder(folder: &Path, files: &mut HashSet<PathBuf>, todo: &mut VecDeque<Result<Source, InputError>>) {
    let walk = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.'));
    for entry in walk {
        match entry {
            Ok(e) if e.file_type().is_file() => push_file(e.into_path(), files, todo),
            Ok(_) => {}
            Err(e) => {
                let path = e.path().unwrap_or(folder).to_path_buf();
                todo.push_back(Err(error(&path, &e.to_string())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn order_ids_and_errors() {
        let dir = tempfile::tempdir().unwrap();
        let p = |n: &str| dir.path().join(n);
        fs::create_dir(p("sub")).unwrap();
        fs::write(p("b.txt"), "B text").unwrap();
        fs::write(p("sub/b.md"), "other B").unwrap();
        fs::write(p("a.jsonl"), "{\"id\":\"x\",\"text\":\"T\"}\n\n{broken\n{\"id\":\"y\",\"text\":\"U\"}").unwrap();
        fs::write(p("cover.jpg"), b"\xff\xd8").unwrap();
        fs::write(p(".hidden.txt"), "no").unwrap();
        let items: Vec<Item> = Inputs::open(&[dir.path().to_path_buf(), p("b.txt"), p("gone.txt")]).collect();
        let seen: Vec<String> = items
            .iter()
            .map(|i| match i {
                Ok(a) => a.id.clone(),
                Err(e) => format!("! {}", e.input.rsplit('/').next().unwrap()),
            })
            .collect();
        assert_eq!(seen, ["x", "! a.jsonl line 3", "y", "b", "! cover.jpg", "b~2", "! gone.txt"]);
    }

    #[test]
    fn an_empty_folder_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let items: Vec<Item> = Inputs::open(&[dir.path().to_path_buf()]).collect();
        assert_eq!(items.len(), 1);
        assert!(items[0].as_ref().unwrap_err().error.contains("no files"));
    }
}
