//! What a rule proposes.

use super::evidence::Way;
use super::speaker::Speaker;
use crate::text::Span;

/// A speaker that a rule proposes for one quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub speaker: Speaker,
    pub way: Way,
    /// How strongly the rule proposes it, to be compared with the other proposals of the same rule only: 1 where the
    /// rule knows no degrees, the model's probability where it decides, else a sum of weights.
    pub score: f32,
    /// The words that the rule leans on, in code points.
    pub support: Vec<Span>,
    /// Whether the article names the speaker, or the roster alone knows the name.
    pub named: bool,
}

impl Proposal {
    /// A speaker whom the article names.
    pub fn new(speaker: Speaker, way: Way) -> Self {
        let named = speaker.name().is_some();
        Proposal { speaker, way, score: 1.0, support: Vec::new(), named }
    }

    pub fn person(name: impl Into<String>, way: Way) -> Self {
        Proposal::new(Speaker::Person(name.into()), way)
    }

    pub fn organisation(name: impl Into<String>) -> Self {
        Proposal::new(Speaker::Organisation(name.into()), Way::Body)
    }

    pub fn unnamed(words: impl Into<String>) -> Self {
        Proposal::new(Speaker::Unnamed(words.into()), Way::Unnamed)
    }

    /// Leaning on a stretch of the text.
    pub fn on(mut self, span: &Span) -> Self {
        self.support.push(span.clone());
        self
    }

    pub fn found_by(mut self, way: Way) -> Self {
        self.way = way;
        self
    }

    pub fn scored(mut self, score: f32) -> Self {
        self.score = score;
        self
    }

    /// Whether the article names the speaker.
    pub fn named(mut self, named: bool) -> Self {
        self.named = named && self.speaker.name().is_some();
        self
    }
}
