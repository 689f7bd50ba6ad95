//! Files that are written whole: CSV, one CSV a speaker, and anything else.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::cells;

/// A CSV file that is being written.
pub(crate) struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    pub(crate) fn create(path: PathBuf, columns: &[&str]) -> Result<Self> {
        let file = File::create(&path).with_context(|| format!("{}: cannot be written", path.display()))?;
        let mut out = CsvFile { path, writer: cells::writer(BufWriter::with_capacity(1 << 16, file)) };
        out.row(columns)?;
        Ok(out)
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<()> {
        self.writer.write_record(cells).with_context(|| format!("{}: cannot be written", self.path.display()))
    }

    /// To the disk; only then may it be renamed to its place.
    pub(crate) fn close(self) -> Result<()> {
        let finish = || -> std::io::Result<()> {
            let mut buffer = self.writer.into_inner().map_err(|e| e.into_error())?;
            buffer.flush()?;
            buffer.get_ref().sync_all()
        };
        finish().with_context(|| format!("{}: cannot be written", self.path.display()))
    }
}

/// Bytes of rows that wait in memory for their speakers' files.
const WAITING: usize = 8 << 20;

/// One CSV file a speaker, all filled in one pass over the rows: rows wait in memory and are appended in bulk, for there
/// may be more speakers than a process may have files open.
pub(crate) struct SpeakerFiles {
    folder: PathBuf,
    header: Vec<u8>,
    waiting: HashMap<String, Vec<u8>>,
    size: usize,
    /// The ids of those that have a file.
    written: BTreeSet<String>,
}

impl SpeakerFiles {
    pub(crate) fn create(folder: PathBuf, columns: &[&str]) -> Result<Self> {
        fs::create_dir(&folder).with_context(|| format!("{}: cannot be created", folder.display()))?;
        Ok(SpeakerFiles {
            folder,
            header: csv_line(columns)?,
            waiting: HashMap::new(),
            size: 0,
            written: BTreeSet::new(),
        })
    }

    pub(crate) fn row(&mut self, speaker_id: &str, cells: &[impl AsRef<[u8]>]) -> Result<()> {
        let line = csv_line(cells)?;
        self.size += line.len();
        match self.waiting.get_mut(speaker_id) {
            Some(lines) => lines.extend_from_slice(&line),
            None => drop(self.waiting.insert(speaker_id.to_string(), line)),
        }
        if self.size > WAITING { self.append() } else { Ok(()) }
    }

    /// The last rows, and all to the disk: the files and that they are in the folder.
    pub(crate) fn write(&mut self) -> Result<()> {
        self.append()?;
        for id in &self.written {
            let path = self.path(id);
            sync(&path).with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        sync(&self.folder).with_context(|| format!("{}: cannot be written", self.folder.display()))
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.csv"))
    }

    /// Append what waits to the files it belongs to.
    fn append(&mut self) -> Result<()> {
        for (id, lines) in self.waiting.drain() {
            let path = self.folder.join(format!("{id}.csv"));
            let append = || -> std::io::Result<()> {
                let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
                if file.metadata()?.len() == 0 {
                    file.write_all(&self.header)?;
                }
                file.write_all(&lines)
            };
            append().with_context(|| format!("{}: cannot be written", path.display()))?;
            self.written.insert(id);
        }
        self.size = 0;
        Ok(())
    }
}

/// What a file, or a folder's list of files, holds goes to the disk.
fn sync(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

fn csv_line(cells: &[impl AsRef<[u8]>]) -> Result<Vec<u8>> {
    let mut writer = cells::writer(Vec::new());
    writer.write_record(cells)?;
    Ok(writer.into_inner()?)
}

/// Write a file, to the disk.
pub(crate) fn write_file(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let write = || -> Result<()> {
        let mut to = BufWriter::new(File::create(path)?);
        fill(&mut to)?;
        to.into_inner().map_err(|e| e.into_error())?.sync_all()?;
        Ok(())
    };
    write().with_context(|| format!("{}: cannot be written", path.display()))
}
