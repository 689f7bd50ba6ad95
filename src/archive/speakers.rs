//! What is known of a speaker over the whole archive: a row of `speakers.csv`.

use std::collections::{BTreeSet, HashMap};

use super::interval::{Cluster, intervals, mean};
use super::rounding::thousandths;
use super::row::QuoteRow;
use crate::quotation::QuotationType;

/// A speaker's figures, or with groups those of a speaker in a group. Duplicates count in `quotations`, not in the figures of stance.
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
    /// Quotations on the axis, duplicates left out: as many as the mean rests on.
    pub on_axis: usize,
    /// Mean score of these, -1 (pressure) to +1 (peace); `None` where there is none.
    pub mean_stance: Option<f64>,
    /// 95 % interval of the mean: percentile bootstrap that resamples articles with all their quotations (Davison and
    /// Hinkley 1997; Field and Welsh 2007), 2,000 resamples from a fixed seed; above 2,000 articles the normal approximation.
    /// `None` where the quotations on the axis come from fewer than two articles.
    pub interval: Option<(f64, f64)>,
    /// Quotations by label, duplicates left out, in the order of [`crate::stance::Label::ALL`].
    pub labels: [usize; 6],
    /// Articles with at least one of the rows, duplicates included.
    pub articles: usize,
    /// Distinct outlets of these articles; 0 where none is known.
    pub outlets: usize,
    /// The earliest day of these articles, YYYY-MM-DD; empty where no date could be read.
    pub first_date: String,
    /// The latest day of these articles, as `first_date` is.
    pub last_date: String,
    /// The value of the column by which means are split; empty where they are not.
    pub group: String,
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
    /// By group, then by name.
    groups: HashMap<String, HashMap<String, Gathered>>,
    /// Each outlet by a number, since all speakers have the same ones.
    outlets: HashMap<String, u32>,
}

#[derive(Debug, Default)]
struct Gathered {
    speaker_id: String,
    kinds: [usize; 3],
    /// Articles with quotations on the axis.
    clusters: Vec<Cluster>,
    /// Whether the last cluster is that of the last article.
    open: bool,
    labels: [usize; 6],
    articles: usize,
    last_article: String,
    outlets: BTreeSet<u32>,
    first_date: String,
    last_date: String,
}

impl SpeakerFigures {
    /// Count a row that is finished: name, id, group and duplicate marked. Rows without a speaker are left out.
    pub fn add(&mut self, row: &QuoteRow) {
        if row.speaker.is_empty() {
            return;
        }
        let group = of_key(&mut self.groups, &row.group);
        let of = of_key(group, &row.speaker);
        of.speaker_id.clone_from(&row.speaker_id);
        of.kinds[row.kind as usize] += 1;
        if of.articles == 0 || of.last_article != row.article_id {
            of.articles += 1;
            of.last_article.clone_from(&row.article_id);
            of.open = false;
        }
        if row.duplicate_of.is_empty() {
            of.labels[row.stance.label as usize] += 1;
            of.score(row.stance.score);
        }
        if !row.outlet.is_empty() {
            let next = self.outlets.len() as u32;
            let number = match self.outlets.get(&row.outlet) {
                Some(number) => *number,
                None => *self.outlets.entry(row.outlet.clone()).or_insert(next),
            };
            of.outlets.insert(number);
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

    /// The rows of `speakers.csv`: most quoted first, then by name, then by group.
    pub fn rows(self) -> Vec<SpeakerRow> {
        let mut all: Vec<(String, String, Gathered)> = Vec::new();
        for (group, speakers) in self.groups {
            all.extend(speakers.into_iter().map(|(speaker, of)| (group.clone(), speaker, of)));
        }
        let intervals = intervals(&mut all.iter_mut().map(|(_, _, of)| &mut of.clusters).collect::<Vec<_>>());
        let rows = all.into_iter().zip(intervals);
        let mut out: Vec<SpeakerRow> = rows.map(|((group, name, of), i)| of.row(group, name, i)).collect();
        out.sort_by(|a, b| {
            let most = b.quotations.cmp(&a.quotations);
            most.then_with(|| a.speaker.cmp(&b.speaker)).then_with(|| a.group.cmp(&b.group))
        });
        out
    }
}

/// The value of a key, which is copied only where it is new.
fn of_key<'a, V: Default>(map: &'a mut HashMap<String, V>, key: &str) -> &'a mut V {
    if !map.contains_key(key) {
        map.insert(key.to_string(), V::default());
    }
    map.get_mut(key).expect("it was put there")
}

impl Gathered {
    /// A score as it is printed, so that a reader can check the mean.
    fn score(&mut self, score: Option<f64>) {
        let Some(score) = score else { return };
        if !self.open {
            self.clusters.push(Cluster::default());
            self.open = true;
        }
        if let Some(cluster) = self.clusters.last_mut() {
            cluster.sum += thousandths(score) as i32;
            cluster.count += 1;
        }
    }

    fn row(self, group: String, speaker: String, interval: Option<(f64, f64)>) -> SpeakerRow {
        let kind = |k: QuotationType| self.kinds[k as usize];
        SpeakerRow {
            speaker,
            speaker_id: self.speaker_id,
            quotations: self.kinds.iter().sum(),
            direct: kind(QuotationType::Direct),
            indirect: kind(QuotationType::Indirect),
            mixed: kind(QuotationType::Mixed),
            on_axis: self.clusters.iter().map(|c| c.count as usize).sum(),
            mean_stance: mean(&self.clusters),
            interval,
            labels: self.labels,
            articles: self.articles,
            outlets: self.outlets.len(),
            first_date: self.first_date,
            last_date: self.last_date,
            group,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::archive::{mark_duplicates, sample as row};

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
        assert_eq!(s[0].interval, None, "two quotations of one article");
        assert_eq!(s[0].labels, [1, 0, 0, 0, 1, 1]);
        assert_eq!(s[1].interval, None);
    }

    fn in_article(article: &str, outlet: &str, row: QuoteRow) -> QuoteRow {
        QuoteRow { article_id: article.into(), outlet: outlet.into(), ..row }
    }

    #[test]
    fn a_group_has_figures_of_its_own() {
        let of = |article: &str, group: &str, score| QuoteRow {
            group: group.into(),
            ..in_article(article, "Wire", row("Varn", "“Words.”", Some(score)))
        };
        let rows = [of("a", "talks", 0.5), of("b", "talks", 1.0), of("c", "", -1.0), of("d", "grain", 0.0)];
        let found = speaker_rows(&rows);
        let figures: Vec<_> =
            found.iter().map(|s| (s.group.as_str(), s.on_axis, s.mean_stance, s.interval.is_some())).collect();
        assert_eq!(
            figures,
            [("talks", 2, Some(0.75), true), ("", 1, Some(-1.0), false), ("grain", 1, Some(0.0), false)]
        );
        assert!(found.iter().all(|s| s.speaker == "Varn" && s.articles == s.on_axis));
    }

    proptest! {
        /// The figures hang neither on the order of articles nor on the number of threads.
        #[test]
        fn in_any_order_on_any_threads(
            articles in prop::collection::vec((0usize..3, prop::collection::vec((0usize..4, prop::option::of(-1000i32..=1000)), 1..6)), 1..40),
            seed: u64,
        ) {
            let made = |n: usize, speaker: usize, score: Option<i32>| {
                let row = row(["Varn", "Dolny", "Hale", ""][speaker], "“Words.”", score.map(|s| f64::from(s) / 1000.0));
                let outlet = ["Wire", "Post", ""][articles[n].0];
                QuoteRow { group: outlet.into(), ..in_article(&format!("a{n}"), outlet, row) }
            };
            let rows = |order: &[usize]| -> Vec<QuoteRow> {
                let made = &made;
                let of = |&n: &usize| articles[n].1.iter().map(move |&(speaker, score)| made(n, speaker, score)).collect::<Vec<_>>();
                order.iter().flat_map(of).collect()
            };
            let mut order: Vec<usize> = (0..articles.len()).collect();
            let there = speaker_rows(&rows(&order));
            let on_axis: usize = there.iter().map(|s| s.on_axis).sum();
            prop_assert_eq!(on_axis, there.iter().flat_map(|s| &s.labels[..5]).sum::<usize>());
            order.sort_by_key(|&n| (n as u64 + 1).wrapping_mul(seed | 1));
            for threads in [1, 3] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                prop_assert_eq!(&there, &pool.install(|| speaker_rows(&rows(&order))));
            }
        }
    }

    /// `cargo test --release --lib two_million -- --ignored --nocapture`
    #[test]
    #[ignore = "a measurement: it prints seconds and checks no time"]
    fn two_million_quotations_over_a_hundred_thousand_speakers() {
        let began = std::time::Instant::now();
        let mut figures = SpeakerFigures::default();
        let mut one = row("", "“Words.”", None);
        for n in 0..2_000_000u64 {
            // few are quoted often: the square of an even number between 0 and 1
            let even = (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 / (1u64 << 53) as f64;
            one.speaker = format!("Speaker {}", (even * even * 100_000.0) as u32);
            one.article_id = format!("a{}", n / 10);
            one.outlet = format!("Outlet {}", n / 10 % 500);
            one.stance.score = Some(((n % 2001) as f64 - 1000.0) / 1000.0);
            figures.add(&one);
        }
        let gathered = began.elapsed();
        let rows = figures.rows();
        let most = rows[0].articles;
        println!(
            "{} speakers, at most {most} articles: gathered in {gathered:?}, all in {:?}",
            rows.len(),
            began.elapsed()
        );
        assert!(rows.len() > 90_000 && rows.iter().filter(|s| s.interval.is_some()).count() > 90_000);
    }
}
