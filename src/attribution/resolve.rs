//! One speaker for each source mention of an article.

use std::borrow::Cow;

use super::collect::collect;
use super::context::Context;
use super::evidence::Evidence;
use super::form::Form;
use super::mention::complete;
use super::proposal::Proposal;
use super::request::{Attribution, Request};
use super::roster::Roster;
use super::rules::{RULES, Rule};
use super::source::Source;
use super::speaker::Speaker;
use super::trace::{QuotationTrace, Trace};
use crate::document::AsOf;
use crate::encoder::Entity;
use crate::text::{Span, Text};

/// Name the speaker of every request. `as_of` decides who held an office.
pub fn resolve(
    text: &Text,
    entities: &[(Span, Entity)],
    requests: &[Request],
    roster: &Roster,
    as_of: AsOf,
) -> Vec<Attribution> {
    let mut context = Context::new(text, entities, requests, roster, as_of, collect(text, entities, roster, as_of));
    let answers: Vec<Answer> = (0..requests.len()).map(|i| answer(&mut context, i, false).0).collect();
    answers.into_iter().enumerate().map(|(i, a)| a.attribution(&context, i)).collect()
}

/// As [`resolve`], with all that the rules saw and proposed.
pub fn trace(
    text: &Text,
    entities: &[(Span, Entity)],
    requests: &[Request],
    roster: &Roster,
    as_of: AsOf,
) -> (Vec<Attribution>, Trace) {
    let mut context = Context::new(text, entities, requests, roster, as_of, collect(text, entities, roster, as_of));
    let (answers, all): (Vec<Answer>, Vec<_>) = (0..requests.len()).map(|i| answer(&mut context, i, true)).unzip();
    let attributions: Vec<Attribution> =
        answers.into_iter().enumerate().map(|(i, a)| a.attribution(&context, i)).collect();
    let quotations = attributions.iter().zip(requests).zip(all);
    let quotations = quotations.map(|((a, q), (form, all))| QuotationTrace::new(text, q, a, form, all)).collect();
    let trace = Trace { entities: super::trace::entities(&context), quotations };
    (attributions, trace)
}

/// What was chosen for one request.
struct Answer {
    mention: Option<Span>,
    rule: &'static str,
    chosen: Option<Proposal>,
    runner_up: Option<Speaker>,
}

/// A rule and what it proposed.
type Proposed = (&'static Rule, Proposal);

/// Choose among what the rules propose for a request, and enter it. With `all`, every rule is asked, else only until
/// the chosen speaker has a rival.
fn answer(context: &mut Context, i: usize, all: bool) -> (Answer, (Form, Vec<Proposed>)) {
    let mention = context.requests[i].mention.clone();
    let mention = mention.map(|m| complete(context.text, &context.cast, context.roster, m));
    let source = Source::new(context, i, mention.as_ref());
    let mut proposed: Vec<Proposed> = Vec::new();
    let mut runner_up: Option<Speaker> = None;
    for rule in RULES.iter().filter(|r| r.form == source.form) {
        for p in rule.propose(context, &source) {
            let rival = proposed.first().is_some_and(|(_, first)| first.speaker != p.speaker) && !rule.fallback;
            if rival && runner_up.is_none() {
                runner_up = Some(p.speaker.clone());
            }
            proposed.push((rule, p));
        }
        if runner_up.is_some() && !all {
            break;
        }
    }
    let (rule, chosen) = proposed.first().cloned().map_or(("", None), |(rule, p)| (rule.name, Some(p)));
    context.enter(mention.clone(), source.form, source.gender, chosen.clone());
    (Answer { mention, rule, chosen, runner_up }, (source.form, proposed))
}

impl Answer {
    /// With its evidence, by the cast of the whole article.
    fn attribution(self, context: &Context, i: usize) -> Attribution {
        let Answer { mention, rule, chosen, runner_up } = self;
        let Some(chosen) = chosen else { return Attribution { mention, ..Attribution::default() } };
        let q = &context.requests[i];
        let name = chosen.speaker.name();
        let evidence = Evidence {
            way: chosen.way,
            link: q.mention.as_ref().map(|_| q.probability),
            antecedent: name.map_or(0.0, |name| context.cast.pointed(&q.antecedents, name)),
            rule: Cow::Borrowed(rule),
            support: chosen.support,
            runner_up,
            named_in_article: chosen.named,
        };
        let confidence = evidence.confidence();
        Attribution { speaker: chosen.speaker, confidence, evidence: Some(evidence), mention }
    }
}
