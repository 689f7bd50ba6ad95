//! One speaker for each source mention of an article.

use super::UNNAMED;
use super::cast::Cast;
use super::evidence::{Evidence, Way};
use super::names::{is_indefinite, key, without_article, without_possessive};
use super::roster::{Gender, Kind, Roster};
use super::speaker::Speaker;
use super::titles;
use crate::document::AsOf;
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

/// Who speaks one quotation, and what that rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    pub speaker: Speaker,
    /// Estimated probability that the name is right, 0 to 1.
    pub confidence: f32,
    /// How the name was found; none where none was.
    pub evidence: Option<Evidence>,
    /// The mention of the request, completed where it broke off.
    pub mention: Option<Span>,
}

/// Probability from which the model's antecedent overrules the rules for bodies and fills in for titles.
const SURE: f32 = 0.5;

/// Name the speaker of every request. `as_of` decides who held an office.
pub fn resolve(
    text: &Text,
    entities: &[(Span, Entity)],
    requests: &[Request],
    roster: &Roster,
    as_of: AsOf,
) -> Vec<Attribution> {
    let cast = Cast::of(text, entities, roster, as_of);
    let mut r = Resolver { text, entities, requests, roster, as_of, cast, done: Vec::new(), quoted: quoted(requests) };
    let mut mentions = Vec::new();
    for (i, q) in requests.iter().enumerate() {
        let mention = q.mention.clone().map(|m| r.without_scene(r.with_rest(m)));
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
                Attribution {
                    speaker: Speaker::of(name, way),
                    confidence: evidence.confidence(),
                    evidence: Some(evidence),
                    mention,
                }
            }
            None => Attribution { mention, ..Attribution::default() },
        })
        .collect()
}

pub(super) type Found = Option<(String, Way)>;

pub(super) struct Resolver<'a> {
    pub(super) text: &'a Text,
    pub(super) entities: &'a [(Span, Entity)],
    pub(super) requests: &'a [Request],
    pub(super) roster: &'a Roster,
    pub(super) as_of: AsOf,
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
            return self.right_behind(i).or_else(|| self.continued(i));
        };
        let words = self.text.slice(span);
        let words = without_contraction(&words);
        // "we're" and "he's" are pronouns too
        match key(words).split('\'').next().unwrap_or_default() {
            "i" | "me" | "my" => return self.outer(i),
            "we" | "our" => return self.we(i),
            "us" if words == "us" => return self.we(i), // not "the US"
            "he" | "him" | "his" => return self.pronoun(i, span, Gender::Male),
            "she" | "her" => return self.pronoun(i, span, Gender::Female),
            "it" | "its" => return self.it(i, span),
            "they" | "them" | "their" | "both" => return self.they(i, span, words),
            "who" | "which" | "that" | "whose" => return self.just_before(span),
            _ => {}
        }
        let mut found = self.phrase(i, span, words);
        if found.1 == Way::Name
            && let Some(body) = self.whose(i, span, &found.0)
        {
            found = (body, Way::Body);
        }
        if matches!(found.1, Way::Name | Way::Title) {
            self.cast.enter(span, &found.0);
        }
        Some(found)
    }

    /// The person or body whom the model is sure that request `i`'s mention stands for.
    pub(super) fn pointed(&self, i: usize, body: bool) -> Option<String> {
        let mut mass: Vec<(String, f32)> = Vec::new();
        for &(at, p) in &self.requests[i].antecedents {
            let spoke = if body { self.body_that_spoke(i, at) } else { None };
            let named = || self.cast.named_at(at).filter(|n| n.1 == body).map(|n| n.0.to_string());
            let Some(name) = spoke.or_else(named) else { continue };
            match mass.iter_mut().find(|(n, _)| *n == name) {
                Some((_, sum)) => *sum += p,
                None => mass.push((name, p)),
            }
        }
        let (name, sum) = mass.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        (sum >= SURE).then_some(name)
    }

    /// The body whose mention as a source before request `i` holds a place: a place inside "Norlund's embassy in Tarsk"
    /// means the embassy, not Tarsk.
    fn body_that_spoke(&self, i: usize, at: usize) -> Option<String> {
        let holds = |j: &usize| self.requests[*j].mention.as_ref().is_some_and(|m| m.contains(&at));
        let (name, way) = self.done[(0..i).rev().find(holds)?].as_ref()?;
        (*way == Way::Body).then(|| name.clone())
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
        // a title right before a name is that person's, whoever else was seen in it ("Tarsk" Defence Minister Dragan Voshk)
        let last = said.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let titled = between == " " && (titles::is_head(&last) || self.roster.is_title(&last));
        if titles_only && (titled || !names_someone) && !next.possessive { span.start..next.span.end } else { span }
    }

    /// A mention that begins before its title ("On leaving the hall Minister Oda Varn said") begins with the title: no
    /// article and noun stand before one that leads to a name.
    fn without_scene(&self, span: Span) -> Span {
        const BEFORE_TITLES: [&str; 10] =
            ["acting", "current", "exiled", "former", "incoming", "late", "new", "ousted", "outgoing", "then"];
        let said = self.text.slice(&span);
        let words: Vec<&str> = said.split(' ').collect();
        let capital = |w: &&str| w.starts_with(char::is_uppercase);
        let Some(title) = words.iter().position(|w| capital(w) && titles::is_head(&w.to_lowercase())) else {
            return span;
        };
        let before = &words[..title];
        let scene = before.len() >= 2
            && before[0] == "the"
            && before[1..].iter().all(|w| w.chars().all(char::is_lowercase) && !BEFORE_TITLES.contains(w));
        if scene && words.get(title + 1).is_some_and(capital) {
            let skipped: usize = before.iter().map(|w| w.chars().count() + 1).sum();
            return span.start + skipped..span.end;
        }
        span
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
        if let Some(group) = self.acting_as_one(bare) {
            return (group, Way::Body);
        }
        if let Some(body) = self.described(bare) {
            return (body, Way::Body);
        }
        let short = bare.rsplit_once('(').map_or(bare, |(_, s)| s).trim_end_matches(')');
        if let Some(full) = self.cast.abbreviated(without_article(short)) {
            return (self.roster.find(full).map_or(full, |e| &e.name).to_string(), Way::Body);
        }
        let unnamed = || (format!("{UNNAMED}{}", without_article(words)), Way::Unnamed);
        if self.is_of_people(words) {
            return unnamed();
        }
        if let Some(named) = self.persons_in(span, words) {
            return named;
        }
        if let Some(pair) = self.both_countries(span, words) {
            return (pair, Way::Reference);
        }
        if let Some(issuer) = self.paper(span, words) {
            return (issuer, Way::Reference);
        }
        // "a Norlund official": the article means not to say who, or not yet
        if is_indefinite(words) {
            return self.named_later(span, words).map_or_else(unnamed, |name| (name, Way::Title));
        }
        if let Some(joint) = self.joint(words) {
            return (joint, Way::Body);
        }
        if let Some(same) = self.the_same_unnamed(words) {
            return (same, Way::Unnamed);
        }
        if let Some(phrase) = titles::parse(words, self.roster) {
            let phrase = phrase.said_in(self.country_of_outer(i));
            let named = phrase.resolve(span.start, self.as_of, &self.cast, self.roster).map(|(name, _)| name);
            // the model points to anybody near; a body that the phrase names must be his, too
            let pointed = || self.pointed(i, false).filter(|_| !phrase.names_its_body());
            if let Some(name) = self.apposed(span).or(named).or_else(pointed) {
                return (name, Way::Title);
            }
        }
        self.body(i, span, words).unwrap_or_else(unnamed)
    }

    /// The country of whoever speaks the words that hold request `i`'s quotation.
    fn country_of_outer(&self, i: usize) -> Option<&str> {
        let (name, _) = self.done[self.requests[i].outer?].as_ref()?;
        self.roster.country(self.roster.find(name)?.country.as_deref()?)
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

pub(super) fn starts_with_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// "The president's going to say": the verb is no part of the name.
fn without_contraction(words: &str) -> &str {
    for verb in [" going", " been", " gonna", " not", " got", " saying"] {
        for is in ["’s", "'s"] {
            if let Some((name, _)) = words.split_once(&format!("{is}{verb}")) {
                return name;
            }
        }
    }
    words
}
