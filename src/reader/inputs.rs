//! What the command line names, in a fixed order, one article after the other.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::find::{self, Found, error};
use super::lines::Lines;
use super::open::{Kind, Name, Packing, Watch, unpacked, whole};
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::table::Table;
use super::{InputError, Options, Source, checked, decode, html, markdown};
use crate::document::Document;

/// An article, or what was wrong with the place where one should have been.
pub type Item = Result<Document, InputError>;

/// The articles of one source.
type Articles = Box<dyn Iterator<Item = Item> + Send>;

/// The articles of all inputs, read one at a time.
///
/// Order: the inputs as given; a folder's files by path. An id that was there before gets
/// `~2`, `~3`, ... so that no two articles of a run are mixed up.
pub struct Inputs {
    todo: VecDeque<Found>,
    options: Options,
    current: Option<Articles>,
    seen: HashSet<String>,
    /// The number that the next article of an id gets.
    next_number: HashMap<String, usize>,
}

impl Inputs {
    /// Find the files behind the inputs (`-` is standard input; a pattern such as `news/*.txt` is expanded). What
    /// cannot be found comes out as an error in its place.
    pub fn open(inputs: &[PathBuf], options: Options) -> Self {
        Inputs::of(find::sources(inputs), options)
    }

    /// The paths in a list (`-` for standard input): one a line, or with a NUL after each.
    pub fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
        find::list(path)
    }

    /// The articles in bytes that are what a file of this name would hold.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, options: Options) -> Self {
        let articles: Articles = match Name::of(Path::new(name)) {
            Ok(parts) => read(name.to_string(), parts, io::Cursor::new(bytes), options.clone()),
            Err(e) => single(Err(error(Path::new(name), e))),
        };
        Inputs { current: Some(articles), ..Inputs::of(VecDeque::new(), options) }
    }

    fn of(todo: VecDeque<Found>, options: Options) -> Self {
        Inputs { todo, options, current: None, seen: HashSet::new(), next_number: HashMap::new() }
    }

    /// How many items will come, for a progress bar; `None` where that is not known before all is read. Lines of
    /// `.jsonl` files are counted.
    pub fn count_hint(&self) -> Option<u64> {
        self.todo
            .iter()
            .map(|t| match t {
                Ok(Source::Stdin) => None,
                Ok(Source::File(path)) => match Name::of(path) {
                    Ok(Name { kind: Kind::JsonLines, packing: Packing::Plain, .. }) => Some(count_lines(path)),
                    Ok(name) if name.kind.is_table() => None,
                    _ => Some(1),
                },
                Err(_) => Some(1),
            })
            .sum()
    }

    fn unique(&mut self, mut article: Document) -> Document {
        if !self.seen.insert(article.id.clone()) {
            let next = self.next_number.entry(article.id.clone()).or_insert(2);
            let id = loop {
                let id = format!("{}~{next}", article.id);
                *next += 1;
                if self.seen.insert(id.clone()) {
                    break id;
                }
            };
            tracing::warn!("a second article has the id {}; it is called {id}", article.id);
            article.id = id;
        }
        article
    }

    fn open_source(&self, source: Source) -> Articles {
        let options = self.options.clone();
        let path = match source {
            Source::Stdin => {
                let name = Name { stem: "stdin".into(), kind: Kind::JsonLines, packing: Packing::Plain };
                return read("standard input".into(), name, io::stdin(), options);
            }
            Source::File(path) => path,
        };
        let opened = Name::of(&path).and_then(|name| Watch::open(&path).map(|(watch, file)| (name, watch, file)));
        match opened {
            Ok((name, watch, file)) => {
                let shown = path.display().to_string();
                let articles = match name {
                    // from the disk as it is needed: the file may be larger than the memory
                    #[cfg(feature = "parquet")]
                    Name { stem, kind: Kind::Parquet, packing: Packing::Plain } => {
                        Box::new(Parquet::new(shown, stem, file, options))
                    }
                    name => read(shown, name, file, options),
                };
                Box::new(Watched { articles, watch: Some(watch), path })
            }
            Err(e) => single(Err(error(&path, e))),
        }
    }
}

impl Iterator for Inputs {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Iterator::next) {
                return Some(item.map(|a| self.unique(a)));
            }
            let next = self.todo.pop_front()?;
            self.current = Some(match next {
                Ok(source) => self.open_source(source),
                Err(e) => single(Err(e)),
            });
        }
    }
}

/// The articles of a file, and an error where it was not the same at the end as at the beginning. Of a file that holds
/// one article, the error comes instead of it.
struct Watched {
    articles: Articles,
    watch: Option<Watch>,
    path: PathBuf,
}

impl Iterator for Watched {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let next = self.articles.next();
        let one_article = Name::of(&self.path).is_ok_and(|n| !n.kind.is_table());
        if next.is_some() && !one_article {
            return next;
        }
        match self.watch.take().map(|w| w.unchanged()) {
            Some(Err(e)) => Some(Err(error(&self.path, e))),
            _ => next,
        }
    }
}

fn single(item: Item) -> Articles {
    Box::new(std::iter::once(item))
}

/// The articles in a stream of bytes.
fn read(shown: String, name: Name, raw: impl Read + Send + 'static, options: Options) -> Articles {
    let Name { stem, kind, packing } = name;
    let failed = |e: String| single(Err(InputError { input: shown.clone(), error: e }));
    let reader = match unpacked(raw, packing) {
        Ok(reader) => reader,
        Err(e) => return failed(e),
    };
    match kind {
        Kind::JsonLines | Kind::Csv | Kind::Tsv => match decode::stream(reader) {
            Ok(reader) if kind == Kind::JsonLines => Box::new(Lines::new(shown, reader, packing, options)),
            Ok(reader) => Box::new(Table::new(shown, stem, kind, reader, packing, options)),
            Err(e) => failed(super::open::reading_failed(&e, packing)),
        },
        #[cfg(feature = "parquet")]
        Kind::Parquet => match whole(reader, packing, options.max_bytes) {
            Ok(bytes) => Box::new(Parquet::new(shown, stem, bytes::Bytes::from(bytes), options)),
            Err(e) => failed(e),
        },
        Kind::Text | Kind::Markdown | Kind::Html => {
            let article = whole(reader, packing, options.max_bytes).and_then(|bytes| one(stem, kind, &bytes));
            single(article.map_err(|error| InputError { input: shown, error }))
        }
    }
}

/// The article in the bytes of a file that holds one.
fn one(id: String, kind: Kind, bytes: &[u8]) -> Result<Document, String> {
    match kind {
        Kind::Html => html::article(id, &decode::html(bytes)?),
        Kind::Markdown => markdown::article(id, decode::text(bytes)?),
        _ => Ok(Document { id, text: checked(decode::text(bytes)?)?, ..Document::default() }),
    }
}

fn count_lines(path: &Path) -> u64 {
    // as much as a line costs, so that a file without line ends is not held in memory
    let Ok(file) = File::open(path) else { return 1 };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let (mut lines, mut text) = (0, false);
    loop {
        let used = match reader.fill_buf() {
            Ok(bytes) if !bytes.is_empty() => {
                for &b in bytes {
                    lines += u64::from(b == b'\n' && text);
                    text = b != b'\n' && (text || !b.is_ascii_whitespace());
                }
                bytes.len()
            }
            _ => return lines + u64::from(text),
        };
        reader.consume(used);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;

    fn seen(inputs: Inputs) -> Vec<String> {
        inputs
            .map(|i| match i {
                Ok(a) => a.id,
                Err(e) => format!("! {}: {}", e.input.rsplit('/').next().unwrap_or_default(), e.error),
            })
            .collect()
    }

    fn of(name: &str, bytes: &[u8]) -> Vec<String> {
        seen(Inputs::from_bytes(name, bytes.to_vec(), Options { max_bytes: 200, ..Options::default() }))
    }

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
        let inputs = Inputs::open(&[dir.path().to_path_buf(), p("b.txt"), p("gone.txt")], Options::default());
        assert_eq!(inputs.count_hint(), Some(3 + 4));
        let seen: Vec<String> = seen(inputs).into_iter().map(|s| s.split(": ").next().unwrap().to_string()).collect();
        assert_eq!(seen, ["x", "! a.jsonl line 3", "y", "b", "! cover.jpg", "b~2", "! gone.txt"]);
        assert_eq!(self::seen(Inputs::open(&[p("none")], Options::default())).len(), 1);
        fs::create_dir(p("none")).unwrap();
        assert!(self::seen(Inputs::open(&[p("none")], Options::default()))[0].contains("no files"));
    }

    #[test]
    fn numbers_of_an_id_go_on() {
        let lines: String =
            ["x", "x", "x~3", "x", "x"].iter().map(|id| format!("{{\"id\":\"{id}\",\"text\":\"T\"}}\n")).collect();
        assert_eq!(of("a.jsonl", lines.as_bytes()), ["x", "x~2", "x~3", "x~4", "x~5"]);
    }

    #[test]
    fn tables_by_the_names_of_their_columns() {
        let bytes =
            b"ID,Head-line,Full Text,Source,Published_At\na,T,\"Peace, she\nsaid.\",Wire,3 Feb 2031\n,T,More,Wire,\n";
        let items: Vec<Document> =
            Inputs::from_bytes("n/x.csv", bytes.to_vec(), Options::default()).map(Result::unwrap).collect();
        let a = &items[0];
        let cells = [&a.id, &a.text, &a.title, &a.outlet, &a.date_text()];
        assert_eq!(cells, ["a", "Peace, she\nsaid.", "T", "Wire", "2031-02-03"]);
        assert_eq!(items[1].id, "x-2");
        let options = Options { text_column: Some("Words".into()), ..Options::default() };
        let mut semicolons = Inputs::from_bytes("x.csv", b"words;text\r\n\"a; b\";no\r\n".to_vec(), options);
        assert_eq!(semicolons.next().unwrap().unwrap().text, "a; b");
        let utf16: Vec<u8> = "\u{feff}text\tdate\nné\t2031\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Inputs::from_bytes("x.tsv", utf16, Options::default()).next().unwrap().unwrap().text, "né");
    }

    #[test]
    fn a_bad_row_costs_one_row() {
        let bytes =
            [b"id,text\na,b,c\nb,\"".as_slice(), &[b'x'; 500], b"\"\nc,fine\nd,caf\xe9 noir\ne,\"open\nf,g"].concat();
        let found = of("t.csv", &bytes);
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(found[0].contains("t.csv line 2: 3 cells where the header has 2"), "{found:?}");
        assert!(found[1].contains("t.csv line 3: the row is longer than 200 B"), "{found:?}");
        assert_eq!(found[2..4], ["c", "d"]);
        assert!(
            found[4].contains("line 6: a quotation mark that opens a cell of this row is never closed"),
            "{found:?}"
        );
        assert_eq!(of("t.csv", b"id,text\na,\"x\""), ["a"], "closed by the end of the file");
    }

    #[test]
    fn a_long_line_costs_one_line() {
        let lines = format!("{{\"id\":1,\"text\":\"{}\"}}\n\u{feff}{{\"id\":2,\"text\":\"x\"}}\n", "a".repeat(5000));
        let found = of("t.jsonl", lines.as_bytes());
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("t.jsonl line 1: the line is longer than 200 B; --max-article-size"), "{found:?}");
        assert_eq!(found[1], "2");
    }

    #[test]
    fn a_stream_that_grows_says_so_at_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        fs::write(&path, "{\"id\":1,\"text\":\"x\"}\n{\"id\":2,\"text\":\"x\"}\n").unwrap();
        let mut inputs = Inputs::open(std::slice::from_ref(&path), Options::default());
        assert_eq!(inputs.next().unwrap().unwrap().id, "1");
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"\n\n").unwrap();
        assert_eq!(inputs.next().unwrap().unwrap().id, "2");
        assert!(inputs.next().unwrap().unwrap_err().error.contains("changed while it was read"));
        assert!(inputs.next().is_none());
    }
}
