//! Documents as sources: "the statement", "the report", "the resolution" are of whoever issued them.

use crate::attribution::cast::BodyMention;
use crate::attribution::collect::words_of;
use crate::attribution::context::Context;
use crate::attribution::entry::EntryKind;
use crate::attribution::evidence::Way;
use crate::attribution::names::{key, without_article, without_ending};
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::speaker::Speaker;
use crate::lexicon::lexicon;
use crate::text::Span;
use crate::words::is_capitalised;

use super::pairs::{both_countries, is_pair};

/// Code points back to where a document was told of; without a bound, long texts would take quadratic time.
const FARTHEST: usize = 20_000;

/// A mention that is a document.
struct Document<'a> {
    span: Span,
    /// What stands before the noun, without an article.
    lead: &'a str,
    /// In the singular.
    noun: String,
    /// Whether it is one that the text told of before: "media reports", "a leaked document" are of anybody.
    is_told_of: bool,
}

/// The noun of a document that is referred to, in the singular.
fn referred(word: &str) -> Option<String> {
    let lower = word.trim_end_matches([',', '.', ':', ';']).to_lowercase();
    let noun = lower.strip_suffix('s').unwrap_or(&lower);
    lexicon().documents.referred.has(noun).then(|| noun.to_string())
}

impl<'a> Document<'a> {
    fn read(words: &'a str, span: &Span) -> Option<Self> {
        let bare = without_article(words);
        let bare = bare.split(" adopted").next().unwrap_or(bare);
        let (lead, noun) = bare.rsplit_once(' ').unwrap_or(("", bare));
        let noun = referred(noun)?;
        let definite = words.to_lowercase().starts_with("the ");
        // "a brief statement" goes on from what was said
        let brief = noun == "statement" && words.len() > bare.len();
        let heading = lead.is_empty() && is_capitalised(words) && !words.ends_with('s');
        Some(Document { span: span.clone(), lead, noun, is_told_of: definite || brief || heading })
    }

    /// Whom the mention itself names: "the Norlund resolution".
    fn issuer_in(&self, c: &Context) -> Option<Proposal> {
        Some(reference(c, issuer_in(c, self.lead)?).on(&self.span))
    }

    /// Whom the text said to have issued it.
    fn issued_before(&self, c: &Context) -> Option<Proposal> {
        if self.is_told_of { issued_before(c, &self.span, &self.noun) } else { None }
    }

    /// The organisation that spoke last near by.
    fn of_last_speaker(&self, c: &Context) -> Option<Proposal> {
        if !self.is_told_of {
            return None;
        }
        let here = c.text.paragraph_at(self.span.start);
        c.again(c.last_found_by(here, 3, &[Way::Body, Way::Reference])?, Way::Reference)
    }

    /// For a report, the last organisation named.
    fn of_last_organisation(&self, c: &Context) -> Option<Proposal> {
        if !self.is_told_of || self.noun != "report" {
            return None;
        }
        let here = c.text.paragraph_at(self.span.start);
        let near = |b: &&BodyMention| here - c.text.paragraph_at(b.span.start) <= 2;
        let body = c.cast.bodies_before(self.span.start).take_while(near).find(|b| b.organisation)?;
        Some(Proposal::organisation(&body.name).found_by(Way::Reference).on(&body.span))
    }
}

/// A speaker to whom a document refers; an issuer that its adjective alone names may be named nowhere else.
fn reference(c: &Context, speaker: Speaker) -> Proposal {
    let named = match &speaker {
        Speaker::Organisation(name) => c.cast.has_body(name),
        _ => true,
    };
    Proposal::new(speaker, Way::Reference).named(named)
}

pub(super) fn issuer_in_mention(c: &Context, s: &Source) -> Option<Proposal> {
    Document::read(&s.words, &s.span)?.issuer_in(c)
}

pub(super) fn issuer_told_before(c: &Context, s: &Source) -> Option<Proposal> {
    Document::read(&s.words, &s.span)?.issued_before(c)
}

pub(super) fn document_of_last_speaker(c: &Context, s: &Source) -> Option<Proposal> {
    Document::read(&s.words, &s.span)?.of_last_speaker(c)
}

pub(super) fn report_of_last_organisation(c: &Context, s: &Source) -> Option<Proposal> {
    Document::read(&s.words, &s.span)?.of_last_organisation(c)
}

/// "The document ..., but it said": a pronoun whose sentence begins with a document.
pub(super) fn document_of_sentence(c: &Context, s: &Source) -> Option<Proposal> {
    let sentence = c.text.sentence_around(&s.span);
    let before = c.text.slice(&(sentence.start..s.span.start.max(sentence.start)));
    let mut words = before.split_whitespace();
    let (article, noun) = (words.next()?, words.next()?);
    if !article.eq_ignore_ascii_case("the") {
        return None;
    }
    let words = format!("{article} {noun}");
    let document = Document::read(&words, &(sentence.start..sentence.start + 1))?;
    let issuer = document.issuer_in(c).or_else(|| document.issued_before(c));
    issuer.or_else(|| document.of_last_speaker(c)).or_else(|| document.of_last_organisation(c))
}

/// Whom the words before the noun of a document name: a country, a body, or a pair ("joint Tarsk-Norlund").
fn issuer_in(c: &Context, lead: &str) -> Option<Speaker> {
    let one = |w: &str| {
        let w = without_ending(w);
        let body = || c.roster.find(w).filter(|e| e.kind == EntryKind::Body).map(|e| e.name.clone());
        c.roster.country(w).map(str::to_string).or_else(body)
    };
    let last = lead.split_whitespace().rev().find(|w| is_capitalised(w))?;
    if let Some((a, b)) = last.split_once('-') {
        return match (one(a), one(b)) {
            (Some(a), Some(b)) => Some(Speaker::Several(format!("{a} and {b}"))),
            // "the U.S.-drafted resolution"
            (Some(a), None) if lexicon().documents.issuer_suffixes.has(b) => Some(Speaker::Organisation(a)),
            _ => None,
        };
    }
    one(lead).or_else(|| one(last)).map(Speaker::Organisation)
}

/// Who issued a document that the text told of before: "France proposed three amendments", "a joint Tarsk-Norlund
/// statement", "a report published by Harbour Watch".
fn issued_before(c: &Context, span: &Span, noun: &str) -> Option<Proposal> {
    let here = c.text.paragraph_at(span.start);
    for p in (0..=here).rev() {
        let sentences = c.text.sentences(p);
        let until = sentences.partition_point(|s| s.end <= span.start);
        for sentence in sentences[..until].iter().rev() {
            if span.start - sentence.end > FARTHEST {
                return None;
            }
            if let Some(found) = issued_in(c, sentence, noun) {
                return Some(found);
            }
        }
    }
    None
}

/// Who issued a document of which a sentence tells.
fn issued_in(c: &Context, sentence: &Span, noun: &str) -> Option<Proposal> {
    let lists = &lexicon().documents;
    let words = words_of(c.text, sentence);
    let at = words.iter().rposition(|w| referred(&c.text.slice(w)).as_deref() == Some(noun))?;
    let few = at.saturating_sub(4);
    let lead = c.text.slice(&(words[few].start..words[at].start));
    if lead.contains('-')
        && let Some(pair) = issuer_in(c, &lead)
    {
        return Some(reference(c, pair).on(&(words[few].start..words[at].end)));
    }
    let verb = (few..at).rev().find(|&v| lists.issued.has(&key(&c.text.slice(&words[v]))));
    if let Some(v) = verb.filter(|&v| v > 0)
        && let Some(found) = subject_in(c, &(sentence.start..words[v].start))
    {
        return Some(found.on(&(words[v].start..words[at].end)));
    }
    let rest = &words[at + 1..words.len().min(at + 6)];
    let by = rest.iter().find(|w| lists.issued_by.has(&c.text.slice(w)))?;
    let body = c.cast.first_body_behind(by.end)?;
    let near = body.span.start <= by.end + 5 && body.span.end <= sentence.end;
    near.then(|| Proposal::organisation(&body.name).found_by(Way::Reference).on(&body.span))
}

/// The last person or organisation of a stretch, or the pair that "the two countries" are there.
fn subject_in(c: &Context, stretch: &Span) -> Option<Proposal> {
    let words = c.text.slice(stretch);
    let words: Vec<&str> = words.split_whitespace().filter(|w| *w != "jointly").collect();
    if (2..=3).any(|n| words.len() >= n && is_pair(&words[words.len() - n..].join(" "))) {
        return both_countries(c, stretch.end);
    }
    let inside = |s: &Span| s.start >= stretch.start && s.end <= stretch.end;
    let person = c.cast.mentions_in(stretch).filter(|m| inside(&m.span) && !m.possessive).last();
    let from = c.cast.bodies.partition_point(|b| b.span.start < stretch.start);
    let bodies = c.cast.bodies[from..].iter().take_while(|b| b.span.start < stretch.end);
    let body = bodies.filter(|b| inside(&b.span)).last();
    match (person, body) {
        (Some(m), b) if b.is_none_or(|b| b.span.start < m.span.start) => {
            Some(Proposal::person(&c.cast.people[m.person].name, Way::Reference).on(&m.span))
        }
        (_, b) => b.map(|b| Proposal::organisation(&b.name).found_by(Way::Reference).on(&b.span)),
    }
}
