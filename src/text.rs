//! A text by code points, paragraphs and sentences: the ground that all rooms stand on.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::lexicon::lexicon;

/// Code-point offsets, end excluded.
pub type Span = Range<usize>;

/// A text that is addressed by code points.
#[derive(Clone, Debug)]
pub struct Text {
    chars: Vec<char>,
    paragraphs: Vec<Span>,
    sentences: Vec<Vec<Span>>,
}

/// Code points beyond which a sentence is cut: text without full stops must not give each of its quotations the whole
/// of it as its sentence. The longest sentences of news have some hundred.
const LONGEST_SENTENCE: usize = 4000;

impl Text {
    /// Split a text once, in time that grows with its length: paragraphs are its lines.
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for i in 0..=chars.len() {
            if i == chars.len() || chars[i] == '\n' {
                let mut span = start..i;
                while span.start < span.end && chars[span.start].is_whitespace() {
                    span.start += 1;
                }
                while span.start < span.end && chars[span.end - 1].is_whitespace() {
                    span.end -= 1;
                }
                if !span.is_empty() {
                    paragraphs.push(span);
                }
                start = i + 1;
            }
        }
        let sentences = paragraphs.iter().map(|p| split_sentences(&chars, p)).collect();
        Text { chars, paragraphs, sentences }
    }

    /// The code points, which all spans count.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Length in code points, not bytes.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether there is no code point. A text of white space is not empty, but has no paragraph.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The words of a span.
    ///
    /// # Panics
    /// Where the span does not lie within the text.
    pub fn slice(&self, span: &Span) -> String {
        self.chars[span.clone()].iter().collect()
    }

    /// The lines that hold text, without the white space around them.
    pub fn paragraphs(&self) -> &[Span] {
        &self.paragraphs
    }

    /// Index of the paragraph at a position, or of the next one after it (the last one at the end).
    pub fn paragraph_at(&self, position: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end <= position).min(self.paragraphs.len().saturating_sub(1))
    }

    /// The sentences of a paragraph (Unicode TR 29, and no break after common abbreviations and initials).
    pub fn sentences(&self, paragraph: usize) -> &[Span] {
        self.sentences.get(paragraph).map_or(&[], Vec::as_slice)
    }

    /// From the start of the sentence that holds the span's start to the end of the one that holds its end,
    /// within the paragraphs it touches.
    pub fn sentence_around(&self, span: &Span) -> Span {
        let first = self.paragraph_at(span.start);
        let last = self.paragraph_at(span.end.saturating_sub(1).max(span.start));
        let before = self.sentences(first);
        let start = before[..before.partition_point(|s| s.start <= span.start)].last().map_or(span.start, |s| s.start);
        let after = self.sentences(last);
        let end = after.get(after.partition_point(|s| s.end < span.end)).map_or(span.end, |s| s.end);
        start.min(span.start)..end.max(span.end)
    }
}

fn split_sentences(chars: &[char], paragraph: &Span) -> Vec<Span> {
    let text: String = chars[paragraph.clone()].iter().collect();
    let mut out: Vec<Span> = Vec::new();
    let mut at = paragraph.start;
    for part in text.split_sentence_bounds() {
        let end = at + part.chars().count();
        match out.last_mut() {
            Some(last) if end - last.start <= LONGEST_SENTENCE && !ends_sentence(&chars[last.clone()]) => {
                last.end = end
            }
            _ => {
                while end - at > LONGEST_SENTENCE {
                    let cut = at + LONGEST_SENTENCE;
                    let space = (at + 1..cut).rev().take(200).find(|&i| chars[i - 1].is_whitespace()).unwrap_or(cut);
                    out.push(at..space);
                    at = space;
                }
                out.push(at..end);
            }
        }
        at = end;
    }
    for s in &mut out {
        while s.start < s.end && chars[s.end - 1].is_whitespace() {
            s.end -= 1;
        }
    }
    out
}

fn ends_sentence(chars: &[char]) -> bool {
    // only the last words matter
    let text: String = chars[chars.len().saturating_sub(40)..].iter().collect();
    let text = text.trim_end();
    let Some(before) = text.strip_suffix('.') else {
        return true;
    };
    let word = before.rsplit([' ', '(', '“', '"', '‘', '\'']).next().unwrap_or("").to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && word != "i";
    !(initial || lexicon().sentences.abbreviations.has(&word))
}

/// Length of the part that two spans share.
pub fn overlap(a: &Span, b: &Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_and_sentences() {
        let t = Text::new("One two.\n\n  Gen. Ode V. Lund met the U.S. envoy. He left. “Fine,” he said.\n");
        assert_eq!(t.paragraphs().len(), 2);
        let s: Vec<String> = t.sentences(1).iter().map(|s| t.slice(s)).collect();
        assert_eq!(s, ["Gen. Ode V. Lund met the U.S. envoy.", "He left.", "“Fine,” he said."]);
        assert_eq!(t.paragraph_at(0), 0);
        assert_eq!(t.paragraph_at(9), 1);
        let he = 49..51;
        assert_eq!(t.slice(&t.sentence_around(&he)), "He left.");
    }

    /// The cuts that the trainers' Python makes too (scripts/train/tests/test_sentences.py reads the same file).
    #[test]
    fn cuts_that_are_shared_with_python() {
        #[derive(serde::Deserialize)]
        struct Case {
            about: String,
            text: String,
            sentences: Vec<Vec<String>>,
            around: std::collections::BTreeMap<String, String>,
        }
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/data/sentences.json")).unwrap();
        assert!(cases.len() > 10);
        for case in cases {
            let t = Text::new(&case.text);
            let cut: Vec<Vec<String>> =
                (0..t.paragraphs().len()).map(|i| t.sentences(i).iter().map(|s| t.slice(s)).collect()).collect();
            assert_eq!(cut, case.sentences, "{}", case.about);
            for (words, sentence) in case.around {
                let (before, _) = case.text.split_once(&words).unwrap();
                let start = before.chars().count();
                let found = t.sentence_around(&(start..start + words.chars().count()));
                assert_eq!(t.slice(&found), sentence, "{}: {words}", case.about);
            }
        }
    }

    proptest! {
        #[test]
        fn sentences_tile_any_text(text in "\\PC{0,200}|[a-z .\\n\"“”A-Z]{0,200}") {
            let t = Text::new(&text);
            for (i, p) in t.paragraphs().iter().enumerate() {
                let s = t.sentences(i);
                prop_assert_eq!(s.first().unwrap().start, p.start);
                prop_assert_eq!(s.last().unwrap().end, p.end);
                for q in s.iter().cloned() {
                    let around = t.sentence_around(&q);
                    prop_assert!(around.start <= q.start && around.end >= q.end);
                }
            }
        }
    }
}
