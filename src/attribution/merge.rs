//! Across articles: one person under one name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::names::key;
use super::roster::Roster;
use super::spelling::{same_family, same_first, sounds};
use crate::lexicon::lexicon;

/// Which names of a run are other spellings of another name of it: from the name to what it becomes.
///
/// `names` are all speakers of the run that have a name, and how often each was quoted. Persons of the roster already have one name, and
/// nothing is merged into them or out of them. Others are one person where first and family name are the same but for
/// case, accents, hyphens, a middle name or transliteration; never by the family name alone, and never where a third
/// spelling belongs to one of two only. The name that is quoted most stays; of equals the first in the alphabet.
pub fn merges(names: &BTreeMap<String, usize>, roster: &Roster) -> BTreeMap<String, String> {
    let open: Vec<Open> = names
        .iter()
        .filter(|(name, _)| !name.is_empty() && roster.find(name).is_none())
        .map(|(name, quoted)| (name.as_str(), *quoted, Parts::of(name)))
        .collect();
    let mut out = BTreeMap::new();
    for group in groups(&open, &candidates(&open)) {
        let Some(&best) = group.iter().min_by_key(|&&i| (std::cmp::Reverse(open[i].1), open[i].0)) else {
            continue;
        };
        for &i in group.iter().filter(|&&i| i != best) {
            out.insert(open[i].0.to_string(), open[best].0.to_string());
        }
    }
    out
}

type Open<'a> = (&'a str, usize, Parts);

/// Names that may be one, each pair of which shares one of these lists: an archive may have a hundred thousand names.
fn candidates(open: &[Open]) -> Vec<Vec<usize>> {
    let mut lists: HashMap<(&str, Cow<str>), Vec<usize>> = HashMap::new();
    for (i, (_, _, parts)) in open.iter().enumerate() {
        let Parts { first_sounds, family_sounds, .. } = parts;
        // equal families, under no first name: names that are equal but for case and accents are among them, too
        lists.entry(("", Cow::from(family_sounds))).or_default().push(i);
        // families of which one has a letter more: it is in the other's list without that letter
        let mut family = Vec::from([Cow::from(family_sounds)]);
        for (at, letter) in family_sounds.char_indices() {
            let (before, after) = (&family_sounds[..at], &family_sounds[at + letter.len_utf8()..]);
            let shorter = Cow::from(format!("{before}{after}"));
            // of doubled letters either may go
            if !family.contains(&shorter) {
                family.push(shorter);
            }
        }
        for spelt in family {
            lists.entry((first_sounds, spelt)).or_default().push(i);
        }
    }
    let mut lists: Vec<Vec<usize>> = lists.into_values().filter(|list| list.len() > 1).collect();
    lists.sort_unstable();
    lists
}

/// The connected groups of names in which every two may be one; a looser group says nothing.
fn groups(open: &[Open], candidates: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut related: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for list in candidates {
        for (n, &i) in list.iter().enumerate() {
            for &j in &list[n + 1..] {
                if open[i].2.is(&open[j].2) {
                    related.entry(i).or_default().insert(j);
                    related.entry(j).or_default().insert(i);
                }
            }
        }
    }
    let mut out = Vec::new();
    while let Some((&first, _)) = related.first_key_value() {
        let mut group = vec![first];
        let mut left = Vec::from_iter(related.remove(&first));
        let mut all = Vec::new();
        while let Some(neighbours) = left.pop() {
            for &i in &neighbours {
                if let Some(next) = related.remove(&i) {
                    group.push(i);
                    left.push(next);
                }
            }
            all.push(neighbours.len());
        }
        if all.iter().all(|&neighbours| neighbours == group.len() - 1) {
            out.push(group);
        }
    }
    out
}

/// A name in comparable parts.
struct Parts {
    /// Hyphens and spaces are one: "Lee Jae-myung" and "Lee Jae Myung".
    plain: String,
    first: String,
    middle: Vec<String>,
    family: String,
    suffix: String,
    person: bool,
    first_sounds: String,
    family_sounds: String,
}

impl Parts {
    fn of(name: &str) -> Self {
        let key = key(name).replace('-', " ").replace(',', "");
        let mut words: Vec<String> = key.split_whitespace().map(str::to_string).collect();
        let suffix = words.pop_if(|w| lexicon().names.suffixes.has(w)).unwrap_or_default();
        let plain = words.join(" ");
        let body =
            words.iter().any(|w| lexicon().organisations.name_words.has(w) || w.contains("'s") || w.contains(','));
        let person = !body && (2..=4).contains(&words.len()) && words[0].chars().count() > 1;
        let family = words.pop().unwrap_or_default();
        let first = if words.is_empty() { String::new() } else { words.remove(0) };
        let (first_sounds, family_sounds) = (sounds(&first), sounds(&family));
        Parts { plain, first, middle: words, family, suffix, person, first_sounds, family_sounds }
    }

    /// Whether two names may be one person's (or one body's, where only letter case and accents differ).
    fn is(&self, other: &Parts) -> bool {
        if self.suffix != other.suffix {
            return false;
        }
        if self.plain == other.plain {
            return true;
        }
        // "Oda R. Varn" is "Oda Varn", but not "Oda M. Varn"
        let middles = self.middle.is_empty()
            || other.middle.is_empty()
            || (self.middle.len() == other.middle.len()
                && self.middle.iter().zip(&other.middle).all(|(a, b)| same_middle(a, b)));
        let alike = self.first_sounds == other.first_sounds || self.family == other.family;
        self.person
            && other.person
            && alike
            && middles
            && same_first(&self.first, &other.first)
            && same_family(&self.family, &other.family)
    }
}

/// A middle name, or its initial.
fn same_middle(a: &str, b: &str) -> bool {
    let initial = a.chars().count() == 1 || b.chars().count() == 1;
    sounds(a) == sounds(b) || (initial && a.chars().next() == b.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn merged(names: &[(&str, usize)]) -> Vec<(String, String)> {
        let names = names.iter().map(|(n, c)| (n.to_string(), *c)).collect();
        merges(&names, &Roster::built_in()).into_iter().collect()
    }

    fn one(from: &str, to: &str) -> Vec<(String, String)> {
        vec![(from.to_string(), to.to_string())]
    }

    #[test]
    fn spellings_of_one_person() {
        assert_eq!(merged(&[("Marek Dolnyy", 1), ("Marek Dolniy", 3)]), one("Marek Dolnyy", "Marek Dolniy"));
        assert_eq!(merged(&[("Émeric Saloun", 2), ("Emeric Saloun", 2)]), one("Émeric Saloun", "Emeric Saloun"));
        assert_eq!(merged(&[("Han Jo-rim", 1), ("Han Jo Rim", 2)]), one("Han Jo-rim", "Han Jo Rim"));
        assert_eq!(merged(&[("Yuri Vostrik", 1), ("Yury Vostrik", 1)]), one("Yury Vostrik", "Yuri Vostrik"));
        assert_eq!(merged(&[("Oda R. Varn", 1), ("Oda Varn", 1)]), one("Oda Varn", "Oda R. Varn"));
        assert_eq!(merged(&[("Khalid Orlowe", 1), ("Halid Orlowe", 5)]), one("Khalid Orlowe", "Halid Orlowe"));
        assert_eq!(merged(&[("Harbour Watch", 1), ("HARBOUR WATCH", 2)]), one("Harbour Watch", "HARBOUR WATCH"));
    }

    #[test]
    fn two_people() {
        for pair in [
            ["Varn", "Oda Varn"],
            ["Oda Varn", "Marek Varn"],
            ["O. Varn", "Oda Varn"],
            ["Oda R. Varn", "Oda M. Varn"],
            ["Bastin Orlowe", "Bastin Orlowe Jr."],
            ["Anna Petrov", "Anna Petrova"],
            ["Mario Dolny", "Maria Dolny"],
            ["Nils Hansen", "Nils Hanson"],
            ["Juna Hale", "Juna Hall"],
            ["Donald Trump", "Donald Trump Jr."],
            ["Tarsk's Harbour Ministry", "Tarsk's Harbours Ministry"],
        ] {
            assert_eq!(merged(&[(pair[0], 1), (pair[1], 2)]), [], "{pair:?}");
        }
        // the name without a middle initial may be either's
        assert_eq!(merged(&[("Oda R. Varn", 1), ("Oda M. Varn", 1), ("Oda Varn", 4)]), []);
    }

    proptest! {
        /// No two names that may be one are in no common list.
        #[test]
        fn the_lists_lack_no_pair(names in proptest::collection::btree_set(
            ("(oda|odda|marek|mareck|yuri|yury)", "(varn|varnov|varnnov|varnow|vernov|dolniy|dolny|dolnyi|orlowsky|orlovsky)")
                .prop_map(|(first, family)| format!("{first} {family}")), 0..30,
        )) {
            let open: Vec<Open> = names.iter().map(|n| (n.as_str(), 1, Parts::of(n))).collect();
            let lists = candidates(&open);
            for i in 0..open.len() {
                for j in i + 1..open.len() {
                    let together = lists.iter().any(|l| l.contains(&i) && l.contains(&j));
                    prop_assert!(together || !open[i].2.is(&open[j].2), "{} and {}", open[i].0, open[j].0);
                }
            }
        }

        /// The best name of a group stays, chains do not arise, and the roster is left alone.
        #[test]
        fn merging_is_sound(picked in proptest::collection::btree_map(
            proptest::sample::select(vec![
                "Marek Dolnyy", "Marek Dolniy", "Marek Dolny", "Oda Varn", "Oda R. Varn", "Oda M. Varn", "Varn",
                "Donald Trump", "Yuri Vostrik", "Yury Vostrik", "Iurii Vostrik",
            ]).prop_map(str::to_string), 0usize..5, 0..12,
        )) {
            let roster = Roster::built_in();
            let merged = merges(&picked, &roster);
            for (from, to) in &merged {
                prop_assert!(picked.contains_key(from) && picked.contains_key(to) && from != to);
                prop_assert!(!merged.contains_key(to), "a chain");
                prop_assert!((std::cmp::Reverse(picked[to]), to) <= (std::cmp::Reverse(picked[from]), from));
                prop_assert!(roster.find(from).is_none() && roster.find(to).is_none());
            }
        }
    }
}
