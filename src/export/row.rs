//! The cells of a row in `quotes.csv` and `evidence.csv`.

use super::cells;
use crate::archive::{QuoteRow, span_list};

impl QuoteRow {
    /// The header of `quotes.csv`. Scripts of others read it: columns stay, new ones come at the end.
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

    /// The header of `evidence.csv`, a row for each row of `quotes.csv`.
    pub(crate) const EVIDENCE_COLUMNS: [&'static str; 12] = [
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

    /// What the speaker's name rests on, in the order of [`QuoteRow::EVIDENCE_COLUMNS`]. Probabilities are 0 to 1; they are
    /// empty where the row has no speaker.
    pub(crate) fn evidence_cells(&self) -> [String; 12] {
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

    /// The cells, in the order of [`QuoteRow::COLUMNS`], numbers to three decimals. Text that a spreadsheet would take for a
    /// formula has an apostrophe before it.
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
