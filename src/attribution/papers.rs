//! Papers as sources: "the statement", "the report", "the resolution" are of whoever issued them.

use super::cast::BodyMention;
use super::evidence::Way;
use super::names::{key, without_article, without_possessive};
use super::resolve::Resolver;
use super::roster::Kind;
use crate::text::Span;

/// What bodies issue.
const PAPERS: &[&str] = &[
    "statement",
    "report",
    "communique",
    "communiqué",
    "readout",
    "release",
    "resolution",
    "amendment",
    "declaration",
    "document",
    "letter",
    "post",
    "message",
    "speech",
    "interview",
    "memo",
    "remarks",
    "comments",
    "data",
    "figures",
];

/// Papers that the text calls by the noun alone once it has told whose they are: the first ten of [`PAPERS`].
const REFERRED: &[&str] = PAPERS.split_at(10).0;

/// Verbs that say who issued a paper.
const ISSUED: &[&str] = &[
    "issued",
    "released",
    "published",
    "proposed",
    "submitted",
    "presented",
    "drafted",
    "posted",
    "circulated",
    "tabled",
    "signed",
    "issuing",
    "releasing",
    "publishes",
    "proposing",
];

/// Whether a phrase is a paper by its last word: "a translated report".
pub(super) fn is_paper(phrase: &str) -> bool {
    let last = phrase.trim().rsplit(' ').next().unwrap_or_default().to_lowercase();
    PAPERS.contains(&last.as_str()) || PAPERS.contains(&last.strip_suffix('s').unwrap_or(&last))
}

/// The noun of a paper that is referred to, in the singular.
fn referred(word: &str) -> Option<String> {
    let lower = word.trim_end_matches([',', '.', ':', ';']).to_lowercase();
    let noun = lower.strip_suffix('s').unwrap_or(&lower);
    REFERRED.contains(&noun).then(|| noun.to_string())
}

/// Code points back to where a paper was told of; without a bound, long texts would take quadratic time.
const FARTHEST: usize = 20_000;

impl Resolver<'_> {
    /// Who issued the paper that a mention is: whom the mention itself names ("the Norlund resolution"), whom the
    /// text said to have issued it, the body that spoke last near by, or for a report the last organisation named.
    pub(super) fn paper(&self, span: &Span, words: &str) -> Option<String> {
        let bare = without_article(words);
        let bare = bare.split(" adopted").next().unwrap_or(bare);
        let (lead, noun) = bare.rsplit_once(' ').unwrap_or(("", bare));
        let noun = referred(noun)?;
        if let Some(name) = self.issuer_in(lead) {
            return Some(name);
        }
        // "media reports", "a leaked document" are of anybody; "a brief statement" goes on from what was said
        let definite = words.to_lowercase().starts_with("the ");
        let brief = noun == "statement" && words.len() > bare.len();
        let heading = lead.is_empty() && words.starts_with(char::is_uppercase) && !words.ends_with('s');
        if !(definite || brief || heading) {
            return None;
        }
        let here = self.text.paragraph_at(span.start);
        let spoke = || self.last_speaking(here, 3, &[Way::Body, Way::Reference]);
        let last = || {
            let near = |b: &&BodyMention| here - self.text.paragraph_at(b.span.start) <= 2;
            let body = self.cast.bodies_before(span.start).take_while(near).find(|b| b.organisation);
            body.filter(|_| noun == "report").map(|b| b.name.clone())
        };
        self.issued_before(span, &noun).or_else(spoke).or_else(last)
    }

    /// Whether the sentence of a place begins with a paper ("The document ..., but it said"); and whose that is.
    pub(super) fn paper_of_sentence(&self, span: &Span) -> Option<String> {
        let sentence = self.text.sentence_around(span);
        let before = self.text.slice(&(sentence.start..span.start.max(sentence.start)));
        let mut words = before.split_whitespace().skip_while(|w| !w.eq_ignore_ascii_case("the"));
        let start = format!("{} {}", words.next()?, words.next()?);
        (before.trim_start().starts_with(&start)).then(|| self.paper(&(sentence.start..sentence.start + 1), &start))?
    }

    /// Whom the words before the noun of a paper name: a country, a body, or a pair ("joint Tarsk-Norlund").
    fn issuer_in(&self, lead: &str) -> Option<String> {
        let one = |w: &str| {
            let w = without_possessive(w);
            let body = || self.roster.find(w).filter(|e| e.kind == Kind::Body).map(|e| e.name.clone());
            self.roster.country(w).map(str::to_string).or_else(body)
        };
        let last = lead.split_whitespace().rev().find(|w| w.starts_with(char::is_uppercase))?;
        if let Some((a, b)) = last.split_once('-') {
            return match (one(a), one(b)) {
                (Some(a), Some(b)) => Some(format!("{a} and {b}")),
                // "the U.S.-drafted resolution"
                (Some(a), None) if ["drafted", "written", "led", "sponsored", "authored"].contains(&b) => Some(a),
                _ => None,
            };
        }
        one(lead).or_else(|| one(last))
    }

    /// Who issued a paper that the text told of before: "France proposed three amendments", "a joint Tarsk-Norlund
    /// statement", "a report published by Harbour Watch".
    fn issued_before(&self, span: &Span, noun: &str) -> Option<String> {
        let here = self.text.paragraph_at(span.start);
        for p in (0..=here).rev() {
            let sentences = self.text.sentences(p);
            let until = sentences.partition_point(|s| s.end <= span.start);
            for sentence in sentences[..until].iter().rev() {
                if span.start - sentence.end > FARTHEST {
                    return None;
                }
                let words = self.words_in(sentence);
                let Some(at) = words.iter().rposition(|w| referred(&self.text.slice(w)).as_deref() == Some(noun))
                else {
                    continue;
                };
                let few = at.saturating_sub(4);
                let lead = self.text.slice(&(words[few].start..words[at].start));
                if lead.contains('-')
                    && let Some(pair) = self.issuer_in(&lead)
                {
                    return Some(pair);
                }
                let verb = (few..at).rev().find(|&v| ISSUED.contains(&key(&self.text.slice(&words[v])).as_str()));
                if let Some(v) = verb.filter(|&v| v > 0) {
                    let subject = sentence.start..words[v].start;
                    if let Some(name) = self.subject_in(&subject) {
                        return Some(name);
                    }
                }
                let rest = &words[at + 1..words.len().min(at + 6)];
                if let Some(by) = rest.iter().find(|w| ["by", "from"].contains(&self.text.slice(w).as_str()))
                    && let Some(name) = self
                        .cast
                        .bodies
                        .iter()
                        .find(|b| b.span.start > by.end && b.span.start <= by.end + 5 && b.span.end <= sentence.end)
                {
                    return Some(name.name.clone());
                }
            }
        }
        None
    }

    /// The last person or body of a stretch, or the pair that "the two countries" are there.
    fn subject_in(&self, stretch: &Span) -> Option<String> {
        let words = self.text.slice(stretch);
        let ends = words.trim_end().trim_end_matches(" jointly").to_string();
        for sides in ["the two countries", "The two countries", "both sides", "Both sides", "the two sides"] {
            if ends.ends_with(sides) {
                return self.both_countries(&(stretch.end..stretch.end), sides);
            }
        }
        let inside = |s: &Span| s.start >= stretch.start && s.end <= stretch.end;
        let person = self.cast.mentions_in(stretch).filter(|m| inside(&m.span) && !m.possessive).last();
        let from = self.cast.bodies.partition_point(|b| b.span.start < stretch.start);
        let body = self.cast.bodies[from..]
            .iter()
            .take_while(|b| b.span.start < stretch.end)
            .filter(|b| inside(&b.span))
            .last();
        match (person, body) {
            (Some(m), b) if b.is_none_or(|b| b.span.start < m.span.start) => {
                Some(self.cast.people[m.person].name.clone())
            }
            (_, b) => b.map(|b| b.name.clone()),
        }
    }

    /// The words of a stretch, as white space parts them.
    fn words_in(&self, stretch: &Span) -> Vec<Span> {
        let mut words = Vec::new();
        let mut start = None;
        for at in stretch.start..=stretch.end {
            let space = at == stretch.end || self.text.chars()[at].is_whitespace();
            match start {
                Some(from) if space => {
                    words.push(from..at);
                    start = None;
                }
                None if !space => start = Some(at),
                _ => {}
            }
        }
        words
    }
}
