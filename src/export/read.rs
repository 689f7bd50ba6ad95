//! A run's folder read again: `quotes.csv`, `errors.csv`, `run.json`, and `articles.jsonl` where it is there.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::StringRecord;

use super::articles::ArticleLine;
use super::cells::plain;
use super::duplicates::mark_duplicates;
use super::ids::SpeakerIds;
use super::page::MAX_ARTICLES;
use super::row::QuoteRow;
use crate::document::Document;
use crate::error::Error;
use crate::quotation::QuotationType;
use crate::reader::InputError;
use crate::stance::{Label, Stance};
use crate::text::Span;

/// What one or several runs left behind.
#[derive(Debug, Default)]
pub struct Runs {
    /// In the order of the folders and of their `quotes.csv`. Evidence is not read; places of cues and mentions are known only
    /// where the text was kept.
    pub rows: Vec<QuoteRow>,
    /// What `errors.csv` lists; none where a folder has no such file.
    pub errors: Vec<InputError>,
    /// The articles whose text was kept, at most [`MAX_ARTICLES`] a run; may be fewer than those with rows.
    pub articles: Vec<Document>,
    /// Each run's `run.json`.
    pub runs: Vec<serde_json::Value>,
}

impl Runs {
    /// Read the folders in their order. Where an article's id was there before, it is called `id~2` (as `score` does
    /// with two files of one name), and where two names have one speaker id, the later gets `id--2`. Of several
    /// runs, duplicates are marked again over all rows. Fails where a folder has no `quotes.csv`, and where a file does not
    /// hold what `score` writes; the message names the line.
    pub fn read(folders: &[impl AsRef<Path>]) -> Result<Self, Error> {
        let mut all = Runs::default();
        let mut taken = HashSet::new();
        for folder in folders {
            let mut run = read_folder(folder.as_ref())?;
            run.give_unique_ids(&mut taken);
            all.rows.append(&mut run.rows);
            all.errors.append(&mut run.errors);
            all.articles.append(&mut run.articles);
            all.runs.append(&mut run.runs);
        }
        if folders.len() > 1 {
            give_speaker_ids(&mut all.rows);
            mark_duplicates(&mut all.rows);
        }
        Ok(all)
    }

    fn give_unique_ids(&mut self, taken: &mut HashSet<String>) {
        let own: HashSet<&String> =
            self.rows.iter().map(|r| &r.article_id).chain(self.articles.iter().map(|a| &a.id)).collect();
        let mut renamed = HashMap::new();
        for id in own.iter().filter(|id| taken.contains(**id)) {
            let free = (2..).map(|n| format!("{id}~{n}")).find(|new| !taken.contains(new) && !own.contains(new));
            renamed.insert((*id).clone(), free.expect("numbers do not end"));
        }
        taken.extend(own.into_iter().map(|id| renamed.get(id).unwrap_or(id).clone()));
        for row in &mut self.rows {
            if let Some(new) = renamed.get(&row.article_id) {
                if let Some(n) = row.quote_id.strip_prefix(row.article_id.as_str()) {
                    row.quote_id = format!("{new}{n}");
                }
                row.article_id.clone_from(new);
            }
        }
        for article in &mut self.articles {
            if let Some(new) = renamed.get(&article.id) {
                article.id.clone_from(new);
            }
        }
    }
}

/// One id for one name over all rows.
fn give_speaker_ids(rows: &mut [QuoteRow]) {
    let mut ids = SpeakerIds::default();
    for row in rows.iter_mut().filter(|r| !r.speaker.is_empty()) {
        row.speaker_id = ids.of(&row.speaker, || row.speaker_id.clone()).to_string();
    }
}

fn read_folder(folder: &Path) -> Result<Runs, Error> {
    let quotes = folder.join("quotes.csv");
    if !quotes.is_file() {
        return Err(Error::content(folder, "no quotes.csv in it; name a folder that `quotestance score -o` wrote"));
    }
    let mut rows: Vec<QuoteRow> = csv_rows(&quotes, quote_row)?;
    let errors = folder.join("errors.csv");
    let errors = if errors.is_file() {
        csv_rows(&errors, |c| Ok(InputError { input: c.text("input")?, error: c.text("error")? }))?
    } else {
        Vec::new()
    };
    let run = folder.join("run.json");
    let runs = if run.is_file() {
        let file = File::open(&run).map_err(Error::file(&run, "read"))?;
        vec![serde_json::from_reader(BufReader::new(file)).map_err(Error::file(&run, "read"))?]
    } else {
        Vec::new()
    };
    let articles = read_articles(&folder.join("articles.jsonl"), &mut rows)?;
    Ok(Runs { rows, errors, articles, runs })
}

/// The texts that were kept; the places of cue and mention go to their rows.
fn read_articles(path: &Path, rows: &mut [QuoteRow]) -> Result<Vec<Document>, Error> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let index: HashMap<String, usize> = rows.iter().enumerate().map(|(i, r)| (r.quote_id.clone(), i)).collect();
    let mut articles = Vec::new();
    let file = File::open(path).map_err(Error::file(path, "read"))?;
    for (n, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(Error::file(path, "read"))?;
        let wrong = |e| Error::content(path, format!("line {}: {e}", n + 1));
        let line: ArticleLine = serde_json::from_str(&line).map_err(wrong)?;
        let (article, marks) = line.into_parts();
        let length = article.text.chars().count();
        let inside = |span: Option<Span>| span.filter(|s| s.start <= s.end && s.end <= length);
        for mark in marks {
            if let Some(&i) = index.get(&mark.quote_id) {
                rows[i].cue_span = inside(mark.cue);
                rows[i].mention_span = inside(mark.mention);
            }
        }
        // a page of more articles shows no texts
        if articles.len() < MAX_ARTICLES {
            articles.push(article);
        }
    }
    Ok(articles)
}

/// One record of a CSV file, by the names of its columns.
struct Cells<'a> {
    columns: &'a HashMap<String, usize>,
    record: &'a StringRecord,
}

impl Cells<'_> {
    fn raw(&self, column: &str) -> Result<&str, String> {
        let i = self.columns.get(column).ok_or_else(|| format!("there is no column {column}"))?;
        Ok(self.record.get(*i).unwrap_or_default())
    }

    fn text(&self, column: &str) -> Result<String, String> {
        Ok(plain(self.raw(column)?).to_string())
    }

    fn number(&self, column: &str) -> Result<Option<f64>, String> {
        let cell = self.raw(column)?;
        if cell.is_empty() {
            return Ok(None);
        }
        let number = cell.parse::<f64>().ok().filter(|x| x.is_finite());
        number.map(Some).ok_or_else(|| format!("{column} is no number: {cell}"))
    }

    fn number_within(&self, column: &str, from: f64, to: f64) -> Result<Option<f64>, String> {
        let number = self.number(column)?;
        if let Some(x) = number.filter(|x| !(from..=to).contains(x)) {
            return Err(format!("{column} is outside {from}..{to}: {x}"));
        }
        Ok(number)
    }

    /// `true` or `false`, which a spreadsheet writes in capitals.
    fn is_true(&self, column: &str) -> Result<bool, String> {
        match self.raw(column)? {
            cell if cell.eq_ignore_ascii_case("true") => Ok(true),
            cell if cell.eq_ignore_ascii_case("false") => Ok(false),
            other => Err(format!("{column} is neither true nor false: {other}")),
        }
    }
}

fn csv_rows<T>(path: &Path, row: impl Fn(&Cells) -> Result<T, String>) -> Result<Vec<T>, Error> {
    let why = || Error::file::<csv::Error>(path, "read");
    let mut reader = csv::Reader::from_path(path).map_err(why())?;
    let columns = reader.headers().map_err(why())?.iter().enumerate().map(|(i, c)| (c.to_string(), i)).collect();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(why())?;
        let cells = Cells { columns: &columns, record: &record };
        let place = |problem| match line_of(path, &record) {
            Some(line) => Error::content(path, format!("line {line}: {problem}")),
            None => Error::content(path, problem),
        };
        out.push(row(&cells).map_err(place)?);
    }
    Ok(out)
}

/// The line of a file on which a record begins, from 1. Counted by hand, for the csv crate's own count is one short
/// behind a line end of two characters.
fn line_of(path: &Path, record: &StringRecord) -> Option<usize> {
    let before = usize::try_from(record.position()?.byte()).ok()?;
    let file = std::fs::read(path).ok()?;
    let (before, rest) = file.split_at_checked(before)?;
    Some(1 + before.iter().filter(|b| **b == b'\n').count() + usize::from(rest.first() == Some(&b'\n')))
}

fn quote_row(c: &Cells) -> Result<QuoteRow, String> {
    let kind = match c.raw("type")? {
        "direct" => QuotationType::Direct,
        "indirect" => QuotationType::Indirect,
        "mixed" => QuotationType::Mixed,
        other => return Err(format!("type is none that is known: {other}")),
    };
    let label = c.raw("stance_label")?;
    let label =
        Label::ALL.into_iter().find(|l| l.name() == label).ok_or_else(|| format!("no such stance_label: {label}"))?;
    Ok(QuoteRow {
        article_id: c.text("article_id")?,
        quote_id: c.text("quote_id")?,
        kind,
        quote: c.text("quote")?,
        spans: spans(plain(c.raw("spans")?))?,
        cue: c.text("cue")?,
        cue_span: None,
        speaker_mention: c.text("speaker_mention")?,
        mention_span: None,
        speaker: c.text("speaker")?,
        speaker_id: c.text("speaker_id")?,
        speaker_confidence: c.number_within("speaker_confidence", 0.0, 1.0)?.unwrap_or_default() as f32,
        evidence: None,
        stance: Stance {
            score: c.number_within("stance_score", -1.0, 1.0)?,
            label,
            confidence: c.number_within("stance_confidence", 0.0, 1.0)?.unwrap_or_default(),
        },
        nested: c.is_true("nested")?,
        duplicate_of: c.text("duplicate_of")?,
        sentence: c.text("sentence")?,
        title: c.text("title")?,
        outlet: c.text("outlet")?,
        date: c.text("date")?,
        group: String::new(),
        url: String::new(),
        corrected: false,
    })
}

/// Code points beyond which no span ends: no text is so long, and sums of two such places fit into a `usize`.
const LAST: usize = u32::MAX as usize;

fn spans(cell: &str) -> Result<Vec<Span>, String> {
    let span = |s: &str| {
        let (a, b) = s.split_once('-')?;
        Some(a.parse().ok()?..b.parse().ok()?)
    };
    let spans: Option<Vec<Span>> = cell.split(';').map(span).collect();
    let spans = spans.ok_or_else(|| format!("spans cannot be read (12-30;35-40 is how they look): {cell}"))?;
    if let Some(s) = spans.iter().find(|s| s.start > s.end || s.end > LAST) {
        let what = if s.start > s.end { "ends before it begins" } else { "ends beyond every text" };
        return Err(format!("spans: one {what}: {}-{}", s.start, s.end));
    }
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::row::sample;

    /// What is said of a `quotes.csv` whose second row of three has an edited cell.
    fn said_of(column: &str, cell: &str) -> Result<QuoteRow, String> {
        let dir = tempfile::tempdir().unwrap();
        let mut row = sample("Oda Varn", "No.", Some(-0.5)).cells();
        row[QuoteRow::COLUMNS.iter().position(|c| *c == column).unwrap()] = cell.to_string();
        let mut to = super::super::cells::writer(File::create(dir.path().join("quotes.csv")).unwrap());
        to.write_record(QuoteRow::COLUMNS).unwrap();
        for cells in [sample("Oda Varn", "Two\nlines.", None).cells(), row, sample("Oda Varn", "Yes.", None).cells()] {
            to.write_record(cells).unwrap();
        }
        to.flush().unwrap();
        drop(to);
        Runs::read(&[dir.path()]).map(|mut r| r.rows.remove(1)).map_err(|e| e.to_string())
    }

    #[test]
    fn an_edited_cell_that_cannot_be_is_named_with_its_line_and_column() {
        for (column, cell, words) in [
            ("stance_score", "1.5", "stance_score is outside -1..1: 1.5"),
            ("stance_score", "-70", "stance_score is outside -1..1: -70"),
            ("stance_score", "1e300", "stance_score is outside -1..1: 1"),
            ("stance_score", "NaN", "stance_score is no number: NaN"),
            ("stance_score", "0,5", "stance_score is no number: 0,5"),
            ("stance_confidence", "80", "stance_confidence is outside 0..1: 80"),
            ("speaker_confidence", "-0.1", "speaker_confidence is outside 0..1: -0.1"),
            ("spans", "", "spans cannot be read"),
            ("spans", "0-18446744073709551616", "spans cannot be read"),
            ("spans", "0-18446744073709551615", "spans: one ends beyond every text: 0-18446744073709551615"),
            ("spans", "5-3", "spans: one ends before it begins: 5-3"),
            ("nested", "perhaps", "nested is neither true nor false: perhaps"),
            ("type", "sung", "type is none that is known: sung"),
        ] {
            let said = said_of(column, cell).unwrap_err();
            // the row before has a line end in its words and one in its id
            assert!(said.contains("quotes.csv: line 5: ") && said.contains(words), "{column} {cell:?}: {said}");
        }
    }

    #[test]
    fn what_a_spreadsheet_saves_is_read() {
        assert!(said_of("nested", "TRUE").unwrap().nested);
        assert!(!said_of("nested", "FALSE").unwrap().nested);
        assert_eq!(said_of("stance_score", "-1").unwrap().stance.score, Some(-1.0));
        assert_eq!(said_of("stance_score", "").unwrap().stance.score, None);
        assert_eq!(said_of("spans", "'12-40;55-61").unwrap().spans, [12..40, 55..61]);
        assert_eq!(said_of("title", "'1-2").unwrap().title, "1-2");
        assert_eq!(said_of("spans", "0-3;4294967290-4294967295").unwrap().spans[1].end, 4_294_967_295);
    }
}
