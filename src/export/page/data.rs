//! The page's data, as small as JSON can be: what is said often is said by number.
//!
//! The script (`templates/report/data.js`) reads these tuples by position; the two belong together.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use serde::Serialize;

use super::aggregate::Aggregate;
use super::texts::{Units, excerpt};
use super::totals::Totals;
use super::{MAX_ARTICLES, PageInput};
use crate::error::Error;
use crate::export::cells::thousandths;
use crate::archive::QuoteRow;
use crate::archive::SpeakerRow;

/// Speakers on a page that does not hold every quotation.
const MAX_SPEAKERS: usize = 1000;

/// Everything the script draws from but the texts.
#[derive(Debug, Serialize)]
pub struct PageData {
    /// Whether every quotation is there.
    whole: bool,
    all_speakers: usize,
    all_articles: usize,
    all_quotations: usize,
    speakers: Vec<SpeakerData>,
    outlets: Vec<String>,
    articles: Vec<ArticleData>,
    quotes: Vec<QuoteData>,
    aggregate: Option<AggregateData>,
}

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
    Option<(i64, i64)>,
    [usize; 6],
    usize,
    usize,
    String,
    String,
);

/// Id, title, outlet, date, text (or -1).
#[derive(Debug, Serialize)]
struct ArticleData(String, String, usize, String, i64);

/// Document, number in it (or the whole id where that is not article#number), type, speaker (or -1), score (or null),
/// label, confidence of the label and of the name, nested, place of the first of its kind (or -1), text, spans, cue,
/// mention. Scores and confidences in thousandths, places in UTF-16 units of the text.
#[derive(Debug, Serialize)]
struct QuoteData(
    usize,
    Number,
    usize,
    i64,
    Option<i64>,
    usize,
    i64,
    i64,
    u8,
    i64,
    usize,
    Vec<usize>,
    Option<(usize, usize)>,
    Option<(usize, usize)>,
);

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Number {
    Of(u64),
    Other(String),
}

/// Histograms by speaker; \[speaker, outlet, count, sum\]; \[month, count, sum\].
#[derive(Debug, Serialize)]
struct AggregateData {
    histograms: Vec<Vec<u32>>,
    outlets: Vec<(usize, usize, usize, i64)>,
    months: Vec<(String, usize, i64)>,
}

/// The data, the texts they point into, and the totals.
pub fn build(
    input: &PageInput,
    rows: impl IntoIterator<Item = Result<impl Borrow<QuoteRow>, Error>>,
) -> Result<(PageData, Vec<String>, Totals), Error> {
    let whole = input.article_count <= MAX_ARTICLES;
    let shown = if whole { input.speakers } else { &input.speakers[..input.speakers.len().min(MAX_SPEAKERS)] };
    let mut b = Builder::new(shown);
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
        let mut all = Aggregate::new(shown.len());
        for row in rows {
            let row = row?;
            let row = row.borrow();
            totals.add(row);
            if let Some(&speaker) = b.speakers.get(row.speaker.as_str()) {
                all.add(speaker, row);
            }
        }
        for row in all.take_strongest() {
            b.add_row(&row);
        }
        aggregate = Some(AggregateData {
            histograms: all.histograms,
            outlets: all.outlets.into_iter().map(|((s, o), x)| (s, b.outlets.number(o), x.count, x.total)).collect(),
            months: all.months.into_iter().map(|(m, x)| (m, x.count, x.total)).collect(),
        });
    }
    let data = PageData {
        whole,
        all_speakers: input.speakers.len(),
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

/// Values by the order in which they first came.
#[derive(Default)]
struct Numbers<T> {
    index: HashMap<T, usize>,
    list: Vec<T>,
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn number(&mut self, value: T) -> usize {
        if let Some(&i) = self.index.get(&value) {
            return i;
        }
        self.list.push(value.clone());
        self.index.insert(value, self.list.len() - 1);
        self.list.len() - 1
    }
}

#[derive(Default)]
struct Articles {
    index: HashMap<String, usize>,
    data: Vec<ArticleData>,
    units: Vec<Option<Units>>,
}

struct Builder<'a> {
    speakers: HashMap<&'a str, usize>,
    outlets: Numbers<String>,
    articles: Articles,
    quotes: Vec<QuoteData>,
    /// Places of rows that others may be copies of.
    places: HashMap<String, i64>,
    texts: Vec<String>,
    /// Sentences that stand in for a text; one may hold several quotations.
    excerpts: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    fn new(speakers: &'a [SpeakerRow]) -> Self {
        Builder {
            speakers: speakers.iter().enumerate().map(|(i, s)| (s.speaker.as_str(), i)).collect(),
            outlets: Numbers::default(),
            articles: Articles::default(),
            quotes: Vec::new(),
            places: HashMap::new(),
            texts: Vec::new(),
            excerpts: HashMap::new(),
        }
    }

    fn add_articles(&mut self, input: &PageInput) {
        for a in input.articles {
            self.texts.push(a.text.clone());
            let text = self.texts.len() as i64 - 1;
            self.article(&a.id, &a.title, &a.outlet, &a.date_text(), text, Some(Units::new(&a.text)));
        }
    }

    fn article(&mut self, id: &str, title: &str, outlet: &str, date: &str, text: i64, units: Option<Units>) -> usize {
        if let Some(&i) = self.articles.index.get(id) {
            return i;
        }
        let outlet = self.outlets.number(outlet.to_string());
        self.articles.data.push(ArticleData(id.into(), title.into(), outlet, date.into(), text));
        self.articles.units.push(units);
        self.articles.index.insert(id.into(), self.articles.data.len() - 1);
        self.articles.data.len() - 1
    }

    fn add_row(&mut self, row: &QuoteRow) {
        let article = self.article(&row.article_id, &row.title, &row.outlet, &row.date, -1, None);
        let (text, spans, cue, mention) = self.place(article, row);
        let n = row.quote_id.strip_prefix(row.article_id.as_str()).and_then(|n| n.strip_prefix('#'));
        let number = match n.and_then(|n| n.parse::<u64>().ok()) {
            Some(n) => Number::Of(n),
            None => Number::Other(row.quote_id.clone()),
        };
        let speaker = self.speakers.get(row.speaker.as_str()).map_or(-1, |&i| i as i64);
        let first = self.places.get(&row.duplicate_of).copied().unwrap_or(-1);
        if row.duplicate_of.is_empty() {
            self.places.insert(row.quote_id.clone(), self.quotes.len() as i64);
        }
        self.quotes.push(QuoteData(
            article,
            number,
            row.kind as usize,
            speaker,
            row.stance.score.map(thousandths),
            row.stance.label as usize,
            thousandths(row.stance.confidence),
            thousandths(f64::from(row.speaker_confidence)),
            u8::from(row.nested),
            first,
            text,
            spans,
            cue,
            mention,
        ));
    }

    /// Where a quotation stands: in its article's text, or in an excerpt where that is not there or does not fit.
    fn place(&mut self, article: usize, row: &QuoteRow) -> Place {
        if let (Some(units), text @ 0..) = (&self.articles.units[article], self.articles.data[article].4) {
            let spans: Option<Vec<_>> = row.spans.iter().map(|s| units.span(s)).collect();
            if let Some(spans) = spans {
                let within = |s: &Option<_>| s.as_ref().and_then(|s| units.span(s));
                return (text as usize, flat(spans), within(&row.cue_span), within(&row.mention_span));
            }
        }
        let e = excerpt(row);
        let units = Units::new(&e.text);
        let spans = e.spans.iter().filter_map(|s| units.span(s)).collect();
        let (cue, mention) =
            (e.cue.as_ref().and_then(|s| units.span(s)), e.mention.as_ref().and_then(|s| units.span(s)));
        let text = *self.excerpts.entry(e.text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            self.texts.len() - 1
        });
        (text, flat(spans), cue, mention)
    }
}

/// Text, spans, cue, mention.
type Place = (usize, Vec<usize>, Option<(usize, usize)>, Option<(usize, usize)>);

fn flat(spans: Vec<(usize, usize)>) -> Vec<usize> {
    spans.into_iter().flat_map(|(a, b)| [a, b]).collect()
}
