//! What a mention in full words is by its grammar: its determiner and its head noun.

use super::cast::gender_of_noun;
use super::context::is_document;
use super::entry::Gender;
use super::names::{key, without_ending};
use super::title::is_head;
use crate::lexicon::lexicon;
use crate::words::is_capitalised;

/// What a mention begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Determiner {
    /// "the", "this"
    Definite,
    /// "a", "one", "another", "some", a number
    Indefinite,
    /// "his", "Varn's"
    Owned,
    /// Nothing of the kind.
    Bare,
}

/// What its head noun is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// A capitalised word: a name, as a rule.
    Name,
    Person,
    People,
    Body,
    Document,
    Pair,
    Other,
}

/// The grammar of a mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    pub determiner: Determiner,
    pub head: Head,
    /// The head noun, in lower case.
    pub noun: String,
    /// The words of it that tell who is meant, in lower case; the head noun is the last.
    pub words: Vec<String>,
    /// How many of the mention's words come before what is said of the head noun.
    pub front: usize,
    /// The gender that the head noun tells.
    pub gender: Option<Gender>,
}

impl Description {
    pub fn of(mention: &str) -> Self {
        let lists = &lexicon().descriptions;
        let all: Vec<&str> = mention.split_whitespace().collect();
        let first = all.first().map(|w| w.to_lowercase()).unwrap_or_default();
        let has_owner = |w: &str| w.contains(['’', '\'']) && without_ending(w).len() < w.len();
        // what follows a preposition or a comma says of what, or who else
        let end = all.iter().skip(1).position(|w| lists.ends.has(&w.to_lowercase())).map_or(all.len(), |i| i + 1);
        let comma = all.iter().position(|w| w.ends_with(',')).map_or(all.len(), |i| i + 1);
        let front = &all[..end.min(comma)];
        let determiner = if lists.definite.has(&first) {
            Determiner::Definite
        } else if lists.indefinite.has(&first) || first.starts_with(char::is_numeric) {
            Determiner::Indefinite
        } else if lists.possessives.has(&first) || front.iter().rev().skip(1).any(|w| has_owner(w)) {
            Determiner::Owned
        } else {
            Determiner::Bare
        };
        let last = front.last().map(|w| without_ending(w)).unwrap_or_default();
        let noun = key(last);
        let gender = gender_of_noun(&noun);
        let words = front.iter().skip(usize::from(determiner != Determiner::Bare)).map(|w| key(without_ending(w)));
        let words: Vec<String> = words.filter(|w| !w.is_empty()).collect();
        let plural = noun.ends_with('s') && !noun.ends_with("ss");
        let head = if front.len() <= 3 && lists.pairs.has(&noun) && (lists.pair_leads.has(&first) || words.len() == 1) {
            Head::Pair
        } else if is_document(last) {
            Head::Document
        } else if plural && is_head(&noun) || lexicon().unnamed.people.has(&noun) || lists.people.has(&noun) {
            Head::People
        } else if is_person(&noun) || gender.is_some() || is_age(&noun) {
            Head::Person
        } else if lexicon().organisations.heads.has(&noun) || lists.bodies.contains_key(&noun) {
            Head::Body
        } else if is_capitalised(last) {
            Head::Name
        } else {
            Head::Other
        };
        Description { determiner, head, noun, words, front: front.len(), gender }
    }

    /// Whether the words of a body's name may be what the head noun calls it: "the airline" is Northlight Airways.
    pub fn calls(&self, name_key: &str) -> bool {
        let words = || name_key.split([' ', '-']);
        let same = lexicon().descriptions.bodies.get(&self.noun);
        words().any(|w| w == self.noun || same.is_some_and(|same| same.iter().any(|s| s == w)))
    }
}

fn is_person(noun: &str) -> bool {
    is_head(noun) || lexicon().descriptions.persons.has(noun)
}

/// "58-year-old"
fn is_age(noun: &str) -> bool {
    noun.ends_with("-year-old")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn determiners_and_heads() {
        use Determiner::{Bare, Definite, Indefinite, Owned};
        for (mention, determiner, head, noun) in [
            ("the ferry ministry", Definite, Head::Body, "ministry"),
            ("The judge", Definite, Head::Person, "judge"),
            ("the 58-year-old", Definite, Head::Person, "58-year-old"),
            ("a spokesman for Oda Varn", Indefinite, Head::Person, "spokesman"),
            ("Varn’s spokeswoman", Owned, Head::Person, "spokeswoman"),
            ("his sister", Owned, Head::Person, "sister"),
            ("officials from Tarsk", Bare, Head::People, "officials"),
            ("three Tarsk officials", Indefinite, Head::People, "officials"),
            ("both sides", Indefinite, Head::Pair, "sides"),
            ("the pair", Definite, Head::Pair, "pair"),
            ("A report by Harbour Watch", Indefinite, Head::Document, "report"),
            ("Harbour Watch", Bare, Head::Name, "watch"),
        ] {
            let of = Description::of(mention);
            assert_eq!((of.determiner, of.head, of.noun.as_str()), (determiner, head, noun), "{mention}");
        }
        assert_eq!(Description::of("his sister").gender, Some(Gender::Female));
        assert!(Description::of("the airline").calls("northlight airways"));
        assert!(!Description::of("the airline").calls("harbour watch"));
    }
}
