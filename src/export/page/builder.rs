//! Rows and articles become the tuples of [`super::data`].

use std::collections::HashMap;

use super::PageInput;
use super::data::{ArticleData, Number, Numbers, QuoteData};
use super::texts::{Place, Units, excerpt, place};
use crate::archive::QuoteRow;
use crate::archive::SpeakerRow;
use crate::export::cells::thousandths;

#[derive(Default)]
pub struct Articles {
    index: HashMap<String, usize>,
    pub data: Vec<ArticleData>,
    units: Vec<Option<Units>>,
}

/// What has been added so far.
pub struct Builder<'a> {
    /// Places in the table of speakers.
    pub speakers: HashMap<&'a str, usize>,
    pub outlets: Numbers,
    pub groups: Numbers,
    pub corrections: Numbers,
    pub articles: Articles,
    pub quotes: Vec<QuoteData>,
    /// Places of rows that others may be copies of.
    places: HashMap<String, i64>,
    pub texts: Vec<String>,
    /// Whether articles' texts and sentences may be there.
    with_texts: bool,
    /// Sentences that stand in for a text; one may hold several quotations.
    excerpts: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    pub fn new(speakers: &'a [SpeakerRow], with_texts: bool) -> Self {
        Builder {
            speakers: speakers.iter().enumerate().map(|(i, s)| (s.speaker.as_str(), i)).collect(),
            outlets: Numbers::default(),
            groups: Numbers::default(),
            corrections: Numbers::default(),
            articles: Articles::default(),
            quotes: Vec::new(),
            places: HashMap::new(),
            texts: Vec::new(),
            with_texts,
            excerpts: HashMap::new(),
        }
    }

    /// All articles, those without a quotation too.
    pub fn add_articles(&mut self, input: &PageInput) {
        for a in input.articles {
            let (mut text, mut units) = (-1, None);
            if self.with_texts {
                self.texts.push(a.text.clone());
                (text, units) = (self.texts.len() as i64 - 1, Some(Units::new(&a.text)));
            }
            let outlet = self.outlets.number_of(a.outlet.as_str());
            let url = a.url().unwrap_or_default().to_string();
            self.article(ArticleData(a.id.clone(), a.title.clone(), outlet, a.date_text(), text, url), units);
        }
    }

    fn article(&mut self, article: ArticleData, units: Option<Units>) -> usize {
        if let Some(&i) = self.articles.index.get(&article.0) {
            return i;
        }
        self.articles.index.insert(article.0.clone(), self.articles.data.len());
        self.articles.data.push(article);
        self.articles.units.push(units);
        self.articles.data.len() - 1
    }

    /// The article of a row.
    fn article_of(&mut self, row: &QuoteRow) -> usize {
        let i = match self.articles.index.get(&row.article_id) {
            Some(&i) => i,
            None => {
                let outlet = self.outlets.number_of(row.outlet.as_str());
                let (id, title) = (row.article_id.clone(), row.title.clone());
                self.article(ArticleData(id, title, outlet, row.date.clone(), -1, String::new()), None)
            }
        };
        let url = &mut self.articles.data[i].5;
        if url.is_empty() {
            url.clone_from(&row.url);
        }
        i
    }

    /// The next row of `quotes.csv`.
    pub fn add_row(&mut self, row: &QuoteRow) {
        let article = self.article_of(row);
        let at = self.place(article, row);
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
            at.text,
            at.spans,
            at.cue,
            at.mention,
            at.sentence,
            self.groups.number_of(row.group.as_str()),
            self.corrections.number_of(&row.corrected),
        ));
    }

    /// Where a quotation stands: in its article's text, or in an excerpt where that is not there or does not fit.
    fn place(&mut self, article: usize, row: &QuoteRow) -> Place {
        if let (Some(units), text @ 0..) = (&self.articles.units[article], self.articles.data[article].4)
            && let Some(place) = place(row, text as usize, &self.texts[text as usize], units)
        {
            return place;
        }
        let e = excerpt(row, self.with_texts);
        let text = match self.excerpts.get(&e.text) {
            Some(&text) => text,
            None => {
                self.texts.push(e.text.clone());
                self.excerpts.insert(e.text.clone(), self.texts.len() - 1);
                self.texts.len() - 1
            }
        };
        e.place(text)
    }
}
