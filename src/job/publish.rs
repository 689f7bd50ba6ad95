//! From the archive to its files.
//!
//! First it is settled what only all documents together can tell; then the rows are read twice, a few documents at a time:
//! for the tables, and for the page.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use super::folder::OutputFolder;
use super::tables::Tables;
use crate::archive::{Archive, QuoteRow, RunRecord, Settled, Settling, SpeakerRow};
use crate::attribution::Roster;
use crate::document::Document;
use crate::error::Error;
use crate::export::{Figure, FileOptions, MAX_ARTICLES, PageInput, PastRun, RunNote, render_page, write_file};
use crate::reader::InputError;

/// All that a run may write, in the order in which it appears; `run.json` last, so that it stands for a whole run.
const FILES: [&str; 10] = [
    "speakers",
    "errors.csv",
    "evidence.csv",
    "articles.jsonl",
    "speakers.parquet",
    "speakers.csv",
    "quotes.parquet",
    "quotes.csv",
    "report.html",
    "run.json",
];

/// What to write, and how sure a name must be.
pub struct Publication<'a> {
    /// Decides which spellings are one name over all documents; the one that the analyzer had.
    pub roster: &'a Roster,
    /// Names below this confidence are left out, 0 to 1.
    pub min_confidence: f32,
    /// Which files, and how.
    pub files: FileOptions,
    /// What is known of how good the models of a run are, by what its `run.json` says.
    pub figures: &'a dyn Fn(&Value) -> Vec<Figure>,
}

impl Publication<'_> {
    /// Settle the archive and write all files: first into a folder beside, then each is renamed to its place. Fills in what
    /// `run`, the contents of `run.json`, says of counts, merged names and seconds since `start`. Fails where the archive
    /// cannot be read or the folder not be written. Until all files are whole, those of an earlier run stay as they are.
    pub fn write(
        &self,
        out: &OutputFolder,
        archive: &mut Archive,
        run: &mut Value,
        start: Instant,
    ) -> Result<Settled, Error> {
        let began = Instant::now();
        let group_by = self.files.group_by.as_deref();
        let settled =
            archive.settle(Settling { roster: self.roster, min_confidence: self.min_confidence, group_by })?;
        if settled.counts.unfit_corrections > 0 {
            tracing::warn!(
                "{} of the corrections kept here belong to no quotation and no speaker any more; `quotestance correct {} \
                 --unfit` lists them",
                settled.counts.unfit_corrections,
                out.path().display()
            );
        }
        let beside = out.beside()?;
        self.write_tables(archive, &settled, &beside)?;
        let mut runs = archive.runs()?;
        if let Some(last) = runs.last_mut() {
            // it is not ended before its files are in place
            last.interrupted = run["interrupted"] == true;
        }
        for r in &mut runs {
            r.about["min_confidence"] = json!(self.min_confidence);
        }
        self.write_page(archive, &settled, &runs, &beside)?;

        run["made_by"] = json!(runs.last().map(|r| &r.fingerprint));
        run["min_confidence"] = json!(self.min_confidence);
        run["files"] = json!(self.files);
        run["counts"] = json!(settled.counts);
        run["merged_speakers"] = json!(settled.merged);
        run["runs"] = json!(runs.into_iter().map(PastRun::from).collect::<Vec<_>>());
        let millis = |since: Instant| (since.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        run["seconds"]["write"] = json!(millis(began));
        run["seconds"]["total"] = json!(millis(start));
        write_file(&beside.join("run.json"), |to| {
            serde_json::to_writer_pretty(&mut *to, run).map_err(std::io::Error::from)?;
            Ok(to.write_all(b"\n")?)
        })?;
        out.put_in_place(&FILES)?;
        Ok(settled)
    }

    fn write_tables(&self, archive: &Archive, settled: &Settled, beside: &Path) -> Result<(), Error> {
        let mut to = Tables::create(beside, &self.files, &settled.columns)?;
        archive.failures(|e| to.failure(&e))?;
        for stored in archive.documents(self.files.keep_text) {
            let mut stored = stored?;
            for row in &mut stored.rows {
                name_the_runner_up(row, settled);
            }
            to.document(stored)?;
        }
        to.close(settled.split.as_ref().unwrap_or(&settled.speakers))
    }

    fn write_page(&self, archive: &Archive, settled: &Settled, runs: &[RunRecord], beside: &Path) -> Result<(), Error> {
        let speakers = settled.split.as_ref().unwrap_or(&settled.speakers).clone();
        let material = PageMaterial::read(archive, speakers, runs, !self.files.no_text, self.figures)?;
        write_file(&beside.join("report.html"), |to| render_page(&material.input(), archive.rows(), to))
    }
}

/// What a page or a summary is made of besides the rows, out of an archive that is settled.
pub struct PageMaterial {
    speakers: Vec<SpeakerRow>,
    articles: Vec<Document>,
    article_count: usize,
    errors: Vec<InputError>,
    notes: Vec<RunNote>,
    group_by: Option<String>,
    texts: bool,
}

impl PageMaterial {
    /// `speakers` as in `speakers.csv`; with `texts`, the page shows articles and sentences, else quotations alone; `figures`
    /// says how good the models of a run are, by what its `run.json` says.
    pub fn read(
        archive: &Archive,
        speakers: Vec<SpeakerRow>,
        runs: &[RunRecord],
        texts: bool,
        figures: &dyn Fn(&Value) -> Vec<Figure>,
    ) -> Result<Self, Error> {
        let article_count = archive.document_count()?;
        // the page shows the texts of so many articles, or none
        let whole = texts && article_count <= MAX_ARTICLES;
        let articles = whole.then(|| archive.documents(true).map(|stored| Ok(stored?.document)));
        let articles = articles.into_iter().flatten().collect::<Result<_, Error>>()?;
        let mut errors = Vec::new();
        archive.failures(|e| {
            errors.push(e);
            Ok(())
        })?;
        let group_by = archive.group_by().map(str::to_string);
        Ok(PageMaterial { speakers, articles, article_count, errors, notes: notes(runs, figures), group_by, texts })
    }

    /// For [`render_page`] and [`crate::export::summary`].
    pub fn input(&self) -> PageInput<'_> {
        PageInput {
            speakers: &self.speakers,
            articles: &self.articles,
            article_count: self.article_count,
            errors: &self.errors,
            runs: &self.notes,
            group_by: self.group_by.as_deref(),
            texts: self.texts,
        }
    }
}

/// One note for all runs that were made alike, with the inputs of all: a week of appended runs is one run over all.
fn notes(runs: &[RunRecord], figures: &dyn Fn(&Value) -> Vec<Figure>) -> Vec<RunNote> {
    let mut alike: Vec<RunRecord> = Vec::new();
    for run in runs {
        match alike.iter_mut().find(|r| r.fingerprint == run.fingerprint) {
            None => alike.push(run.clone()),
            Some(before) => {
                before.interrupted |= run.interrupted;
                let new: Vec<String> = run.inputs.iter().filter(|i| !before.inputs.contains(i)).cloned().collect();
                before.inputs.extend(new);
            }
        }
    }
    alike.iter().map(|run| RunNote::new(run, figures(&run.about))).collect()
}

/// The runner-up is told by the name that stands for it in all rows.
fn name_the_runner_up(row: &mut QuoteRow, settled: &Settled) {
    if let Some(second) = row.evidence.as_mut().and_then(|e| e.runner_up.as_mut()) {
        *second = std::mem::take(second).renamed(|name| settled.merged.get(&name).cloned().unwrap_or(name));
    }
}
