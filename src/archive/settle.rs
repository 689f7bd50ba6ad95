//! What only all documents together can tell: names, duplicates, figures.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, params};
use serde::Serialize;

use super::corrections::Fix;
use super::duplicates::Duplicates;
use super::fault::fault;
use super::naming::{Names, put_right};
use super::read::Wanted;
use super::row::QuoteRow;
use super::speakers::{SpeakerFigures, SpeakerRow};
use super::store::Archive;
use crate::attribution::{self, Roster};
use crate::document::Document;
use crate::error::Error;

/// How much there was of everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Articles that were analyzed, those of earlier runs included.
    pub articles: usize,
    /// Rows of `errors.csv`: inputs that could not be read, and articles that could not be analyzed.
    pub failed_inputs: usize,
    /// Of the articles, as white space parts them.
    pub words: usize,
    /// Word pieces of the articles, borders of paragraphs included.
    pub pieces: usize,
    /// Rows of `quotes.csv`, duplicates and nested quotations included.
    pub quotations: usize,
    /// Rows whose `speaker` is empty, `emptied_speakers` among them.
    pub without_speaker: usize,
    /// Rows whose `speaker` begins with `unnamed: `.
    pub unnamed_sources: usize,
    /// Rows of `speakers.csv`, sources without a name included.
    pub speakers: usize,
    /// Rows that repeat an earlier one; they do not count in means.
    pub duplicates: usize,
    /// Names that were left out for `--min-confidence`.
    pub emptied_speakers: usize,
    /// Rows of which a person has put right speaker, stance or type.
    pub corrected: usize,
    /// What a person says is no quotation; no rows.
    pub not_quotations: usize,
    /// Corrections that belong to no quotation and no speaker that is here.
    pub unfit_corrections: usize,
}

/// What was decided over all documents.
#[derive(Debug, Default)]
pub struct Settled {
    /// Of all documents.
    pub counts: Counts,
    /// Spellings of a name, and the one name that stands for them in all rows.
    pub merged: BTreeMap<String, String>,
    /// The figures of each speaker over all documents; the rows of `speakers.csv` where they are not split.
    pub speakers: Vec<SpeakerRow>,
    /// The same for each value of the column that splits them; `None` where none does.
    pub split: Option<Vec<SpeakerRow>>,
    /// The user's own columns, in the order in which the documents first have them.
    pub columns: Vec<String>,
}

/// How to decide.
#[derive(Clone, Copy)]
pub struct Settling<'a> {
    /// Decides which spellings are one name; the one that the analyzer had.
    pub roster: &'a Roster,
    /// Names below this confidence are left out, 0 to 1.
    pub min_confidence: f32,
    /// The user's column by which figures are split.
    pub group_by: Option<&'a str>,
}

impl Archive {
    /// Decide over all documents, and keep it: all exports are made of what this has decided. All at once or not at all.
    pub fn settle(&mut self, how: Settling) -> Result<Settled, Error> {
        let path = self.path.clone();
        let written = |e| fault(&path, "written", e);
        self.group_by = how.group_by.map(str::to_string);
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(written)?;
        let settled = self.decide(how);
        let end = if settled.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.db.execute_batch(end).map_err(written)?;
        settled
    }

    fn decide(&self, how: Settling) -> Result<Settled, Error> {
        let clear =
            "DELETE FROM duplicates; DELETE FROM decisions; DELETE FROM spellings; DELETE FROM canonical_speakers;";
        self.db.execute_batch(clear).map_err(self.unwritten())?;
        let now = self.in_force()?;
        let mut names = Names::of(self, how.roster, how.min_confidence, &now)?;
        let mut duplicates = Duplicates::default();
        let (mut figures, mut by_group) = (SpeakerFigures::default(), SpeakerFigures::default());
        let mut out = Settled::default();
        out.counts.unfit_corrections = now.unfit.len();
        let mut columns = HashSet::new();
        let mut split = false;
        for stored in self.read(Wanted { texts: false, settled: false, not_by: None }) {
            let stored = stored?;
            out.counts.articles += 1;
            out.counts.words += stored.words;
            out.counts.pieces += stored.pieces;
            for (name, _) in &stored.document.extra {
                if columns.insert(name.clone()) {
                    out.columns.push(name.clone());
                }
            }
            split |= how.group_by.is_some_and(|column| stored.document.column(column).is_some());
            let group = how.group_by.map(|column| group_of(&stored.document, column)).unwrap_or_default();
            for (number, mut row) in stored.numbers.into_iter().zip(stored.rows) {
                let fix = now.fix(number);
                if let Some(fix) = &fix {
                    if fix.left_out {
                        out.counts.not_quotations += 1;
                        leave_out(&self.db, number).map_err(self.unwritten())?;
                        continue;
                    }
                    put_right(&mut row, fix);
                }
                let by_a_person = fix.as_ref().is_some_and(|f| f.speaker.is_some());
                out.counts.emptied_speakers += usize::from(names.give(&mut row, by_a_person));
                let first = duplicates.first_of(&row, number);
                decide(&self.db, number, &row, fix.as_ref(), first).map_err(self.unwritten())?;
                // only whether it is a duplicate matters to the figures
                row.duplicate_of = first.map(|f| f.to_string()).unwrap_or_default();
                count(&mut out.counts, &row);
                figures.add(&row);
                if how.group_by.is_some() {
                    row.group.clone_from(&group);
                    by_group.add(&row);
                }
            }
        }
        if let Some(column) = how.group_by.filter(|_| out.counts.articles > 0 && !split) {
            return Err(Error::content(&self.path, no_such_column(column, &out.columns)));
        }
        let failed = self.db.query_row("SELECT count(*) FROM failures", [], |r| r.get(0));
        out.counts.failed_inputs = failed.map_err(self.unread())?;
        out.speakers = figures.rows();
        out.split = how.group_by.map(|_| by_group.rows());
        out.counts.speakers = out.speakers.len();
        out.merged = names.merged;
        self.keep_names(&out).map_err(self.unwritten())?;
        Ok(out)
    }

    /// The rows of `speakers.csv` as they were settled.
    pub fn speakers(&self) -> Result<Vec<SpeakerRow>, Error> {
        let mut statement = self
            .db
            .prepare("SELECT * FROM canonical_speakers WHERE (split IS NULL) = (?1 IS NULL) ORDER BY place")
            .map_err(self.unread())?;
        let rows = statement
            .query_map([&self.group_by], |r| {
                let low: Option<f64> = r.get(10)?;
                Ok(SpeakerRow {
                    speaker: r.get(1)?,
                    speaker_id: r.get(2)?,
                    group: r.get::<_, Option<String>>(3)?.unwrap_or_default(),
                    quotations: r.get(4)?,
                    direct: r.get(5)?,
                    indirect: r.get(6)?,
                    mixed: r.get(7)?,
                    on_axis: r.get(8)?,
                    mean_stance: r.get(9)?,
                    interval: low.zip(r.get(11)?),
                    labels: [r.get(16)?, r.get(15)?, r.get(14)?, r.get(13)?, r.get(12)?, r.get(17)?],
                    articles: r.get(18)?,
                    outlets: r.get(19)?,
                    first_date: r.get(20)?,
                    last_date: r.get(21)?,
                })
            })
            .map_err(self.unread())?;
        rows.collect::<rusqlite::Result<_>>().map_err(self.unread())
    }

    /// Spellings of names, and the one name that stands for each in all rows.
    pub fn spellings(&self) -> Result<HashMap<String, String>, Error> {
        let mut statement = self.db.prepare("SELECT spelling, speaker FROM spellings").map_err(self.unread())?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).map_err(self.unread())?;
        rows.collect::<rusqlite::Result<_>>().map_err(self.unread())
    }

    fn keep_names(&self, settled: &Settled) -> rusqlite::Result<()> {
        let mut spelling = self.db.prepare("INSERT INTO spellings (spelling, speaker) VALUES (?, ?)")?;
        for (from, to) in &settled.merged {
            spelling.execute([from, to])?;
        }
        let mut speaker = self.db.prepare(
            "INSERT INTO canonical_speakers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let all = settled.speakers.iter().map(|s| (s, None));
        let split = settled.split.iter().flatten().map(|s| (s, Some(&s.group)));
        for (place, (s, group)) in all.chain(split).enumerate() {
            let [strong_pressure, lean_pressure, neutral, lean_peace, strong_peace, off_axis] = s.labels;
            let (low, high) = s.interval.unzip();
            speaker.execute(params![
                place,
                s.speaker,
                s.speaker_id,
                group,
                s.quotations,
                s.direct,
                s.indirect,
                s.mixed,
                s.on_axis,
                s.mean_stance,
                low,
                high,
                strong_peace,
                lean_peace,
                neutral,
                lean_pressure,
                strong_pressure,
                off_axis,
                s.articles,
                s.outlets,
                s.first_date,
                s.last_date,
            ])?;
        }
        Ok(())
    }
}

/// What a document has in the column by which figures are split; empty where it has no such column.
pub(super) fn group_of(document: &Document, column: &str) -> String {
    document.column(column).map(Cow::into_owned).unwrap_or_default()
}

fn no_such_column(column: &str, columns: &[String]) -> String {
    let there = columns
        .iter()
        .map(String::as_str)
        .chain(["outlet", "date", "title", "id"])
        .take(20)
        .collect::<Vec<_>>()
        .join(", ");
    format!("--group-by {column}: no article has a column of this name; there are: {there}")
}

fn decide(db: &Connection, number: i64, row: &QuoteRow, fix: Option<&Fix>, first: Option<i64>) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO decisions (quotation_id, speaker, speaker_id, corrected, speaker_confidence, type, stance_score,
               stance_label, left_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)";
    let confidence = fix.and_then(|f| f.speaker.as_ref()).map(|_| row.speaker_confidence);
    let kind = fix.and_then(|f| f.kind).map(|k| k.name());
    let stance = fix.and_then(|f| f.stance);
    let (score, label) = (stance.and_then(|s| s.score), stance.map(|s| s.label.name()));
    let values = params![number, row.speaker, row.speaker_id, row.corrected, confidence, kind, score, label];
    db.prepare_cached(sql)?.execute(values)?;
    if let Some(first) = first {
        let sql = "INSERT INTO duplicates (quotation_id, first_id) VALUES (?, ?)";
        db.prepare_cached(sql)?.execute([number, first])?;
    }
    Ok(())
}

fn leave_out(db: &Connection, number: i64) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO decisions (quotation_id, speaker, speaker_id, corrected, left_out) VALUES (?, '', '', '', 1)";
    db.prepare_cached(sql)?.execute([number])?;
    Ok(())
}

fn count(counts: &mut Counts, row: &QuoteRow) {
    counts.quotations += 1;
    counts.without_speaker += usize::from(row.speaker.is_empty());
    counts.unnamed_sources += usize::from(row.speaker.starts_with(attribution::UNNAMED));
    counts.duplicates += usize::from(!row.duplicate_of.is_empty());
    counts.corrected += usize::from(!row.corrected.is_empty());
}
