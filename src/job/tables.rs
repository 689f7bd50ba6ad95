//! The tables of a run, filled in one pass over the archive.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::archive::{QuoteRow, SpeakerRow, Stored};
use crate::error::Error;
use crate::export::{
    ArticleLine, Cell, CellStyle, Column, CsvFile, FileOptions, SpeakerFiles, TableFile, TableFormat, users_cells,
};
use crate::reader::InputError;

/// `quotes`, `speakers`, `speakers/`, `errors.csv`, and what else was asked for.
pub(super) struct Tables {
    folder: PathBuf,
    style: CellStyle,
    formats: Vec<TableFormat>,
    group_by: Option<String>,
    /// The user's own columns.
    columns: Vec<String>,
    quotes: TableFile,
    errors: CsvFile,
    evidence: Option<CsvFile>,
    /// Of each speaker, as CSV; none where no CSV is wanted.
    by_speaker: Option<SpeakerFiles>,
    articles: Option<BufWriter<File>>,
}

impl Tables {
    /// Empty tables in a folder; `columns` are the user's own.
    pub fn create(folder: &Path, files: &FileOptions, columns: &[String]) -> Result<Self, Error> {
        let at = |name: &str| folder.join(name);
        let style = if files.excel { CellStyle::Excel } else { CellStyle::Plain };
        let header = QuoteRow::columns(columns);
        let names: Vec<&str> = header.iter().map(|c: &Column| c.name.as_str()).collect();
        let csv = files.formats.contains(&TableFormat::Csv);
        let evidence = || CsvFile::create(style, at("evidence.csv"), &QuoteRow::EVIDENCE_COLUMNS);
        let articles = || {
            let path = at("articles.jsonl");
            File::create(&path).map(BufWriter::new).map_err(Error::file(&path, "written"))
        };
        Ok(Tables {
            quotes: TableFile::create(folder, "quotes", &files.formats, style, &header)?,
            errors: CsvFile::create(style, at("errors.csv"), &["input", "error"])?,
            evidence: files.evidence.then(evidence).transpose()?,
            by_speaker: csv.then(|| SpeakerFiles::create(style, at("speakers"), &names)).transpose()?,
            articles: files.keep_text.then(articles).transpose()?,
            folder: folder.to_path_buf(),
            style,
            formats: files.formats.clone(),
            group_by: files.group_by.clone(),
            columns: columns.to_vec(),
        })
    }

    pub fn failure(&mut self, e: &InputError) -> Result<(), Error> {
        self.errors.row([self.style.text(&e.input), self.style.text(&e.error)])
    }

    /// A document's rows, and its text where that is wanted.
    pub fn document(&mut self, stored: Stored) -> Result<(), Error> {
        for row in &stored.rows {
            let cells: Vec<Cell> =
                row.values().into_iter().chain(users_cells(&self.columns, &stored.document.extra)).collect();
            self.quotes.row(&cells)?;
            if let Some(evidence) = &mut self.evidence {
                evidence.row(row.evidence_cells(self.style))?;
            }
            if let Some(files) = self.by_speaker.as_mut().filter(|_| !row.speaker.is_empty()) {
                let cells: Vec<String> = cells.iter().map(|cell| cell.csv(self.style)).collect();
                files.row(&row.speaker_id, &cells)?;
            }
        }
        let Some(to) = &mut self.articles else { return Ok(()) };
        let line = ArticleLine::new(stored.document, stored.rows.iter());
        let mut write = || -> std::io::Result<()> {
            serde_json::to_writer(&mut *to, &line)?;
            to.write_all(b"\n")
        };
        write().map_err(Error::file(&self.folder.join("articles.jsonl"), "written"))
    }

    /// The speakers, the last rows, and all to the disk.
    pub fn close(self, speakers: &[SpeakerRow]) -> Result<(), Error> {
        let group_by = self.group_by.as_deref();
        let header = SpeakerRow::columns(group_by);
        let mut rows = TableFile::create(&self.folder, "speakers", &self.formats, self.style, &header)?;
        for speaker in speakers {
            rows.row(&speaker.table_row(group_by.is_some()))?;
        }
        rows.close()?;
        if let Some(mut files) = self.by_speaker {
            files.write()?;
        }
        self.quotes.close()?;
        self.errors.close()?;
        if let Some(evidence) = self.evidence {
            evidence.close()?;
        }
        if let Some(articles) = self.articles {
            let sync = |a: BufWriter<File>| a.into_inner().map_err(|e| e.into_error())?.sync_all();
            sync(articles).map_err(Error::file(&self.folder.join("articles.jsonl"), "written"))?;
        }
        Ok(())
    }
}
