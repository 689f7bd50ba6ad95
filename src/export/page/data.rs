//! The page's data, as small as JSON can be: what is said often is said by number.
//!
//! The script (`templates/report/data.js`) reads these tuples by position; the two belong together.

use std::borrow::Borrow;
use std::collections::HashMap;

use serde::Serialize;

use super::aggregate::{Aggregate, Counts};
use super::builder::Builder;
use super::people::people;
use super::totals::Totals;
use super::{MAX_ARTICLES, PageInput};
use crate::archive::QuoteRow;
use crate::archive::SpeakerRow;
use crate::error::Error;
use crate::export::cells::thousandths;

/// Speakers on a page that does not hold every quotation.
const MAX_SPEAKERS: usize = 1000;

/// Everything the script draws from but the texts.
#[derive(Debug, Serialize)]
pub struct PageData {
    /// Whether every quotation is there.
    whole: bool,
    /// Whether texts may be there; without them, quotations stand alone.
    texts: bool,
    /// The column that `groups` are the values of.
    group_by: Option<String>,
    groups: Vec<String>,
    /// What persons have put right in quotations, as `quotes.csv` says it: "", "speaker;stance".
    corrections: Vec<String>,
    /// Speaker, group, and the interval of the mean as `speakers.csv` has it.
    group_intervals: Vec<(usize, usize, i64, i64)>,
    all_speakers: usize,
    all_articles: usize,
    all_quotations: usize,
    speakers: Vec<SpeakerData>,
    outlets: Vec<String>,
    articles: Vec<ArticleData>,
    quotes: Vec<QuoteData>,
    aggregate: Option<AggregateData>,
}

/// In thousandths; `None` where there is none.
type Interval = Option<(i64, i64)>;

/// Name, id, quotations, \[direct, indirect, mixed\], on axis, mean, interval, labels, articles, outlets, first and
/// last date. Stances in thousandths.
#[derive(Debug, Serialize)]
struct SpeakerData(
    String,
    String,
    usize,
    [usize; 3],
    usize,
    Option<i64>,
    Interval,
    [usize; 6],
    usize,
    usize,
    String,
    String,
);

/// Id, title, outlet, date, text (or -1), url.
#[derive(Debug, Serialize)]
pub(super) struct ArticleData(
    pub(super) String,
    pub(super) String,
    pub(super) usize,
    pub(super) String,
    pub(super) i64,
    pub(super) String,
);

/// Document, number in it (or the whole id where that is not article#number), type, speaker (or -1), score (or null),
/// label, confidence of the label and of the name, 1 for nested, place of the first of its kind (or -1), text, spans,
/// cue, mention, sentence, group, what was corrected. Scores and confidences in thousandths, places in UTF-16 units of the
/// text.
#[derive(Debug, Serialize)]
pub(super) struct QuoteData(
    pub(super) usize,
    pub(super) Number,
    pub(super) usize,
    pub(super) i64,
    pub(super) Option<i64>,
    pub(super) usize,
    pub(super) i64,
    pub(super) i64,
    pub(super) u8,
    pub(super) i64,
    pub(super) usize,
    pub(super) Vec<usize>,
    pub(super) Option<(usize, usize)>,
    pub(super) Option<(usize, usize)>,
    pub(super) Option<(usize, usize)>,
    pub(super) usize,
    pub(super) usize,
);

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Number {
    Of(u64),
    Other(String),
}

#[derive(Debug, Serialize)]
struct AggregateData {
    all: CountsData,
    /// As `groups` of the page.
    groups: Vec<CountsData>,
    /// Whether there are groups that are not on the page.
    more_groups: bool,
}

/// Quotations; by speaker, by speaker and outlet, by month.
#[derive(Debug, Serialize)]
struct CountsData {
    quotations: usize,
    speakers: Vec<SpeakerCountsData>,
    outlets: Vec<(usize, usize, usize, i64)>,
    months: Vec<(String, usize, i64, Interval)>,
}

/// Speaker, quotations, on axis, articles of these, mean, interval, histogram (or nothing for none on the axis).
#[derive(Debug, Serialize)]
struct SpeakerCountsData(usize, usize, usize, usize, Option<i64>, Interval, Vec<u32>);

/// The data, the texts they point into, and the totals.
pub fn build(
    input: &PageInput,
    rows: impl IntoIterator<Item = Result<impl Borrow<QuoteRow>, Error>>,
) -> Result<(PageData, Vec<String>, Totals), Error> {
    let whole = input.article_count <= MAX_ARTICLES;
    let everybody = people(input.speakers, input.group_by.is_some());
    let shown = if whole { &everybody[..] } else { &everybody[..everybody.len().min(MAX_SPEAKERS)] };
    let intervals = input.group_by.map_or_else(HashMap::new, |_| intervals_of_groups(input.speakers));
    let mut b = Builder::new(shown, input.texts);
    let mut totals = Totals::default();
    let mut aggregate = None;
    if whole {
        b.add_articles(input);
        for row in rows {
            let row = row?;
            totals.add(row.borrow());
            b.add_row(row.borrow());
        }
    } else {
        let mut all = Aggregate::new(shown.len(), input.group_by.is_some());
        for row in rows {
            let row = row?;
            let row = row.borrow();
            totals.add(row);
            all.add(b.speakers.get(row.speaker.as_str()).copied(), row);
        }
        aggregate = Some(aggregate_data(&all, &mut b, shown, &intervals));
        for row in all.take_strongest() {
            b.add_row(&row);
        }
    }
    let group_intervals = intervals.iter().filter_map(|(&(name, group), &(low, high))| {
        let group = b.groups.list.iter().position(|g| g == group)?;
        Some((*b.speakers.get(name)?, group, low, high))
    });
    let mut group_intervals: Vec<_> = if whole { group_intervals.collect() } else { Vec::new() };
    group_intervals.sort_unstable();
    let data = PageData {
        whole,
        texts: input.texts,
        group_by: input.group_by.map(str::to_string),
        groups: b.groups.list,
        corrections: b.corrections.list,
        group_intervals,
        all_speakers: everybody.len(),
        all_articles: input.article_count,
        all_quotations: totals.quotations,
        speakers: shown.iter().map(speaker_data).collect(),
        outlets: b.outlets.list,
        articles: b.articles.data,
        quotes: b.quotes,
        aggregate,
    };
    Ok((data, b.texts, totals))
}

/// By speaker and group.
type GroupIntervals<'a> = HashMap<(&'a str, &'a str), (i64, i64)>;

fn intervals_of_groups(speakers: &[SpeakerRow]) -> GroupIntervals<'_> {
    let of = |s: &SpeakerRow| s.interval.map(|(low, high)| (thousandths(low), thousandths(high)));
    speakers.iter().filter_map(|s| Some(((s.speaker.as_str(), s.group.as_str()), of(s)?))).collect()
}

/// The counts; their groups are the first ones of the page.
fn aggregate_data(all: &Aggregate, b: &mut Builder, speakers: &[SpeakerRow], known: &GroupIntervals) -> AggregateData {
    let (groups, more_groups) = all.groups();
    for (name, _) in &groups {
        b.groups.number_of(name);
    }
    let mut data = |counts: &Counts, group: Option<&str>| {
        let known = |s: usize| known.get(&(speakers[s].speaker.as_str(), group?)).copied();
        counts_data(all, counts, b, known)
    };
    let groups = groups.into_iter().map(|(name, counts)| data(counts, Some(name))).collect();
    AggregateData { all: data(&all.all, None), groups, more_groups }
}

/// `known` are intervals that `speakers.csv` has.
fn counts_data(all: &Aggregate, counts: &Counts, b: &mut Builder, known: impl Fn(usize) -> Interval) -> CountsData {
    let speakers = counts.speakers.iter().map(|(&s, x)| {
        let scores = &x.scores;
        let interval = known(s).or_else(|| scores.interval());
        SpeakerCountsData(s, x.quotations, scores.count, scores.articles, scores.mean(), interval, x.histogram.clone())
    });
    let table = all.table(counts).into_iter();
    CountsData {
        quotations: counts.quotations,
        speakers: speakers.collect(),
        outlets: table.map(|(s, outlet, n, total)| (s, b.outlets.number_of(outlet), n, total)).collect(),
        months: counts.months.iter().map(|(m, x)| (m.clone(), x.count, x.total, x.interval())).collect(),
    }
}

fn speaker_data(s: &SpeakerRow) -> SpeakerData {
    SpeakerData(
        s.speaker.clone(),
        s.speaker_id.clone(),
        s.quotations,
        [s.direct, s.indirect, s.mixed],
        s.on_axis,
        s.mean_stance.map(thousandths),
        s.interval.map(|(a, b)| (thousandths(a), thousandths(b))),
        s.labels,
        s.articles,
        s.outlets,
        s.first_date.clone(),
        s.last_date.clone(),
    )
}

/// Strings by the order in which they first came.
#[derive(Debug, Default)]
pub struct Numbers {
    index: HashMap<String, usize>,
    pub list: Vec<String>,
}

impl Numbers {
    /// The number of a string, from 0.
    pub fn number_of(&mut self, value: &str) -> usize {
        if let Some(&i) = self.index.get(value) {
            return i;
        }
        self.list.push(value.to_string());
        self.index.insert(value.to_string(), self.list.len() - 1);
        self.list.len() - 1
    }
}
