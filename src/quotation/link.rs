//! Who says it, and the word that says so: source mentions by the link head, cues by nearness.

use super::assemble::Finder;
use super::{Detection, Mention};
use crate::lexicon::lexicon;
use crate::text::{Span, overlap};

impl Finder<'_> {
    /// The source mention of a content that begins here, by the link head; `None` for no source.
    pub(super) fn mention(&self, span: &Span) -> Option<Mention> {
        let first = self.pieces.covering(span.start, span.end).next()?;
        let best = self.scores.link(first).iter().find(|c| match c.piece {
            // a source inside its own content is none, unless the content is nested
            Some(p) => !span.contains(&self.pieces.starts[p]) && !self.pieces.is_border(p),
            None => true,
        })?;
        let at = best.piece?;
        // the same mention under another first piece counts for it too
        let mention = self.mention_at(at);
        let probability = self
            .scores
            .link(first)
            .iter()
            .filter(|c| c.piece.is_some_and(|p| mention.contains(&self.pieces.starts[p])))
            .map(|c| c.probability)
            .sum();
        Some(Mention { span: mention, probability })
    }

    /// The tagged source around a piece, else the words there that look like one.
    fn mention_at(&self, piece: usize) -> Span {
        let at = self.pieces.starts[piece];
        let next = self.sources.partition_point(|s| s.end <= at);
        if let Some(s) = self.sources.get(next).filter(|s| s.contains(&at)) {
            return s.clone();
        }
        let first = self.text.slice(&(at..self.pieces.ends[piece])).to_lowercase();
        if ["the", "a", "an", "its", "their", "his", "her", "my", "our", "your"].contains(&first.as_str()) {
            self.noun_phrase(at)
        } else {
            self.name(at, self.pieces.ends[piece])
        }
    }

    /// A determiner and what it determines: the capitalised words after it ("the Kremlin"), else up to four words
    /// before a verb, a cue or punctuation.
    fn noun_phrase(&self, at: usize) -> Span {
        let chars = self.text.chars();
        let determiner = at + chars[at..].iter().take_while(|c| c.is_alphanumeric()).count();
        if chars.get(determiner) == Some(&' ') && chars.get(determiner + 1).is_some_and(|c| c.is_uppercase()) {
            return at..self.name(determiner + 1, determiner + 2).end;
        }
        let cue = self.cues.get(self.cues.partition_point(|c| c.start <= at)).map_or(chars.len(), |c| c.start);
        let mut end = determiner;
        for _ in 0..4 {
            let start = end + 1;
            if chars.get(end) != Some(&' ') || start >= cue {
                break;
            }
            let inside = |c: &char| c.is_alphanumeric() || matches!(c, '’' | '\'' | '-');
            let word: String = chars[start..].iter().take_while(|c| inside(c)).collect();
            let tells = lexicon().quotations.telling.has(&word) || lexicon().quotations.saying.has(&word);
            if word.is_empty() || tells || lexicon().quotations.phrase_ends.has(&word) {
                break;
            }
            end = start + word.chars().count();
        }
        at..end
    }

    /// The word that begins here, and the capitalised ones after it: "White House", "Juna Hale".
    fn name(&self, at: usize, piece_end: usize) -> Span {
        let chars = self.text.chars();
        let word_end = |from: usize| {
            let inside = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '.' | '’' | '\'');
            from + chars[from..].iter().take_while(|c| inside(c)).count()
        };
        let mut end = piece_end.max(word_end(at));
        while chars.get(end) == Some(&' ') && chars.get(end + 1).is_some_and(|c| c.is_uppercase()) {
            end = word_end(end + 1);
        }
        while end > at + 1 && matches!(chars[end - 1], '.' | '’' | '\'') {
            end -= 1;
        }
        at..end
    }

    /// The nearest cue in the quotation's own sentences, measured from its spans and its mention.
    pub(super) fn cue(&self, q: &Detection) -> Option<Span> {
        let around = self.text.sentence_around(&q.extent());
        let gap = |a: &Span, b: &Span| a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end));
        // of spans in text order, only the two around a cue can be the nearest
        let nearest = |c: &Span| {
            let next = q.spans.partition_point(|s| s.end <= c.start);
            &q.spans[next.saturating_sub(1)..(next + 1).min(q.spans.len())]
        };
        let first = self.cues.partition_point(|c| c.start < around.start);
        self.cues[first..]
            .iter()
            .take_while(|c| c.end <= around.end)
            .filter(|c| q.nested || nearest(c).iter().all(|s| overlap(s, c) == 0))
            .min_by_key(|c| {
                let content = nearest(c).iter().map(|s| gap(s, c)).min().unwrap_or(0);
                content + q.mention.as_ref().map_or(0, |m| gap(&m.span, c))
            })
            .cloned()
    }
}
