//! Where a correction belongs after models, rules or the article have changed.
//!
//! It belongs to the quotation that shares half or more of its letters and digits at the same places (of all that one of
//! both has). Where the article itself no longer has the words there, it belongs to the quotation of the article that shares
//! four fifths of its words, wherever that stands. The best wins; of equals the nearest.

use std::collections::HashMap;

use crate::text::Span;

/// Shared letters and digits, of all that either has, from which on two places are one.
const SAME_PLACE: f64 = 0.5;
/// Shared words, of all that either has, from which on two quotations are one wherever they stand. More than for places:
/// "we will talk" and "we will fight" share half of theirs.
const SAME_WORDS: f64 = 0.8;

/// Words and where they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// In code points, in text order; empty where only the words are known.
    pub spans: &'a [Span],
    /// The words, those of several spans with " … " between them; empty where only the place is known.
    pub quote: &'a str,
}

/// Which of the quotations that stand in an article a correction belongs to. `text` gives the article's text; it is asked
/// for only where none stands at the place.
pub(super) fn find<E>(
    place: Place,
    quotations: &[Place],
    text: impl FnOnce() -> Result<String, E>,
) -> Result<Option<usize>, E> {
    let there = best(quotations, place, |q| shared_letters(&place, q), SAME_PLACE);
    if there.is_some() || place.quote.is_empty() {
        return Ok(there);
    }
    if !place.spans.is_empty() && shared_words(place.quote, &words_at(place.spans, &text()?)) >= SAME_WORDS {
        // the words are there, but no quotation is
        return Ok(None);
    }
    Ok(by_words(place, quotations))
}

/// The quotation with the same words, wherever it stands.
pub(super) fn by_words(place: Place, quotations: &[Place]) -> Option<usize> {
    best(quotations, place, |q| shared_words(place.quote, q.quote), SAME_WORDS)
}

/// Whether two quotations have the same words.
pub(super) fn have_same_words(a: &str, b: &str) -> bool {
    shared_words(a, b) >= SAME_WORDS
}

/// The words of a text at a place, as a quotation has them.
pub(super) fn words_at(spans: &[Span], text: &str) -> String {
    let part = |s: &Span| text.chars().skip(s.start).take(s.len()).collect::<String>();
    spans.iter().map(part).collect::<Vec<_>>().join(" … ")
}

fn best(quotations: &[Place], place: Place, alike: impl Fn(&Place) -> f64, least: f64) -> Option<usize> {
    let start = |p: &Place| p.spans.first().map_or(0, |s| s.start);
    let far = |p: &Place| start(p).abs_diff(start(&place));
    let mut best: Option<(f64, usize)> = None;
    for (i, q) in quotations.iter().enumerate() {
        let shared = alike(q);
        let better =
            |(before, at): (f64, usize)| shared > before || (shared == before && far(q) < far(&quotations[at]));
        if shared >= least && best.is_none_or(better) {
            best = Some((shared, i));
        }
    }
    best.map(|(_, i)| i)
}

/// Letters and digits at the same places, over all that either has. Without words, all characters of the spans count.
fn shared_letters(a: &Place, b: &Place) -> f64 {
    if a.spans.is_empty() || b.spans.is_empty() {
        return 0.0;
    }
    if a.spans == b.spans && a.quote == b.quote {
        return 1.0;
    }
    match (letters(a), letters(b)) {
        (Some(a), Some(b)) if !a.is_empty() && !b.is_empty() => share(&a, &b),
        _ => share(&places(a.spans), &places(b.spans)),
    }
}

/// What two sorted lists share, over all that either has.
fn share<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        let order = a[i].cmp(&b[j]);
        both += usize::from(order.is_eq());
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
    }
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

fn places(spans: &[Span]) -> Vec<usize> {
    // a span as long as this is no quotation's, and must not fill the memory
    const LONGEST: usize = 1 << 20;
    let mut all: Vec<usize> = spans.iter().flat_map(|s| s.clone().take(LONGEST)).collect();
    all.sort_unstable();
    all
}

/// The letters and digits by their places; `None` where words and spans are not as long as each other.
fn letters(place: &Place) -> Option<Vec<(usize, char)>> {
    let mut chars = place.quote.chars();
    let mut out = Vec::new();
    for (n, span) in place.spans.iter().enumerate() {
        if n > 0 && !chars.by_ref().take(3).eq(" … ".chars()) {
            return None;
        }
        for at in span.clone() {
            let c = chars.next()?;
            out.extend(c.is_alphanumeric().then_some((at, c)));
        }
    }
    out.sort_unstable();
    chars.next().is_none().then_some(out)
}

/// Words that both have, over all that either has; case and punctuation do not matter.
fn shared_words(a: &str, b: &str) -> f64 {
    let count = |s: &str| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for word in s.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            *counts.entry(word.to_string()).or_default() += 1;
        }
        counts
    };
    let (a, b) = (count(a), count(b));
    let both: usize = a.iter().map(|(word, n)| b.get(word).copied().unwrap_or_default().min(*n)).sum();
    let all = a.values().sum::<usize>() + b.values().sum::<usize>() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    const TEXT: &str = "“We will talk,” Varn said. “We will never fight.” Dolny said: “We will talk,” too.";

    fn one(span: Span) -> Vec<Span> {
        std::iter::once(span).collect()
    }

    /// A quotation of a text by its words.
    fn quoted(text: &str, part: &str) -> (Vec<Span>, String) {
        let start = text[..text.find(part).unwrap()].chars().count();
        (one(start..start + part.chars().count()), part.to_string())
    }

    fn found(place: &(Vec<Span>, String), in_text: &str, there: &[(Vec<Span>, String)]) -> Option<usize> {
        let of = |q: &'_ (Vec<Span>, String)| (q.0.clone(), q.1.clone());
        let owned: Vec<_> = there.iter().map(of).collect();
        let quotations: Vec<Place> = owned.iter().map(|(spans, quote)| Place { spans, quote }).collect();
        find(Place { spans: &place.0, quote: &place.1 }, &quotations, || Ok::<_, Infallible>(in_text.into())).unwrap()
    }

    #[test]
    fn the_place_decides_where_the_words_are_still_there() {
        let first = quoted(TEXT, "“We will talk,”");
        let again = (one(62..77), "“We will talk,”".to_string());
        let other = quoted(TEXT, "“We will never fight.”");
        assert_eq!(words_at(&again.0, TEXT), "“We will talk,”", "the test's own text");
        let all = [other.clone(), again.clone(), first.clone()];
        assert_eq!(found(&first, TEXT, &all), Some(2));
        assert_eq!(found(&again, TEXT, &all), Some(1));
        // a little longer or shorter now
        assert_eq!(found(&quoted(TEXT, "We will talk,” Varn"), TEXT, &all), Some(2));
        assert_eq!(found(&quoted(TEXT, "never fight."), TEXT, &all), Some(0));
        // not found any more: the same words elsewhere are another quotation
        assert_eq!(found(&first, TEXT, &[other.clone(), again.clone()]), None);
        assert_eq!(found(&quoted(TEXT, "We"), TEXT, &all), None, "much less than half");
    }

    #[test]
    fn the_words_decide_where_the_text_has_changed() {
        let first = quoted(TEXT, "“We will never fight.”");
        let changed = format!("Harbour, Monday. {TEXT}");
        let all = [quoted(&changed, "“We will talk,”"), quoted(&changed, "“We will never fight.”")];
        assert_eq!(found(&first, &changed, &all), Some(1));
        assert_eq!(found(&(vec![], "we will never FIGHT".into()), &changed, &all), Some(1), "words alone");
        assert_eq!(found(&(vec![], "we will never talk".into()), &changed, &all), None, "three of four");
        assert_eq!(found(&(first.0.clone(), String::new()), TEXT, &[quoted(TEXT, "“We will never fight.”")]), Some(0));
    }

    #[test]
    fn of_equal_words_the_nearest() {
        let text = format!("{}“No.” then, “No.”", " ".repeat(40));
        let all = [(one(40..45), "“No.”".to_string()), (one(52..57), "“No.”".to_string())];
        assert_eq!(found(&(one(47..52), "“No.”".into()), &text, &all), Some(1));
        assert_eq!(found(&(one(3..8), "“No.”".into()), &text, &all), Some(0));
    }

    #[test]
    fn several_spans_are_one_place() {
        let a = (vec![0..3, 10..13], "one … two".to_string());
        assert_eq!(
            found(&a, "one       two", &[(one(10..13), "two".into()), (vec![0..3, 10..13], "one … two".into())]),
            Some(1)
        );
        assert_eq!(found(&a, "one       two", &[(one(10..13), "two".into())]), Some(0), "half of the letters");
    }

    proptest! {
        #[test]
        fn anything_fits_itself_and_nothing_panics(
            starts in prop::collection::vec((0usize..50, 0usize..20), 0..4), quote in "\\PC{0,40}", text in "\\PC{0,60}",
        ) {
            let spans: Vec<Span> = starts.iter().map(|(s, n)| *s..s + n).collect();
            let a = (spans, quote);
            let same = found(&a, &text, std::slice::from_ref(&a));
            prop_assert!(a.0.is_empty() || same == Some(0));
            found(&a, &text, &[(one(3..9), "ab cde".into()), (vec![], String::new())]);
        }
    }
}
