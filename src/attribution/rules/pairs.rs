//! "Both sides", "they": the two countries that the text named side by side.

use crate::attribution::context::Context;
use crate::attribution::evidence::Way;
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::speaker::Speaker;
use crate::lexicon::lexicon;
use crate::text::Span;

/// How many bodies back a pair is looked for; without a bound, long texts would take quadratic time.
const FARTHEST: usize = 400;

/// Whether a phrase stands for two countries: "both sides", "the two countries".
pub(super) fn is_pair(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut parts = lower.split_whitespace().filter(|w| *w != "the");
    let lists = &lexicon().organisations;
    let both = parts.next().is_some_and(|w| lists.before_pairs.has(w));
    both && parts.next().is_some_and(|w| lists.pairs.has(w)) && parts.next().is_none()
}

pub(super) fn pair_of_countries(c: &Context, s: &Source) -> Option<Proposal> {
    if is_pair(&s.words) { both_countries(c, s.span.start) } else { None }
}

/// "Tarsk and Norlund ..., they": the pair that the sentence named.
pub(super) fn pair_of_sentence(c: &Context, s: &Source) -> Option<Proposal> {
    named_in(c, &(c.text.sentence_around(&s.span).start..s.span.start))
}

/// The two countries that the text named last side by side before a place.
pub(super) fn both_countries(c: &Context, before: usize) -> Option<Proposal> {
    named_in(c, &(0..before))
}

fn named_in(c: &Context, stretch: &Span) -> Option<Proposal> {
    let country = |name: &str| c.roster.country(name).is_some_and(|c| c == name);
    let bodies = &c.cast.bodies;
    let until = bodies.partition_point(|b| b.span.end <= stretch.end);
    let pairs = bodies[..until].windows(2).rev().take(FARTHEST);
    pairs.take_while(|p| p[0].span.start >= stretch.start).find_map(|pair| {
        let [a, b] = pair else { return None };
        let between = c.text.slice(&(a.span.end..b.span.start.max(a.span.end)));
        let beside = between.trim().trim_end_matches(" the") == "and";
        if !beside || a.name == b.name || !country(&a.name) || !country(&b.name) {
            return None;
        }
        let both = Speaker::Several(format!("{} and {}", a.name, b.name));
        Some(Proposal::new(both, Way::Reference).on(&a.span).on(&b.span))
    })
}
