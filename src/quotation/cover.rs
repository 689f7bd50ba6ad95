//! Spans that are looked up by place, so that long articles cost no more a word than short ones.

use std::collections::BTreeMap;

use super::Marked;
use crate::text::{Span, overlap};

/// Spans that do not overlap, by where they begin.
#[derive(Clone, Debug, Default)]
pub struct Cover(BTreeMap<usize, usize>);

impl Cover {
    /// Take out the spans that share a character with this one.
    pub fn take(&mut self, span: &Span) -> Vec<Span> {
        let touching = self.touching(span);
        for s in &touching {
            self.0.remove(&s.start);
        }
        touching
    }

    /// The spans that share a character with this one, last first.
    fn touching(&self, span: &Span) -> Vec<Span> {
        let before = self.0.range(..span.end).rev();
        before.map(|(&s, &e)| s..e).take_while(|s| overlap(s, span) > 0).collect()
    }

    pub fn touches(&self, span: &Span) -> bool {
        self.0.range(..span.end).next_back().is_some_and(|(&s, &e)| overlap(&(s..e), span) > 0)
    }

    /// Add a span; those it overlaps become one with it. An empty one adds nothing.
    pub fn add(&mut self, span: Span) {
        if span.is_empty() {
            return;
        }
        let joined = self.take(&span).into_iter().fold(span, |a, b| a.start.min(b.start)..a.end.max(b.end));
        self.0.insert(joined.start, joined.end);
    }

    /// The spans in text order.
    pub fn into_spans(self) -> Vec<Span> {
        self.0.into_iter().map(|(s, e)| s..e).collect()
    }
}

/// Marked stretches in the order of their first characters.
#[derive(Clone, Debug, Default)]
pub struct Stretches {
    marks: Vec<Marked>,
    /// The farthest end of all stretches up to this one.
    reach: Vec<usize>,
}

impl Stretches {
    pub fn new(marks: impl IntoIterator<Item = Marked>) -> Self {
        let marks: Vec<Marked> = marks.into_iter().collect();
        let ends = marks.iter().map(|m| m.span.end);
        let reach = ends.scan(0, |far, end| {
            *far = end.max(*far);
            Some(*far)
        });
        Stretches { reach: reach.collect(), marks }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Marked> {
        self.marks.iter()
    }

    /// From the first stretch that ends behind a place on.
    pub fn behind(&self, place: usize) -> &[Marked] {
        &self.marks[self.reach.partition_point(|&end| end <= place)..]
    }

    /// The stretches that share a character with a span.
    pub fn touching<'a>(&'a self, span: &'a Span) -> impl Iterator<Item = &'a Marked> {
        let behind = self.behind(span.start).iter().take_while(|m| m.span.start < span.end);
        behind.filter(|m| overlap(&m.span, span) > 0)
    }
}

/// Whether one of these spans, which are in order and do not overlap, shares a character with a span.
pub fn any_touches(spans: &[Span], span: &Span) -> bool {
    let next = spans.partition_point(|s| s.end <= span.start);
    spans.get(next).is_some_and(|s| overlap(s, span) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn looked_up_or_looked_through_is_the_same(
            spans in prop::collection::vec((0usize..60, 1usize..9), 0..20), at in 0usize..60, length in 0usize..12,
        ) {
            let span = at..at + length;
            let spans: Vec<Span> = spans.into_iter().map(|(s, n)| s..s + n).collect();
            let mut cover = Cover::default();
            spans.iter().for_each(|s| cover.add(s.clone()));
            let touched = spans.iter().any(|s| overlap(s, &span) > 0);
            prop_assert_eq!(cover.touches(&span), touched);
            let apart = cover.clone().into_spans();
            prop_assert!(apart.windows(2).all(|w| w[0].end <= w[1].start));
            prop_assert_eq!(any_touches(&apart, &span), touched);
            let taken = cover.take(&span);
            prop_assert_eq!(taken.is_empty(), !touched);
            prop_assert!(!cover.touches(&span));

            let mut sorted = spans;
            sorted.sort_by_key(|s| s.start);
            let mark = |span: &Span| Marked { span: span.clone(), depth: 0, opened: true, closed: true, runs_on: false };
            let stretches = Stretches::new(sorted.iter().map(mark));
            let found: Vec<Span> = stretches.touching(&span).map(|m| m.span.clone()).collect();
            let wanted: Vec<Span> = sorted.into_iter().filter(|s| overlap(s, &span) > 0).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
