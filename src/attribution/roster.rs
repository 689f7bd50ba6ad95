//! Known speakers: names, aliases, gender, dated offices.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::entry::{Entry, EntryKind};
use super::names::{family, first, key, suffix};
use super::roster_file::{self, RosterError};
use super::spelling::{same_family, same_first};
use crate::document::AsOf;

/// Known speakers, looked up by any of their names.
#[derive(Clone, Debug)]
pub struct Roster {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    by_demonym: HashMap<String, String>,
    /// The first words of all names and demonyms, as keys.
    first_words: HashSet<String>,
    /// The names of persons, as keys of more than one word, by their first and by their last word.
    persons_by_word: HashMap<String, Vec<(String, usize)>>,
    /// Entries by the titles of their offices.
    by_title: HashMap<String, Vec<usize>>,
}

const BUILT_IN: &str = include_str!("../../data/speakers.toml");

impl Roster {
    /// The roster the program ships with.
    pub fn built_in() -> Self {
        let mut roster = Roster {
            entries: Vec::new(),
            by_name: HashMap::new(),
            by_demonym: HashMap::new(),
            first_words: HashSet::new(),
            persons_by_word: HashMap::new(),
            by_title: HashMap::new(),
        };
        let entries = roster_file::parse(BUILT_IN, Path::new("speakers.toml"));
        roster.add(entries.expect("the built-in roster is checked by a test"));
        roster
    }

    /// The text of the roster that the program ships with.
    pub fn built_in_source() -> &'static str {
        BUILT_IN
    }

    /// The built-in roster with a user's file over it: an entry of the same name replaces the built-in one, and
    /// its aliases win over others'. An error names the line and the field.
    pub fn with_file(path: &Path) -> Result<Self, RosterError> {
        let mut roster = Roster::built_in();
        let entries = Roster::read(path)?;
        roster.add(entries);
        Ok(roster)
    }

    /// The entries of a roster file's text; `name` is for errors.
    pub fn parse(text: &str, name: &Path) -> Result<Vec<Entry>, RosterError> {
        roster_file::parse(text, name)
    }

    /// The entries of a roster file alone. An error names the line and the field.
    pub fn read(path: &Path) -> Result<Vec<Entry>, RosterError> {
        roster_file::read(path)
    }

    /// Lay entries over those that are there.
    pub fn add(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let at = match self.entries.iter().position(|e| e.name == entry.name) {
                Some(at) => {
                    self.by_name.retain(|_, i| *i != at);
                    self.entries[at] = entry;
                    at
                }
                None => {
                    self.entries.push(entry);
                    self.entries.len() - 1
                }
            };
            let entry = &self.entries[at];
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                self.by_name.insert(key(name), at);
            }
            for d in &entry.demonyms {
                self.by_demonym.insert(key(d), entry.name.clone());
            }
        }
        let names = self.by_name.keys().chain(self.by_demonym.keys());
        self.first_words = names.map(|n| first(n).to_string()).collect();
        self.persons_by_word.clear();
        for (name, &i) in &self.by_name {
            if name.contains(' ') && self.entries[i].kind == EntryKind::Person {
                for word in HashSet::from([first(name), family(name)]) {
                    self.persons_by_word.entry(word.to_string()).or_default().push((name.clone(), i));
                }
            }
        }
        self.by_title.clear();
        for (i, entry) in self.entries.iter().enumerate() {
            for office in &entry.offices {
                let holders = self.by_title.entry(office.title.clone()).or_default();
                if holders.last() != Some(&i) {
                    holders.push(i);
                }
            }
        }
    }

    /// All entries, those of a user's file after the built-in ones.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with this name or alias; case, accents, full stops and a leading "the" do not matter.
    ///
    /// Short abbreviations must be written as such: "US" and "WHO" are names, "us" and "who" are not.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.find_key(&key(name), name)
    }

    fn find_key(&self, key: &str, name: &str) -> Option<&Entry> {
        let found = self.by_name.get(key).map(|&i| &self.entries[i]);
        // "us" is no country; "the bloc", which the roster has in lower case, is one
        let common_word = key.len() <= 4 && !name.chars().any(char::is_uppercase);
        found.filter(|e| !common_word || e.aliases.iter().any(|a| a == key))
    }

    /// Whether a name that begins with a word may be one of the roster's. (Words are split where keys are not: single
    /// letters run together, and an article falls away.)
    pub fn may_begin_with(&self, word: &str) -> bool {
        let key = key(word);
        key.chars().nth(1).is_none() || key == "the" || self.first_words.contains(first(&key))
    }

    /// The person whose name is spelled a little differently: the same family name by its sounds and nearly the same
    /// first name (Kiril and Kirill, Yury and Yuri).
    pub fn find_variant(&self, name: &str) -> Option<&Entry> {
        let k = key(name);
        let (first, family) = (first(&k), family(&k));
        if first == family || first.chars().count() < 3 || suffix(&k).is_some() {
            return None;
        }
        let alike = |other: &str| {
            let (f, l) = (super::names::first(other), super::names::family(other));
            (l == family && same_first(f, first)) || (f == first && same_family(l, family))
        };
        let of = |word: &str| self.persons_by_word.get(word).into_iter().flatten();
        of(family)
            .chain(of(first))
            .filter(|(other, _)| alike(other))
            .min_by_key(|(other, i)| (strsim::levenshtein(other, &k), *i))
            .map(|(_, i)| &self.entries[*i])
    }

    /// The country (canonical name) that a word names or is an adjective of.
    pub fn country(&self, word: &str) -> Option<&str> {
        let key = key(word);
        if let Some(c) = self.by_demonym.get(&key) {
            return Some(c);
        }
        let country = |e: &&Entry| e.kind == EntryKind::Body && !e.demonyms.is_empty();
        self.find_key(&key, word).filter(country).map(|e| e.name.as_str())
    }

    /// Persons who held an office with this title on the date, of the country or body where one is given.
    pub fn holders<'a>(
        &'a self,
        title: &'a str,
        of: Option<&'a str>,
        as_of: AsOf,
    ) -> impl Iterator<Item = &'a Entry> + 'a {
        self.by_title.get(title).into_iter().flatten().map(|&i| &self.entries[i]).filter(move |e| {
            e.offices.iter().any(|o| {
                o.title == title
                    && o.held(as_of)
                    && of.is_none_or(|of| {
                        o.of.as_deref() == Some(of) || (o.of.is_none() && e.country.as_deref() == Some(of))
                    })
            })
        })
    }

    /// Whether any entry has an office of this title.
    pub fn is_title(&self, title: &str) -> bool {
        self.by_title.contains_key(title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Date;

    #[test]
    fn the_built_in_roster_is_sound() {
        let r = Roster::built_in();
        assert!(r.entries().len() > 150);
        for spelling in ["Zelenskiy", "Zelensky", "Zelenskyy", "Volodymyr Zelensky", "VOLODYMYR ZELENSKIY"] {
            assert_eq!(r.find(spelling).map(|e| e.name.as_str()), Some("Volodymyr Zelenskyy"), "{spelling}");
        }
        for spelling in ["JD Vance", "J.D. Vance", "J. D. Vance", "Vance"] {
            assert_eq!(r.find(spelling).map(|e| e.name.as_str()), Some("JD Vance"), "{spelling}");
        }
        assert_eq!(r.find_variant("Kiril Dmitriev").map(|e| e.name.as_str()), Some("Kirill Dmitriev"));
        assert_eq!(r.find_variant("Katya Dmitrieva").map(|e| e.name.as_str()), None);
        assert_eq!(r.find("the U.S.").map(|e| e.name.as_str()), Some("United States"));
        assert_eq!(r.country("Russian"), Some("Russia"));
        assert_eq!(r.country("Moscow"), Some("Russia"));
        for e in r.entries() {
            assert_eq!(e.kind == EntryKind::Person, e.gender.is_some(), "{}", e.name);
        }
    }

    #[test]
    fn offices_have_dates() {
        let r = Roster::built_in();
        let president =
            |as_of| r.holders("president", Some("United States"), as_of).map(|e| e.name.clone()).collect::<Vec<_>>();
        assert_eq!(president(AsOf::Day(Date::constant(2019, 5, 1))), ["Donald Trump"]);
        assert_eq!(president(AsOf::Day(Date::constant(2023, 5, 1))), ["Joe Biden"]);
        assert_eq!(president(AsOf::Day(Date::constant(2025, 5, 19))), ["Donald Trump"]);
        assert_eq!(president(AsOf::Today), ["Donald Trump"]);
    }

    #[test]
    fn a_file_goes_over_the_built_in_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.toml");
        std::fs::write(
            &path,
            "[[speaker]]\nname = \"Oda Varn\"\nkind = \"person\"\ngender = \"female\"\naliases = [\"Varn\"]\n",
        )
        .unwrap();
        let r = Roster::with_file(&path).unwrap();
        assert_eq!(r.find("Varn").unwrap().name, "Oda Varn");
        assert!(r.find("Putin").is_some());
        std::fs::write(&path, "[[speaker]]\nname = \"A\"\nkind = \"robot\"\n").unwrap();
        let e = format!("{:#}", Roster::with_file(&path).unwrap_err());
        assert!(e.contains("r.toml: line 3: field `kind`") && e.contains("robot"), "{e}");
    }
}
