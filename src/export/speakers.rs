//! One row of `speakers.csv`: what is known of a speaker over the whole run.

use std::collections::{BTreeSet, HashMap};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::cells::{self, thousandths};
use crate::archive::QuoteRow;
use crate::quotation::QuotationType;
use crate::stance::Label;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;

/// A speaker's figures. Duplicates count in `quotations`, not in the figures of stance.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeakerRow {
    /// The canonical name, or `unnamed: ` and the words of a source without a name; never empty.
    pub speaker: String,
    /// The name in `[a-z0-9-]`, no two speakers of a run alike; `speakers/ID.csv` has the rows.
    pub speaker_id: String,
    /// Rows of `quotes.csv`, duplicates and nested quotations included.
    pub quotations: usize,
    /// Of these, the ones that stand in quotation marks.
    pub direct: usize,
    /// Of these, the paraphrases without quotation marks.
    pub indirect: usize,
    /// Of these, the paraphrases with quoted fragments.
    pub mixed: usize,
    /// Quotations on the axis, duplicates left out.
    pub on_axis: usize,
    /// Mean score of these, -1 (pressure) to +1 (peace); `None` where there is none.
    pub mean_stance: Option<f64>,
    /// 95 % interval of the mean: percentile bootstrap over quotations (Efron 1979), 2000 resamples from a fixed seed; `None`
    /// for fewer than two.
    pub interval: Option<(f64, f64)>,
    /// Quotations by label, duplicates left out, in the order of [`Label::ALL`].
    pub labels: [usize; 6],
    /// Articles with at least one of the rows, duplicates included.
    pub articles: usize,
    /// Distinct outlets of these articles; 0 where none is known.
    pub outlets: usize,
    /// The earliest day of these articles, YYYY-MM-DD; empty where no date could be read.
    pub first_date: String,
    /// The latest day of these articles, as `first_date` is.
    pub last_date: String,
    /// The value of the column that `--group-by` names; empty without it.
    pub group: String,
}

impl SpeakerRow {
    /// The header of `speakers.csv`. Scripts of others read it: columns stay, new ones come at the end.
    pub const COLUMNS: [&'static str; 20] = [
        "speaker",
        "speaker_id",
        "quotations",
        "direct",
        "indirect",
        "mixed",
        "on_axis",
        "mean_stance",
        "ci_low",
        "ci_high",
        "strong_peace",
        "lean_peace",
        "neutral",
        "lean_pressure",
        "strong_pressure",
        "off_axis",
        "articles",
        "outlets",
        "first_date",
        "last_date",
    ];

    /// The cells, in the order of [`SpeakerRow::COLUMNS`]; a mean or an interval that is `None` is an empty cell.
    pub fn cells(&self) -> [String; 20] {
        let n = |x: usize| x.to_string();
        let l = |label: Label| n(self.labels[label as usize]);
        [
            cells::text(&self.speaker),
            self.speaker_id.clone(),
            n(self.quotations),
            n(self.direct),
            n(self.indirect),
            n(self.mixed),
            n(self.on_axis),
            cells::number(self.mean_stance, 3),
            cells::number(self.interval.map(|i| i.0), 3),
            cells::number(self.interval.map(|i| i.1), 3),
            l(Label::StrongPeace),
            l(Label::LeanPeace),
            l(Label::Neutral),
            l(Label::LeanPressure),
            l(Label::StrongPressure),
            l(Label::OffAxis),
            n(self.articles),
            n(self.outlets),
            cells::text(&self.first_date),
            cells::text(&self.last_date),
        ]
    }
}

/// The speakers of rows, most quoted first (then by name). Rows without a speaker are left out.
pub fn speaker_rows(rows: &[QuoteRow]) -> Vec<SpeakerRow> {
    let mut figures = SpeakerFigures::default();
    for row in rows {
        figures.add(row);
    }
    figures.rows()
}

/// Gathers the figures of all speakers row after row. Rows of one article come in a row.
#[derive(Debug, Default)]
pub(crate) struct SpeakerFigures {
    speakers: HashMap<String, Gathered>,
}

#[derive(Debug, Default)]
struct Gathered {
    speaker_id: String,
    kinds: [usize; 3],
    /// As printed, so that a reader can check the mean.
    scores: Vec<f64>,
    labels: [usize; 6],
    articles: usize,
    last_article: String,
    outlets: BTreeSet<String>,
    first_date: String,
    last_date: String,
}

impl SpeakerFigures {
    /// Count a row that is finished: name, id and duplicate marked. Rows without a speaker are left out.
    pub fn add(&mut self, row: &QuoteRow) {
        if row.speaker.is_empty() {
            return;
        }
        let of = match self.speakers.get_mut(&row.speaker) {
            Some(of) => of,
            None => self.speakers.entry(row.speaker.clone()).or_default(),
        };
        of.speaker_id.clone_from(&row.speaker_id);
        of.kinds[row.kind as usize] += 1;
        if row.duplicate_of.is_empty() {
            of.labels[row.stance.label as usize] += 1;
            of.scores.extend(row.stance.score.map(|s| thousandths(s) as f64 / 1000.0));
        }
        if of.articles == 0 || of.last_article != row.article_id {
            of.articles += 1;
            of.last_article.clone_from(&row.article_id);
        }
        if !row.outlet.is_empty() && !of.outlets.contains(&row.outlet) {
            of.outlets.insert(row.outlet.clone());
        }
        // dates that were not read cannot be compared
        if row.day().is_some() {
            if of.first_date.is_empty() || row.date < of.first_date {
                of.first_date.clone_from(&row.date);
            }
            if row.date > of.last_date {
                of.last_date.clone_from(&row.date);
            }
        }
    }

    /// The rows of `speakers.csv`: most quoted first, then by name.
    pub fn rows(self) -> Vec<SpeakerRow> {
        let mut out: Vec<SpeakerRow> = self.speakers.into_iter().map(|(speaker, of)| of.row(speaker)).collect();
        out.sort_by(|a, b| b.quotations.cmp(&a.quotations).then_with(|| a.speaker.cmp(&b.speaker)));
        out
    }
}

impl Gathered {
    fn row(self, speaker: String) -> SpeakerRow {
        let kind = |k: QuotationType| self.kinds[k as usize];
        SpeakerRow {
            speaker,
            speaker_id: self.speaker_id,
            quotations: self.kinds.iter().sum(),
            direct: kind(QuotationType::Direct),
            indirect: kind(QuotationType::Indirect),
            mixed: kind(QuotationType::Mixed),
            on_axis: self.scores.len(),
            mean_stance: mean(&self.scores),
            interval: bootstrap(&self.scores),
            labels: self.labels,
            articles: self.articles,
            outlets: self.outlets.len(),
            first_date: self.first_date,
            last_date: self.last_date,
            group: String::new(),
        }
    }
}

fn mean(xs: &[f64]) -> Option<f64> {
    (!xs.is_empty()).then(|| xs.iter().sum::<f64>() / xs.len() as f64)
}

/// 2.5th and 97.5th percentile of the means of resamples. ChaCha8 gives the same stream on every machine.
/// By hand: statrs, the crate most used for statistics, has no bootstrap, and its quantiles are of another definition.
fn bootstrap(scores: &[f64]) -> Option<(f64, f64)> {
    if scores.len() < 2 {
        return None;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(20250519);
    let n = scores.len();
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| (0..n).map(|_| scores[rng.random_range(0..n as u32) as usize]).sum::<f64>() / n as f64)
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |q: f64| means[((RESAMPLES - 1) as f64 * q).round() as usize];
    Some((at(0.025), at(0.975)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::mark_duplicates;
    use crate::archive::sample as row;

    #[test]
    fn duplicates_count_once_in_the_stance() {
        let mut rows = vec![
            row("Varn", "“No deal.”", Some(-1.0)),
            row("Varn", "\"no deal\"", Some(-1.0)),
            row("Varn", "Peace", Some(1.0)),
            row("Varn", "Goal!", None),
            row("Dolny", "No deal", Some(-0.5)),
            row("", "nobody", Some(0.0)),
        ];
        mark_duplicates(&mut rows);
        assert_eq!(rows[1].duplicate_of, rows[0].quote_id);
        assert!(rows[4].duplicate_of.is_empty());
        let s = speaker_rows(&rows);
        assert_eq!(s.len(), 2);
        assert_eq!((s[0].speaker.as_str(), s[0].quotations, s[0].on_axis), ("Varn", 4, 2));
        assert_eq!(s[0].mean_stance, Some(0.0));
        assert_eq!(s[0].interval, Some((-1.0, 1.0)));
        assert_eq!(s[0].labels, [1, 0, 0, 0, 1, 1]);
        assert_eq!(s[1].interval, None);
        assert_eq!(SpeakerRow::COLUMNS.len(), s[0].cells().len());
    }
}
