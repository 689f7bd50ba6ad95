//! One quotation as the archive keeps it: a row of `quotes.csv`.

use serde::{Deserialize, Serialize};

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
    /// Which of `speaker`, `stance` and `type` a person has put right, with `;` between; empty for none.
    pub corrected: String,
    /// What the row was made by, in short: twelve digits of a hash over program, models, roster, word lists, device and
    /// precision.
    pub made_by: String,
    /// Where the article was published; empty where the user's columns do not say.
    pub url: String,
    /// The value of the column that `--group-by` names; empty without it.
    pub group: String,
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
            corrected: String::new(),
            made_by: String::new(),
            url: document.url().unwrap_or_default().to_string(),
            group: String::new(),
        }
    }

    /// The spans as text: "12-40;55-61".
    pub fn span_list(&self) -> String {
        span_list(&self.spans)
    }

    /// The day of the row's document; `None` where it has none or its date was not read.
    pub fn day(&self) -> Option<Date> {
        day(&self.date)
    }
}

/// Places in the text, in code points: "12-40;55-61".
pub(crate) fn span_list(spans: &[Span]) -> String {
    let spans: Vec<String> = spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
    spans.join(";")
}

/// What [`span_list`] was given; `None` where the text is no such list.
pub(crate) fn spans_of(list: &str) -> Option<Vec<Span>> {
    let span = |part: &str| {
        let (start, end) = part.split_once('-')?;
        let (start, end) = (start.trim().parse().ok()?, end.trim().parse().ok()?);
        (start <= end).then_some(start..end)
    };
    list.split(';').filter(|part| !part.trim().is_empty()).map(span).collect()
}

/// A row for tests: direct, from one outlet, with the label of its score.
#[cfg(test)]
pub(crate) fn sample(speaker: &str, quote: &str, score: Option<f64>) -> QuoteRow {
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
        corrected: String::new(),
        made_by: String::new(),
        url: String::new(),
        group: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_as_text() {
        assert_eq!(spans_of("12-40;55-61"), Some(vec![12..40, 55..61]));
        assert_eq!(span_list(&spans_of("12-40; 55-61").unwrap()), "12-40;55-61");
        assert_eq!(spans_of(""), Some(vec![]));
        for wrong in ["12", "40-12", "a-b", "1-2-3", "-3"] {
            assert_eq!(spans_of(wrong), None, "{wrong}");
        }
    }
}
