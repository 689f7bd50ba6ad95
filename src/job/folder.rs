//! The output folder: one run at a time, and files that appear whole or not at all.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The run's own folder in the output folder: its lock, and files that are being written.
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
    pub fn open(path: &Path) -> Result<Self, Error> {
        let why = || Error::file_with::<std::io::Error>(path, "written", "choose another output folder with -o");
        let work = path.join(WORK);
        fs::create_dir_all(&work).map_err(why())?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(work.join("lock")).map_err(why())?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let reason = "another run is writing into this folder; wait for it, or choose another with -o";
                return Err(Error::refused(path, reason));
            }
            Err(TryLockError::Error(e)) => return Err(why()(e)),
        }
        Ok(OutputFolder { path: path.to_path_buf(), work, _lock: lock })
    }

    /// As it was given to [`OutputFolder::open`].
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// An empty folder to write files in that [`OutputFolder::put_in_place`] will move. What a killed run left there is
    /// removed.
    pub(super) fn beside(&self) -> Result<PathBuf, Error> {
        let beside = self.work.join("writing");
        let make = || -> std::io::Result<()> {
            if beside.exists() {
                fs::remove_dir_all(&beside)?;
            }
            fs::create_dir(&beside)
        };
        make().map_err(Error::file(&beside, "written"))?;
        Ok(beside)
    }

    /// Rename finished files over those of an earlier run. What this run has not written goes away; `names` are all files
    /// and folders that a run may write, in the order in which they are to appear.
    pub(super) fn put_in_place(&self, names: &[&str]) -> Result<(), Error> {
        let beside = self.work.join("writing");
        for name in names {
            let (new, old) = (beside.join(name), self.path.join(name));
            let replace = || -> std::io::Result<()> {
                if old.is_dir() || (old.exists() && !new.exists()) {
                    fs::rename(&old, beside.join(format!("old-{name}")))?;
                }
                if new.exists() { fs::rename(&new, &old) } else { Ok(()) }
            };
            replace().map_err(Error::file(&old, "replaced"))?;
        }
        // before the run counts as ended, the new names are on the disk
        let sync = || fs::File::open(&self.path)?.sync_all();
        sync().map_err(Error::file(&self.path, "written"))?;
        fs::remove_dir_all(&beside).map_err(Error::file(&beside, "removed"))
    }
}

impl Drop for OutputFolder {
    /// The run's own folder goes away.
    fn drop(&mut self) {
        if let Err(e) = fs::remove_dir_all(&self.work) {
            tracing::warn!("{}: cannot be removed: {e}", self.work.display());
        }
    }
}
