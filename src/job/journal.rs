//! What a run has scored so far, on disk: memory stays bounded, and a run that was stopped can go on.
//!
//! One line an input, appended in one write: `KEY {json}\n`. The key is the SHA-256 of the input, so an entry is found
//! again by its content. A line that a kill cut short has no line end and is dropped when the journal is opened again.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{JOURNAL, OutputFolder};
use crate::document::Document;
use crate::error::Error;
use crate::export::{QuoteRow, Recipe};
use crate::reader::InputError;

/// What came of one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Entry {
    /// It was read and analyzed; names over all documents and duplicates are still to come.
    Scored {
        document: Document,
        rows: Vec<QuoteRow>,
        /// Words of the text, as white space parts them.
        words: usize,
        /// Word pieces, borders of paragraphs included.
        pieces: usize,
    },
    /// It could not be read or analyzed.
    Failed(InputError),
}

/// SHA-256 of an input, hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct InputKey(String);

impl InputKey {
    /// Depends on everything that is read of the input.
    pub fn of(input: &Result<Document, InputError>) -> Self {
        let fields: [&str; 6] = match input {
            Ok(d) => ["document", &d.id, &d.title, &d.outlet, &d.date_text(), &d.text],
            Err(e) => ["error", &e.input, &e.error, "", "", ""],
        };
        let mut hasher = Sha256::new();
        for f in fields {
            hasher.update((f.len() as u64).to_le_bytes());
            hasher.update(f);
        }
        InputKey(format!("{:x}", hasher.finalize()))
    }
}

/// What to do with a run that was interrupted in this folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Refuse to throw it away.
    Fresh,
    /// Go on with it.
    Resume,
    /// Throw it away.
    Restart,
}

/// Where an entry stands in the file.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u64,
    length: usize,
}

/// The journal of one run.
pub struct Journal {
    path: PathBuf,
    file: File,
    end: u64,
    /// Entries of the interrupted run that were not met again yet; equal inputs have one each, the last one first.
    kept: HashMap<InputKey, Vec<Place>>,
    /// Entries of this run, in their order.
    order: Vec<Place>,
    synced: Instant,
}

const RECIPE: &str = "recipe.json";
const KEY_LENGTH: usize = 64;

/// How often what was appended is forced to the disk. Only a machine that stops loses what is younger; a killed program
/// loses nothing.
const SYNC_EVERY: Duration = Duration::from_secs(1);

impl Journal {
    /// Begin a journal in the output folder, or go on with the one there.
    ///
    /// Fails where an interrupted run is there and `start` is [`Start::Fresh`], and where it is to go on under another
    /// recipe; the message names what differs.
    pub fn open(out: &OutputFolder, recipe: &Recipe, start: Start) -> Result<Self, Error> {
        let path = out.work().join(JOURNAL);
        let there = fs::metadata(&path).is_ok_and(|m| m.len() > 0);
        if there && start == Start::Fresh {
            let reason = "an interrupted run is kept here. --resume goes on with it, --restart throws it away, -o names \
                          another folder";
            return Err(Error::refused(out.path(), reason));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(start != Start::Resume);
        let mut file = options.open(&path).map_err(Error::file(&path, "written"))?;
        let (mut kept, mut end) = (HashMap::new(), 0);
        let recipe_path = out.work().join(RECIPE);
        if there && start == Start::Resume {
            check_recipe(&recipe_path, recipe, out.path())?;
            (kept, end) = scan(&file).map_err(Error::file(&path, "read"))?;
            let cut = file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end)));
            cut.map_err(Error::file(&path, "written"))?;
        } else {
            let text = serde_json::to_string_pretty(recipe).map_err(Error::file(&recipe_path, "written"))?;
            fs::write(&recipe_path, text).map_err(Error::file(&recipe_path, "written"))?;
        }
        Ok(Journal { path, file, end, kept, order: Vec::new(), synced: Instant::now() })
    }

    /// Whether the interrupted run has an entry of this input that was not taken yet.
    pub(super) fn has(&self, key: &InputKey) -> bool {
        self.kept.contains_key(key)
    }

    /// Make the interrupted run's entry of this input this run's next one. True where there is one.
    pub(super) fn take(&mut self, key: &InputKey) -> bool {
        let Some(places) = self.kept.get_mut(key) else { return false };
        self.order.extend(places.pop());
        if places.is_empty() {
            self.kept.remove(key);
        }
        true
    }

    /// Make all entries of the interrupted run that were not met again this run's next ones, in the order of the file: a
    /// run that is stopped once more still has them.
    pub(crate) fn take_rest(&mut self) {
        let mut rest: Vec<Place> = self.kept.drain().flat_map(|(_, places)| places).collect();
        rest.sort_by_key(|p| p.start);
        self.order.extend(rest);
    }

    /// Add this run's next entry.
    pub(super) fn append(&mut self, key: &InputKey, entry: &Entry) -> Result<(), Error> {
        let mut line = key.0.clone().into_bytes();
        line.push(b' ');
        serde_json::to_writer(&mut line, entry).map_err(Error::file(&self.path, "written"))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|e| self.unwritten(e))?;
        let start = self.end + KEY_LENGTH as u64 + 1;
        self.order.push(Place { start, length: line.len() - KEY_LENGTH - 2 });
        self.end += line.len() as u64;
        if self.synced.elapsed() >= SYNC_EVERY { self.sync() } else { Ok(()) }
    }

    /// All that was appended is on the disk when this returns.
    pub(super) fn sync(&mut self) -> Result<(), Error> {
        self.file.sync_data().map_err(|e| self.unwritten(e))?;
        self.synced = Instant::now();
        Ok(())
    }

    fn unwritten(&self, source: io::Error) -> Error {
        Error::file_with(&self.path, "written", "what was scored before is kept, --resume goes on")(source)
    }

    /// The entries of this run, in order, read from disk one at a time. May be called again.
    pub(super) fn entries(&self) -> impl Iterator<Item = Result<Entry, Error>> + '_ {
        self.order.iter().map(|&place| read(&self.file, &self.path, place))
    }

    /// Whether this run has no entry yet.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Throw the journal away, once the reports are in place.
    pub fn remove(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(Error::file(&self.path, "removed"))
    }
}

/// The whole lines of a journal, and where they end.
fn scan(file: &File) -> io::Result<(HashMap<InputKey, Vec<Place>>, u64)> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    reader.seek(SeekFrom::Start(0))?;
    let (mut kept, mut at, mut line): (HashMap<_, Vec<Place>>, u64, _) = (HashMap::new(), 0, Vec::new());
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        let whole = line.len() > KEY_LENGTH + 2 && line.last() == Some(&b'\n') && line[KEY_LENGTH] == b' ';
        let Some(key) = whole.then(|| std::str::from_utf8(&line[..KEY_LENGTH]).ok()).flatten() else { break };
        let place = Place { start: at + KEY_LENGTH as u64 + 1, length: line.len() - KEY_LENGTH - 2 };
        kept.entry(InputKey(key.to_string())).or_default().push(place);
        at += line.len() as u64;
    }
    Ok((kept, at))
}

fn read(mut file: &File, path: &Path, place: Place) -> Result<Entry, Error> {
    let end = file.stream_position();
    let mut bytes = vec![0; place.length];
    let got = end.and_then(|end| {
        file.seek(SeekFrom::Start(place.start))?;
        file.read_exact(&mut bytes)?;
        file.seek(SeekFrom::Start(end))
    });
    got.map_err(Error::file(path, "read"))?;
    let damaged = |e| Error::content(path, format!("damaged at byte {}: {e}; start anew with --restart", place.start));
    serde_json::from_slice(&bytes).map_err(damaged)
}

fn check_recipe(path: &Path, now: &Recipe, out: &Path) -> Result<(), Error> {
    let text = fs::read_to_string(path).map_err(Error::file_with(path, "read", "start anew with --restart"))?;
    let damaged = |e| Error::content(path, format!("damaged: {e}; start anew with --restart"));
    let then: Recipe = serde_json::from_str(&text).map_err(damaged)?;
    let names: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let none = "nothing".to_string();
    let differences: Vec<String> = names
        .into_iter()
        .filter(|name| then.get(*name) != now.get(*name))
        .map(|name| format!("{name} was {}, is {}", then.get(name).unwrap_or(&none), now.get(name).unwrap_or(&none)))
        .collect();
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::refused(
        out,
        format!(
            "the interrupted run was made differently, its rows would not fit: {}. Call again as it was called, or \
             start anew with --restart",
            differences.join("; ")
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(id: &str) -> Result<Document, InputError> {
        Ok(Document::new(id, format!("Text of {id}.")))
    }

    fn entry(input: &Result<Document, InputError>) -> Entry {
        match input {
            Ok(d) => Entry::Scored { document: d.clone(), rows: Vec::new(), words: 3, pieces: 5 },
            Err(e) => Entry::Failed(e.clone()),
        }
    }

    fn recipe(column: &str) -> Recipe {
        Recipe::from([("--text-column".into(), column.into())])
    }

    #[test]
    fn a_cut_off_line_is_dropped_and_the_rest_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let out = OutputFolder::open(dir.path()).unwrap();
        let broken = || Err(InputError { input: "x.csv".into(), error: "no text".into() });
        // an error may come twice in the same words
        let inputs = [input("a"), broken(), broken(), input("e")];
        let keys = [0, 1, 2, 3].map(|i: usize| InputKey::of(&inputs[i]));
        let mut j = Journal::open(&out, &recipe("body"), Start::Fresh).unwrap();
        for (input, key) in inputs.iter().zip(&keys) {
            j.append(key, &entry(input)).unwrap();
        }
        drop(j);
        let path = out.work().join(JOURNAL);
        let bytes = fs::read(&path).unwrap();
        let three: usize = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(2).unwrap().0 + 1;
        for cut in three..bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            let mut j = Journal::open(&out, &recipe("body"), Start::Resume).unwrap();
            assert!(j.has(&keys[1]) && j.take(&keys[1]) && j.take(&keys[2]) && !j.has(&keys[2]));
            assert!(!j.has(&keys[3]) && !j.take(&keys[3]), "cut at {cut}");
            j.append(&keys[3], &entry(&inputs[3])).unwrap();
            assert!(j.take(&keys[0]));
            // this run's order, not that of the one before
            let order: Vec<Entry> = j.entries().map(Result::unwrap).collect();
            assert_eq!(order, [1, 2, 3, 0].map(|i: usize| entry(&inputs[i])));
        }
        // what was appended after a cut is found too
        let mut j = Journal::open(&out, &recipe("body"), Start::Resume).unwrap();
        assert!(keys.iter().all(|k| j.take(k)));
        // stopped again before it has met the others
        let mut j = Journal::open(&out, &recipe("body"), Start::Resume).unwrap();
        assert!(j.take(&keys[3]));
        j.take_rest();
        let order: Vec<Entry> = j.entries().map(Result::unwrap).collect();
        assert_eq!(order, [3, 0, 1, 2].map(|i: usize| entry(&inputs[i])));
    }

    #[test]
    fn another_recipe_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let out = OutputFolder::open(dir.path()).unwrap();
        let a = input("a");
        let mut j = Journal::open(&out, &recipe("text"), Start::Fresh).unwrap();
        j.append(&InputKey::of(&a), &entry(&a)).unwrap();
        drop(j);
        let said = |start, r: &Recipe| Journal::open(&out, r, start).err().map(|e| e.to_string());
        assert!(said(Start::Fresh, &recipe("text")).unwrap().contains("--resume"));
        assert!(said(Start::Resume, &recipe("body")).unwrap().contains("--text-column was text, is body"));
        assert!(said(Start::Resume, &Recipe::new()).unwrap().contains("--text-column was text, is nothing"));
        assert_eq!(said(Start::Resume, &recipe("text")), None);
        let j = Journal::open(&out, &recipe("body"), Start::Restart).unwrap();
        assert!(!j.has(&InputKey::of(&a)));
    }

    #[test]
    fn the_key_tells_every_field_apart() {
        let a = |id: &str, text: &str| InputKey::of(&Ok(Document::new(id, text)));
        assert_ne!(a("ab", "c"), a("a", "bc"));
        assert_ne!(InputKey::of(&Err(InputError { input: "a".into(), error: "t".into() })), a("a", "t"));
        let mut dated = Document::new("a", "t");
        dated.unread_date = Some("03/04/2031".into());
        assert_ne!(InputKey::of(&Ok(dated)), a("a", "t"));
    }
}
