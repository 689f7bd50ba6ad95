//! One speaker for each source mention of an article.

use super::UNNAMED;
use super::cast::Cast;
use super::evidence::{Evidence, Way};
use super::names::{family, is_indefinite, key, without_article, without_honorifics, without_possessive};
use super::roster::{Gender, Kind, Roster};
use super::titles;
use crate::encoder::Entity;
use crate::text::{Span, Text, overlap};

/// What is to be named: the source mention of one quotation, in text order.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub mention: Option<Span>,
    /// Probability that the mention is the source's.
    pub probability: f32,
    /// Where the article names whom the mention stands for: places inside names (code points), and probabilities.
    pub antecedents: Vec<(usize, f32)>,
    /// The spans of the words said.
    pub content: Vec<Span>,
    /// Index of the request whose quotation holds this one.
    pub outer: Option<usize>,
}

/// The speaker of one quotation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speaker {
    /// Canonical name, or `unnamed: ` and the words used, or empty where none was found.
    pub name: String,
    /// Estimated probability that the name is right, 0 to 1.
    pub confidence: f32,
    /// How the name was found; none where none was.
    pub evidence: Option<Evidence>,
    /// The mention of the request, completed where it broke off.
    pub mention: Option<Span>,
}

/// Probability from which the model's antecedent overrules the rules for bodies and fills in for titles.
const SURE: f32 = 0.5;

/// Name the speaker of every request. `date` is ISO 8601 or empty; it decides who held an office.
pub fn resolve(
    text: &Text,
    entities: &[(Span, Entity)],
    requests: &[Request],
    roster: &Roster,
    date: &str,
) -> Vec<Speaker> {
    let cast = Cast::of(text, entities, roster, date);
    let mut r = Resolver { text, entities, requests, roster, date, cast, done: Vec::new(), quoted: quoted(requests) };
    let mut mentions = Vec::new();
    for (i, q) in requests.iter().enumerate() {
        let mention = q.mention.clone().map(|m| r.with_rest(m));
        let found = r.one(i, mention.as_ref());
        r.done.push(found);
        mentions.push(mention);
    }
    let Resolver { done, cast, .. } = r;
    let named = done.into_iter().zip(requests).zip(mentions);
    named
        .map(|((found, q), mention)| match found {
            Some((name, way)) => {
                let link = q.mention.as_ref().map(|_| q.probability);
                let evidence = Evidence { way, link, antecedent: cast.pointed(&q.antecedents, &name) };
                Speaker { name, confidence: evidence.confidence(), evidence: Some(evidence), mention }
            }
            None => Speaker { mention, ..Speaker::default() },
        })
        .collect()
}

pub(super) type Found = Option<(String, Way)>;

pub(super) struct Resolver<'a> {
    pub(super) text: &'a Text,
    pub(super) entities: &'a [(Span, Entity)],
    pub(super) requests: &'a [Request],
    pub(super) roster: &'a Roster,
    pub(super) date: &'a str,
    pub(super) cast: Cast,
    pub(super) done: Vec<Found>,
    /// All that is quoted, in text order; spans that overlap are one.
    pub(super) quoted: Vec<Span>,
}

fn quoted(requests: &[Request]) -> Vec<Span> {
    let mut spans: Vec<Span> = requests.iter().flat_map(|q| q.content.iter().cloned()).collect();
    spans.sort_by_key(|s| s.start);
    spans.dedup_by(|next, last| {
        let one = next.start < last.end;
        last.end = if one { last.end.max(next.end) } else { last.end };
        one
    });
    spans
}

impl Resolver<'_> {
    fn one(&mut self, i: usize, mention: Option<&Span>) -> Found {
        let Some(span) = mention else {
            return self.continued(i);
        };
        let words = self.text.slice(span);
        // "we're" and "he's" are pronouns too
        match key(&words).split('\'').next().unwrap_or_default() {
            "i" | "we" | "me" | "my" | "our" => {
                let outer = self.requests[i].outer?;
                return self.done[outer].as_ref().map(|(name, _)| (name.clone(), Way::Reference));
            }
            "he" | "him" | "his" => return self.pronoun(i, span, Gender::Male),
            "she" | "her" => return self.pronoun(i, span, Gender::Female),
            "it" | "its" => return self.it(i, span),
            "they" | "them" | "their" | "both" => return self.they(i, &words),
            "who" | "which" | "that" | "whose" => return self.just_before(span),
            _ => {}
        }
        let found = self.phrase(i, span, &words);
        if matches!(found.1, Way::Name | Way::Title) {
            self.cast.enter(span, &found.0);
        }
        Some(found)
    }

    /// The person or body whom the model is sure that request `i`'s mention stands for.
    pub(super) fn pointed(&self, i: usize, body: bool) -> Option<String> {
        let antecedents = &self.requests[i].antecedents;
        let names = antecedents.iter().filter_map(|&(at, _)| self.cast.named_at(at)).filter(|n| n.1 == body);
        let mass = |name: &str| self.cast.pointed(antecedents, name);
        let best = names.max_by(|a, b| mass(a.0).total_cmp(&mass(b.0)))?.0;
        (mass(best) >= SURE).then(|| best.to_string())
    }

    /// A mention that breaks off before its noun ("a senior Norlund" official) or before the name it leads to
    /// ("Council Secretary" General Oda Varn) gets the rest back.
    fn with_rest(&self, span: Span) -> Span {
        let chars = self.text.chars();
        if chars.get(span.end) != Some(&' ') {
            return span;
        }
        let word: String = chars[span.end + 1..].iter().take_while(|c| c.is_alphabetic()).collect();
        if titles::is_head(&word) {
            return span.start..span.end + 1 + word.chars().count();
        }
        let said = self.text.slice(&span);
        if said.ends_with(" of") && word.chars().next().is_some_and(char::is_uppercase) {
            return span.start..span.end + 1 + word.chars().count(); // "Norlund's Ministry of" Defence
        }
        let owner = without_possessive(&said).len() < said.len();
        let until = self.cast.mentions.partition_point(|m| m.span.start <= span.end);
        let Some(next) =
            self.cast.mentions.get(until).filter(|m| m.span.start <= span.end + if owner { 60 } else { 20 })
        else {
            return span;
        };
        let between = self.text.slice(&(span.end..next.span.start));
        // "Norlund's" 85-year-old Premier Oda Varn: an owner alone says nothing
        let fits = |w: &str| {
            let capital = w.chars().next().is_some_and(char::is_uppercase) && w.chars().all(char::is_alphabetic);
            capital || (owner && (w.contains('-') || titles::is_head(w) || self.roster.is_title(w)))
        };
        let titles_only = between.split_whitespace().all(fits);
        let names_someone = self.cast.mentions_in(&span).any(|m| m.span.end <= span.end);
        if titles_only && !names_someone && !next.possessive { span.start..next.span.end } else { span }
    }

    /// A mention of full words.
    fn phrase(&mut self, i: usize, span: &Span, words: &str) -> (String, Way) {
        // "Kremlin", "the U.S.", "Zelenskyy's office": a known body as a whole
        let bare = without_possessive(words);
        if let Some(e) = self.roster.find(bare) {
            if e.kind == Kind::Body {
                return (e.name.clone(), Way::Body);
            }
            let name = self.cast.lookup(bare, self.roster).map_or(&e.name, |p| &self.cast.people[p].name);
            return (name.clone(), Way::Name);
        }
        if let Some(body) = self.described(bare) {
            return (body, Way::Body);
        }
        let short = bare.rsplit_once('(').map_or(bare, |(_, s)| s).trim_end_matches(')');
        if let Some(full) = self.cast.abbreviated(without_article(short)) {
            return (self.roster.find(full).map_or(full, |e| &e.name).to_string(), Way::Body);
        }
        if let Some(named) = self.persons_in(span, words) {
            return named;
        }
        // "a Norlund official": the article means not to say who
        if is_indefinite(words) {
            return (format!("{UNNAMED}{}", without_article(words)), Way::Unnamed);
        }
        if let Some(joint) = self.joint(words) {
            return (joint, Way::Body);
        }
        if let Some(pair) = self.both_countries(span, words) {
            return (pair, Way::Reference);
        }
        if let Some(issuer) = self.paper(span, words) {
            return (issuer, Way::Reference);
        }
        if let Some(phrase) = titles::parse(words, self.roster) {
            let named = phrase.resolve(span.start, self.date, &self.cast, self.roster).map(|(name, _)| name);
            if let Some(name) = self.apposed(span).or(named).or_else(|| self.pointed(i, false)) {
                return (name, Way::Title);
            }
        }
        self.body(i, span, words).unwrap_or_else(|| (format!("{UNNAMED}{}", without_article(words)), Way::Unnamed))
    }

    /// The person or body that "which" or "who" goes back to, right before it.
    fn just_before(&self, span: &Span) -> Found {
        let near = |s: &Span| span.start - s.end < 40;
        let until = self.cast.mentions.partition_point(|m| m.span.end <= span.start);
        let person = self.cast.mentions[..until].last().filter(|m| near(&m.span));
        let until = self.cast.bodies.partition_point(|b| b.span.end <= span.start);
        let body = self.cast.bodies[..until].last().filter(|b| near(&b.span));
        match (person, body) {
            (Some(m), b) if b.is_none_or(|b| b.span.end < m.span.end) => {
                Some((self.cast.people[m.person].name.clone(), Way::Name))
            }
            (_, b) => b.map(|b| (b.name.clone(), Way::Body)),
        }
    }

    /// "Harbour Watch, a group in Tarsk", "Harbour Watch data", "news agency Harbour Watch reports": the known or
    /// tagged body without what describes it or what it published.
    fn described(&self, words: &str) -> Option<String> {
        const PUBLISHED: &[&str] = &["estimates", "data", "figures", "statistics", "reports", "report", "analysis"];
        let named = |s: &str| {
            let s = without_article(s.strip_prefix("news agency ").unwrap_or(s));
            let tagged = || self.cast.bodies.iter().find(|b| b.organisation && self.text.slice(&b.span) == s);
            match self.roster.find(s) {
                Some(e) => (e.kind == Kind::Body).then(|| e.name.clone()),
                None => tagged().map(|b| b.name.clone()),
            }
        };
        if let Some((name, rest)) = words.split_once(", ")
            && ["a ", "an ", "the "].iter().any(|a| rest.starts_with(a))
        {
            return named(name);
        }
        let (name, last) = words.rsplit_once(' ')?;
        PUBLISHED.contains(&last).then(|| named(without_possessive(name))).flatten()
    }

    /// The person or persons named in a mention; a possessor only where it is the only one.
    fn persons_in(&mut self, span: &Span, words: &str) -> Option<(String, Way)> {
        let inside: Vec<(String, Span, bool)> = self
            .cast
            .mentions_in(span)
            .filter(|m| overlap(&m.span, span) > 0)
            .map(|m| (self.cast.people[m.person].name.clone(), m.span.clone(), m.possessive))
            .collect();
        let free: Vec<&(String, Span, bool)> = inside.iter().filter(|p| !p.2).collect();
        match free.as_slice() {
            [] => {}
            [one] => {
                // "Juna Hale and ministry officials" is not Juna Hale alone
                let rest = self.text.slice(&(one.1.end.min(span.end)..span.end));
                return if rest.trim_start().starts_with("and ") { None } else { Some((one.0.clone(), Way::Name)) };
            }
            many => {
                let (a, b) = (&many[many.len() - 2], many[many.len() - 1]);
                let between = self.text.slice(&(a.1.end..b.1.start));
                if between.contains(" and ") {
                    return Some((format!("{} and {}", a.0, b.0), Way::Name));
                }
                return Some((b.0.clone(), Way::Name));
            }
        }
        if let Some((owner, at, _)) = inside.first() {
            let rest = self.text.slice(&(at.end.min(span.end)..span.end));
            let rest = rest.trim_start_matches(['’', '\'']).trim_start_matches("s ").trim();
            if rest.is_empty() {
                return Some((owner.clone(), Way::Name));
            }
            let head = key(rest);
            if matches!(
                family(&head),
                "office" | "team" | "administration" | "government" | "campaign" | "party" | "lawyers"
            ) {
                return Some((format!("{owner}'s {rest}"), Way::Body));
            }
            if matches!(
                family(&head),
                "post" | "threat" | "statement" | "letter" | "message" | "speech" | "remarks" | "comments" | "words"
            ) {
                return Some((owner.clone(), Way::Name));
            }
            return None;
        }
        // a name that the tagger of entities overlooked, but the article or the roster has it
        let bare = without_honorifics(words);
        if bare.chars().next().is_some_and(char::is_uppercase)
            && let Some(p) = self.cast.lookup(&bare, self.roster)
            && !self.is_place_or_body(span)
        {
            return Some((self.cast.people[p].name.clone(), Way::Name));
        }
        None
    }

    /// The person whose name stands beside a title, both between commas: "Varn's press secretary, Juna Hale, said",
    /// "Juna Hale, Varn's press secretary, said".
    fn apposed(&self, span: &Span) -> Option<String> {
        let chars = self.text.chars();
        let comma = |from: usize, to: usize| from < to && to - from <= 2 && chars[from] == ',';
        let closed = |at: usize| matches!(chars.get(at), None | Some(',' | '.' | ';' | '\n'));
        let cue = |at: usize| chars.get(at) == Some(&' ');
        let from = self.cast.mentions.partition_point(|m| m.span.start < span.start).saturating_sub(4);
        self.cast.mentions[from..]
            .iter()
            .take_while(|m| m.span.start <= span.end + 2)
            .filter(|m| !m.possessive)
            .find(|m| {
                (comma(span.end, m.span.start) && (closed(m.span.end) || cue(m.span.end)))
                    || (comma(m.span.end, span.start) && closed(span.end) && m.subject)
            })
            .map(|m| self.cast.people[m.person].name.clone())
    }

    fn is_place_or_body(&self, span: &Span) -> bool {
        let from = self.entities.partition_point(|(s, _)| s.end <= span.start);
        let mut here = self.entities[from..].iter().take_while(|(s, _)| s.start < span.end);
        here.any(|(s, k)| overlap(s, span) > 0 && matches!(k, Entity::Place | Entity::Organisation))
    }

    /// "both Moscow and Kyiv", "India and Pakistan": two known bodies.
    fn joint(&self, words: &str) -> Option<String> {
        let words = words.trim();
        let words = words.strip_prefix("both ").or_else(|| words.strip_prefix("Both ")).unwrap_or(words);
        let (a, b) = words.split_once(" and ")?;
        if b.starts_with("its ") {
            return Some(format!("{} and {b}", self.roster.find(a)?.name));
        }
        let article = if b.starts_with("the ") { "the " } else { "" };
        let (a, b) = (self.roster.find(a)?, self.roster.find(b)?);
        Some(format!("{} and {article}{}", a.name, b.name))
    }

    /// A body: a known one at the phrase's end, a named entity, or "the ministry" for one named before.
    fn body(&self, i: usize, span: &Span, words: &str) -> Option<(String, Way)> {
        let bare = without_possessive(without_article(words));
        let parts: Vec<&str> = bare.split_whitespace().collect();
        for i in 1..parts.len() {
            // "the Vienna-based International Atomic Energy Agency": no capitals before the name but in adjectives
            let tail = parts[i..].join(" ");
            let lead_is_plain =
                parts[..i].iter().all(|w| w.chars().next().is_some_and(char::is_lowercase) || w.contains("-based"));
            if lead_is_plain && let Some(e) = self.roster.find(&tail) {
                return Some((e.name.clone(), Way::Body));
            }
        }
        let at_end = |(s, k): &&(Span, Entity)| {
            s.end >= span.end.saturating_sub(1)
                && s.start < span.end
                && matches!(k, Entity::Organisation | Entity::Place)
        };
        let whose = |s: &Span| {
            let lead = self.text.slice(&(span.start..s.start.max(span.start)));
            let lead = lead.trim_end().trim_end_matches(" the");
            let preposition = lead.rsplit(' ').next().unwrap_or("").to_lowercase();
            ["of", "in", "from", "at", "for", "to", "with", "by", "on", "near", "including", "and"]
                .contains(&preposition.as_str())
        };
        let from = self.entities.partition_point(|(s, _)| s.end < span.end.saturating_sub(1));
        if let Some((entity, _)) =
            self.entities[from..].iter().take_while(|(s, _)| s.start < span.end).find(at_end).filter(|(s, _)| !whose(s))
        {
            let name = self.text.slice(entity);
            let plain_lead = self.text.slice(&(span.start..entity.start.max(span.start)));
            // "Ukraine's State Emergency Service" keeps its owner, "news agency X" loses its description
            let keep_all = plain_lead.contains('’') || plain_lead.contains('\'') || entity.start <= span.start;
            return Some((if keep_all { bare.to_string() } else { without_article(&name).to_string() }, Way::Body));
        }
        let starts_capital = parts.first().is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase));
        let head = key(parts.last()?);
        const HEADS: &[&str] = &[
            "ministry",
            "force",
            "army",
            "military",
            "staff",
            "service",
            "agency",
            "government",
            "parliament",
            "office",
            "embassy",
            "department",
            "police",
            "council",
            "commission",
            "company",
            "newspaper",
            "group",
            "administration",
            "delegation",
            "forces",
            "court",
            "committee",
            "party",
            "command",
            "directorate",
            "navy",
            "watchdog",
        ];
        if !HEADS.contains(&head.as_str()) {
            return None;
        }
        let capitals = parts.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
        if capitals > 0 && (starts_capital || words.contains('’') || words.contains('\'')) {
            let is_only_article = words.len() == bare.len() && capitals == 1 && parts.len() == 1;
            if !is_only_article {
                return Some((bare.to_string(), Way::Body));
            }
        }
        // "the ministry": the last body before that ends so
        let lower = words.trim().to_lowercase();
        if lower.starts_with("the ") {
            let wanted = key(bare);
            let said: Option<&str> =
                self.done.iter().rev().flatten().map(|(n, _)| n.as_str()).find(|n| key(n).ends_with(&wanted));
            let named = self
                .cast
                .bodies
                .iter()
                .rev()
                .filter(|b| b.span.end <= span.start)
                .map(|b| b.name.as_str())
                .find(|n| key(n).ends_with(&wanted));
            let last = ["company", "newspaper", "group", "agency"].contains(&wanted.as_str()).then(|| {
                self.cast
                    .bodies
                    .iter()
                    .rev()
                    .find(|b| b.organisation && b.span.end <= span.start)
                    .map(|b| b.name.as_str())
            });
            let pointed = || self.pointed(i, true);
            return said
                .or(named)
                .map(str::to_string)
                .or_else(pointed)
                .or(last.flatten().map(str::to_string))
                .map(|n| (n, Way::Body));
        }
        None
    }

    /// A quotation without a source: inside another, nobody; a paragraph that is all quotation goes on
    /// with the speaker of the quotation right before it.
    fn continued(&self, i: usize) -> Found {
        let q = &self.requests[i];
        if q.outer.is_some() {
            return None;
        }
        let previous = (0..i).rev().find(|&j| self.requests[j].outer.is_none())?;
        let first = q.content.first()?;
        let p = self.text.paragraph_at(first.start);
        let before = self.text.paragraph_at(self.requests[previous].content.last()?.start);
        let paragraph = &self.text.paragraphs()[p];
        let quoted: usize = q.content.iter().map(|c| overlap(c, paragraph)).sum();
        let all_quotation = quoted * 10 >= paragraph.len() * 9;
        let same_paragraph = before == p;
        if (all_quotation && p - before <= 1) || same_paragraph {
            return self.done[previous].as_ref().map(|(n, _)| (n.clone(), Way::Continued));
        }
        None
    }
}
