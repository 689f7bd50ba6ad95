//! The output folder: one run at a time, and files that appear whole or not at all.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::cells;

/// The run's own folder in the output folder: its journal, and files that are being written.
const WORK: &str = ".quotestance";

/// The folder a run writes into, locked against other runs until it is dropped.
pub struct OutputFolder {
    path: PathBuf,
    work: PathBuf,
    _lock: File,
}

impl OutputFolder {
    /// Create the folder where missing and try that it can be written, before any work is done.
    ///
    /// Fails where it cannot be written, and where another run is writing into it.
    pub fn open(path: &Path) -> Result<Self> {
        let why = || format!("{}: this output folder cannot be written; choose another with -o", path.display());
        let work = path.join(WORK);
        fs::create_dir_all(&work).with_context(why)?;
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(work.join("lock")).with_context(why)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "{}: another run is writing into this folder; wait for it, or choose another with -o",
                    path.display()
                )
            }
            Err(TryLockError::Error(e)) => return Err(e).with_context(why),
        }
        Ok(OutputFolder { path: path.to_path_buf(), work, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn work(&self) -> &Path {
        &self.work
    }

    /// An empty folder to write files in that [`OutputFolder::put_in_place`] will move. What a killed run left there is
    /// removed.
    pub(super) fn beside(&self) -> Result<PathBuf> {
        let beside = self.work.join("writing");
        let make = || {
            if beside.exists() {
                fs::remove_dir_all(&beside)?;
            }
            fs::create_dir(&beside)
        };
        make().with_context(|| format!("{}: cannot be written", beside.display()))?;
        Ok(beside)
    }

    /// Rename finished files over those of an earlier run. What this run has not written goes away; `names` are all files
    /// and folders that a run may write, in the order in which they are to appear.
    pub(super) fn put_in_place(&self, names: &[&str]) -> Result<()> {
        let beside = self.work.join("writing");
        for name in names {
            let (new, old) = (beside.join(name), self.path.join(name));
            let replace = || {
                if old.is_dir() || (old.exists() && !new.exists()) {
                    fs::rename(&old, beside.join(format!("old-{name}")))?;
                }
                if new.exists() { fs::rename(&new, &old) } else { Ok(()) }
            };
            replace().with_context(|| format!("{}: cannot be replaced", old.display()))?;
        }
        fs::remove_dir_all(&beside).with_context(|| format!("{}: cannot be removed", beside.display()))
    }
}

impl Drop for OutputFolder {
    /// The run's own folder goes away unless it keeps a journal that `--resume` can go on with.
    fn drop(&mut self) {
        let journal = fs::metadata(self.work.join(super::journal::FILE)).is_ok_and(|m| m.len() > 0);
        if !journal && let Err(e) = fs::remove_dir_all(&self.work) {
            tracing::warn!("{}: cannot be removed: {e}", self.work.display());
        }
    }
}

/// A CSV file that is being written.
pub(super) struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    pub(super) fn create(path: PathBuf, columns: &[&str]) -> Result<Self> {
        let file = File::create(&path).with_context(|| format!("{}: cannot be written", path.display()))?;
        let mut out = CsvFile { path, writer: cells::writer(BufWriter::with_capacity(1 << 16, file)) };
        out.row(columns)?;
        Ok(out)
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<()> {
        self.writer.write_record(cells).with_context(|| format!("{}: cannot be written", self.path.display()))
    }

    /// To the disk; only then may it be renamed to its place.
    pub(super) fn close(self) -> Result<()> {
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
pub(super) struct SpeakerFiles {
    folder: PathBuf,
    header: Vec<u8>,
    waiting: HashMap<String, Vec<u8>>,
    size: usize,
}

impl SpeakerFiles {
    pub(super) fn create(folder: PathBuf, columns: &[&str]) -> Result<Self> {
        fs::create_dir(&folder).with_context(|| format!("{}: cannot be created", folder.display()))?;
        Ok(SpeakerFiles { folder, header: csv_line(columns)?, waiting: HashMap::new(), size: 0 })
    }

    pub(super) fn row(&mut self, speaker_id: &str, cells: &[impl AsRef<[u8]>]) -> Result<()> {
        let line = csv_line(cells)?;
        self.size += line.len();
        match self.waiting.get_mut(speaker_id) {
            Some(lines) => lines.extend_from_slice(&line),
            None => drop(self.waiting.insert(speaker_id.to_string(), line)),
        }
        if self.size > WAITING { self.write() } else { Ok(()) }
    }

    /// Append what waits.
    pub(super) fn write(&mut self) -> Result<()> {
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
        }
        self.size = 0;
        Ok(())
    }
}

fn csv_line(cells: &[impl AsRef<[u8]>]) -> Result<Vec<u8>> {
    let mut writer = cells::writer(Vec::new());
    writer.write_record(cells)?;
    Ok(writer.into_inner()?)
}

/// Write a file, to the disk.
pub(super) fn write_file(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let write = || -> Result<()> {
        let mut to = BufWriter::new(File::create(path)?);
        fill(&mut to)?;
        to.into_inner().map_err(|e| e.into_error())?.sync_all()?;
        Ok(())
    };
    write().with_context(|| format!("{}: cannot be written", path.display()))
}
