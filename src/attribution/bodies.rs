//! Sources that are bodies: states, institutions, media, and groups that act as one.

use super::cast::BodyMention;
use super::evidence::Way;
use super::names::{key, without_article, without_possessive};
use super::resolve::{Resolver, starts_with_capital};
use super::roster::Kind;
use super::{papers, titles};
use crate::encoder::Entity;
use crate::text::Span;

/// Nouns of bodies: a name that ends so needs no tagger.
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
    "organisation",
    "organization",
];

/// Words right before a name that say what it is: "the broadcaster's partner" Harbour News.
const DESCRIPTIONS: &[&str] = &[
    "partner",
    "outlet",
    "agency",
    "newspaper",
    "broadcaster",
    "network",
    "channel",
    "magazine",
    "website",
    "watchdog",
    "group",
    "company",
    "operator",
    "corporation",
    "organisation",
    "organization",
    "tank",
];

/// Where people write; they are not who writes.
const PLATFORMS: &[&str] =
    &["telegram", "x", "twitter", "facebook", "truth social", "whatsapp", "instagram", "youtube"];

/// Plural nouns for people who speak without a name, beside the plurals of titles.
const PEOPLE: &[&str] = &[
    "survivors",
    "residents",
    "relatives",
    "witnesses",
    "sources",
    "people",
    "members",
    "troops",
    "activists",
    "critics",
    "opponents",
    "supporters",
    "protesters",
    "volunteers",
    "doctors",
    "medics",
    "rescuers",
    "authorities",
    "group",
];

/// Groups that news quote as they quote a body, where they say whose.
const ACTING_AS_ONE: &[&str] = &["authorities", "leaders", "allies"];

impl Resolver<'_> {
    /// "Harbour Watch, a group in Tarsk", "Harbour Watch data", "news agency Harbour Watch reports", "a report by
    /// Harbour Watch", "the Norport-based Harbour Watch": the known or tagged body without what describes it or what
    /// it published.
    pub(super) fn described(&self, words: &str) -> Option<String> {
        const PUBLISHED: &[&str] = &["estimates", "data", "figures", "statistics", "reports", "report", "analysis"];
        let whole = |s: &str| {
            let s = without_article(s);
            match self.roster.find(s) {
                Some(e) => (e.kind == Kind::Body).then(|| e.name.clone()),
                None => self.cast.organisation(s).map(|b| b.name.clone()),
            }
        };
        let named = |s: &str| {
            let s = without_article(s);
            whole(s).or_else(|| whole(without_description(s)?))
        };
        if let Some((name, rest)) = words.split_once(", ")
            && (["a ", "an ", "the "].iter().any(|a| rest.starts_with(a)))
        {
            return named(name);
        }
        for by in [" by ", " from ", " of "] {
            if let Some((paper, publisher)) = words.split_once(by)
                && papers::is_paper(paper)
                && let Some(name) = named(publisher)
            {
                return Some(name);
            }
        }
        if let Some((name, last)) = words.rsplit_once(' ')
            && PUBLISHED.contains(&last)
        {
            return named(without_possessive(name));
        }
        whole(without_description(words)?)
    }

    /// "Tarsk authorities", "Norlund's allies": a group that speaks as one, by its own words.
    pub(super) fn acting_as_one(&self, words: &str) -> Option<String> {
        let bare = without_article(words);
        let (whose, group) = bare.rsplit_once(' ')?;
        let first = without_possessive(whose.split(' ').next()?);
        let known = self.roster.country(first).is_some()
            || self.roster.find(first).is_some_and(|e| e.kind == Kind::Body)
            || first == "European";
        let few = whose.split(' ').count() <= 3 && !whose.contains([',', '-']);
        (known && few && ACTING_AS_ONE.contains(&group)).then(|| bare.replace('’', "'"))
    }

    /// "Officials from Tarsk", "survivors of the harbour fire", "a group of envoys, including Oda Varn": people
    /// without a name, whatever names come after.
    pub(super) fn is_of_people(&self, words: &str) -> bool {
        const AFTER: &[&str] = &["of", "from", "in", "at", "with", "for", "who", "including", "-", "–", "—"];
        let words: Vec<&str> = words.split_whitespace().collect();
        let Some(end) = words.iter().position(|w| AFTER.contains(w)) else { return false };
        let Some(noun) = words[..end].last() else { return false };
        let lower = noun.to_lowercase();
        let plural = PEOPLE.contains(&lower.as_str()) || (lower.ends_with('s') && titles::is_head(&lower));
        plural && (end == 1 || !starts_with_capital(noun))
    }

    /// The body that stands beside another source: "Oda Varn and" the harbour service.
    pub(super) fn second(&self, words: &str) -> Option<String> {
        let bare = without_article(without_possessive(words));
        let known = |s: &str| self.roster.find(s).filter(|e| e.kind == Kind::Body).map(|e| e.name.clone());
        let behind_comma = || known(bare.rsplit_once(", ")?.1);
        let own = || {
            let owned = bare.contains("’s ") || bare.contains("'s ");
            let head = bare.rsplit(' ').next()?;
            (owned && starts_with_capital(bare) && HEADS.contains(&head)).then(|| bare.replace('’', "'"))
        };
        known(bare).or_else(behind_comma).or_else(|| self.described(bare)).or_else(own)
    }

    /// "both Moscow and Kyiv", "India and Pakistan": two known bodies.
    pub(super) fn joint(&self, words: &str) -> Option<String> {
        let words = words.trim();
        let words = words.strip_prefix("both ").or_else(|| words.strip_prefix("Both ")).unwrap_or(words);
        let (a, b) = words.split_once(" and ")?;
        if b.starts_with("its ") || b.starts_with("other ") {
            let b = b.split(", including").next().unwrap_or(b);
            return Some(format!("{} and {b}", self.roster.find(a)?.name));
        }
        let article = if b.starts_with("the ") { "the " } else { "" };
        let (a, b) = (self.roster.find(a)?, self.roster.find(b)?);
        Some(format!("{} and {article}{}", a.name, b.name))
    }

    /// A body: a known one at the phrase's end, a named entity, or "the ministry" for one named before.
    pub(super) fn body(&self, i: usize, span: &Span, words: &str) -> Option<(String, Way)> {
        let bare = without_possessive(without_article(words));
        if let Some(half) = self.half_of_korea(bare) {
            return Some((half, Way::Body));
        }
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
        let mut near = self.entities[from..].iter().take_while(|(s, _)| s.start < span.end);
        let tagged = near.find(at_end).filter(|(s, _)| !whose(s));
        if let Some(entity) = tagged.map(|(s, _)| s)
            && let name = self.text.slice(entity)
            && name.chars().any(char::is_uppercase)
        {
            let plain_lead = self.text.slice(&(span.start..entity.start.max(span.start)));
            // "Ukraine's State Emergency Service" keeps its owner, "news agency X" loses its description
            let keep_all = plain_lead.contains('’') || plain_lead.contains('\'') || entity.start <= span.start;
            return Some((if keep_all { bare.to_string() } else { without_article(&name).to_string() }, Way::Body));
        }
        let starts_capital = parts.first().is_some_and(|w| starts_with_capital(w));
        let head = key(parts.last()?);
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
        self.named_before(i, span, words).map(|n| (n, Way::Body))
    }

    /// "The ministry": the last body before that ends so; "the company": the last one that may be one.
    fn named_before(&self, i: usize, span: &Span, words: &str) -> Option<String> {
        if !words.trim().to_lowercase().starts_with("the ") {
            return None;
        }
        let wanted = key(without_possessive(without_article(words)));
        let said = self.done.iter().rev().flatten().map(|(n, _)| n.as_str()).find(|n| key(n).ends_with(&wanted));
        let before = || self.cast.bodies_before(span.start);
        let named = before().map(|b| b.name.as_str()).find(|n| key(n).ends_with(&wanted));
        let any = ["company", "newspaper", "group", "agency", "organisation", "organization"];
        let last = || {
            let here = self.text.paragraph_at(span.start);
            let fits = |b: &&BodyMention| {
                let name = key(&b.name);
                let other = HEADS.contains(&name.rsplit(' ').next().unwrap_or_default());
                b.organisation && !other && !PLATFORMS.contains(&name.as_str())
            };
            let mut near = before().take_while(|b| here - self.text.paragraph_at(b.span.start) <= 3);
            near.find(fits).filter(|_| any.contains(&wanted.as_str())).map(|b| b.name.clone())
        };
        said.or(named).map(str::to_string).or_else(|| self.pointed(i, true)).or_else(last)
    }

    /// "The North", where the text names North Korea.
    fn half_of_korea(&self, bare: &str) -> Option<String> {
        let full = ["North", "South"].contains(&bare).then(|| format!("{bare} Korea"))?;
        self.cast.bodies.iter().any(|b| b.name == full).then_some(full)
    }
}

/// "Norport-based Harbour Watch", "the city's news outlet Harbour Watch": the words after the last one that only
/// describes.
fn without_description(words: &str) -> Option<&str> {
    let mut rest = None;
    let mut at = 0;
    for word in words.split_inclusive(' ') {
        at += word.len();
        let w = word.trim_end();
        if ["of", "for", "from", "at", "to", "in", "by", "with"].contains(&w) {
            return None; // "the head of the company X" is not X
        }
        let describes = w.ends_with("-based") || DESCRIPTIONS.contains(&w);
        if describes && words[at..].chars().next().is_some_and(char::is_uppercase) {
            rest = Some(&words[at..]);
        }
    }
    rest
}
