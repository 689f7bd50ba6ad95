//! One id a speaker, fit for a file name.

use std::collections::{HashMap, HashSet};

/// The ids given so far.
#[derive(Debug, Default)]
pub struct SpeakerIds {
    ids: HashMap<String, String>,
    taken: HashSet<String>,
}

impl SpeakerIds {
    /// The id of a speaker: what `wanted` gives for a name that is new, with a number behind it where another name has it.
    pub fn of(&mut self, speaker: &str, wanted: impl FnOnce() -> String) -> &str {
        if !self.ids.contains_key(speaker) {
            let wanted = wanted();
            let mut id = wanted.clone();
            for n in 2.. {
                if self.taken.insert(id.clone()) {
                    break;
                }
                id = format!("{wanted}--{n}");
            }
            self.ids.insert(speaker.to_string(), id);
        }
        &self.ids[speaker]
    }
}
