//! One known speaker, as a roster file has it.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::document::{AsOf, Date};

/// Whether an entry is a person or a body (a state, an institution, a news outlet).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Somebody who may be meant by a pronoun or a family name.
    Person,
    /// A state, an institution, a medium: never "he" or "she".
    Body,
}

/// Gender for pronouns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// "he"
    Male,
    /// "she"
    Female,
}

/// An office somebody held; an open end is still held.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// In lower case, without the country: "foreign minister".
    #[serde(deserialize_with = "lower_case")]
    pub title: String,
    /// The country or body the office belongs to, where it is not the speaker's own.
    pub of: Option<String>,
    /// The first day; `None` where it is not known or does not matter.
    #[serde(default, deserialize_with = "date")]
    pub from: Option<Date>,
    /// The first day on which it was held no more; `None` while it is held.
    #[serde(default, deserialize_with = "date")]
    pub to: Option<Date>,
}

impl Office {
    /// Whether the office was held on a day; today, whether it has no end; on an unknown day, never.
    pub fn held(&self, as_of: AsOf) -> bool {
        match as_of {
            AsOf::Day(day) => self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to),
            AsOf::Today => self.to.is_none(),
            AsOf::Unknown => false,
        }
    }
}

/// One known speaker.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The canonical name, which rows show whatever the spelling in the article. Unique in a roster.
    #[serde(deserialize_with = "filled")]
    pub name: String,
    /// Person or body; a file calls it `kind`.
    pub kind: EntryKind,
    /// Which pronouns may mean this person; without it, both may.
    pub gender: Option<Gender>,
    /// The country that offices without an `of` belong to, by its canonical name.
    pub country: Option<String>,
    /// Other spellings and short names; of two entries with the same one, the later gets it.
    #[serde(default, deserialize_with = "all_filled")]
    pub aliases: Vec<String>,
    /// Of a country: its adjectives ("Russian").
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// What this speaker was, is or will be, in any order.
    #[serde(default)]
    pub offices: Vec<Office>,
}

/// A text that is not empty.
fn filled<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    let s = String::deserialize(d)?;
    if s.trim().is_empty() { Err(D::Error::custom("is empty; write a name")) } else { Ok(s) }
}

/// Texts of which none is empty.
fn all_filled<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    let all = Vec::<String>::deserialize(d)?;
    if all.iter().any(|s| s.trim().is_empty()) {
        return Err(D::Error::custom("one of them is empty; remove it"));
    }
    Ok(all)
}

/// A title of an office; the roster has them in lower case.
fn lower_case<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    filled(d).map(|s| s.trim().to_lowercase())
}

/// A date, if any.
fn date<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
    let Some(s) = Option::<String>::deserialize(d)? else { return Ok(None) };
    let wrong = || D::Error::custom(format!("{s:?} is no date; write it as \"2025-01-31\", or leave it out"));
    day(&s).map(Some).ok_or_else(wrong)
}

/// The day that a text of the form YYYY-MM-DD names.
pub fn day(s: &str) -> Option<Date> {
    // jiff reads other forms of ISO 8601, too
    (s.len() == 10).then(|| Date::strptime("%Y-%m-%d", s).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(day("2024-02-29"), Some(Date::constant(2024, 2, 29)));
        for wrong in ["2025", "2025-5-19", "2025-13-01", "2023-02-29", "2025-04-31", "19.05.2025", "2025-05-19T10:00"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
