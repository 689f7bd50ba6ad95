//! Quotations inside quotations.

use super::assemble::Finder;
use super::cover::Cover;
use super::marks::Marked;
use super::tags::role_spans;
use super::{Detection, Mention};
use crate::encoder::Group;
use crate::lexicon::lexicon;
use crate::text::{Span, overlap};

impl Finder<'_> {
    /// Quotations inside quotations: the tagger's inner spans, drawn to the inner marks they touch, and inner
    /// marked sentences that a comma, a colon or a word of saying leads in.
    pub(super) fn nested(&self, outer: &[Detection]) -> Vec<Detection> {
        let mut spans: Vec<Span> = Vec::new();
        let mut taken = Cover::default();
        for span in role_spans(self.pieces, self.scores, Group::Inner) {
            let mut span = self.trimmed(span);
            for m in self.inner.behind(span.start) {
                if m.span.start >= span.end {
                    break;
                }
                if overlap(&m.span, &span) > 0 {
                    span = span.start.min(m.span.start)..span.end.max(m.span.end);
                }
            }
            taken.add(span.clone());
            spans.push(span);
        }
        for m in self.inner.iter() {
            if self.is_led_in(m) && !taken.touches(&m.span) {
                taken.add(m.span.clone());
                spans.push(m.span.clone());
            }
        }
        // in text order, as quotations and their spans are
        let holders: Vec<&Span> = outer.iter().flat_map(|q| &q.spans).collect();
        let mut out = Vec::new();
        for span in spans {
            let holder = holders.get(holders.partition_point(|s| s.end <= span.start)).copied();
            let holder = holder.filter(|s| s.start <= span.start && span.end <= s.end && **s != span);
            let Some(holder) = holder.filter(|_| self.words(&span) > 0) else { continue };
            let held: Vec<&Marked> = self.inner.touching(&span).collect();
            let Some(kind) = self.kind(&span, &held, Group::Inner) else { continue };
            let inside = |m: &Mention| m.span.start >= holder.start && m.span.end <= holder.end;
            let mention = self.mention(&span).filter(inside).or_else(|| self.pronoun_before(&span, holder));
            let mut q = Detection { kind, mention, spans: vec![span], cue: None, nested: true };
            q.cue = self.cue(&q);
            out.push(q);
        }
        out
    }

    /// A sentence in inner marks after a comma, a colon or a word of saying: speech, not a title or a scare quote.
    fn is_led_in(&self, m: &Marked) -> bool {
        let chars = self.text.chars();
        let first = chars[m.span.clone()].iter().find(|c| c.is_alphanumeric());
        if self.words(&m.span) < 4 {
            return false;
        }
        let before: String = chars[m.span.start.saturating_sub(24)..m.span.start].iter().collect();
        let before = before.trim_end();
        // "told me"
        let told = before.rsplit(' ').nth(1).is_some_and(|w| lexicon().quotations.telling.has(&w.to_lowercase()));
        if told && before.ends_with(char::is_alphanumeric) {
            return true;
        }
        let word = before.rsplit(' ').next().unwrap_or("").to_lowercase();
        let says = lexicon().quotations.saying.has(&word);
        if first.is_some_and(|c| c.is_uppercase()) {
            says || before.ends_with([',', ':'])
        } else {
            says && word != "like"
        }
    }

    /// The last pronoun that can speak, in the words right before an inner quotation.
    fn pronoun_before(&self, span: &Span, holder: &Span) -> Option<Mention> {
        let chars = self.text.chars();
        let mut end = span.start;
        let from = span.start.saturating_sub(60).max(holder.start);
        while end > from {
            let start = (from..end).rev().take_while(|&i| chars[i].is_alphanumeric()).last();
            let Some(start) = start else {
                end -= 1;
                continue;
            };
            let word: String = chars[start..end].iter().collect();
            let stands_alone = start == 0 || !matches!(chars[start - 1], '’' | '\'');
            if stands_alone && lexicon().quotations.pronouns.has(&word.to_lowercase()) {
                return Some(Mention { span: start..end, probability: 0.7 });
            }
            end = start;
        }
        None
    }
}
