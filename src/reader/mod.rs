//! Reading: files, folders, patterns, lists and standard input become [`Document`](crate::Document)s, one at a time.
//!
//! Each of these files knows only those above it:
//!
//! - `entry` says what is read and what comes of it; `fields` what columns are called; `date` what a date can mean;
//!   `decode` makes bytes text, `open` makes a file bytes, within a limit;
//! - `extra` keeps what a source says beside that; `columns` and `record` make a row and a JSON object documents; `lines`, `table`, `parquet`, `html` and `markdown`
//!   read a format each;
//! - `order` gives the documents of a file their dates; `file` chooses the format and joins all this;
//! - `find` says which files the inputs mean; `unread` counts dates that were not read; `inputs` goes through the files.

mod columns;
mod date;
mod decode;
mod entry;
mod extra;
mod fields;
mod file;
mod find;
mod html;
mod inputs;
mod language;
mod lines;
mod markdown;
mod open;
mod order;
mod own;
#[cfg(feature = "parquet")]
mod parquet;
mod record;
mod table;
mod unread;

pub(crate) use decode::text as decoded;
pub use entry::{InputError, Options};
pub use inputs::Inputs;
pub(crate) use own::APPLICATION_ID;
pub use unread::{UnreadDate, UnreadDates};
