//! Opening an archive and writing into it.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use serde::Serialize;

use super::columns;
use super::fault::{damaged, fault};
use super::key::{InputKey, content_hash};
use super::row::QuoteRow;
use super::run::RunKind;
use super::schema;
use crate::document::Document;
use crate::error::Error;
use crate::reader::InputError;
use crate::text::Span;

/// The file's name in an output folder.
pub const ARCHIVE: &str = "archive.db";

/// All that runs have found, in one file. See the tables' own words in `schema.sql`.
pub struct Archive {
    pub(super) path: PathBuf,
    pub(super) db: Connection,
    run: i64,
    kind: RunKind,
    /// The place of the next document or failure.
    next: i64,
    growth: Growth,
    /// The user's column by which figures are split.
    pub(super) group_by: Option<String>,
}

/// What a run met that was in the archive already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Growth {
    /// Articles that were there already, by their content.
    pub known: usize,
    /// Of these, the ones that came under another id.
    pub repeats: usize,
    /// Of these, the ones that were found by another program, model or roster.
    pub made_otherwise: usize,
    /// Articles that were there with other words under the same id; they were replaced.
    pub replaced: usize,
}

impl Archive {
    /// The archive in a folder that `score` wrote, to read it or to add to it.
    ///
    /// Fails where there is none, where it is damaged, and where a later program made it.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Archive::is_in(folder)?;
        let path = folder.join(ARCHIVE);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&path, flags).map_err(|e| fault(&path, "opened", e))?;
        Archive::of(path, db)
    }

    /// Fails, as [`Archive::open`] does, where a folder has no archive.
    pub fn is_in(folder: &Path) -> Result<(), Error> {
        if !folder.join(ARCHIVE).is_file() {
            let problem = if folder.join("quotes.csv").is_file() {
                "no archive.db in it: it was written before there were archives. Score its articles anew"
            } else {
                "no archive.db in it; name a folder that `quotestance score -o` wrote"
            };
            return Err(Error::content(folder, problem));
        }
        Ok(())
    }

    /// Fails where the file cannot be written.
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        let db = Connection::open(path).map_err(|e| fault(path, "written", e))?;
        let archive = Archive::of(path.to_path_buf(), db)?;
        archive.for_writing()?;
        Ok(archive)
    }

    fn of(path: PathBuf, mut db: Connection) -> Result<Self, Error> {
        let opened = |e| fault(&path, "opened", e);
        db.busy_timeout(std::time::Duration::from_secs(10)).map_err(opened)?;
        db.pragma_update(None, "foreign_keys", true).map_err(opened)?;
        // a cut or overwritten file is found out before anything is read from it
        let check: String = db.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)).map_err(opened)?;
        if check != "ok" {
            return Err(damaged(&path, &check));
        }
        schema::prepare(&mut db, &path)?;
        let sql = "SELECT about ->> '$.files.group_by' FROM runs ORDER BY run_id DESC LIMIT 1";
        let group_by = db.query_row(sql, [], |r| r.get(0)).optional().map_err(opened)?.flatten();
        let sql = "SELECT 1 + max(coalesce((SELECT max(position) FROM documents), 0),
                                  coalesce((SELECT max(position) FROM failures), 0))";
        let next = db.query_row(sql, [], |r| r.get(0)).map_err(opened)?;
        Ok(Archive { path, db, run: 0, kind: RunKind::Score, next, growth: Growth::default(), group_by })
    }

    /// Readers and one writer do not wait for each other; a killed program loses nothing, a machine that stops loses
    /// at most the last documents, never the archive.
    pub(super) fn for_writing(&self) -> Result<(), Error> {
        let set = || -> rusqlite::Result<()> {
            self.db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            self.db.pragma_update(None, "synchronous", "normal")
        };
        set().map_err(self.unwritten())
    }

    /// The whole file is on the disk, alone, when this returns: programs that only read, and copies of the one file, find
    /// all of it.
    pub fn close(self) -> Result<(), Error> {
        let Archive { path, db, .. } = self;
        let close = || -> rusqlite::Result<()> {
            db.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(()))?;
            db.pragma_update(None, "synchronous", "full")?;
            // another program that reads it now keeps the log in use; then it stays, and nothing is lost
            let _ = db.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()));
            Ok(())
        };
        close().map_err(|e| fault(&path, "written", e))?;
        db.close().map_err(|(_, e)| fault(&path, "written", e))?;
        fs::File::open(&path).and_then(|f| f.sync_all()).map_err(Error::file(&path, "written"))
    }

    /// Throw the archive away.
    pub fn remove(self) -> Result<(), Error> {
        let Archive { path, db, .. } = self;
        drop(db);
        for file in [path.with_extension("db-wal"), path.with_extension("db-shm"), path] {
            match fs::remove_file(&file) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::file(&file, "removed")(e)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What this run met that was there already.
    pub fn growth(&self) -> Growth {
        self.growth
    }

    /// The user's column by which figures were split when the archive was settled.
    pub fn group_by(&self) -> Option<&str> {
        self.group_by.as_deref()
    }

    pub(super) fn run(&self) -> i64 {
        self.run
    }

    pub(super) fn go_on(&mut self, run: i64, kind: RunKind) {
        (self.run, self.kind) = (run, kind);
    }

    /// How many documents there are.
    pub fn document_count(&self) -> Result<usize, Error> {
        self.db.query_row("SELECT count(*) FROM documents", [], |r| r.get(0)).map_err(self.unread())
    }

    /// Whether it has neither a document nor a failure.
    pub fn is_empty(&self) -> Result<bool, Error> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM documents) AND NOT EXISTS (SELECT 1 FROM failures)";
        self.db.query_row(sql, [], |r| r.get(0)).map_err(self.unread())
    }

    /// Whether this run need not analyze the input: its content is there, or its failure is one of this run.
    pub(crate) fn has(&self, key: &InputKey) -> Result<bool, Error> {
        if let Some(content) = &key.content {
            let sql = "SELECT r.fingerprint = now.fingerprint FROM documents d JOIN runs r USING (run_id), runs now
                       WHERE d.content_hash = ? AND now.run_id = ?";
            let same_recipe: Option<bool> = self.one(sql, params![content, self.run])?;
            if same_recipe.is_some_and(|same| same || self.kind == RunKind::Score) {
                return Ok(true);
            }
        }
        let sql = "SELECT 1 FROM failures WHERE failure_hash = ? AND run_id = ?";
        Ok(self.one::<i64>(sql, params![key.failure, self.run])?.is_some())
    }

    /// Note an input that [`Archive::has`]. True where this run, before it was interrupted, has put it there.
    pub(crate) fn meet(&mut self, key: &InputKey, document: Option<&Document>) -> Result<bool, Error> {
        let (Some(content), Some(document)) = (&key.content, document) else { return Ok(false) };
        let sql =
            "SELECT d.document_id, d.article_id, d.run_id, d.columns, r.fingerprint = now.fingerprint FROM documents d
                   JOIN runs r USING (run_id), runs now WHERE d.content_hash = ? AND now.run_id = ?";
        let found: Option<(i64, String, i64, String, bool)> = {
            let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
            let row = statement
                .query_row(params![content, self.run], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)));
            row.optional().map_err(self.unread())?
        };
        let Some((number, id, run, before, same_recipe)) = found else { return Ok(false) };
        if id == document.id {
            let now = columns::to_json(&document.extra);
            if now != before {
                let sql = "UPDATE documents SET columns = ? WHERE document_id = ?";
                self.execute(sql, params![now, number])?;
            }
        }
        if run == self.run && id == document.id {
            return Ok(true);
        }
        self.growth.known += 1;
        self.growth.made_otherwise += usize::from(!same_recipe);
        if id != document.id {
            self.growth.repeats += 1;
            let sql = "INSERT OR REPLACE INTO repeats (article_id, document_id) VALUES (?, ?)";
            self.execute(sql, params![document.id, number])?;
        }
        Ok(false)
    }

    /// Add a document with its quotations as the analyzer gives them. One that is there under the same id with other words
    /// is replaced, and keeps its place in the order.
    pub(crate) fn add(
        &mut self,
        document: &Document,
        rows: &[QuoteRow],
        words: usize,
        pieces: usize,
    ) -> Result<(), Error> {
        let sql = "SELECT document_id, content_hash FROM documents WHERE article_id = ?";
        let old: Option<(i64, String)> = {
            let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
            statement.query_row([&document.id], |r| Ok((r.get(0)?, r.get(1)?))).optional().map_err(self.unread())?
        };
        let hash = content_hash(document);
        self.growth.replaced += usize::from(old.as_ref().is_some_and(|(_, was)| *was != hash));
        let made = Made { hash, words, pieces, run: self.run };
        let (next, path) = (self.next, self.path.clone());
        let tx = self.db.transaction().map_err(|e| fault(&path, "written", e))?;
        let write = || -> rusqlite::Result<bool> {
            tx.prepare_cached("DELETE FROM failures WHERE input = ?")?.execute([&document.id])?;
            let number = match &old {
                Some((number, _)) => {
                    tx.prepare_cached("DELETE FROM quotations WHERE document_id = ?")?.execute([number])?;
                    replace_document(&tx, *number, document, &made)?;
                    *number
                }
                None => insert_document(&tx, next, document, &made)?,
            };
            for (n, row) in rows.iter().enumerate() {
                insert_quotation(&tx, number, n + 1, row)?;
            }
            Ok(old.is_none())
        };
        let added = write().map_err(|e| fault(&path, "written", e))?;
        tx.commit().map_err(|e| fault(&path, "written", e))?;
        self.next += i64::from(added);
        Ok(())
    }

    /// Keep that an input could not be read or analyzed.
    pub(crate) fn fail(&mut self, key: &InputKey, failure: &InputError) -> Result<(), Error> {
        let sql = "INSERT INTO failures (failure_hash, position, input, error, run_id) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (failure_hash) DO UPDATE SET error = excluded.error, run_id = excluded.run_id";
        self.execute(sql, params![key.failure, self.next, failure.input, failure.error, self.run])?;
        self.next += 1;
        Ok(())
    }

    pub(super) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, Error> {
        let mut statement = self.db.prepare_cached(sql).map_err(self.unwritten())?;
        statement.execute(values).map_err(self.unwritten())
    }

    fn one<T: rusqlite::types::FromSql>(&self, sql: &str, values: impl rusqlite::Params) -> Result<Option<T>, Error> {
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        statement.query_row(values, |r| r.get(0)).optional().map_err(self.unread())
    }

    /// For `map_err` of what reads.
    pub(super) fn unread(&self) -> impl Fn(rusqlite::Error) -> Error + '_ {
        |e| fault(&self.path, "read", e)
    }

    /// For `map_err` of what writes.
    pub(super) fn unwritten(&self) -> impl Fn(rusqlite::Error) -> Error + '_ {
        |e| fault(&self.path, "written", e)
    }

    /// A cell that holds JSON of our own.
    pub(super) fn json<T: serde::de::DeserializeOwned>(&self, text: &str) -> Result<T, Error> {
        serde_json::from_str(text).map_err(|e| damaged(&self.path, &format!("JSON in a cell: {e}")))
    }
}

/// How a document was analyzed.
struct Made {
    hash: String,
    words: usize,
    pieces: usize,
    run: i64,
}

fn insert_document(db: &Connection, position: i64, d: &Document, made: &Made) -> rusqlite::Result<i64> {
    let sql =
        "INSERT INTO documents (position, article_id, content_hash, title, outlet, date, url, columns, text, words,
               word_pieces, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Made { hash, words, pieces, run } = made;
    let url = d.url().unwrap_or_default();
    let values = params![
        position,
        d.id,
        hash,
        d.title,
        d.outlet,
        d.date_text(),
        url,
        columns::to_json(&d.extra),
        d.text,
        words,
        pieces,
        run
    ];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(db.last_insert_rowid())
}

fn replace_document(db: &Connection, number: i64, d: &Document, made: &Made) -> rusqlite::Result<()> {
    let sql = "UPDATE documents SET content_hash = ?, title = ?, outlet = ?, date = ?, url = ?, columns = ?, text = ?,
               words = ?, word_pieces = ?, run_id = ? WHERE document_id = ?";
    let Made { hash, words, pieces, run } = made;
    let url = d.url().unwrap_or_default();
    let values = params![
        hash,
        d.title,
        d.outlet,
        d.date_text(),
        url,
        columns::to_json(&d.extra),
        d.text,
        words,
        pieces,
        run,
        number
    ];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn insert_quotation(db: &Connection, document: i64, n: usize, row: &QuoteRow) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO quotations (document_id, number, type, quote, spans, cue, cue_start, cue_end, speaker_mention,
               mention_start, mention_end, speaker, speaker_confidence, evidence, stance_score, stance_label,
               stance_confidence, nested, sentence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let ends = |span: &Option<Span>| span.as_ref().map(|s| (s.start, s.end)).unzip();
    let ((cue_start, cue_end), (mention_start, mention_end)): ((_, _), (_, _)) =
        (ends(&row.cue_span), ends(&row.mention_span));
    let evidence = row.evidence.as_ref().map(|e| serde_json::to_string(e).expect("evidence is JSON"));
    db.prepare_cached(sql)?.execute(params![
        document,
        n,
        row.kind.name(),
        row.quote,
        row.span_list(),
        row.cue,
        cue_start,
        cue_end,
        row.speaker_mention,
        mention_start,
        mention_end,
        row.speaker,
        row.speaker_confidence,
        evidence,
        row.stance.score,
        row.stance.label.name(),
        row.stance.confidence,
        row.nested,
        row.sentence,
    ])?;
    Ok(())
}
