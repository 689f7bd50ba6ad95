//! One line of `articles.jsonl`: an article's text and where in it cues and mentions stand.

use serde::{Deserialize, Serialize};

use super::row::QuoteRow;
use crate::document::{Date, Document};
use crate::text::Span;

/// An article as `score --keep-text` writes it and `report` reads it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleLine {
    id: String,
    title: String,
    outlet: String,
    date: String,
    text: String,
    marks: Vec<MarkLine>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct MarkLine {
    quote_id: String,
    cue: Option<(usize, usize)>,
    mention: Option<(usize, usize)>,
}

/// Where the cue and the mention of a quotation stand, in code points.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    pub quote_id: String,
    pub cue: Option<Span>,
    pub mention: Option<Span>,
}

impl ArticleLine {
    /// An article with its own rows.
    pub fn new<'a>(article: Document, rows: impl Iterator<Item = &'a QuoteRow>) -> Self {
        let pair = |s: &Option<Span>| s.as_ref().map(|s| (s.start, s.end));
        let marks = rows.map(|r| MarkLine {
            quote_id: r.quote_id.clone(),
            cue: pair(&r.cue_span),
            mention: pair(&r.mention_span),
        });
        let marks = marks.collect();
        let date = article.date_text();
        let Document { id, text, title, outlet, .. } = article;
        ArticleLine { id, title, outlet, date, text, marks }
    }

    /// The article, and the marks of its rows.
    pub(super) fn into_parts(self) -> (Document, Vec<Mark>) {
        let ArticleLine { id, title, outlet, date, text, marks } = self;
        let span = |p: Option<(usize, usize)>| p.map(|(start, end)| start..end);
        let marks =
            marks.into_iter().map(|m| Mark { quote_id: m.quote_id, cue: span(m.cue), mention: span(m.mention) });
        let day = Date::strptime("%Y-%m-%d", &date).ok();
        let unread_date = (day.is_none() && !date.is_empty()).then_some(date);
        (Document { id, text, title, outlet, date: day, unread_date, extra: Vec::new() }, marks.collect())
    }
}
