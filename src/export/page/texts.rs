//! Texts by UTF-16 units, as the page's script counts them.

use crate::archive::QuoteRow;
use crate::text::Span;

/// From code points to UTF-16 units.
pub struct Units {
    /// Positions of the code points that take two units; most texts have none.
    wide: Vec<usize>,
    len: usize,
}

impl Units {
    /// Go through the text once.
    pub fn new(text: &str) -> Self {
        let mut wide = Vec::new();
        let mut len = 0;
        for (i, c) in text.chars().enumerate() {
            if c.len_utf16() == 2 {
                wide.push(i);
            }
            len = i + 1;
        }
        Units { wide, len }
    }

    /// The span in UTF-16 units, `None` where the text is too short for it.
    pub fn span(&self, s: &Span) -> Option<(usize, usize)> {
        let at = |i: usize| i + self.wide.partition_point(|&w| w < i);
        (s.start <= s.end && s.end <= self.len).then(|| (at(s.start), at(s.end)))
    }
}

/// Where in a text a quotation stands, in UTF-16 units.
pub struct Place {
    /// The text's number.
    pub text: usize,
    /// Start, end, start, end ...
    pub spans: Vec<usize>,
    pub cue: Option<(usize, usize)>,
    pub mention: Option<(usize, usize)>,
    /// The sentences that carry it, where they are found.
    pub sentence: Option<(usize, usize)>,
}

/// Where a row stands in its article's text; `None` where it does not fit there.
pub fn place(row: &QuoteRow, number: usize, text: &str, units: &Units) -> Option<Place> {
    let spans: Option<Vec<_>> = row.spans.iter().map(|s| units.span(s)).collect();
    let within = |s: &Option<_>| s.as_ref().and_then(|s| units.span(s));
    Some(Place {
        text: number,
        spans: flat(spans?),
        cue: within(&row.cue_span),
        mention: within(&row.mention_span),
        sentence: sentence(row, text).and_then(|s| units.span(&s)),
    })
}

/// Where the row's sentence stands in its article's text, by code points.
fn sentence(row: &QuoteRow, text: &str) -> Option<Span> {
    let before = row.sentence.find(parts(row)?.first()?)?;
    let start = row.spans[0].start.checked_sub(row.sentence[..before].chars().count())?;
    let mut chars = text.chars();
    if start > 0 {
        chars.nth(start - 1)?;
    }
    let length = row.sentence.chars().count();
    chars.as_str().starts_with(&row.sentence).then_some(start..start + length)
}

fn flat(spans: Vec<(usize, usize)>) -> Vec<usize> {
    spans.into_iter().flat_map(|(a, b)| [a, b]).collect()
}

/// A text of its own for a quotation whose article is not at hand, and where in it the quotation, its cue and its
/// mention stand (in code points). The sentence, where that is wanted and the words are found in it; else the words alone.
pub fn excerpt(row: &QuoteRow, with_sentence: bool) -> Excerpt {
    let shifted = |first: usize, span: &Span, text: &str, words: &str| {
        let start = (first + span.start).checked_sub(row.spans[0].start)?;
        let there: String = text.chars().skip(start).take(span.len()).collect();
        (there == words).then_some(start..start + span.len())
    };
    let parts = parts(row).filter(|_| with_sentence);
    if let Some(parts) = &parts
        && let Some(at) = row.sentence.find(&parts[0])
    {
        let first = row.sentence[..at].chars().count();
        let spans: Option<Vec<Span>> =
            row.spans.iter().zip(parts).map(|(s, words)| shifted(first, s, &row.sentence, words)).collect();
        if let Some(spans) = spans {
            let place =
                |span: &Option<Span>, words: &str| span.as_ref().and_then(|s| shifted(first, s, &row.sentence, words));
            let cue = place(&row.cue_span, &row.cue);
            let mention = place(&row.mention_span, &row.speaker_mention);
            return Excerpt { text: row.sentence.clone(), spans, cue, mention, is_sentence: true };
        }
    }
    let all = 0..row.quote.chars().count();
    Excerpt { text: row.quote.clone(), spans: vec![all], cue: None, mention: None, is_sentence: false }
}

/// A text of its own for a quotation, and places in it by code points.
pub struct Excerpt {
    pub text: String,
    pub spans: Vec<Span>,
    pub cue: Option<Span>,
    pub mention: Option<Span>,
    /// Whether the text is the sentence that carries the quotation.
    pub is_sentence: bool,
}

impl Excerpt {
    /// Its places, in a text of this number.
    pub fn place(&self, text: usize) -> Place {
        let units = Units::new(&self.text);
        let within = |s: &Option<Span>| s.as_ref().and_then(|s| units.span(s));
        let all = self.is_sentence.then(|| 0..self.text.chars().count());
        Place {
            text,
            spans: flat(self.spans.iter().filter_map(|s| units.span(s)).collect()),
            cue: within(&self.cue),
            mention: within(&self.mention),
            sentence: within(&all),
        }
    }
}

/// The words of each span, out of the joined quotation.
fn parts(row: &QuoteRow) -> Option<Vec<String>> {
    let mut chars = row.quote.chars();
    let mut out = Vec::new();
    for (i, span) in row.spans.iter().enumerate() {
        if i > 0 && chars.by_ref().take(3).ne(" … ".chars()) {
            return None;
        }
        let part: String = chars.by_ref().take(span.len()).collect();
        if part.is_empty() {
            return None;
        }
        out.push(part);
    }
    (!out.is_empty() && chars.next().is_none()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;
    use proptest::prelude::*;

    #[test]
    fn the_sentence_with_its_quotation_marked() {
        let mut row = sample("Varn", "“No,” … “never.”", Some(-1.0));
        // in the article: `Then: “No,” she said, “never.”`, with the sentence from 100 on
        row.spans = vec![106..111, 122..130];
        row.sentence = "Then: “No,” she said, “never.”".into();
        (row.cue, row.cue_span) = ("said".into(), Some(116..120));
        (row.speaker_mention, row.mention_span) = ("she".into(), Some(112..115));
        let e = excerpt(&row, true);
        assert_eq!((e.text.as_str(), &e.spans), (row.sentence.as_str(), &vec![6..11, 22..30]));
        assert_eq!((&e.cue, &e.mention, e.is_sentence), (&Some(16..20), &Some(12..15), true));

        let alone = excerpt(&row, false);
        assert_eq!(
            (alone.text.as_str(), alone.is_sentence),
            (row.quote.as_str(), false),
            "no word beyond the quotation"
        );

        // 100 code points, some of two units, before the sentence
        let text = format!("{}{} More.", "😀".repeat(100), row.sentence);
        let at = place(&row, 7, &text, &Units::new(&text)).unwrap();
        assert_eq!((at.text, at.spans, at.sentence), (7, vec![206, 211, 222, 230], Some((200, 230))));
        let changed = text.replace("Then", "When");
        assert_eq!(place(&row, 7, &changed, &Units::new(&changed)).unwrap().sentence, None);
        assert!(place(&row, 7, "short", &Units::new("short")).is_none());

        row.sentence = "Something else.".into();
        let e = excerpt(&row, true);
        let all = 0..16;
        assert_eq!((e.text.as_str(), e.spans.as_slice()), (row.quote.as_str(), std::slice::from_ref(&all)));
    }

    proptest! {
        #[test]
        fn units_are_those_of_utf16(text in "[a😀é𝒳 ]{0,30}", a in 0usize..32, b in 0usize..32) {
            let chars: Vec<char> = text.chars().collect();
            let span = a.min(b)..a.max(b);
            let wide = Units::new(&text).span(&span);
            prop_assert_eq!(wide.is_some(), span.end <= chars.len());
            if let Some((s, e)) = wide {
                let utf16: Vec<u16> = text.encode_utf16().collect();
                let words: String = chars[span].iter().collect();
                prop_assert_eq!(String::from_utf16(&utf16[s..e]).unwrap(), words);
            }
        }
    }
}
