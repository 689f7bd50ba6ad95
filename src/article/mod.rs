//! Reading: files, folders, JSON lines and standard input become [`Article`]s.

mod inputs;
mod record;

pub use inputs::{Inputs, Item};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One text with what is known about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The file's stem, or the record's `id`; unique in a run.
    pub id: String,
    /// The whole text; spans count its code points.
    pub text: String,
    pub title: String,
    pub outlet: String,
    /// As given in the record; reports expect ISO 8601 (YYYY-MM-DD).
    pub date: String,
}

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
