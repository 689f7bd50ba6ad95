//! An article in windows that fit the encoder.

use std::ops::Range;

use super::Pieces;

/// Where one window stands in an article, in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// What the encoder reads.
    pub read: Range<usize>,
    /// What is taken from it; the rest is context. The cores of an article's windows are the article.
    pub core: Range<usize>,
}

/// Cut an article into windows of at most `room` pieces.
///
/// Cores end between paragraphs wherever one fits, so that a paragraph is judged as a whole, by one window. The window
/// begins up to `context` pieces before its core, with a paragraph where one begins there. A paragraph that is longer than
/// a window is cut inside, with half the context behind the cut.
pub(super) fn cuts(pieces: &Pieces, room: usize, context: usize) -> Vec<Cut> {
    let len = pieces.len();
    // a border goes with the paragraph behind it
    let borders: Vec<usize> = (0..len).filter(|&i| pieces.is_border(i)).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < len {
        let earliest = at.saturating_sub(context);
        let border = borders[borders.partition_point(|&b| b < earliest)..].first();
        let start = match border {
            Some(&b) if earliest > 0 && b < at => b,
            _ => earliest,
        };
        let end = (start + room).min(len);
        let last_border = borders[..borders.partition_point(|&b| b <= end)].last();
        let (core_end, end) = match last_border {
            _ if end == len => (len, len),
            Some(&b) if b > at => (b, b),
            _ => (end - context / 2, end),
        };
        out.push(Cut { read: start..end, core: at..core_end });
        at = core_end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Paragraphs of the given lengths, borders between them.
    fn article(paragraphs: &[usize]) -> Pieces {
        let mut out = Pieces::default();
        for &n in paragraphs {
            for width in (0..n).map(|_| 1).rev().chain((!out.is_empty()).then_some(0)).rev() {
                let at = out.ends.last().copied().unwrap_or(0);
                out.ids.push(7);
                out.caps.push(0);
                out.starts.push(at);
                out.ends.push(at + width);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn cores_are_the_article_and_have_context(
            paragraphs in prop::collection::vec(1usize..700, 0..30), room in 40usize..300, share in 2usize..9,
        ) {
            let pieces = article(&paragraphs);
            let context = room / share;
            let cuts = cuts(&pieces, room, context);
            let mut at = 0;
            for c in &cuts {
                prop_assert_eq!(c.core.start, at);
                prop_assert!(c.core.end > at && c.read.len() <= room);
                prop_assert!(c.read.start <= at && at - c.read.start <= context && c.read.end >= c.core.end);
                // a cut inside a paragraph has context on both sides
                if c.core.end < pieces.len() && !pieces.is_border(c.core.end) {
                    prop_assert_eq!(c.read.end - c.core.end, context / 2);
                }
                at = c.core.end;
            }
            prop_assert_eq!(at, pieces.len());
        }
    }

    #[test]
    fn paragraphs_stay_whole() {
        let pieces = article(&[60, 60, 60, 60, 30, 30, 250]);
        let cores: Vec<Range<usize>> = cuts(&pieces, 200, 40).into_iter().map(|c| c.core).collect();
        // borders are at 60, 121, 182, 243, 274 and 305
        assert_eq!(cores, [0..182, 182..305, 305..454, 454..556]);
        let reads: Vec<usize> = cuts(&pieces, 200, 40).into_iter().map(|c| c.read.start).collect();
        assert_eq!(reads, [0, 142, 274, 414]);
    }
}
