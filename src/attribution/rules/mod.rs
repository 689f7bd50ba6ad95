//! The attribution rules: one ordered table, and for each kind of source a file of functions that propose.
//!
//! A rule reads and proposes; it changes nothing. The best of all that is proposed is chosen by its score, and is then
//! entered into the [`Context`](super::context::Context) for the quotations that follow.

mod continued;
mod documents;
mod names;
mod near;
mod organisations;
mod owned;
mod pairs;
mod pronouns;
mod rule;
mod table;
mod titles;

#[cfg(test)]
mod examples;

pub use rule::Rule;
pub use table::RULES;
