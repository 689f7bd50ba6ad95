//! One speaker for each source mention of an article.

use std::borrow::Cow;

use super::candidate::candidates;
use super::confidence::{self, logistic};
use super::context::Context;
use super::evidence::Evidence;
use super::mention::complete;
use super::proposal::Proposal;
use super::request::{Attribution, Request};
use super::roster::Roster;
use super::scorer::Scored;
use super::source::Source;
use super::speaker::Speaker;
use super::trace::{Asked, QuotationTrace, Trace};
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
    let mut context = Context::new(text, entities, requests, roster, as_of);
    let answers: Vec<Answer> = (0..requests.len()).map(|i| answer(&mut context, i).0).collect();
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
    let mut context = Context::new(text, entities, requests, roster, as_of);
    let (answers, all): (Vec<Answer>, Vec<_>) = (0..requests.len()).map(|i| answer(&mut context, i)).unzip();
    let attributions: Vec<Attribution> =
        answers.into_iter().enumerate().map(|(i, a)| a.attribution(&context, i)).collect();
    let quotations = attributions.iter().zip(requests).zip(all);
    let quotations = quotations.map(|((a, q), asked)| QuotationTrace::new(text, q, a, asked)).collect();
    let trace = Trace { entities: super::trace::entities(&context), quotations };
    (attributions, trace)
}

/// What was chosen for one request.
struct Answer {
    mention: Option<Span>,
    rule: &'static str,
    chosen: Option<Proposal>,
    runner_up: Option<Speaker>,
    confidence: f32,
}

/// Choose the best of the candidates for a request, and enter it.
fn answer(context: &mut Context, i: usize) -> (Answer, Asked) {
    let mention = context.requests[i].mention.clone();
    let mention = mention.map(|m| complete(context.text, &context.cast, context.roster, m));
    let source = Source::new(context, i, mention.as_ref());
    let candidates = candidates(context, &source);
    let confidence = confidence::terms(context, &source, &candidates);
    let first = candidates.first().and_then(|c| Some((c, c.proposals.first()?)));
    let (rule, chosen) = first.map_or(("", None), |(c, (rule, p))| {
        // the article names whom any of the rules found in it
        let named = c.proposals.iter().any(|(_, p)| p.named);
        (rule.name, Some(Proposal { named, ..p.clone() }))
    });
    let runner_up = candidates.iter().skip(1).find(|c| !c.is_fallback()).map(|c| c.speaker.clone());
    context.enter(mention.clone(), source.form, chosen.clone());
    let answer = Answer { mention, rule, chosen, runner_up, confidence: logistic(confidence.score()) };
    (answer, Asked { form: source.form, candidates, confidence })
}

impl Answer {
    /// With its evidence, by the cast of the whole article.
    fn attribution(self, context: &Context, i: usize) -> Attribution {
        let Answer { mention, rule, chosen, runner_up, confidence } = self;
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
        Attribution { speaker: chosen.speaker, confidence, evidence: Some(evidence), mention }
    }
}
