//! What the archive holds becomes files: `quotes.csv`, `speakers.csv`, `speakers/`, `report.html`, `errors.csv`, `run.json`.
//! Columns and file names are fixed by the design; other people's scripts read them.

mod annotation;
mod articles;
pub(crate) mod cells;
mod files;
mod page;
#[cfg(feature = "parquet")]
mod parquet_file;
mod row;
mod run;
mod speakers;
mod summary;
mod table;
mod table_file;

pub use annotation::{AnnotationFormat, LABEL_STUDIO_CONFIG, write_annotations};
pub use articles::ArticleLine;
pub use cells::{CellStyle, plain as plain_text, signed, writer as csv_writer};
pub use page::{Figure, MAX_ARTICLES, PageInput, RunNote, figures, render as render_page};
pub use run::{FileOptions, ModelInfo, PastRun, RunInfo, Seconds};
pub use summary::summary;
pub use table_file::TableFormat;

pub(crate) use annotation::{Given, RegionName};
pub(crate) use files::{CsvFile, SpeakerFiles, write_file};
pub(crate) use table::{Cell, Column, users_cells};
pub(crate) use table_file::TableFile;
