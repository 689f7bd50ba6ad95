//! The cast of an article, collected from the entities that the model tagged.

use std::collections::{HashMap, HashSet};

use super::bodies;
use super::cast::{BodyMention, Cast, PersonMention, bare_name};
use super::entry::{EntryKind, Gender};
use super::evidence::Way;
use super::holders::Lookup;
use super::names::{family, key, particle_free, without_article, without_ending};
use super::persons::tagged_names;
use super::roster::Roster;
use super::title::{is_head, parse};
use super::tokens::Tokens;
use crate::document::AsOf;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::{Span, Text};
use crate::words::is_capitalised;

/// Collect the cast from the named entities (code-point spans, in text order).
pub fn collect(text: &Text, tokens: &Tokens, entities: &[(Span, Entity)], roster: &Roster, as_of: AsOf) -> Cast {
    let mut cast = Cast::default();
    add_persons(&mut cast, text, tokens, entities, roster);
    add_family_names(&mut cast, text);
    add_bodies(&mut cast, text, entities, roster, tokens);
    // titles lean on the subjects among the names, and are subjects themselves
    mark_subjects(&mut cast, text);
    add_titles(&mut cast, text, roster, as_of);
    mark_subjects(&mut cast, text);
    tell_genders(&mut cast, text, tokens);
    cast
}

/// How many words behind a name a pronoun is looked for.
const PRONOUN_BEHIND: usize = 25;

/// The gender of persons of whom nothing else tells it, by the pronouns that follow their names before another person's.
fn tell_genders(cast: &mut Cast, text: &Text, tokens: &Tokens) {
    let lists = &lexicon().persons;
    let mut votes = vec![0i32; cast.people.len()];
    for (i, m) in cast.mentions.iter().enumerate().filter(|(_, m)| m.way == Way::Name) {
        let person = &cast.people[m.person];
        if person.gender.is_some() {
            continue;
        }
        let until = cast.mentions.get(i + 1).map_or(usize::MAX, |next| next.span.start);
        let from = tokens.spans.partition_point(|t| t.start < m.span.end);
        let mut behind = (from..tokens.spans.len()).take(PRONOUN_BEHIND).take_while(|&t| tokens.spans[t].start < until);
        let vote = behind.find_map(|t| match tokens.key(text, t).as_str() {
            he if lists.masculine_pronouns.has(he) => Some(1),
            she if lists.feminine_pronouns.has(she) => Some(-1),
            _ => None,
        });
        votes[m.person] += vote.unwrap_or(0);
    }
    for (person, vote) in cast.people.iter_mut().zip(votes).filter(|(p, _)| p.gender.is_none()) {
        person.gender = match vote {
            1.. => Some(Gender::Male),
            0 => None,
            _ => Some(Gender::Female),
        };
    }
}

fn add_persons(cast: &mut Cast, text: &Text, tokens: &Tokens, entities: &[(Span, Entity)], roster: &Roster) {
    let named = tagged_names(text, tokens, entities, roster);
    // fuller names first, so that later a part of a name finds its whole
    let count = |i: &usize| key(&bare_name(&named[*i].words, roster)).split(' ').count();
    let mut by_length: Vec<usize> = (0..named.len()).collect();
    by_length.sort_by_cached_key(|i| std::cmp::Reverse(count(i)));
    let mut person_of = vec![0; named.len()];
    let (full, single): (Vec<usize>, Vec<usize>) = by_length.into_iter().partition(|i| count(i) > 1);
    for i in full {
        person_of[i] = cast.person(&named[i].asked(), roster);
    }
    cast.full_names_are_in();
    for i in single {
        person_of[i] = cast.person(&named[i].asked(), roster);
    }
    for (name, person) in named.into_iter().zip(person_of) {
        let possessive =
            without_ending(&name.words).len() < name.words.trim_end().len() || is_possessive(text, name.span.end);
        let span = name.span;
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
        .map(|(i, p)| (particle_free(family(&p.key)).to_string(), i))
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
        let word = key(&text.slice(&(start..i)));
        let Some(&person) = families.get(particle_free(without_ending(&word))) else { continue };
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

fn add_bodies(cast: &mut Cast, text: &Text, entities: &[(Span, Entity)], roster: &Roster, tokens: &Tokens) {
    let mut bodies: Vec<(BodyMention, String)> = Vec::new();
    let mut abbreviations = HashMap::new();
    for (span, kind) in entities.iter().filter(|(_, kind)| *kind != Entity::Person) {
        let organisation = *kind == Entity::Organisation;
        // a person's name that was taken for an organisation's
        if cast.named_at(span.start).is_some_and(|n| n.span.end >= span.end) {
            continue;
        }
        let known = roster.find(without_ending(&text.slice(span))).is_some();
        let span = if organisation && !known { bodies::whole(text, tokens, span) } else { span.clone() };
        if bodies.last().is_some_and(|(b, _)| b.span.end > span.start) {
            bodies.pop(); // its beginning was tagged apart
        }
        let surface = text.slice(&span);
        let name = match roster.find(without_ending(&surface)) {
            Some(e) if e.kind == EntryKind::Body => e.name.clone(),
            None if organisation => without_article(without_ending(&surface)).replace('’', "'"),
            _ => continue,
        };
        if let Some(short) = abbreviation_after(text, span.end) {
            abbreviations.entry(short).or_insert_with(|| name.clone());
        }
        bodies.push((BodyMention { span, key: String::new(), name, organisation }, surface));
    }
    for (short, mut span) in bodies::explained(text, tokens) {
        // "Senator Oda Varn (SD)" says of which party she is
        let next = cast.mentions.partition_point(|m| m.span.end <= span.start);
        if cast.mentions.get(next).is_some_and(|m| m.span.start < span.end) {
            continue;
        }
        // what the tagger drew further back: "Norlund Party of Tarsk (PT)"
        let same_end = bodies.iter().map(|(b, _)| &b.span).find(|b| b.end == span.end && b.start < span.start);
        span.start = same_end.map_or(span.start, |b| b.start);
        let words = text.slice(&span);
        let name = roster.find(&words).map_or_else(|| words.replace('’', "'"), |e| e.name.clone());
        bodies.retain(|(b, _)| b.span.end <= span.start || b.span.start >= span.end);
        let at = bodies.partition_point(|(b, _)| b.span.start < span.start);
        bodies.insert(at, (BodyMention { span, key: String::new(), name: name.clone(), organisation: true }, words));
        abbreviations.insert(short, name);
    }
    let unknown = |b: &BodyMention| b.organisation && roster.find(&b.name).is_none();
    let mut names: Vec<String> = Vec::new();
    let mut met = HashSet::new();
    for (b, _) in bodies.iter().filter(|(b, _)| unknown(b)) {
        if met.insert(b.name.clone()) {
            names.push(b.name.clone());
        }
    }
    let full = bodies::full_names(&names);
    for (b, _) in &mut bodies {
        if let Some(name) = full.get(&b.name).filter(|_| b.organisation) {
            b.name.clone_from(name);
        }
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
            let last = &words[end_of_owner(text, &words, i + 1 + noun)];
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

/// The word that ends a title at a head: the head itself, or the name behind "of" in "the governor of the Arden" region.
fn end_of_owner(text: &Text, words: &[Span], head: usize) -> usize {
    let of = words.get(head + 1).is_some_and(|w| lexicon().titles.of.has(&text.slice(w)));
    let behind =
        (head + 2..words.len().min(head + 7)).take_while(|&i| !text.slice(&words[i - 1]).ends_with([',', '.']));
    let name = behind.into_iter().find(|&i| is_capitalised(&text.slice(&words[i]))).filter(|_| of);
    let Some(mut end) = name else { return head };
    let goes_on = |end: usize| !text.slice(&words[end]).ends_with([',', '.', '’', '\'']);
    while goes_on(end) && words.get(end + 1).is_some_and(|w| is_capitalised(&text.slice(w))) {
        end += 1;
    }
    end
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
    // the full stop of "U.S. President" ends no sentence
    let from = span.start.saturating_sub(70).max(text.sentence_around(span).start).min(span.start);
    let before: String = chars[from..span.start].iter().collect();
    let before = before.trim_end_matches([' ', ',']);
    let clause = before.rsplit([';', ':', '“', '”', '"', '(', '—', '–']).next().unwrap_or("");
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

/// "(SES)" right after a name.
fn abbreviation_after(text: &Text, at: usize) -> Option<String> {
    let rest: String = text.chars()[at..].iter().take(14).collect();
    let inside = rest.trim_start().strip_prefix('(')?.split_once(')')?.0;
    let fits =
        (2..=8).contains(&inside.len()) && inside.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '.');
    fits.then(|| inside.to_string())
}
