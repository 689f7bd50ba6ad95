//! What attribution saw, proposed and chose, for people who ask why.

use serde::Serialize;

use super::candidate::Candidate;
use super::context::Context;
use super::evidence::Way;
use super::form::Form;
use super::request::{Attribution, Request};
use super::scorer::Term;
use super::speaker::Speaker;
use crate::encoder::Entity;
use crate::text::{Span, Text};

/// All that was seen in one article, and how each of its quotations got its speaker.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trace {
    /// In the order in which the text first names them.
    pub entities: Vec<TracedEntity>,
    /// In the order of the requests.
    pub quotations: Vec<QuotationTrace>,
}

/// A stretch of the text, in code points, with its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    /// The first code point.
    pub start: usize,
    /// The code point behind the last.
    pub end: usize,
    /// The text's own words, line ends included.
    pub words: String,
}

impl Words {
    /// The words of a stretch; none beyond the text's end.
    pub fn of(text: &Text, span: &Span) -> Self {
        let end = span.end.min(text.len());
        let start = span.start.min(end);
        Words { start, end, words: text.slice(&(start..end)) }
    }
}

impl Trace {
    /// Tell all words by other places: `to` gives where a span stands there, and its words.
    pub(crate) fn move_words(&mut self, to: impl Fn(&Span) -> (Span, String)) {
        let mentions = self.entities.iter_mut().flat_map(|e| &mut e.mentions).map(|m| &mut m.at);
        let of_quotation = |q| {
            let QuotationTrace { quotation, mention, proposals, .. }: &mut QuotationTrace = q;
            quotation.iter_mut().chain(mention.as_mut()).chain(proposals.iter_mut().flat_map(|p| &mut p.support))
        };
        for words in mentions.chain(self.quotations.iter_mut().flat_map(of_quotation)) {
            let (span, text) = to(&(words.start..words.end));
            *words = Words { start: span.start, end: span.end, words: text };
        }
    }
}

/// What an entity was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// Tagged as a person, or meant by a title or pronoun.
    Person,
    /// A body, or a country that may speak.
    Organisation,
    /// A place that stands for no organisation that is known.
    Place,
    /// Anything else with a name.
    Other,
}

/// A person, an organisation or a place of the article under one canonical name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TracedEntity {
    /// The roster's name where it knows the entity, else the fullest of the text's.
    pub name: String,
    /// As the model tagged it and the rules took it.
    pub kind: EntityKind,
    /// Whether it may be a speaker; what was tagged and put aside may not.
    pub used: bool,
    /// In text order; at least one.
    pub mentions: Vec<TracedMention>,
}

/// A place where the text names an entity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TracedMention {
    /// Where, and in which words.
    #[serde(flatten)]
    pub at: Words,
    /// By name, or by a title or pronoun that was resolved to the entity.
    pub way: Way,
}

/// How one quotation got its speaker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuotationTrace {
    /// The spans of the words said.
    pub quotation: Vec<Words>,
    /// As it was completed; `None` where the quotation has none.
    pub mention: Option<Words>,
    /// What the mention was read as; it decides which rules are asked.
    pub form: Form,
    /// Whom the rules propose, each once, best first: the first one is chosen.
    pub candidates: Vec<TracedCandidate>,
    /// What each rule proposed, in the order of the candidates, and of the rules for each.
    pub proposals: Vec<TracedProposal>,
    /// Who was chosen.
    pub speaker: Speaker,
    /// The best other candidate that is more than what is left; `None` where there is none.
    pub runner_up: Option<Speaker>,
    /// Whether the article itself names the speaker, not the roster alone.
    pub named_in_article: bool,
    /// `None` where nobody is named.
    pub confidence: Option<TracedConfidence>,
}

/// What one rule proposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TracedProposal {
    /// The rule's name.
    pub rule: &'static str,
    /// What the rule is for, in one line.
    pub purpose: &'static str,
    /// Whom it proposes.
    pub speaker: Speaker,
    /// How it found that speaker.
    pub found_by: Way,
    /// To be compared with other proposals of the same rule only.
    pub score: f32,
    /// What in the text it leans on.
    pub support: Vec<Words>,
    /// Whether the article itself names the proposed speaker.
    pub named_in_article: bool,
}

/// One of those among whom the speaker was chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TracedCandidate {
    /// Who it is.
    pub speaker: Speaker,
    /// Its share of the probability of all candidates, 0 to 1.
    pub probability: f32,
    /// The sum of its terms; the candidate with the highest is chosen.
    pub score: f32,
    /// What is known of it, with what that is worth.
    pub terms: Vec<Term>,
}

/// A confidence and what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TracedConfidence {
    /// Estimated probability that the name is right, 0 to 1: the logistic function of the sum of the terms.
    pub confidence: f32,
    /// How the name was found.
    pub found_by: Way,
    /// Probability that the mention is the quotation's source; `None` without a mention.
    pub link_probability: Option<f32>,
    /// The model's own probability for this name.
    pub antecedent_probability: f32,
    /// What is known of the decision, with what that is worth.
    pub terms: Vec<Term>,
}

/// What was asked of the candidates for one request.
pub(super) struct Asked {
    pub form: Form,
    pub candidates: Vec<Candidate>,
    pub confidence: Vec<Term>,
}

impl QuotationTrace {
    pub(super) fn new(text: &Text, request: &Request, given: &Attribution, asked: Asked) -> Self {
        let words = |spans: &[Span]| spans.iter().map(|s| Words::of(text, s)).collect::<Vec<_>>();
        let Asked { form, candidates, confidence } = asked;
        let proposals = candidates.iter().flat_map(|c| &c.proposals).map(|(rule, p)| TracedProposal {
            rule: rule.name,
            purpose: rule.purpose,
            support: words(&p.support),
            speaker: p.speaker.clone(),
            found_by: p.way,
            score: p.score,
            named_in_article: p.named,
        });
        let proposals = proposals.collect();
        let candidates = candidates.into_iter().map(|c| TracedCandidate {
            speaker: c.speaker,
            probability: c.probability,
            score: c.score,
            terms: c.terms,
        });
        let evidence = given.evidence.as_ref();
        QuotationTrace {
            quotation: words(&request.content),
            mention: given.mention.as_ref().map(|m| Words::of(text, m)),
            form,
            candidates: candidates.collect(),
            proposals,
            speaker: given.speaker.clone(),
            runner_up: evidence.and_then(|e| e.runner_up.clone()),
            named_in_article: evidence.is_some_and(|e| e.named_in_article),
            confidence: evidence.map(|e| TracedConfidence {
                confidence: given.confidence,
                found_by: e.way,
                link_probability: e.link,
                antecedent_probability: e.antecedent,
                terms: confidence,
            }),
        }
    }
}

/// The entities of an article: those that may speak, and those that were tagged and put aside.
pub(super) fn entities(context: &Context) -> Vec<TracedEntity> {
    let Context { text, cast, .. } = context;
    let at = |span: &Span, way: Way| TracedMention { at: Words::of(text, span), way };
    let mut out: Vec<TracedEntity> = Vec::new();
    let mut add = |name: &str, kind: EntityKind, used: bool, mention: TracedMention| match out
        .iter_mut()
        .find(|e| e.name == name && e.kind == kind && e.used == used)
    {
        Some(entity) => entity.mentions.push(mention),
        None => out.push(TracedEntity { name: name.to_string(), kind, used, mentions: vec![mention] }),
    };
    for m in &cast.mentions {
        add(&cast.people[m.person].name, EntityKind::Person, true, at(&m.span, m.way));
    }
    for b in &cast.bodies {
        add(&b.name, EntityKind::Organisation, true, at(&b.span, Way::Body));
    }
    let overlaps = |next: Option<&Span>, s: &Span| next.is_some_and(|n| n.start < s.end);
    let taken = |s: &Span| {
        let person = cast.mentions.get(cast.mentions.partition_point(|m| m.span.end <= s.start)).map(|m| &m.span);
        let body = cast.bodies.get(cast.bodies.partition_point(|b| b.span.end <= s.start)).map(|b| &b.span);
        overlaps(person, s) || overlaps(body, s)
    };
    for (span, kind) in context.entities.iter().filter(|(s, _)| !taken(s)) {
        let kind = match kind {
            Entity::Person => EntityKind::Person,
            Entity::Organisation => EntityKind::Organisation,
            Entity::Place => EntityKind::Place,
            Entity::Other => EntityKind::Other,
        };
        add(&text.slice(span), kind, false, at(span, Way::Name));
    }
    out.sort_by_key(|e| e.mentions[0].at.start);
    out
}
