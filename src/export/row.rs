//! One row of `quotes.csv`.

use serde::{Deserialize, Serialize};

use super::cells;
use crate::analyzer::{Phrase, Quotation};
use crate::attribution::{Evidence, day};
use crate::document::{Date, Document};
use crate::quotation::QuotationType;
use crate::stance::Stance;
use crate::text::Span;

/// Everything the report says of one quotation. The columns are [`QuoteRow::COLUMNS`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuoteRow {
    pub article_id: String,
    /// `article_id#n`, n from 1.
    pub quote_id: String,
    pub kind: QuotationType,
    pub quote: String,
    /// Code-point offsets into the article's text, end excluded.
    pub spans: Vec<Span>,
    pub cue: String,
    /// Where the cue stands, in code points.
    pub cue_span: Option<Span>,
    pub speaker_mention: String,
    /// Where the mention stands, in code points.
    pub mention_span: Option<Span>,
    pub speaker: String,
    pub speaker_id: String,
    pub speaker_confidence: f32,
    /// What the name rests on; goes into `evidence.csv` where that is asked for.
    pub evidence: Option<Evidence>,
    pub stance: Stance,
    pub nested: bool,
    pub duplicate_of: String,
    pub sentence: String,
    pub title: String,
    pub outlet: String,
    pub date: String,
}

impl QuoteRow {
    /// The `n`-th quotation of a document, from 1. Speaker ids and duplicates are known only when all rows are.
    pub fn new(document: &Document, n: usize, quotation: Quotation) -> Self {
        let parts = |p: Option<Phrase>| p.map_or((String::new(), None), |p| (p.text, Some(p.span)));
        let (cue, cue_span) = parts(quotation.cue);
        let (speaker_mention, mention_span) = parts(quotation.mention);
        QuoteRow {
            article_id: document.id.clone(),
            quote_id: format!("{}#{n}", document.id),
            kind: quotation.kind,
            quote: quotation.text,
            spans: quotation.spans,
            cue,
            cue_span,
            speaker_mention,
            mention_span,
            speaker: quotation.speaker.to_string(),
            speaker_id: String::new(),
            speaker_confidence: quotation.confidence,
            evidence: quotation.evidence,
            stance: quotation.stance,
            nested: quotation.nested,
            duplicate_of: String::new(),
            sentence: quotation.sentence,
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            date: document.date_text(),
        }
    }

    /// The day of the row's document; `None` where it has none or its date was not read.
    pub fn day(&self) -> Option<Date> {
        day(&self.date)
    }

    pub const COLUMNS: [&'static str; 19] = [
        "article_id",
        "quote_id",
        "type",
        "quote",
        "spans",
        "cue",
        "speaker_mention",
        "speaker",
        "speaker_id",
        "speaker_confidence",
        "stance_score",
        "stance_label",
        "stance_confidence",
        "nested",
        "duplicate_of",
        "sentence",
        "title",
        "outlet",
        "date",
    ];

    pub const EVIDENCE_COLUMNS: [&'static str; 12] = [
        "article_id",
        "quote_id",
        "spans",
        "speaker",
        "speaker_confidence",
        "found_by",
        "link_probability",
        "antecedent_probability",
        "rule",
        "support",
        "runner_up",
        "named_in_article",
    ];

    /// What the speaker's name rests on.
    pub fn evidence_cells(&self) -> [String; 12] {
        let e = self.evidence.as_ref();
        [
            cells::text(&self.article_id),
            cells::text(&self.quote_id),
            span_list(&self.spans),
            cells::text(&self.speaker),
            cells::number(e.map(|_| f64::from(self.speaker_confidence)), 3),
            e.map_or_else(String::new, |e| e.way.name().to_string()),
            cells::number(e.and_then(|e| e.link).map(f64::from), 4),
            cells::number(e.map(|e| f64::from(e.antecedent)), 4),
            e.map_or_else(String::new, |e| e.rule.to_string()),
            e.map_or_else(String::new, |e| span_list(&e.support)),
            e.and_then(|e| e.runner_up.as_ref()).map_or_else(String::new, |s| cells::text(&s.to_string())),
            e.map_or_else(String::new, |e| e.named_in_article.to_string()),
        ]
    }

    /// The cells, in the order of the columns.
    pub fn cells(&self) -> [String; 19] {
        let named = !self.speaker.is_empty();
        [
            cells::text(&self.article_id),
            cells::text(&self.quote_id),
            self.kind.name().to_string(),
            cells::text(&self.quote),
            span_list(&self.spans),
            cells::text(&self.cue),
            cells::text(&self.speaker_mention),
            cells::text(&self.speaker),
            self.speaker_id.clone(),
            cells::number(named.then_some(f64::from(self.speaker_confidence)), 3),
            cells::number(self.stance.score, 3),
            self.stance.label.name().to_string(),
            cells::number(Some(self.stance.confidence), 3),
            self.nested.to_string(),
            cells::text(&self.duplicate_of),
            cells::text(&self.sentence),
            cells::text(&self.title),
            cells::text(&self.outlet),
            cells::text(&self.date),
        ]
    }
}

/// Places in the text, in code points: "12-40;55-61".
fn span_list(spans: &[Span]) -> String {
    let spans: Vec<String> = spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
    spans.join(";")
}

/// A row for tests: direct, from one outlet, with the label of its score.
#[cfg(test)]
pub fn sample(speaker: &str, quote: &str, score: Option<f64>) -> QuoteRow {
    use crate::stance::Label;
    QuoteRow {
        article_id: "a".into(),
        quote_id: format!("a#{quote}"),
        kind: QuotationType::Direct,
        quote: quote.into(),
        spans: std::iter::once(0..quote.chars().count()).collect(),
        cue: String::new(),
        cue_span: None,
        speaker_mention: speaker.into(),
        mention_span: None,
        speaker: speaker.into(),
        speaker_id: speaker.to_lowercase(),
        speaker_confidence: 0.9,
        evidence: None,
        stance: Stance {
            score,
            label: score.map_or(Label::OffAxis, |s| Label::ALL[(s * 2.0 + 2.0) as usize]),
            confidence: 0.8,
        },
        nested: false,
        duplicate_of: String::new(),
        sentence: String::new(),
        title: String::new(),
        outlet: "Wire".into(),
        date: "2025-01-02".into(),
    }
}
