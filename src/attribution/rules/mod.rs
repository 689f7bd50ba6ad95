//! The attribution rules: one ordered table, and for each kind of source a file of functions that propose.
//!
//! A rule reads and proposes; it changes nothing. The best proposal of the first rule that has one is chosen, and is
//! then entered into the [`Context`](super::context::Context) for the quotations that follow.

mod continued;
mod documents;
mod names;
mod organisations;
mod pairs;
mod pronouns;
mod table;
mod titles;

#[cfg(test)]
mod examples;

pub use table::RULES;

use super::context::Context;
use super::proposal::Proposal;
use super::source::{Form, Source};

/// One attribution rule.
pub struct Rule {
    pub name: &'static str,
    /// The form of mention that it is for.
    pub form: Form,
    /// What it is for, in one line.
    pub purpose: &'static str,
    /// A text of which the rule decides the last quotation: mentions in square brackets (empty where there is none),
    /// quotations in braces where they matter, and in angle brackets where the model sees the mention's antecedent.
    pub example: &'static str,
    /// Who speaks that quotation, as the column `speaker` has it.
    pub example_speaker: &'static str,
    /// Whether it only says what is left where no other rule finds anybody, and so is no rival of another.
    pub fallback: bool,
    propose: Propose,
}

/// How a rule proposes: at most one speaker, or several, best first.
enum Propose {
    One(fn(&Context, &Source) -> Option<Proposal>),
    Several(fn(&Context, &Source) -> Vec<Proposal>),
}

impl Rule {
    /// Whom the rule proposes, best first; nobody where it does not apply.
    pub fn propose(&self, context: &Context, source: &Source) -> Vec<Proposal> {
        match &self.propose {
            _ if self.form != source.form => Vec::new(),
            Propose::One(one) => one(context, source).into_iter().collect(),
            Propose::Several(several) => several(context, source),
        }
    }
}
