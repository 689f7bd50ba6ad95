//! From tag probabilities to spans, with the constraints that tags have.

use crate::encoder::{Entity, Group, PieceScores, Pieces};
use crate::text::Span;

/// The likeliest begin/inside/outside sequence (Viterbi): no inside after outside, nothing across the border of two
/// paragraphs, and words whole. `scores` are log-probabilities of outside, begin, inside. Returns ranges of pieces.
fn decode(pieces: &Pieces, scores: impl Fn(usize) -> [f32; 3]) -> Vec<Span> {
    const O: usize = 0;
    const B: usize = 1;
    const I: usize = 2;
    let len = pieces.len();
    if len == 0 {
        return Vec::new();
    }
    let mut best = [0.0f32, f32::NEG_INFINITY, f32::NEG_INFINITY];
    let mut back: Vec<[u8; 3]> = Vec::with_capacity(len);
    for i in 0..len {
        let s = if pieces.is_border(i) { [0.0, f32::NEG_INFINITY, f32::NEG_INFINITY] } else { scores(i) };
        let mut from = [0u8; 3];
        let mut next = [f32::NEG_INFINITY; 3];
        for to in [O, B, I] {
            for prev in [O, B, I] {
                let cuts_a_word = pieces.inside_word[i] && (to == B || (to == O) != (prev == O));
                if to == I && prev == O || cuts_a_word {
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
    decode(pieces, |i| scores.role(i, group)).iter().map(|s| code_points(pieces, s)).collect()
}

/// The named entities, in code points. Begin and inside are decoded over all kinds; the kind is
/// the one with the most probability over the span.
pub fn entity_spans(pieces: &Pieces, scores: &PieceScores) -> Vec<(Span, Entity)> {
    let sum = |logs: [f32; 4]| logs.iter().map(|l| l.exp()).sum::<f32>().max(1e-9).ln();
    let bio = |i: usize| {
        let s = scores.entity(i);
        [s[0], sum([s[1], s[3], s[5], s[7]]), sum([s[2], s[4], s[6], s[8]])]
    };
    decode(pieces, bio)
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
    use crate::encoder::WordPiece;
    use proptest::prelude::*;

    /// Pieces of one character each: borders cover none, and some go on with a word.
    fn pieces(kinds: &[u8]) -> Pieces {
        let mut out = Pieces::default();
        for (i, &kind) in kinds.iter().enumerate() {
            let inside_word = kind == GOES_ON && i > 0 && kinds[i - 1] != BORDER;
            out.push(WordPiece { id: 0, span: i..i + usize::from(kind != BORDER), caps: 0, inside_word });
        }
        out
    }

    const WORD: u8 = 0;
    const GOES_ON: u8 = 1;
    const BORDER: u8 = 2;

    #[test]
    fn no_inside_after_outside() {
        // the middle alone would be inside; the sequence makes its first piece the begin
        let rows = [[-0.1, -4.0, -3.0], [-3.0, -1.5, -0.4], [-3.0, -5.0, -0.1], [-0.1, -4.0, -4.0]];
        assert_eq!(decode(&pieces(&[WORD; 4]), |i| rows[i]), Vec::from_iter(std::iter::once(1..3)));
        assert_eq!(decode(&pieces(&[WORD, BORDER, WORD, WORD]), |i| rows[i]), Vec::<Span>::new());
    }

    #[test]
    fn a_word_is_tagged_whole() {
        // piece by piece: begin, inside, outside, outside
        let rows = [[-3.0, -0.1, -3.0], [-3.0, -3.0, -0.1], [-0.5, -3.0, -0.9], [-0.1, -3.0, -3.0]];
        assert_eq!(decode(&pieces(&[WORD; 4]), |i| rows[i]), Vec::from_iter(std::iter::once(0..2)));
        assert_eq!(decode(&pieces(&[WORD, WORD, GOES_ON, WORD]), |i| rows[i]), Vec::from_iter(std::iter::once(0..3)));
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_cut_no_word_and_no_border(
            rows in prop::collection::vec((-9f32..0.0, -9f32..0.0, -9f32..0.0, 0u8..12), 0..60)
        ) {
            let kinds: Vec<u8> = rows.iter().map(|r| match r.3 { 0 => BORDER, 1..4 => GOES_ON, _ => WORD }).collect();
            let pieces = pieces(&kinds);
            let spans = decode(&pieces, |i| [rows[i].0, rows[i].1, rows[i].2]);
            let mut end = 0;
            for s in spans {
                prop_assert!(s.start >= end && s.start < s.end && s.end <= rows.len());
                prop_assert!(s.clone().all(|i| !pieces.is_border(i)));
                prop_assert!([s.start, s.end].iter().all(|&i| i == rows.len() || !pieces.inside_word[i]));
                end = s.end;
            }
        }
    }
}
