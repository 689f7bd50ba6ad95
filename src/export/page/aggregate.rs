//! What the page holds of a run with too many articles: counts by score, outlet and month, over all and by the values of
//! the column that `--group-by` names, and each speaker's strongest quotations. Its size does not grow with the rows.

use std::collections::{BTreeMap, HashMap};

use super::clusters::Clusters;
use super::data::Numbers;
use crate::archive::QuoteRow;
use crate::export::cells::thousandths;

/// Bars of a speaker's histogram, from -1 to +1.
const BARS: usize = 41;
/// Quotations kept for a speaker at each end of the axis.
const STRONGEST: usize = 5;
/// Speakers and outlets in the table of the two.
const TABLE: (usize, usize) = (100, 40);
/// Groups that are counted by themselves, the first that come; what belongs to others is counted together.
const GROUPS_COUNTED: usize = 100;
/// Groups on the page, the ones with most quotations.
pub const GROUPS_SHOWN: usize = 20;

/// All that is counted.
#[derive(Debug)]
pub struct Aggregate {
    /// Over all groups.
    pub all: Counts,
    /// By the group's name; `None` gathers those that came too late to be counted by themselves.
    groups: BTreeMap<Option<String>, Counts>,
    grouped: bool,
    outlets: Numbers,
    strongest: Vec<Ends>,
    article: String,
    article_number: usize,
}

/// Counts of one group. Speakers are places in the table of speakers, scores those of distinct quotations on the axis.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Rows, all of them.
    pub quotations: usize,
    /// By speaker.
    pub speakers: BTreeMap<usize, SpeakerCounts>,
    /// By month, YYYY-MM, with or without a speaker.
    pub months: BTreeMap<String, Clusters>,
    /// By speaker and outlet's number: how many, and their sum in thousandths.
    outlets: HashMap<(u32, u32), (u32, i64)>,
}

/// Counts of one speaker.
#[derive(Clone, Debug, Default)]
pub struct SpeakerCounts {
    /// Rows, all of them.
    pub quotations: usize,
    pub scores: Clusters,
    pub histogram: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Ends {
    peace: Vec<QuoteRow>,
    pressure: Vec<QuoteRow>,
}

impl Aggregate {
    pub fn new(speakers: usize, grouped: bool) -> Self {
        Aggregate {
            all: Counts::default(),
            groups: BTreeMap::new(),
            grouped,
            outlets: Numbers::default(),
            strongest: vec![Ends::default(); speakers],
            article: String::new(),
            article_number: 0,
        }
    }

    /// Count a row, whose speaker has a place in the table or none. Rows of one article come one after the other.
    pub fn add(&mut self, speaker: Option<usize>, row: &QuoteRow) {
        if self.article_number == 0 || self.article != row.article_id {
            self.article.clone_from(&row.article_id);
            self.article_number += 1;
        }
        let outlet = self.outlets.number_of(&row.outlet) as u32;
        self.all.add(self.article_number, speaker, outlet, row);
        if self.grouped {
            let known = self.groups.len() < GROUPS_COUNTED || self.groups.contains_key(&Some(row.group.clone()));
            let group = known.then(|| row.group.clone());
            self.groups.entry(group).or_default().add(self.article_number, speaker, outlet, row);
        }
        let (Some(score), true, Some(speaker)) = (row.stance.score, row.duplicate_of.is_empty(), speaker) else {
            return;
        };
        let ends = &mut self.strongest[speaker];
        match thousandths(score) {
            1.. => keep(&mut ends.peace, row, |r| r.stance.score.map(thousandths)),
            ..0 => keep(&mut ends.pressure, row, |r| r.stance.score.map(|s| -thousandths(s))),
            0 => {}
        }
    }

    /// The strongest quotations of all speakers, speaker after speaker.
    pub fn take_strongest(&mut self) -> impl Iterator<Item = QuoteRow> {
        std::mem::take(&mut self.strongest).into_iter().flat_map(|e| e.peace.into_iter().chain(e.pressure))
    }

    /// The groups with most quotations, most first, and whether there are others.
    pub fn groups(&self) -> (Vec<(&str, &Counts)>, bool) {
        let mut named: Vec<(&str, &Counts)> =
            self.groups.iter().filter_map(|(name, counts)| Some((name.as_deref()?, counts))).collect();
        named.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.quotations));
        let others = named.len() > GROUPS_SHOWN || self.groups.contains_key(&None);
        named.truncate(GROUPS_SHOWN);
        (named, others)
    }

    /// Speaker, outlet, how many scores and their sum, of the speakers and outlets with most.
    pub fn table<'a>(&'a self, counts: &Counts) -> Vec<(usize, &'a str, usize, i64)> {
        let mut rows: HashMap<u32, u32> = HashMap::new();
        let mut columns: HashMap<u32, u32> = HashMap::new();
        for (&(speaker, outlet), &(n, _)) in &counts.outlets {
            *rows.entry(speaker).or_default() += n;
            *columns.entry(outlet).or_default() += n;
        }
        let most = |of: HashMap<u32, u32>, wanted: usize| -> HashMap<u32, u32> {
            let mut all: Vec<(u32, u32)> = of.into_iter().collect();
            all.sort_by_key(|&(place, n)| (std::cmp::Reverse(n), place));
            all.truncate(wanted);
            all.into_iter().collect()
        };
        let (rows, columns) = (most(rows, TABLE.0), most(columns, TABLE.1));
        let shown = counts.outlets.iter().filter(|((s, o), _)| rows.contains_key(s) && columns.contains_key(o));
        let mut cells: Vec<_> = shown
            .map(|(&(s, o), &(n, total))| (s as usize, self.outlets.list[o as usize].as_str(), n as usize, total))
            .collect();
        cells.sort_unstable();
        cells
    }
}

impl Counts {
    fn add(&mut self, article: usize, speaker: Option<usize>, outlet: u32, row: &QuoteRow) {
        self.quotations += 1;
        let score = row.stance.score.filter(|_| row.duplicate_of.is_empty()).map(thousandths);
        if let (Some(score), Some(day)) = (score, row.day()) {
            self.months.entry(day.strftime("%Y-%m").to_string()).or_default().add(article, score);
        }
        let Some(speaker) = speaker else { return };
        let of = self.speakers.entry(speaker).or_default();
        of.quotations += 1;
        let Some(score) = score else { return };
        of.scores.add(article, score);
        of.histogram.resize(BARS, 0);
        of.histogram[((score + 1000) as usize * (BARS - 1) / 2000).min(BARS - 1)] += 1;
        // the most quoted come first in the table of speakers; twice as many as are shown, since a group has another order
        if speaker < 2 * TABLE.0 {
            let cell = self.outlets.entry((speaker as u32, outlet)).or_default();
            *cell = (cell.0 + 1, cell.1 + score);
        }
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
        let mut all = Aggregate::new(1, false);
        for i in -10i32..=10 {
            all.add(Some(0), &sample("Varn", &format!("{i}"), Some(f64::from(i) / 10.0)));
        }
        let mut copy = sample("Varn", "copy", Some(1.0));
        copy.duplicate_of = "a#10".into();
        all.add(Some(0), &copy);
        all.add(Some(0), &sample("Varn", "goal", None));
        all.add(None, &sample("", "nobody", Some(0.5)));
        let varn = &all.all.speakers[&0];
        let bars = &varn.histogram;
        assert_eq!((bars.iter().sum::<u32>(), bars[0], bars[20], bars[40]), (21, 1, 1, 1));
        assert_eq!((varn.quotations, varn.scores.count, varn.scores.mean()), (23, 21, Some(0)));
        let month = &all.all.months["2025-01"];
        assert_eq!((month.count, month.total), (22, 500), "what has no speaker counts over time");
        assert_eq!(all.table(&all.all), [(0, "Wire", 21, 0)]);
        assert!(all.groups().0.is_empty());
        let words: Vec<String> = all.take_strongest().map(|r| r.quote).collect();
        assert_eq!(words, ["10", "9", "8", "7", "6", "-10", "-9", "-8", "-7", "-6"]);
    }

    #[test]
    fn groups_are_counted_by_themselves() {
        let mut all = Aggregate::new(1, true);
        let of = |group: &str, article: &str, score: f64| {
            let mut row = sample("Varn", "words", Some(score));
            (row.group, row.article_id) = (group.into(), article.into());
            row
        };
        all.add(Some(0), &of("Arden", "a", 1.0));
        all.add(Some(0), &of("Kestria", "b", -1.0));
        all.add(Some(0), &of("Kestria", "c", -0.5));
        let (groups, others) = all.groups();
        let names: Vec<&str> = groups.iter().map(|g| g.0).collect();
        assert_eq!((names, others), (vec!["Kestria", "Arden"], false));
        assert_eq!(groups[0].1.speakers[&0].scores.mean(), Some(-750));
        assert_eq!(all.all.speakers[&0].scores.mean(), Some(-167));
        for i in 0..2 * GROUPS_COUNTED {
            all.add(Some(0), &of(&format!("g{i}"), &format!("g{i}"), 0.0));
        }
        let (groups, others) = all.groups();
        assert_eq!((groups.len(), others), (GROUPS_SHOWN, true));
        assert_eq!(all.groups.len(), GROUPS_COUNTED + 1, "the number of groups is no limit to memory");
    }

    #[test]
    fn the_table_holds_the_outlets_with_most() {
        let mut all = Aggregate::new(1, false);
        for i in 0..3 * TABLE.1 {
            for _ in 0..=usize::from(i >= TABLE.1) {
                let mut row = sample("Varn", "words", Some(0.5));
                row.outlet = format!("Outlet {i}");
                all.add(Some(0), &row);
            }
        }
        let table = all.table(&all.all);
        assert_eq!(table.len(), TABLE.1);
        assert!(table.iter().all(|c| c.2 == 2), "{table:?}");
    }
}
