//! "He", "she", "it", "they": the last source that fits.

use super::UNNAMED;
use super::cast::BodyMention;
use super::evidence::Way;
use super::resolve::{Found, Resolver};
use super::roster::{Entry, Gender};
use crate::text::Span;

/// How many mentions a pronoun looks back; the weights below never let it reach farther.
const FARTHEST: usize = 40;

/// How sources that are no single person are named.
const GROUPS: &[Way] = &[Way::Body, Way::Unnamed];

/// What the model's antecedent weighs beside the rules below. Speaker accuracy, cross-validated over the 28 training
/// articles: 0.881 by the rules alone, 0.884 with 1, 0.889 with 2, 0.884 with 4.
const ANTECEDENT: f32 = 2.0;

impl Resolver<'_> {
    /// The last fitting person before a pronoun: near, subject of a sentence, not merely talked about. The weights
    /// were set by hand on the training articles.
    pub(super) fn pronoun(&mut self, i: usize, span: &Span, gender: Gender) -> Found {
        let here = self.text.paragraph_at(span.start);
        if let Some(unnamed) = self.unnamed_since(span, here) {
            return Some((unnamed, Way::Reference));
        }
        let sentence = self.text.sentence_around(span);
        let last_speaker = self.last_person_speaking(here);
        let antecedents = &self.requests[i].antecedents;
        let mut best: Option<(f32, usize)> = None;
        let mut later = 0.0;
        let until = self.cast.mentions.partition_point(|m| m.span.start < span.start);
        for m in self.cast.mentions[..until].iter().rev().filter(|m| m.span.end <= span.start).take(FARTHEST) {
            let person = &self.cast.people[m.person];
            if person.gender.is_some_and(|g| g != gender) {
                continue;
            }
            let back = here - self.text.paragraph_at(m.span.start);
            if back > 6 && best.is_some() {
                break;
            }
            let next = self.quoted.partition_point(|c| c.end <= m.span.start);
            let quoted = self.quoted.get(next).is_some_and(|c| c.start <= m.span.start);
            let mut score = -(back as f32) - later;
            later += 0.15;
            score += ANTECEDENT * self.cast.pointed(antecedents, &person.name);
            score += if m.subject { 1.2 } else { 0.0 };
            score -= if quoted { 1.6 } else { 0.0 };
            score -= if m.possessive { 0.6 } else { 0.0 };
            score -= if person.gender.is_none() { 0.3 } else { 0.0 };
            // "he" rarely means somebody whom its own clause names
            score -= if m.span.start >= sentence.start && !m.subject { 0.5 } else { 0.0 };
            if last_speaker.as_deref() == Some(person.name.as_str()) {
                score += 1.0;
            }
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, m.person));
            }
        }
        let (_, person) = best?;
        let name = self.cast.people[person].name.clone();
        self.cast.enter(span, &name);
        if self.cast.people[person].gender.is_none() {
            self.cast.people[person].gender = Some(gender);
        }
        Some((name, Way::Pronoun))
    }

    /// "A soldier said ... He added ...": the single source without a name that spoke last, at most a paragraph ago,
    /// where no person was the subject of a sentence since.
    fn unnamed_since(&self, span: &Span, here: usize) -> Option<String> {
        let i = (0..self.done.len()).rev().find(|&i| self.requests[i].outer.is_none())?;
        let (name, way) = self.done[i].as_ref()?;
        let mention = self.requests[i].mention.as_ref()?;
        let words = self.text.slice(mention).to_lowercase();
        let single = *way == Way::Unnamed && ["a ", "an ", "one ", "the "].iter().any(|a| words.starts_with(a));
        let single = single && !words.ends_with('s');
        // later pronouns of the same source
        let goes_on = *way == Way::Reference && name.starts_with(UNNAMED) && ["he", "she"].contains(&words.as_str());
        let near = here - self.text.paragraph_at(mention.start.min(span.start)) <= 1;
        let person_since = || {
            let since = mention.start..span.start;
            let mut named = self.cast.mentions_in(&since);
            named.any(|m| m.subject && m.span.start > since.start && m.span.end <= since.end)
        };
        ((single || goes_on) && near && !person_since()).then(|| name.clone())
    }

    /// Who spoke last, if that was a person, at most two paragraphs before.
    fn last_person_speaking(&self, here: usize) -> Option<String> {
        let i = (0..self.done.len()).rev().find(|&i| self.requests[i].outer.is_none())?;
        self.done[i].as_ref().filter(|_| self.is_near(i, here)).map(|(n, _)| n.clone())
    }

    /// Whether a quotation ends at most two paragraphs from paragraph `here`.
    fn is_near(&self, i: usize, here: usize) -> bool {
        self.requests[i].content.last().is_some_and(|c| here.abs_diff(self.text.paragraph_at(c.start)) <= 2)
    }

    /// Who spoke last near by, named in one of these ways, among the last `back` quotations.
    pub(super) fn last_speaking(&self, here: usize, back: usize, ways: &[Way]) -> Option<String> {
        (0..self.done.len()).rev().take(back).find_map(|i| match &self.done[i] {
            Some((name, way)) if ways.contains(way) && self.is_near(i, here) => Some(name.clone()),
            _ => None,
        })
    }

    /// "I" inside another's words: who speaks them.
    pub(super) fn outer(&self, i: usize) -> Found {
        let outer = self.requests[i].outer?;
        self.done[outer].as_ref().map(|(name, _)| (name.clone(), Way::Reference))
    }

    /// "We" inside the words of somebody who holds an office of a country: the country; else who speaks.
    pub(super) fn we(&self, i: usize) -> Found {
        let (name, way) = self.outer(i)?;
        let office = |e: &&Entry| e.offices.iter().any(|o| o.held(self.as_of) && o.of.is_none());
        let country = self.roster.find(&name).filter(office).and_then(|e| e.country.as_deref());
        let country = country.and_then(|c| self.roster.country(c));
        Some((country.map_or(name.clone(), str::to_string), way))
    }

    /// The last body that spoke, else the last one named in this or the paragraph before.
    pub(super) fn it(&self, i: usize, span: &Span) -> Found {
        let here = self.text.paragraph_at(span.start);
        let named = || {
            self.cast
                .bodies_before(span.start)
                .next()
                .filter(|b| self.text.paragraph_at(b.span.start) + 1 >= here)
                .map(|b| b.name.clone())
        };
        // "... It added": a sentence that begins so goes on from the source right before it
        let goes_on = || {
            let begins = self.text.sentence_around(span).start == span.start;
            let last = (0..self.done.len()).rev().find(|&j| self.requests[j].outer.is_none())?;
            let (name, way) = self.done[last].as_ref()?;
            let body = matches!(way, Way::Body) || (*way == Way::Reference && !name.starts_with(UNNAMED));
            (begins && body && self.is_near(last, here)).then(|| name.clone())
        };
        let name = self
            .paper_of_sentence(span)
            .or_else(goes_on)
            .or_else(|| self.pointed(i, true))
            .or_else(|| self.last_speaking(here, 4, GROUPS))
            .or_else(named)?;
        Some((name, Way::Reference))
    }

    /// "Both sides", "the two countries": the two countries that the text named last side by side ("Tarsk and
    /// Norlund").
    pub(super) fn both_countries(&self, span: &Span, words: &str) -> Option<String> {
        const SIDES: &[&str] = &["sides", "countries", "nations", "neighbours", "neighbors", "capitals", "governments"];
        let lower = words.to_lowercase();
        let mut parts = lower.split_whitespace().filter(|w| *w != "the");
        let fits = matches!(parts.next(), Some("both" | "two")) && parts.next().is_some_and(|w| SIDES.contains(&w));
        if !fits || parts.next().is_some() {
            return None;
        }
        self.pair_of_countries(&(0..span.start))
    }

    /// The two countries that a stretch of the text named last side by side.
    fn pair_of_countries(&self, stretch: &Span) -> Option<String> {
        let country = |name: &str| self.roster.country(name).is_some_and(|c| c == name);
        let inside = |p: &[BodyMention]| p[0].span.start >= stretch.start && p[1].span.end <= stretch.end;
        self.cast.bodies.windows(2).rev().filter(|p| inside(p)).find_map(|pair| {
            let between = self.text.slice(&(pair[0].span.end..pair[1].span.start.max(pair[0].span.end)));
            let two = pair[0].name != pair[1].name && country(&pair[0].name) && country(&pair[1].name);
            (two && between.trim().trim_end_matches(" the") == "and")
                .then(|| format!("{} and {}", pair[0].name, pair[1].name))
        })
    }

    /// The pair of countries that the sentence named ("Tarsk and Norlund ..., they"), the last source that is no
    /// single person, or the bare word.
    pub(super) fn they(&self, i: usize, span: &Span, words: &str) -> Found {
        let here = self.text.paragraph_at(self.requests[i].content[0].start);
        let sentence = self.text.sentence_around(span);
        let pair = self.pair_of_countries(&(sentence.start..span.start));
        Some(match pair.or_else(|| self.last_speaking(here, 3, GROUPS)) {
            Some(name) => (name, Way::Reference),
            None => (format!("{UNNAMED}{}", words.to_lowercase()), Way::Unnamed),
        })
    }
}
