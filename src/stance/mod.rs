//! Scoring: where a quotation stands between pressure (-1) and peace (+1).
//!
//! The model never sees who speaks. [`Persons::mask`] puts one placeholder in the place of the source's
//! words and names, and another in the place of every other person's, before the text reaches it, so the same
//! words get the same score from anybody's mouth.

mod mask;

pub use mask::{Masked, Persons};

use serde::{Deserialize, Serialize};

/// The six classes in the order of the model's outputs. What counts is the means that the words push for, not the goal that
/// they name: "only sanctions will bring peace" is pressure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Threatens, announces, defends or calls for force, arms, sanctions or isolation; sets an ultimatum; rules out talks or
    /// compromise. Score -1.
    StrongPressure,
    /// Blames, warns, doubts the other side's good faith, sets conditions that the other side is to meet, refuses a step,
    /// loses patience. Score -0.5.
    LeanPressure,
    /// On the conflict, but takes no side on the axis: facts, dates, procedure, or both in balance. Score 0.
    Neutral,
    /// Hopes for peace, praises contacts, is ready to talk on conditions, offers good relations, hosts or mediates.
    /// Score +0.5.
    LeanPeace,
    /// Offers, announces, accepts or urges (on all sides or one's own) talks, a ceasefire, an agreement, an exchange of
    /// prisoners, a step back. Score +1.
    StrongPeace,
    /// Not about a conflict or a dispute between parties at all. No score.
    OffAxis,
}

impl Label {
    /// In the order of the model's outputs; `label as usize` is the index.
    pub const ALL: [Label; 6] = [
        Label::StrongPressure,
        Label::LeanPressure,
        Label::Neutral,
        Label::LeanPeace,
        Label::StrongPeace,
        Label::OffAxis,
    ];

    /// In snake case, as the column `stance_label` has it.
    pub fn name(self) -> &'static str {
        match self {
            Label::StrongPressure => "strong_pressure",
            Label::LeanPressure => "lean_pressure",
            Label::Neutral => "neutral",
            Label::LeanPeace => "lean_peace",
            Label::StrongPeace => "strong_peace",
            Label::OffAxis => "off_axis",
        }
    }

    /// The score of a quotation that is surely of this label; `None` off axis.
    pub fn score(self) -> Option<f64> {
        (self != Label::OffAxis).then(|| (self as usize as f64 - 2.0) / 2.0)
    }
}

/// The stance of one quotation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stance {
    /// -1 (pressure) to +1 (peace); `None` off axis.
    pub score: Option<f64>,
    /// The level that is nearest to the score; off axis where there is no score.
    pub label: Label,
    /// Calibrated probability of the label, 0 to 1.
    pub confidence: f64,
}

impl Stance {
    /// What a person says of a quotation: the label, or a score from -1 to +1 with the label nearest to it. Sure, either way.
    pub fn sure(label: Label, score: Option<f64>) -> Self {
        let Some(score) = score else { return Stance { score: label.score(), label, confidence: 1.0 } };
        let level = (score.clamp(-1.0, 1.0) * 2.0).round_ties_even() as i32;
        Stance { score: Some(score.clamp(-1.0, 1.0)), label: Label::ALL[(level + 2) as usize], confidence: 1.0 }
    }

    /// From calibrated probabilities in the order of [`Label::ALL`]. Off axis where that is likelier than
    /// all levels together; else the score is the expected level over 2, and the label the level nearest to it.
    pub fn from_probabilities(p: &[f64; 6]) -> Self {
        let off = p[5];
        if off > 0.5 {
            return Stance { score: None, label: Label::OffAxis, confidence: off };
        }
        let on = (1.0 - off).max(1e-9);
        let expected: f64 = p[..5].iter().zip(-2i32..).map(|(p, level)| p * f64::from(level)).sum::<f64>() / on;
        let expected = expected.clamp(-2.0, 2.0);
        let level = expected.round_ties_even() as i32;
        Stance {
            score: Some(expected / 2.0),
            label: Label::ALL[(level + 2) as usize],
            confidence: p[(level + 2) as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sure_classes() {
        for (i, (label, score)) in [
            (Label::StrongPressure, Some(-1.0)),
            (Label::LeanPressure, Some(-0.5)),
            (Label::Neutral, Some(0.0)),
            (Label::LeanPeace, Some(0.5)),
            (Label::StrongPeace, Some(1.0)),
            (Label::OffAxis, None),
        ]
        .into_iter()
        .enumerate()
        {
            let mut p = [0.0; 6];
            p[i] = 1.0;
            assert_eq!(Stance::from_probabilities(&p), Stance { score, label, confidence: 1.0 });
        }
    }

    proptest! {
        #[test]
        fn scores_stay_on_the_axis(raw in prop::array::uniform6(0.001f64..1.0)) {
            let sum: f64 = raw.iter().sum();
            let s = Stance::from_probabilities(&raw.map(|x| x / sum));
            prop_assert!(s.score.is_none() == (s.label == Label::OffAxis));
            prop_assert!(s.score.unwrap_or(0.0).abs() <= 1.0 && (0.0..=1.0).contains(&s.confidence));
        }
    }
}
