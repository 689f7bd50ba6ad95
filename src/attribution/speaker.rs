//! Who speaks: what a mention stands for, under one canonical name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::UNNAMED;
use super::evidence::Way;

/// The entity behind the mention of a quotation's source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "name", rename_all = "lowercase")]
pub enum Speaker {
    /// A person, by the canonical name.
    Person(String),
    /// A state, an institution, a medium, or a group that acts as one.
    Organisation(String),
    /// More than one at once: "Tarsk and Norlund".
    Several(String),
    /// A source that the text does not name, by the text's words: "senior Norlund official".
    Unnamed(String),
    /// Nobody was found; the program does not guess.
    #[default]
    Nobody,
}

impl Speaker {
    /// The speaker behind a name that was found in some way.
    pub(super) fn of(name: String, way: Way) -> Self {
        match (name.strip_prefix(UNNAMED), way) {
            (Some(words), _) => Speaker::Unnamed(words.to_string()),
            (None, Way::Body | Way::Reference) => Speaker::Organisation(name),
            _ => Speaker::Person(name),
        }
    }

    /// The canonical name of a person, an organisation or several; `None` where there is none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Speaker::Person(name) | Speaker::Organisation(name) | Speaker::Several(name) => Some(name),
            Speaker::Unnamed(_) | Speaker::Nobody => None,
        }
    }
}

impl fmt::Display for Speaker {
    /// As the column `speaker` has it: the name, or `unnamed: ` and the words used, or nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Speaker::Unnamed(words) => write!(f, "{UNNAMED}{words}"),
            other => f.write_str(other.name().unwrap_or_default()),
        }
    }
}
