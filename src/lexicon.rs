//! The words that the rules know, out of `data/lexicon.toml`, where each list says what it is for.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../data/lexicon.toml");

/// The text of the lexicon, as it is built in.
pub fn source() -> &'static str {
    SOURCE
}

/// The lexicon, read once.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| toml::from_str(SOURCE).expect("the built-in lexicon is checked by a test"));
    &LEXICON
}

/// A set of words in lower case.
#[derive(Debug, Deserialize)]
pub struct Words(HashSet<String>);

impl Words {
    /// Whether a word in lower case is in the list.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// Whether a word in lower case is in the list, in the singular or plural.
    pub fn has_noun(&self, word: &str) -> bool {
        self.has(word) || word.strip_suffix('s').is_some_and(|w| self.has(w))
    }

    /// The words, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// All lists, by what they are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    pub sentences: Sentences,
    pub quotations: Quotations,
    pub layout: Layout,
    pub negated: Negated,
    pub names: Names,
    pub titles: Titles,
    pub persons: Persons,
    pub organisations: Organisations,
    pub descriptions: Descriptions,
    pub unnamed: Unnamed,
    pub documents: Documents,
    pub pronouns: Pronouns,
    #[cfg_attr(not(feature = "job"), allow(dead_code, reason = "only rooms of the feature job look for copies"))]
    pub copies: Copies,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentences {
    pub abbreviations: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotations {
    pub saying: Words,
    pub pronouns: Words,
    pub phrase_ends: Words,
    pub named_by: Words,
    pub conjunctions: Words,
    pub telling: Words,
    pub joining: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    pub questioners: Words,
    pub interviews: Words,
    pub claiming: Words,
    pub topics: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Negated {
    pub verbs: Words,
    pub base: Words,
    pub between: Words,
    pub not: Words,
    pub refused: Words,
    pub would: Words,
    pub never: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub honorifics: Words,
    pub first_name_honorifics: Words,
    pub male_honorifics: Words,
    pub female_honorifics: Words,
    pub suffixes: Words,
    pub post_nominals: Words,
    pub particles: Words,
    pub areas: Words,
    pub occupations: Words,
    pub ranks: Words,
    pub also_words: Words,
    pub never_family: Words,
    pub family_first: Words,
    pub male_nouns: Words,
    pub female_nouns: Words,
    pub sounds: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    pub heads: Words,
    pub divided: Words,
    pub spokespersons: Words,
    pub former: Words,
    pub before_titles: Words,
    pub ranks: Words,
    pub anonymous: Words,
    pub single_offices: Words,
    pub places: Words,
    pub second_words: Words,
    pub of: Words,
    pub apposition_ends: Words,
    pub same: HashMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persons {
    pub before_objects: Words,
    pub after_subjects: Words,
    pub masculine_pronouns: Words,
    pub feminine_pronouns: Words,
    pub dependent: Words,
    pub related: Words,
    pub organisations: Words,
    pub known_by_family: Words,
    pub organisations_after_whose: Words,
    pub utterances: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisations {
    pub heads: Words,
    pub institutions: Words,
    pub of_places: Words,
    pub of_countries: Words,
    pub for_any: Words,
    pub descriptions: Words,
    pub published: Words,
    pub after_adjectives: Words,
    pub platforms: Words,
    pub acting_as_one: Words,
    pub owners: Words,
    pub name_words: Words,
    pub not_described: Words,
    pub not_the_source: Words,
    pub halves: Vec<(String, String)>,
    pub pairs: Words,
    pub before_pairs: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descriptions {
    pub definite: Words,
    pub indefinite: Words,
    pub possessives: Words,
    pub ends: Words,
    pub pairs: Words,
    pub pair_leads: Words,
    pub people: Words,
    pub persons: Words,
    pub bodies: HashMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unnamed {
    pub people: Words,
    pub after_people: Words,
    pub single: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    pub heads: Words,
    pub letterheads: Words,
    pub referred: Words,
    pub issued: Words,
    pub issuer_suffixes: Words,
    pub issued_by: Words,
    pub published_by: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pronouns {
    pub first_singular: Words,
    pub first_plural: Words,
    pub masculine: Words,
    pub feminine: Words,
    pub neuter: Words,
    pub plural: Words,
    pub relative: Words,
    pub subjects: Words,
    pub after_contraction: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    #[cfg_attr(not(feature = "job"), allow(dead_code, reason = "only rooms of the feature job look for copies"))]
    pub telling: Words,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every list of a table with its path.
    fn lists(table: &toml::Table, path: &str) -> Vec<(String, Vec<toml::Value>)> {
        let mut out = Vec::new();
        for (name, value) in table {
            let path = format!("{path}.{name}");
            match value {
                toml::Value::Table(inner) => out.extend(lists(inner, &path)),
                toml::Value::Array(words) => out.push((path, words.clone())),
                other => panic!("{path}: {other} is no list"),
            }
        }
        out
    }

    #[test]
    fn the_lexicon_is_sound() {
        assert!(lexicon().titles.heads.has("president") && lexicon().titles.heads.has_noun("envoys"));
        let all = lists(&toml::from_str(source()).unwrap(), "");
        assert!(all.len() > 50, "{}", all.len());
        for (path, words) in all {
            assert!(!words.is_empty(), "{path} is empty");
            let first = |w: &toml::Value| w.as_str().or_else(|| w[0].as_str()).unwrap().to_string();
            let words: Vec<String> = words.iter().map(first).collect();
            let distinct: HashSet<&String> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "{path} has a word twice");
            for word in &words {
                assert!(!word.is_empty() && *word == word.trim().to_lowercase(), "{path}: {word:?}");
            }
        }
    }

    #[test]
    fn lists_that_are_parts_of_others_are() {
        let l = lexicon();
        let part = |of: &Words, all: &Words| of.iter().all(|w| all.has(w));
        assert!(part(&l.documents.referred, &l.documents.heads));
        assert!(part(&l.organisations.for_any, &l.organisations.heads));
        assert!(part(&l.persons.organisations_after_whose, &l.persons.organisations));
        assert!(part(&l.titles.spokespersons, &l.titles.heads) && part(&l.titles.divided, &l.titles.heads));
        assert!(l.titles.same.keys().all(|t| l.titles.heads.has(t.rsplit(' ').next().unwrap())));
    }
}
