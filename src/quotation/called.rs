//! What stands in quotation marks and is nobody's speech: the word “x”, a motto, a proverb, a headline's stray marks.

use super::assemble::Finder;
use super::marks::Marked;
use super::{Detection, QuotationType};
use crate::lexicon::lexicon;
use crate::text::Span;

/// Code points before a mark that are looked through for what the words are called, and words between.
const LEAD: usize = 60;
const BETWEEN: usize = 3;

impl Finder<'_> {
    /// Whether quotations in marks are what something is called or a saying of nobody's, and no other source says them.
    pub(super) fn is_saying_of_nobodys(&self, q: &Detection) -> bool {
        let mut nouns = q.spans.iter().flat_map(|s| self.outer.touching(s)).map(|m| self.called(m)).peekable();
        let near = |place: &Span, noun: &Span| place.start <= noun.end && noun.start <= place.end + 1;
        let own = |noun: &Span| {
            let source = q.mention.as_ref().is_none_or(|m| near(&m.span, noun));
            source && q.cue.as_ref().is_none_or(|c| near(c, &(noun.start..noun.end + 1)))
        };
        nouns.peek().is_some() && nouns.all(|noun| noun.is_some_and(|noun| own(&noun)))
    }

    /// The noun before a mark that says what its words are: "the word “x”", "her motto this year is “x”", "as the saying
    /// goes, “x”".
    fn called(&self, m: &Marked) -> Option<Span> {
        let chars = self.text.chars();
        let from = self.text.sentence_around(&m.span).start.max(m.span.start.saturating_sub(LEAD));
        let mut end = m.span.start;
        for _ in 0..=BETWEEN + 1 {
            let stop = |c: &char| matches!(c, ':' | '.' | ';' | '”' | '"');
            let gap = chars[from..end].iter().rev().take_while(|c| !c.is_alphanumeric()).count();
            if chars[end - gap..end].iter().any(stop) {
                return None;
            }
            let comma = chars[end - gap..end].contains(&',');
            end -= gap;
            let length = chars[from..end].iter().rev().take_while(|c| c.is_alphanumeric()).count();
            let word = self.text.slice(&(end - length..end)).to_lowercase();
            if length == 0 || comma && word != "goes" {
                return None;
            }
            // "Hale saying it" says something, "the saying" does not
            let lead = self.text.slice(&(from..end - length));
            let noun = word != "saying" || ["the ", "The ", "old ", "a "].iter().any(|w| lead.ends_with(w));
            if noun && lexicon().quotations.named_by.has(&word) {
                return Some(end - length..end);
            }
            end -= length;
        }
        None
    }

    /// A headline that is taken for a paraphrase with nothing that reports it, of a source that only the text below names.
    pub(super) fn is_headline_of_nobodys(&self, q: &Detection) -> bool {
        let (Some(p), [only]) = (self.text.paragraphs().first(), q.spans.as_slice()) else { return false };
        let whole = only.start == p.start && p.end.saturating_sub(only.end) <= 1 && self.text.paragraphs().len() > 1;
        let elsewhere = q.mention.as_ref().is_none_or(|m| m.span.start >= p.end);
        whole && elsewhere && q.cue.is_none() && q.kind != QuotationType::Direct
    }
}
