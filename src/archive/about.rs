//! What is known of the runs behind an archive.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// What decides a run's results besides its inputs, by name: models, roster, options. A run goes on only under the same.
pub type Recipe = BTreeMap<String, String>;

/// Entries of a [`Recipe`] that decide which articles are read, not what is found in them.
const OF_READING: [&str; 2] = ["--text-column", "--max-article-size"];

/// A recipe in short: twelve hexadecimal digits of the SHA-256 of all that decides what is found in an article. Rows say by
/// it what they were made by.
pub(super) fn fingerprint(recipe: &Recipe) -> String {
    let mut hasher = Sha256::new();
    for (name, value) in recipe.iter().filter(|(name, _)| !OF_READING.contains(&name.as_str())) {
        for f in [name, value] {
            hasher.update((f.len() as u64).to_le_bytes());
            hasher.update(f);
        }
    }
    format!("{:x}", hasher.finalize())[..12].to_string()
}

/// Where two recipes differ, in words; empty where they do not.
pub(super) fn differences(then: &Recipe, now: &Recipe) -> String {
    let names: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let none = "nothing".to_string();
    let differences: Vec<String> = names
        .into_iter()
        .filter(|name| then.get(*name) != now.get(*name))
        .map(|name| format!("{name} was {}, is {}", then.get(name).unwrap_or(&none), now.get(name).unwrap_or(&none)))
        .collect();
    differences.join("; ")
}

/// One run that wrote into the archive.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// In short, what decided its rows; the column `made_by`.
    pub fingerprint: String,
    /// Files, folders and patterns as the user named them.
    pub inputs: Vec<String>,
    /// Whether it was stopped before its inputs were at an end.
    pub interrupted: bool,
    /// The roster (TOML) that was added to the built-in one; empty without one.
    pub roster: String,
    /// What its `run.json` said, as far as was known when it began.
    pub about: Value,
}
