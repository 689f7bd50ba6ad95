//! The cast of an article, collected from the entities that the model tagged.

use std::collections::HashMap;

use super::cast::{BodyMention, Cast, PersonMention, bare_name};
use super::entry::EntryKind;
use super::evidence::Way;
use super::holders::Lookup;
use super::names::{family, key, without_ending};
use super::roster::Roster;
use super::title::{is_head, parse};
use crate::document::AsOf;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::{Span, Text};
use crate::words::is_capitalised;

/// Collect the cast from the named entities (code-point spans, in text order).
pub fn collect(text: &Text, entities: &[(Span, Entity)], roster: &Roster, as_of: AsOf) -> Cast {
    let mut cast = Cast::default();
    add_persons(&mut cast, text, entities, roster);
    add_family_names(&mut cast, text);
    add_bodies(&mut cast, text, entities, roster);
    // titles lean on the subjects among the names, and are subjects themselves
    mark_subjects(&mut cast, text);
    add_titles(&mut cast, text, roster, as_of);
    mark_subjects(&mut cast, text);
    cast
}

fn add_persons(cast: &mut Cast, text: &Text, entities: &[(Span, Entity)], roster: &Roster) {
    let named: Vec<(Span, String)> = entities
        .iter()
        .filter(|(_, kind)| *kind == Entity::Person)
        .map(|(span, _)| (span.clone(), text.slice(span)))
        .filter(|(span, s)| s.chars().any(char::is_alphabetic) && !is_adjective_of_title(text, span))
        .collect();
    // fuller names first, so that later a part of a name finds its whole
    let mut by_length: Vec<usize> = (0..named.len()).collect();
    by_length.sort_by_cached_key(|&i| std::cmp::Reverse(key(&bare_name(&named[i].1, roster)).split(' ').count()));
    let mut person_of = vec![0; named.len()];
    for i in by_length {
        person_of[i] = cast.person(&named[i].1, roster);
    }
    for ((span, surface), person) in named.into_iter().zip(person_of) {
        let possessive = without_ending(&surface).len() < surface.trim_end().len() || is_possessive(text, span.end);
        introduce(cast, text, &span, person);
        cast.mentions.push(PersonMention { span, person, way: Way::Name, subject: false, possessive });
    }
}

/// Family names of the cast that the tagger of entities passed over.
fn add_family_names(cast: &mut Cast, text: &Text) {
    let families: HashMap<String, usize> = cast
        .people
        .iter()
        .enumerate()
        .filter(|(_, p)| p.key.contains(' '))
        .map(|(i, p)| (family(&p.key).to_string(), i))
        .collect();
    if families.is_empty() {
        return;
    }
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
        let next = cast.mentions.partition_point(|m| m.span.end <= start);
        if cast.mentions.get(next).is_none_or(|m| m.span.start >= i) {
            found.push((start..i, person));
        }
    }
    for (span, person) in found {
        let possessive = is_possessive(text, span.end);
        let at = cast.mentions.partition_point(|m| m.span.start < span.start);
        cast.mentions.insert(at, PersonMention { span, person, way: Way::Name, subject: false, possessive });
    }
}

fn add_bodies(cast: &mut Cast, text: &Text, entities: &[(Span, Entity)], roster: &Roster) {
    let mut bodies = Vec::new();
    let mut abbreviations = HashMap::new();
    for (span, kind) in entities.iter().filter(|(_, kind)| *kind != Entity::Person) {
        let surface = text.slice(span);
        let organisation = *kind == Entity::Organisation;
        let name = match roster.find(without_ending(&surface)) {
            Some(e) if e.kind == EntryKind::Body => e.name.clone(),
            None if organisation => without_ending(&surface).to_string(),
            _ => continue,
        };
        if let Some(short) = abbreviation_after(text, span.end) {
            abbreviations.entry(short).or_insert_with(|| name.clone());
        }
        let body = BodyMention { span: span.clone(), key: String::new(), name, organisation };
        bodies.push((body, surface));
    }
    cast.set_bodies(bodies, abbreviations);
}

/// Titles that stand for a person of the cast: "the Norlund president", "the prime minister".
fn add_titles(cast: &mut Cast, text: &Text, roster: &Roster, as_of: AsOf) {
    for paragraph in text.paragraphs() {
        let words = words_of(text, paragraph);
        for (i, first) in words.iter().enumerate() {
            if !is_the(text, first) {
                continue;
            }
            let noun = words[i + 1..].iter().take(4).position(|w| {
                let w = text.slice(w);
                is_head(without_ending(&w)) && !w.ends_with("s")
            });
            let Some(noun) = noun else { continue };
            let last = &words[i + 1 + noun];
            let surface = text.slice(&(first.start..last.end));
            let phrase = without_ending(&surface);
            let possessive = phrase.len() + 1 < surface.len();
            let span = first.start..first.start + phrase.chars().count();
            // "the governor Oda Varn" is her title, whoever else governs
            let next = cast.mentions.partition_point(|m| m.span.start < span.end);
            if !possessive && cast.mentions.get(next).is_some_and(|m| m.span.start == span.end + 1) {
                continue;
            }
            let lookup = Lookup { at: span.start, as_of, cast, roster };
            if let Some(holder) = parse(phrase, roster).and_then(|t| lookup.in_article(&t)) {
                let name = cast.people[holder.person].name.clone();
                cast.enter(&span, &name, Way::Title);
                let at = cast.mentions.partition_point(|m| m.span.start < span.start);
                if let Some(m) = cast.mentions.get_mut(at).filter(|m| m.span == span) {
                    m.possessive = possessive;
                    m.subject = false;
                }
            }
        }
    }
}

fn is_the(text: &Text, word: &Span) -> bool {
    matches!(text.chars()[word.clone()], ['t' | 'T', 'h' | 'H', 'e' | 'E'])
}

/// The words of a stretch, as white space parts them.
pub fn words_of(text: &Text, stretch: &Span) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = stretch.start;
    for i in stretch.clone().chain([stretch.end]) {
        if i == stretch.end || text.chars()[i].is_whitespace() {
            if i > at {
                words.push(at..i);
            }
            at = i + 1;
        }
    }
    words
}

/// Tell who stands as a subject, from the mentions that are there.
fn mark_subjects(cast: &mut Cast, text: &Text) {
    for i in 0..cast.mentions.len() {
        cast.mentions[i].subject = !cast.mentions[i].possessive && is_subject(cast, text, i);
    }
}

fn is_subject(cast: &Cast, text: &Text, mention: usize) -> bool {
    let span = &cast.mentions[mention].span;
    let sentence = text.sentence_around(span);
    let until = cast.mentions.partition_point(|m| m.span.start < span.start);
    let mut before = cast.mentions[..until].iter().rev().take_while(|m| m.span.start >= sentence.start);
    if before.any(|m| !m.possessive) {
        return false;
    }
    let before = text.slice(&(sentence.start..span.start));
    let last = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
    !lexicon().persons.before_objects.has(&last)
}

/// Note the words before a name (back to punctuation or six words) and an apposition after it.
fn introduce(cast: &mut Cast, text: &Text, span: &Span, person: usize) {
    let chars = text.chars();
    let p = &text.paragraphs()[text.paragraph_at(span.start)];
    let from = span.start.saturating_sub(70).max(p.start);
    let before: String = chars[from..span.start].iter().collect();
    let before = before.trim_end_matches([' ', ',']);
    let clause = before.rsplit(['.', ';', ':', '“', '”', '"', '(', '—', '–']).next().unwrap_or("");
    let words: Vec<&str> = clause.split_whitespace().collect();
    let words = &words[words.len().saturating_sub(7)..];
    if !words.is_empty() {
        cast.add_introduction(person, &words.join(" "), &words.join(" "));
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
            let title: Vec<&str> = words.take_while(|w| !lexicon().titles.apposition_ends.has(w)).collect();
            cast.add_introduction(person, &title.join(" "), apposition);
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
    let lower = next.to_lowercase();
    is_head(&lower) || is_capitalised(next) && lexicon().organisations.after_adjectives.has(&lower)
}

/// "(SES)" right after a name.
fn abbreviation_after(text: &Text, at: usize) -> Option<String> {
    let rest: String = text.chars()[at..].iter().take(14).collect();
    let inside = rest.trim_start().strip_prefix('(')?.split_once(')')?.0;
    let fits =
        (2..=8).contains(&inside.len()) && inside.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '.');
    fits.then(|| inside.to_string())
}
