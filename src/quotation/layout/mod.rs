//! Words that the page's layout gives to a source, with no reporting verb beside them: labelled turns, answers in an
//! interview, items of a list, posts, headlines.

mod headline;
mod interview;
mod lists;
mod posts;
mod turns;

use super::assemble::Finder;
use super::cover::Cover;
use super::marks::Marked;
use super::{Detection, Mention, QuotationType};
use crate::encoder::Group;
use crate::text::{Span, overlap};

/// Probability that a source which the layout gives is the right one.
const SURE: f32 = 0.9;

/// What the layout gives to a source.
struct LaidOut {
    /// In text order.
    spans: Vec<Span>,
    /// `None` where the layout does not say whose words they are.
    mention: Option<Span>,
}

/// Share of a content beyond which another one is it, and not one inside it.
const SAME: f64 = 0.6;

impl Finder<'_> {
    /// Put what the layout gives in the place of what was found there. What has its own source and cue inside such words
    /// is nested in them.
    pub(super) fn laid_out(&self, found: Vec<Detection>) -> Vec<Detection> {
        let headline = Vec::from_iter(self.headline());
        let all = [self.posts(), self.turns(), self.answers(), self.list_items(&found), headline];
        let mut taken = Cover::default();
        let mut out = Vec::new();
        for LaidOut { spans, mention } in all.into_iter().flatten() {
            if spans.iter().any(|s| self.words(s) == 0 || taken.touches(s)) {
                continue;
            }
            spans.iter().for_each(|s| taken.add(s.clone()));
            let mention = mention.map(|span| Mention { span, probability: SURE });
            let kind = self.kind_of_stated(&spans[0]);
            out.push(Detection { kind, spans, cue: None, mention, nested: false });
        }
        if out.is_empty() {
            return found;
        }
        let taken = taken.into_spans();
        for mut q in found {
            let touched =
                |s: &Span| taken[taken.partition_point(|t| t.end <= s.start)..].first().filter(|t| overlap(t, s) > 0);
            match q.spans.iter().find_map(touched) {
                None => out.push(q),
                Some(holder) if is_inside(&q, holder) => {
                    q.nested = true;
                    out.push(q);
                }
                Some(_) => {}
            }
        }
        out.sort_by_key(|q| q.spans[0].start);
        out
    }

    /// The type of words that are known to be said.
    fn kind_of_stated(&self, span: &Span) -> QuotationType {
        let held: Vec<&Marked> = self.outer.touching(span).collect();
        if held.is_empty() {
            return QuotationType::Indirect;
        }
        self.kind(span, &held, Group::Content).unwrap_or(QuotationType::Indirect)
    }

    /// Without the white space around it.
    fn stripped(&self, mut span: Span) -> Span {
        let chars = self.text.chars();
        while span.start < span.end && chars[span.start].is_whitespace() {
            span.start += 1;
        }
        while span.start < span.end && chars[span.end - 1].is_whitespace() {
            span.end -= 1;
        }
        span
    }
}

/// Whether a quotation stands in words that another one says, as a part of them with its own source and cue.
fn is_inside(q: &Detection, holder: &Span) -> bool {
    let within = |s: &Span| holder.start <= s.start && s.end <= holder.end;
    let length: usize = q.spans.iter().map(|s| s.len()).sum();
    q.spans.iter().all(within)
        && q.mention.as_ref().is_some_and(|m| within(&m.span))
        && q.cue.as_ref().is_some_and(within)
        && (length as f64) < holder.len() as f64 * SAME
}
