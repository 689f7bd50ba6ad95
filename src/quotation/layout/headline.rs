//! Headlines that quote: "Varn: Norlund must arm", "Norlund must arm: Varn".

use super::LaidOut;
use crate::encoder::{Entity, Group};
use crate::lexicon::lexicon;
use crate::quotation::assemble::Finder;
use crate::text::Span;

/// Code points of the longest headline, words of the longest name in it, and of the shortest statement.
const LONGEST: usize = 150;
const NAME_WORDS: usize = 4;
const FEWEST_WORDS: usize = 3;

/// Mean content probability below which such words are a topic ("Varn: the rise of a general").
const SPEECH: f32 = 0.2;

impl Finder<'_> {
    /// The words beside a colon in the first paragraph whose other side is a name that the text gives again.
    pub(super) fn headline(&self) -> Option<LaidOut> {
        let chars = self.text.chars();
        let p = self.text.paragraphs().first()?;
        let last = chars[p.end - 1];
        if p.len() > LONGEST || matches!(last, '.' | ':') || self.outer.touching(p).next().is_some() {
            return None;
        }
        let mut colons = p.clone().filter(|&i| chars[i] == ':' && chars.get(i + 1) == Some(&' '));
        let (colon, None) = (colons.next()?, colons.next()) else { return None };
        let (left, right) = (p.start..colon, colon + 2..p.end);
        let named: Vec<Span> = self
            .entities()
            .iter()
            .filter(|(s, kind)| s.start >= p.end && matches!(kind, Entity::Person | Entity::Organisation))
            .map(|(s, _)| s.clone())
            .collect();
        [(&left, &right), (&right, &left)].into_iter().find_map(|(name, words)| {
            let fits = self.is_name_again(name, &named)
                && self.words(words) >= FEWEST_WORDS
                && (self.mean(words, Group::Content) >= SPEECH || self.claims(words));
            fits.then(|| LaidOut { spans: vec![self.stripped(words.clone())], mention: Some(name.clone()) })
        })
    }

    /// Whether words hold a verb that states something, and are neither a question nor a topic.
    fn claims(&self, words: &Span) -> bool {
        let words = self.text.slice(words).to_lowercase().replace('’', "'");
        let mut words = words.split_whitespace();
        let topic = words.clone().next().is_none_or(|w| lexicon().layout.topics.has(w));
        let asks = words.clone().next_back().is_some_and(|w| w.ends_with('?'));
        !topic && !asks && words.any(|w| lexicon().layout.claiming.has(w))
    }

    /// Whether a few words in capitals end as a name that the text gives behind its headline.
    fn is_name_again(&self, name: &Span, named: &[Span]) -> bool {
        let words = self.text.slice(name);
        let count = words.split_whitespace().count();
        let capitals = words.split_whitespace().all(|w| w.chars().next().is_some_and(char::is_uppercase));
        let last = |s: &str| s.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        (1..=NAME_WORDS).contains(&count) && capitals && named.iter().any(|s| last(&self.text.slice(s)) == last(&words))
    }
}
