//! Naming: the words by which the text names a source become one canonical speaker.
//!
//! Full names bind later family names and titles of the same article; the roster binds spellings
//! and dated offices; a pronoun goes to the last fitting person. Where nothing fits, nobody is named.
//!
//! The cast of an article is collected from its tagged entities; a table of rules ([`RULES`]) proposes speakers for each
//! mention; of these candidates the one with the best score is chosen, and is entered, so that later mentions can lean on
//! it. [`trace()`] gives all candidates and what their scores are made of.

mod bodies;
mod candidate;
mod cast;
mod check;
mod collect;
mod confidence;
mod context;
mod description;
mod entry;
mod evidence;
mod explain;
mod features;
mod first_names;
mod form;
mod holders;
mod mention;
mod merge;
mod names;
mod persons;
mod proposal;
mod recency;
mod request;
mod resolve;
mod roster;
mod roster_file;
mod rules;
mod scorer;
mod source;
mod speaker;
mod spelling;
#[cfg(test)]
mod tests;
mod title;
mod tokens;
mod trace;

pub use check::check;
pub use entry::{Entry, EntryKind, Gender, Office, day};
pub use evidence::{Evidence, Way};
pub use form::Form;
pub use holders::who;
pub use merge::merges;
pub use names::key;
pub use request::{Attribution, Request};
pub use resolve::{resolve, trace};
pub use roster::Roster;
pub use roster_file::RosterError;
pub use rules::{RULES, Rule};
pub use scorer::Term;
pub use speaker::{Speaker, UNNAMED, speaker_id};
pub use trace::{
    EntityKind, QuotationTrace, Trace, TracedCandidate, TracedConfidence, TracedEntity, TracedMention, TracedProposal,
    Words,
};

/// The texts that are built in and decide names, each with what it is: the roster, the lexicon, the first names, and
/// what each thing known of a candidate is worth.
pub fn built_in_sources() -> [(&'static str, &'static str); 4] {
    [
        ("roster", Roster::built_in_source()),
        ("lexicon", crate::lexicon::source()),
        ("first names", first_names::source()),
        ("weights of attribution", scorer::source()),
    ]
}
