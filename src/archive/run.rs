//! How a run begins, goes on and ends.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde_json::Value;

use super::about::{Recipe, RunRecord, differences, fingerprint};
use super::store::{ARCHIVE, Archive};
use crate::error::Error;

/// What to do with what is in the folder already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Refuse to touch it.
    Fresh,
    /// Add to it.
    Append,
    /// Go on with the run that was interrupted.
    Resume,
    /// Throw it away.
    Restart,
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// It adds articles.
    Score,
    /// It finds anew what is in the articles that are there.
    Rescore,
}

impl RunKind {
    fn name(self) -> &'static str {
        match self {
            RunKind::Score => "score",
            RunKind::Rescore => "rescore",
        }
    }
}

/// What a run is about to do.
pub struct RunPlan {
    /// Adds articles, or reads those that are there anew.
    pub kind: RunKind,
    /// What decides its results.
    pub recipe: Recipe,
    /// Files, folders and patterns as the user named them.
    pub inputs: Vec<String>,
    /// What run.json will say, as far as it is known.
    pub about: Value,
    /// The roster (TOML) that is added to the built-in one; empty without one.
    pub roster: String,
}

/// The run that wrote into the archive last.
struct LastRun {
    number: i64,
    kind: String,
    recipe: Recipe,
    inputs: Vec<String>,
    interrupted: bool,
}

impl LastRun {
    /// Whether the same call would make it.
    fn is(&self, plan: &RunPlan) -> bool {
        self.kind == plan.kind.name() && self.recipe == plan.recipe && self.inputs == plan.inputs
    }
}

impl Archive {
    /// Begin a run in a folder, or go on with the one that was interrupted there.
    ///
    /// Fails where something would be lost or would not fit: an archive is there and `start` is [`Start::Fresh`]; a run
    /// is to go on under another recipe (the message names what differs) or was not interrupted; corrections would be
    /// thrown away. Fails, too, where the archive is damaged or cannot be written.
    pub fn begin(folder: &Path, plan: &RunPlan, start: Start) -> Result<Self, Error> {
        let path = folder.join(ARCHIVE);
        let there = fs::metadata(&path).is_ok_and(|m| m.len() > 0);
        if !there {
            if plan.kind == RunKind::Rescore {
                return Err(Error::content(folder, "no archive.db in it, so there is nothing to score anew"));
            }
            let mut archive = Archive::create(&path)?;
            archive.enter(plan)?;
            return Ok(archive);
        }
        let mut archive = Archive::open(folder)?;
        archive.for_writing()?;
        let last = archive.last_run()?;
        if start == Start::Restart || (archive.is_empty()? && start == Start::Fresh) {
            archive.refuse_to_lose_corrections(folder)?;
            archive.remove()?;
            let mut archive = Archive::create(&path)?;
            archive.enter(plan)?;
            return Ok(archive);
        }
        match (start, last) {
            // the same call once more: a nightly job need not know how the last night ended, nor one that was killed after its
            // last file was in place
            (Start::Append, Some(run)) if run.interrupted && run.is(plan) => archive.go_on(run.number, plan.kind),
            (Start::Resume, Some(run)) if run.is(plan) => archive.go_on(run.number, plan.kind),
            (Start::Resume, Some(run)) if run.interrupted => {
                let differ = differences(&run.recipe, &plan.recipe);
                if !differ.is_empty() || run.kind != plan.kind.name() {
                    let differ = if differ.is_empty() { format!("it was a {}", run.kind) } else { differ };
                    let reason = format!(
                        "the interrupted run was made differently, its rows would not fit: {differ}. Call again as it was \
                         called, or start anew with --restart"
                    );
                    return Err(Error::refused(folder, reason));
                }
                archive.go_on(run.number, plan.kind);
            }
            (Start::Resume, _) => {
                let reason = "no run was interrupted here, so there is nothing to go on with. --append adds to what is \
                              there, --restart throws it away, -o names another folder";
                return Err(Error::refused(folder, reason));
            }
            (Start::Fresh, Some(run)) if run.interrupted => {
                let reason = "an interrupted run is kept here. --resume goes on with it, --append adds other articles to \
                              what it has scored, --restart throws it away, -o names another folder";
                return Err(Error::refused(folder, reason));
            }
            (Start::Fresh, _) if plan.kind == RunKind::Score => {
                let reason = format!(
                    "{} articles were scored into this folder before. --append adds to them, --restart throws them away, \
                     -o names another folder",
                    archive.document_count()?
                );
                return Err(Error::refused(folder, reason));
            }
            (_, last) => {
                if last.is_some_and(|run| run.interrupted) {
                    tracing::warn!(
                        "{}: the run before was interrupted; what it has scored stays, what it had not reached is missing",
                        folder.display()
                    );
                }
                archive.enter(plan)?;
            }
        }
        Ok(archive)
    }

    fn last_run(&self) -> Result<Option<LastRun>, Error> {
        let sql = "SELECT run_id, kind, recipe, inputs, ended IS NULL FROM runs ORDER BY run_id DESC LIMIT 1";
        let last: Option<(i64, String, String, String, bool)> = self
            .db
            .query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
            .optional()
            .map_err(self.unread())?;
        let Some((number, kind, recipe, inputs, interrupted)) = last else { return Ok(None) };
        Ok(Some(LastRun { number, kind, recipe: self.json(&recipe)?, inputs: self.json(&inputs)?, interrupted }))
    }

    fn refuse_to_lose_corrections(&self, folder: &Path) -> Result<(), Error> {
        let count: i64 =
            self.db.query_row("SELECT count(*) FROM corrections", [], |r| r.get(0)).map_err(self.unread())?;
        if count == 0 {
            return Ok(());
        }
        let reason = format!(
            "{count} corrections are kept here, which --restart would throw away. `quotestance correct DIR --list` prints \
             them, so that they can be given to another archive; then move this folder away, or choose another with -o"
        );
        Err(Error::refused(folder, reason))
    }

    /// Make this the archive's next run.
    fn enter(&mut self, plan: &RunPlan) -> Result<(), Error> {
        let sql =
            "INSERT INTO runs (kind, began, fingerprint, recipe, inputs, about, roster) VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.db
            .execute(
                sql,
                params![
                    plan.kind.name(),
                    now(),
                    fingerprint(&plan.recipe),
                    json(&plan.recipe),
                    json(&plan.inputs),
                    json(&plan.about),
                    plan.roster,
                ],
            )
            .map_err(self.unwritten())?;
        let run = self.db.last_insert_rowid();
        self.go_on(run, plan.kind);
        Ok(())
    }

    /// The run is over and all its files are in place; `about` is what run.json says now. An interrupted run stays one.
    pub fn end_run(&mut self, about: &Value, interrupted: bool) -> Result<(), Error> {
        let ended = (!interrupted).then(now);
        let about = about.to_string();
        self.db
            .execute("UPDATE runs SET ended = ?, about = ? WHERE run_id = ?", params![ended, about, self.run()])
            .map_err(self.unwritten())?;
        Ok(())
    }

    /// All files were written anew of the last run and those before it; `about` is what run.json says now.
    pub fn note(&self, about: &Value) -> Result<(), Error> {
        let sql = "UPDATE runs SET about = ? WHERE run_id = (SELECT max(run_id) FROM runs)";
        self.execute(sql, [about.to_string()]).map(drop)
    }

    /// Take this run back, which has met nothing but failures.
    pub fn forget_run(&mut self) -> Result<(), Error> {
        let run = self.run();
        self.execute("DELETE FROM failures WHERE run_id = ?", [run])?;
        self.execute("DELETE FROM runs WHERE run_id = ?", [run])?;
        Ok(())
    }

    /// All runs that wrote into the archive, in order.
    pub fn runs(&self) -> Result<Vec<RunRecord>, Error> {
        let sql = "SELECT fingerprint, inputs, ended IS NULL, roster, about FROM runs ORDER BY run_id";
        let mut statement = self.db.prepare(sql).map_err(self.unread())?;
        let rows = statement
            .query_map([], |r| Ok((r.get(0)?, r.get::<_, String>(1)?, r.get(2)?, r.get(3)?, r.get::<_, String>(4)?)))
            .map_err(self.unread())?;
        let mut out = Vec::new();
        for row in rows {
            let (fingerprint, inputs, interrupted, roster, about) = row.map_err(self.unread())?;
            let (inputs, about) = (self.json(&inputs)?, self.json(&about)?);
            out.push(RunRecord { fingerprint, inputs, interrupted, roster, about });
        }
        Ok(out)
    }
}

/// UTC, to the second.
pub(super) fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings, lists and objects are JSON")
}
