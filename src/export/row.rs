//! One row of `quotes.csv`.

use serde::{Deserialize, Serialize};

use super::cells::{self, CellStyle};
use super::table::{Cell, Column, Kind, columns, names};
use crate::analyzer::{Phrase, Quotation};
use crate::attribution::{Evidence, day};
use crate::document::{Date, Document};
use crate::quotation::QuotationType;
use crate::stance::Stance;
use crate::text::Span;

/// Everything the report says of one quotation. The columns are [`QuoteRow::COLUMNS`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuoteRow {
    /// [`Document::id`].
    pub article_id: String,
    /// `article_id#n`, n from 1.
    pub quote_id: String,
    /// The column `type`.
    pub kind: QuotationType,
    /// The words with their quotation marks; those of several spans have " … " between them.
    pub quote: String,
    /// Code-point offsets into the article's text, end excluded.
    pub spans: Vec<Span>,
    /// The reporting words; empty where there are none.
    pub cue: String,
    /// Where the cue stands, in code points; `None` also where the row was read from `quotes.csv`, which does not say.
    pub cue_span: Option<Span>,
    /// The words by which the article names the source: "she"; empty where no source was found.
    pub speaker_mention: String,
    /// Where the mention stands, as for the cue.
    pub mention_span: Option<Span>,
    /// The canonical name, the same in all articles of a run; `unnamed: ` and the words of a source without a name; empty
    /// where nobody was found, or the name was less sure than was asked for.
    pub speaker: String,
    /// The name in `[a-z0-9-]`, no two speakers of a run alike; empty until all names of the run are known, and for nobody.
    pub speaker_id: String,
    /// Estimated probability that the name is right, 0 to 1. It stays where the name was left out; the cell is empty then.
    pub speaker_confidence: f32,
    /// What the name rests on; goes into `evidence.csv` where that is asked for.
    pub evidence: Option<Evidence>,
    /// The columns `stance_score` (-1 to +1, empty off axis), `stance_label` and `stance_confidence` (0 to 1).
    pub stance: Stance,
    /// Whether it stands inside another quotation.
    pub nested: bool,
    /// `quote_id` of the first row with the same words by the same speaker; empty for that row itself.
    pub duplicate_of: String,
    /// The sentence or sentences that carry the quotation, as the article has them.
    pub sentence: String,
    /// The headline; empty where none is known.
    pub title: String,
    /// Who published the article; empty where nobody is known.
    pub outlet: String,
    /// YYYY-MM-DD, or the date as it was given where it could not be read, or empty.
    pub date: String,
    /// The value of the document's column by which means are split (`--group-by`); empty where they are not, and where the
    /// document has none.
    #[serde(default)]
    pub group: String,
    /// The address of the article; empty where none is known.
    #[serde(default)]
    pub url: String,
    /// Whether a person put something right in this row.
    #[serde(default)]
    pub corrected: bool,
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
            group: String::new(),
            url: document.url().unwrap_or_default().to_string(),
            corrected: false,
        }
    }

    /// The day of the row's document; `None` where it has none or its date was not read.
    pub fn day(&self) -> Option<Date> {
        day(&self.date)
    }

    /// The columns of `quotes.csv`. Scripts of others read it: columns stay, new ones come at the end.
    const TABLE: [(&'static str, Kind); 19] = [
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
    ];

    /// The header of `quotes.csv`.
    pub const COLUMNS: [&'static str; 19] = names(&Self::TABLE);

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
    pub(crate) fn evidence_cells(&self) -> [String; 12] {
        self.evidence_cells_in(CellStyle::Plain)
    }

    /// As [`QuoteRow::evidence_cells`], in this style.
    pub(crate) fn evidence_cells_in(&self, style: CellStyle) -> [String; 12] {
        let e = self.evidence.as_ref();
        [
            style.text(&self.article_id),
            style.text(&self.quote_id),
            style.text(&span_list(&self.spans)),
            style.text(&self.speaker),
            cells::number(e.map(|_| f64::from(self.speaker_confidence)), 3),
            e.map_or_else(String::new, |e| e.way.name().to_string()),
            cells::number(e.and_then(|e| e.link).map(f64::from), 4),
            cells::number(e.map(|e| f64::from(e.antecedent)), 4),
            e.map_or_else(String::new, |e| e.rule.to_string()),
            e.map_or_else(String::new, |e| style.text(&span_list(&e.support))),
            e.and_then(|e| e.runner_up.as_ref()).map_or_else(String::new, |s| style.text(&s.to_string())),
            e.map_or_else(String::new, |e| e.named_in_article.to_string()),
        ]
    }

    /// What is in the row, in the order of [`QuoteRow::COLUMNS`].
    pub(crate) fn values(&self) -> [Cell<'_>; 19] {
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
        ]
    }

    /// The cells of `quotes.csv`, in the order of [`QuoteRow::COLUMNS`], numbers to three decimals. Text that a spreadsheet
    /// would take for a formula has an apostrophe before it.
    pub fn cells(&self) -> [String; 19] {
        self.values().map(|cell| cell.csv(CellStyle::Plain))
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
        group: String::new(),
        url: String::new(),
        corrected: false,
    }
}
