//! Finding: quotation marks and the tagger's spans become quotations.
//!
//! What counts as one, where it begins and ends, and its type follow the quotation codebook:
//! direct (all in marks), indirect (a paraphrase), mixed (a paraphrase with quoted fragments).

mod assemble;
mod called;
mod cover;
mod layout;
mod link;
mod marks;
mod negated;
mod nested;
mod tags;
mod together;

pub use assemble::find;
pub use marks::{Marked, scan};
pub use tags::{entity_spans, role_spans};

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// How the words are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotationType {
    /// All of it stands in quotation marks and is a clause at least, or all that was said.
    Direct,
    /// A paraphrase without quotation marks.
    Indirect,
    /// A paraphrase with one quoted fragment or more.
    Mixed,
}

impl QuotationType {
    /// `direct`, `indirect` or `mixed`, as the column `type` has it.
    pub fn name(self) -> &'static str {
        match self {
            QuotationType::Direct => "direct",
            QuotationType::Indirect => "indirect",
            QuotationType::Mixed => "mixed",
        }
    }
}

/// The words by which the text names a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Code points, title included, a relative clause left out: "Norlund President Oda Varn".
    pub span: Span,
    /// Probability that these words name the source of the quotation, 0 to 1.
    pub probability: f32,
}

/// A quotation that was found in an article, before its speaker is named and its stance scored. With both it is a
/// [`Quotation`](crate::Quotation).
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Of its first span where it has several.
    pub kind: QuotationType,
    /// Code points, quotation marks included. In text order; more than one where the cue or a paragraph parts the utterance.
    pub spans: Vec<Span>,
    /// The reporting words; `None` where the quotation's own sentences have none.
    pub cue: Option<Span>,
    /// Whom the text names as its source; `None` where the model sees no source.
    pub mention: Option<Mention>,
    /// Whether it stands inside another quotation.
    pub nested: bool,
}

impl Detection {
    /// From the first character to the last, what stands between included.
    pub fn extent(&self) -> Span {
        self.spans[0].start..self.spans[self.spans.len() - 1].end
    }
}

/// For each detection that is nested, the index of the one that holds it. `all` is in the order of [`find`].
pub fn holders(all: &[Detection]) -> Vec<Option<usize>> {
    let mut outer = None;
    let holder = |(i, q): (usize, &Detection)| {
        if !q.nested {
            outer = Some(i);
            return None;
        }
        let inner = &q.spans[0];
        outer.filter(|&o| all[o].spans.iter().any(|s| s.start <= inner.start && inner.end <= s.end))
    };
    all.iter().enumerate().map(holder).collect()
}
