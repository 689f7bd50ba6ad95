//! Quotations become files: `quotes.csv`, `speakers.csv`, `speakers/`, `report.html`, `errors.csv`, `run.json`.
//! [`Runs`] reads them again.
//!
//! Columns and file names are fixed by the design; other people's scripts read them.

mod articles;
pub(crate) mod cells;
mod duplicates;
mod files;
mod ids;
mod interval;
mod page;
#[cfg(feature = "parquet")]
mod parquet_file;
mod read;
mod row;
mod run;
mod speakers;
mod summary;
mod table;
mod table_file;

pub use articles::ArticleLine;
pub use cells::{CellStyle, plain as plain_text, signed, writer as csv_writer};
pub use duplicates::{Ran, where_it_ran};
pub use page::{Figure, MAX_ARTICLES, PageInput, RunNote, figures, render as render_page};
pub use read::Runs;
pub use row::QuoteRow;
pub use run::{Counts, ModelInfo, Recipe, RunInfo, Seconds};
pub use speakers::{SpeakerRow, speaker_rows};
pub use summary::summary;
pub use table_file::TableFormat;

pub(crate) use duplicates::Duplicates;
pub(crate) use files::{CsvFile, SpeakerFiles, write_file};
pub(crate) use ids::SpeakerIds;
pub(crate) use speakers::SpeakerFigures;
pub(crate) use table::{Cell, Column, Kind, columns as table_columns, users_cells};
pub(crate) use table_file::TableFile;
