//! Names as words: keys, honorifics, possessives.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::entry::Gender;
use crate::lexicon::lexicon;
use crate::words::without_possessive;

/// A name for comparison: no accents, case, full stops, doubled spaces or leading "the"; one kind of apostrophe.
pub fn key(name: &str) -> String {
    let plain = |c: char| match c {
        '’' | '‘' => '\'',
        '.' | ',' => ' ',
        c => c,
    };
    let plain: String = if name.is_ascii() {
        name.chars().map(|c| plain(c.to_ascii_lowercase())).collect()
    } else {
        name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(plain).collect()
    };
    // "J.D." and "J. D." and "JD" are one: single letters in a row run together
    let mut key = String::with_capacity(plain.len());
    let mut initials = false;
    for w in plain.split_whitespace() {
        let mut chars = w.chars();
        let single = chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none();
        if !(single && initials || key.is_empty()) {
            key.push(' ');
        }
        key.push_str(w);
        initials = single;
    }
    if key.starts_with("the ") {
        key.drain(.."the ".len());
    }
    key
}

/// Without the punctuation and the possessive ending behind it.
pub fn without_ending(name: &str) -> &str {
    let n = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':'));
    // and without a mark that the tagger drew in
    without_possessive(n).trim_end_matches(['’', '\''])
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A person's name without honorifics before it: "retired Gen Keith Kellogg" gives "Keith Kellogg".
pub fn without_honorifics(name: &str) -> String {
    let name = without_ending(name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let skip = words.iter().take_while(|w| lexicon().names.honorifics.has(&bare(w))).count();
    let kept = if skip < words.len() { &words[skip..] } else { &words[words.len().saturating_sub(1)..] };
    kept.join(" ")
}

/// The gender that an honorific in lower case tells: "mrs".
pub fn gender_of_honorific(honorific: &str) -> Option<Gender> {
    let names = &lexicon().names;
    match honorific {
        male if names.male_honorifics.has(male) => Some(Gender::Male),
        female if names.female_honorifics.has(female) => Some(Gender::Female),
        _ => None,
    }
}

/// A family name (as a key) without the article that Arabic names have before it: "al-zoubi".
pub fn particle_free(word: &str) -> &str {
    word.strip_prefix("al-").or_else(|| word.strip_prefix("el-")).filter(|w| !w.is_empty()).unwrap_or(word)
}

/// Whether a phrase begins with an indefinite article.
pub fn is_indefinite(words: &str) -> bool {
    words.split_whitespace().next().is_some_and(|w| ["a", "an"].contains(&w.to_lowercase().as_str()))
}

/// Without a leading article.
pub fn without_article(words: &str) -> &str {
    let trimmed = words.trim();
    for article in ["the ", "a ", "an "] {
        if trimmed.len() > article.len()
            && trimmed.is_char_boundary(article.len())
            && trimmed[..article.len()].eq_ignore_ascii_case(article)
        {
            return trimmed[article.len()..].trim_start();
        }
    }
    trimmed
}

/// Last word of a name's key, "Jr." aside: the family name in most of the names that news print.
pub fn family(name_key: &str) -> &str {
    let mut words = name_key.rsplit(' ');
    let last = words.next().unwrap_or(name_key);
    match words.next() {
        Some(family) if lexicon().names.suffixes.has(last) => family,
        _ => last,
    }
}

/// What tells father and son apart in a name's key: "jr".
pub fn suffix(name_key: &str) -> Option<&str> {
    name_key.rsplit(' ').next().filter(|w| lexicon().names.suffixes.has(w))
}

/// First word of a name's key.
pub fn first(name_key: &str) -> &str {
    name_key.split(' ').next().unwrap_or(name_key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys() {
        assert_eq!(key("The U.S."), "us");
        assert_eq!(key("J. D. Vance"), key("JD Vance"));
        assert_eq!(key("J.D. Vance"), "jd vance");
        assert_eq!(key("Jonas Gahr Støre"), "jonas gahr støre");
        assert_eq!(key("Recep Tayyip Erdoğan"), "recep tayyip erdogan");
        assert_eq!(key("Ukraine’s air force"), "ukraine's air force");
        assert_eq!(key("The"), "the");
    }

    #[test]
    fn bare_names() {
        assert_eq!(without_honorifics("retired Gen. Keith Lund"), "Keith Lund");
        assert_eq!(without_honorifics("President Oda Varn’s"), "Oda Varn");
        assert_eq!(without_honorifics("Mr Dolny"), "Dolny");
        assert_eq!(without_article("The Guardian"), "Guardian");
        assert_eq!(without_article("Analysts"), "Analysts");
        assert_eq!((family("bastin orlowe jr"), suffix("bastin orlowe jr")), ("orlowe", Some("jr")));
        assert_eq!((particle_free("al-zoubi"), particle_free("alder")), ("zoubi", "alder"));
    }

    proptest! {
        #[test]
        fn nothing_panics(s in "\\PC{0,40}") {
            let k = key(&s);
            prop_assert_eq!(key(&k), k.clone());
            let _ = (without_ending(&s).len(), without_honorifics(&s), without_article(&s).len(), family(&k).len());
        }
    }
}
