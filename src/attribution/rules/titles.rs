//! Sources named by a title or an office, and those that stay without a name.

use std::collections::BTreeSet;

use crate::attribution::cast::PersonMention;
use crate::attribution::context::Context;
use crate::attribution::description::{Description, Head};
use crate::attribution::entry::Entry;
use crate::attribution::evidence::Way;
use crate::attribution::holders::{Holder, Lookup};
use crate::attribution::names::{is_indefinite, without_article};
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::title;
use crate::lexicon::lexicon;
use crate::words::is_capitalised;

use super::names::in_its_words;

fn lookup<'a>(c: &'a Context, s: &Source) -> Lookup<'a> {
    Lookup { at: s.span.start, as_of: c.as_of, cast: &c.cast, roster: c.roster }
}

fn held_by(c: &Context, s: &Source, holder: Option<Holder>) -> Option<Proposal> {
    let holder = holder?;
    let name = &c.cast.people[holder.person].name;
    Some(Proposal::person(name, Way::Title).on(&s.span).on(&holder.mention))
}

pub(super) fn apposition(c: &Context, s: &Source) -> Option<Proposal> {
    if s.title(c).is_none() && Description::of(&s.words).head != Head::Person {
        return None;
    }
    let chars = c.text.chars();
    let span = &s.span;
    let comma = |from: usize, to: usize| from < to && to - from <= 2 && chars[from] == ',';
    let closed = |at: usize| matches!(chars.get(at), None | Some(',' | '.' | ';' | '\n'));
    let cue = |at: usize| chars.get(at) == Some(&' ');
    let from = c.cast.mentions.partition_point(|m| m.span.start < span.start).saturating_sub(4);
    let beside = |m: &&PersonMention| {
        (comma(span.end, m.span.start) && (closed(m.span.end) || cue(m.span.end)))
            || (comma(m.span.end, span.start) && closed(span.end) && m.subject)
    };
    let near = c.cast.mentions[from..].iter().take_while(|m| m.span.start <= span.end + 2);
    let m = near.filter(|m| !m.possessive).find(beside)?;
    Some(Proposal::person(&c.cast.people[m.person].name, Way::Title).on(span).on(&m.span))
}

pub(super) fn office_of_named_person(c: &Context, s: &Source) -> Option<Proposal> {
    held_by(c, s, lookup(c, s).office_holder(s.title(c)?))
}

pub(super) fn title_in_article(c: &Context, s: &Source) -> Option<Proposal> {
    held_by(c, s, lookup(c, s).introduced(s.title(c)?))
}

pub(super) fn title_in_roster(c: &Context, s: &Source) -> Option<Proposal> {
    let name = lookup(c, s).by_roster_alone(s.title(c)?)?;
    let named = c.cast.by_name(&name).is_some();
    Some(Proposal::person(name, Way::Title).on(&s.span).named(named))
}

/// The model points to anybody near; an organisation that the phrase names must be his, too, so none may be named; and
/// whom the roster knows holds no office of a country that is not his.
pub(super) fn antecedent_of_title(c: &Context, s: &Source) -> Option<Proposal> {
    let phrase = s.title(c).filter(|t| !t.names_its_body())?;
    let found = c.pointed(s.index, false)?.found_by(Way::Title);
    let known = found.speaker.name().and_then(|name| c.roster.find(name));
    let foreign = phrase.country.as_deref().and_then(|country| c.roster.country(country)).is_some_and(|country| {
        let own = |e: &Entry| e.country.as_deref().and_then(|of| c.roster.country(of)).is_none_or(|of| of == country);
        known.is_some_and(|e| !own(e) && e.offices.iter().all(|o| o.of.as_deref() != Some(country)))
    });
    (!foreign).then_some(found)
}

/// News that begin without the name give it later, with the same title; an official of the first paragraphs is the
/// spokesperson of the next.
pub(super) fn named_later(c: &Context, s: &Source) -> Option<Proposal> {
    if !is_indefinite(&s.words) {
        return None;
    }
    let lists = &lexicon().titles;
    let bare = without_article(&s.words).to_lowercase().replace('’', "'");
    let (mut whose, noun) = bare.rsplit_once(' ')?;
    if lists.anonymous.iter().any(|w| whose.contains(w)) || !title::is_head(noun) || noun.ends_with('s') {
        return None;
    }
    while let Some((rank, rest)) = whose.split_once(' ')
        && lists.ranks.has(rank)
    {
        whose = rest;
    }
    let lead = c.text.paragraph_at(s.span.start) <= 1;
    let same = |words: &str| words.ends_with(&format!("{whose} {noun}"));
    let speaks_for = |words: &str| {
        noun == "official" && lists.spokespersons.iter().any(|s| words.ends_with(&format!("{whose} {s}")))
    };
    let heads = std::iter::once(noun).chain(lists.spokespersons.iter());
    let introduced: BTreeSet<usize> = heads.filter_map(|h| c.cast.introduced_as(h)).flatten().copied().collect();
    let mut fits = introduced.into_iter().filter(|&p| {
        let introductions = &c.cast.people[p].introductions;
        introductions.iter().any(|w| same(&w.title) || (lead && speaks_for(&w.title)))
    });
    let known = || {
        // the spokesman whom the roster knows, where the text names him
        let phrase = title::parse(&format!("the {}", without_article(&s.words)), c.roster)?;
        let holder = lookup(c, s).in_article(&phrase)?;
        lists.spokespersons.has(noun).then_some(holder.person)
    };
    let person = match (fits.next(), fits.next()) {
        (Some(one), None) => one,
        (None, None) => known()?,
        _ => return None,
    };
    let first = c.cast.first_mention(person).filter(|m| m.span.start > s.span.end)?;
    Some(Proposal::person(&c.cast.people[person].name, Way::Title).on(&s.span).on(&first.span))
}

pub(super) fn indefinite_source(_: &Context, s: &Source) -> Option<Proposal> {
    is_indefinite(&s.words).then(|| in_its_words(s))
}

pub(super) fn people_in_plural(_: &Context, s: &Source) -> Option<Proposal> {
    let lists = &lexicon().unnamed;
    let words: Vec<&str> = s.words.split_whitespace().collect();
    let end = words.iter().position(|w| lists.after_people.has(w))?;
    let noun = words[..end].last()?;
    let lower = noun.to_lowercase();
    let plural = lists.people.has(&lower) || (lower.ends_with('s') && title::is_head(&lower));
    (plural && (end == 1 || !is_capitalised(noun))).then(|| in_its_words(s))
}

/// The source without a name that spoke before, among the last eight named ones.
pub(super) fn same_unnamed_source(c: &Context, s: &Source) -> Option<Proposal> {
    let noun = s.words.strip_prefix("the ").or_else(|| s.words.strip_prefix("The "))?;
    if noun.contains(' ') {
        return None;
    }
    let spoke = (0..c.decided.len()).rev().filter(|&i| c.chosen(i).is_some()).take(8);
    let ends_so = |i: &usize| c.chosen(*i).and_then(|p| p.speaker.words()?.rsplit(' ').next()) == Some(noun);
    let last = spoke.into_iter().find(ends_so)?;
    c.again(last, Way::Unnamed).filter(|p| p.speaker.is_unnamed())
}

pub(super) fn unnamed_source(_: &Context, s: &Source) -> Option<Proposal> {
    Some(in_its_words(s))
}
