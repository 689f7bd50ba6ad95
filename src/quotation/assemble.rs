//! Bring marks and tags together.
//!
//! Marks say exactly where a marked stretch begins and ends; the tagger says whether it is
//! speech, finds what has no marks, and finds cue and source.

use std::cell::OnceCell;

use super::cover::{Cover, Stretches};
use super::marks::{Marked, scan};
use super::tags::{entity_spans, role_spans};
use super::{Detection, Mention, QuotationType};
use crate::encoder::{Entity, Group, PieceScores, Pieces};
use crate::text::{Span, Text};

/// Mean content probability above which a marked stretch is speech; lower for long stretches,
/// which are hardly ever scare quotes or titles. Chosen on the training articles.
const SPEECH: f32 = 0.5;
const SPEECH_LONG: f32 = 0.2;
const LONG_WORDS: usize = 7;

/// A paraphrase of fewer words, or less sure than this, is no quotation: the corpus of the first training
/// stage marks attitudes and noun phrases too ("fears of war"), which the codebook leaves out.
const FEWEST_WORDS: usize = 3;
const PARAPHRASE: f32 = 0.6;

/// What is said, in one stretch, before its cue and its source are known.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) span: Span,
    pub(super) kind: QuotationType,
    /// The utterance goes on in the next paragraph.
    pub(super) runs_on: bool,
    /// Its source, where its own sentence says whose it is.
    pub(super) source: Option<Mention>,
}

/// All quotations of an article, before their speakers are named: in text order, nested ones after the one that holds them.
pub fn find(text: &Text, pieces: &Pieces, scores: &PieceScores) -> Vec<Detection> {
    // a mark that nothing opens closes what the tagger takes for speech from the paragraph's beginning on
    let sound = |m: &Marked| m.opened || mean(pieces, scores, &m.span, Group::Content) >= SPEECH;
    let (outer, inner): (Vec<Marked>, Vec<Marked>) = scan(text).into_iter().filter(sound).partition(|m| m.depth == 0);
    let finder = Finder {
        text,
        pieces,
        scores,
        outer: Stretches::new(outer),
        inner: Stretches::new(inner.into_iter().filter(|m| m.closed)),
        sources: role_spans(pieces, scores, Group::Source),
        cues: role_spans(pieces, scores, Group::Cue),
        entities: OnceCell::new(),
    };
    let contents = finder.contents();
    let mut out = finder.laid_out(finder.grouped(contents));
    let nested = finder.nested(&out);
    out.extend(nested);
    out.sort_by_key(|q| (q.spans[0].start, q.nested, q.spans[0].end));
    out
}

pub(super) struct Finder<'a> {
    pub(super) text: &'a Text,
    pub(super) pieces: &'a Pieces,
    pub(super) scores: &'a PieceScores,
    /// Marked stretches that stand in no other.
    pub(super) outer: Stretches,
    /// Closed stretches that stand in another.
    pub(super) inner: Stretches,
    pub(super) sources: Vec<Span>,
    pub(super) cues: Vec<Span>,
    entities: OnceCell<Vec<(Span, Entity)>>,
}

fn mean(pieces: &Pieces, scores: &PieceScores, span: &Span, group: Group) -> f32 {
    let range = pieces.covering(span.start, span.end);
    let inside: Vec<f32> = range.filter(|&i| !pieces.is_border(i)).map(|i| scores.role_probability(i, group)).collect();
    if inside.is_empty() { 0.0 } else { inside.iter().sum::<f32>() / inside.len() as f32 }
}

impl Finder<'_> {
    pub(super) fn words(&self, span: &Span) -> usize {
        self.text.slice(span).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
    }

    /// The named entities in text order, decoded when they are first asked for.
    pub(super) fn entities(&self) -> &[(Span, Entity)] {
        self.entities.get_or_init(|| entity_spans(self.pieces, self.scores))
    }

    /// Mean probability of the pieces of a span to belong to a group.
    pub(super) fn mean(&self, span: &Span, group: Group) -> f32 {
        mean(self.pieces, self.scores, span, group)
    }

    fn is_speech(&self, m: &Marked) -> bool {
        let floor = if self.words(&m.span) >= LONG_WORDS { SPEECH_LONG } else { SPEECH };
        self.mean(&m.span, Group::Content) >= floor
    }

    /// The outermost contents: the tagger's spans, drawn to the edges of the marked stretches they
    /// touch, and marked stretches of speech.
    fn contents(&self) -> Vec<Content> {
        let mut spans = Cover::default();
        for s in role_spans(self.pieces, self.scores, Group::Content) {
            spans.add(self.trimmed(s));
        }
        for m in self.outer.iter() {
            let touched = spans.take(&m.span);
            if touched.is_empty() {
                if self.is_speech(m) {
                    spans.add(m.span.clone());
                }
                continue;
            }
            // an unclosed stretch runs to the paragraph's end: there the tagger knows better where it stops
            let end = if m.closed || m.runs_on { m.span.end } else { m.span.start + 1 };
            let start = touched.iter().map(|s| s.start).fold(m.span.start, usize::min);
            let end = touched.iter().map(|s| s.end).fold(end, usize::max);
            spans.add(start..end);
        }
        let mut joined: Vec<Span> = Vec::new();
        for s in spans.into_spans() {
            match joined.last_mut() {
                Some(last) if s.start < last.end || self.one_clause(last, &s) => last.end = last.end.max(s.end),
                _ => joined.push(s),
            }
        }
        joined
            .into_iter()
            .filter_map(|span| {
                let held: Vec<&Marked> = self.outer.touching(&span).collect();
                let kind = self.kind(&span, &held, Group::Content)?;
                let runs_on = held.last().is_some_and(|m| m.runs_on && m.span.end >= span.end);
                Some(Content { span, kind, runs_on, source: None })
            })
            .flat_map(|content| self.parted(content))
            .collect()
    }

    /// Without the complementizer and without punctuation that stands outside quotation marks.
    pub(super) fn trimmed(&self, mut s: Span) -> Span {
        let chars = self.text.chars();
        let lead: String = chars[s.start..s.end.min(s.start + 5)].iter().collect();
        if lead.eq_ignore_ascii_case("that ") {
            s.start += 5;
        }
        while s.start < s.end && (chars[s.start].is_whitespace() || matches!(chars[s.start], ',' | ':' | ';')) {
            s.start += 1;
        }
        while s.start < s.end && (chars[s.end - 1].is_whitespace() || matches!(chars[s.end - 1], ',' | '.' | ':' | ';'))
        {
            s.end -= 1;
        }
        s
    }

    /// The codebook's type; `None` for what is no quotation: no word in it, or a paraphrase that the tagger is not
    /// sure enough of. `group` says whether it is an outer or an inner content.
    pub(super) fn kind(&self, span: &Span, held: &[&Marked], group: Group) -> Option<QuotationType> {
        if self.words(span) == 0 {
            return None;
        }
        let weak = || self.words(span) < FEWEST_WORDS || self.mean(span, group) < PARAPHRASE;
        if held.is_empty() {
            return (!weak() && !self.is_negated(span)).then_some(QuotationType::Indirect);
        }
        let (mut marks, mut marked_until) = (held.iter().peekable(), 0);
        let outside = span.clone().any(|i| {
            while let Some(m) = marks.next_if(|m| m.span.start <= i) {
                marked_until = marked_until.max(m.span.end);
            }
            self.text.chars()[i].is_alphanumeric() && i >= marked_until
        });
        if outside {
            return (!weak()).then_some(QuotationType::Mixed);
        }
        // a fragment that begins in lower case is part of the article's own sentence
        let first = span.clone().map(|i| self.text.chars()[i]).find(|c| c.is_alphanumeric())?;
        let fragment = first.is_lowercase() && self.words(span) < 12;
        Some(if fragment { QuotationType::Mixed } else { QuotationType::Direct })
    }

    /// Put the contents of one utterance together and give each utterance its cue and source.
    fn grouped(&self, contents: Vec<Content>) -> Vec<Detection> {
        let mut out: Vec<(Detection, bool)> = Vec::new();
        for content in contents {
            let mention = content.source.clone().or_else(|| self.mention(&content.span));
            if let Some((q, open)) = out.last_mut() {
                let after_run = *open && self.next_paragraph(q, &content);
                if after_run || self.continues(q, &content, mention.as_ref()) {
                    q.spans.push(content.span);
                    // of an utterance over paragraphs, the source stands in the one that has a cue
                    let sure = |m: &Option<Mention>| m.as_ref().map_or(0.0, |m| m.probability);
                    if sure(&q.mention) < sure(&mention) && (after_run || q.mention.is_none()) {
                        q.mention = mention;
                    }
                    *open = content.runs_on;
                    continue;
                }
            }
            // what the words about its source report stands between the two
            let before = out.len().checked_sub(2).map(|i| &mut out[i].0);
            if let Some(q) = before.filter(|q| self.goes_on_after_comma(q, &content)) {
                q.spans.push(content.span);
                continue;
            }
            let mention = self.source_between(out.last().map(|(q, _)| q), &content).or(mention);
            let lead = self.lead_before_cue(&content, mention.as_ref());
            let lead = lead.filter(|l| out.last().is_none_or(|(q, _)| q.extent().end <= l.start));
            let spans = lead.into_iter().chain([content.span]).collect();
            let q = Detection { kind: content.kind, spans, cue: None, mention, nested: false };
            out.push((q, content.runs_on));
        }
        out.into_iter()
            .map(|(mut q, _)| {
                q.cue = self.cue(&q);
                q
            })
            .filter(|q| !self.is_saying_of_nobodys(q) && !self.is_headline_of_nobodys(q))
            .collect()
    }
}
