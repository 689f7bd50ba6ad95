//! Naming: the words by which the text names a source become one canonical speaker.
//!
//! Full names bind later family names and titles of the same article; the roster binds spellings
//! and dated offices; a pronoun goes to the last fitting person. Where nothing fits, nobody is named.

mod bodies;
mod cast;
mod check;
mod evidence;
mod fields;
mod merge;
mod names;
mod papers;
mod persons;
mod pronouns;
mod resolve;
mod roster;
mod speaker;
mod spelling;
#[cfg(test)]
mod tests;
mod titles;

pub use check::check;
pub use evidence::{Evidence, Way};
pub use fields::{RosterError, day};
pub use merge::merges;
pub use names::key;
pub use resolve::{Attribution, Request, resolve};
pub use roster::{Entry, Gender, Kind, Office, Roster, built_in_roster};
pub use speaker::Speaker;
pub use titles::who;

/// What a speaker's name begins with where the source has none.
pub const UNNAMED: &str = "unnamed: ";

/// The speaker's id: the name as a slug (`[a-z0-9-]`), fit for a file name.
pub fn speaker_id(name: &str) -> String {
    // two alphabets may slug to nothing; the id must not be empty
    let slug = slug::slugify(name);
    let slug: String = slug.chars().take(100).collect();
    let slug = slug.trim_matches('-').to_string();
    if slug.is_empty() && !name.is_empty() { "speaker".to_string() } else { slug }
}
