//! Sources named by what they are: "the Russian president", "Varn's envoy", "the spokesman".

use super::entry::EntryKind;
use super::names::{is_indefinite, key, without_article, without_ending};
use super::roster::Roster;
use crate::lexicon::lexicon;
use crate::words::is_capitalised;

/// What a title phrase asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct TitlePhrase {
    /// Titles that would fit, likeliest first.
    pub titles: Vec<String>,
    /// The country or body that the office belongs to.
    pub country: Option<String>,
    /// The last word of a name after "of": "rosatom" in "the head of Rosatom"; whoever is meant has it, too.
    pub of: Option<String>,
    pub former: bool,
    /// The last word, as a key, of whose office it is where the roster does not know that: "arden" in "the governor of the
    /// Arden region". Whoever is meant has it, too, and no office of the roster is meant.
    pub owner: Option<String>,
    /// Whether a noun says whose office it is: "the ferry service's head".
    pub owned_by_noun: bool,
}

impl TitlePhrase {
    /// The title in the mouth of somebody from a country: "the president" is the one at home.
    pub fn said_in(mut self, country: Option<&str>) -> Self {
        self.country = self.country.or(country.map(str::to_string));
        self
    }

    /// Whether it says of what ("the head of Harbour Watch"), other than of a country.
    pub fn names_its_body(&self) -> bool {
        self.of.is_some()
    }

    /// Whether the country of an introduction, if it has one, is the phrase's.
    pub fn country_fits(&self, introduction: &str, roster: &Roster) -> bool {
        // whether a body is the right one, the name after "of" says
        let Some(wanted) = self.country.as_deref().filter(|c| roster.country(c).is_some()) else { return true };
        let words: Vec<String> = introduction.split_whitespace().map(|w| without_ending(w).to_string()).collect();
        find_country(&words, roster).is_none_or(|c| c == wanted)
    }
}

/// Whether a word in lower case is a noun by which news name persons, in the singular or plural.
pub fn is_head(word: &str) -> bool {
    lexicon().titles.heads.has_noun(word)
}

/// Read a mention as a title of one person; `None` where it is not one ("officials", "a soldier").
pub fn parse(mention: &str, roster: &Roster) -> Option<TitlePhrase> {
    // somebody not named before: the article means not to say who
    if is_indefinite(mention) || mention.trim_start().to_lowercase().starts_with("one ") {
        return None;
    }
    let lists = &lexicon().titles;
    let words: Vec<String> = without_article(mention)
        .split(|c: char| c.is_whitespace() || c == '-' || c == ',')
        .filter(|w| !w.is_empty())
        .map(|w| without_ending(w).to_string())
        .collect();
    let keys: Vec<String> = words.iter().map(|w| key(w)).collect();
    // "president of the United States": the head comes before what it is of
    let of = keys.iter().position(|w| lists.of.has(w)).filter(|&i| i > 0);
    let front = &keys[..of.unwrap_or(keys.len())];
    let head = front.last()?;
    let two = front.len() > 1 && lists.second_words.has(head);
    if !lists.heads.has(head) && !two && !roster.is_title(head) {
        return None;
    }
    let country = find_country(&words, roster).or_else(|| find_body(&words, roster));
    let mut titles: Vec<String> = Vec::new();
    let full = of.map_or_else(String::new, |i| format!("{} {}", front.last().map_or("", |w| w), keys[i..].join(" ")));
    // a foreign minister is no other minister; "the Norlund minister" may be any of theirs
    let other_office = lists.divided.has(head)
        && front.len() > 1
        && find_country(&words[front.len() - 2..front.len() - 1], roster).is_none();
    let shortest = front.len() - usize::from(other_office);
    for title in (0..shortest).map(|i| front[i..].join(" ")).chain([full.clone()]) {
        let same = lists.same.get(&title).map_or(&[][..], Vec::as_slice);
        for t in std::iter::once(&title).chain(same) {
            if !t.is_empty() && !titles.iter().any(|x| x == t) && (roster.is_title(t) || t == head) {
                titles.push(t.clone());
            }
        }
    }
    let behind = of.and_then(|i| noun_behind(&words[i + 1..], &full, roster));
    let former = front.iter().any(|w| lists.former.has(w));
    let of = of.and_then(|i| words[i + 1..].iter().rfind(|w| is_capitalised(w))).map(|w| key(w));
    let is_noun =
        |w: &&str| w.starts_with(char::is_lowercase) && without_ending(w).len() < w.trim_end_matches(',').len();
    let noun = mention.split_whitespace().find(is_noun).map(|w| key(without_ending(w)));
    let noun = noun.filter(|w| !lists.heads.has_noun(w)); // "the president's"
    let owned_by_noun = noun.is_some();
    // "the country's president" is of the country that the text is about
    let noun = noun.filter(|w| !lists.places.has(w));
    let owner = unknown_owner(&words, &keys, roster).or(noun).or(behind);
    Some(TitlePhrase { titles, country, of, former, owner, owned_by_noun })
}

/// The noun behind "of" that says whose office it is: "the president of the chamber"; not "the chief of staff", which is
/// an office, nor "the president of the country".
fn noun_behind(rest: &[String], full: &str, roster: &Roster) -> Option<String> {
    let noun = rest.last().filter(|_| rest.iter().all(|w| w.starts_with(char::is_lowercase)))?;
    let own = lexicon().titles.places.has(noun) || lexicon().titles.second_words.has(noun) || roster.is_title(full);
    let definite = rest.len() > 1 && rest[0] == "the";
    (definite && !own).then(|| key(noun))
}

/// The last name in a title that is no country, no body of the roster and no title.
fn unknown_owner(words: &[String], keys: &[String], roster: &Roster) -> Option<String> {
    let lists = &lexicon().titles;
    let mut known = vec![false; words.len()];
    for n in (1..=4).rev() {
        for at in 0..(words.len() + 1).saturating_sub(n) {
            let run = words[at..at + n].join(" ");
            let is_known = roster.may_begin_with(&words[at])
                && (roster.country(&run).is_some() || roster.find(&run).is_some_and(|e| e.kind == EntryKind::Body));
            if is_known || roster.is_title(&key(&run)) {
                known[at..at + n].fill(true);
            }
        }
    }
    let of_title = |w: &String| {
        let names = &lexicon().names;
        lists.heads.has_noun(w)
            || lists.former.has(w)
            || lists.ranks.has(w)
            || names.honorifics.has(w)
            || names.areas.has(w)
    };
    let unknown = (0..words.len()).rev().find(|&i| is_capitalised(&words[i]) && !known[i] && !of_title(&keys[i]));
    unknown.map(|i| keys[i].clone())
}

/// The first country that one to three words in a row name.
fn find_country(words: &[String], roster: &Roster) -> Option<String> {
    let begins: Vec<bool> = words.iter().map(|w| roster.may_begin_with(w)).collect();
    let runs = (1..=3).rev().flat_map(|n| words.windows(n).zip(&begins));
    runs.filter(|(_, begins)| **begins).find_map(|(w, _)| roster.country(&w.join(" "))).map(str::to_string)
}

/// The first body of the roster that up to four words in a row name.
fn find_body(words: &[String], roster: &Roster) -> Option<String> {
    let begins: Vec<bool> = words.iter().map(|w| roster.may_begin_with(w)).collect();
    let runs = (1..=4).rev().flat_map(|n| words.windows(n).zip(&begins));
    let bodies = runs.filter(|(_, begins)| **begins).filter_map(|(w, _)| roster.find(&w.join(" ")));
    bodies.into_iter().find(|e| e.kind == EntryKind::Body).map(|e| e.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_ministers_title_is_no_other_ministers() {
        let r = Roster::built_in();
        let titles = |mention: &str| parse(mention, &r).unwrap().titles;
        assert!(!titles("Pakistan's foreign minister").contains(&"minister".to_string()));
        assert!(titles("the Pakistani minister").contains(&"minister".to_string()));
    }

    #[test]
    fn whose_office_it_is() {
        let r = Roster::built_in();
        let owner = |mention: &str| parse(mention, &r).unwrap().owner;
        for (mention, of) in [
            ("Norlund’s president", Some("norlund")),
            ("the governor of the Arden region", Some("arden")),
            ("the French president", None),
            ("the president of the United States", None),
            ("the president of the chamber", Some("chamber")),
            ("the president of the country", None),
            ("the chief of staff", None),
            ("the Deputy Prime Minister", None),
            ("the president", None),
        ] {
            assert_eq!(owner(mention).as_deref(), of, "{mention}");
        }
        assert!(parse("the country’s president", &r).unwrap().owned_by_noun);
        assert_eq!(
            (owner("the country’s president"), owner("the ferry service’s head")),
            (None, Some("service".into()))
        );
    }
}
