//! All that one document decides.

use crate::attribution::{Evidence, Speaker, Trace};
use crate::quotation::QuotationType;
use crate::stance::Stance;
use crate::text::Span;

/// What was found in one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// In text order; nested ones come after the one that holds them.
    pub quotations: Vec<Quotation>,
    /// Words of the text, as white space parts them.
    pub words: usize,
    /// Word pieces of the text, borders of paragraphs included.
    pub pieces: usize,
    /// What attribution saw, proposed and chose, where that was asked for ([`crate::Analyzer::explain`]).
    pub trace: Option<Box<Trace>>,
}

/// One quotation: what was said, who said it, and where it stands. Spans are code points of the document's text, end
/// excluded.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// Whether the words stand in quotation marks, in whole, in part or not at all.
    pub kind: QuotationType,
    /// The words, those of several spans with " … " between them.
    pub text: String,
    /// In text order; more than one where the cue or a paragraph parts the utterance.
    pub spans: Vec<Span>,
    /// The reporting words, where there are any.
    pub cue: Option<Phrase>,
    /// The words by which the text names the source, where there are any.
    pub mention: Option<Phrase>,
    /// Whom the mention stands for, under one name throughout the document; [`Speaker::Nobody`] where it is not found.
    pub speaker: Speaker,
    /// Estimated probability that the speaker is right, 0 to 1; 0 for nobody.
    pub confidence: f32,
    /// What the speaker rests on; `None` for nobody.
    pub evidence: Option<Evidence>,
    /// Scored with all names of persons masked, so that it does not depend on the speaker.
    pub stance: Stance,
    /// Whether it stands inside another quotation.
    pub nested: bool,
    /// The sentence or sentences that carry it.
    pub sentence: String,
}

/// Some words of a document and where they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phrase {
    /// As the document has them, line breaks included.
    pub text: String,
    /// Code points of the document's text, end excluded.
    pub span: Span,
}
