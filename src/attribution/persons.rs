//! Sources that are persons: named in the mention, beside it, or only later.

use std::collections::BTreeSet;

use super::UNNAMED;
use super::evidence::Way;
use super::names::{family, key, without_article, without_honorifics};
use super::resolve::{Found, Resolver};
use super::{papers, titles};
use crate::encoder::Entity;
use crate::text::{Span, overlap};

impl Resolver<'_> {
    /// The person or persons named in a mention; a possessor only where it is the only one.
    pub(super) fn persons_in(&mut self, span: &Span, words: &str) -> Option<(String, Way)> {
        let mut inside: Vec<(String, Span, bool)> = self
            .cast
            .mentions_in(span)
            .filter(|m| overlap(&m.span, span) > 0)
            .filter(|m| !self.hangs_on_another(span, &m.span))
            .map(|m| (self.cast.people[m.person].name.clone(), m.span.clone(), m.possessive))
            .collect();
        // "the governor, Oda Varn" is one person in two mentions: the later one stands
        inside.reverse();
        inside.dedup_by(|earlier, later| earlier.0 == later.0 && !later.2);
        inside.reverse();
        let free: Vec<&(String, Span, bool)> = inside.iter().filter(|p| !p.2).collect();
        match free.as_slice() {
            [] => {}
            [one] => {
                // "Juna Hale and ministry officials" is not Juna Hale alone
                let rest = self.text.slice(&(one.1.end.min(span.end)..span.end));
                return match rest.trim_start().strip_prefix("and ") {
                    Some(second) => self.second(second).map(|s| (format!("{} and {s}", one.0), Way::Name)),
                    None => Some((one.0.clone(), Way::Name)),
                };
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
    pub(super) fn apposed(&self, span: &Span) -> Option<String> {
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

    /// Whether a name stands in a mention only to say whose, or of whom, its source is: "a spokesman for Oda Varn", "a
    /// group of envoys, including Juna Hale". What a person wrote is the person: "a post by Oda Varn".
    fn hangs_on_another(&self, mention: &Span, name: &Span) -> bool {
        const OF: &[&str] = &["of", "for", "to", "by", "including", "from"];
        let lead = self.text.slice(&(mention.start..name.start.max(mention.start)));
        let words: Vec<&str> = lead.split_whitespace().collect();
        let Some(at) = words.iter().rposition(|w| OF.contains(w)) else { return false };
        // "the speaker of the House, Oda Varn": the name is not of the preposition
        let only_titles = words[at + 1..].iter().all(|w| {
            let lower = w.to_lowercase();
            titles::is_head(&lower) || self.roster.is_title(&lower) || *w == lower && !w.ends_with(',')
        });
        let with_country = self.roster.country(self.text.slice(name).split(' ').next().unwrap_or("")).is_some();
        at > 0 && only_titles && !with_country && !papers::is_paper(&words[..at].join(" "))
    }

    /// "A Tarsk spokesman said on Monday. … Tarsk spokesman Juna Hale told reporters": news that begin without the
    /// name give it later, with the same title; an official of the first paragraphs is the spokesperson of the next.
    pub(super) fn named_later(&self, span: &Span, words: &str) -> Option<String> {
        let bare = without_article(words).to_lowercase().replace('’', "'");
        let (whose, noun) = bare.rsplit_once(' ')?;
        if whose.contains("unnamed") || whose.contains("anonym") || !titles::is_head(noun) || noun.ends_with('s') {
            return None;
        }
        let whose = whose.trim_start_matches("senior ").trim_start_matches("top ");
        let lead = self.text.paragraph_at(span.start) <= 1;
        let same = |words: &str| words.ends_with(&format!("{whose} {noun}"));
        let speaks_for = |words: &str| {
            noun == "official"
                && ["spokesman", "spokeswoman", "spokesperson"].iter().any(|s| words.ends_with(&format!("{whose} {s}")))
        };
        let heads = [noun, "spokesman", "spokeswoman", "spokesperson"];
        let introduced: BTreeSet<usize> =
            heads.into_iter().filter_map(|h| self.cast.introduced_as(h)).flatten().copied().collect();
        let mut fits = introduced
            .into_iter()
            .map(|p| &self.cast.people[p])
            .filter(|p| p.introductions.iter().any(|w| same(&w.title) || (lead && speaks_for(&w.title))));
        let known = || {
            // the spokesman whom the roster knows, where the text names him
            let phrase = titles::parse(&format!("the {}", without_article(words)), self.roster)?;
            let (name, named) = phrase.resolve(span.start, self.as_of, &self.cast, self.roster)?;
            (noun.starts_with("spokes") && named).then_some(name)
        };
        let name = match (fits.next(), fits.next()) {
            (Some(one), None) => one.name.clone(),
            (None, None) => known()?,
            _ => return None,
        };
        let first = self.cast.mentions.iter().find(|m| self.cast.people[m.person].name == name)?;
        (first.span.start > span.end).then_some(name)
    }

    /// "The official", after "a senior Tarsk official": the source without a name that spoke before.
    pub(super) fn the_same_unnamed(&self, words: &str) -> Option<String> {
        let noun = words.strip_prefix("the ").or_else(|| words.strip_prefix("The "))?;
        let last = self.done.iter().rev().flatten().take(8).find(|(n, _)| n.rsplit(' ').next() == Some(noun))?;
        (!noun.contains(' ') && last.0.starts_with(UNNAMED)).then(|| last.0.clone())
    }

    /// "Oda Varn, whose government has said that": her government, where no main clause comes before the words.
    pub(super) fn whose(&self, i: usize, span: &Span, name: &str) -> Option<String> {
        let content = self.requests[i].content.first()?;
        let between = self.text.slice(&(span.end..content.start.max(span.end)));
        let clause = between.strip_prefix(", whose ")?;
        let body = clause.split(' ').next()?;
        let fits = ["administration", "government", "office", "party", "team", "campaign"].contains(&body);
        if !fits || clause.contains(',') {
            return None;
        }
        let short = format!("{} {body}", name.rsplit(' ').next()?);
        Some(self.roster.find(&short).map_or_else(|| format!("{name}'s {body}"), |e| e.name.clone()))
    }

    /// Without a mention: the name right behind the words, with its verb (“…,” Varn said).
    pub(super) fn right_behind(&self, i: usize) -> Found {
        let last = self.requests[i].content.last()?;
        let next = self.cast.mentions.partition_point(|m| m.span.start < last.end);
        let m = self.cast.mentions.get(next)?;
        let between = self.text.slice(&(last.end..m.span.start));
        let marks = between.chars().all(|c| matches!(c, ' ' | ',' | '”' | '"' | '’' | '\''));
        let after: String = self.text.chars()[m.span.end..].iter().take(2).collect();
        let verb = after.starts_with(' ') && after.ends_with(char::is_lowercase);
        let near = between.chars().count() <= 3;
        (near && marks && verb && !m.possessive).then(|| (self.cast.people[m.person].name.clone(), Way::Name))
    }
}
