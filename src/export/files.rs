//! Files that are written whole: CSV, one CSV a speaker, and anything else.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::cells::{self, CellStyle};
use crate::error::Error;

/// A CSV file that is being written.
pub(crate) struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    /// A file whose cells are written in this style.
    pub(crate) fn create(style: CellStyle, path: PathBuf, columns: &[impl AsRef<str>]) -> Result<Self, Error> {
        let file = File::create(&path).map_err(Error::file(&path, "written"))?;
        let mut buffer = BufWriter::with_capacity(1 << 16, file);
        buffer.write_all(style.head()).map_err(Error::file(&path, "written"))?;
        let columns = columns.iter().map(|name| style.text(name.as_ref())).collect::<Vec<_>>();
        let mut out = CsvFile { path, writer: cells::writer(buffer) };
        out.row(columns)?;
        Ok(out)
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<(), Error> {
        self.writer.write_record(cells).map_err(Error::file(&self.path, "written"))
    }

    /// To the disk; only then may it be renamed to its place.
    pub(crate) fn close(self) -> Result<(), Error> {
        let finish = || -> std::io::Result<()> {
            let mut buffer = self.writer.into_inner().map_err(|e| e.into_error())?;
            buffer.flush()?;
            buffer.get_ref().sync_all()
        };
        finish().map_err(Error::file(&self.path, "written"))
    }
}

/// Bytes of rows that wait in memory for their speakers' files.
const WAITING: usize = 8 << 20;

/// Files from which on the whole file system is put on the disk at once: one by one, a hundred thousand take minutes.
const MANY: usize = 200;

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
    /// Files whose cells are written in this style.
    pub(crate) fn create(style: CellStyle, folder: PathBuf, columns: &[impl AsRef<str>]) -> Result<Self, Error> {
        fs::create_dir(&folder).map_err(Error::file(&folder, "created"))?;
        let columns = columns.iter().map(|name| style.text(name.as_ref())).collect::<Vec<_>>();
        Ok(SpeakerFiles {
            folder,
            header: [style.head(), &csv_line(&columns)?].concat(),
            waiting: HashMap::new(),
            size: 0,
            written: BTreeSet::new(),
        })
    }

    pub(crate) fn row(&mut self, speaker_id: &str, cells: &[impl AsRef<[u8]>]) -> Result<(), Error> {
        let line = csv_line(cells)?;
        self.size += line.len();
        match self.waiting.get_mut(speaker_id) {
            Some(lines) => lines.extend_from_slice(&line),
            None => drop(self.waiting.insert(speaker_id.to_string(), line)),
        }
        if self.size > WAITING { self.append() } else { Ok(()) }
    }

    /// The last rows, and all to the disk: the files and that they are in the folder.
    pub(crate) fn write(&mut self) -> Result<(), Error> {
        self.append()?;
        if self.written.len() > MANY {
            let all = || Ok(rustix::fs::syncfs(File::open(&self.folder)?)?);
            return all().map_err(Error::file::<std::io::Error>(&self.folder, "written"));
        }
        for id in &self.written {
            let path = self.path(id);
            sync(&path).map_err(Error::file(&path, "written"))?;
        }
        sync(&self.folder).map_err(Error::file(&self.folder, "written"))
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.csv"))
    }

    /// Append what waits to the files it belongs to.
    fn append(&mut self) -> Result<(), Error> {
        for (id, lines) in self.waiting.drain() {
            let path = self.folder.join(format!("{id}.csv"));
            let append = || -> std::io::Result<()> {
                let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
                if file.metadata()?.len() == 0 {
                    file.write_all(&self.header)?;
                }
                file.write_all(&lines)
            };
            append().map_err(Error::file(&path, "written"))?;
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

fn csv_line(cells: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, Error> {
    let mut writer = cells::writer(Vec::new());
    writer.write_record(cells).map_err(std::io::Error::from)?;
    Ok(writer.into_inner().map_err(|e| e.into_error())?)
}

/// Write a file, to the disk.
pub(crate) fn write_file(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>,
) -> Result<(), Error> {
    let write = || -> Result<(), Error> {
        let mut to = BufWriter::new(File::create(path)?);
        fill(&mut to)?;
        to.into_inner().map_err(|e| e.into_error())?.sync_all()?;
        Ok(())
    };
    write().map_err(|e| match e {
        Error::Io(source) => Error::File { path: path.to_path_buf(), doing: "written", source },
        other => other,
    })
}
