//! The words of a text by their places, and where each word stands.

use std::collections::HashMap;

use super::names::{key, without_ending};
use crate::text::{Span, Text};

/// The words of a text: letters and digits, with hyphens and apostrophes inside.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// In text order.
    pub spans: Vec<Span>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Tokens {
    pub fn of_text(text: &Text) -> Self {
        let chars = text.chars();
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '’' | '\'');
        let mut tokens = Tokens::default();
        let mut i = 0;
        while i < chars.len() {
            let start = i;
            while i < chars.len() && (inside(chars[i]) || is_inner_stop(chars, i)) {
                i += 1;
            }
            if i == start {
                i += 1;
                continue;
            }
            tokens.spans.push(start..i);
        }
        for (n, span) in tokens.spans.iter().enumerate() {
            tokens.by_word.entry(key(without_ending(&text.slice(span)))).or_default().push(n);
        }
        tokens
    }

    /// The words whose key, without a possessive ending, this is; in text order.
    pub fn of(&self, word: &str) -> &[usize] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// A word as a key, without a possessive ending.
    pub fn key(&self, text: &Text, i: usize) -> String {
        key(without_ending(&text.slice(&self.spans[i])))
    }

    /// Whether only a space stands between a word and the one before.
    pub fn is_beside(&self, text: &Text, i: usize) -> bool {
        let both = i.checked_sub(1).and_then(|before| self.spans.get(before)).zip(self.spans.get(i));
        both.is_some_and(|(before, word)| text.chars()[before.end..word.start] == [' '])
    }
}

/// How many letters stand before a capital inside a word at least where two words were run together; "McVarn" is one.
const GLUED: usize = 4;

/// Whether two words were run together before a character of a word, as pages do that were scraped: "VarnMarek".
pub fn is_glued(word: &[char], at: usize) -> bool {
    if !word[at].is_uppercase() || !word.get(at + 1).is_some_and(|c| c.is_lowercase()) {
        return false;
    }
    let before = &word[..at];
    let lower = before.iter().rev().take_while(|c| c.is_lowercase()).count();
    let begins = before.len() > lower && before[before.len() - lower - 1].is_uppercase();
    let prefix: String = before[before.len() - lower..].iter().collect();
    begins && lower + 1 >= GLUED && !["itz", "bdul", "aint"].contains(&prefix.as_str())
}

/// A full stop inside an abbreviation: "U.S."
fn is_inner_stop(chars: &[char], i: usize) -> bool {
    let letter = |j: Option<usize>| j.and_then(|j| chars.get(j)).is_some_and(|c| c.is_uppercase());
    let single = i.checked_sub(2).is_none_or(|j| !chars[j].is_alphanumeric());
    chars[i] == '.' && single && letter(i.checked_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_places() {
        let text = Text::new("The U.S. envoy’s ship. Varn-Hale sailed.");
        let tokens = Tokens::of_text(&text);
        let words: Vec<String> = tokens.spans.iter().map(|s| text.slice(s)).collect();
        assert_eq!(words, ["The", "U.S.", "envoy’s", "ship", "Varn-Hale", "sailed"]);
        assert_eq!((tokens.of("envoy"), tokens.of("ferry")), (&[2][..], &[][..]));
        assert!(tokens.is_beside(&text, 2) && !tokens.is_beside(&text, 4) && !tokens.is_beside(&text, 0));
    }
}
