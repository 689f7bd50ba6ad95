//! Who speaks: what a mention stands for, under one canonical name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a speaker's cell begins with where the source has no name.
pub const UNNAMED: &str = "unnamed: ";

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
    /// The canonical name of a person, an organisation or several; `None` where there is none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Speaker::Person(name) | Speaker::Organisation(name) | Speaker::Several(name) => Some(name),
            Speaker::Unnamed(_) | Speaker::Nobody => None,
        }
    }

    /// The name, or the words used for a source without one; `None` for nobody.
    pub fn words(&self) -> Option<&str> {
        match self {
            Speaker::Unnamed(words) => Some(words),
            named => named.name(),
        }
    }

    /// The same kind of speaker under another name, where it has one.
    pub fn renamed(self, rename: impl FnOnce(String) -> String) -> Self {
        match self {
            Speaker::Person(name) => Speaker::Person(rename(name)),
            Speaker::Organisation(name) => Speaker::Organisation(rename(name)),
            Speaker::Several(name) => Speaker::Several(rename(name)),
            unnamed => unnamed,
        }
    }

    /// Whether this is a source that the text does not name.
    pub fn is_unnamed(&self) -> bool {
        matches!(self, Speaker::Unnamed(_))
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

/// The speaker's id: the name as a slug (`[a-z0-9-]`), fit for a file name.
pub fn speaker_id(name: &str) -> String {
    // two alphabets may slug to nothing; the id must not be empty
    let slug = slug::slugify(name);
    let slug: String = slug.chars().take(100).collect();
    let slug = slug.trim_matches('-').to_string();
    if slug.is_empty() && !name.is_empty() { "speaker".to_string() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_cells_and_as_json() {
        let official = Speaker::Unnamed("Tarsk official".into());
        assert_eq!(official.to_string(), "unnamed: Tarsk official");
        assert_eq!((official.name(), official.words()), (None, Some("Tarsk official")));
        assert_eq!(Speaker::Nobody.to_string(), "");
        let json = serde_json::to_string(&Speaker::Several("Tarsk and Norlund".into())).unwrap();
        assert_eq!(json, r#"{"type":"several","name":"Tarsk and Norlund"}"#);
        assert_eq!(serde_json::to_string(&Speaker::Nobody).unwrap(), r#"{"type":"nobody"}"#);
    }

    #[test]
    fn ids_are_never_empty() {
        assert_eq!(speaker_id("Émeric Saloun"), "emeric-saloun");
        assert_eq!((speaker_id("…"), speaker_id("")), ("speaker".to_string(), String::new()));
    }
}
