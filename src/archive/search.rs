//! Quotations by their words, speaker, outlet, day, score.

use rusqlite::types::Value;
use rusqlite::{ErrorCode, params_from_iter};

use super::duplicates::Ran;
use super::row::QuoteRow;
use super::store::Archive;
use crate::attribution::key;
use crate::document::Date;
use crate::error::Error;
use crate::quotation::QuotationType;

/// Which quotations are wanted; what is `None` or empty does not matter. Repeats of another quotation are never wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words in the quotation or the sentence around it: all of them, or as SQLite's FTS5 reads it (`AND`, `OR`, `NOT`,
    /// `NEAR`, `"two words"`, `begin*`).
    pub words: Option<String>,
    /// A part of the speaker's name or id; accents and case do not matter.
    pub speaker: Option<String>,
    /// A part of the outlet's name, in the same way.
    pub outlet: Option<String>,
    /// The first day that is wanted.
    pub from: Option<Date>,
    /// The last day that is wanted.
    pub to: Option<Date>,
    /// The lowest score that is wanted, -1 to +1. What is off the axis has none.
    pub min_score: Option<f64>,
    /// The highest score that is wanted.
    pub max_score: Option<f64>,
    /// Only quotations of this type.
    pub kind: Option<QuotationType>,
    /// How sure the speaker's name and the score must both be, 0 to 1.
    pub min_confidence: f64,
    /// What the user's own columns must hold.
    pub columns: Vec<(String, String)>,
}

/// In which order quotations come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Of the articles and of the text.
    #[default]
    Text,
    /// The highest score first.
    Peace,
    /// The lowest score first.
    Pressure,
}

/// A quotation that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// As `quotes.csv` has it.
    pub row: QuoteRow,
    /// The sentence with [`MARKS`] around the words that were searched for.
    pub sentence: String,
    /// Where its copies ran, it included; `None` where it has none.
    pub ran: Option<Ran>,
}

/// What stands before and after a word that was searched for: control characters, which say nothing in a text.
pub const MARKS: [char; 2] = ['\u{2}', '\u{3}'];

/// All tables that a condition may speak of. Columns: q quotations, d documents, x decisions.
const TABLES: &str = "quotations q JOIN documents d USING (document_id) JOIN decisions x USING (quotation_id)
    LEFT JOIN duplicates u USING (quotation_id)";
/// The score with what a person has put right.
pub(super) const SCORE: &str = "(CASE WHEN x.stance_label IS NULL THEN q.stance_score ELSE x.stance_score END)";

/// The conditions of a filter, and the values in them.
pub(super) struct Conditions {
    pub from: String,
    pub sql: String,
    pub values: Vec<Value>,
}

impl Archive {
    /// At most `limit` quotations that are wanted (0: all), and how many there are in all.
    ///
    /// Fails where the words cannot be read as a search.
    pub fn search(&self, filter: &Filter, order: Order, limit: usize) -> Result<(Vec<Found>, usize), Error> {
        let Conditions { from, sql, values } = self.conditions(filter)?;
        let count = format!("SELECT count(*) FROM {from} WHERE {sql}");
        let total = self.db.query_row(&count, params_from_iter(&values), |r| r.get(0));
        let total: usize = total.map_err(|e| self.no_search(filter, e))?;
        let marked = if filter.words.is_some() {
            format!("highlight(quotation_words, 1, '{}', '{}')", MARKS[0], MARKS[1])
        } else {
            "q.sentence".to_string()
        };
        let by = match order {
            Order::Text => "d.position, q.number".to_string(),
            Order::Peace => format!("{SCORE} DESC, d.position, q.number"),
            Order::Pressure => format!("{SCORE}, d.position, q.number"),
        };
        let limit = if limit == 0 { -1 } else { limit as i64 };
        let sql = format!(
            "SELECT q.quotation_id, q.document_id, {marked} FROM {from} WHERE {sql} ORDER BY {by} LIMIT {limit}"
        );
        let mut statement = self.db.prepare(&sql).map_err(self.unread())?;
        let found = statement
            .query_map(params_from_iter(&values), |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?))
            })
            .map_err(self.unread())?;
        let mut out = Vec::new();
        for one in found {
            let (number, document, sentence) = one.map_err(self.unread())?;
            let Some(row) = self.settled_row(document, number)? else { continue };
            out.push(Found { row, sentence, ran: self.ran(number)? });
        }
        Ok((out, total))
    }

    pub(super) fn conditions(&self, filter: &Filter) -> Result<Conditions, Error> {
        let mut sql = vec!["u.quotation_id IS NULL AND x.left_out = 0".to_string()];
        let mut values: Vec<Value> = Vec::new();
        let mut from = TABLES.to_string();
        if let Some(words) = &filter.words {
            from = format!("quotation_words JOIN {TABLES}").replacen(
                "quotations q",
                "quotations q ON q.quotation_id = quotation_words.rowid",
                1,
            );
            sql.push("quotation_words MATCH ?".into());
            values.push(Value::Text(as_search(words)));
        }
        let mut with = |condition: &str, value: Value| {
            sql.push(condition.to_string());
            values.push(value);
        };
        if let Some(wanted) = &filter.speaker {
            let ids: Vec<String> = self.speakers_like(wanted)?.into_iter().map(|(id, _)| id).collect();
            with("x.speaker_id IN (SELECT value FROM json_each(?))", Value::Text(json(&ids)));
        }
        if let Some(wanted) = &filter.outlet {
            with("d.outlet IN (SELECT value FROM json_each(?))", Value::Text(json(&self.outlets_like(wanted)?)));
        }
        const DAY: &str = "d.date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'";
        if let Some(day) = filter.from {
            with(&format!("{DAY} AND d.date >= ?"), Value::Text(day.to_string()));
        }
        if let Some(day) = filter.to {
            with(&format!("{DAY} AND d.date <= ?"), Value::Text(day.to_string()));
        }
        if let Some(score) = filter.min_score {
            with(&format!("{SCORE} >= ?"), Value::Real(score));
        }
        if let Some(score) = filter.max_score {
            with(&format!("{SCORE} <= ?"), Value::Real(score));
        }
        if let Some(kind) = filter.kind {
            with("coalesce(x.type, q.type) = ?", Value::Text(kind.name().into()));
        }
        if filter.min_confidence > 0.0 {
            // a row without a speaker has no name to be sure of
            let sure = "x.speaker != '' AND min(coalesce(x.speaker_confidence, q.speaker_confidence),
                        CASE WHEN x.stance_label IS NULL THEN q.stance_confidence ELSE 1.0 END) >= ?";
            with(sure, Value::Real(filter.min_confidence));
        }
        for (name, value) in &filter.columns {
            let path = format!("$.{}", serde_json::Value::from(name.as_str()));
            sql.push("d.columns ->> ? = ?".into());
            values.extend([Value::Text(path), Value::Text(value.clone())]);
        }
        Ok(Conditions { from, sql: sql.join(" AND "), values })
    }

    /// Speakers whose name or id holds a part of a name, by id and name.
    pub fn speakers_like(&self, wanted: &str) -> Result<Vec<(String, String)>, Error> {
        let (wanted, part_of_id) = (key(wanted), wanted.to_lowercase());
        let mut all = self.speaker_names()?;
        all.retain(|(id, name)| key(name).contains(&wanted) || id.contains(&part_of_id));
        Ok(all)
    }

    /// The ids and names of all speakers, most quoted first.
    pub fn speaker_names(&self) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT speaker_id, speaker FROM canonical_speakers WHERE split IS NULL ORDER BY place";
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        let names = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).map_err(self.unread())?;
        names.collect::<rusqlite::Result<_>>().map_err(self.unread())
    }

    fn outlets_like(&self, wanted: &str) -> Result<Vec<String>, Error> {
        let wanted = key(wanted);
        let mut statement = self.db.prepare_cached("SELECT DISTINCT outlet FROM documents").map_err(self.unread())?;
        let all = statement.query_map([], |r| r.get::<_, String>(0)).map_err(self.unread())?;
        let mut all: Vec<String> = all.collect::<rusqlite::Result<_>>().map_err(self.unread())?;
        all.retain(|outlet| key(outlet).contains(&wanted));
        Ok(all)
    }

    /// Where a quotation and its copies ran.
    fn ran(&self, number: i64) -> Result<Option<Ran>, Error> {
        let sql = "SELECT count(*), count(DISTINCT nullif(d.outlet, '')), count(DISTINCT d.document_id)
                   FROM (SELECT ?1 AS quotation_id UNION SELECT quotation_id FROM duplicates WHERE first_id = ?1)
                   JOIN quotations q USING (quotation_id) JOIN documents d USING (document_id)";
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        let (copies, outlets, articles): (usize, usize, usize) =
            statement.query_row([number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).map_err(self.unread())?;
        Ok((copies > 1).then_some(Ran { outlets, articles }))
    }

    pub(super) fn no_search(&self, filter: &Filter, e: rusqlite::Error) -> Error {
        if filter.words.is_some() && e.sqlite_error_code() == Some(ErrorCode::Unknown) {
            let words = filter.words.as_deref().unwrap_or_default();
            let said = e.to_string();
            let said = said.trim_start_matches("fts5: ");
            let advice = "words that belong together stand in double quotes; AND, OR and NOT are capitals; word* finds beginnings";
            return Error::Query(format!("{words:?} cannot be searched for: {said}; {advice}"));
        }
        self.unread()(e)
    }
}

fn json(list: &[String]) -> String {
    serde_json::to_string(list).expect("strings are JSON")
}

/// Words as a search: each as it is, unless the text uses the signs of a search.
fn as_search(words: &str) -> String {
    let operators = ["AND", "OR", "NOT"];
    let meant = words.contains(['"', '*', '(', ')', '^']) || words.split_whitespace().any(|w| operators.contains(&w));
    if meant || words.contains("NEAR(") {
        return words.to_string();
    }
    words.split_whitespace().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_are_no_syntax() {
        assert_eq!(as_search("don't shoot"), "\"don't\" \"shoot\"");
        assert_eq!(as_search("ceasefire AND drones"), "ceasefire AND drones");
        assert_eq!(as_search("\"two words\""), "\"two words\"");
        assert_eq!(as_search("cease-fire:"), "\"cease-fire:\"");
    }
}
