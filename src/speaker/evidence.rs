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
            Way::Name => 2.30,
            Way::Body => -0.08,
            Way::Title => -0.53,
            Way::Pronoun => 1.59,
            Way::Reference => -1.78,
            Way::Unnamed => -0.93,
            Way::Continued => 0.51,
        }
    }
}

/// What a unit of the link's log-odds adds to the log-odds of the name. A logistic regression over 963 rows of gold
/// by weights that had not seen them; `scripts/train/calibrate.py` prints this and the intercepts above. (The
/// antecedent's probability added nothing to them.)
const LINK: f32 = 0.28;
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
