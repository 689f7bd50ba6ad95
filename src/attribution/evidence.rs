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

    /// Log-odds that a name found this way is right where the link's are even.
    fn intercept(self) -> f32 {
        match self {
            Way::Name => 2.2,
            Way::Body => 0.2,
            Way::Title => 0.3,
            Way::Pronoun => 1.3,
            Way::Reference => -0.8,
            Way::Unnamed => -0.25,
            Way::Continued => 0.8,
        }
    }
}

/// What a unit of the link's log-odds adds to the log-odds of the name. This and the intercepts above are the mean of two
/// logistic regressions (`scripts/train/calibrate.py`) over gold rows by weights that had not seen them: 963 rows named by
/// earlier rules, and 321 by the present ones, some of which were written with these articles in view: the one is too
/// modest, the other too sure. (The antecedent's probability added nothing.)
const LINK: f32 = 0.3;
/// Of no mention there is no link; and no link is surer than this.
const SUREST: f32 = 0.999;

/// What a name rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// How the rule found the name; decides most of the confidence.
    pub way: Way,
    /// Probability that the mention is the quotation's source; `None` without a mention.
    pub link: Option<f32>,
    /// Probability that the mention stands for this name, by the model's antecedents alone.
    pub antecedent: f32,
    /// The name of the attribution rule, as [`super::RULES`] has it.
    pub rule: Cow<'static, str>,
    /// The words that the rule leans on, in code points.
    pub support: Vec<Span>,
    /// The best other speaker that any rule proposed.
    pub runner_up: Option<Speaker>,
    /// Whether the article itself names this speaker. Not so where the roster alone knows who holds an office.
    pub named_in_article: bool,
}

impl Evidence {
    /// Estimated probability that the name is right, 0 to 1.
    pub fn confidence(&self) -> f32 {
        let parts = ConfidenceParts::of(self.way, self.link);
        1.0 / (1.0 + (-(parts.intercept + parts.link_weight * parts.link_log_odds)).exp())
    }
}

/// What a confidence is made of: the logistic function of `intercept + link_weight * link_log_odds`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ConfidenceParts {
    /// Log-odds of the way in which the name was found.
    pub intercept: f32,
    /// What a unit of the link's log-odds adds; the same for every way.
    pub link_weight: f32,
    /// Log-odds that the mention is the quotation's source.
    pub link_log_odds: f32,
}

impl ConfidenceParts {
    /// The parts for a way and the probability of the link.
    pub fn of(way: Way, link: Option<f32>) -> Self {
        let link = link.unwrap_or(SUREST).clamp(1.0 - SUREST, SUREST);
        ConfidenceParts { intercept: way.intercept(), link_weight: LINK, link_log_odds: (link / (1.0 - link)).ln() }
    }
}
