//! Who was named before a mention, and how long ago.

use std::collections::HashMap;

use super::context::Context;
use super::source::Source;
use super::speaker::Speaker;
use crate::text::Span;

/// How many mentions of persons and of bodies are looked at; without a bound, long texts would take quadratic time.
const FARTHEST: usize = 160;

/// How many sources are looked back at.
const SOURCES: usize = 16;

/// How many names behind a mention are looked at.
const BEHIND: usize = 12;

/// When somebody was named last before a mention, or first behind it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: Span,
    pub subject: bool,
    pub possessive: bool,
    /// How many others of the kind were named since.
    pub rank: usize,
    /// How often so far.
    pub mentions: usize,
}

/// All who were named near a mention.
#[derive(Clone, Debug, Default)]
pub struct Recency {
    seen: HashMap<String, Seen>,
}

impl Recency {
    pub fn of(c: &Context, s: &Source) -> Self {
        let mut all = Recency::default();
        let at = s.span.start;
        let people = &c.cast.mentions;
        let until = people.partition_point(|m| m.span.start < at);
        let mut rank = 0;
        for m in people[..until].iter().rev().filter(|m| m.span.end <= at).take(FARTHEST) {
            rank += usize::from(all.add(&c.cast.people[m.person].name, &m.span, m.subject, m.possessive, rank));
        }
        let bodies = &c.cast.bodies;
        let until_body = bodies.partition_point(|b| b.span.end <= at);
        rank = 0;
        for b in bodies[..until_body].iter().rev().take(FARTHEST) {
            rank += usize::from(all.add(&b.name, &b.span, false, false, rank));
        }
        // sources without a name, and several at once, have no other mention
        rank = 0;
        for i in (0..c.decided.len()).rev().take(SOURCES) {
            let Some(p) = c.chosen(i) else { continue };
            if matches!(p.speaker, Speaker::Person(_)) {
                continue;
            }
            let place = c.decided[i].mention.as_ref().or(c.requests[i].content.first());
            if let (Some(words), Some(place)) = (p.speaker.words(), place.filter(|p| p.start < at)) {
                rank += usize::from(all.add(words, place, true, false, rank));
            }
        }
        for m in people[until..].iter().filter(|m| m.span.start >= s.span.end).take(BEHIND) {
            all.seen.entry(c.cast.people[m.person].name.clone()).or_insert_with(|| Seen::behind(&m.span));
        }
        for b in bodies[until_body..].iter().filter(|b| b.span.start >= s.span.end).take(BEHIND) {
            all.seen.entry(b.name.clone()).or_insert_with(|| Seen::behind(&b.span));
        }
        all
    }

    /// Whether it is new.
    fn add(&mut self, name: &str, at: &Span, subject: bool, possessive: bool, rank: usize) -> bool {
        if let Some(seen) = self.seen.get_mut(name) {
            seen.mentions += 1;
            // a mention as a source may be nearer than one by name
            if at.start > seen.at.start {
                (seen.at, seen.subject, seen.possessive) = (at.clone(), subject, possessive);
            }
            return false;
        }
        self.seen.insert(name.to_string(), Seen { at: at.clone(), subject, possessive, rank, mentions: 1 });
        true
    }

    /// When a name, or a source's words, was met.
    pub fn seen(&self, name: &str) -> Option<&Seen> {
        self.seen.get(name)
    }
}

impl Seen {
    fn behind(at: &Span) -> Self {
        Seen { at: at.clone(), subject: false, possessive: false, rank: 0, mentions: 0 }
    }
}
