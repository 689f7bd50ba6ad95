//! How a speaker was found, and how sure that is.

use serde::{Deserialize, Serialize};

/// How a name was found; each way is right with its own frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub way: Way,
    /// Probability that the mention is the quotation's source; `None` without a mention.
    pub link: Option<f32>,
    /// Probability that the mention stands for this name, by the model's antecedents alone.
    pub antecedent: f32,
}

impl Evidence {
    /// Estimated probability that the name is right, 0 to 1.
    pub fn confidence(&self) -> f32 {
        let link = self.link.unwrap_or(SUREST).clamp(1.0 - SUREST, SUREST);
        let odds = self.way.intercept() + LINK * (link / (1.0 - link)).ln();
        1.0 / (1.0 + (-odds).exp())
    }
}
