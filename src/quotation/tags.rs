//! From tag probabilities to spans, with the constraints that tags have.

use crate::encoder::{Entity, Group, PieceScores, Pieces};
use crate::text::Span;

/// The likeliest begin/inside/outside sequence (Viterbi): no inside after outside, and nothing
/// across the border of two paragraphs. `scores` are log-probabilities of outside, begin, inside.
/// Returns ranges of pieces.
fn decode(len: usize, scores: impl Fn(usize) -> [f32; 3], border: impl Fn(usize) -> bool) -> Vec<Span> {
    const O: usize = 0;
    const B: usize = 1;
    const I: usize = 2;
    if len == 0 {
        return Vec::new();
    }
    let mut best = [0.0f32, f32::NEG_INFINITY, f32::NEG_INFINITY];
    let mut back: Vec<[u8; 3]> = Vec::with_capacity(len);
    for i in 0..len {
        let s = if border(i) { [0.0, f32::NEG_INFINITY, f32::NEG_INFINITY] } else { scores(i) };
        let mut from = [0u8; 3];
        let mut next = [f32::NEG_INFINITY; 3];
        for to in [O, B, I] {
            for prev in [O, B, I] {
                if to == I && prev == O {
                    continue;
                }
                let v = best[prev] + s[to];
                if v > next[to] {
                    next[to] = v;
                    from[to] = prev as u8;
                }
            }
        }
        best = next;
        back.push(from);
    }
    let mut tag = (0..3).max_by(|&a, &b| best[a].total_cmp(&best[b])).expect("three tags");
    let mut tags = vec![O; len];
    for i in (0..len).rev() {
        tags[i] = tag;
        tag = back[i][tag] as usize;
    }
    let mut out: Vec<Span> = Vec::new();
    for (i, t) in tags.into_iter().enumerate() {
        match t {
            B => out.push(i..i + 1),
            I => out.last_mut().expect("an inside follows a begin").end = i + 1,
            _ => {}
        }
    }
    out
}

/// A span of pieces as a span of code points.
pub fn code_points(pieces: &Pieces, span: &Span) -> Span {
    pieces.starts[span.start]..pieces.ends[span.end - 1]
}

/// The spans of one group, in code points.
pub fn role_spans(pieces: &Pieces, scores: &PieceScores, group: Group) -> Vec<Span> {
    decode(pieces.len(), |i| scores.role(i, group), |i| pieces.is_border(i))
        .iter()
        .map(|s| code_points(pieces, s))
        .collect()
}

/// The named entities, in code points. Begin and inside are decoded over all kinds; the kind is
/// the one with the most probability over the span.
pub fn entity_spans(pieces: &Pieces, scores: &PieceScores) -> Vec<(Span, Entity)> {
    let sum = |logs: [f32; 4]| logs.iter().map(|l| l.exp()).sum::<f32>().max(1e-9).ln();
    let bio = |i: usize| {
        let s = scores.entity(i);
        [s[0], sum([s[1], s[3], s[5], s[7]]), sum([s[2], s[4], s[6], s[8]])]
    };
    decode(pieces.len(), bio, |i| pieces.is_border(i))
        .into_iter()
        .map(|span| {
            let weight = |k: usize| -> f32 {
                span.clone().map(|i| scores.entity(i)[1 + 2 * k].exp() + scores.entity(i)[2 + 2 * k].exp()).sum()
            };
            let kind = (0..4).max_by(|&a, &b| weight(a).total_cmp(&weight(b))).expect("four kinds");
            (code_points(pieces, &span), Entity::ALL[kind])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_inside_after_outside() {
        // the middle alone would be inside; the sequence makes its first piece the begin
        let rows = [[-0.1, -4.0, -3.0], [-3.0, -1.5, -0.4], [-3.0, -5.0, -0.1], [-0.1, -4.0, -4.0]];
        assert_eq!(decode(4, |i| rows[i], |_| false), Vec::from_iter(std::iter::once(1..3)));
        assert_eq!(decode(4, |i| rows[i], |i| i == 1), Vec::<Span>::new());
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_never_cross_a_border(
            rows in prop::collection::vec((-9f32..0.0, -9f32..0.0, -9f32..0.0, 0u8..12), 0..60)
        ) {
            let border = |i: usize| rows[i].3 == 0;
            let spans = decode(rows.len(), |i| [rows[i].0, rows[i].1, rows[i].2], border);
            let mut end = 0;
            for s in spans {
                prop_assert!(s.start >= end && s.start < s.end && s.end <= rows.len());
                prop_assert!(s.clone().all(|i| !border(i)));
                end = s.end;
            }
        }
    }
}
