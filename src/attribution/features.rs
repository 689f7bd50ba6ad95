//! What is known of each candidate for a mention.

use super::candidate::Candidate;
use super::context::Context;
use super::description::{Description, Determiner, Head};
use super::entry::Gender;
use super::evidence::Way;
use super::form::Form;
use super::names::{is_indefinite, key, without_ending};
use super::recency::{Recency, Seen};
use super::scorer::{Term, Weights};
use super::source::Source;
use super::speaker::Speaker;
use super::title::is_head;
use crate::lexicon::lexicon;
use crate::text::Span;
use crate::words::is_capitalised;

/// Add to each candidate what is known of it.
pub fn add_terms(c: &Context, s: &Source, all: &mut [Candidate]) {
    let known = Known::of(c, s);
    let most = all.iter().map(|a| known.pointed(a)).fold(0.0, f32::max);
    for candidate in all.iter_mut() {
        let mut terms = Terms { weights: weights(s.form), terms: Vec::new() };
        known.by_rules(candidate, &mut terms);
        known.by_model(candidate, most, &mut terms);
        known.by_kind(candidate, &mut terms);
        known.by_agreement(candidate, &mut terms);
        known.by_place(candidate, &mut terms);
        known.by_words(candidate, &mut terms);
        candidate.terms = terms.terms;
    }
}

/// The weights for mentions of a form.
pub fn weights(form: Form) -> Weights {
    match form {
        Form::ThirdSingular => Weights::Person,
        Form::Phrase => Weights::Phrase,
        Form::Absent => Weights::Absent,
        _ => Weights::Pronoun,
    }
}

struct Terms {
    weights: Weights,
    terms: Vec<Term>,
}

impl Terms {
    fn add(&mut self, name: impl Into<std::borrow::Cow<'static, str>>, value: f32) {
        if value != 0.0 {
            self.terms.push(self.weights.term(name, value));
        }
    }

    fn add_if(&mut self, name: &'static str, so: bool) {
        self.add(name, f32::from(u8::from(so)));
    }
}

/// What is known at one mention.
struct Known<'a> {
    c: &'a Context<'a>,
    s: &'a Source,
    description: Description,
    recency: Recency,
    /// The probability that the model gives to each name.
    masses: Vec<(String, f32)>,
    last_speaker: Option<&'a Speaker>,
    speaker_before: Option<&'a Speaker>,
}

fn kind(speaker: &Speaker) -> &'static str {
    match speaker {
        Speaker::Person(_) => "person",
        Speaker::Organisation(_) => "organisation",
        Speaker::Several(_) => "several",
        Speaker::Unnamed(_) => "unnamed",
        Speaker::Nobody => "nobody",
    }
}

/// A number of things, small ones told apart.
fn log(n: usize) -> f32 {
    (1.0 + n as f32).ln()
}

impl<'a> Known<'a> {
    fn of(c: &'a Context<'a>, s: &'a Source) -> Self {
        let here = c.text.paragraph_at(s.span.start);
        let mut spoke = (0..c.decided.len()).rev().filter(|&i| c.requests[i].outer.is_none() && c.is_near(i, here));
        let speaker = |i: usize| c.chosen(i).map(|p| &p.speaker);
        let last_speaker = spoke.next().and_then(speaker);
        let speaker_before = spoke.filter_map(speaker).find(|s| Some(*s) != last_speaker);
        Known {
            c,
            s,
            description: Description::of(&s.words),
            recency: Recency::of(c, s),
            masses: c.masses(s.index),
            last_speaker,
            speaker_before,
        }
    }

    /// What the model's antecedents give to a candidate.
    fn pointed(&self, a: &Candidate) -> f32 {
        let Some(name) = a.speaker.words() else { return 0.0 };
        self.masses.iter().find(|(n, _)| n == name).map_or(0.0, |(_, p)| *p)
    }

    fn by_rules(&self, a: &Candidate, terms: &mut Terms) {
        terms.add_if("proposed first", a.place == 0);
        for (rule, _) in &a.proposals {
            terms.add(format!("rule {}", rule.name), 1.0);
        }
        if a.place == 0 {
            terms.add(format!("first by {}", a.proposals[0].0.name), 1.0);
        }
        terms.add_if("by the roster alone", a.speaker.name().is_some() && a.proposals.iter().all(|(_, p)| !p.named));
    }

    fn by_model(&self, a: &Candidate, most: f32, terms: &mut Terms) {
        let p = self.pointed(a);
        terms.add("antecedent", p);
        terms.add("antecedent, root", p.sqrt());
        terms.add_if("likeliest antecedent", p > 0.1 && p >= most);
        if a.speaker.is_unnamed() {
            terms.add("no antecedent", self.c.requests[self.s.index].nobody);
        }
    }

    fn by_kind(&self, a: &Candidate, terms: &mut Terms) {
        let kind = kind(&a.speaker);
        if self.s.form != Form::Phrase {
            terms.add(format!("{kind} for {}", self.s.form.name()), 1.0);
            return;
        }
        let Description { determiner, .. } = &self.description;
        let determiner = match determiner {
            Determiner::Definite => "the",
            Determiner::Indefinite => "a",
            Determiner::Owned => "whose",
            Determiner::Bare => "no",
        };
        let head = self.head();
        terms.add(format!("{kind} for a {head}"), 1.0);
        terms.add(format!("{kind} for {determiner} {head}"), 1.0);
    }

    fn by_agreement(&self, a: &Candidate, terms: &mut Terms) {
        let wanted = self.s.gender.or(self.description.gender.filter(|_| self.s.form == Form::Phrase));
        let (Some(wanted), Speaker::Person(name)) = (wanted, &a.speaker) else { return };
        let person = self.c.cast.by_name(name).map(|p| &self.c.cast.people[p]);
        let (gender, told): (Option<Gender>, bool) = person.map_or((None, false), |p| (p.gender, p.gender_told));
        let gender = gender.or_else(|| self.c.roster.find(name).and_then(|e| e.gender));
        terms.add_if("gender fits", gender == Some(wanted));
        terms.add_if("gender is told and fits", gender == Some(wanted) && told);
        terms.add_if("gender is another", gender.is_some_and(|g| g != wanted));
        terms.add_if("gender is told and another", gender.is_some_and(|g| g != wanted) && told);
    }

    fn by_place(&self, a: &Candidate, terms: &mut Terms) {
        let speaks = |s: Option<&Speaker>| s == Some(&a.speaker);
        terms.add_if("spoke last", speaks(self.last_speaker));
        terms.add_if("spoke before the last speaker", speaks(self.speaker_before));
        let Some(name) = a.speaker.words() else { return };
        terms.add_if("named in the quotation", self.is_named_in_quotation(name));
        let spoke = self.c.times_spoken(&a.speaker);
        terms.add("times it spoke before", log(spoke.min(8)));
        let Some(seen) = self.recency.seen(name) else {
            terms.add_if("is nowhere near", a.speaker.name().is_some());
            return;
        };
        let Seen { at, subject, possessive, rank, mentions, .. } = seen;
        let text = self.c.text;
        let (here, there) = (text.paragraph_at(self.s.span.start), text.paragraph_at(at.start));
        if at.start > self.s.span.start {
            terms.add("named behind only", 1.0);
            terms.add("paragraphs to it", log(there - here));
            return;
        }
        let sentence = text.sentence_around(&self.s.span);
        let same_sentence = at.start >= sentence.start;
        terms.add("paragraphs back", log(here - there));
        terms.add("sentences back", log(self.sentences_back(at.start).min(12)));
        terms.add("others named since", log(*rank));
        terms.add_if("same sentence", same_sentence);
        terms.add_if("same sentence, no subject", same_sentence && !subject);
        terms.add_if("was a subject", *subject);
        terms.add_if("was in the possessive", *possessive);
        terms.add_if("was in a quotation", self.c.is_quoted(at.start));
        terms.add_if("nearest of its kind", *rank == 0);
        terms.add("mentions so far", log((*mentions).min(10)));
    }

    /// Whether somebody is named in the words said: hardly anybody names himself.
    fn is_named_in_quotation(&self, name: &str) -> bool {
        let c = self.c;
        c.requests[self.s.index].content.iter().any(|q| {
            let person = c
                .cast
                .mentions_in(q)
                .any(|m| m.span.end <= q.end && m.way == Way::Name && c.cast.people[m.person].name == name);
            person || c.cast.bodies_in(q).any(|b| b.name == name)
        })
    }

    fn sentences_back(&self, at: usize) -> usize {
        let text = self.c.text;
        let (from, to) = (text.paragraph_at(at), text.paragraph_at(self.s.span.start));
        if to - from > 6 {
            return 12;
        }
        let all = (from..=to).flat_map(|p| text.sentences(p));
        all.filter(|s| s.start > at && s.start <= self.s.span.start).count()
    }

    fn head(&self) -> &'static str {
        match self.description.head {
            Head::Name => "name",
            Head::Person => "person",
            Head::People => "people",
            Head::Body => "body",
            Head::Document => "document",
            Head::Pair => "pair",
            Head::Other => "other",
        }
    }

    /// Whether a name stands before or behind the head noun of the mention, or is all of it.
    fn place_in_mention(&self, span: &Span) -> &'static str {
        let mention = &self.s.span;
        let before = self.c.text.slice(&(mention.start..span.end.clamp(mention.start, mention.end)));
        let words = before.split_whitespace().count();
        match self.description.front {
            front if words > front => "behind",
            front if words == front => "at the end",
            _ => "before",
        }
    }

    /// Whether the names in a description, such as a country, are told of a person; `None` where it has none.
    fn names_fit(&self, person: usize) -> Option<bool> {
        let c = self.c;
        let person = &c.cast.people[person];
        let words = self.s.words.split_whitespace().enumerate();
        let names = words.filter(|(i, w)| is_capitalised(w) && (*i > 0 || without_ending(w).len() < w.len()));
        let mut names = names.map(|(_, w)| key(without_ending(w))).filter(|w| !is_head(w)).peekable();
        names.peek()?;
        let entry = c.roster.find(&person.name);
        let of_roster = |country: &str| {
            entry.is_some_and(|e| {
                e.country.as_deref() == Some(country) || e.offices.iter().any(|o| o.of.as_deref() == Some(country))
            })
        };
        let told =
            |w: &str| person.introductions.iter().any(|i| i.whole.split([' ', '-']).any(|x| without_ending(x) == w));
        Some(names.all(|w| told(&w) || person.key.contains(&w) || c.roster.country(&w).is_some_and(of_roster)))
    }

    /// Whether a name stands in the mention behind a preposition.
    fn hangs(&self, name: &str) -> bool {
        let words = key(&self.s.words);
        let Some(at) = words.find(&key(name)) else { return false };
        let before = words[..at].trim_end().trim_end_matches(" the");
        before.rsplit(' ').next().is_some_and(|w| lexicon().organisations.not_the_source.has(w))
    }

    fn by_words(&self, a: &Candidate, terms: &mut Terms) {
        if let Some(name) = a.speaker.name() {
            terms.add_if("one word", !name.contains(' ') && self.c.roster.find(name).is_none());
        }
        if self.s.form != Form::Phrase || self.description.words.is_empty() {
            return;
        }
        let d = &self.description;
        match &a.speaker {
            Speaker::Person(name) => {
                let Some(person) = self.c.cast.by_name(name) else { return };
                let told = &self.c.cast.people[person].introductions;
                let has = |w: &String| told.iter().any(|i| i.whole.split([' ', '-']).any(|x| x == w));
                let share = d.words.iter().filter(|w| has(w)).count() as f32 / d.words.len() as f32;
                terms.add("share of its words that introduce the person", share);
                terms.add_if("its noun introduces the person", told.iter().any(|i| i.title.ends_with(&d.noun)));
                let nouns = told.iter().filter_map(|i| i.title.rsplit(' ').next()).filter(|w| is_head(w));
                let other = matches!(d.head, Head::Person | Head::Other)
                    && nouns.clone().count() > 0
                    && nouns.clone().all(|n| n != d.noun);
                terms.add_if("another noun introduces the person", other);
                terms.add_if("its noun stands beside the name", has(&d.noun));
                let inside = self.s.persons(self.c).iter().find(|p| p.person == person);
                if let Some(p) = inside.filter(|p| !p.possessive) {
                    let first = self.s.persons(self.c).first().is_some_and(|f| f.person == person);
                    let place = self.place_in_mention(&p.span);
                    terms.add("named in the mention", 1.0);
                    terms.add_if("named first in the mention", first);
                    terms.add(format!("named {place} of a {}", self.head()), 1.0);
                }
                if inside.is_some_and(|p| p.possessive) {
                    terms.add(format!("owner of a {}", self.head()), 1.0);
                }
                if let Some(fits) = self.names_fit(person) {
                    terms.add_if("its names are of the person", fits);
                    terms.add_if("its names are not of the person", !fits);
                }
                let hangs = inside.is_none() && key(&self.s.words).contains(&key(name));
                terms.add_if("named behind a preposition", hangs);
            }
            Speaker::Organisation(name) => {
                let k = key(name);
                let has = |w: &String| k.split([' ', '-']).any(|x| x == w);
                let share = d.words.iter().filter(|w| has(w)).count() as f32 / d.words.len() as f32;
                terms.add("share of its words in the name", share);
                terms.add_if("its noun calls the organisation", d.calls(&k));
                let whole = key(&self.s.words);
                terms.add_if("ends with the name", whole.ends_with(&k));
                terms.add_if("begins with the name", whole.starts_with(&k) && whole != k);
                terms.add_if("is a country", self.c.roster.country(name).is_some_and(|c| c == name));
                terms.add_if("stands behind a preposition in it", self.hangs(name));
                let inside = a.proposals.iter().find(|(r, _)| r.name == "organisation_in_mention");
                if let Some(span) = inside.and_then(|(_, p)| p.support.first()) {
                    terms.add(format!("organisation {} of a {}", self.place_in_mention(span), self.head()), 1.0);
                }
                let person = d.head == Head::Person || d.head == Head::People;
                terms.add_if("name in a person's title", person && whole.contains(&k));
            }
            _ => terms.add_if("begins with a or an", is_indefinite(&self.s.words)),
        }
    }
}
