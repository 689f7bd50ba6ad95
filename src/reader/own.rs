//! What the program wrote itself is never input: an output folder may lie among the articles, or be their folder.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Says in the header of `archive.db` that it is an archive of this program (SQLite's `application_id`).
pub(crate) const APPLICATION_ID: [u8; 4] = *b"QSTA";

/// Where SQLite keeps the application id.
const PLACE: usize = 68;

/// What runs write into their folder.
const FILES: [&str; 13] = [
    "archive.db",
    "archive.db-shm",
    "archive.db-wal",
    "archive.db-journal",
    "articles.jsonl",
    "errors.csv",
    "evidence.csv",
    "quotes.csv",
    "quotes.parquet",
    "report.html",
    "run.json",
    "speakers.csv",
    "speakers.parquet",
];
/// The folder with one file a speaker.
const SPEAKERS: &str = "speakers";

/// Which files are the program's own.
#[derive(Default)]
pub(super) struct OwnFiles {
    /// Whether a folder is an output folder.
    folders: HashMap<PathBuf, bool>,
    /// How many were met, and the first of them.
    met: usize,
    first: PathBuf,
}

impl OwnFiles {
    /// Whether a run wrote the file; it is counted.
    pub fn has(&mut self, file: &Path) -> bool {
        let folder = file.parent().unwrap_or(Path::new(""));
        let is_file = file.file_name().is_some_and(|name| FILES.iter().any(|own| name == *own));
        let of_a_speaker = folder.file_name().is_some_and(|name| name == SPEAKERS);
        let own = is_file && self.is_output(folder)
            || of_a_speaker && self.is_output(folder.parent().unwrap_or(Path::new("")));
        if own {
            if self.met == 0 {
                self.first = file.to_path_buf();
            }
            self.met += 1;
        }
        own
    }

    fn is_output(&mut self, folder: &Path) -> bool {
        *self.folders.entry(folder.to_path_buf()).or_insert_with(|| {
            let mut head = [0; PLACE + APPLICATION_ID.len()];
            let read = File::open(folder.join(FILES[0])).and_then(|mut file| file.read_exact(&mut head));
            read.is_ok() && head[PLACE..] == APPLICATION_ID
        })
    }

    /// Say once what was passed over.
    pub fn say(&self) {
        match self.met {
            0 => {}
            1 => tracing::warn!("{}: written by quotestance, so it is no input", self.first.display()),
            n => tracing::warn!(
                "{} and {} more files: written by quotestance, so they are no input",
                self.first.display(),
                n - 1
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn an_output_folder_is_known_by_its_archive() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("speakers")).unwrap();
        let mut head = vec![0; 100];
        fs::write(at("archive.db"), &head).unwrap();
        assert!(!OwnFiles::default().has(&at("quotes.csv")), "somebody else's archive.db");
        head[PLACE..PLACE + 4].copy_from_slice(&APPLICATION_ID);
        fs::write(at("archive.db"), &head).unwrap();
        let mut own = OwnFiles::default();
        let found = ["quotes.csv", "speakers/oda-varn.csv", "article.txt", "speakers.txt"].map(|n| own.has(&at(n)));
        assert_eq!((found, own.met), ([true, true, false, false], 2));
    }
}
