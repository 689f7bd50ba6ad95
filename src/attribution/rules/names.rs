//! Sources that are persons, by their names.

use crate::attribution::cast::{AskedName, bare_name};
use crate::attribution::context::Context;
use crate::attribution::entry::EntryKind;
use crate::attribution::evidence::Way;
use crate::attribution::names::{
    family, gender_of_honorific, key, particle_free, without_article, without_ending, without_honorifics,
};
use crate::attribution::persons::honorific;
use crate::attribution::proposal::Proposal;
use crate::attribution::source::{PersonInside, Source};
use crate::attribution::speaker::Speaker;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::{Span, overlap};
use crate::words::is_capitalised;

use super::near::list;
use super::organisations;

/// How many others of one family name are proposed.
const OF_A_FAMILY: usize = 3;

/// A whole mention that is a name or alias of a person of the roster; under the article's own name where it has one.
pub(super) fn roster_person(c: &Context, s: &Source) -> Option<Proposal> {
    let bare = without_ending(&s.words);
    let entry = c.roster.find(bare).filter(|e| e.kind == EntryKind::Person)?;
    let name = c.cast.lookup(&asked(c, s, bare), c.roster).map_or(&entry.name, |p| &c.cast.people[p].name);
    Some(Proposal::person(name, Way::Name).on(&s.span))
}

/// The name of a whole mention, of whom is asked.
fn asked<'a>(c: &Context, s: &Source, name: &'a str) -> AskedName<'a> {
    let before = c.text.slice(&(s.span.start.saturating_sub(12)..s.span.start));
    let honorific = honorific(before.split_whitespace().next_back(), &s.words);
    AskedName {
        words: name,
        gender: honorific.as_deref().and_then(gender_of_honorific),
        is_first: honorific.as_ref().is_some_and(|h| lexicon().names.first_name_honorifics.has(h)),
        title: None,
        at: s.span.start,
    }
}

/// The persons of a mention that are not possessors.
fn free<'a>(c: &Context, s: &'a Source) -> Vec<&'a PersonInside> {
    s.persons(c).iter().filter(|p| !p.possessive).collect()
}

/// The words of a mention behind "and" that follows its only person.
fn behind_and(c: &Context, s: &Source, person: &PersonInside) -> Option<String> {
    let rest = c.text.slice(&(person.span.end.min(s.span.end)..s.span.end));
    rest.trim_start().strip_prefix("and ").map(str::to_string)
}

pub(super) fn persons_joined(c: &Context, s: &Source) -> Option<Proposal> {
    let all = joined(c, s)?;
    let names: Vec<&str> = all.iter().map(|p| c.cast.people[p.person].name.as_str()).collect();
    let mut several = Proposal::new(Speaker::Several(list(&names)), Way::Name);
    several.support = all.iter().map(|p| p.span.clone()).collect();
    Some(several)
}

/// The persons at the end of a mention whom commas and "and" join: "Oda Varn, Marek Dolny and Juna Hale".
fn joined<'a>(c: &Context, s: &'a Source) -> Option<Vec<&'a PersonInside>> {
    let free = free(c, s);
    let between = |i: usize| c.text.slice(&(free[i].span.end..free[i + 1].span.start.max(free[i].span.end)));
    let last = free.len().checked_sub(2)?;
    if !format!(" {} ", between(last)).contains(" and ") {
        return None;
    }
    let comma = |i: &usize| between(*i).trim() == ",";
    let first = (0..last).rev().take_while(comma).last().unwrap_or(last);
    Some(free[first..].to_vec())
}

pub(super) fn person_and_organisation(c: &Context, s: &Source) -> Option<Proposal> {
    let free = free(c, s);
    let [one] = free.as_slice() else { return None };
    let second = organisations::beside_another(c, &behind_and(c, s, one)?)?;
    let both = format!("{} and {second}", c.cast.people[one.person].name);
    Some(Proposal::new(Speaker::Several(both), Way::Name).on(&s.span))
}

/// The one person, or the last, whom a mention names and who is no possessor.
fn person_inside<'a>(c: &Context, s: &'a Source) -> Option<&'a PersonInside> {
    match free(c, s).as_slice() {
        [] => None,
        // "Juna Hale and ministry officials" is not Juna Hale alone
        [one] => behind_and(c, s, one).is_none().then_some(*one),
        [.., last] => joined(c, s).is_none().then_some(*last),
    }
}

pub(super) fn name_in_mention(c: &Context, s: &Source) -> Option<Proposal> {
    let p = person_inside(c, s).filter(|p| p.way == Way::Name)?;
    Some(Proposal::person(&c.cast.people[p.person].name, Way::Name).on(&p.span))
}

/// "Mr. Varn", where the text names two of that family: the others, too.
pub(super) fn others_of_the_family(c: &Context, s: &Source) -> Vec<Proposal> {
    let Some(p) = person_inside(c, s).filter(|p| p.way == Way::Name) else { return Vec::new() };
    let words = c.text.slice(&p.span);
    let bare = key(&bare_name(&words, c.roster));
    if particle_free(&bare) != particle_free(family(&c.cast.people[p.person].key)) {
        return Vec::new(); // a full name, or a first one
    }
    // whom the world knows by it
    if c.roster.find(&words).is_some_and(|e| e.name == c.cast.people[p.person].name) {
        return Vec::new();
    }
    let wanted = asked(c, s, &words).gender;
    let fits = |i: &&usize| {
        let gender = c.cast.people[**i].gender;
        **i != p.person && wanted.is_none_or(|g| gender.is_none_or(|of| of == g))
    };
    let others = c.cast.of_family(p.person).iter().filter(fits).take(OF_A_FAMILY);
    others.map(|&i| Proposal::person(&c.cast.people[i].name, Way::Name).on(&p.span)).collect()
}

pub(super) fn known_title_in_mention(c: &Context, s: &Source) -> Option<Proposal> {
    let p = person_inside(c, s).filter(|p| p.way != Way::Name)?;
    Some(Proposal::person(&c.cast.people[p.person].name, p.way).on(&p.span))
}

/// The first possessor of a mention without other persons, and the words that follow.
fn possessor<'a>(c: &Context, s: &'a Source) -> Option<(&'a PersonInside, String)> {
    let inside = s.persons(c);
    let owner = inside.first().filter(|_| inside.iter().all(|p| p.possessive))?;
    let rest = c.text.slice(&(owner.span.end.min(s.span.end)..s.span.end));
    let rest = rest.trim_start_matches(['’', '\'']).trim_start_matches("s ").trim();
    Some((owner, rest.to_string()))
}

pub(super) fn possessor_and_organisation(c: &Context, s: &Source) -> Option<Proposal> {
    let (owner, rest) = possessor(c, s)?;
    let noun = key(family(&rest));
    let lists = lexicon();
    let fits = !rest.is_empty()
        && (lists.persons.organisations.has(&noun)
            || rest.starts_with(char::is_uppercase) && lists.organisations.institutions.has(&noun));
    let name = &c.cast.people[owner.person].name;
    let own_words = bare_name(&c.text.slice(&owner.span), c.roster);
    let words = if c.is_attributive(&s.span, &owner.span) || lists.persons.known_by_family.has(&noun) {
        // as news call them: "Varn campaign"; "Oda Varn Foundation" is all of its name
        let short = if rest.starts_with(char::is_uppercase) { own_words } else { surname(name).to_string() };
        format!("{short} {rest}")
    } else {
        format!("{name}'s {rest}")
    };
    fits.then(|| Proposal::organisation(c.roster.find(&words).map_or(words, |e| e.name.clone())).on(&s.span))
}

/// The family name, with its particles and without "Jr.".
fn surname(name: &str) -> &str {
    let lists = &lexicon().names;
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let name = match name.rsplit_once(' ') {
        Some((rest, last)) if lists.suffixes.has(&bare(last)) => rest.trim_end_matches(','),
        _ => name,
    };
    let mut at = name.rfind(' ').map_or(0, |i| i + 1);
    while let Some(before) = name[..at].trim_end().rfind(' ').filter(|i| lists.particles.has(&bare(&name[*i..at]))) {
        at = before + 1;
    }
    &name[at..]
}

pub(super) fn possessor_and_utterance(c: &Context, s: &Source) -> Option<Proposal> {
    let (owner, rest) = possessor(c, s)?;
    let fits = rest.is_empty() || lexicon().persons.utterances.has(family(&key(&rest)));
    fits.then(|| Proposal::person(&c.cast.people[owner.person].name, owner.way).on(&owner.span))
}

/// A name that the tagger of entities overlooked, but the cast has it.
pub(super) fn untagged_name(c: &Context, s: &Source) -> Option<Proposal> {
    let bare = without_honorifics(&s.words);
    if !s.persons(c).is_empty() || !is_capitalised(&bare) || is_place_or_organisation(c, &s.span) {
        return None;
    }
    let person = c.cast.lookup(&asked(c, s, &bare), c.roster)?;
    Some(Proposal::person(&c.cast.people[person].name, Way::Name).on(&s.span))
}

fn is_place_or_organisation(c: &Context, span: &Span) -> bool {
    let from = c.entities.partition_point(|(s, _)| s.end <= span.start);
    let mut here = c.entities[from..].iter().take_while(|(s, _)| s.start < span.end);
    here.any(|(s, k)| overlap(s, span) > 0 && matches!(k, Entity::Place | Entity::Organisation))
}

/// What of a named person "whose" goes back to, where no main clause comes before the words: the noun behind "whose".
pub(super) fn noun_after_whose(c: &Context, s: &Source) -> Option<String> {
    let content = c.requests[s.index].content.first()?;
    let chars = c.text.chars();
    let between = s.span.end..content.start.max(s.span.end);
    if !matches!(chars.get(between.start..between.end)?, [',', ' ', 'w', 'h', 'o', 's', 'e', ' ', ..]) {
        return None;
    }
    let between = c.text.slice(&between);
    let clause = between.strip_prefix(", whose ")?;
    let noun = clause.split(' ').next()?;
    let fits = lexicon().persons.organisations_after_whose.has(noun) && !clause.contains(',');
    fits.then(|| noun.to_string())
}

/// The organisation of a person, under its own name where the roster has one: "Varn government".
pub(super) fn organisation_of(c: &Context, person: &str, noun: &str) -> String {
    let short = format!("{} {noun}", surname(person));
    c.roster.find(&short).map_or_else(|| format!("{person}'s {noun}"), |e| e.name.clone())
}

/// Without a mention: the name right behind the words, with its verb (“…,” Varn said).
pub(super) fn name_behind_quotation(c: &Context, s: &Source) -> Option<Proposal> {
    let last = c.requests[s.index].content.last()?;
    let next = c.cast.mentions.partition_point(|m| m.span.start < last.end);
    let m = c.cast.mentions.get(next)?;
    if m.span.start - last.end > 3 || m.possessive {
        return None;
    }
    let between = &c.text.chars()[last.end..m.span.start];
    let marks = between.iter().all(|c| matches!(c, ' ' | ',' | '”' | '"' | '’' | '\''));
    let verb = matches!(c.text.chars().get(m.span.end..m.span.end + 2), Some([' ', v]) if v.is_lowercase());
    (marks && verb).then(|| Proposal::person(&c.cast.people[m.person].name, m.way).on(&m.span))
}

/// "Which" and "who": the person or the organisation right before it, the nearer one first.
pub(super) fn relative_pronoun(c: &Context, s: &Source) -> Vec<Proposal> {
    let near = |at: &Span| s.span.start - at.end < 40;
    let until = c.cast.mentions.partition_point(|m| m.span.end <= s.span.start);
    let person = c.cast.mentions[..until].last().filter(|m| near(&m.span));
    let until = c.cast.bodies.partition_point(|b| b.span.end <= s.span.start);
    let body = c.cast.bodies[..until].last().filter(|b| near(&b.span));
    let mut out = Vec::new();
    if let Some(m) = person {
        out.push((m.span.end, Proposal::person(&c.cast.people[m.person].name, m.way).on(&m.span)));
    }
    if let Some(b) = body {
        out.push((b.span.end, Proposal::organisation(&b.name).on(&b.span)));
    }
    // nearness in code points, as 1 for the word right before
    let score = |end: usize| 1.0 / (s.span.start - end).max(1) as f32;
    let mut out: Vec<Proposal> = out.into_iter().map(|(end, p)| p.scored(score(end))).collect();
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out
}

/// The words of a mention as a source without a name.
pub(super) fn in_its_words(s: &Source) -> Proposal {
    Proposal::unnamed(without_article(&s.words)).on(&s.span)
}
