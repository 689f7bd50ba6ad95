//! Which rows are worth a look: those where a doubt might move a speaker's mean.
//!
//! weight = (1 - speaker_confidence) · effect of the name + (1 - stance_confidence) · effect of the stance
//!
//! - The effect of the name is the larger of two: how far the mean of the row's speaker moves when the row is taken away, and
//!   how far the mean of the runner-up, where there is one, moves when the row is given to it.
//! - The effect of the stance is how far the speaker's mean moves when the row is one level higher or lower: half a point
//!   over the number of quotations on the axis. A row off the axis counts as one that would come onto it.
//!
//! Means are those over all articles, however `--group-by` splits them: duplicates count for nothing, and so do rows that are off the axis for the name. A
//! speaker without quotations on the axis stands at 0. A source without a name has no mean that anybody would read: only the
//! runner-up's counts for its rows. What a person has put right or confirmed is sure and weighs nothing.

use std::collections::HashMap;

use crate::archive::{Archive, QuoteRow, number, span_list, thousandths};
use crate::attribution::UNNAMED;
use crate::error::Error;
use crate::export::{CellStyle, signed};

/// The header of the list. The last six are empty; filled in, the list is a file for `quotestance correct`.
pub const COLUMNS: [&str; 24] = [
    "quote_id",
    "article_id",
    "spans",
    "quote",
    "sentence",
    "speaker",
    "runner_up",
    "stance_score",
    "stance_label",
    "type",
    "why",
    "weight",
    "speaker_confidence",
    "stance_confidence",
    "outlet",
    "date",
    "title",
    "url",
    "correct_speaker",
    "correct_stance",
    "correct_type",
    "not_a_quotation",
    "by",
    "note",
];

/// A level of the axis, in points of the score.
const LEVEL: f64 = 0.5;

/// A row that is worth a look.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The row, as in `quotes.csv`.
    pub row: QuoteRow,
    /// Who came second; empty where nobody did.
    pub runner_up: String,
    /// Doubt times effect, in points of the score.
    pub weight: f64,
    /// The same in words.
    pub why: String,
}

impl Look {
    /// The cells, in the order of [`COLUMNS`], for spreadsheets.
    pub fn cells(&self) -> [String; 24] {
        let r = &self.row;
        let (empty, style) = (String::new, CellStyle::Excel);
        [
            style.text(&r.quote_id),
            style.text(&r.article_id),
            style.text(&span_list(&r.spans)),
            style.text(&r.quote),
            style.text(&r.sentence),
            style.text(&r.speaker),
            style.text(&self.runner_up),
            number(r.stance.score, 3),
            r.stance.label.name().to_string(),
            r.kind.name().to_string(),
            style.text(&self.why),
            number(Some(self.weight), 4),
            number(Some(f64::from(r.speaker_confidence)), 3),
            number(Some(r.stance.confidence), 3),
            style.text(&r.outlet),
            style.text(&r.date),
            style.text(&r.title),
            style.text(&r.url),
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
        ]
    }
}

/// A speaker's mean: over how many quotations, and where.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    on_axis: usize,
    mean: f64,
}

impl Mean {
    /// How far it moves without one of its scores.
    fn without(self, score: f64) -> f64 {
        match self.on_axis {
            0 => 0.0,
            1 => self.mean.abs(),
            n => (self.mean - score).abs() / (n - 1) as f64,
        }
    }

    /// How far it moves with one more score.
    fn with(self, score: f64) -> f64 {
        (self.mean - score).abs() / (self.on_axis + 1) as f64
    }
}

/// The rows of a settled archive that are worth a look, the most first; at most `limit`, or all for 0. Of rows that weigh the
/// same, the first in `quotes.csv` comes first.
///
/// Fails where the archive cannot be read.
pub fn worth_a_look(archive: &Archive, limit: usize) -> Result<Vec<Look>, Error> {
    let mut means: HashMap<String, Mean> = HashMap::new();
    for s in archive.speakers()? {
        let mean = Mean { on_axis: s.on_axis, mean: s.mean_stance.unwrap_or_default() };
        means.insert(s.speaker, mean);
    }
    let spellings = archive.spellings()?;
    let mut kept: Vec<Look> = Vec::new();
    let cut = |kept: &mut Vec<Look>| {
        // stable, so that of equals the first stays first
        kept.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        kept.truncate(if limit == 0 { usize::MAX } else { limit });
    };
    for row in archive.rows() {
        kept.extend(look(row?, &means, &spellings));
        if limit > 0 && kept.len() >= 2 * limit.max(1000) {
            cut(&mut kept);
        }
    }
    cut(&mut kept);
    Ok(kept)
}

fn look(row: QuoteRow, means: &HashMap<String, Mean>, spellings: &HashMap<String, String>) -> Option<Look> {
    if row.speaker.is_empty() || !row.duplicate_of.is_empty() {
        return None;
    }
    let of = |name: &str| means.get(name).copied().unwrap_or_default();
    let own = of(&row.speaker);
    let second = row.evidence.as_ref().and_then(|e| e.runner_up.as_ref()).map(ToString::to_string).unwrap_or_default();
    let runner_up = spellings.get(&second).cloned().unwrap_or(second);
    let runner_up = if runner_up == row.speaker { String::new() } else { runner_up };
    let score = row.stance.score.map(|s| thousandths(s) as f64 / 1000.0);

    let named = !row.speaker.starts_with(UNNAMED);
    let without = score.filter(|_| named).map_or(0.0, |s| own.without(s));
    let given = score
        .filter(|_| !runner_up.is_empty() && !runner_up.starts_with(UNNAMED))
        .map_or(0.0, |s| of(&runner_up).with(s));
    let level = LEVEL / (own.on_axis + usize::from(score.is_none())) as f64;
    let (name_doubt, stance_doubt) = (1.0 - f64::from(row.speaker_confidence), 1.0 - row.stance.confidence);
    let name = name_doubt * without.max(given);
    let stance = if named { stance_doubt * level } else { 0.0 };
    let weight = name + stance;
    if weight < 0.00005 {
        return None;
    }
    let percent = |x: f64| format!("{:.0} %", 100.0 * x);
    let mut why = Vec::new();
    if name > 0.0 {
        let mut says = format!("the name is {} sure", percent(1.0 - name_doubt));
        if without >= given {
            says +=
                &format!("; without this row the mean of {} ({}) moves by {without:.2}", row.speaker, signed(own.mean));
        } else {
            says += &format!("; given to {runner_up} it moves that mean by {given:.2}");
        }
        why.push((name, says));
    }
    if stance > 0.0 {
        let on = own.on_axis;
        let rests = if on == 1 { "one quotation".to_string() } else { format!("{on} quotations") };
        let says = format!(
            "the label is {} sure; another level moves the mean of {}, which rests on {rests}, by {level:.2}",
            percent(row.stance.confidence),
            row.speaker
        );
        why.push((stance, says));
    }
    why.sort_by(|a, b| b.0.total_cmp(&a.0));
    let why = why.into_iter().map(|(_, says)| says).collect::<Vec<_>>().join(". ");
    Some(Look { row, runner_up, weight, why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;

    fn weigh(row: QuoteRow, means: &[(&str, usize, f64)]) -> Option<Look> {
        let of = means.iter().map(|(name, on_axis, mean)| (name.to_string(), Mean { on_axis: *on_axis, mean: *mean }));
        look(row, &of.collect(), &HashMap::new())
    }

    #[test]
    fn doubt_times_effect() {
        let mut row = sample("Oda Varn", "No deal", Some(-1.0));
        (row.speaker_confidence, row.stance.confidence) = (0.75, 0.6);
        // 3 quotations at 0.2: without -1 they stand at 0.8, another level moves them by half a point over three
        let l = weigh(row.clone(), &[("Oda Varn", 3, 0.2)]).unwrap();
        assert!((l.weight - (0.25 * 0.6 + 0.4 * 0.5 / 3.0)).abs() < 1e-9, "{}", l.weight);
        assert!(
            l.why.starts_with("the name is 75 % sure; without this row the mean of Oda Varn (+0.20) moves by 0.60. "),
            "{}",
            l.why
        );
        assert!(l.why.ends_with(
            "the label is 60 % sure; another level moves the mean of Oda Varn, which rests on 3 quotations, by 0.17"
        ));
        // sure of the name: the label alone
        row.speaker_confidence = 1.0;
        let l = weigh(row.clone(), &[("Oda Varn", 1, -1.0)]).unwrap();
        assert!((l.weight - 0.4 * 0.5).abs() < 1e-9 && !l.why.contains("the name"), "{l:?}");
        row.stance.confidence = 1.0;
        assert_eq!(weigh(row.clone(), &[("Oda Varn", 1, -1.0)]), None, "confirmed");
        row.stance.confidence = 0.5;
        row.duplicate_of = "b#1".into();
        assert_eq!(weigh(row.clone(), &[("Oda Varn", 1, -1.0)]), None, "no part of a mean");
    }

    #[test]
    fn a_source_without_a_name_matters_to_whom_it_might_be() {
        use crate::attribution::{Evidence, Speaker, Way};
        let mut row = sample("unnamed: harbour official", "No deal", Some(-1.0));
        (row.speaker_confidence, row.stance.confidence) = (0.75, 0.6);
        let means = [("unnamed: harbour official", 1, -1.0), ("Oda Varn", 3, 0.6)];
        assert_eq!(weigh(row.clone(), &means), None);
        row.evidence = Some(Evidence {
            way: Way::Unnamed,
            link: None,
            antecedent: 0.0,
            rule: "unnamed".into(),
            support: vec![],
            runner_up: Some(Speaker::Person("Oda Varn".into())),
            named_in_article: false,
        });
        let l = weigh(row, &means).unwrap();
        assert!((l.weight - 0.25 * 1.6 / 4.0).abs() < 1e-9, "{}", l.weight);
        assert_eq!(
            (l.runner_up.as_str(), l.why.as_str()),
            ("Oda Varn", "the name is 75 % sure; given to Oda Varn it moves that mean by 0.40")
        );
    }

    #[test]
    fn off_the_axis_only_the_label_matters() {
        let mut row = sample("Oda Varn", "Goal!", None);
        (row.speaker_confidence, row.stance.confidence) = (0.1, 0.9);
        let l = weigh(row, &[("Oda Varn", 4, 0.3)]).unwrap();
        assert!((l.weight - 0.1 * 0.5 / 5.0).abs() < 1e-9);
        assert_eq!(l.cells()[18..].concat(), "");
        assert_eq!(COLUMNS.len(), l.cells().len());
    }
}
