//! What the page holds of a run with too many articles: counts by score, outlet and month, and each speaker's
//! strongest quotations.

use std::collections::BTreeMap;

use crate::export::cells::thousandths;
use crate::archive::QuoteRow;

/// Bars of a speaker's histogram, from -1 to +1.
const BARS: usize = 41;
/// Quotations kept for a speaker at each end of the axis.
const STRONGEST: usize = 5;

/// How many scores, and their sum in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    pub count: usize,
    pub total: i64,
}

impl Sum {
    fn add(&mut self, score: i64) {
        self.count += 1;
        self.total += score;
    }
}

/// Counts of the distinct quotations on the axis, of the speakers that are shown.
#[derive(Debug, Default)]
pub struct Aggregate {
    /// By speaker's place: how many scores fall into each bar.
    pub histograms: Vec<Vec<u32>>,
    pub outlets: BTreeMap<(usize, String), Sum>,
    pub months: BTreeMap<String, Sum>,
    strongest: Vec<Ends>,
}

#[derive(Clone, Debug, Default)]
struct Ends {
    peace: Vec<QuoteRow>,
    pressure: Vec<QuoteRow>,
}

impl Aggregate {
    pub fn new(speakers: usize) -> Self {
        Aggregate {
            histograms: vec![vec![0; BARS]; speakers],
            strongest: vec![Ends::default(); speakers],
            ..Self::default()
        }
    }

    /// Count a row of the speaker at a place in the table.
    pub fn add(&mut self, speaker: usize, row: &QuoteRow) {
        let (Some(score), true) = (row.stance.score, row.duplicate_of.is_empty()) else { return };
        let score = thousandths(score);
        let bar = (score + 1000) as usize * (BARS - 1) / 2000;
        self.histograms[speaker][bar.min(BARS - 1)] += 1;
        self.outlets.entry((speaker, row.outlet.clone())).or_default().add(score);
        if let Some(day) = row.day() {
            self.months.entry(day.strftime("%Y-%m").to_string()).or_default().add(score);
        }
        let ends = &mut self.strongest[speaker];
        if score > 0 {
            keep(&mut ends.peace, row, |r| r.stance.score.map(thousandths));
        } else if score < 0 {
            keep(&mut ends.pressure, row, |r| r.stance.score.map(|s| -thousandths(s)));
        }
    }

    /// The strongest quotations of all speakers, speaker after speaker.
    pub fn take_strongest(&mut self) -> impl Iterator<Item = QuoteRow> {
        std::mem::take(&mut self.strongest).into_iter().flat_map(|e| e.peace.into_iter().chain(e.pressure))
    }
}

/// Put a row among the strongest where it belongs there; of equals the earlier stays.
fn keep(rows: &mut Vec<QuoteRow>, row: &QuoteRow, strength: impl Fn(&QuoteRow) -> Option<i64>) {
    let at = rows.partition_point(|r| strength(r) >= strength(row));
    if at < STRONGEST {
        rows.insert(at, row.clone());
        rows.truncate(STRONGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;

    #[test]
    fn counts_and_the_strongest() {
        let mut all = Aggregate::new(1);
        for i in -10i32..=10 {
            all.add(0, &sample("Varn", &format!("{i}"), Some(f64::from(i) / 10.0)));
        }
        let mut copy = sample("Varn", "copy", Some(1.0));
        copy.duplicate_of = "a#10".into();
        all.add(0, &copy);
        all.add(0, &sample("Varn", "goal", None));
        let bars = &all.histograms[0];
        assert_eq!((bars.iter().sum::<u32>(), bars[0], bars[20], bars[40]), (21, 1, 1, 1));
        assert_eq!(all.months["2025-01"], Sum { count: 21, total: 0 });
        assert_eq!(all.outlets[&(0, "Wire".into())].count, 21);
        let words: Vec<String> = all.take_strongest().map(|r| r.quote).collect();
        assert_eq!(words, ["10", "9", "8", "7", "6", "-10", "-9", "-8", "-7", "-6"]);
    }
}
