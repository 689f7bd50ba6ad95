//! Across articles: one person under one name.

use std::collections::BTreeMap;

use super::roster::Roster;

/// Which names of a run are other spellings of another name of it: from the name to what it becomes.
///
/// `names` are all speakers of the run and how often each was quoted. Persons of the roster already have one name;
/// nobody else is merged yet.
pub fn merges(_names: &BTreeMap<String, usize>, _roster: &Roster) -> BTreeMap<String, String> {
    BTreeMap::new()
}
