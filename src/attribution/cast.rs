//! Who appears in an article: persons under their fullest names, and where each is mentioned.

use std::collections::{BTreeSet, HashMap};

use super::entry::{Entry, EntryKind, Gender};
use super::evidence::Way;
use super::first_names::gender_of;
use super::names::{family, first, key, particle_free, suffix, without_honorifics};
use super::roster::Roster;
use crate::lexicon::lexicon;
use crate::text::Span;

/// People are introduced where they first appear; later words beside a name say nothing new.
const MOST_INTRODUCTIONS: usize = 24;

/// A person of the article.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub key: String,
    pub gender: Option<Gender>,
    /// Whether the roster, an honorific or a noun tells the gender, not the first name alone.
    pub gender_told: bool,
    /// Whether the roster knows this person.
    pub known: bool,
    pub introductions: Vec<Introduction>,
}

/// A noun phrase beside a name that says who this is, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    /// Up to the title: "norlund's envoy" of "Norlund's envoy to the harbour talks".
    pub title: String,
    pub whole: String,
}

/// A place where the text names a person.
#[derive(Clone, Debug)]
pub struct PersonMention {
    pub span: Span,
    pub person: usize,
    /// Whether the words are the name, a title or a pronoun.
    pub way: Way,
    /// Stands like the subject of its sentence: first person there, after no preposition, no possessive.
    pub subject: bool,
    pub possessive: bool,
}

/// A place where the text names a body or country.
#[derive(Clone, Debug)]
pub struct BodyMention {
    pub span: Span,
    pub name: String,
    pub key: String,
    /// Whether it was tagged as an organisation, not a place.
    pub organisation: bool,
}

/// A name at a place of the text, of which is asked whose it is.
#[derive(Clone, Copy, Debug)]
pub struct AskedName<'a> {
    pub words: &'a str,
    /// By the honorific before it.
    pub gender: Option<Gender>,
    /// Whether the honorific before it goes with first names: "Sir".
    pub is_first: bool,
    /// The word before it or at its head, in lower case: "president".
    pub title: Option<&'a str>,
    pub at: usize,
}

impl AskedName<'_> {
    /// Whether the title before the name is one of an office of the roster's entry.
    fn office_fits(&self, entry: &Entry) -> bool {
        let of_office = |title: &str| entry.offices.iter().any(|o| o.title.rsplit(' ').next() == Some(title));
        self.title.is_some_and(of_office)
    }
}

/// Who is named at some place of the text.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub name: &'a str,
    pub is_body: bool,
    pub span: &'a Span,
}

/// The persons and bodies of one article.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    pub people: Vec<Person>,
    pub mentions: Vec<PersonMention>,
    pub bodies: Vec<BodyMention>,
    /// Abbreviations that the article explains, and what they stand for.
    abbreviations: HashMap<String, String>,
    index: Index,
    /// Where the text has full names, and whose; in text order once all are entered.
    full_names: Vec<(usize, usize)>,
}

/// Persons and bodies by their words. Long texts name thousands: what is looked for at each of them must not look at
/// all of them.
#[derive(Clone, Debug, Default)]
struct Index {
    by_name: HashMap<String, usize>,
    /// Persons by the words of their key in the order of the alphabet, since some languages put the family name first.
    by_words: HashMap<String, usize>,
    /// Persons by the last and by the first word of their key, in the order of `Cast::people`.
    by_family: HashMap<String, Vec<usize>>,
    by_first: HashMap<String, Vec<usize>>,
    /// Persons by the last words of the titles by which they were introduced.
    by_title: HashMap<String, BTreeSet<usize>>,
    /// The first body tagged as an organisation that the text has in these words.
    organisations: HashMap<String, usize>,
    /// Bodies by the last word of the key of their name, in text order.
    by_last_word: HashMap<String, Vec<usize>>,
}

impl Cast {
    /// The body that the article introduced with this abbreviation in brackets.
    pub fn abbreviated(&self, short: &str) -> Option<&str> {
        self.abbreviations.get(short).map(String::as_str)
    }

    /// The person of exactly this name.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        self.index.by_name.get(name).copied()
    }

    /// Persons whom some introduction calls by a title that ends with this word.
    pub fn introduced_as(&self, word: &str) -> Option<&BTreeSet<usize>> {
        self.index.by_title.get(word)
    }

    /// The body tagged as an organisation that the text has in these words.
    pub fn organisation(&self, words: &str) -> Option<&BodyMention> {
        self.index.organisations.get(words).map(|&i| &self.bodies[i])
    }

    /// The bodies that a stretch of the text names.
    pub fn bodies_in(&self, stretch: &Span) -> impl Iterator<Item = &BodyMention> {
        let from = self.bodies.partition_point(|b| b.span.end <= stretch.start);
        let end = stretch.end;
        self.bodies[from..].iter().take_while(move |b| b.span.start < end)
    }

    /// The body that is named at a code point.
    pub fn body_at(&self, at: usize) -> Option<&BodyMention> {
        let next = self.bodies.partition_point(|b| b.span.end <= at);
        self.bodies.get(next).filter(|b| b.span.start <= at)
    }

    /// Enter the bodies of the article, in text order, each with the words by which the text has it; and the
    /// abbreviations, which stand for their bodies wherever they are.
    pub fn set_bodies(&mut self, bodies: Vec<(BodyMention, String)>, abbreviations: HashMap<String, String>) {
        for (mut body, surface) in bodies {
            if let Some(full) = abbreviations.get(&body.name) {
                body.name.clone_from(full);
            }
            body.key = key(&body.name);
            let at = self.bodies.len();
            if body.organisation {
                self.index.organisations.entry(surface).or_insert(at);
            }
            self.index.by_last_word.entry(family(&body.key).to_string()).or_default().push(at);
            self.bodies.push(body);
        }
        self.abbreviations = abbreviations;
    }

    /// The person of this name, entered where new.
    pub fn person(&mut self, name: &AskedName, roster: &Roster) -> usize {
        let i = self.lookup(name, roster).unwrap_or_else(|| self.add_person(name, roster));
        let person = &mut self.people[i];
        if name.gender.is_some() && !person.gender_told {
            (person.gender, person.gender_told) = (name.gender, true);
        }
        if person.key.contains(' ') && key(&bare_name(name.words, roster)).contains(' ') {
            self.full_names.push((name.at, i));
        }
        i
    }

    fn add_person(&mut self, name: &AskedName, roster: &Roster) -> usize {
        let bare = bare_name(name.words, roster);
        let by_first = gender_of(first(&key(&bare)));
        let fits = |e: &&Entry| name.gender.or(by_first).is_none_or(|g| e.gender.is_none_or(|of| of == g));
        let known = roster.find(&bare).filter(|e| e.kind == EntryKind::Person);
        let entry = known.or_else(|| roster.find_variant(&bare).filter(fits));
        let (name, known) = match entry {
            Some(e) => (e.name.clone(), true),
            None => (bare, false),
        };
        if let Some(i) = self.by_name(&name) {
            return i;
        }
        let told = entry.and_then(|e| e.gender);
        let person = Person {
            key: key(&name),
            gender: told.or_else(|| gender_of(first(&key(&name)))),
            gender_told: told.is_some(),
            name,
            known,
            introductions: Vec::new(),
        };
        let i = self.people.len();
        let Index { by_family, by_first, by_name, by_words, .. } = &mut self.index;
        by_family.entry(particle_free(family(&person.key)).to_string()).or_default().push(i);
        if has_family_first(&person.key) {
            by_family.entry(first(&person.key).to_string()).or_default().push(i);
        }
        by_first.entry(first(&person.key).to_string()).or_default().push(i);
        by_name.insert(person.name.clone(), i);
        by_words.entry(sorted_words(&person.key)).or_insert(i);
        self.people.push(person);
        i
    }

    /// All full names are entered: those of one word can go to the last of several persons.
    pub fn full_names_are_in(&mut self) {
        self.full_names.sort_unstable();
    }

    /// A person entered before whom this name can mean: the same name, its last words, its first name behind "Sir", or
    /// the same family name with the same initial; of several with one family name the one whose honorific fits, whom
    /// the world knows by it, or who was named in full last.
    pub fn lookup(&self, name: &AskedName, roster: &Roster) -> Option<usize> {
        let bare = bare_name(name.words, roster);
        let k = key(&bare);
        let alias = roster.find(&bare).filter(|e| e.kind == EntryKind::Person);
        let of_family = self.index.by_family.get(particle_free(family(&k))).map_or(&[][..], Vec::as_slice);
        if k.contains(' ') {
            return self.by_full_name(&k, of_family, alias);
        }
        let fits = |i: &usize| {
            let person = &self.people[*i];
            name.gender.is_none_or(|g| person.gender.is_none_or(|of| of == g))
        };
        let surely = |i: &usize| name.gender.is_some() && self.people[*i].gender == name.gender;
        // an honorific tells more than a first name that most women have
        let weak = |i: &usize| !self.people[*i].gender_told;
        let of_tier = |tier: &dyn Fn(&usize) -> bool| of_family.iter().copied().filter(tier).collect::<Vec<usize>>();
        let fitting = of_tier(&fits);
        let until = self.full_names.partition_point(|(at, _)| *at < name.at);
        let last = |among: &[usize]| self.full_names[..until].iter().rev().map(|(_, i)| *i).find(|i| among.contains(i));
        // whom an honorific was told of, unless another who fits was named since
        let sure = of_tier(&surely);
        let fitting = match last(&fitting) {
            Some(i) if !sure.is_empty() && !sure.contains(&i) && self.people[i].gender.is_some() => sure,
            _ if fitting.is_empty() => of_tier(&weak),
            _ => fitting,
        };
        if let [one] = fitting[..] {
            // "President Trump" where the article has Melania Trump alone in full: whom the world knows by it
            let other = alias.filter(|e| e.name != self.people[one].name && name.office_fits(e));
            return other.is_none_or(|_| !self.people[one].key.contains(' ')).then_some(one);
        }
        if let Some(e) = alias
            && let Some(i) = self.by_name(&e.name).filter(|i| fitting.is_empty() || fitting.contains(i))
        {
            return Some(i);
        }
        if !fitting.is_empty() {
            return Some(last(&fitting).unwrap_or(fitting[0]));
        }
        let of_first = self.index.by_first.get(&k).map_or(&[][..], Vec::as_slice);
        let mut of_first = of_first.iter().copied().filter(fits);
        match (of_first.next(), of_first.next()) {
            (Some(one), None) => Some(one),
            (Some(one), Some(_)) if name.is_first => Some(one),
            _ => None,
        }
    }

    fn by_full_name(&self, k: &str, of_family: &[usize], alias: Option<&Entry>) -> Option<usize> {
        let found = |fits: &dyn Fn(&Person) -> bool| of_family.iter().copied().find(|&i| fits(&self.people[i]));
        if let Some(i) = found(&|p| p.key == k) {
            return Some(i);
        }
        if let Some(e) = alias {
            return self.by_name(&e.name);
        }
        if let Some(&i) = self.index.by_words.get(&sorted_words(k)) {
            return Some(i);
        }
        let end = format!(" {k}");
        let same_middle = |p: &str| {
            let middle = |k: &str| k.split(' ').nth(1).filter(|m| m.chars().count() == 1).map(str::to_string);
            middle(p).is_none() || middle(k).is_none() || middle(p) == middle(k)
        };
        if let Some(i) = found(&|p| {
            let same = p.key.ends_with(&end) || first(&p.key) == first(k) && same_middle(&p.key);
            suffix(&p.key) == suffix(k) && same
        }) {
            return Some(i);
        }
        let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
        let may_be = |p: &&usize| {
            let of = first(&self.people[**p].key);
            suffix(&self.people[**p].key) == suffix(k) && (initial(of, first(k)) || initial(first(k), of))
        };
        let mut with_initial = of_family.iter().filter(may_be);
        match (with_initial.next(), with_initial.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    /// All persons of the family name of a person.
    pub fn of_family(&self, person: usize) -> &[usize] {
        let name = particle_free(family(&self.people[person].key));
        self.index.by_family.get(name).map_or(&[], Vec::as_slice)
    }

    /// Note a noun phrase beside a name: up to the title, and whole.
    pub fn add_introduction(&mut self, person: usize, title: &str, whole: &str) {
        let plain = |s: &str| s.trim().to_lowercase().replace('’', "'");
        let introduction = Introduction { title: plain(title), whole: plain(whole) };
        let known = &mut self.people[person].introductions;
        if known.len() < MOST_INTRODUCTIONS && !known.contains(&introduction) {
            let last = introduction.title.rsplit(' ').next().unwrap_or_default();
            self.index.by_title.entry(last.to_string()).or_default().insert(person);
            let told = gender_of_noun(last);
            known.push(introduction);
            let person = &mut self.people[person];
            if told.is_some() && !person.gender_told {
                (person.gender, person.gender_told) = (told, true);
            }
        }
    }

    /// The bodies named before a place, the nearest first.
    pub fn bodies_before(&self, at: usize) -> impl Iterator<Item = &BodyMention> {
        let until = self.bodies.partition_point(|b| b.span.end <= at);
        self.bodies[..until].iter().rev()
    }

    /// The mentions that begin inside a span or right behind it.
    pub fn mentions_in(&self, span: &Span) -> impl Iterator<Item = &PersonMention> {
        let from = self.mentions.partition_point(|m| m.span.start < span.start);
        self.mentions[from..].iter().take_while(|m| m.span.start <= span.end)
    }

    /// Who is named at a code point.
    pub fn named_at(&self, at: usize) -> Option<Named<'_>> {
        let next = self.mentions.partition_point(|m| m.span.end <= at);
        if let Some(m) = self.mentions.get(next).filter(|m| m.span.start <= at) {
            return Some(Named { name: &self.people[m.person].name, is_body: false, span: &m.span });
        }
        let next = self.bodies.partition_point(|b| b.span.end <= at);
        let body = self.bodies.get(next).filter(|b| b.span.start <= at)?;
        Some(Named { name: &body.name, is_body: true, span: &body.span })
    }

    /// The probability, of places in the text and their probabilities, that falls on a name.
    pub fn pointed(&self, places: &[(usize, f32)], name: &str) -> f32 {
        let on_name = places.iter().filter(|(at, _)| self.named_at(*at).is_some_and(|n| n.name == name));
        // a sum of nothing would be -0
        on_name.fold(0.0, |sum, (_, p)| sum + p)
    }

    /// The nearest body before a place whose name ends with these words of a key.
    pub fn body_ending_with(&self, words: &str, at: usize) -> Option<&BodyMention> {
        let of = self.index.by_last_word.get(family(words))?;
        let until = of.partition_point(|&b| self.bodies[b].span.end <= at);
        of[..until].iter().rev().map(|&b| &self.bodies[b]).find(|b| b.key.ends_with(words))
    }

    /// Whether the text names the body of exactly this name.
    pub fn has_body(&self, name: &str) -> bool {
        let of = self.index.by_last_word.get(family(&key(name)));
        of.is_some_and(|of| of.iter().any(|&b| self.bodies[b].name == name))
    }

    /// The first body that begins behind a place.
    pub fn first_body_behind(&self, at: usize) -> Option<&BodyMention> {
        self.bodies.get(self.bodies.partition_point(|b| b.span.start <= at))
    }

    /// How often the text mentions each person.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.people.len()];
        for m in &self.mentions {
            counts[m.person] += 1;
        }
        counts
    }

    /// The first place at which the text names the person.
    pub fn first_mention(&self, person: usize) -> Option<&PersonMention> {
        self.mentions.iter().find(|m| m.person == person)
    }

    /// Enter a place that was found to mean a person of the cast (a name, a title, a pronoun), so that later pronouns
    /// can lean on it.
    pub fn enter(&mut self, span: &Span, name: &str, way: Way) {
        let Some(person) = self.by_name(name) else { return };
        let at = self.mentions.partition_point(|m| m.span.end <= span.start);
        if self.mentions.get(at).is_none_or(|m| m.span.start >= span.end) {
            let span = span.clone();
            self.mentions.insert(at, PersonMention { span, person, way, subject: true, possessive: false });
        }
    }
}

/// A person's name without honorifics, and without a country that the tagger drew into it ("ambassador to [Norlund
/// Oda Varn]"), where two words are left.
pub fn bare_name(surface: &str, roster: &Roster) -> String {
    let mut name = without_honorifics(surface);
    while let Some((first, rest)) = name.split_once(' ') {
        if !rest.contains(' ') || roster.country(first).is_none() {
            break;
        }
        name = without_honorifics(rest);
    }
    name
}

/// The gender that a noun beside a name tells: "wife".
pub fn gender_of_noun(noun: &str) -> Option<Gender> {
    let names = &lexicon().names;
    match noun {
        male if names.male_nouns.has(male) => Some(Gender::Male),
        female if names.female_nouns.has(female) => Some(Gender::Female),
        _ => None,
    }
}

/// Whether a name's key begins with the family name: "zhao wenli", "lee jae-hoon".
fn has_family_first(key: &str) -> bool {
    let Some((family, given)) = key.split_once(' ') else { return false };
    lexicon().names.family_first.has(family) && (given.contains('-') || gender_of(family).is_none())
}

/// The words of a key in the order of the alphabet; hyphens part words, too.
fn sorted_words(key: &str) -> String {
    let mut words: Vec<&str> = key.split([' ', '-']).collect();
    words.sort_unstable();
    words.join(" ")
}
