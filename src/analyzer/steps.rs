//! The steps of the analysis, each a function of its inputs.

use super::analysis::{Phrase, Quotation};
use super::faults::Faults;
use crate::attribution::{self, Attribution, Request, Roster, Trace};
use crate::document::Document;
use crate::encoder::{
    Device, Entity, ModelError, PieceScores, Pieces, QuotationNet, StanceInput, StanceNet, Window, WindowScores,
};
use crate::mend::{Mended, Places, mend};
use crate::quotation::{self, Detection};
use crate::stance::{Masked, Persons, Stance};
use crate::text::{Span, Text};

/// What the steps need: the two models and the roster.
pub(super) struct Steps {
    pub quotation: QuotationNet,
    pub stance: StanceNet,
    pub roster: Roster,
    pub device: Device,
    pub faults: Faults,
}

/// A document as the quotation model reads it.
pub(super) struct Reading {
    /// The mended text; all spans of the steps count its code points.
    pub text: Text,
    /// Where these stand in the document's text.
    pub places: Places,
    pub pieces: Pieces,
    pub windows: Vec<Window>,
    pub words: usize,
}

/// A quotation with its speaker, ready to be scored.
pub(super) struct Unscored {
    detected: Detection,
    by: Attribution,
    text: String,
    cue: Option<Phrase>,
    mention: Option<Phrase>,
    sentence: String,
    /// What the stance model reads of it.
    pub masked: Masked,
}

impl Unscored {
    pub fn scored(self, stance: Stance) -> Quotation {
        Quotation {
            kind: self.detected.kind,
            text: self.text,
            spans: self.detected.spans,
            cue: self.cue,
            mention: self.mention,
            speaker: self.by.speaker,
            confidence: self.by.confidence,
            evidence: self.by.evidence,
            stance,
            nested: self.detected.nested,
            sentence: self.sentence,
        }
    }
}

impl Steps {
    /// Word pieces in one batch. On a CPU every input runs alone: nothing is gained by company (the weights are laid out
    /// beforehand, a window's numbers stay in the cache), and the same words get the same score to the last bit. A GPU
    /// wants thousands.
    pub fn batch_pieces(&self) -> usize {
        match self.device {
            Device::Cpu => 0,
            Device::Cuda => 1 << 15,
        }
    }

    pub fn tokenize(&self, document: &Document) -> Result<Reading, ModelError> {
        let Mended { text, places } = mend(&document.text, |word| self.quotation.is_word(word));
        let pieces = self.quotation.pieces(&text)?;
        let windows = self.quotation.windows(&pieces);
        let words = document.text.split_whitespace().count();
        Ok(Reading { text: Text::new(&text), places, pieces, windows, words })
    }

    /// Scores of windows that run together.
    pub fn quotation_scores(&self, windows: &[&Window]) -> Result<Vec<WindowScores>, ModelError> {
        self.quotation.score(windows)
    }

    /// Find the quotations of a document and name their speakers; with `explain`, also tell how.
    pub fn attribute(
        &self,
        document: &Document,
        reading: &Reading,
        windows: Vec<WindowScores>,
        explain: bool,
    ) -> (Vec<Unscored>, Option<Box<Trace>>) {
        if self.faults.panics.as_ref() == Some(&document.id) {
            panic!("made to panic by a test");
        }
        let scores = QuotationNet::merge(windows);
        let Reading { text, places, pieces, .. } = reading;
        let detected = quotation::find(text, pieces, &scores);
        let entities = quotation::entity_spans(pieces, &scores);
        let requests = requests(&detected, |mention| antecedents(pieces, &scores, mention));
        let persons = Persons::new(entities.iter().map(|(span, kind)| (text.slice(span), *kind == Entity::Person)));
        let (roster, as_of) = (&self.roster, document.as_of());
        let (speakers, trace) = if explain {
            let (speakers, mut trace) = attribution::trace(text, &entities, &requests, roster, as_of);
            trace.move_words(|span| (places.span(span), places.words(text, span)));
            (speakers, Some(Box::new(trace)))
        } else {
            (attribution::resolve(text, &entities, &requests, roster, as_of), None)
        };
        let both = detected.into_iter().zip(speakers);
        (both.map(|(detected, speaker)| self.unscored(reading, &persons, detected, speaker)).collect(), trace)
    }

    fn unscored(&self, reading: &Reading, persons: &Persons, mut detected: Detection, mut by: Attribution) -> Unscored {
        let Reading { text, places, .. } = reading;
        let extent = text.sentence_around(&detected.extent());
        let here = |s: &Span| s.start - extent.start..s.end - extent.start;
        let own_mention = by.mention.as_ref().map_or_else(String::new, |m| text.slice(m));
        let masked = persons.mask(
            &text.slice(&extent),
            &detected.spans.iter().map(here).collect::<Vec<_>>(),
            by.mention.as_ref().filter(|m| m.start >= extent.start && m.end <= extent.end).map(here),
            &persons.own_names(by.speaker.name().unwrap_or_default(), &own_mention),
            self.stance.placeholders(),
        );
        // from here on all is told in the document's own words and places
        let phrase = |span: &Span| Phrase { text: places.words(text, span), span: places.span(span) };
        let spans: Vec<Phrase> = detected.spans.iter().map(phrase).collect();
        let words: Vec<&str> = spans.iter().map(|p| p.text.as_str()).collect();
        let words = words.join(" … ");
        let (cue, mention) = (detected.cue.as_ref().map(phrase), by.mention.as_ref().map(phrase));
        let sentence = places.words(text, &extent);
        detected.spans = spans.into_iter().map(|p| p.span).collect();
        for support in by.evidence.iter_mut().flat_map(|e| &mut e.support) {
            *support = places.span(support);
        }
        Unscored { detected, by, text: words, cue, mention, sentence, masked }
    }

    pub fn stance_input(&self, masked: &Masked) -> Result<StanceInput, ModelError> {
        self.stance.input(masked.parts())
    }

    /// The stances of inputs that run together.
    pub fn stances(&self, inputs: &[&StanceInput]) -> Result<Vec<Stance>, ModelError> {
        Ok(self.stance.probabilities(inputs)?.iter().map(Stance::from_probabilities).collect())
    }

    /// Whether the model is to fail on a document.
    pub fn is_made_to_fail(&self, document: &Document) -> bool {
        self.faults.model_fails.as_ref() == Some(&document.id)
    }
}

/// What is to be named for each quotation; `antecedents` gives where the article names whom a mention stands for, `None`
/// where nowhere.
pub fn requests(quotations: &[Detection], antecedents: impl Fn(&Span) -> Vec<(Option<usize>, f32)>) -> Vec<Request> {
    quotations
        .iter()
        .zip(quotation::holders(quotations))
        .map(|(q, outer)| {
            let pointed = q.mention.as_ref().map_or_else(Vec::new, |m| antecedents(&m.span));
            Request {
                mention: q.mention.as_ref().map(|m| m.span.clone()),
                probability: q.mention.as_ref().map_or(0.0, |m| m.probability),
                antecedents: pointed.iter().filter_map(|(at, p)| at.map(|at| (at, *p))).collect(),
                nobody: pointed.iter().filter(|(at, _)| at.is_none()).map(|(_, p)| p).sum(),
                content: q.spans.clone(),
                outer,
            }
        })
        .collect()
}

/// Where the article names whom a mention stands for, as the model sees it from the mention's first piece.
fn antecedents(pieces: &Pieces, scores: &PieceScores, mention: &Span) -> Vec<(Option<usize>, f32)> {
    let Some(first) = pieces.covering(mention.start, mention.end).next() else { return Vec::new() };
    scores.antecedent(first).iter().map(|c| (c.piece.map(|p| pieces.starts[p]), c.probability)).collect()
}
