//! How sure a chosen name is: a logistic regression over what is known of the decision.

use super::candidate::Candidate;
use super::context::Context;
use super::evidence::Way;
use super::first_names::is_first_name;
use super::names::{first, key};
use super::scorer::{Term, Weights};
use super::source::Source;
use super::speaker::Speaker;
use super::title::is_head;
use crate::lexicon::lexicon;

/// No probability is surer than this.
const SUREST: f32 = 0.995;
/// Nothing is known surer than this of the link.
const SUREST_LINK: f32 = 0.999;

/// What is known of the decision for the first of the candidates, with what that is worth: the confidence is the logistic
/// function of the sum.
pub fn terms(c: &Context, s: &Source, candidates: &[Candidate]) -> Vec<Term> {
    let Some(chosen) = candidates.first() else { return Vec::new() };
    let mut out = Vec::new();
    let mut add = |name: String, value: f32| {
        if value != 0.0 {
            out.push(Weights::Confidence.term(name, value));
        }
    };
    let so = |so: bool| f32::from(u8::from(so));
    let way = chosen.proposals[0].1.way;
    add("intercept".into(), 1.0);
    add(format!("found by {}", way.name()), 1.0);
    add(format!("form {}", s.form.name()), 1.0);
    add("choice, log-odds".into(), log_odds(chosen.probability, SUREST));
    add("no other candidate".into(), so(candidates.len() == 1));
    match c.requests[s.index].mention {
        Some(_) => {
            add("link, log-odds".into(), log_odds(c.requests[s.index].probability, SUREST_LINK));
        }
        None => add("no mention".into(), 1.0),
    }
    add("nested".into(), so(c.requests[s.index].outer.is_some()));
    let antecedent = c.masses(s.index);
    let own = chosen.speaker.words().and_then(|w| antecedent.iter().find(|(n, _)| n == w)).map_or(0.0, |(_, p)| *p);
    add(format!("antecedent, {}", kind(&chosen.speaker)), own);
    add("another antecedent".into(), antecedent.iter().map(|(_, p)| p).sum::<f32>() - own);
    add(format!("is {}", kind(&chosen.speaker)), 1.0);
    if let Some(name) = chosen.speaker.name() {
        add("by the roster alone".into(), so(chosen.proposals.iter().all(|(_, p)| !p.named)));
        add("known to the roster".into(), so(c.roster.find(name).is_some()));
    }
    if let Speaker::Person(name) = &chosen.speaker {
        let k = key(name);
        let unknown = c.roster.find(name).is_none();
        add("one word, unknown".into(), so(unknown && !k.contains(' ')));
        add("first name is known".into(), so(unknown && is_first_name(first(&k))));
        let strange = |w: &str| is_head(w) || lexicon().names.areas.has(w) || lexicon().descriptions.persons.has(w);
        add("title in the name".into(), so(unknown && k.split(' ').any(strange)));
        add("four words and more".into(), so(unknown && k.split(' ').count() > 3));
        let mentions = c.cast.by_name(name).and_then(|p| c.counts.get(p)).copied().unwrap_or(0);
        add("mentions of the person".into(), (1.0_f32 + mentions.min(10) as f32).ln());
    }
    if let Speaker::Organisation(name) = &chosen.speaker {
        add("organisation of one word".into(), so(!name.contains(' ') && c.roster.find(name).is_none()));
        add("organisation, lower case".into(), so(name.split(' ').all(|w| w.starts_with(char::is_lowercase))));
    }
    if way == Way::Name || way == Way::Body {
        add("name is the mention".into(), so(chosen.speaker.name().is_some_and(|n| key(&s.words).ends_with(&key(n)))));
    }
    out
}

fn kind(speaker: &Speaker) -> &'static str {
    match speaker {
        Speaker::Person(_) => "a person",
        Speaker::Organisation(_) => "an organisation",
        Speaker::Several(_) => "several",
        Speaker::Unnamed(_) => "unnamed",
        Speaker::Nobody => "nobody",
    }
}

fn log_odds(p: f32, surest: f32) -> f32 {
    let p = p.clamp(1.0 - surest, surest);
    (p / (1.0 - p)).ln()
}

/// The logistic function.
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
