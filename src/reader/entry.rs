//! What is read, under which limits, and what comes of it: what all files of this room speak of.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::document::Document;

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The column (CSV, TSV, Parquet) or field (JSON lines) that holds the text; `None` for the usual names.
    pub text_column: Option<String>,
    /// Bytes that a file, line or row may have, after it was unpacked and decoded; a longer one is an error.
    pub max_bytes: u64,
    /// Whether articles are read that are not in English.
    pub any_language: bool,
}

impl Options {
    /// 10 MB: more than a million words, and little enough for any machine (a piece of a word takes some 500 bytes
    /// while its article is read).
    pub const MAX_BYTES: u64 = 10_000_000;
}

impl Default for Options {
    fn default() -> Self {
        Options { text_column: None, max_bytes: Options::MAX_BYTES, any_language: false }
    }
}

/// An input that could not be read, and why. The rest of the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{input}: {error}")]
pub struct InputError {
    /// The file, or the file and line.
    pub input: String,
    /// What is wrong with it, and what can be done about it.
    pub error: String,
}

impl InputError {
    /// What is wrong with a whole file or folder.
    pub fn of(path: &Path, error: impl Into<String>) -> Self {
        InputError { input: path.display().to_string(), error: error.into() }
    }
}

/// A document as its file gives it, and where.
pub struct Entry {
    /// The date is in `unread_date`, as the file gives it, until the whole file has been asked what it means.
    pub document: Document,
    /// The file, or the file and line.
    pub place: String,
}

/// The documents of one file, or what was wrong with the places where they should have been.
pub type Entries = Box<dyn Iterator<Item = Result<Entry, InputError>> + Send>;

/// A date as a file gives it, where it gives one.
pub fn given(date: &str) -> Option<String> {
    Some(date.trim()).filter(|date| !date.is_empty()).map(str::to_string)
}

/// The text, or an error where there is none.
pub fn checked(text: String) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("no text in it".to_string());
    }
    Ok(text)
}
