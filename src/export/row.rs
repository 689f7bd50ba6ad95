//! The cells of a row in `quotes.csv` and `evidence.csv`.

use super::cells::{self, CellStyle};
use super::table::{Cell, Column, Kind, columns, names};
use crate::archive::{QuoteRow, span_list};

impl QuoteRow {
    /// The columns of `quotes.csv`. Scripts of others read it: columns stay, new ones come at the end.
    const TABLE: [(&'static str, Kind); 21] = [
        ("article_id", Kind::Text),
        ("quote_id", Kind::Text),
        ("type", Kind::Text),
        ("quote", Kind::Text),
        ("spans", Kind::Text),
        ("cue", Kind::Text),
        ("speaker_mention", Kind::Text),
        ("speaker", Kind::Text),
        ("speaker_id", Kind::Text),
        ("speaker_confidence", Kind::Number),
        ("stance_score", Kind::Number),
        ("stance_label", Kind::Text),
        ("stance_confidence", Kind::Number),
        ("nested", Kind::Truth),
        ("duplicate_of", Kind::Text),
        ("sentence", Kind::Text),
        ("title", Kind::Text),
        ("outlet", Kind::Text),
        ("date", Kind::DateAsGiven),
        ("corrected", Kind::Text),
        ("made_by", Kind::Text),
    ];

    /// The header of `quotes.csv`.
    pub const COLUMNS: [&'static str; 21] = names(&Self::TABLE);

    /// The columns of the quotations' table, with those of the user behind its own.
    pub(crate) fn columns(users: &[String]) -> Vec<Column> {
        columns(&Self::TABLE, users)
    }

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
    pub(crate) fn evidence_cells(&self, style: CellStyle) -> [String; 12] {
        let e = self.evidence.as_ref();
        [
            style.text(&self.article_id),
            style.text(&self.quote_id),
            style.text(&span_list(&self.spans)),
            style.text(&self.speaker),
            cells::number((!self.speaker.is_empty()).then_some(f64::from(self.speaker_confidence)), 3),
            e.map_or_else(|| without_evidence(self).to_string(), |e| e.way.name().to_string()),
            cells::number(e.and_then(|e| e.link).map(f64::from), 4),
            cells::number(e.map(|e| f64::from(e.antecedent)), 4),
            e.map_or_else(String::new, |e| e.rule.to_string()),
            e.map_or_else(String::new, |e| style.text(&span_list(&e.support))),
            e.and_then(|e| e.runner_up.as_ref()).map_or_else(String::new, |s| style.text(&s.to_string())),
            e.map_or_else(String::new, |e| e.named_in_article.to_string()),
        ]
    }

    /// What is in the row, in the order of [`QuoteRow::COLUMNS`].
    pub(crate) fn values(&self) -> [Cell<'_>; 21] {
        let named = !self.speaker.is_empty();
        [
            Cell::text(&self.article_id),
            Cell::text(&self.quote_id),
            Cell::text(self.kind.name()),
            Cell::text(&self.quote),
            Cell::Text(span_list(&self.spans).into()),
            Cell::text(&self.cue),
            Cell::text(&self.speaker_mention),
            Cell::text(&self.speaker),
            Cell::text(&self.speaker_id),
            Cell::Number(named.then_some(f64::from(self.speaker_confidence))),
            Cell::Number(self.stance.score),
            Cell::text(self.stance.label.name()),
            Cell::Number(Some(self.stance.confidence)),
            Cell::Truth(self.nested),
            Cell::text(&self.duplicate_of),
            Cell::text(&self.sentence),
            Cell::text(&self.title),
            Cell::text(&self.outlet),
            Cell::Date(&self.date),
            Cell::text(&self.corrected),
            Cell::text(&self.made_by),
        ]
    }

    /// The cells of `quotes.csv`, in the order of [`QuoteRow::COLUMNS`], numbers to three decimals. Text that a spreadsheet
    /// would take for a formula has an apostrophe before it.
    pub fn cells(&self) -> [String; 21] {
        self.values().map(|cell| cell.csv(CellStyle::Plain))
    }
}

/// How a name was found that rests on nothing in the article.
fn without_evidence(row: &QuoteRow) -> &'static str {
    let by_a_person = !row.speaker.is_empty() && row.corrected.split(';').any(|c| c == "speaker");
    if by_a_person { "correction" } else { "" }
}
