//! Sources that are organisations: states, institutions, media, and groups that act as one.

use crate::attribution::cast::BodyMention;
use crate::attribution::context::{Context, is_document};
use crate::attribution::description::{Description, Head};
use crate::attribution::entry::EntryKind;
use crate::attribution::evidence::Way;
use crate::attribution::names::{key, without_article, without_ending};
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::speaker::Speaker;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::Span;
use crate::words::is_capitalised;

pub(super) fn roster_organisation(c: &Context, s: &Source) -> Option<Proposal> {
    let name = roster_body(c, without_ending(&s.words))?;
    Some(Proposal::organisation(name).on(&s.span))
}

fn roster_body<'a>(c: &'a Context, words: &str) -> Option<&'a str> {
    c.roster.find(words).filter(|e| e.kind == EntryKind::Body).map(|e| e.name.as_str())
}

/// A group that speaks as one, by its own words.
pub(super) fn group_acting_as_one(c: &Context, s: &Source) -> Option<Proposal> {
    let bare = without_article(without_ending(&s.words));
    let (whose, group) = bare.rsplit_once(' ')?;
    if !lexicon().organisations.acting_as_one.has(group) {
        return None;
    }
    let first = without_ending(whose.split(' ').next()?);
    let known = c.roster.country(first).is_some()
        || roster_body(c, first).is_some()
        || is_capitalised(first) && lexicon().organisations.owners.has(&first.to_lowercase());
    let few = whose.split(' ').count() <= 3 && !whose.contains([',', '-']);
    (known && few).then(|| Proposal::organisation(bare.replace('’', "'")).on(&s.span))
}

/// A known or tagged organisation by its whole name, without an article.
fn whole_name<'a>(c: &'a Context, words: &str) -> Option<&'a str> {
    let words = without_article(words);
    match c.roster.find(words) {
        Some(e) => (e.kind == EntryKind::Body).then_some(e.name.as_str()),
        None => c.cast.organisation(words).map(|b| b.name.as_str()),
    }
}

/// A known or tagged organisation, with or without what describes it.
fn name_of<'a>(c: &'a Context, words: &str) -> Option<&'a str> {
    let words = without_article(words);
    whole_name(c, words).or_else(|| whole_name(c, without_description(words)?))
}

/// "Harbour Watch" and "a group in Tarsk".
fn in_apposition(words: &str) -> Option<&str> {
    let (name, rest) = words.split_once(", ")?;
    ["a ", "an ", "the "].iter().any(|a| rest.starts_with(a)).then_some(name)
}

/// "Harbour Watch" and "data".
fn before_publication(words: &str) -> Option<&str> {
    let (name, last) = words.rsplit_once(' ')?;
    lexicon().organisations.published.has(last).then(|| without_ending(name))
}

/// "A report" and "Harbour Watch".
fn publisher<'a>(c: &'a Context, words: &str) -> Option<&'a str> {
    lexicon().documents.published_by.iter().find_map(|by| {
        let (document, publisher) = words.split_once(&format!(" {by} "))?;
        is_document(document).then(|| name_of(c, publisher))?
    })
}

pub(super) fn organisation_with_apposition(c: &Context, s: &Source) -> Option<Proposal> {
    let name = name_of(c, in_apposition(without_ending(&s.words))?)?;
    Some(Proposal::organisation(name).on(&s.span))
}

pub(super) fn publisher_of_document(c: &Context, s: &Source) -> Option<Proposal> {
    let words = without_ending(&s.words);
    if in_apposition(words).is_some() {
        return None;
    }
    Some(Proposal::organisation(publisher(c, words)?).on(&s.span))
}

pub(super) fn organisation_with_publication(c: &Context, s: &Source) -> Option<Proposal> {
    let words = without_ending(&s.words);
    if in_apposition(words).is_some() {
        return None;
    }
    Some(Proposal::organisation(name_of(c, before_publication(words)?)?).on(&s.span))
}

pub(super) fn organisation_with_description(c: &Context, s: &Source) -> Option<Proposal> {
    let words = without_ending(&s.words);
    if in_apposition(words).is_some() || before_publication(words).is_some() {
        return None;
    }
    Some(Proposal::organisation(whole_name(c, without_description(words)?)?).on(&s.span))
}

/// The words after the last one that only describes: "Norport-based" Harbour Watch, "the city's news outlet" Harbour
/// Watch.
fn without_description(words: &str) -> Option<&str> {
    let lists = &lexicon().organisations;
    let mut rest = None;
    let mut at = 0;
    for word in words.split_inclusive(' ') {
        at += word.len();
        let w = word.trim_end();
        if lists.not_described.has(w) {
            return None; // "the head of the company X" is not X
        }
        if (w.ends_with("-based") || lists.descriptions.has(w)) && is_capitalised(&words[at..]) {
            rest = Some(&words[at..]);
        }
    }
    rest
}

pub(super) fn abbreviation(c: &Context, s: &Source) -> Option<Proposal> {
    let bare = without_ending(&s.words);
    let short = bare.rsplit_once('(').map_or(bare, |(_, s)| s).trim_end_matches(')');
    let full = c.cast.abbreviated(without_article(short))?;
    Some(Proposal::organisation(c.roster.find(full).map_or(full, |e| &e.name)).on(&s.span))
}

/// The organisation that stands beside another source: "Oda Varn and" the harbour service.
pub(super) fn beside_another(c: &Context, words: &str) -> Option<String> {
    let bare = without_article(without_ending(words));
    let behind_comma = || roster_body(c, bare.rsplit_once(", ")?.1);
    let described = || match (in_apposition(bare), before_publication(bare)) {
        (Some(name), _) => name_of(c, name),
        (None, Some(name)) => publisher(c, bare).or_else(|| name_of(c, name)),
        (None, None) => publisher(c, bare).or_else(|| whole_name(c, without_description(bare)?)),
    };
    let known = roster_body(c, bare).or_else(behind_comma).or_else(described);
    let own = || {
        let owned = bare.contains("’s ") || bare.contains("'s ");
        let head = bare.rsplit(' ').next()?;
        let fits = owned && is_capitalised(bare) && lexicon().organisations.heads.has(head);
        fits.then(|| bare.replace('’', "'"))
    };
    known.map(str::to_string).or_else(own)
}

pub(super) fn joint_source(c: &Context, s: &Source) -> Option<Proposal> {
    let words = s.words.trim();
    let words = words.strip_prefix("both ").or_else(|| words.strip_prefix("Both ")).unwrap_or(words);
    let (a, b) = words.split_once(" and ")?;
    let first = &c.roster.find(a)?.name;
    let both = if b.starts_with("its ") || b.starts_with("other ") {
        let b = b.split(", including").next().unwrap_or(b);
        format!("{first} and {b}")
    } else {
        let article = if b.starts_with("the ") { "the " } else { "" };
        format!("{first} and {article}{}", c.roster.find(b)?.name)
    };
    Some(Proposal::new(Speaker::Several(both), Way::Body).on(&s.span))
}

/// A mention without article and possessive ending.
fn bare(s: &Source) -> &str {
    without_ending(without_article(&s.words))
}

pub(super) fn half_of_country(c: &Context, s: &Source) -> Option<Proposal> {
    let half = bare(s);
    let lower = half.to_lowercase();
    let (_, country) = lexicon().organisations.halves.iter().find(|(h, _)| *h == lower && is_capitalised(half))?;
    c.cast.has_body(country).then(|| Proposal::organisation(country).on(&s.span))
}

pub(super) fn roster_name_at_end(c: &Context, s: &Source) -> Option<Proposal> {
    let parts: Vec<&str> = bare(s).split_whitespace().collect();
    // no capitals before the name but in adjectives
    let plain = |w: &&&str| w.starts_with(char::is_lowercase) || w.contains("-based");
    let lead = parts.iter().take_while(plain).count();
    let mut begins = (1..parts.len().min(lead + 1)).filter(|&i| c.roster.may_begin_with(parts[i]));
    let entry = begins.find_map(|i| c.roster.find(&parts[i..].join(" ")))?;
    let speaker = match entry.kind {
        EntryKind::Person => Speaker::Person(entry.name.clone()),
        EntryKind::Body => Speaker::Organisation(entry.name.clone()),
    };
    Some(Proposal::new(speaker, Way::Body).on(&s.span))
}

pub(super) fn tagged_organisation(c: &Context, s: &Source) -> Option<Proposal> {
    let span = &s.span;
    let end = span.end.saturating_sub(1);
    let at_end = |(at, k): &&(Span, Entity)| {
        at.end >= end && at.start < span.end && matches!(k, Entity::Organisation | Entity::Place)
    };
    let whose = |at: &Span| {
        let lead = c.text.slice(&(span.start..at.start.max(span.start)));
        let lead = lead.trim_end().trim_end_matches(" the");
        let preposition = lead.rsplit(' ').next().unwrap_or("").to_lowercase();
        lexicon().organisations.not_the_source.has(&preposition)
    };
    let from = c.entities.partition_point(|(at, _)| at.end < end);
    let mut near = c.entities[from..].iter().take_while(|(at, _)| at.start < span.end);
    let (entity, _) = near.find(at_end).filter(|(at, _)| !whose(at))?;
    let name = c.text.slice(entity);
    if !name.chars().any(char::is_uppercase) {
        return None;
    }
    let lead = c.text.slice(&(span.start..entity.start.max(span.start)));
    // "Ukraine's State Emergency Service" keeps its owner, "news agency X" loses its description
    let keep_all = lead.contains(['’', '\'']) || entity.start <= span.start;
    Some(Proposal::organisation(own_name(c, if keep_all { bare(s) } else { without_article(&name) })).on(entity))
}

/// The full name of an organisation that the article has in these words: "Observatory" is the Tarsk Observatory.
pub(super) fn own_name<'a>(c: &'a Context, words: &'a str) -> &'a str {
    c.cast.organisation(words).map_or(words, |b| &b.name)
}

/// Whether the last word of a mention is a noun of organisations.
fn has_head(s: &Source) -> bool {
    bare(s).split_whitespace().next_back().is_some_and(|w| lexicon().organisations.heads.has(&key(w)))
}

pub(super) fn organisation_noun(c: &Context, s: &Source) -> Option<Proposal> {
    // "Varn's chief of staff" is a person
    if !has_head(s) || Description::of(&s.words).head == Head::Person {
        return None;
    }
    let bare = bare(s);
    let parts: Vec<&str> = bare.split_whitespace().collect();
    let capitals = parts.iter().filter(|w| is_capitalised(w)).count();
    let owned = s.words.contains(['’', '\'']);
    let only_article = s.words.len() == bare.len() && capitals == 1 && parts.len() == 1;
    let fits = capitals > 0 && (is_capitalised(parts[0]) || owned) && !only_article;
    fits.then(|| Proposal::organisation(own_name(c, bare)).on(&s.span))
}

/// "The ministry" as a key without the article, where the mention is one such noun.
fn the_noun(s: &Source) -> Option<String> {
    (has_head(s) && s.words.trim().to_lowercase().starts_with("the ")).then(|| key(bare(s)))
}

pub(super) fn organisation_that_spoke(c: &Context, s: &Source) -> Option<Proposal> {
    c.again(c.last_ending_with(&the_noun(s)?)?, Way::Body)
}

pub(super) fn organisation_named_before(c: &Context, s: &Source) -> Option<Proposal> {
    let body = c.cast.body_ending_with(&the_noun(s)?, s.span.start)?;
    Some(Proposal::organisation(&body.name).on(&body.span))
}

pub(super) fn antecedent_organisation(c: &Context, s: &Source) -> Option<Proposal> {
    the_noun(s)?;
    Some(c.pointed(s.index, true)?.found_by(Way::Body))
}

pub(super) fn any_organisation_before(c: &Context, s: &Source) -> Option<Proposal> {
    let lists = &lexicon().organisations;
    the_noun(s).filter(|noun| lists.for_any.has(noun))?;
    let here = c.text.paragraph_at(s.span.start);
    let fits = |b: &&BodyMention| {
        let other = lists.heads.has(b.key.rsplit(' ').next().unwrap_or_default());
        b.organisation && !other && !lists.platforms.has(&b.key)
    };
    let mut near = c.cast.bodies_before(s.span.start).take_while(|b| here - c.text.paragraph_at(b.span.start) <= 3);
    let body = near.find(fits)?;
    Some(Proposal::organisation(&body.name).on(&body.span))
}
