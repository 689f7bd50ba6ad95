//! Several archives become one.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use super::key::InputKey;
use super::read::Wanted;
use super::run::RunKind;
use super::store::Archive;
use crate::error::Error;

impl Archive {
    /// Take over all that another archive has: its runs, documents, failures and corrections. An article that is here
    /// already counts once; one that has another one's id is called `id~2`, as `score` does with two files of one name.
    pub fn absorb(&mut self, other: &Archive) -> Result<(), Error> {
        let runs = self.take_runs(other)?;
        let mut renamed: HashMap<String, String> = HashMap::new();
        for stored in other.read(Wanted { texts: true, settled: false, not_by: None }) {
            let mut stored = stored?;
            self.go_on(runs[&stored.run], RunKind::Score);
            let key = InputKey::of(&Ok(stored.document.clone()));
            if self.has(&key)? {
                self.meet(&key, Some(&stored.document))?;
                continue;
            }
            let free = self.free_id(&stored.document.id)?;
            if free != stored.document.id {
                renamed.insert(stored.document.id.clone(), free.clone());
                stored.document.id = free;
            }
            self.add(&stored.document, &stored.rows, stored.words, stored.pieces)?;
        }
        let mut failures = Vec::new();
        other.failures(|f| {
            failures.push(f);
            Ok(())
        })?;
        for failure in failures {
            let failed = Err(failure.clone());
            self.fail(&InputKey::of(&failed), &failure)?;
        }
        self.take_corrections(other, &renamed)
    }

    /// Copy the runs; from their numbers there to those here.
    fn take_runs(&self, other: &Archive) -> Result<HashMap<i64, i64>, Error> {
        let columns = "kind, began, ended, fingerprint, recipe, inputs, about, roster";
        let mut statement =
            other.db.prepare(&format!("SELECT run_id, {columns} FROM runs ORDER BY run_id")).map_err(other.unread())?;
        let mut rows = statement.query([]).map_err(other.unread())?;
        let mut runs = HashMap::new();
        while let Some(row) = rows.next().map_err(other.unread())? {
            let read = || -> rusqlite::Result<(i64, Vec<Option<String>>)> {
                Ok((row.get(0)?, (1..9).map(|i| row.get(i)).collect::<rusqlite::Result<_>>()?))
            };
            let (run, cells) = read().map_err(other.unread())?;
            let sql = format!("INSERT INTO runs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
            self.execute(&sql, rusqlite::params_from_iter(cells))?;
            runs.insert(run, self.db.last_insert_rowid());
        }
        Ok(runs)
    }

    /// The id, or the first of `id~2`, `id~3`, ... that no article here has.
    fn free_id(&self, id: &str) -> Result<String, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT 1 FROM documents WHERE article_id = ?").map_err(self.unread())?;
        let mut candidate = id.to_string();
        for n in 2.. {
            let taken: Option<i64> =
                statement.query_row([&candidate], |r| r.get(0)).optional().map_err(self.unread())?;
            if taken.is_none() {
                break;
            }
            candidate = format!("{id}~{n}");
        }
        Ok(candidate)
    }

    fn take_corrections(&self, other: &Archive, renamed: &HashMap<String, String>) -> Result<(), Error> {
        let columns = "article_id, spans, quote, field, speaker, value, by, note, entered";
        let sql = format!("SELECT {columns} FROM corrections ORDER BY correction_id");
        let mut statement = other.db.prepare(&sql).map_err(other.unread())?;
        let mut rows = statement.query([]).map_err(other.unread())?;
        while let Some(row) = rows.next().map_err(other.unread())? {
            let cells: rusqlite::Result<Vec<String>> = (0..9).map(|i| row.get(i)).collect();
            let mut cells = cells.map_err(other.unread())?;
            if let Some(new) = renamed.get(&cells[0]) {
                cells[0].clone_from(new);
            }
            let sql = format!(
                "INSERT INTO corrections ({columns}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS
                 (SELECT 1 FROM corrections WHERE ({columns}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))"
            );
            self.execute(&sql, rusqlite::params_from_iter(cells))?;
        }
        Ok(())
    }

    /// A new, empty archive, to be filled from others. Fails where the folder has one.
    pub fn create_in(folder: &std::path::Path) -> Result<Self, Error> {
        let path = folder.join(super::store::ARCHIVE);
        if path.exists() {
            let reason = "holds an archive already; choose another folder with -o";
            return Err(Error::refused(folder, reason));
        }
        Archive::create(&path)
    }
}
