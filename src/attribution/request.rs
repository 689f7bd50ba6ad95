//! What attribution is asked, and what it answers.

use super::evidence::Evidence;
use super::speaker::Speaker;
use crate::text::Span;

/// What is to be named: the source mention of one quotation, in text order.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The words by which the text names the source, in code points; `None` where it has none.
    pub mention: Option<Span>,
    /// Probability that the mention is the source's.
    pub probability: f32,
    /// Where the article names whom the mention stands for: places inside names (code points), and probabilities.
    pub antecedents: Vec<(usize, f32)>,
    /// Probability that the mention stands for nobody whom the article names, as the model sees it.
    pub nobody: f32,
    /// The spans of the words said.
    pub content: Vec<Span>,
    /// Index of the request whose quotation holds this one.
    pub outer: Option<usize>,
}

/// Who speaks one quotation, and what that rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Nobody where no rule proposed anybody.
    pub speaker: Speaker,
    /// Estimated probability that the name is right, 0 to 1.
    pub confidence: f32,
    /// How the name was found; none where none was.
    pub evidence: Option<Evidence>,
    /// The mention of the request, completed where it broke off.
    pub mention: Option<Span>,
}
