//! Which files the command line means: files, folders, patterns and lists, in a fixed order.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsStr;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::entry::InputError;
use super::own::OwnFiles;

/// Bytes of the longest list of files: a hundred million names are not read.
const LONGEST_LIST: u64 = 1 << 30;

/// A file to be read, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    Stdin,
}

/// The files behind the inputs: the inputs in their order, a folder's files by path, hidden ones and what the
/// program wrote itself left out; each once. An
/// input behind which there is nothing is an error in its place.
pub fn sources(inputs: &[PathBuf]) -> VecDeque<Result<Source, InputError>> {
    let mut finder = Finder::default();
    for input in inputs {
        finder.add(input);
    }
    finder.own.say();
    finder.found
}

/// The paths in a list (`-` for standard input): one a line, or with a NUL after each (`find -print0`).
///
/// Fails where the list cannot be read.
pub fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().take(LONGEST_LIST).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(LONGEST_LIST).read_to_end(&mut bytes)?;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes.split(|&b| b == end).map(|name| name.strip_suffix(b"\r").unwrap_or(name));
    Ok(names.filter(|n| !n.is_empty()).map(|n| PathBuf::from(OsStr::from_bytes(n))).collect())
}

#[derive(Default)]
struct Finder {
    found: VecDeque<Result<Source, InputError>>,
    files: HashSet<PathBuf>,
    stdin: bool,
    own: OwnFiles,
}

impl Finder {
    fn add(&mut self, input: &Path) {
        let name = input.to_string_lossy();
        match input.metadata() {
            _ if name == "-" => {
                if !std::mem::replace(&mut self.stdin, true) {
                    self.found.push_back(Ok(Source::Stdin));
                }
            }
            Ok(m) if m.is_dir() => self.folder(input),
            Ok(_) => self.file(input.to_path_buf()),
            Err(e) if e.kind() == io::ErrorKind::NotFound && name.contains(['*', '?', '[']) => {
                self.pattern(input, &name)
            }
            Err(e) => {
                let why = match (e.kind(), input.symlink_metadata()) {
                    (io::ErrorKind::NotFound, Ok(_)) => "a link to a file that is not there".into(),
                    (io::ErrorKind::NotFound, Err(_)) => "no such file or folder".into(),
                    _ => format!("cannot be read: {e}"),
                };
                self.found.push_back(Err(InputError::of(input, why)));
            }
        }
    }

    fn file(&mut self, path: PathBuf) {
        if self.own.has(&path) {
            return;
        }
        // the same file named twice (also through a link) is read once
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if self.files.insert(real) {
            self.found.push_back(Ok(Source::File(path)));
        }
    }

    /// All files below a folder but the hidden ones, by path.
    fn folder(&mut self, folder: &Path) {
        let before = (self.found.len(), self.files.len());
        let walk = WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|e| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.'));
        let mut any = false;
        for entry in walk {
            match entry {
                Ok(e) if e.file_type().is_dir() => {}
                // pipes and devices too: reading says what is wrong with them
                Ok(e) => {
                    any = true;
                    self.file(e.into_path());
                }
                Err(e) => {
                    let path = e.path().unwrap_or(folder).to_path_buf();
                    let why = match e.loop_ancestor() {
                        Some(up) => format!("a link back to the folder {}; it is not followed", up.display()),
                        None if path.symlink_metadata().is_ok_and(|m| m.is_symlink()) => {
                            "a link to a file that is not there".into()
                        }
                        None => {
                            format!("cannot be read: {}", e.io_error().map_or_else(|| e.to_string(), |e| e.to_string()))
                        }
                    };
                    self.found.push_back(Err(InputError::of(&path, why)));
                }
            }
        }
        if !any && (self.found.len(), self.files.len()) == before {
            self.found.push_back(Err(InputError::of(folder, "no files in this folder")));
        }
    }

    /// A pattern that no shell has expanded: `*`, `?`, `[...]`, and `**` for any folders.
    fn pattern(&mut self, input: &Path, pattern: &str) {
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        let paths = match glob::glob_with(pattern, options) {
            Ok(paths) => paths,
            Err(e) => {
                return self.found.push_back(Err(InputError::of(input, format!("no such file, and no pattern: {e}"))));
            }
        };
        let mut any = false;
        for path in paths {
            any = true;
            match path {
                Ok(path) => self.add(&path),
                Err(e) => self.found.push_back(Err(InputError::of(e.path(), format!("cannot be read: {}", e.error())))),
            }
        }
        if !any {
            self.found.push_back(Err(InputError::of(input, "no file has a name of this pattern")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(found: VecDeque<Result<Source, InputError>>) -> Vec<String> {
        let last = |p: &str| p.rsplit('/').next().unwrap_or_default().to_string();
        found
            .into_iter()
            .map(|f| match f {
                Ok(Source::File(p)) => last(&p.to_string_lossy()),
                Ok(Source::Stdin) => "-".into(),
                Err(e) => format!("! {}: {}", last(&e.input), e.error),
            })
            .collect()
    }

    #[test]
    fn patterns_and_links() {
        let dir = tempfile::tempdir().unwrap();
        let p = |n: &str| dir.path().join(n);
        fs::create_dir_all(p("sub/deep")).unwrap();
        for name in ["b.txt", "a.txt", ".c.txt", "sub/deep/d.txt", "odd[1].txt"] {
            fs::write(p(name), "x").unwrap();
        }
        assert_eq!(names(sources(&[p("*.txt")])), ["a.txt", "b.txt", "odd[1].txt"]);
        assert_eq!(names(sources(&[p("**/d.txt"), p("odd[1].txt")])), ["d.txt", "odd[1].txt"]);
        assert_eq!(names(sources(&[p("*.pdf")])), ["! *.pdf: no file has a name of this pattern"]);
        assert!(names(sources(&[p("[.txt")]))[0].contains("no pattern"));
        std::os::unix::fs::symlink(p("gone"), p("sub/broken.txt")).unwrap();
        std::os::unix::fs::symlink(p("sub"), p("sub/deep/loop")).unwrap();
        let found = names(sources(&[p("sub"), PathBuf::from("-"), PathBuf::from("-")]));
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[0], "! broken.txt: a link to a file that is not there");
        assert!(found.iter().any(|f| f.contains("a link back to the folder")), "{found:?}");
    }

    #[test]
    fn lists_by_line_or_nul() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list");
        for bytes in [&b"a b.txt\r\n\nc\n"[..], b"a b.txt\0c\0", b"\xef\xbb\xbfa b.txt\nc"] {
            fs::write(&path, bytes).unwrap();
            assert_eq!(list(&path).unwrap(), [PathBuf::from("a b.txt"), PathBuf::from("c")]);
        }
    }
}
