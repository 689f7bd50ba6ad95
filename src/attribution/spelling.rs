//! Spellings of one name: what transliteration and outlets change, and what they never do.

use crate::lexicon::lexicon;

/// A word of a name's key by its sounds: "zelenskiy" and "zelenskyy", "khalid" and "halid" are one.
pub fn sounds(word: &str) -> String {
    let table = &lexicon().names.sounds;
    let mut rest = word;
    let mut out = String::new();
    while let Some(c) = rest.chars().next() {
        let sound = table.iter().find(|(spelt, _)| rest.starts_with(spelt));
        let (spelt, sound) = sound.map_or((c.len_utf8(), c.to_string()), |(spelt, s)| (spelt.len(), s.clone()));
        if !out.ends_with(&sound) || sound.is_empty() {
            out.push_str(&sound); // doubled letters are one
        }
        rest = &rest[spelt..];
    }
    out
}

/// Whether two keys of first names may be one name: the same sounds, or a letter of a long one.
pub fn same_first(a: &str, b: &str) -> bool {
    if sounds(a) == sounds(b) {
        return true;
    }
    let shorter = a.chars().count().min(b.chars().count());
    let allowed = match shorter {
        0..=4 => 0,
        5 => 1,
        _ => 2,
    };
    // Mario and Maria, Ivan and Ivana are two people
    let ending = a.ends_with('a') == b.ends_with('a');
    ending && a.chars().next() == b.chars().next() && strsim::levenshtein(a, b) <= allowed
}

/// Whether two keys of family names may be one name: the same sounds, or one letter more in a long one. A changed
/// letter (Hansen and Hanson) and an "a" at the end (Petrov and Petrova) are other names.
pub fn same_family(a: &str, b: &str) -> bool {
    let (x, y) = (sounds(a), sounds(b));
    if a.ends_with('a') != b.ends_with('a') {
        return false;
    }
    let (m, n) = (x.chars().count(), y.chars().count());
    x == y || (m.min(n) >= 6 && m.abs_diff(n) == 1 && strsim::levenshtein(&x, &y) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings() {
        for (a, b) in [("zelenskiy", "zelenskyy"), ("yuri", "yury"), ("kirill", "kiril"), ("khalid", "halid")] {
            assert_eq!(sounds(a), sounds(b), "{a} {b}");
        }
        assert!(same_first("mohammed", "muhammad") && same_first("serhii", "serhiy"));
        assert!(!same_first("mario", "maria") && !same_first("oleg", "olga") && !same_first("mark", "mary"));
        assert!(same_family("dolnyi", "dolny") && same_family("orlowskiy", "orlovsky"));
        assert!(!same_family("hansen", "hanson") && !same_family("petrov", "petrova") && !same_family("lee", "li"));
    }

    proptest! {
        #[test]
        fn both_ways_round(a in "[a-zø']{0,12}", b in "[a-zø']{0,12}") {
            prop_assert_eq!(same_family(&a, &b), same_family(&b, &a));
            prop_assert_eq!(same_first(&a, &b), same_first(&b, &a));
            prop_assert!(same_family(&a, &a) && same_first(&a, &a));
        }
    }
}
