//! What a rule is.

use crate::attribution::context::Context;
use crate::attribution::form::Form;
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;

/// One attribution rule.
pub struct Rule {
    /// As `evidence.csv` and `quotestance explain` show it; unique.
    pub name: &'static str,
    /// The form of mention that it is for.
    pub form: Form,
    /// What it is for, in one line.
    pub purpose: &'static str,
    /// A text for whose last quotation the rule proposes somebody: mentions in square brackets (empty where there is none),
    /// quotations in braces where they matter, and in angle brackets where the model sees the mention's antecedent.
    pub example: &'static str,
    /// Whom it proposes there, as the column `speaker` has it.
    pub example_speaker: &'static str,
    /// Whether it only says what is left where no other rule finds anybody, and so is no rival of another.
    pub fallback: bool,
    pub(super) propose: Propose,
}

/// How a rule proposes: at most one speaker, or several, best first.
pub(super) enum Propose {
    One(fn(&Context, &Source) -> Option<Proposal>),
    Several(fn(&Context, &Source) -> Vec<Proposal>),
}

impl Rule {
    /// Whom the rule proposes, best first; nobody where it does not apply.
    pub(in crate::attribution) fn propose(&self, context: &Context, source: &Source) -> Vec<Proposal> {
        match &self.propose {
            _ if self.form != source.form => Vec::new(),
            Propose::One(one) => one(context, source).into_iter().collect(),
            Propose::Several(several) => several(context, source),
        }
    }
}
