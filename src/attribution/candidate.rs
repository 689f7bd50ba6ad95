//! The candidates for one mention: the speakers that the rules propose, each once.

use super::proposal::Proposal;
use super::rules::{RULES, Rule};
use super::scorer::{Scored, Term};
use super::source::Source;
use super::speaker::Speaker;
use super::{context::Context, features};

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
