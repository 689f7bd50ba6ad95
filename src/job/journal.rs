//! What a run has scored so far, on disk: memory stays bounded, and a run that was stopped can go on.
//!
//! One line a chunk, appended in one write and synced: `KEY {json}\n`. The key is the SHA-256 of the chunk's inputs, so a
//! chunk is found again by its content. A line that a kill cut short has no line end and is dropped when the journal is
//! opened again.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{JOURNAL as FILE, OutputFolder};
use crate::document::Document;
use crate::export::{QuoteRow, Recipe};
use crate::reader::InputError;

/// What came of one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Item {
    Scored { article: Document, rows: Vec<QuoteRow> },
    Failed(InputError),
}

/// Inputs that were scored together, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    pub items: Vec<Item>,
    pub words: usize,
    /// Word pieces, borders of paragraphs included.
    pub pieces: usize,
}

/// SHA-256 of the inputs of a chunk, hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChunkKey(String);

impl ChunkKey {
    /// Depends on everything that is read of the inputs, and on their order.
    pub fn of(inputs: &[Result<Document, InputError>]) -> Self {
        let mut hasher = Sha256::new();
        for input in inputs {
            let fields: [&str; 6] = match input {
                Ok(a) => ["article", &a.id, &a.title, &a.outlet, &a.date_text(), &a.text],
                Err(e) => ["error", &e.input, &e.error, "", "", ""],
            };
            for f in fields {
                hasher.update((f.len() as u64).to_le_bytes());
                hasher.update(f);
            }
        }
        ChunkKey(format!("{:x}", hasher.finalize()))
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

/// Where a chunk stands in the file.
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
    /// Chunks of the interrupted run that were not met again yet.
    kept: HashMap<ChunkKey, Place>,
    /// Chunks of this run, in their order.
    order: Vec<Place>,
}

const RECIPE: &str = "recipe.json";
const KEY_LENGTH: usize = 64;

impl Journal {
    /// Begin a journal in the output folder, or go on with the one there.
    ///
    /// Fails where an interrupted run is there and `start` is [`Start::Fresh`], and where it is to go on under another
    /// recipe; the message names what differs.
    pub fn open(out: &OutputFolder, recipe: &Recipe, start: Start) -> Result<Self> {
        let path = out.work().join(FILE);
        let there = fs::metadata(&path).is_ok_and(|m| m.len() > 0);
        if there && start == Start::Fresh {
            bail!(
                "{}: an interrupted run is kept here. --resume goes on with it, --restart throws it away, -o names \
                 another folder",
                out.path().display()
            );
        }
        let cannot = || format!("{}: cannot be written", path.display());
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(start != Start::Resume);
        let mut file = options.open(&path).with_context(cannot)?;
        let (mut kept, mut end) = (HashMap::new(), 0);
        let recipe_path = out.work().join(RECIPE);
        if there && start == Start::Resume {
            check_recipe(&recipe_path, recipe, out.path())?;
            (kept, end) = scan(&file).with_context(|| format!("{}: cannot be read", path.display()))?;
            file.set_len(end).with_context(cannot)?;
            file.seek(SeekFrom::Start(end)).with_context(cannot)?;
        } else {
            let text = serde_json::to_string_pretty(recipe).context("the recipe of the run")?;
            fs::write(&recipe_path, text).with_context(|| format!("{}: cannot be written", recipe_path.display()))?;
        }
        Ok(Journal { path, file, end, kept, order: Vec::new() })
    }

    /// The chunk of these inputs, where the interrupted run had scored it; it is this run's next chunk then.
    pub fn take(&mut self, key: &ChunkKey) -> Result<Option<Chunk>> {
        let Some(place) = self.kept.remove(key) else { return Ok(None) };
        let chunk = read(&self.file, &self.path, place)?;
        self.order.push(place);
        Ok(Some(chunk))
    }

    /// Add this run's next chunk. It is on the disk when this returns.
    pub fn append(&mut self, key: &ChunkKey, chunk: &Chunk) -> Result<()> {
        let mut line = key.0.clone().into_bytes();
        line.push(b' ');
        serde_json::to_writer(&mut line, chunk).context("a chunk of the journal")?;
        line.push(b'\n');
        let mut write = || self.file.write_all(&line).and_then(|()| self.file.sync_data());
        write().with_context(|| {
            format!("{}: cannot be written; what was scored before is kept, --resume goes on", self.path.display())
        })?;
        let start = self.end + KEY_LENGTH as u64 + 1;
        self.order.push(Place { start, length: line.len() - KEY_LENGTH - 2 });
        self.end += line.len() as u64;
        Ok(())
    }

    /// The chunks of this run, in order, read from disk one at a time. May be called again.
    pub fn chunks(&self) -> impl Iterator<Item = Result<Chunk>> + '_ {
        self.order.iter().map(|&place| read(&self.file, &self.path, place))
    }

    /// Whether this run has no chunk yet.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Throw the journal away, once the reports are in place.
    pub fn remove(self) -> Result<()> {
        fs::remove_file(&self.path).with_context(|| format!("{}: cannot be removed", self.path.display()))
    }
}

/// The whole lines of a journal, and where they end.
fn scan(file: &File) -> std::io::Result<(HashMap<ChunkKey, Place>, u64)> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    reader.seek(SeekFrom::Start(0))?;
    let (mut kept, mut at, mut line) = (HashMap::new(), 0u64, Vec::new());
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        let whole = line.len() > KEY_LENGTH + 2 && line.last() == Some(&b'\n') && line[KEY_LENGTH] == b' ';
        let Some(key) = whole.then(|| std::str::from_utf8(&line[..KEY_LENGTH]).ok()).flatten() else { break };
        let place = Place { start: at + KEY_LENGTH as u64 + 1, length: line.len() - KEY_LENGTH - 2 };
        kept.insert(ChunkKey(key.to_string()), place);
        at += line.len() as u64;
    }
    Ok((kept, at))
}

fn read(mut file: &File, path: &Path, place: Place) -> Result<Chunk> {
    let end = file.stream_position();
    let mut bytes = vec![0; place.length];
    let got = end.and_then(|end| {
        file.seek(SeekFrom::Start(place.start))?;
        file.read_exact(&mut bytes)?;
        file.seek(SeekFrom::Start(end))
    });
    got.with_context(|| format!("{}: cannot be read", path.display()))?;
    serde_json::from_slice(&bytes)
        .with_context(|| format!("{}: damaged at byte {}; start anew with --restart", path.display(), place.start))
}

fn check_recipe(path: &Path, now: &Recipe, out: &Path) -> Result<()> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{}: cannot be read; start anew with --restart", path.display()))?;
    let then: Recipe = serde_json::from_str(&text)
        .with_context(|| format!("{}: damaged; start anew with --restart", path.display()))?;
    let names: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let none = "nothing".to_string();
    let differences: Vec<String> = names
        .into_iter()
        .filter(|name| then.get(*name) != now.get(*name))
        .map(|name| format!("{name} was {}, is {}", then.get(name).unwrap_or(&none), now.get(name).unwrap_or(&none)))
        .collect();
    if !differences.is_empty() {
        bail!(
            "{}: the interrupted run was made differently, its rows would not fit: {}. Call again as it was called, or \
             start anew with --restart",
            out.display(),
            differences.join("; ")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str) -> Result<Document, InputError> {
        Ok(Document { id: id.into(), text: format!("Text of {id}."), ..Default::default() })
    }

    fn chunk(inputs: &[Result<Document, InputError>]) -> Chunk {
        let items = inputs.iter().map(|i| match i {
            Ok(a) => Item::Scored { article: a.clone(), rows: Vec::new() },
            Err(e) => Item::Failed(e.clone()),
        });
        Chunk { items: items.collect(), words: 3, pieces: 5 }
    }

    fn recipe(threshold: &str) -> Recipe {
        Recipe::from([("min-confidence".into(), threshold.into())])
    }

    #[test]
    fn a_cut_off_line_is_dropped_and_the_rest_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let out = OutputFolder::open(dir.path()).unwrap();
        let inputs = [[article("a"), article("b")], [article("c"), article("d")], [article("e"), article("f")]];
        let mut j = Journal::open(&out, &recipe("0"), Start::Fresh).unwrap();
        for i in &inputs {
            j.append(&ChunkKey::of(i), &chunk(i)).unwrap();
        }
        drop(j);
        let path = out.work().join(FILE);
        let bytes = fs::read(&path).unwrap();
        let two: usize = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(1).unwrap().0 + 1;
        for cut in two..bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            let mut j = Journal::open(&out, &recipe("0"), Start::Resume).unwrap();
            assert_eq!(j.take(&ChunkKey::of(&inputs[1])).unwrap(), Some(chunk(&inputs[1])));
            assert_eq!(j.take(&ChunkKey::of(&inputs[2])).unwrap(), None, "cut at {cut}");
            j.append(&ChunkKey::of(&inputs[2]), &chunk(&inputs[2])).unwrap();
            assert_eq!(j.take(&ChunkKey::of(&inputs[0])).unwrap(), Some(chunk(&inputs[0])));
            // this run's order, not that of the one before
            let order: Vec<Chunk> = j.chunks().map(Result::unwrap).collect();
            assert_eq!(order, [chunk(&inputs[1]), chunk(&inputs[2]), chunk(&inputs[0])]);
        }
        // what was appended after a cut is found too
        let mut j = Journal::open(&out, &recipe("0"), Start::Resume).unwrap();
        assert!(inputs.iter().all(|i| j.take(&ChunkKey::of(i)).unwrap().is_some()));
    }

    #[test]
    fn another_recipe_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let out = OutputFolder::open(dir.path()).unwrap();
        let inputs = [article("a")];
        let mut j = Journal::open(&out, &recipe("0"), Start::Fresh).unwrap();
        j.append(&ChunkKey::of(&inputs), &chunk(&inputs)).unwrap();
        drop(j);
        let said = |start, r: &Recipe| Journal::open(&out, r, start).err().map(|e| format!("{e:#}"));
        assert!(said(Start::Fresh, &recipe("0")).unwrap().contains("--resume"));
        assert!(said(Start::Resume, &recipe("0.5")).unwrap().contains("min-confidence was 0, is 0.5"));
        assert!(said(Start::Resume, &Recipe::new()).unwrap().contains("min-confidence was 0, is nothing"));
        assert_eq!(said(Start::Resume, &recipe("0")), None);
        let mut j = Journal::open(&out, &recipe("0.5"), Start::Restart).unwrap();
        assert_eq!(j.take(&ChunkKey::of(&inputs)).unwrap(), None);
    }

    #[test]
    fn the_key_tells_every_field_apart() {
        let a = |id: &str, text: &str| Ok(Document { id: id.into(), text: text.into(), ..Default::default() });
        assert_ne!(ChunkKey::of(&[a("ab", "c")]), ChunkKey::of(&[a("a", "bc")]));
        assert_ne!(ChunkKey::of(&[a("a", "t"), a("b", "t")]), ChunkKey::of(&[a("b", "t"), a("a", "t")]));
        let e = Err(InputError { input: "a".into(), error: "t".into() });
        assert_ne!(ChunkKey::of(&[e]), ChunkKey::of(&[a("a", "t")]));
    }
}
