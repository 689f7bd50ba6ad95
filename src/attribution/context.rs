//! What the rules know at one quotation: the text, its cast, the roster, and who spoke before.

use std::collections::HashMap;

use super::cast::{AskedName, Cast};
use super::collect::collect;
use super::evidence::Way;
use super::form::Form;
use super::names::{family, key, without_ending};
use super::proposal::Proposal;
use super::request::Request;
use super::roster::Roster;
use super::speaker::Speaker;
use super::title;
use super::tokens::Tokens;
use crate::document::AsOf;
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::{Span, Text};

/// Probability from which the model's antecedent overrules the rules for bodies and fills in for titles.
const SURE: f32 = 0.5;

/// What the rules read. None of them changes it; [`Context::enter`] does, once a speaker is chosen.
pub struct Context<'a> {
    pub text: &'a Text,
    pub entities: &'a [(Span, Entity)],
    pub requests: &'a [Request],
    pub roster: &'a Roster,
    pub as_of: AsOf,
    pub cast: Cast,
    /// The words of the text.
    pub tokens: Tokens,
    /// Who speaks the quotations up to this one.
    pub decided: Vec<Decision>,
    /// All that is quoted, in text order; spans that overlap are one.
    pub quoted: Vec<Span>,
    /// For each code point, 1 and the index of the last request so far whose mention holds it; else 0.
    mention_at: Vec<usize>,
    /// The requests so far by the last word of the key of their speaker.
    by_last_word: HashMap<String, Vec<usize>>,
    /// How often the text names each person of the cast.
    pub counts: Vec<usize>,
    /// How often each has spoken so far.
    spoken: HashMap<Speaker, usize>,
}

/// Who speaks one quotation.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The mention, completed where it broke off.
    pub mention: Option<Span>,
    /// What was chosen; `None` where no rule proposed anybody.
    pub chosen: Option<Proposal>,
    /// The speaker's words as a key.
    pub key: String,
}

impl<'a> Context<'a> {
    pub fn new(
        text: &'a Text,
        entities: &'a [(Span, Entity)],
        requests: &'a [Request],
        roster: &'a Roster,
        as_of: AsOf,
    ) -> Self {
        let tokens = Tokens::of_text(text);
        let cast = collect(text, &tokens, entities, roster, as_of);
        Context {
            text,
            entities,
            requests,
            roster,
            as_of,
            counts: cast.counts(),
            cast,
            tokens,
            decided: Vec::with_capacity(requests.len()),
            quoted: quoted(requests),
            mention_at: vec![0; text.len()],
            by_last_word: HashMap::new(),
            spoken: HashMap::new(),
        }
    }

    /// Enter who speaks the next quotation, so that later sources can lean on it.
    pub fn enter(&mut self, mention: Option<Span>, form: Form, chosen: Option<Proposal>) {
        let index = self.decided.len();
        let mut words = String::new();
        if let Some(p) = &chosen {
            if let Some(span) = &mention {
                self.enter_into_cast(span, form, p);
            }
            *self.spoken.entry(p.speaker.clone()).or_default() += 1;
            words = p.speaker.words().map(key).unwrap_or_default();
            self.by_last_word.entry(family(&words).to_string()).or_default().push(index);
        }
        if let Some(held) = self.requests[index].mention.clone().and_then(|m| self.mention_at.get_mut(m)) {
            held.fill(index + 1);
        }
        self.decided.push(Decision { mention, chosen, key: words });
    }

    fn enter_into_cast(&mut self, span: &Span, form: Form, p: &Proposal) {
        let Speaker::Person(name) = &p.speaker else { return };
        let means_a_person = match form {
            Form::Phrase => matches!(p.way, Way::Name | Way::Title),
            Form::ThirdSingular => p.way == Way::Pronoun,
            _ => false,
        };
        if !means_a_person {
            return;
        }
        if self.cast.by_name(name).is_none() && !p.named {
            // whom the roster alone knows may be "he" in the next sentence
            let asked = AskedName { words: name, gender: None, is_first: false, title: None, at: span.start };
            self.cast.person(&asked, self.roster);
        }
        self.cast.enter(span, name, p.way);
    }

    /// What was chosen for request `i`, among those before.
    pub fn chosen(&self, i: usize) -> Option<&Proposal> {
        self.decided[i].chosen.as_ref()
    }

    /// The last quotation so far that stands in no other.
    pub fn last_outermost(&self) -> Option<usize> {
        (0..self.decided.len()).rev().find(|&i| self.requests[i].outer.is_none())
    }

    /// The speaker of an earlier quotation again, leaning on its mention or its words.
    pub fn again(&self, earlier: usize, way: Way) -> Option<Proposal> {
        let p = self.chosen(earlier)?;
        let place = self.decided[earlier].mention.as_ref().or(self.requests[earlier].content.first());
        let again = Proposal::new(p.speaker.clone(), way).named(p.named);
        Some(match place {
            Some(span) => again.on(span),
            None => again,
        })
    }

    /// Whether a quotation ends at most two paragraphs from paragraph `here`.
    pub fn is_near(&self, i: usize, here: usize) -> bool {
        self.requests[i].content.last().is_some_and(|c| here.abs_diff(self.text.paragraph_at(c.start)) <= 2)
    }

    /// The quotation near by whose speaker was found last in one of these ways, among the last `back`.
    pub fn last_found_by(&self, here: usize, back: usize, ways: &[Way]) -> Option<usize> {
        let mut last = (0..self.decided.len()).rev().take(back);
        last.find(|&i| self.chosen(i).is_some_and(|p| ways.contains(&p.way)) && self.is_near(i, here))
    }

    /// The last quotation so far whose speaker's words end with these words of a key.
    pub fn last_ending_with(&self, words: &str) -> Option<usize> {
        let of = self.by_last_word.get(family(words))?;
        of.iter().rev().copied().find(|&i| self.decided[i].key.ends_with(words))
    }

    /// The country of whoever speaks the words that hold request `i`'s quotation.
    pub fn country_of_outer(&self, i: usize) -> Option<&str> {
        let outer = self.chosen(self.requests[i].outer?)?;
        self.roster.country(self.roster.find(outer.speaker.name()?)?.country.as_deref()?)
    }

    /// The persons whom a stretch of the text names.
    pub fn people_in(&self, stretch: &Span) -> impl Iterator<Item = usize> {
        self.cast.mentions_in(stretch).filter(|m| m.span.start < stretch.end).map(|m| m.person)
    }

    /// How often somebody has spoken so far.
    pub fn times_spoken(&self, speaker: &Speaker) -> usize {
        self.spoken.get(speaker).copied().unwrap_or(0)
    }

    /// Whether a place stands in a quotation.
    pub fn is_quoted(&self, at: usize) -> bool {
        self.quoted.get(self.quoted.partition_point(|q| q.end <= at)).is_some_and(|q| q.start <= at)
    }

    /// The probability that the model gives to each name, or to the words of an earlier source, for request `i`'s
    /// mention: the sum over all places that name it.
    pub fn masses(&self, i: usize) -> Vec<(String, f32)> {
        let mut out: Vec<(String, f32)> = Vec::new();
        for &(at, p) in &self.requests[i].antecedents {
            let spoke = self.mention_at.get(at).and_then(|i| self.chosen(i.checked_sub(1)?)?.speaker.words());
            let Some(name) = spoke.or_else(|| self.cast.named_at(at).map(|n| n.name)) else { continue };
            match out.iter_mut().find(|(n, _)| n == name) {
                Some((_, sum)) => *sum += p,
                None => out.push((name.to_string(), p)),
            }
        }
        out
    }

    /// The person, or the organisation, for whom the model is sure that request `i`'s mention stands.
    pub fn pointed(&self, i: usize, organisation: bool) -> Option<Proposal> {
        let mut mass: Vec<Proposal> = Vec::new();
        for &(at, p) in &self.requests[i].antecedents {
            let named = self.cast.named_at(at);
            let spoke = if organisation { self.body_that_spoke(at) } else { None };
            let by_name = named.filter(|n| n.is_body == organisation).map(|n| match n.is_body {
                true => Proposal::organisation(n.name),
                false => Proposal::person(n.name, Way::Title),
            });
            let Some(found) = spoke.or(by_name) else { continue };
            let found = found.scored(p).on(named.map_or(&(at..at + 1), |n| n.span));
            match mass.iter_mut().find(|m| m.speaker == found.speaker) {
                Some(m) => {
                    m.score += p;
                    m.support.extend(found.support);
                    m.support.sort_by_key(|s| (s.start, s.end));
                    m.support.dedup();
                }
                None => mass.push(found),
            }
        }
        let best = mass.into_iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
        (best.score >= SURE).then_some(best)
    }

    /// The organisation whose mention as an earlier source holds a place: a place inside "Norlund's embassy in Tarsk"
    /// means the embassy, not Tarsk.
    fn body_that_spoke(&self, at: usize) -> Option<Proposal> {
        let p = self.chosen(self.mention_at.get(at)?.checked_sub(1)?)?;
        (p.way == Way::Body).then(|| Proposal::new(p.speaker.clone(), Way::Body).named(p.named))
    }

    /// Whether a name stands in a mention only to say whose, or of whom, its source is: "a spokesman for Oda Varn", "a
    /// group of envoys, including Juna Hale". What a person wrote is the person: "a post by Oda Varn".
    pub fn hangs_on_another(&self, mention: &Span, name: &Span) -> bool {
        let lead = self.text.slice(&(mention.start..name.start.max(mention.start)));
        let words: Vec<&str> = lead.split_whitespace().collect();
        let Some(at) = words.iter().rposition(|w| lexicon().persons.dependent.has(w)).filter(|&at| at > 0) else {
            return false;
        };
        if is_document(&words[..at].join(" ")) {
            return false;
        }
        // "the speaker of the House, Oda Varn": the name is not of the preposition
        let only_titles = words[at + 1..].iter().all(|w| {
            let lower = w.to_lowercase();
            title::is_head(&lower) || self.roster.is_title(&lower) || *w == lower && !w.ends_with(',')
        });
        let with_country = self.roster.country(self.text.slice(name).split(' ').next().unwrap_or("")).is_some();
        // "an aide to House Leader Oda Varn"; "a spokesman for Harbour Watch Oda Varn" is the spokesman's own name
        let titled = words[at + 1..].last().is_none_or(|w| {
            let lower = w.trim_end_matches('.').to_lowercase();
            title::is_head(&lower) || self.roster.is_title(&lower) || lexicon().names.honorifics.has(&lower)
        });
        let parted = words[at + 1..].iter().any(|w| w.ends_with(','));
        only_titles && !with_country || titled && !parted && is_of_another(&words, at)
    }

    /// Whether a name stands before the noun of a mention to say whose that is: "the Varn campaign", "a Varn aide".
    pub fn is_attributive(&self, mention: &Span, name: &Span) -> bool {
        let rest = self.text.slice(&(name.end.min(mention.end)..mention.end));
        let owner = self.text.slice(name);
        if !rest.starts_with(' ') || without_ending(&owner).len() < owner.len() {
            return false;
        }
        for word in rest.split_whitespace().take(MOST_ATTRIBUTES) {
            let bare = without_ending(word).trim_end_matches(',');
            let lower = bare.to_lowercase();
            if lexicon().descriptions.ends.has(&lower)
                || ["a", "an", "the"].contains(&lower.as_str())
                || word.starts_with('(')
            {
                return false;
            }
            let of_body = lexicon().persons.organisations.has(&lower) || lexicon().organisations.heads.has(&lower);
            let of_name = lexicon().organisations.institutions.has(&lower) || of_body;
            if bare == lower && (of_body || lexicon().persons.related.has_noun(&lower)) || bare != lower && of_name {
                return true;
            }
            if word.ends_with(',') {
                return false;
            }
        }
        false
    }
}

/// How many words may stand between a name and the noun that it belongs to, that noun included.
const MOST_ATTRIBUTES: usize = 4;

/// Whether the words before a name say that somebody else is meant: "an aide to House Leader", "the wife of Senator". The
/// preposition is at `at`.
fn is_of_another(words: &[&str], at: usize) -> bool {
    let (first, noun) = (words[0].to_lowercase(), words[at - 1]);
    let indefinite = first != "one" && lexicon().descriptions.indefinite.has(&first);
    noun.chars().all(|c| c.is_lowercase() || c == '-') && (indefinite || lexicon().persons.related.has_noun(noun))
}

/// Whether a phrase is a document by its last word: "a translated report".
pub fn is_document(phrase: &str) -> bool {
    let last = phrase.trim().rsplit(' ').next().unwrap_or_default().to_lowercase();
    lexicon().documents.heads.has_noun(&last)
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
