//! The documents of one file, or of standard input, with their dates.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::entry::{Entries, Entry, InputError, Options, checked};
use super::lines::Lines;
use super::open::{FileGuard, Format, Name, Packing, reading_failed, unpacked, whole};
use super::order::{Again, Dated};
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::table::Table;
use super::{decode, html, markdown};
use crate::document::Document;

/// The documents of a file; at its end, an error where the file is not what it was at the beginning.
pub fn of_path(path: PathBuf, options: Options) -> Entries {
    let (name, guard, file) = match opened(&path) {
        Ok(opened) => opened,
        Err(e) => return single(Err(e)),
    };
    let one_document = !name.format.is_table();
    let again: Option<Again> = (!one_document).then(|| {
        let (path, options) = (path.clone(), options.clone());
        let again = move || match opened(&path) {
            Ok((name, _, file)) => on_disk(&path, name, file, options),
            Err(e) => single(Err(e)),
        };
        Box::new(again) as Again
    });
    let entries = Dated::new(on_disk(&path, name, file, options), again);
    Box::new(Guarded { entries, guard: Some(guard), path, one_document })
}

/// The documents in bytes that are what a file of this name would hold.
pub fn of_bytes(name: &str, bytes: Vec<u8>, options: Options) -> Entries {
    let parts = match Name::of(Path::new(name)) {
        Ok(parts) => parts,
        Err(e) => return single(Err(InputError::of(Path::new(name), e))),
    };
    let bytes: Arc<[u8]> = bytes.into();
    let read = {
        let name = name.to_string();
        move |bytes: Arc<[u8]>| in_stream(name, parts, io::Cursor::new(bytes), options)
    };
    let (again, same) = (read.clone(), bytes.clone());
    Box::new(Dated::new(read(bytes), Some(Box::new(move || again(same)))))
}

/// The documents on standard input, which are JSON lines. It cannot be read twice: dates that can be two days stay
/// unread.
pub fn of_stdin(options: Options) -> Entries {
    let name = Name { stem: "stdin".into(), format: Format::JsonLines, packing: Packing::Plain };
    Box::new(Dated::new(in_stream("standard input".into(), name, io::stdin(), options), None))
}

/// An error, or one document.
pub fn single(entry: Result<Entry, InputError>) -> Entries {
    Box::new(std::iter::once(entry))
}

fn opened(path: &Path) -> Result<(Name, FileGuard, File), InputError> {
    let opened = Name::of(path).and_then(|name| FileGuard::open(path).map(|(guard, file)| (name, guard, file)));
    opened.map_err(|e| InputError::of(path, e))
}

fn on_disk(path: &Path, name: Name, file: File, options: Options) -> Entries {
    let shown = path.display().to_string();
    match name {
        // from the disk as it is needed: the file may be larger than the memory
        #[cfg(feature = "parquet")]
        Name { stem, format: Format::Parquet, packing: Packing::Plain } => {
            Box::new(Parquet::new(shown, stem, file, options))
        }
        name => in_stream(shown, name, file, options),
    }
}

/// The documents in a stream of bytes; their dates are as they were given.
fn in_stream(shown: String, name: Name, raw: impl Read + Send + 'static, options: Options) -> Entries {
    let Name { stem, format, packing } = name;
    let failed = |e: String| single(Err(InputError { input: shown.clone(), error: e }));
    let reader = match unpacked(raw, packing) {
        Ok(reader) => reader,
        Err(e) => return failed(e),
    };
    match format {
        Format::JsonLines | Format::Csv | Format::Tsv => match decode::stream(reader) {
            Ok(reader) if format == Format::JsonLines => Box::new(Lines::new(shown, reader, packing, options)),
            Ok(reader) => Box::new(Table::new(shown, stem, format, reader, packing, options)),
            Err(e) => failed(reading_failed(&e, packing)),
        },
        #[cfg(feature = "parquet")]
        Format::Parquet => match whole(reader, packing, options.max_bytes) {
            Ok(bytes) => Box::new(Parquet::new(shown, stem, bytes::Bytes::from(bytes), options)),
            Err(e) => failed(e),
        },
        Format::Text | Format::Markdown | Format::Html => {
            match whole(reader, packing, options.max_bytes)
                .and_then(|bytes| document(stem, format, &bytes, options.max_bytes))
            {
                Ok(document) => single(Ok(Entry { document, place: shown })),
                Err(e) => failed(e),
            }
        }
    }
}

/// The document in the bytes of a file that holds one.
fn document(id: String, format: Format, bytes: &[u8], max_bytes: u64) -> Result<Document, String> {
    match format {
        Format::Html => html::article(id, &decode::html(bytes)?, max_bytes),
        Format::Markdown => markdown::article(id, decode::text(bytes)?, max_bytes),
        _ => Ok(Document::new(id, checked(decode::text(bytes)?)?)),
    }
}

/// The documents of a file, and an error where it was not the same at the end as at the beginning. Of a file that holds
/// one document, the error comes instead of it.
struct Guarded {
    entries: Dated,
    guard: Option<FileGuard>,
    path: PathBuf,
    one_document: bool,
}

impl Iterator for Guarded {
    type Item = Result<Entry, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.entries.next();
        if next.is_some() && !self.one_document {
            return next;
        }
        match self.guard.take().map(|guard| guard.unchanged()) {
            Some(Err(e)) => Some(Err(InputError::of(&self.path, e))),
            _ => next,
        }
    }
}
