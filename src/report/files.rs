//! Files appear whole or not at all: everything is written beside and renamed at the end.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::row::QuoteRow;
use super::run::RunInfo;
use super::speakers::SpeakerRow;
use crate::article::InputError;

/// The folder a run writes into.
pub struct OutputFolder {
    path: PathBuf,
}

impl OutputFolder {
    /// Create the folder where missing and try that it can be written, before any work is done.
    pub fn open(path: &Path) -> Result<Self> {
        let why = || format!("{}: this output folder cannot be written; choose another with -o", path.display());
        fs::create_dir_all(path).with_context(why)?;
        tempfile::tempfile_in(path).with_context(why)?;
        Ok(OutputFolder { path: path.to_path_buf() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Write all files of a run: first into a folder beside, then each is renamed to its place. `run` gives the contents
/// of `run.json` from the seconds that the other files took.
pub fn write_all(
    out: &OutputFolder,
    quotes: &[QuoteRow],
    speakers: &[SpeakerRow],
    errors: &[InputError],
    evidence: bool,
    run: impl FnOnce(f64) -> RunInfo,
) -> Result<()> {
    let start = Instant::now();
    let beside = tempfile::Builder::new()
        .prefix(".writing-")
        .tempdir_in(out.path())
        .with_context(|| format!("{}: cannot be written", out.path().display()))?;
    csv_file(&beside.path().join("quotes.csv"), &QuoteRow::COLUMNS, quotes.iter().map(QuoteRow::cells))?;
    csv_file(&beside.path().join("speakers.csv"), &SpeakerRow::COLUMNS, speakers.iter().map(SpeakerRow::cells))?;
    let error_cells = errors.iter().map(|e| [super::cells::text(&e.input), super::cells::text(&e.error)]);
    csv_file(&beside.path().join("errors.csv"), &["input", "error"], error_cells)?;
    if evidence {
        let rows = quotes.iter().map(QuoteRow::evidence_cells);
        csv_file(&beside.path().join("evidence.csv"), &QuoteRow::EVIDENCE_COLUMNS, rows)?;
    }

    let folder = beside.path().join("speakers");
    fs::create_dir(&folder).with_context(|| format!("{}: cannot be created", folder.display()))?;
    let mut by_id: BTreeMap<&str, Vec<&QuoteRow>> = BTreeMap::new();
    for row in quotes.iter().filter(|r| !r.speaker.is_empty()) {
        by_id.entry(&row.speaker_id).or_default().push(row);
    }
    for (id, rows) in by_id {
        csv_file(&folder.join(format!("{id}.csv")), &QuoteRow::COLUMNS, rows.into_iter().map(QuoteRow::cells))?;
    }

    let path = beside.path().join("run.json");
    let mut json = serde_json::to_string_pretty(&run(start.elapsed().as_secs_f64())).context("run.json")?;
    json.push('\n');
    fs::write(&path, json).with_context(|| format!("{}: cannot be written", path.display()))?;
    put_in_place(&beside, out.path(), evidence)
}

fn csv_file<const N: usize>(path: &Path, columns: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<()> {
    let write = || -> Result<()> {
        let mut w = super::cells::writer(fs::File::create(path)?);
        w.write_record(columns)?;
        for row in rows {
            w.write_record(row)?;
        }
        let mut file = w.into_inner().map_err(|e| e.into_error())?;
        file.flush()?;
        file.sync_all()?;
        Ok(())
    };
    write().with_context(|| format!("{}: cannot be written", path.display()))
}

/// Rename the finished files over the old ones; the reports of speakers of an earlier run go away.
/// So does an earlier run's evidence where this one has none.
fn put_in_place(beside: &TempDir, out: &Path, evidence: bool) -> Result<()> {
    for name in ["speakers", "evidence.csv"] {
        let old = out.join(name);
        if old.exists() {
            fs::rename(&old, beside.path().join(format!("old-{name}")))
                .with_context(|| format!("{}: cannot be replaced", old.display()))?;
        }
    }
    let files = ["speakers", "errors.csv", "evidence.csv", "speakers.csv", "quotes.csv", "run.json"];
    for name in files.into_iter().filter(|&n| evidence || n != "evidence.csv") {
        fs::rename(beside.path().join(name), out.join(name))
            .with_context(|| format!("{}: cannot be written", out.join(name).display()))?;
    }
    Ok(())
}
