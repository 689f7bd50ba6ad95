//! Reading: files, folders, patterns, lists and standard input become [`Document`]s.
//!
//! [`find`] says which files, [`open`] unpacks them within a limit, [`decode`] makes bytes text, and one file a
//! format makes articles of it. Everything is read one article at a time.

mod columns;
mod date;
mod decode;
mod fields;
mod find;
mod html;
mod inputs;
mod lines;
mod markdown;
mod open;
#[cfg(feature = "parquet")]
mod parquet;
mod record;
mod table;

pub use inputs::{Inputs, Item};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use crate::document::Document;

/// An input that could not be read, and why. The rest of the run goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputError {
    /// The file, or the file and line.
    pub input: String,
    pub error: String,
}

/// A file to be read, or standard input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    File(PathBuf),
    Stdin,
}

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The column (CSV, TSV, Parquet) or field (JSON lines) that holds the text; `None` for the usual names.
    pub text_column: Option<String>,
    /// Bytes that a file, line or row may have, after it was unpacked and decoded; a longer one is an error.
    pub max_bytes: u64,
}

impl Options {
    /// 10 MB: more than a million words, and little enough for any machine (a piece of a word takes some 500 bytes
    /// while its article is read).
    pub const MAX_BYTES: u64 = 10_000_000;
}

impl Default for Options {
    fn default() -> Self {
        Options { text_column: None, max_bytes: Options::MAX_BYTES }
    }
}

/// The text, or an error where there is none.
fn checked(text: String) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("no text in it".to_string());
    }
    Ok(text)
}
