//! What SQLite reports, in words for people.

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::Error;

/// What went wrong with the archive at `path`; `doing` is read after "cannot be".
pub(super) fn fault(path: &Path, doing: &'static str, e: rusqlite::Error) -> Error {
    let kept = "what was scored before is kept, --resume goes on";
    match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => foreign(path),
        Some(ErrorCode::DatabaseCorrupt) => damaged(path, &e.to_string()),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::refused(path, "another program writes into it; close that one, or wait for it")
        }
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) if doing == "written" => {
            Error::file_with(path, doing, kept)(io::Error::other(e.to_string()))
        }
        _ => Error::file(path, doing)(io::Error::other(e.to_string())),
    }
}

/// A file that is there in an archive's place.
pub(super) fn foreign(path: &Path) -> Error {
    Error::content(path, "no archive of quotestance, or a damaged one; move it away, or choose another folder")
}

/// A file that was an archive.
pub(super) fn damaged(path: &Path, what: &str) -> Error {
    let what = what.trim_end_matches('.');
    let problem = format!(
        "damaged ({what}); nothing of it was used. Put a copy from a backup in its place, or move it away and score anew"
    );
    Error::content(path, problem)
}
