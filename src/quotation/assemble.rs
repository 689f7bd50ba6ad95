//! Bring marks and tags together.
//!
//! Marks say exactly where a marked stretch begins and ends; the tagger says whether it is
//! speech, finds what has no marks, and finds cue and source.

use super::marks::{Marked, scan};
use super::tags::role_spans;
use super::{Mention, Quotation, QuotationType};
use crate::encoder::{Group, PieceScores, Pieces};
use crate::text::{Span, Text, overlap};

/// Mean content probability above which a marked stretch is speech; lower for long stretches,
/// which are hardly ever scare quotes or titles. Chosen on the training articles.
const SPEECH: f32 = 0.5;
const SPEECH_LONG: f32 = 0.2;
const LONG_WORDS: usize = 7;

/// A content before cue and source are known.
#[derive(Clone, Debug)]
struct Piece {
    span: Span,
    kind: QuotationType,
    /// The utterance goes on in the next paragraph.
    runs_on: bool,
}

/// All quotations of an article, in text order, nested ones after the one that holds them.
pub fn find(text: &Text, pieces: &Pieces, scores: &PieceScores) -> Vec<Quotation> {
    let finder = Finder {
        text,
        pieces,
        scores,
        marks: scan(text),
        sources: role_spans(pieces, scores, Group::Source),
        cues: role_spans(pieces, scores, Group::Cue),
    };
    let contents = finder.contents();
    let mut out = finder.grouped(contents);
    let nested = finder.nested(&out);
    out.extend(nested);
    out.sort_by_key(|q| (q.spans[0].start, q.nested, q.spans[0].end));
    out
}

struct Finder<'a> {
    text: &'a Text,
    pieces: &'a Pieces,
    scores: &'a PieceScores,
    marks: Vec<Marked>,
    sources: Vec<Span>,
    cues: Vec<Span>,
}

impl Finder<'_> {
    fn words(&self, span: &Span) -> usize {
        self.text.slice(span).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
    }

    fn mean_content(&self, span: &Span) -> f32 {
        let range = self.pieces.covering(span.start, span.end);
        let inside: Vec<f32> = range
            .filter(|&i| !self.pieces.is_border(i))
            .map(|i| self.scores.role_probability(i, Group::Content))
            .collect();
        if inside.is_empty() { 0.0 } else { inside.iter().sum::<f32>() / inside.len() as f32 }
    }

    fn is_speech(&self, m: &Marked) -> bool {
        let floor = if self.words(&m.span) >= LONG_WORDS { SPEECH_LONG } else { SPEECH };
        self.mean_content(&m.span) >= floor
    }

    /// The outermost contents: the tagger's spans, drawn to the edges of the marked stretches they
    /// touch, and marked stretches of speech.
    fn contents(&self) -> Vec<Piece> {
        let outer: Vec<&Marked> = self.marks.iter().filter(|m| m.depth == 0).collect();
        let tagged = role_spans(self.pieces, self.scores, Group::Content);
        let mut spans: Vec<Span> = tagged.into_iter().map(|s| self.trimmed(s)).filter(|s| !s.is_empty()).collect();
        for m in &outer {
            let (touched, rest): (Vec<Span>, Vec<Span>) = spans.into_iter().partition(|s| overlap(s, &m.span) > 0);
            spans = rest;
            if touched.is_empty() {
                spans.extend(self.is_speech(m).then(|| m.span.clone()));
                continue;
            }
            // an unclosed stretch runs to the paragraph's end: there the tagger knows better where it stops
            let end = if m.closed || m.runs_on { m.span.end } else { m.span.start + 1 };
            let start = touched.iter().map(|s| s.start).min().unwrap_or(m.span.start).min(m.span.start);
            let end = touched.iter().map(|s| s.end).max().unwrap_or(end).max(end);
            spans.push(start..end);
        }
        spans.sort_by_key(|s| (s.start, s.end));
        let mut joined: Vec<Span> = Vec::new();
        for s in spans {
            match joined.last_mut() {
                Some(last) if s.start < last.end => last.end = last.end.max(s.end),
                _ => joined.push(s),
            }
        }
        joined
            .into_iter()
            .filter_map(|span| {
                let held: Vec<&Marked> = outer.iter().copied().filter(|m| overlap(&m.span, &span) > 0).collect();
                let kind = self.kind(&span, &held)?;
                let runs_on = held.last().is_some_and(|m| m.runs_on && m.span.end >= span.end);
                Some(Piece { span, kind, runs_on })
            })
            .collect()
    }

    /// Without the complementizer and without punctuation that stands outside quotation marks.
    fn trimmed(&self, mut s: Span) -> Span {
        let chars = self.text.chars();
        let lead: String = chars[s.start..s.end.min(s.start + 5)].iter().collect();
        if lead.eq_ignore_ascii_case("that ") {
            s.start += 5;
        }
        while s.start < s.end && (chars[s.start].is_whitespace() || matches!(chars[s.start], ',' | ':' | ';')) {
            s.start += 1;
        }
        while s.start < s.end && (chars[s.end - 1].is_whitespace() || matches!(chars[s.end - 1], ',' | '.' | ':' | ';')) {
            s.end -= 1;
        }
        s
    }

    /// The codebook's type; `None` for what is no quotation at all (no word in it).
    fn kind(&self, span: &Span, held: &[&Marked]) -> Option<QuotationType> {
        if self.words(span) == 0 {
            return None;
        }
        if held.is_empty() {
            return Some(QuotationType::Indirect);
        }
        let in_marks = |i: usize| held.iter().any(|m| m.span.contains(&i));
        let outside = span.clone().any(|i| self.text.chars()[i].is_alphanumeric() && !in_marks(i));
        if outside {
            return Some(QuotationType::Mixed);
        }
        // a fragment that begins in lower case is part of the article's own sentence
        let first = span.clone().map(|i| self.text.chars()[i]).find(|c| c.is_alphanumeric())?;
        let fragment = first.is_lowercase() && self.words(span) < 12;
        Some(if fragment { QuotationType::Mixed } else { QuotationType::Direct })
    }

    /// Put the pieces of one utterance together and give each utterance its cue and source.
    fn grouped(&self, contents: Vec<Piece>) -> Vec<Quotation> {
        let mut out: Vec<(Quotation, bool)> = Vec::new();
        for piece in contents {
            let mention = self.mention(&piece.span);
            if let Some((q, open)) = out.last_mut() {
                let after_run = *open && self.next_paragraph(q, &piece);
                if after_run || self.continues(q, &piece, mention.as_ref()) {
                    q.spans.push(piece.span);
                    // of an utterance over paragraphs, the source stands in the one that has a cue
                    if q.mention.as_ref().map_or(0.0, |m| m.probability) < mention.as_ref().map_or(0.0, |m| m.probability)
                        && (after_run || q.mention.is_none())
                    {
                        q.mention = mention;
                    }
                    *open = piece.runs_on;
                    continue;
                }
            }
            let q = Quotation { kind: piece.kind, spans: vec![piece.span], cue: None, mention, nested: false };
            out.push((q, piece.runs_on));
        }
        out.into_iter()
            .map(|(mut q, _)| {
                q.cue = self.cue(&q);
                q
            })
            .collect()
    }

    fn next_paragraph(&self, q: &Quotation, piece: &Piece) -> bool {
        let last = q.spans.last().expect("a quotation has a span");
        piece.kind == QuotationType::Direct
            && self.text.paragraph_at(piece.span.start) == self.text.paragraph_at(last.start) + 1
            && self.text.paragraphs()[self.text.paragraph_at(piece.span.start)].start == piece.span.start
    }

    /// "A," he said. "B." is one utterance: same paragraph, both direct, and B names no other source.
    fn continues(&self, q: &Quotation, piece: &Piece, mention: Option<&Mention>) -> bool {
        let last = q.spans.last().expect("a quotation has a span");
        let direct = q.kind == QuotationType::Direct
            && (piece.kind == QuotationType::Direct || self.all_marked(&piece.span));
        if !direct || self.text.paragraph_at(last.start) != self.text.paragraph_at(piece.span.start) {
            return false;
        }
        match (&q.mention, mention) {
            (Some(a), Some(b)) => a.span == b.span,
            (_, None) => true,
            (None, Some(b)) => b.span.start >= last.end && b.span.end <= piece.span.start,
        }
    }

    fn all_marked(&self, span: &Span) -> bool {
        self.marks.iter().any(|m| m.depth == 0 && m.span.start <= span.start && m.span.end >= span.end)
    }

    /// The source mention of a content that begins here, by the link head; `None` for no source.
    fn mention(&self, span: &Span) -> Option<Mention> {
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

    /// The tagged source around a piece, else the word that the piece begins.
    fn mention_at(&self, piece: usize) -> Span {
        let at = self.pieces.starts[piece];
        if let Some(s) = self.sources.iter().find(|s| s.contains(&at)) {
            return s.clone();
        }
        let chars = self.text.chars();
        let mut end = self.pieces.ends[piece];
        // the words after it that look like a name: "the White House", "Juna Hale"
        let word = |from: usize| (from..chars.len()).take_while(|&i| chars[i].is_alphanumeric() || matches!(chars[i], '-' | '.' | '’' | '\'')).last();
        if let Some(e) = word(at) {
            end = end.max(e + 1);
        }
        while chars.get(end) == Some(&' ') && chars.get(end + 1).is_some_and(|c| c.is_uppercase()) {
            match word(end + 1) {
                Some(e) => end = e + 1,
                None => break,
            }
        }
        while end > at + 1 && matches!(chars[end - 1], '.' | '’' | '\'') {
            end -= 1;
        }
        at..end
    }

    /// The nearest cue in the quotation's own sentences, measured from its spans and its mention.
    fn cue(&self, q: &Quotation) -> Option<Span> {
        let around = self.text.sentence_around(&q.extent());
        let gap = |a: &Span, b: &Span| a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end));
        self.cues
            .iter()
            .filter(|c| around.start <= c.start && c.end <= around.end)
            .filter(|c| q.nested || q.spans.iter().all(|s| overlap(s, c) == 0))
            .min_by_key(|c| {
                let content = q.spans.iter().map(|s| gap(s, c)).min().unwrap_or(0);
                content + q.mention.as_ref().map_or(0, |m| gap(&m.span, c))
            })
            .cloned()
    }

    /// Quotations inside quotations: the tagger's inner spans, drawn to the inner marks they touch.
    fn nested(&self, outer: &[Quotation]) -> Vec<Quotation> {
        let mut out = Vec::new();
        for span in role_spans(self.pieces, self.scores, Group::Inner) {
            let mut span = self.trimmed(span);
            for m in self.marks.iter().filter(|m| m.depth > 0 && m.closed) {
                if overlap(&m.span, &span) == 0 {
                    continue;
                }
                span = span.start.min(m.span.start)..span.end.max(m.span.end);
            }
            let holder = outer.iter().flat_map(|q| &q.spans).find(|s| s.start <= span.start && span.end <= s.end && **s != span);
            if holder.is_none() || self.words(&span) == 0 {
                continue;
            }
            let held: Vec<&Marked> =
                self.marks.iter().filter(|m| m.depth > 0 && overlap(&m.span, &span) > 0).collect();
            let Some(kind) = self.kind(&span, &held) else { continue };
            let mut q = Quotation { kind, mention: self.mention(&span), spans: vec![span], cue: None, nested: true };
            q.cue = self.cue(&q);
            out.push(q);
        }
        out
    }
}
