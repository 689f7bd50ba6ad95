//! Documents and rows out of the archive, in their order, a few documents at a time.

use std::collections::VecDeque;

use rusqlite::{Row, params};

use super::columns;
use super::correction::Field;
use super::fault::damaged;
use super::row::{QuoteRow, spans_of};
use super::settle::group_of;
use super::store::Archive;
use crate::document::{Date, Document};
use crate::error::Error;
use crate::quotation::QuotationType;
use crate::reader::InputError;
use crate::stance::{Label, Stance};
use crate::text::Span;

/// Documents that are read at once.
const AT_ONCE: usize = 64;

/// A document with what was found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its text is empty where texts were not asked for.
    pub document: Document,
    /// Its quotations in text order.
    pub rows: Vec<QuoteRow>,
    /// The rows' numbers in the archive.
    pub(crate) numbers: Vec<i64>,
    /// Words of the text, as white space parts them.
    pub words: usize,
    /// Word pieces, borders of paragraphs included.
    pub pieces: usize,
    /// The run that found the quotations.
    pub(super) run: i64,
}

#[cfg(test)]
impl Stored {
    /// For tests: a document with rows, as if it had been read.
    pub(crate) fn new(document: Document, rows: Vec<QuoteRow>) -> Self {
        Stored { document, rows, numbers: Vec::new(), words: 0, pieces: 0, run: 0 }
    }
}

/// What is read of each document.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub texts: bool,
    /// Names, duplicates and corrections as [`Archive::settle`] decided; else what was found in the document alone.
    pub settled: bool,
    /// Only what was not made under this run's recipe.
    pub not_by: Option<i64>,
}

/// The documents of an archive in their order; each may fail to be read.
pub struct Documents<'a> {
    archive: &'a Archive,
    wanted: Wanted,
    /// The position of the last one that was read.
    last: i64,
    ready: VecDeque<(i64, Stored)>,
    failed: bool,
}

impl Archive {
    /// All documents with their settled rows, as every export has them. `texts`: with the documents' texts.
    pub fn documents(&self, texts: bool) -> Documents<'_> {
        self.read(Wanted { texts, settled: true, not_by: None })
    }

    pub(super) fn read(&self, wanted: Wanted) -> Documents<'_> {
        Documents { archive: self, wanted, last: 0, ready: VecDeque::new(), failed: false }
    }

    /// All rows in the order of `quotes.csv`.
    pub fn rows(&self) -> impl Iterator<Item = Result<QuoteRow, Error>> + '_ {
        self.documents(false).flat_map(|stored| {
            let (rows, error) = match stored {
                Ok(stored) => (stored.rows, None),
                Err(e) => (Vec::new(), Some(Err(e))),
            };
            rows.into_iter().map(Ok).chain(error)
        })
    }

    /// Hand over what could not be read or analyzed, one after the other.
    pub fn failures(&self, mut each: impl FnMut(InputError) -> Result<(), Error>) -> Result<(), Error> {
        let mut statement =
            self.db.prepare("SELECT input, error FROM failures ORDER BY position").map_err(self.unread())?;
        let mut rows = statement.query([]).map_err(self.unread())?;
        while let Some(row) = rows.next().map_err(self.unread())? {
            let read = || Ok(InputError { input: row.get(0)?, error: row.get(1)? });
            each(read().map_err(self.unread())?)?;
        }
        Ok(())
    }
}

impl Documents<'_> {
    fn fill(&mut self) -> Result<(), Error> {
        let archive = self.archive;
        let text = if self.wanted.texts { "text" } else { "''" };
        let other = if self.wanted.not_by.is_some() {
            "AND run_id IN (SELECT r.run_id FROM runs r, runs now WHERE now.run_id = ?3 AND r.fingerprint != now.fingerprint)"
        } else {
            "AND ?3 IS NULL"
        };
        let sql = format!(
            "SELECT document_id, position, article_id, title, outlet, date, columns, words, word_pieces, run_id, {text}
             FROM documents WHERE position > ?1 {other} ORDER BY position LIMIT ?2"
        );
        let mut statement = archive.db.prepare_cached(&sql).map_err(archive.unread())?;
        let rows = statement
            .query_map(params![self.last, AT_ONCE, self.wanted.not_by], |row| {
                Ok(((row.get(0)?, row.get(1)?), row.get::<_, String>(6)?, stored(row)?))
            })
            .map_err(archive.unread())?;
        let mut found: Vec<((i64, i64), String, Stored)> = Vec::new();
        for row in rows {
            found.push(row.map_err(archive.unread())?);
        }
        for ((number, position), json, mut stored) in found {
            let wrong = |e| damaged(&archive.path, &format!("columns of {}: {e}", stored.document.id));
            stored.document.extra = columns::from_json(&json).map_err(wrong)?;
            if self.wanted.settled {
                archive.settled_rows(number, &mut stored)?;
            } else {
                archive.found_rows(number, &mut stored)?;
            }
            self.last = position;
            self.ready.push_back((position, stored));
        }
        Ok(())
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Stored, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        if self.ready.is_empty()
            && let Err(e) = self.fill()
        {
            self.failed = true;
            return Some(Err(e));
        }
        self.ready.pop_front().map(|(_, stored)| Ok(stored))
    }
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let date: String = row.get(5)?;
    let day = Date::strptime("%Y-%m-%d", &date).ok();
    let document = Document {
        id: row.get(2)?,
        title: row.get(3)?,
        outlet: row.get(4)?,
        unread_date: (day.is_none() && !date.is_empty()).then_some(date),
        date: day,
        text: row.get(10)?,
        extra: Vec::new(),
    };
    let (words, pieces, run) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Stored { document, rows: Vec::new(), numbers: Vec::new(), words, pieces, run })
}

/// The columns of `quotations` in the order in which [`found`] reads them.
const FOUND: &str =
    "q.quotation_id, q.number, q.type, q.quote, q.spans, q.cue, q.cue_start, q.cue_end, q.speaker_mention,
    q.mention_start, q.mention_end, q.speaker, q.speaker_confidence, q.evidence, q.stance_score, q.stance_label,
    q.stance_confidence, q.nested, q.sentence";

impl Archive {
    /// What was found in the document alone.
    fn found_rows(&self, number: i64, stored: &mut Stored) -> Result<(), Error> {
        let sql = format!("SELECT {FOUND} FROM quotations q WHERE document_id = ? ORDER BY q.number");
        self.each_row(&sql, &[number], stored, |_, _, _| Ok(true))
    }

    /// One quotation as every export has it; `None` where a person has left it out.
    pub(super) fn settled_row(&self, document: i64, number: i64) -> Result<Option<QuoteRow>, Error> {
        let sql =
            "SELECT document_id, position, article_id, title, outlet, date, columns, words, word_pieces, run_id, ''
                   FROM documents WHERE document_id = ?";
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        let (json, mut stored) = statement
            .query_row([document], |row| Ok((row.get::<_, String>(6)?, stored(row)?)))
            .map_err(self.unread())?;
        let wrong = |e| damaged(&self.path, &format!("columns of {}: {e}", stored.document.id));
        stored.document.extra = columns::from_json(&json).map_err(wrong)?;
        self.decided_rows("q.document_id = ?1 AND q.quotation_id = ?2", &[document, number], &mut stored)?;
        Ok(stored.rows.pop())
    }

    /// What was found, with what was decided over all documents put in its place.
    fn settled_rows(&self, number: i64, stored: &mut Stored) -> Result<(), Error> {
        self.decided_rows("q.document_id = ?1", &[number], stored)
    }

    fn decided_rows(&self, wanted: &str, values: &[i64], stored: &mut Stored) -> Result<(), Error> {
        let group_by = self.group_by.as_deref();
        let sql = format!(
            "SELECT {FOUND}, x.speaker, x.speaker_id, x.corrected, x.speaker_confidence, x.type, x.stance_score,
                x.stance_label, x.left_out, r.fingerprint, fd.article_id || '#' || f.number
             FROM quotations q
             JOIN documents d USING (document_id)
             JOIN runs r ON r.run_id = d.run_id
             JOIN decisions x USING (quotation_id)
             LEFT JOIN duplicates u USING (quotation_id)
             LEFT JOIN quotations f ON f.quotation_id = u.first_id
             LEFT JOIN documents fd ON fd.document_id = f.document_id
             WHERE {wanted} ORDER BY q.number"
        );
        self.each_row(&sql, values, stored, |r, document, row| {
            row.speaker = r.get(19)?;
            row.speaker_id = r.get(20)?;
            row.corrected = r.get(21)?;
            row.speaker_confidence = r.get::<_, Option<f32>>(22)?.unwrap_or(row.speaker_confidence);
            if let Some(kind) = r.get::<_, Option<String>>(23)? {
                row.kind = kind_of(&kind, 23)?;
            }
            if let Some(label) = r.get::<_, Option<String>>(25)? {
                row.stance = Stance { score: r.get(24)?, label: label_of(&label, 25)?, confidence: 1.0 };
            }
            row.made_by = r.get(27)?;
            row.duplicate_of = r.get::<_, Option<String>>(28)?.unwrap_or_default();
            // what it rests on is what the program found, not what a person says
            if row.speaker.is_empty() || row.corrected.split(';').any(|c| c == Field::Speaker.name()) {
                row.evidence = None;
            }
            if let Some(column) = group_by {
                row.group = group_of(document, column);
            }
            Ok(!r.get::<_, bool>(26)?)
        })
    }

    fn each_row(
        &self,
        sql: &str,
        values: &[i64],
        stored: &mut Stored,
        decide: impl Fn(&Row, &Document, &mut QuoteRow) -> rusqlite::Result<bool>,
    ) -> Result<(), Error> {
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(self.unread())?;
        while let Some(r) = rows.next().map_err(self.unread())? {
            let read = || {
                let mut row = found(r, &stored.document)?;
                let kept = decide(r, &stored.document, &mut row)?;
                Ok((r.get(0)?, kept, row))
            };
            let (number, kept, row) = read().map_err(self.unread())?;
            if kept {
                stored.numbers.push(number);
                stored.rows.push(row);
            }
        }
        Ok(())
    }
}

fn found(r: &Row, document: &Document) -> rusqlite::Result<QuoteRow> {
    let span = |start: usize| -> rusqlite::Result<Option<Span>> {
        Ok(r.get::<_, Option<usize>>(start)?.zip(r.get::<_, Option<usize>>(start + 1)?).map(|(a, b)| a..b))
    };
    let spans: String = r.get(4)?;
    let evidence: Option<String> = r.get(13)?;
    let evidence = evidence.map(|e| serde_json::from_str(&e)).transpose().map_err(|e| wrong(13, e))?;
    let label: String = r.get(15)?;
    let kind: String = r.get(2)?;
    Ok(QuoteRow {
        article_id: document.id.clone(),
        quote_id: format!("{}#{}", document.id, r.get::<_, i64>(1)?),
        kind: kind_of(&kind, 2)?,
        quote: r.get(3)?,
        spans: spans_of(&spans).ok_or_else(|| wrong(4, format!("spans are {spans:?}")))?,
        cue: r.get(5)?,
        cue_span: span(6)?,
        speaker_mention: r.get(8)?,
        mention_span: span(9)?,
        speaker: r.get(11)?,
        speaker_id: String::new(),
        speaker_confidence: r.get(12)?,
        evidence,
        stance: Stance { score: r.get(14)?, label: label_of(&label, 15)?, confidence: r.get(16)? },
        nested: r.get(17)?,
        duplicate_of: String::new(),
        sentence: r.get(18)?,
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        date: document.date_text(),
        corrected: String::new(),
        made_by: String::new(),
        url: document.url().unwrap_or_default().to_string(),
        group: String::new(),
    })
}

pub(super) fn kind_of(name: &str, column: usize) -> rusqlite::Result<QuotationType> {
    let all = [QuotationType::Direct, QuotationType::Indirect, QuotationType::Mixed];
    all.into_iter().find(|k| k.name() == name).ok_or_else(|| wrong(column, format!("type is {name:?}")))
}

pub(super) fn label_of(name: &str, column: usize) -> rusqlite::Result<Label> {
    Label::ALL.into_iter().find(|l| l.name() == name).ok_or_else(|| wrong(column, format!("label is {name:?}")))
}

/// A cell that holds what no version of the program writes.
pub(super) fn wrong(column: usize, e: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, e.into())
}

/// The documents that a run is to score anew, read from the archive while it is written.
pub struct Rereading {
    archive: Archive,
    wanted: Wanted,
    last: i64,
    ready: VecDeque<Document>,
    left: usize,
}

impl Archive {
    /// The documents whose rows were made under another recipe than this run's, by a connection of their own.
    pub fn to_score_anew(&self) -> Result<Rereading, Error> {
        let folder = self.path.parent().unwrap_or(std::path::Path::new("."));
        let archive = Archive::open(folder)?;
        let sql = "SELECT count(*) FROM documents d JOIN runs r USING (run_id), runs now
                   WHERE now.run_id = ? AND r.fingerprint != now.fingerprint";
        let left = self.db.query_row(sql, [self.run()], |r| r.get(0)).map_err(self.unread())?;
        let wanted = Wanted { texts: true, settled: false, not_by: Some(self.run()) };
        Ok(Rereading { archive, wanted, last: 0, ready: VecDeque::new(), left })
    }
}

impl Rereading {
    /// How many documents there were to come.
    pub fn total(&self) -> usize {
        self.left
    }
}

impl Iterator for Rereading {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            let mut documents = self.archive.read(self.wanted);
            documents.last = self.last;
            for stored in documents.by_ref().take(AT_ONCE) {
                match stored {
                    Ok(stored) => self.ready.push_back(stored.document),
                    Err(e) => {
                        self.wanted.not_by = None;
                        self.last = i64::MAX;
                        return Some(Err(InputError {
                            input: self.archive.path.display().to_string(),
                            error: e.to_string(),
                        }));
                    }
                }
            }
            self.last = documents.last;
        }
        self.ready.pop_front().map(Ok)
    }
}
