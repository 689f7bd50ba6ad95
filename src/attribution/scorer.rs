//! What is known of a candidate, and what that is worth: a weighted sum, whose weights are data.
//!
//! The weights are those of a conditional logit (a softmax over the candidates of one mention), fitted on articles that the
//! models had not seen: `scripts/train/attribution.py` makes `data/attribution.json`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

const SOURCE: &str = include_str!("../../data/attribution.json");

/// The text of the weights, as they are built in.
pub fn source() -> &'static str {
    SOURCE
}

/// Which weights a mention is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// Of candidates for "he" and "she".
    Person,
    /// For "it", "they", "who", "we", "I".
    Pronoun,
    /// For full words.
    Phrase,
    /// Where there is no mention.
    Absent,
    /// Of the confidence of whoever was chosen.
    Confidence,
}

/// One thing that is known of a candidate, and what it adds to its score: value times weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// What it is, in words.
    pub name: Cow<'static, str>,
    /// How much of it; 1 where it is only so or not.
    pub value: f32,
    /// What one of it adds to the score.
    pub weight: f32,
}

impl Weights {
    /// A term with its weight; 0 where nothing was learnt of it.
    pub fn term(self, name: impl Into<Cow<'static, str>>, value: f32) -> Term {
        static WEIGHTS: LazyLock<HashMap<Weights, HashMap<String, f32>>> =
            LazyLock::new(|| serde_json::from_str(SOURCE).expect("the built-in weights are checked by a test"));
        let name = name.into();
        let weight = WEIGHTS.get(&self).and_then(|w| w.get(name.as_ref())).copied().unwrap_or(0.0);
        Term { name, value, weight }
    }
}

/// A sum of terms.
pub trait Scored {
    /// The sum of all values times their weights.
    fn score(&self) -> f32;
}

impl Scored for [Term] {
    fn score(&self) -> f32 {
        self.iter().map(|t| t.value * t.weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_sound() {
        let all: HashMap<Weights, HashMap<String, f32>> = serde_json::from_str(SOURCE).unwrap();
        assert_eq!(all.len(), 5);
        assert!(all.values().flat_map(HashMap::values).all(|w| w.is_finite()));
        let known = Weights::Phrase.term("proposed first", 2.0);
        assert!(known.weight > 0.0 && [known.clone()].score() == 2.0 * known.weight);
        assert_eq!(Weights::Phrase.term("no such thing", 1.0).weight, 0.0);
    }
}
