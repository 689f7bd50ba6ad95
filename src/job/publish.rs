//! From the journal of a run to its files.
//!
//! Two passes over the rows, read from disk one chunk at a time: the first meets all names, so that one person has one
//! name everywhere; the second writes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::folder::OutputFolder;
use super::journal::{Entry, Journal};
use crate::attribution::{self, Roster};
use crate::document::Document;
use crate::error::Error;
use crate::export::{
    ArticleLine, Counts, CsvFile, Duplicates, Figure, MAX_ARTICLES, PageInput, QuoteRow, RunInfo, RunNote,
    SpeakerFigures, SpeakerFiles, SpeakerIds, SpeakerRow, cells, render_page, write_file,
};

/// All that a run may write, in the order in which it appears; `run.json` last, so that it stands for a whole run.
const FILES: [&str; 8] = [
    "speakers",
    "errors.csv",
    "evidence.csv",
    "articles.jsonl",
    "speakers.csv",
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
    /// Also write `evidence.csv`: what each name rests on.
    pub evidence: bool,
    /// Also write the articles' texts, which the spans point into.
    pub keep_text: bool,
    /// What is known of how good the models are.
    pub figures: Vec<Figure>,
}

impl Publication<'_> {
    /// Write all files of a run: first into a folder beside, then each is renamed to its place. Fills in what `run` says of
    /// counts, merged names and seconds since `start`. Gives the rows of `speakers.csv`. Fails where the journal cannot be read
    /// or the folder not be written. Until all files are whole, those of an earlier run stay as they are.
    pub fn write(
        &self,
        out: &OutputFolder,
        journal: &Journal,
        run: &mut RunInfo,
        start: Instant,
    ) -> Result<Vec<SpeakerRow>, Error> {
        let began = Instant::now();
        let beside = out.beside()?;
        let mut names = Names::of(journal, self)?;
        let mut to = Files::create(&beside, self)?;
        let mut counts = Counts::default();
        let mut figures = SpeakerFigures::default();
        let mut duplicates = Duplicates::default();
        let (mut articles, mut errors) = (Vec::new(), Vec::new());
        for entry in journal.entries() {
            match entry? {
                Entry::Failed(e) => {
                    counts.failed_inputs += 1;
                    to.errors.row([cells::text(&e.input), cells::text(&e.error)])?;
                    errors.push(e);
                }
                Entry::Scored { document, mut rows, words, pieces } => {
                    counts.articles += 1;
                    counts.words += words;
                    counts.pieces += pieces;
                    for row in &mut rows {
                        counts.emptied_speakers += usize::from(names.give(row));
                        row.duplicate_of = duplicates.first_of(row).unwrap_or_default();
                        count(&mut counts, row);
                        figures.add(row);
                        to.quote(row)?;
                    }
                    to.article(&document, &rows)?;
                    // the page shows the texts of so many articles, or none
                    match counts.articles {
                        n if n <= MAX_ARTICLES => articles.push(document),
                        _ => articles.clear(),
                    }
                }
            }
        }
        let speakers = figures.rows();
        counts.speakers = speakers.len();
        to.close(&speakers)?;

        let note = RunNote::new(&serde_json::to_value(&*run).map_err(std::io::Error::from)?, self.figures.clone());
        let page = PageInput {
            speakers: &speakers,
            articles: &articles,
            article_count: counts.articles,
            errors: &errors,
            runs: &[note],
            group_by: None,
            texts: true,
        };
        write_file(&beside.join("report.html"), |to| render_page(&page, finished_rows(journal, &mut names), to))?;

        run.counts = counts;
        run.merged_speakers = names.merged;
        let millis = |since: Instant| (since.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        run.seconds.write = millis(began);
        run.seconds.total = millis(start);
        write_file(&beside.join("run.json"), |to| {
            serde_json::to_writer_pretty(&mut *to, run).map_err(std::io::Error::from)?;
            Ok(to.write_all(b"\n")?)
        })?;
        out.put_in_place(&FILES)?;
        Ok(speakers)
    }
}

/// The rows once more, as `quotes.csv` has them.
fn finished_rows<'a>(journal: &'a Journal, names: &'a mut Names) -> impl Iterator<Item = Result<QuoteRow, Error>> + 'a {
    let mut duplicates = Duplicates::default();
    let rows = journal.entries().flat_map(|entry| {
        let (rows, error) = match entry {
            Ok(Entry::Scored { rows, .. }) => (rows, None),
            Ok(Entry::Failed(_)) => (Vec::new(), None),
            Err(e) => (Vec::new(), Some(Err(e))),
        };
        rows.into_iter().map(Ok).chain(error)
    });
    rows.map(move |row| {
        let mut row = row?;
        names.give(&mut row);
        row.duplicate_of = duplicates.first_of(&row).unwrap_or_default();
        Ok(row)
    })
}

fn count(counts: &mut Counts, row: &QuoteRow) {
    counts.quotations += 1;
    counts.without_speaker += usize::from(row.speaker.is_empty());
    counts.unnamed_sources += usize::from(row.speaker.starts_with(attribution::UNNAMED));
    counts.duplicates += usize::from(!row.duplicate_of.is_empty());
}

/// One name and one id a speaker over the whole run.
struct Names {
    min_confidence: f32,
    merged: BTreeMap<String, String>,
    ids: SpeakerIds,
}

impl Names {
    /// Meet all names of the run.
    fn of(journal: &Journal, publication: &Publication) -> Result<Self, Error> {
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        for entry in journal.entries() {
            let Entry::Scored { rows, .. } = entry? else { continue };
            for row in rows {
                let named = !row.speaker.is_empty() && !row.speaker.starts_with(attribution::UNNAMED);
                if named && row.speaker_confidence >= publication.min_confidence {
                    *met.entry(row.speaker).or_default() += 1;
                }
            }
        }
        let merged = attribution::merges(&met, publication.roster);
        let min_confidence = publication.min_confidence;
        Ok(Names { min_confidence, merged, ids: SpeakerIds::default() })
    }

    /// Give a row its speaker's name and id. True where the name was not sure enough and is left out.
    fn give(&mut self, row: &mut QuoteRow) -> bool {
        if row.speaker.is_empty() {
            return false;
        }
        if row.speaker_confidence < self.min_confidence {
            row.speaker.clear();
            row.evidence = None;
            return true;
        }
        if let Some(name) = self.merged.get(&row.speaker) {
            row.speaker.clone_from(name);
        }
        if let Some(second) = row.evidence.as_mut().and_then(|e| e.runner_up.as_mut()) {
            *second = std::mem::take(second).renamed(|name| self.merged.get(&name).cloned().unwrap_or(name));
        }
        let id = self.ids.of(&row.speaker, || attribution::speaker_id(&row.speaker));
        row.speaker_id.clear();
        row.speaker_id.push_str(id);
        false
    }
}

/// The files that are being written.
struct Files {
    beside: PathBuf,
    quotes: CsvFile,
    errors: CsvFile,
    evidence: Option<CsvFile>,
    by_speaker: SpeakerFiles,
    articles: Option<BufWriter<File>>,
}

impl Files {
    fn create(beside: &std::path::Path, publication: &Publication) -> Result<Self, Error> {
        let at = |name: &str| beside.join(name);
        let articles = |path: PathBuf| File::create(&path).map_err(Error::file(&path, "written"));
        Ok(Files {
            quotes: CsvFile::create(at("quotes.csv"), &QuoteRow::COLUMNS)?,
            errors: CsvFile::create(at("errors.csv"), &["input", "error"])?,
            evidence: publication
                .evidence
                .then(|| CsvFile::create(at("evidence.csv"), &QuoteRow::EVIDENCE_COLUMNS))
                .transpose()?,
            by_speaker: SpeakerFiles::create(at("speakers"), &QuoteRow::COLUMNS)?,
            articles: publication.keep_text.then(|| articles(at("articles.jsonl"))).transpose()?.map(BufWriter::new),
            beside: beside.to_path_buf(),
        })
    }

    fn quote(&mut self, row: &QuoteRow) -> Result<(), Error> {
        let cells = row.cells();
        self.quotes.row(&cells)?;
        if let Some(evidence) = &mut self.evidence {
            evidence.row(row.evidence_cells())?;
        }
        if row.speaker.is_empty() { Ok(()) } else { self.by_speaker.row(&row.speaker_id, &cells) }
    }

    fn article(&mut self, article: &Document, rows: &[QuoteRow]) -> Result<(), Error> {
        let Some(to) = &mut self.articles else { return Ok(()) };
        let mut write = || -> std::io::Result<()> {
            serde_json::to_writer(&mut *to, &ArticleLine::new(article.clone(), rows.iter()))?;
            to.write_all(b"\n")
        };
        write().map_err(Error::file(Path::new("articles.jsonl"), "written"))
    }

    /// The last rows, and all to the disk.
    fn close(mut self, speakers: &[SpeakerRow]) -> Result<(), Error> {
        let mut rows = CsvFile::create(self.beside.join("speakers.csv"), &SpeakerRow::COLUMNS)?;
        for s in speakers {
            rows.row(s.cells())?;
        }
        rows.close()?;
        self.by_speaker.write()?;
        self.quotes.close()?;
        self.errors.close()?;
        if let Some(evidence) = self.evidence {
            evidence.close()?;
        }
        if let Some(articles) = self.articles {
            let sync = |a: BufWriter<File>| a.into_inner().map_err(|e| e.into_error())?.sync_all();
            sync(articles).map_err(Error::file(Path::new("articles.jsonl"), "written"))?;
        }
        Ok(())
    }
}
