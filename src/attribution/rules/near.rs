//! Whoever is near: the candidates for mentions that do not name their source. The scorer chooses among them.

use std::collections::HashSet;

use crate::attribution::context::Context;
use crate::attribution::description::{Description, Head};
use crate::attribution::evidence::Way;
use crate::attribution::form::Form;
use crate::attribution::names::without_article;
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::speaker::Speaker;
use crate::attribution::title::is_head;
use crate::lexicon::lexicon;
use crate::text::Span;
use crate::words::is_capitalised;

/// How many persons, and how many organisations, are proposed for a description.
const MOST: usize = 10;
/// How many mentions back they are looked for; without a bound, long texts would take quadratic time.
const FARTHEST: usize = 120;
/// How many persons behind a description are proposed.
const BEHIND: usize = 2;
/// How many sources before.
const SOURCES: usize = 3;
/// How long words between two names may be that are said to stand side by side.
const BESIDE: usize = 80;

/// Whether a mention says who its source is without a name.
fn describes(s: &Source) -> bool {
    Description::of(&s.words).head != Head::Name
}

/// Whether a mention is a person or people, so that names in it only say whose: "experts of Harbour Watch".
pub(super) fn speaks_for_another(s: &Source) -> bool {
    matches!(Description::of(&s.words).head, Head::Person | Head::People)
}

/// Persons named before a description, the nearest first, and the next ones behind it.
pub(super) fn described_person(c: &Context, s: &Source) -> Vec<Proposal> {
    // a ministry is nobody
    if !describes(s) || Description::of(&s.words).head == Head::Body {
        return Vec::new();
    }
    let mentions = &c.cast.mentions;
    let until = mentions.partition_point(|m| m.span.start < s.span.start);
    let before = mentions[..until].iter().rev().filter(|m| m.span.end <= s.span.start).take(FARTHEST);
    // whose source it is, is not the source: "a spokesman for Oda Varn"
    let mut met: HashSet<usize> = if speaks_for_another(s) { c.people_in(&s.span).collect() } else { HashSet::new() };
    let mut found: Vec<(usize, &Span)> =
        before.filter(|m| met.insert(m.person)).map(|m| (m.person, &m.span)).take(MOST).collect();
    let behind = mentions[until..].iter().filter(|m| m.span.start >= s.span.end).take(MOST);
    found.extend(behind.filter(|m| met.insert(m.person)).map(|m| (m.person, &m.span)).take(BEHIND));
    let proposal = |(person, span): (usize, &Span)| Proposal::person(&c.cast.people[person].name, Way::Title).on(span);
    found.into_iter().map(proposal).collect()
}

/// Organisations named before a description, the nearest first.
pub(super) fn described_organisation(c: &Context, s: &Source) -> Vec<Proposal> {
    if !describes(s) {
        return Vec::new();
    }
    let mut out = bodies_before(c, s, MOST, Way::Body);
    if speaks_for_another(s) {
        let inside: HashSet<&str> = c.cast.bodies_in(&s.span).map(|b| b.name.as_str()).collect();
        out.retain(|p| p.speaker.name().is_none_or(|n| !inside.contains(n)));
    }
    out
}

pub(super) fn organisation_near(c: &Context, s: &Source) -> Vec<Proposal> {
    bodies_before(c, s, MOST / 2, Way::Reference)
}

fn bodies_before(c: &Context, s: &Source, most: usize, way: Way) -> Vec<Proposal> {
    let mut met = HashSet::new();
    let before = c.cast.bodies_before(s.span.start).take(FARTHEST);
    let nearest = before.filter(|b| met.insert(b.name.as_str())).take(most);
    nearest.map(|b| Proposal::organisation(&b.name).found_by(way).on(&b.span)).collect()
}

/// The sources of the quotations before, the last first.
pub(super) fn source_before(c: &Context, s: &Source) -> Vec<Proposal> {
    let at = c.requests[s.index].content.first().map_or(s.span.start, |q| q.start);
    let here = c.text.paragraph_at(at);
    let way = if s.form == Form::Absent { Way::Continued } else { Way::Reference };
    let mut out: Vec<Proposal> = Vec::new();
    for i in (0..c.decided.len()).rev().filter(|&i| c.requests[i].outer.is_none()).take(MOST) {
        if out.len() == SOURCES || !c.is_near(i, here) {
            break;
        }
        let Some(p) = c.again(i, way).filter(|p| out.iter().all(|o| o.speaker != p.speaker)) else { continue };
        let fits = match s.form {
            Form::ThirdSingular => match &p.speaker {
                Speaker::Person(name) => {
                    let gender = c.cast.by_name(name).and_then(|p| c.cast.people[p].gender);
                    s.gender.is_none_or(|g| gender.is_none_or(|of| of == g))
                }
                Speaker::Unnamed(words) => {
                    s.gender.is_none_or(|g| Description::of(words).gender.is_none_or(|of| of == g))
                }
                _ => false,
            },
            Form::Phrase if matches!(p.speaker, Speaker::Person(_)) => {
                describes(s) && Description::of(&s.words).head != Head::Body
            }
            Form::Phrase => p.speaker.is_unnamed() || describes(s),
            _ => true,
        };
        if fits {
            out.push(p);
        }
    }
    out
}

/// A name at a place, of a person or a body.
struct Place<'a> {
    name: &'a str,
    span: &'a Span,
    possessive: bool,
}

/// Persons or organisations that the text named side by side before: "Oda Varn and Marek Dolny", "Varn met Dolny".
pub(super) fn named_together(c: &Context, s: &Source) -> Vec<Proposal> {
    if s.form == Form::Phrase && Description::of(&s.words).head != Head::Pair {
        return Vec::new();
    }
    let here = c.text.paragraph_at(s.span.start);
    let from = c.text.paragraphs().get(here.saturating_sub(3)).map_or(0, |p| p.start);
    let near = |span: &Span| span.end <= s.span.start;
    let first = c.cast.mentions.partition_point(|m| m.span.start < from);
    let persons = c.cast.mentions[first..].iter().take_while(|m| near(&m.span)).take(FARTHEST);
    let persons = persons.filter(|m| m.way == Way::Name);
    let persons =
        persons.map(|m| Place { name: &c.cast.people[m.person].name, span: &m.span, possessive: m.possessive });
    let first = c.cast.bodies.partition_point(|b| b.span.start < from);
    let bodies = c.cast.bodies[first..].iter().take_while(|b| near(&b.span)).take(FARTHEST);
    let bodies = bodies.map(|b| Place { name: &b.name, span: &b.span, possessive: false });
    let mut out = groups(c, &persons.collect::<Vec<_>>());
    out.extend(groups(c, &bodies.collect::<Vec<_>>()));
    out.truncate(SOURCES * 2);
    out
}

/// "Oda Varn and Marek Dolny met. They": those whom "and" joins at the head of the sentence before, or of this one.
pub(super) fn pair_that_acts(c: &Context, s: &Source) -> Option<Proposal> {
    let sentence = c.text.sentence_around(&s.span);
    let before = sentence.start.checked_sub(2).map(|at| c.text.sentence_around(&(at..at + 1)));
    let stretches = std::iter::once(sentence.start..s.span.start).chain(before);
    stretches.into_iter().find_map(|stretch| {
        let first = c.cast.mentions.partition_point(|m| m.span.start < stretch.start);
        let inside = c.cast.mentions[first..].iter().take_while(|m| m.span.end <= stretch.end);
        let places: Vec<Place> = inside
            .filter(|m| m.way == Way::Name)
            .map(|m| Place { name: &c.cast.people[m.person].name, span: &m.span, possessive: m.possessive })
            .collect();
        let joined = joined(c, &places).pop()?;
        let lead = c.text.slice(&(stretch.start..joined.support.first()?.start));
        let preposition = lead.split_whitespace().any(|w| lexicon().persons.before_objects.has(&w.to_lowercase()));
        (!preposition && lead.split_whitespace().count() <= 6).then_some(joined)
    })
}

/// Groups of names that "and" joins, the nearest first; then the two who act in one sentence.
fn groups(c: &Context, places: &[Place]) -> Vec<Proposal> {
    let mut joined = joined(c, places);
    let met = places.windows(2).rev().find(|p| {
        let same = c.text.sentence_around(p[0].span) == c.text.sentence_around(p[1].span);
        same && p[0].name != p[1].name && !p[0].possessive && !p[1].possessive
    });
    joined.extend(met.map(together));
    // the two named last, side by side or not
    let mut last: Vec<&Place> = Vec::new();
    for p in places.iter().rev() {
        if last.iter().all(|l| l.name != p.name) {
            last.push(p);
        }
    }
    if let [b, a, ..] = last[..] {
        joined.push(pair(a, b));
    }
    joined
}

/// The groups of names that "and" joins, the nearest first.
fn joined(c: &Context, places: &[Place]) -> Vec<Proposal> {
    let between = |a: &Place, b: &Place| c.text.slice(&(a.span.end..b.span.start.max(a.span.end)));
    let mut joined: Vec<Proposal> = Vec::new();
    let mut end = places.len();
    while end > 1 {
        let last = end - 1;
        let mut first = last;
        if !places[last].possessive && places[last - 1].name != places[last].name {
            let words = between(&places[last - 1], &places[last]);
            if words.len() <= BESIDE && is_join(&words) {
                first = last - 1;
                while first > 0 && between(&places[first - 1], &places[first]).trim() == "," {
                    first -= 1;
                }
            }
        }
        if first < last {
            joined.push(together(&places[first..=last]));
            end = first.max(1);
        } else {
            end -= 1;
        }
    }
    joined
}

fn pair(a: &Place, b: &Place) -> Proposal {
    let both = Speaker::Several(list(&[a.name, b.name]));
    Proposal::new(both, Way::Reference).on(a.span).on(b.span)
}

/// "and", with a title before the second name at most: " and the envoy ".
fn is_join(words: &str) -> bool {
    let Some(rest) = words.trim_start().trim_start_matches(',').trim_start().strip_prefix("and ") else { return false };
    let mut rest = rest.split_whitespace();
    rest.all(|w| {
        let verb = matches!(w, "said" | "says" | "told" | "was" | "is" | "has" | "had" | "met");
        !verb && !w.ends_with(['.', ';', ':', ',']) && (w.chars().all(|c| c.is_alphabetic() || c == '-' || c == '’'))
    })
}

fn together(places: &[Place]) -> Proposal {
    let mut names: Vec<&str> = Vec::new();
    for p in places.iter().filter(|p| !p.possessive) {
        if !names.contains(&p.name) {
            names.push(p.name);
        }
    }
    let mut all = Proposal::new(Speaker::Several(list(&names)), Way::Reference);
    all.support = places.iter().map(|p| p.span.clone()).collect();
    all
}

/// "A, B and C"
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "Doctors at the hospital have no water. They said": people without a name at the head of the sentence before.
pub(super) fn people_of_sentence(c: &Context, s: &Source) -> Option<Proposal> {
    let sentence = c.text.sentence_around(&s.span);
    let before = sentence.start.checked_sub(2)?;
    let previous = c.text.sentence_around(&(before..before + 1));
    [sentence, previous].into_iter().find_map(|stretch| {
        let words = c.text.slice(&(stretch.start..stretch.end.min(s.span.start)));
        let mut at = 0;
        for (n, word) in words.split(' ').enumerate().take(4) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let lower = bare.to_lowercase();
            let lists = lexicon();
            let people = lists.unnamed.people.has(&lower)
                || lists.descriptions.people.has(&lower)
                || lower.ends_with('s') && is_head(&lower);
            if people && (n == 0 || !is_capitalised(bare)) {
                let end = stretch.start + at + word.chars().count();
                let words = c.text.slice(&(stretch.start..end));
                let words = without_article(&words).to_string();
                return Some(Proposal::unnamed(words).found_by(Way::Reference).on(&(stretch.start..end)));
            }
            at += word.chars().count() + 1;
        }
        None
    })
}

/// "Critics of the plan, who say": people without a name in the clause before "who".
pub(super) fn people_before_relative(c: &Context, s: &Source) -> Option<Proposal> {
    let sentence = c.text.sentence_around(&s.span);
    let before = c.text.slice(&(sentence.start..s.span.start.max(sentence.start)));
    let clause = before.trim_end().trim_end_matches(',').rsplit([',', ';', ':', '—', '“', '”']).next()?.trim();
    let words: Vec<&str> = clause.split_whitespace().collect();
    let is_people = |w: &&str| {
        let lower = w.to_lowercase();
        let lists = lexicon();
        lists.unnamed.people.has(&lower)
            || lists.descriptions.people.has(&lower)
            || lower.ends_with('s') && is_head(&lower)
    };
    let noun = words.iter().rposition(is_people).filter(|&i| words.len() - i <= 6)?;
    let words = words[noun..].join(" ");
    Some(Proposal::unnamed(without_article(&words)).on(&s.span))
}

/// "“No.” — Oda Varn, envoy": the name that signs a quotation.
pub(super) fn signature(c: &Context, s: &Source) -> Option<Proposal> {
    let last = c.requests[s.index].content.last()?;
    let next = c.cast.mentions.partition_point(|m| m.span.start < last.end);
    let chars = c.text.chars();
    let end = c.text.paragraph_at(last.end.saturating_sub(1)) + 1;
    let end = c.text.paragraphs().get(end).map_or(chars.len(), |p| p.end);
    let m = c.cast.mentions.get(next).filter(|m| m.span.end <= end)?;
    let between: String = chars[last.end..m.span.start].iter().collect();
    let lead = between.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '”' | '"' | '’' | '\'' | '.'));
    let rest = lead.strip_prefix(['—', '–', '-']).or_else(|| lead.strip_prefix("--"))?;
    let titles = rest.split_whitespace().all(|w| w.chars().all(|c| c.is_alphabetic() || c == '.' || c == '-'));
    let few = rest.split_whitespace().count() <= 5;
    (titles && few).then(|| Proposal::person(&c.cast.people[m.person].name, Way::Name).on(&m.span))
}

/// A signature behind a quotation, where the mention stands in a paragraph before it.
pub(super) fn signature_behind(c: &Context, s: &Source) -> Option<Proposal> {
    let content = c.requests[s.index].content.first()?;
    let apart = c.text.paragraph_at(s.span.start) < c.text.paragraph_at(content.start);
    if apart { signature(c, s) } else { None }
}

/// "Added Oda Varn, an envoy: “No.”": the first person of the sentence that a colon ends.
pub(super) fn name_before_colon(c: &Context, s: &Source) -> Option<Proposal> {
    let content = c.requests[s.index].content.first()?;
    let chars = c.text.chars();
    let colon = (0..content.start).rev().take(3).find(|&i| !chars[i].is_whitespace()).filter(|&i| chars[i] == ':')?;
    let sentence = c.text.sentence_around(&(colon..colon + 1));
    let m = c.cast.mentions_in(&(sentence.start..colon)).find(|m| m.span.end <= colon && !m.possessive)?;
    Some(Proposal::person(&c.cast.people[m.person].name, Way::Name).on(&m.span))
}

/// "Statement from Oda Varn on the ferries" above a paragraph that is all quotation.
pub(super) fn letterhead(c: &Context, s: &Source) -> Option<Proposal> {
    let content = c.requests[s.index].content.first()?;
    let here = c.text.paragraph_at(content.start);
    let paragraphs = c.text.paragraphs();
    let all_quotation = paragraphs.get(here)?.start == content.start;
    let head = paragraphs.get(here.checked_sub(1)?).filter(|_| all_quotation)?;
    let words = c.text.slice(head);
    let first = words.split_whitespace().next()?.to_lowercase();
    if !lexicon().documents.letterheads.has(&first) {
        return None;
    }
    let m = c.cast.mentions_in(head).find(|m| m.span.end <= head.end && !m.possessive)?;
    Some(Proposal::person(&c.cast.people[m.person].name, Way::Name).on(&m.span))
}
