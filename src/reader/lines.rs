//! JSON lines: one record a line.

use std::io::{self, BufRead, BufReader, Read};

use super::entry::{Entry, InputError, Options};
use super::open::{Packing, reading_failed, too_large};
use super::{decode, record};
use crate::document::Document;

/// The records of a stream of JSON lines. Blank lines are passed over; a bad line is an error, and the next is read.
pub struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    packing: Packing,
    options: Options,
    /// The line last read, from 1.
    line: usize,
    any: bool,
    ended: bool,
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

impl Lines {
    pub fn new(name: String, reader: Box<dyn Read + Send>, packing: Packing, options: Options) -> Self {
        Lines { name, reader: BufReader::new(reader), packing, options, line: 0, any: false, ended: false }
    }

    /// The next line; of one that is too long nothing is kept.
    fn read(&mut self) -> io::Result<Line> {
        let max = self.options.max_bytes;
        let mut bytes = Vec::new();
        self.reader.by_ref().take(max + 1).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(Line::End);
        }
        self.line += 1;
        if bytes.len() as u64 <= max || bytes.ends_with(b"\n") {
            return Ok(Line::Whole(bytes));
        }
        drop(bytes);
        loop {
            let rest = self.reader.fill_buf()?;
            let end = rest.iter().position(|&b| b == b'\n');
            let used = end.map_or(rest.len(), |e| e + 1);
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                return Ok(Line::TooLong);
            }
        }
    }

    fn article(&self, bytes: &[u8]) -> Option<Result<Document, String>> {
        // files that were put together have a byte order mark in their middle
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.trim_ascii().is_empty() {
            return None;
        }
        let Options { text_column, max_bytes, .. } = &self.options;
        Some(decode::text(bytes).and_then(|line| record::from_json(&line, text_column.as_deref(), *max_bytes)))
    }
}

impl Iterator for Lines {
    type Item = Result<Entry, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let read = self.read();
            let at = |line: usize| format!("{} line {line}", self.name);
            let found = match read {
                Ok(Line::Whole(bytes)) => match self.article(&bytes) {
                    Some(found) => found,
                    None => continue,
                },
                Ok(Line::TooLong) => Err(too_large("the line", self.options.max_bytes)),
                Ok(Line::End) => {
                    self.ended = true;
                    let empty = InputError { input: self.name.clone(), error: "no text in it".into() };
                    return (!self.any).then_some(Err(empty));
                }
                Err(e) => {
                    self.ended = true;
                    let error = reading_failed(&e, self.packing);
                    return Some(Err(InputError { input: at(self.line + 1), error }));
                }
            };
            self.any = true;
            let place = at(self.line);
            return Some(match found {
                Ok(document) => Ok(Entry { document, place }),
                Err(error) => Err(InputError { input: place, error }),
            });
        }
        None
    }
}
