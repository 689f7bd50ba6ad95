//! CSV and TSV: one article a row.

use std::io::{BufRead, BufReader, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::columns::Columns;
use super::decode;
use super::entry::{Entry, InputError, Options};
use super::open::{Format, Packing, reading_failed, too_large};
use crate::document::Document;

/// Cells of the longest row: no spreadsheet has more. A power of two times the room that a row begins with.
const MOST_COLUMNS: usize = 16_384;

/// The rows of a table. A bad row is an error, and the next is read.
///
/// The parser is the `csv` crate's own core: over it, a row can be as long as it likes without being kept in memory.
pub struct Table {
    name: String,
    stem: String,
    input: BufReader<Box<dyn Read + Send>>,
    parser: Reader,
    packing: Packing,
    options: Options,
    columns: Option<Columns>,
    /// Rows after the header.
    rows: usize,
    ended: bool,
}

/// What the parser found.
enum Row {
    Cells { line: u64, cells: Vec<Vec<u8>> },
    Bad { line: u64, error: String },
    End,
}

impl Table {
    /// `stem` begins the ids of rows that have none.
    pub fn new(
        name: String,
        stem: String,
        format: Format,
        reader: Box<dyn Read + Send>,
        packing: Packing,
        options: Options,
    ) -> Self {
        let mut input = BufReader::with_capacity(1 << 16, reader);
        let delimiter = match format {
            Format::Tsv => b'\t',
            // spreadsheets of half of Europe write semicolons; what cannot be read says so below
            _ => {
                let head = input.fill_buf().unwrap_or_default();
                let header = head.split(|&b| b == b'\n').next().unwrap_or_default();
                let count = |d: u8| header.iter().filter(|&&b| b == d).count();
                if count(b';') > count(b',') { b';' } else { b',' }
            }
        };
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        Table { name, stem, input, parser, packing, options, columns: None, rows: 0, ended: false }
    }

    /// The next row of cells; of a row that is too long nothing is kept.
    fn read(&mut self) -> Row {
        let max = self.options.max_bytes as usize;
        let line = self.parser.line();
        let (mut bytes, mut ends) = (vec![0; max.min(4096)], vec![0; 64]);
        let (mut length, mut cells, mut lost) = (0, 0, None);
        let mut last_piece = false;
        loop {
            let input = match self.input.fill_buf() {
                Ok(input) => input,
                Err(e) => {
                    self.ended = true;
                    return Row::Bad { line, error: reading_failed(&e, self.packing) };
                }
            };
            // at the end, a line end shows whether a quote is still open: only there it is text
            let at_end = input.is_empty();
            let input: &[u8] = if !at_end {
                input
            } else if last_piece {
                b""
            } else {
                b"\n"
            };
            let (result, used, written, ended) =
                self.parser.read_record(input, &mut bytes[length..], &mut ends[cells..]);
            if at_end && !last_piece {
                last_piece = used > 0;
                if matches!(result, ReadRecordResult::InputEmpty) && written > 0 {
                    self.ended = true;
                    let error = "a quotation mark that opens a cell of this row is never closed".to_string();
                    return Row::Bad { line, error };
                }
            } else {
                self.input.consume(if at_end { 0 } else { used });
            }
            length += written;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if length >= max => {
                    lost = Some(too_large("the row", self.options.max_bytes));
                    length = 0;
                }
                ReadRecordResult::OutputFull => bytes.resize((bytes.len() * 2).min(max.max(bytes.len() + 1)), 0),
                ReadRecordResult::OutputEndsFull if cells >= MOST_COLUMNS => {
                    lost = Some(format!("more than {MOST_COLUMNS} cells in this row"));
                    cells = 0;
                }
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    if let Some(error) = lost {
                        return Row::Bad { line, error };
                    }
                    let mut start = 0;
                    let cells = ends[..cells].iter().map(|&end| {
                        let cell = bytes[start..end].to_vec();
                        start = end;
                        cell
                    });
                    return Row::Cells { line, cells: cells.collect() };
                }
                ReadRecordResult::End => {
                    self.ended = true;
                    return Row::End;
                }
            }
        }
    }

    fn article(&self, columns: &Columns, cells: Vec<Vec<u8>>) -> Result<Document, String> {
        if cells.len() != columns.count {
            return Err(format!(
                "{} cells where the header has {}; a cell that holds the separator or a line end needs quotation marks \
                 around it",
                cells.len(),
                columns.count
            ));
        }
        let cell = |i: usize| decode::text(&cells[i]);
        // what is only kept is no reason to lose the article
        let other = |i: usize| Some(cell(i).unwrap_or_else(|_| String::from_utf8_lossy(&cells[i]).into_owned()));
        columns.article(&self.stem, self.rows, self.options.max_bytes, cell, other)
    }
}

impl Iterator for Table {
    type Item = Result<Entry, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (line, found) = match self.read() {
                Row::End if self.columns.is_some() && self.rows > 0 => return None,
                Row::End => {
                    let error = if self.columns.is_some() { "a header, and no row below it" } else { "no text in it" };
                    return Some(Err(InputError { input: self.name.clone(), error: error.into() }));
                }
                Row::Bad { line, error } => {
                    self.rows += 1;
                    // without a header nothing can be made of the rest
                    self.ended |= self.columns.is_none();
                    (line, Err(error))
                }
                Row::Cells { line, cells } => match self.columns.take() {
                    None => {
                        let header = cells.iter().map(|c| decode::text(c)).collect::<Result<Vec<_>, _>>();
                        match header.and_then(|h| Columns::of(&h, self.options.text_column.as_deref())) {
                            Ok(columns) => {
                                self.columns = Some(columns);
                                continue;
                            }
                            Err(error) => {
                                self.ended = true;
                                (line, Err(error))
                            }
                        }
                    }
                    Some(columns) => {
                        self.rows += 1;
                        let article = self.article(&columns, cells);
                        self.columns = Some(columns);
                        (line, article)
                    }
                },
            };
            let place = format!("{} line {line}", self.name);
            return Some(match found {
                Ok(document) => Ok(Entry { document, place }),
                Err(error) => Err(InputError { input: place, error }),
            });
        }
        None
    }
}
