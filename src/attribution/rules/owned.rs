//! Organisations by the words of the mention itself, and by the fuller words that the text has for them elsewhere.

use crate::attribution::context::Context;
use crate::attribution::description::{Description, Determiner, Head};
use crate::attribution::evidence::Way;
use crate::attribution::names::{key, without_article, without_ending};
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::speaker::Speaker;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::Span;
use crate::words::is_capitalised;

use super::near::{list, speaks_for_another};
use super::organisations::own_name;

/// How many fuller names are proposed for a noun.
const MOST: usize = 3;
/// How many bodies named before are asked whether they are countries.
const COUNTRIES_BACK: usize = 60;
/// Words of a source by its own words; what is longer is a clause.
const LONGEST: usize = 14;

/// Names of organisations inside a mention: "the state-run Harbour Watch agency", "a Harbour Watch editorial".
pub(super) fn organisation_in_mention(c: &Context, s: &Source) -> Vec<Proposal> {
    let from = c.entities.partition_point(|(at, _)| at.end <= s.span.start);
    let inside = c.entities[from..].iter().take_while(|(at, _)| at.start < s.span.end);
    let names = inside.filter(|(_, kind)| *kind != Entity::Person).map(|(at, _)| {
        let words = c.text.slice(at);
        let bare = without_ending(without_article(&words));
        let known = c.cast.body_at(at.start).map(|b| b.name.clone());
        let name = known.or_else(|| Some(c.roster.find(bare)?.name.clone()));
        (name.unwrap_or_else(|| bare.replace('’', "'")), at)
    });
    let names = names.filter(|(name, _)| !speaks_for_another(s) && name.chars().any(char::is_uppercase));
    names.map(|(name, at)| Proposal::organisation(name).on(at)).collect()
}

/// Names in capitals inside a mention, whatever the tagger took them for: "the state-run Harbour Watch agency".
pub(super) fn capitals_in_mention(c: &Context, s: &Source) -> Vec<Proposal> {
    let d = Description::of(&s.words);
    if matches!(d.head, Head::Person | Head::People | Head::Pair) || !s.persons(c).is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = s.words.split(' ').collect();
    let small = |w: &str| ["of", "for", "the", "de"].contains(&w);
    let begins = c.text.sentence_around(&s.span).start == s.span.start;
    let place = |name: &str| {
        let from = c.entities.partition_point(|(at, _)| at.end <= s.span.start);
        let mut here = c.entities[from..].iter().take_while(|(at, _)| at.start < s.span.end);
        here.any(|(at, kind)| *kind == Entity::Place && without_ending(&c.text.slice(at)) == name)
    };
    let mut out: Vec<Proposal> = Vec::new();
    let mut i = 0;
    while i < words.len() && out.len() < MOST {
        let first = i;
        let mut end = i; // of the run, behind its last capital
        while i < words.len() && (is_capitalised(words[i]) || i > first && small(words[i])) {
            let bare = without_ending(words[i]).trim_end_matches([',', ')']);
            if is_capitalised(words[i]) {
                end = i + 1;
            }
            i += 1;
            if bare.len() < words[i - 1].len() {
                break; // "Norlund's Harbour Watch" is Harbour Watch
            }
        }
        i = i.max(first + 1);
        let run = words[first..end].join(" ");
        let name =
            without_article(without_ending(run.trim_end_matches([',', ')']))).trim_start_matches('(').replace('’', "'");
        let whole = first == 0 && end == words.len();
        // "Tarsk's Ministry of Harbours" is no other country's
        let of_country = first > 0 && c.roster.country(without_ending(words[first - 1])).is_some();
        // a capital that the sentence gives, a day, a place
        let chance =
            begins && first == 0 && !name.contains(' ') || lexicon().names.never_family.has(&name.to_lowercase());
        let named = name.chars().count() > 3 && (name.contains(' ') || !whole);
        if named && !chance && !of_country && !place(&name) && c.roster.country(&name).is_none() {
            let name = c.cast.organisation(&name).map_or(name.clone(), |b| b.name.clone());
            let name = c.roster.find(&name).map_or(name, |e| e.name.clone());
            out.push(Proposal::organisation(name).on(&s.span));
        }
    }
    out
}

/// "The government" of the country that was named last, and of the one that the text names most.
pub(super) fn body_of_a_country(c: &Context, s: &Source) -> Vec<Proposal> {
    let d = Description::of(&s.words);
    let plain = match d.determiner {
        Determiner::Definite => (1..=2).contains(&d.words.len()),
        Determiner::Bare => d.words.len() == 1,
        _ => false,
    };
    let all_lower = s.words.split(' ').skip(1).all(|w| w.chars().all(char::is_lowercase));
    if !plain || !all_lower || !lexicon().organisations.of_countries.has(&d.noun) {
        return Vec::new();
    }
    let is_country = |name: &str| c.roster.country(name).is_some_and(|of| of == name);
    // the nearest first
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for b in c.cast.bodies_before(s.span.start).take(COUNTRIES_BACK).filter(|b| is_country(&b.name)) {
        match counts.iter_mut().find(|(name, _)| *name == b.name) {
            Some((_, n)) => *n += 1,
            None => counts.push((&b.name, 1)),
        }
    }
    // of equals the nearest
    let most = counts.iter().rev().max_by_key(|(_, n)| *n).map(|(name, _)| *name);
    let mut names: Vec<&str> = most.into_iter().chain(counts.first().map(|(name, _)| *name)).collect();
    names.dedup();
    let adjective = |country: &str| c.roster.find(country).and_then(|e| e.demonyms.first().cloned());
    let names = names.into_iter().filter_map(adjective).map(|a| format!("{a} {}", d.words.join(" ")));
    names
        .map(|name| Proposal::organisation(c.roster.find(&name).map_or(name, |e| e.name.clone())).on(&s.span))
        .collect()
}

/// A group or body that has no other name than what the mention calls it: "the Tarsk opposition".
pub(super) fn organisation_by_its_words(c: &Context, s: &Source) -> Option<Proposal> {
    let d = Description::of(&s.words);
    if matches!(d.head, Head::Person | Head::People | Head::Pair | Head::Document)
        || d.determiner == Determiner::Indefinite
    {
        return None;
    }
    let words = without_ending(without_article(&s.words));
    let words = words.split(", ").next().unwrap_or(words);
    let (from, few) = (words.split(' ').next()?, words.split(' ').count() <= LONGEST);
    let named = words.split(' ').any(is_capitalised);
    let pronoun = lexicon().descriptions.possessives.has(&from.to_lowercase());
    let name = own_name(c, words).replace('’', "'");
    // whose name is known has its own rules
    let known = c.roster.find(words).is_some() || !s.persons(c).is_empty();
    (named && few && !pronoun && !known).then(|| Proposal::organisation(name).on(&s.span))
}

/// "The opposition", where the text has "the Tarsk opposition": the noun with whose it is, the nearest before first.
pub(super) fn noun_with_its_owner(c: &Context, s: &Source) -> Vec<Proposal> {
    let d = Description::of(&s.words);
    let general = matches!(d.head, Head::Body | Head::People | Head::Other | Head::Name);
    let plain = d.words.len() <= 2 && (1..=2).contains(&d.words.len()) && d.determiner != Determiner::Indefinite;
    if !general || !plain || d.noun.chars().count() < 4 {
        return Vec::new();
    }
    let tokens = &c.tokens;
    let places = tokens.of(&d.noun);
    let until = places.partition_point(|&i| tokens.spans[i].end <= s.span.start);
    let behind = places[until..].iter().filter(|&&i| tokens.spans[i].start >= s.span.end);
    let mut out: Vec<Proposal> = Vec::new();
    for &i in places[..until].iter().rev().take(12).chain(behind.take(6)) {
        let Some(span) = whole_name(c, i, &d.words) else { continue };
        let words = c.text.slice(&span);
        let name = without_ending(without_article(&words)).replace('’', "'");
        if key(&name) == d.words.join(" ") || out.iter().any(|p| p.speaker.name() == Some(name.as_str())) {
            continue;
        }
        let name = c.cast.organisation(&name).map_or(name.clone(), |b| b.name.clone());
        let name = c.roster.find(&name).map_or(name, |e| e.name.clone());
        out.push(Proposal::organisation(name).on(&span));
        if out.len() == MOST {
            break;
        }
    }
    out
}

/// The noun at a token with the name before it: "Hong Kong police", "Gaza’s Health Ministry".
fn whole_name(c: &Context, at: usize, words: &[String]) -> Option<Span> {
    let tokens = &c.tokens;
    let mut first = at;
    // the rest of the description before its noun
    for w in words.iter().rev().skip(1) {
        first = first.checked_sub(1).filter(|&i| tokens.key(c.text, i) == *w)?;
    }
    let noun = first;
    let beside = |i: usize| tokens.is_beside(c.text, i);
    let begins = |i: usize| c.text.sentence_around(&tokens.spans[i]).start == tokens.spans[i].start;
    let article = |i: usize| ["the", "a", "an", "this", "that"].contains(&tokens.key(c.text, i).as_str());
    let is_name = |i: usize| {
        let word = c.text.slice(&tokens.spans[i]);
        is_capitalised(&word) && !article(i) && (!begins(i) || c.roster.country(without_ending(&word)).is_some())
    };
    while first > 0 && noun - first < 5 && beside(first) && is_name(first - 1) {
        first -= 1;
    }
    if first == noun {
        // "Tarsk's ferry ministry": words in lower case between
        let owner = (1..=2).map_while(|n| noun.checked_sub(n + 1)).find(|&i| {
            let word = c.text.slice(&tokens.spans[i]);
            is_name(i) && without_ending(&word).len() < word.len() && (i + 1..=noun).all(beside)
        });
        first = owner?;
        while first > 0 && noun - first < 6 && beside(first) && is_name(first - 1) {
            first -= 1;
        }
    }
    Some(tokens.spans[first].start..tokens.spans[at].end)
}

/// Several sources by the words of the mention: "Norlund, Tarsk and Harbour Watch".
pub(super) fn several_in_mention(c: &Context, s: &Source) -> Vec<Proposal> {
    let words = without_ending(&s.words);
    let Some((front, last)) = words.rsplit_once(" and ") else { return Vec::new() };
    let front = front.trim_start_matches("both ").trim_start_matches("Both ").trim_end_matches(',');
    let mut parts: Vec<&str> = front.split(", ").collect();
    parts.push(last);
    let part = |w: &&str| w.split(' ').count() <= 8 && w.split(' ').any(is_capitalised);
    if !parts.iter().all(part) || words.contains(" for ") || words.contains(" between ") {
        return Vec::new();
    }
    let whole = without_article(words).replace('’', "'").replace(" and the ", " and ");
    let names: Vec<String> = parts.iter().map(|w| name_of_part(c, s, w)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let several = |name: String| Proposal::new(Speaker::Several(name), Way::Body).on(&s.span);
    vec![several(list(&names)), several(whole)]
}

/// A part of a mention by its own name: a person or a body of the article, one of the roster, or its words.
fn name_of_part(c: &Context, s: &Source, words: &str) -> String {
    let bare = without_ending(without_article(words));
    let at = c.text.slice(&s.span).find(words).map(|b| s.span.start + c.text.slice(&s.span)[..b].chars().count());
    let end = at.map(|at| at + words.chars().count());
    let named = at.zip(end).and_then(|(at, end)| {
        c.cast.mentions_in(&(at..end)).find(|m| m.span.end <= end && !m.possessive).map(|m| m.person)
    });
    if let Some(person) = named {
        return c.cast.people[person].name.clone();
    }
    let body = c.cast.organisation(bare).map(|b| b.name.clone());
    body.or_else(|| Some(c.roster.find(bare)?.name.clone())).unwrap_or_else(|| bare.replace('’', "'"))
}
