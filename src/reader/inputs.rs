//! What the command line names, in a fixed order, one article after the other.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::entry::{Entries, Entry, InputError, Options};
use super::file;
use super::find::{self, Source};
use super::language;
use super::open::{Format, Name, Packing};
use super::unread::UnreadDates;
use crate::document::Document;

/// The articles of all inputs, read one at a time; what cannot be read comes as an error in its place, and the rest
/// goes on.
///
/// Order: the inputs as given; a folder's files by path. An id that was there before gets
/// `~2`, `~3`, ... so that no two articles of a run are mixed up.
///
/// Dates are read where they can mean one day only, or where the rest of the file shows whether day or month comes
/// first; [`Inputs::unread_dates`] accounts for the others.
pub struct Inputs {
    todo: VecDeque<Result<Source, InputError>>,
    options: Options,
    current: Option<Entries>,
    seen: HashSet<String>,
    /// The number that the next article of an id gets.
    next_number: HashMap<String, usize>,
    unread_dates: UnreadDates,
    /// The file that is being read, for messages.
    reading: String,
}

impl Inputs {
    /// Find the files behind the inputs (`-` is standard input; a pattern such as `news/*.txt` is expanded). What
    /// cannot be found comes out as an error in its place.
    pub fn open(inputs: &[PathBuf], options: Options) -> Self {
        Inputs::of(find::sources(inputs), options)
    }

    /// The paths in a list (`-` for standard input): one a line, or with a NUL after each.
    ///
    /// Fails where the list cannot be read.
    pub fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
        find::list(path)
    }

    /// The articles in bytes that are what a file of this name would hold.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, options: Options) -> Self {
        let entries = file::of_bytes(name, bytes, options.clone());
        Inputs { current: Some(entries), ..Inputs::of(VecDeque::new(), options) }
    }

    fn of(todo: VecDeque<Result<Source, InputError>>, options: Options) -> Self {
        Inputs {
            todo,
            options,
            current: None,
            seen: HashSet::new(),
            next_number: HashMap::new(),
            unread_dates: UnreadDates::default(),
            reading: "standard input".into(),
        }
    }

    /// The dates that were not read, of the articles that have come so far; of all once the last has come.
    pub fn unread_dates(&self) -> &UnreadDates {
        &self.unread_dates
    }

    /// How many articles and errors will come, for a progress bar; `None` where that is not known before all is read.
    /// Lines of `.jsonl` files are counted.
    pub fn count_hint(&self) -> Option<u64> {
        self.todo
            .iter()
            .map(|t| match t {
                Ok(Source::Stdin) => None,
                Ok(Source::File(path)) => match Name::of(path) {
                    Ok(Name { format: Format::JsonLines, packing: Packing::Plain, .. }) => Some(count_lines(path)),
                    Ok(name) if name.format.is_table() => None,
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
}

impl Inputs {
    /// The next document of the file that is being read. What a parser cannot stand is the file's error, and its end.
    fn next_entry(&mut self) -> Option<Result<Entry, InputError>> {
        let current = self.current.as_mut()?;
        catch_unwind(AssertUnwindSafe(|| current.next())).unwrap_or_else(|_| {
            self.current = None;
            let error = "an internal error: the rest of this file could not be read; please report it with the file";
            Some(Err(InputError { input: self.reading.clone(), error: error.into() }))
        })
    }
}

impl Iterator for Inputs {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.next_entry() {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(e) => return Some(Err(e)),
                };
                if !self.options.any_language
                    && let Some(name) = language::other_than_english(&entry.document.text)
                {
                    let error = format!(
                        "looks like {name}, and the models read English alone; left out (--any-language reads it all the same)"
                    );
                    return Some(Err(InputError { input: entry.place, error }));
                }
                if let Some(date) = &entry.document.unread_date {
                    self.unread_dates.add(date, &entry.place);
                }
                return Some(Ok(self.unique(entry.document)));
            }
            self.current = Some(match self.todo.pop_front()? {
                Ok(Source::File(path)) => {
                    self.reading = path.display().to_string();
                    file::of_path(path, self.options.clone())
                }
                Ok(Source::Stdin) => file::of_stdin(self.options.clone()),
                Err(e) => file::single(Err(e)),
            });
        }
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

    use proptest::prelude::*;

    fn seen(inputs: Inputs) -> Vec<String> {
        inputs
            .map(|i| match i {
                Ok(a) => a.id,
                Err(e) => format!("! {}: {}", e.input.rsplit('/').next().unwrap_or_default(), e.error),
            })
            .collect()
    }

    #[test]
    fn articles_can_be_read_on_another_thread() {
        fn is_send<T: Send>() {}
        is_send::<Inputs>();
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
    fn what_else_a_row_says_is_kept() {
        let bytes = b"Topic,id,text,url,Source,date,note\ntalks,a,T,https://wire.example/a,Wire,2031-02-03,caf\xe9\n,b,U,,,,\0\n";
        let found: Vec<Document> =
            Inputs::from_bytes("x.csv", bytes.to_vec(), Options::default()).map(Result::unwrap).collect();
        let extra = |i: usize| found[i].extra.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>();
        assert_eq!(extra(0), ["Topic=talks", "url=https://wire.example/a", "note=café"]);
        assert_eq!(found[0].url(), Some("https://wire.example/a"));
        assert_eq!(
            extra(1),
            ["Topic=", "url=", "note=\0"],
            "an empty cell is empty, and a binary one no reason to stop"
        );
        let tsv = b"text\tauthor\nT\tJuna Hale\n".to_vec();
        let a = Inputs::from_bytes("x.tsv", tsv, Options::default()).next().unwrap().unwrap();
        assert_eq!(a.extra, [("author".to_string(), "Juna Hale".to_string())]);
        let text = Inputs::from_bytes("x.txt", b"T".to_vec(), Options::default()).next().unwrap().unwrap();
        assert_eq!(text.extra, []);
    }

    proptest! {
        /// Whatever a table's header and cells hold: all is there, in its order, under names of which no two are alike.
        #[test]
        fn any_table_keeps_its_columns(
            columns in prop::collection::vec(("x\\PC{0,6}|text|x|x_2|", "\\PC{0,6}|[\",;\r\n]{0,3}"), 0..9),
        ) {
            let mut bytes = Vec::new();
            {
                let mut to = csv::Writer::from_writer(&mut bytes);
                to.write_record(columns.iter().map(|(name, _)| name.as_str()).chain(["fulltext"])).unwrap();
                to.write_record(columns.iter().map(|(_, cell)| cell.as_str()).chain(["T"])).unwrap();
            }
            let options = Options { text_column: Some("fulltext".into()), ..Options::default() };
            // a header with more semicolons than commas says that these part the columns
            if let Some(Ok(found)) = Inputs::from_bytes("x.csv", bytes, options).next() {
                prop_assert_eq!(&found.text, "T");
                let names: HashSet<&String> = found.extra.iter().map(|(name, _)| name).collect();
                prop_assert_eq!(names.len(), columns.len());
                prop_assert!(names.iter().all(|name| !name.is_empty()));
                let cells = |cells: &[(String, String)]| cells.iter().map(|(_, cell)| cell.clone()).collect::<Vec<_>>();
                prop_assert_eq!(cells(&found.extra), cells(&columns));
            }
        }
    }

    /// The dates of a file, and what is said of those that were not read.
    fn dates(mut inputs: Inputs) -> (Vec<String>, String) {
        let dates = inputs.by_ref().map(|d| d.unwrap().date_text()).collect();
        (dates, inputs.unread_dates().to_string())
    }

    #[test]
    fn the_rest_of_a_file_decides_about_its_dates() {
        let csv = |rows: &[&str]| {
            let rows: Vec<String> = rows.iter().map(|date| format!("T,{date}\n")).collect();
            format!("text,date\n{}", rows.concat())
        };
        let day_first = csv(&["03/04/2031", "December 2022", "31/12/2022"]);
        let expected = ["2031-04-03", "December 2022", "2022-12-31"];
        let gz = {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gz.write_all(day_first.as_bytes()).unwrap();
            gz.finish().unwrap()
        };
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("a.csv", day_first.clone().into_bytes()),
            ("a.tsv", day_first.replace(',', "\t").into_bytes()),
            ("a.csv.gz", gz),
            ("a.csv.zst", zstd::encode_all(day_first.as_bytes(), 1).unwrap()),
        ] {
            let path = dir.path().join(name);
            fs::write(&path, &bytes).unwrap();
            let (found, said) = dates(Inputs::from_bytes(name, bytes, Options::default()));
            assert_eq!(found, expected, "{name}");
            let part = format!("1 date not read, e.g. \"December 2022\" ({name} line 3); offices name nobody there");
            assert!(said.starts_with(&part), "{said}");
            assert_eq!(dates(Inputs::open(&[path], Options::default())).0, expected, "{name} on the disk");
        }
        let (found, said) = dates(Inputs::from_bytes(
            "a.csv",
            csv(&["03/04/2031", "31/12/2022", "12/31/2022", "5/5/2031", ""]).into_bytes(),
            Options::default(),
        ));
        assert_eq!(found, ["03/04/2031", "2022-12-31", "2022-12-31", "2031-05-05", ""]);
        assert!(said.starts_with("1 date not read, e.g. \"03/04/2031\" (a.csv line 2);"), "{said}");
    }

    #[test]
    fn each_file_decides_for_itself() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            (
                "a.jsonl",
                "{\"id\":1,\"text\":\"T\",\"date\":\"03/04/2031\"}\n{\"id\":2,\"text\":\"T\",\"date\":\"12/31/2031\"}",
            ),
            ("b.jsonl", "{\"id\":3,\"text\":\"T\",\"date\":\"03/04/2031\"}"),
            ("c.md", "---\ndate: 31/12/2031\n---\nT"),
            ("d.md", "---\ndate: 03/04/2031\n---\nT"),
            ("e.txt", "T"),
        ] {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let (found, said) = dates(Inputs::open(&[dir.path().to_path_buf()], Options::default()));
        assert_eq!(found, ["2031-03-04", "2031-12-31", "03/04/2031", "2031-12-31", "03/04/2031", ""]);
        assert!(said.starts_with("2 dates not read, e.g. \"03/04/2031\""), "{said}");
        assert!(said.contains("b.jsonl line 1"), "{said}");
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
