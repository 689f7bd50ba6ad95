//! One line of `articles.jsonl`: an article's text and where in it cues and mentions stand.

use serde::Serialize;

use crate::archive::QuoteRow;
use crate::document::Document;
use crate::text::Span;

/// An article as `score --keep-text` writes it.
#[derive(Debug, PartialEq, Serialize)]
pub struct ArticleLine {
    id: String,
    title: String,
    outlet: String,
    date: String,
    text: String,
    marks: Vec<MarkLine>,
}

#[derive(Debug, PartialEq, Serialize)]
struct MarkLine {
    quote_id: String,
    cue: Option<(usize, usize)>,
    mention: Option<(usize, usize)>,
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
}
