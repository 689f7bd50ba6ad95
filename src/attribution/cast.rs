//! Who appears in an article: persons under their fullest names, and where each is mentioned.

use std::collections::{BTreeSet, HashMap};

use super::names::{family, first, key, names_by_first_name, without_honorifics, without_possessive};
use super::roster::{Gender, Kind, Roster};
use super::titles;
use crate::document::AsOf;
use crate::encoder::Entity;
use crate::text::{Span, Text};

/// People are introduced where they first appear; later words beside a name say nothing new.
const MOST_INTRODUCTIONS: usize = 24;

/// A person of the article.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub key: String,
    pub gender: Option<Gender>,
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
    /// Stands like the subject of its sentence: first person there, after no preposition, no possessive.
    pub subject: bool,
    pub possessive: bool,
}

/// A place where the text names a body or country.
#[derive(Clone, Debug)]
pub struct BodyMention {
    pub span: Span,
    pub name: String,
    /// Whether it was tagged as an organisation, not a place.
    pub organisation: bool,
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
}

/// Persons and bodies by their words. Long texts name thousands: what is looked for at each of them must not look at
/// all of them.
#[derive(Clone, Debug, Default)]
struct Index {
    by_name: HashMap<String, usize>,
    /// Persons by the last and by the first word of their key, in the order of `Cast::people`.
    by_family: HashMap<String, Vec<usize>>,
    by_first: HashMap<String, Vec<usize>>,
    /// Persons by the last words of the titles by which they were introduced.
    by_title: HashMap<String, BTreeSet<usize>>,
    /// The first body tagged as an organisation that the text has in these words.
    organisations: HashMap<String, usize>,
}

const PREPOSITIONS: &[&str] = &[
    "with", "to", "of", "by", "against", "for", "from", "about", "on", "between", "and", "at", "over", "like", "than",
    "after", "before", "under", "meet", "meeting", "told", "called", "urged", "or",
];

impl Cast {
    /// Collect the cast from the named entities (code-point spans, in text order).
    pub fn of(text: &Text, entities: &[(Span, Entity)], roster: &Roster, as_of: AsOf) -> Self {
        let mut cast = Cast::default();
        let mut named: Vec<(Span, String)> = entities
            .iter()
            .filter(|(_, kind)| *kind == Entity::Person)
            .map(|(span, _)| (span.clone(), text.slice(span)))
            .filter(|(span, s)| s.chars().any(char::is_alphabetic) && !is_adjective_of_title(text, span))
            .collect();
        // fuller names first, so that later a part of a name finds its whole
        let mut by_length: Vec<usize> = (0..named.len()).collect();
        by_length.sort_by_key(|&i| std::cmp::Reverse(key(&bare_name(&named[i].1, roster)).split(' ').count()));
        let mut person_of = vec![0; named.len()];
        for i in by_length {
            person_of[i] = cast.person(&named[i].1, roster);
        }
        for (i, (span, surface)) in named.drain(..).enumerate() {
            let possessive =
                without_possessive(&surface).len() < surface.trim_end().len() || is_possessive(text, span.end);
            cast.introduce(text, &span, person_of[i]);
            cast.mentions.push(PersonMention { span, person: person_of[i], subject: false, possessive });
        }
        cast.add_family_names(text);
        for (span, kind) in entities {
            if matches!(kind, Entity::Organisation | Entity::Place | Entity::Other) {
                let surface = text.slice(span);
                let name = match roster.find(without_possessive(&surface)) {
                    Some(e) if e.kind == Kind::Body => e.name.clone(),
                    Some(_) => continue,
                    None if *kind == Entity::Organisation => without_possessive(&surface).to_string(),
                    None => continue,
                };
                if let Some(short) = abbreviation_after(text, span.end) {
                    cast.abbreviations.entry(short).or_insert_with(|| name.clone());
                }
                let organisation = *kind == Entity::Organisation;
                if organisation {
                    cast.index.organisations.entry(surface).or_insert(cast.bodies.len());
                }
                cast.bodies.push(BodyMention { span: span.clone(), name, organisation });
            }
        }
        for b in &mut cast.bodies {
            if let Some(full) = cast.abbreviations.get(&b.name) {
                b.name = full.clone();
            }
        }
        // titles lean on the subjects among the names, and are subjects themselves
        cast.mark_subjects(text);
        cast.add_titles(text, roster, as_of);
        cast.mark_subjects(text);
        cast
    }

    /// Family names of the cast that the tagger of entities passed over.
    fn add_family_names(&mut self, text: &Text) {
        let families: HashMap<String, usize> = self
            .people
            .iter()
            .enumerate()
            .filter(|(_, p)| p.key.contains(' '))
            .map(|(i, p)| (family(&p.key).to_string(), i))
            .collect();
        let chars = text.chars();
        let mut found = Vec::new();
        let mut i = 0;
        while i < chars.len() {
            let start = i;
            while i < chars.len() && (chars[i].is_alphanumeric() || chars[i] == '-') {
                i += 1;
            }
            if i == start {
                i += 1;
                continue;
            }
            if !chars[start].is_uppercase() {
                continue;
            }
            let Some(&person) = families.get(&key(&text.slice(&(start..i)))) else { continue };
            let next = self.mentions.partition_point(|m| m.span.end <= start);
            if self.mentions.get(next).is_none_or(|m| m.span.start >= i) {
                found.push((start..i, person));
            }
        }
        for (span, person) in found {
            let possessive = is_possessive(text, span.end);
            let at = self.mentions.partition_point(|m| m.span.start < span.start);
            self.mentions.insert(at, PersonMention { span, person, subject: false, possessive });
        }
    }

    /// Titles that stand for a person of the cast: "the Norlund president", "the prime minister".
    fn add_titles(&mut self, text: &Text, roster: &Roster, as_of: AsOf) {
        for p in text.paragraphs() {
            let mut words: Vec<Span> = Vec::new();
            let mut at = p.start;
            for (i, c) in
                text.chars()[p.clone()].iter().enumerate().map(|(i, c)| (p.start + i, c)).chain([(p.end, &' ')])
            {
                if c.is_whitespace() {
                    if i > at {
                        words.push(at..i);
                    }
                    at = i + 1;
                }
            }
            for (i, first) in words.iter().enumerate() {
                if !text.slice(first).eq_ignore_ascii_case("the") {
                    continue;
                }
                let noun = words[i + 1..].iter().take(4).position(|w| {
                    let w = text.slice(w);
                    titles::is_head(without_possessive(&w)) && !w.ends_with("s")
                });
                let Some(noun) = noun else { continue };
                let last = &words[i + 1 + noun];
                let surface = text.slice(&(first.start..last.end));
                let phrase = without_possessive(&surface);
                let possessive = phrase.len() + 1 < surface.len();
                let span = first.start..first.start + phrase.chars().count();
                // "the governor Oda Varn" is her title, whoever else governs
                let next = self.mentions.partition_point(|m| m.span.start < span.end);
                if !possessive && self.mentions.get(next).is_some_and(|m| m.span.start == span.end + 1) {
                    continue;
                }
                if let Some((name, true)) =
                    titles::parse(phrase, roster).and_then(|t| t.resolve(span.start, as_of, self, roster))
                {
                    self.enter(&span, &name);
                    let at = self.mentions.partition_point(|m| m.span.start < span.start);
                    if let Some(m) = self.mentions.get_mut(at).filter(|m| m.span == span) {
                        m.possessive = possessive;
                        m.subject = false;
                    }
                }
            }
        }
    }

    /// Tell who stands as a subject, from the mentions that are there.
    fn mark_subjects(&mut self, text: &Text) {
        for i in 0..self.mentions.len() {
            let m = &self.mentions[i];
            self.mentions[i].subject = !m.possessive && self.is_subject(text, &m.span.clone());
        }
    }

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

    /// The person of this name, entered where new.
    fn person(&mut self, surface: &str, roster: &Roster) -> usize {
        if let Some(i) = self.lookup(surface, roster) {
            return i;
        }
        let bare = bare_name(surface, roster);
        let entry = roster.find(&bare).filter(|e| e.kind == Kind::Person).or_else(|| roster.find_variant(&bare));
        let (name, known) = match entry {
            Some(e) => (e.name.clone(), true),
            None => (bare.clone(), false),
        };
        if let Some(i) = self.by_name(&name) {
            return i;
        }
        let person = Person {
            key: key(&name),
            gender: entry.and_then(|e| e.gender).or_else(|| gender_of_title(surface)),
            name,
            known,
            introductions: Vec::new(),
        };
        let i = self.people.len();
        self.index.by_family.entry(family(&person.key).to_string()).or_default().push(i);
        self.index.by_first.entry(first(&person.key).to_string()).or_default().push(i);
        self.index.by_name.insert(person.name.clone(), i);
        self.people.push(person);
        i
    }

    /// A person entered before whom this name can mean: the same name, its last words, its first
    /// name behind "Sir", or the same family name with the same initial.
    pub fn lookup(&self, surface: &str, roster: &Roster) -> Option<usize> {
        let bare = bare_name(surface, roster);
        let k = key(&bare);
        let of_family = self.index.by_family.get(family(&k)).map_or(&[][..], Vec::as_slice);
        let found = |fits: &dyn Fn(&Person) -> bool| of_family.iter().copied().find(|&i| fits(&self.people[i]));
        if let Some(i) = found(&|p| p.key == k) {
            return Some(i);
        }
        let alias = roster.find(&bare).filter(|e| e.kind == Kind::Person);
        if k.contains(' ') {
            if let Some(e) = alias {
                return self.by_name(&e.name);
            }
            let end = format!(" {k}");
            return found(&|p| {
                p.key.ends_with(&end)
                    || first(&p.key) == first(&k)
                    || (first(&k).chars().count() == 1 && first(&p.key).starts_with(first(&k)))
            });
        }
        // no key here is `k` itself: whoever has it as the last word has others before it
        if of_family.len() > 1 {
            // of two with this family name, the one whom the world knows by it
            if let Some(e) = alias
                && let Some(i) = found(&|p| p.name == e.name)
            {
                return Some(i);
            }
        }
        if let Some(&i) = of_family.first() {
            return Some(i);
        }
        if let Some(e) = alias {
            return self.by_name(&e.name);
        }
        match self.index.by_first.get(&k).map_or(&[][..], Vec::as_slice) {
            [one] => Some(*one),
            [one, ..] if names_by_first_name(surface) => Some(*one),
            _ => None,
        }
    }

    /// Note the words before a name (back to punctuation or six words) and an apposition after it.
    fn introduce(&mut self, text: &Text, span: &Span, person: usize) {
        let chars = text.chars();
        let p = &text.paragraphs()[text.paragraph_at(span.start)];
        let from = span.start.saturating_sub(70).max(p.start);
        let before: String = chars[from..span.start].iter().collect();
        let before = before.trim_end_matches([' ', ',']);
        let clause = before.rsplit(['.', ';', ':', '“', '”', '"', '(', '—', '–']).next().unwrap_or("");
        let words: Vec<&str> = clause.split_whitespace().collect();
        let words = &words[words.len().saturating_sub(7)..];
        if !words.is_empty() {
            self.add_introduction(person, &words.join(" "), &words.join(" "));
        }
        if chars.get(span.end) == Some(&',') {
            let end = (span.end + 90).min(p.end);
            let after: String = chars[(span.end + 1).min(end)..end].iter().collect();
            if let Some(apposition) = after.split([',', '.', ';', '“', '"', '—']).next()
                && apposition.split_whitespace().count() <= 10
                && !apposition.contains(" said")
            {
                // "the envoy to Norlund": up to the preposition
                let words = apposition.split_whitespace();
                let phrase: Vec<&str> =
                    words.take_while(|w| !["of", "for", "to", "in", "at", "from"].contains(w)).collect();
                self.add_introduction(person, &phrase.join(" "), apposition);
            }
        }
    }

    fn add_introduction(&mut self, person: usize, title: &str, whole: &str) {
        let plain = |s: &str| s.trim().to_lowercase().replace('’', "'");
        let introduction = Introduction { title: plain(title), whole: plain(whole) };
        let known = &mut self.people[person].introductions;
        if known.len() < MOST_INTRODUCTIONS && !known.contains(&introduction) {
            let last = introduction.title.rsplit(' ').next().unwrap_or_default();
            self.index.by_title.entry(last.to_string()).or_default().insert(person);
            known.push(introduction);
        }
    }

    fn is_subject(&self, text: &Text, span: &Span) -> bool {
        let sentence = text.sentence_around(span);
        let until = self.mentions.partition_point(|m| m.span.start < span.start);
        let first_here =
            !self.mentions[..until].iter().rev().take_while(|m| m.span.start >= sentence.start).any(|m| !m.possessive);
        let before = text.slice(&(sentence.start..span.start));
        let last = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
        first_here && !PREPOSITIONS.contains(&last.as_str())
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

    /// Who is named at a code point, and whether that is a body.
    pub fn named_at(&self, at: usize) -> Option<(&str, bool)> {
        let next = self.mentions.partition_point(|m| m.span.end <= at);
        if let Some(m) = self.mentions.get(next).filter(|m| m.span.start <= at) {
            return Some((&self.people[m.person].name, false));
        }
        let next = self.bodies.partition_point(|b| b.span.end <= at);
        self.bodies.get(next).filter(|b| b.span.start <= at).map(|b| (b.name.as_str(), true))
    }

    /// The probability, of places in the text and their probabilities, that falls on a name.
    pub fn pointed(&self, places: &[(usize, f32)], name: &str) -> f32 {
        places.iter().filter(|(at, _)| self.named_at(*at).is_some_and(|n| n.0 == name)).map(|p| p.1).sum()
    }

    /// Enter a place that was found to mean a person of the cast (a pronoun, a title), so that later pronouns can
    /// lean on it.
    pub fn enter(&mut self, span: &Span, name: &str) {
        let Some(person) = self.by_name(name) else { return };
        let at = self.mentions.partition_point(|m| m.span.end <= span.start);
        if self.mentions.get(at).is_none_or(|m| m.span.start >= span.end) {
            self.mentions.insert(at, PersonMention { span: span.clone(), person, subject: true, possessive: false });
        }
    }
}

/// Whether a possessive ending stands here.
fn is_possessive(text: &Text, at: usize) -> bool {
    matches!(text.chars().get(at..at + 2), Some(['’' | '\'', 's']))
}

/// "Tarsk Defense" in "Tarsk Defense Minister Dragan Voshk" is no person, nor is the first name in "a Norlund official".
fn is_adjective_of_title(text: &Text, span: &Span) -> bool {
    let rest: String = text.chars()[span.end..].iter().take(16).collect();
    let next = rest.strip_prefix(' ').and_then(|r| r.split(|c: char| !c.is_alphabetic()).next()).unwrap_or("");
    titles::is_head(&next.to_lowercase()) || matches!(next, "Ministry" | "Department" | "Office")
}

/// "(SES)" right after a name.
fn abbreviation_after(text: &Text, at: usize) -> Option<String> {
    let rest: String = text.chars()[at..].iter().take(14).collect();
    let inside = rest.trim_start().strip_prefix('(')?.split_once(')')?.0;
    let fits =
        (2..=8).contains(&inside.len()) && inside.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '.');
    fits.then(|| inside.to_string())
}

/// A person's name without honorifics, and without a country that the tagger drew into it ("ambassador to [Norlund
/// Oda Varn]"), where two words are left.
fn bare_name(surface: &str, roster: &Roster) -> String {
    let mut name = without_honorifics(surface);
    while let Some((first, rest)) = name.split_once(' ') {
        if !rest.contains(' ') || roster.country(first).is_none() {
            break;
        }
        name = without_honorifics(rest);
    }
    name
}

fn gender_of_title(surface: &str) -> Option<Gender> {
    let first = surface.split_whitespace().next()?.trim_end_matches('.').to_lowercase();
    match first.as_str() {
        "mr" | "sir" | "lord" | "king" | "prince" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "dame" | "lady" | "queen" | "princess" => Some(Gender::Female),
        _ => None,
    }
}
