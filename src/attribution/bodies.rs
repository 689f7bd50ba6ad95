//! Names of organisations as the text has them: the tagger's spans, drawn to where a name begins and ends, and short forms
//! bound to the full name.

use std::collections::HashMap;

use super::names::{key, without_ending};
use super::tokens::Tokens;
use crate::lexicon::lexicon;
use crate::text::{Span, Text};
use crate::words::is_capitalised;

/// Longest names first are looked for in all others; of more, a text is a list.
const MOST: usize = 400;

/// A name that the tagger broke off at "of" or "for": "Harbour Office for the" Coordination of Ferries, "Tarsk Council for
/// Trade" with Norlund.
pub fn whole(text: &Text, tokens: &Tokens, span: &Span) -> Span {
    let mut span = span.clone();
    let word = |i: usize| text.slice(&tokens.spans[i]);
    let first = tokens.spans.partition_point(|s| s.end <= span.start);
    // back over "for the" to a noun of organisations
    let mut i = first;
    let mut small = 0;
    while i > 0 && tokens.is_beside(text, i) && small < 2 && ["for", "of", "the", "on"].contains(&word(i - 1).as_str())
    {
        i -= 1;
        small += 1;
    }
    if small > 0 && i > 0 && tokens.is_beside(text, i) {
        let noun = key(&word(i - 1));
        let institution = lexicon().organisations.institutions.has(&noun) && is_capitalised(&word(i - 1));
        if institution {
            i -= 1;
            while i > 0 && tokens.is_beside(text, i) && is_capitalised(&word(i - 1)) && !is_article(&word(i - 1)) {
                i -= 1;
            }
            span.start = tokens.spans[i].start;
        }
    }
    span
}

fn is_article(word: &str) -> bool {
    ["the", "a", "an"].contains(&word.to_lowercase().as_str())
}

/// Short forms that the text explains in brackets, and where the full name stands: "Tarsk Office for Ferries (TOF)". From its
/// end, each letter of the short form is looked for in the words before, the first one at the head of a word (Schwartz and
/// Hearst 2003).
pub fn explained(text: &Text, tokens: &Tokens) -> Vec<(String, Span)> {
    let chars = text.chars();
    let mut out = Vec::new();
    for (i, span) in tokens.spans.iter().enumerate().skip(1) {
        let inside = span.start > 1 && chars[span.start - 1] == '(' && chars.get(span.end) == Some(&')');
        let short = text.slice(span);
        let letters = short.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = short.chars().filter(|c| c.is_uppercase()).count();
        if !inside || !(2..=8).contains(&letters) || capitals * 2 < letters || short.contains(['’', '\'']) {
            continue;
        }
        let sentence = text.sentence_around(&tokens.spans[i - 1]).start;
        let most = (letters + 5).min(letters * 2);
        let first = (i.saturating_sub(most)..i).find(|&j| tokens.spans[j].start >= sentence);
        let Some(from) = first.map(|j| tokens.spans[j].start) else { continue };
        let end = tokens.spans[i - 1].end;
        if chars[end..span.start].iter().collect::<String>() != " (" {
            continue;
        }
        if let Some(start) = long_form(&chars[from..end], &short) {
            let full = from + start..end;
            let words = text.slice(&full);
            if words.contains(' ')
                && words.split(' ').filter(|w| is_capitalised(w)).count() >= 2
                && is_capitalised(&words)
            {
                out.push((short, full));
            }
        }
    }
    out
}

/// Where the words that a short form stands for begin in those before it.
fn long_form(before: &[char], short: &str) -> Option<usize> {
    let same = |a: char, b: char| a.to_lowercase().eq(b.to_lowercase());
    let letters: Vec<char> = short.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut at = before.len();
    for (n, &letter) in letters.iter().enumerate().rev() {
        loop {
            at = at.checked_sub(1)?;
            let begins = at == 0 || !before[at - 1].is_alphanumeric();
            if same(before[at], letter) && (n > 0 || begins) {
                break;
            }
        }
    }
    Some(at)
}

/// What short names of an article stand for: "the Observatory" for the Tarsk Observatory for Ferries, "TOF" for it, too.
/// Names are those of organisations that the roster does not know, with how often each is named.
pub fn full_names(names: &[String]) -> HashMap<String, String> {
    let mut full = HashMap::new();
    let all: Vec<(String, &String)> = names.iter().map(|n| (key(n), n)).take(MOST).collect();
    for (short, name) in &all {
        let words: Vec<&str> = short.split([' ', '-']).collect();
        let longer = all.iter().filter(|(k, other)| {
            let own: Vec<&str> = k.split([' ', '-']).collect();
            let holds = own.len() > words.len() && is_within(&words, &own) && is_capitalised(other);
            holds || is_initials(name, other)
        });
        let mut longer = longer.map(|(_, n)| *n).collect::<Vec<_>>();
        longer.sort_by_key(|n| n.chars().count());
        longer.dedup();
        // of several, only where each holds the one before: all are one name, more or less in full
        let chain = longer.windows(2).all(|w| {
            let (a, b) = (key(w[0]), key(w[1]));
            is_within(&a.split(' ').collect::<Vec<_>>(), &b.split(' ').collect::<Vec<_>>())
        });
        if let (Some(longest), true) = (longer.last(), chain) {
            full.insert((*name).clone(), (*longest).clone());
        }
    }
    full
}

/// Whether words stand in others, in their order and side by side.
fn is_within(words: &[&str], others: &[&str]) -> bool {
    others.windows(words.len()).any(|w| w == words)
}

/// Whether a word in capitals is made of the first letters of a name.
fn is_initials(short: &str, name: &str) -> bool {
    let short = without_ending(short);
    let letters = short.chars().count();
    if !(2..=6).contains(&letters) || !short.chars().all(char::is_uppercase) || !name.contains(' ') {
        return false;
    }
    let capitals: String =
        name.split([' ', '-']).filter(|w| is_capitalised(w)).filter_map(|w| w.chars().next()).collect();
    let all: String = name.split([' ', '-']).filter_map(|w| w.chars().next()).flat_map(char::to_uppercase).collect();
    capitals == short || all == short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, part: &str) -> Span {
        let start = text[..text.find(part).unwrap()].chars().count();
        start..start + part.chars().count()
    }

    #[test]
    fn a_name_is_whole() {
        for (text, tagged, name) in [
            (
                "The Norlund Office for the Coordination of Ferries said no.",
                "Coordination of Ferries",
                "Norlund Office for the Coordination of Ferries",
            ),
            ("The head of Harbour Watch said no.", "Harbour Watch", "Harbour Watch"),
            ("He asked for Harbour Watch.", "Harbour Watch", "Harbour Watch"),
        ] {
            let read = Text::new(text);
            let span = whole(&read, &Tokens::of_text(&read), &place(text, tagged));
            assert_eq!(read.slice(&span), name);
        }
    }

    #[test]
    fn a_short_form_is_explained_by_the_words_before_it() {
        for (text, short, full) in [
            ("In spring the Tarsk Office for Ferries (TOF) said no.", "TOF", "Tarsk Office for Ferries"),
            ("At Harbour Executive Women (HEW) they said no.", "HEW", "Harbour Executive Women"),
        ] {
            let read = Text::new(text);
            let found: Vec<(String, String)> =
                explained(&read, &Tokens::of_text(&read)).into_iter().map(|(s, at)| (s, read.slice(&at))).collect();
            assert_eq!(found, [(short.to_string(), full.to_string())], "{text}");
        }
        for none in
            ["Oda Varn (HEW) said no.", "It cost two hundred crowns (TOF) then.", "The Harbour (north) was shut."]
        {
            let read = Text::new(none);
            assert!(explained(&read, &Tokens::of_text(&read)).is_empty(), "{none}");
        }
    }

    #[test]
    fn short_names_are_bound_to_full_ones() {
        let names = [
            "Tarsk Observatory for Ferries",
            "Observatory",
            "TOF",
            "Harbour Watch",
            "Ferry Council",
            "Ferry Council of Tarsk",
        ];
        let full = full_names(&names.map(str::to_string));
        assert_eq!(full.get("Observatory").map(String::as_str), Some("Tarsk Observatory for Ferries"));
        assert_eq!(full.get("TOF").map(String::as_str), Some("Tarsk Observatory for Ferries"));
        assert_eq!(full.get("Ferry Council").map(String::as_str), Some("Ferry Council of Tarsk"));
        assert_eq!(full.get("Harbour Watch"), None);
        // of two that it may be short for, it is neither
        let names = ["Tarsk Ferry Council", "Norlund Ferry Council", "Ferry Council"];
        assert!(full_names(&names.map(str::to_string)).is_empty());
    }
}
