//! Interviews: who is asked, and answers below questions that have no labels.

use super::LaidOut;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::quotation::assemble::Finder;
use crate::text::Span;

/// Code points of a text before its first question that are looked through for who is asked, and between the words that
/// announce an interview and a name.
const LEAD: usize = 3000;
const NEAR: usize = 60;

/// Words of the longest question.
const LONGEST_QUESTION: usize = 60;

impl Finder<'_> {
    /// The name of the person interviewed, where the paragraphs before the first question name one only, or say whose
    /// interview it is; its first place.
    pub(super) fn interviewed(&self, first: usize) -> Option<Span> {
        let start = self.text.paragraphs().first()?.start;
        let end = self.text.paragraphs()[first].start;
        let lead = start.max(end.saturating_sub(LEAD))..end;
        let words = self.text.slice(&lead).to_lowercase();
        let persons =
            self.entities().iter().filter(|(s, kind)| *kind == Entity::Person && lead.start <= s.start && s.end <= end);
        let persons: Vec<Span> = persons.map(|(s, _)| s.clone()).filter(|s| !self.is_byline(s)).collect();
        let announced = lexicon()
            .layout
            .interviews
            .iter()
            .flat_map(|phrase| words.match_indices(phrase).map(move |(i, p)| i + p.len()));
        let announced = announced.map(|byte| lead.start + words[..byte].chars().count());
        let named = announced
            .filter_map(|at| persons.iter().find(|s| s.start >= at && s.start <= at + NEAR))
            .min_by_key(|s| s.start);
        if let Some(named) = named {
            return Some(named.clone());
        }
        let family = |s: &Span| self.text.slice(s).rsplit(' ').next().unwrap_or_default().to_lowercase();
        let one = persons.first()?;
        persons.iter().all(|s| family(s) == family(one)).then(|| one.clone())
    }

    /// Whether a name stands behind "by".
    fn is_byline(&self, name: &Span) -> bool {
        let before = self.text.slice(&(name.start.saturating_sub(3)..name.start));
        before.trim_start().eq_ignore_ascii_case("by ")
    }

    /// Answers to questions that stand alone in their paragraphs, in a text that says that it is an interview.
    pub(super) fn answers(&self) -> Vec<LaidOut> {
        let paragraphs = self.text.paragraphs();
        let is_question =
            |p: &Span| self.asks(p) && self.words(p) <= LONGEST_QUESTION && self.outer.touching(p).next().is_none();
        let questions: Vec<usize> = (0..paragraphs.len()).filter(|&i| is_question(&paragraphs[i])).collect();
        let (Some(&first), 2..) = (questions.first(), questions.len()) else { return Vec::new() };
        let lead = self.text.slice(&(0..paragraphs[first].start)).to_lowercase();
        if !lexicon().layout.interviews.iter().any(|phrase| lead.contains(phrase)) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (k, &question) in questions.iter().enumerate() {
            // below the last one, what does not speak of itself may be the page's again
            let next = questions.get(k + 1).copied().unwrap_or(paragraphs.len());
            let own =
                |i: &usize| k + 1 < questions.len() || *i == question + 1 || self.is_first_person(&paragraphs[*i]);
            let spans: Vec<Span> = (question + 1..next).take_while(own).map(|i| paragraphs[i].clone()).collect();
            if !spans.is_empty() {
                out.push(spans);
            }
        }
        // a page of questions that its own writer answers is no interview
        if !out.iter().flatten().any(|p| self.is_first_person(p)) {
            return Vec::new();
        }
        let mention = self.interviewed(first);
        out.into_iter().map(|spans| LaidOut { spans, mention: mention.clone() }).collect()
    }

    fn is_first_person(&self, words: &Span) -> bool {
        let words = self.text.slice(words).to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        words.any(|w| matches!(w, "i" | "we" | "my" | "our" | "me" | "us"))
    }
}
