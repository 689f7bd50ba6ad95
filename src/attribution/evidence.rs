//! How a speaker was found, and how sure that is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::speaker::Speaker;
use crate::text::Span;

/// How a name was found; each way is right with its own frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// The mention holds the person's name.
    Name,
    /// The mention names a body: an organisation, a country.
    Body,
    /// A title, an office, an apposition.
    Title,
    /// "he", "she"
    Pronoun,
    /// "it", "they", "we"
    Reference,
    /// A source without a name.
    Unnamed,
    /// No mention: the quotation goes on from the one before.
    Continued,
}

impl Way {
    /// As the column `found_by` has it.
    pub fn name(self) -> &'static str {
        match self {
            Way::Name => "name",
            Way::Body => "body",
            Way::Title => "title",
            Way::Pronoun => "pronoun",
            Way::Reference => "reference",
            Way::Unnamed => "unnamed",
            Way::Continued => "continued",
        }
    }
}

/// What a name rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// How the rule found the name.
    pub way: Way,
    /// Probability that the mention is the quotation's source; `None` without a mention.
    pub link: Option<f32>,
    /// Probability that the mention stands for this name, by the model's antecedents alone.
    pub antecedent: f32,
    /// The first of the attribution rules that proposed the name, as [`super::RULES`] has it.
    pub rule: Cow<'static, str>,
    /// The words that the rule leans on, in code points.
    pub support: Vec<Span>,
    /// The next best of the candidates, where it is more than what is left.
    pub runner_up: Option<Speaker>,
    /// Whether the article itself names this speaker. Not so where the roster alone knows who holds an office.
    pub named_in_article: bool,
}
