//! Which contents are one utterance, and where a sentence passes from one source to another.

use super::assemble::{Content, Finder};
use super::cover::any_touches;
use super::{Detection, Mention, QuotationType};
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::{Span, overlap};

/// Code points of the longest aside inside one content.
const LONGEST_ASIDE: usize = 80;

/// Code points between a source, its cue and the fragment that they lead in.
const CUE_TO_FRAGMENT: usize = 12;

/// Words of the longest beginning before a cue between commas.
const LEAD_WORDS: usize = 20;

/// Code points before a source that are looked through.
const LONGEST_LEAD: usize = 300;

/// Probability of a source whose verb is left out.
const ELLIPTIC: f32 = 0.8;

impl Finder<'_> {
    /// Whether two contents are one that the tagger parted: the same source, and nothing between them but an aside
    /// ("the plan, which many had seen, was dead") or a word or two.
    pub(super) fn one_clause(&self, a: &Span, b: &Span) -> bool {
        let gap = a.end..b.start;
        if gap.len() > LONGEST_ASIDE || self.text.sentence_around(a) != self.text.sentence_around(b) {
            return false;
        }
        let between = self.text.slice(&gap);
        let aside = between.starts_with(", wh")
            || between.starts_with(" (")
            || between.starts_with(" - ")
            || between.starts_with(" – ");
        let words = between.split_whitespace().count();
        let short = between.starts_with(' ') && words <= 3 && !between.contains(" and ") && !between.contains(',');
        (aside || short) && !any_touches(&self.cues, &gap) && !any_touches(&self.sources, &gap) && {
            let (x, y) = (self.mention(a), self.mention(b));
            x.is_some() && x.map(|m| m.span) == y.map(|m| m.span)
        }
    }

    pub(super) fn next_paragraph(&self, q: &Detection, content: &Content) -> bool {
        let last = q.spans.last().expect("a quotation has a span");
        content.kind == QuotationType::Direct
            && self.text.paragraph_at(content.span.start) == self.text.paragraph_at(last.start) + 1
            && self.text.paragraphs()[self.text.paragraph_at(content.span.start)].start == content.span.start
    }

    /// "A," he said. "B." is one utterance: same paragraph, both direct, and B names no other source.
    pub(super) fn continues(&self, q: &Detection, content: &Content, mention: Option<&Mention>) -> bool {
        let last = q.spans.last().expect("a quotation has a span");
        let direct = q.kind == QuotationType::Direct
            && (content.kind == QuotationType::Direct || self.all_marked(&content.span));
        if self.is_around_its_cue(q, content, mention) {
            return true;
        }
        if !direct || self.text.paragraph_at(last.start) != self.text.paragraph_at(content.span.start) {
            return false;
        }
        if self.goes_on_after_comma(q, content) {
            return true;
        }
        if self.source_between(Some(q), content).is_some() {
            return false;
        }
        match (&q.mention, mention) {
            (Some(a), Some(b)) => a.span == b.span,
            (_, None) => true,
            (None, Some(b)) => b.span.start >= last.end && b.span.end <= content.span.start,
        }
    }

    /// "A, she said, B": a paraphrase whose own source and cue stand between commas inside it.
    fn is_around_its_cue(&self, q: &Detection, content: &Content, mention: Option<&Mention>) -> bool {
        let (Some(a), Some(b), [only]) = (&q.mention, mention, q.spans.as_slice()) else { return false };
        let gap = only.end..content.span.start;
        let paraphrase = q.kind == QuotationType::Indirect && content.kind == QuotationType::Indirect;
        if !paraphrase || a.span != b.span || gap.len() > LONGEST_ASIDE || overlap(&gap, &a.span) < a.span.len() {
            return false;
        }
        let between = self.text.slice(&gap);
        between.starts_with(", ")
            && between.ends_with(", ")
            && !between.contains(['.', ';', ':'])
            && any_touches(&self.cues, &gap)
            && self.text.sentence_around(only).start == only.start
            && self.text.sentence_around(only) == self.text.sentence_around(&content.span)
    }

    /// The beginning of a paraphrase that its own source and cue part: "The war, she said, was over."
    pub(super) fn lead_before_cue(&self, content: &Content, mention: Option<&Mention>) -> Option<Span> {
        let (chars, source, next) = (self.text.chars(), &mention?.span, &content.span);
        let sentence = self.text.sentence_around(next);
        // "according to" stands before its source
        let cue = self.cue_before(source.start).filter(|c| source.start - c.end <= 1);
        let from = cue.map_or(source.start, |c| c.start);
        if content.kind != QuotationType::Indirect
            || from < sentence.start + 2
            || source.end >= next.start
            || next.start - from > LONGEST_ASIDE
            || from - sentence.start > LONGEST_LEAD
            || chars[from - 2..from] != [',', ' ']
            || !any_touches(&self.cues, &(from..next.start))
        {
            return None;
        }
        let lead = sentence.start..from - 2;
        let (words, between) = (self.text.slice(&lead), self.text.slice(&(source.end..next.start)));
        let plain = |s: &str| !s.contains(['.', ';', ':', '“', '”', '"', ',']);
        let one = between.strip_suffix(", ").is_some_and(plain) && plain(&words);
        let said = any_touches(&self.cues, &lead) || any_touches(&self.sources, &lead);
        let joins = lexicon().quotations.joining.iter().any(|w| words.to_lowercase().starts_with(w));
        (one && !said && !joins && (2..=LEAD_WORDS).contains(&self.words(&lead))).then_some(lead)
    }

    /// “A,” said X, who ..., “and B.”: one sentence that the words about its source part, whomever else these name.
    pub(super) fn goes_on_after_comma(&self, q: &Detection, content: &Content) -> bool {
        let chars = self.text.chars();
        let (last, next) = (q.spans.last().expect("a quotation has a span"), &content.span);
        let gap = last.end..next.start;
        let comma = chars[last.clone()].iter().rev().find(|c| !matches!(c, '”' | '"' | '’' | '\'')) == Some(&',');
        let words = chars[next.clone()].iter().skip_while(|c| !c.is_alphanumeric());
        let word: String = words.take_while(|c| c.is_alphabetic()).collect();
        let parted = comma
            && lexicon().quotations.conjunctions.has(&word)
            && q.kind == QuotationType::Direct
            && self.all_marked(next)
            && self.text.paragraph_at(last.start) == self.text.paragraph_at(next.start)
            && self.text.slice(&gap).ends_with(", ");
        // "but Y replied, “and B”" is Y's
        parted && self.cue_before(next.start).is_none_or(|c| c.start < last.end || next.start - c.end > 2)
    }

    fn cue_before(&self, place: usize) -> Option<&Span> {
        self.cues[..self.cues.partition_point(|c| c.end <= place)].last()
    }

    /// “A,” said X, while Y spoke of “B”: the other source whose cue stands right before a fragment.
    pub(super) fn source_between(&self, q: Option<&Detection>, content: &Content) -> Option<Mention> {
        let (q, next) = (q?, &content.span);
        let first = q.mention.as_ref()?;
        if content.kind != QuotationType::Mixed || !self.all_marked(next) {
            return None;
        }
        let cue = self.cue_before(next.start).filter(|c| next.start - c.end <= CUE_TO_FRAGMENT)?;
        let from = q.extent().end.max(first.span.end);
        let source = self.sources[..self.sources.partition_point(|s| s.end <= cue.start)].last()?;
        let near = source.start > from && cue.start - source.end <= CUE_TO_FRAGMENT;
        let one_sentence = self.text.sentence_around(&first.span).end >= next.end;
        (near && one_sentence).then(|| Mention { span: source.clone(), probability: first.probability })
    }

    fn all_marked(&self, span: &Span) -> bool {
        self.outer.touching(span).any(|m| m.span.start <= span.start && m.span.end >= span.end)
    }

    /// "X said A and Y that B": two paraphrases, the second of which leaves out its verb.
    pub(super) fn parted(&self, mut content: Content) -> Vec<Content> {
        let Content { span, kind, runs_on, .. } = content.clone();
        let second = if kind == QuotationType::Indirect { self.second_source(&span) } else { None };
        let Some((joint, source, from)) = second else { return vec![content] };
        content.span = self.trimmed(span.start..joint);
        let source = Some(Mention { span: source, probability: ELLIPTIC });
        let next = Content { span: self.trimmed(from..span.end), kind, runs_on, source };
        content.runs_on = false;
        vec![content, next]
    }

    /// Where a paraphrase passes to another source: the place of "and", the source, and the place behind "that".
    fn second_source(&self, span: &Span) -> Option<(usize, Span, usize)> {
        let chars = self.text.chars();
        let words = |s: Span| self.text.slice(&s).to_lowercase();
        let is_that = |at: usize| chars[at..span.end].starts_with(&[' ', 't', 'h', 'a', 't', ' ']);
        let that = span.clone().find(|&at| is_that(at))?;
        let name_end = if chars[that - 1] == ',' { that - 1 } else { that };
        let entities = self.entities();
        let (name, _) = entities
            .get(entities.partition_point(|(s, _)| s.end < name_end))
            .filter(|(s, kind)| s.end == name_end && *kind == Entity::Person && s.start > span.start)?;
        let from = name.start.saturating_sub(LONGEST_ASIDE).max(span.start);
        let and = (from..name.start).rev().find(|&at| chars[at..name.start].starts_with(&[' ', 'a', 'n', 'd', ' ']))?;
        // "told the general and Y that" names who is told
        let sentence = self.text.sentence_around(span);
        let lead = words(sentence.start.max(and.saturating_sub(LONGEST_LEAD))..and);
        let tells = lead.split(|c: char| !c.is_alphanumeric()).any(|w| lexicon().quotations.telling.has(w));
        let source = and + 5..name.end;
        let plain =
            !any_touches(&self.cues, &source) && self.words(&source) <= 8 && self.words(&(span.start..and)) >= 2;
        (!tells && plain).then_some((and, source, that + 6))
    }
}
