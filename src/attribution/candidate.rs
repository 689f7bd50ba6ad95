//! The candidates for one mention: the speakers that the rules propose, each once.

use super::cast::BodyMention;
use super::context::Context;
use super::description::{Description, Head};
use super::evidence::Way;
use super::features;
use super::form::Form;
use super::holders::Lookup;
use super::names::key;
use super::proposal::Proposal;
use super::rules::{RULES, Rule};
use super::scorer::{Scored, Term};
use super::source::{PersonInside, Source};
use super::speaker::Speaker;
use crate::lexicon::lexicon;

/// A speaker that rules propose, and what is known of it.
#[derive(Clone)]
pub struct Candidate {
    pub speaker: Speaker,
    /// The rules that propose it, in their order, each with its best proposal.
    pub proposals: Vec<(&'static Rule, Proposal)>,
    /// Its place among all proposals.
    pub place: usize,
    /// What is known of it, and what that is worth.
    pub terms: Vec<Term>,
    /// The sum of the terms.
    pub score: f32,
    /// Of all candidates', by their scores; 0 to 1.
    pub probability: f32,
}

impl Candidate {
    /// Whether no rule finds it: it only says what is left.
    pub fn is_fallback(&self) -> bool {
        self.proposals.iter().all(|(rule, _)| rule.fallback)
    }
}

/// All candidates for a source, best first: of equals the one that was proposed first.
pub fn candidates(context: &Context, source: &Source) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    for rule in RULES.iter().filter(|r| r.form == source.form) {
        for proposal in rule.propose(context, source) {
            let place = all.len();
            match all.iter_mut().find(|c| c.speaker == proposal.speaker) {
                Some(c) if c.proposals.iter().any(|(r, _)| r.name == rule.name) => {}
                Some(c) => c.proposals.push((rule, proposal)),
                None => all.push(Candidate {
                    speaker: proposal.speaker.clone(),
                    proposals: vec![(rule, proposal)],
                    place,
                    terms: Vec::new(),
                    score: 0.0,
                    probability: 1.0,
                }),
            }
        }
    }
    // "a spokesman for Oda Varn", "Tarsk police": whose the source is, is not the source
    let out = |c: &Candidate| is_owner(context, source, &c.speaker) || is_another_holder(context, source, &c.speaker);
    if all.iter().any(|c| !out(c)) {
        all.retain(|c| !out(c));
    }
    features::add_terms(context, source, &mut all);
    for c in &mut all {
        c.score = c.terms.score();
    }
    let highest = all.iter().map(|c| c.score).fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = all.iter().map(|c| (c.score - highest).exp()).sum();
    for c in &mut all {
        c.probability = (c.score - highest).exp() / sum;
    }
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
    all
}

/// Whether a person holds a like office elsewhere: no "German chancellor" is of another country.
fn is_another_holder(c: &Context, s: &Source, speaker: &Speaker) -> bool {
    let (Speaker::Person(name), Form::Phrase) = (speaker, s.form) else { return false };
    let Some((person, title)) = c.cast.by_name(name).zip(s.title(c)) else { return false };
    let named = s.persons(c).iter().any(|p| p.person == person && p.way == Way::Name && !p.possessive);
    let lookup = Lookup { at: s.span.start, as_of: c.as_of, cast: &c.cast, roster: c.roster };
    !named && lookup.is_another(person, title)
}

/// Whether a speaker stands in the mention only to say whose the source is.
fn is_owner(c: &Context, s: &Source, speaker: &Speaker) -> bool {
    if s.form != Form::Phrase {
        return false;
    }
    let d = Description::of(&s.words);
    match (speaker, d.head) {
        (Speaker::Person(name), Head::Person | Head::People | Head::Body) => {
            let mut inside = c.cast.mentions_in(&s.span).filter(|m| m.span.end <= s.span.end).peekable();
            let is_free = |p: &PersonInside| !p.possessive && c.cast.people[p.person].name == *name;
            let named = inside.any(|m| c.cast.people[m.person].name == *name && m.way == Way::Name);
            named && !s.persons(c).iter().any(is_free)
        }
        (Speaker::Organisation(name), Head::Person | Head::People) => {
            c.cast.bodies_in(&s.span).any(|b| b.name == *name)
        }
        (Speaker::Organisation(name), Head::Body) => {
            let place = |b: &BodyMention| !b.organisation || c.roster.country(&b.name).is_some_and(|of| of == b.name);
            let of_place = lexicon().organisations.of_places.has(&d.noun);
            let owns = |b: &BodyMention| b.name == *name && b.span.end < s.span.end && (of_place || place(b));
            let calls = d.calls(&key(name)) && key(name).contains(' ');
            c.cast.bodies_in(&s.span).any(owns) && !calls
        }
        _ => false,
    }
}
