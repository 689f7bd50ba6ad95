//! Quotations become files: `quotes.csv`, `speakers.csv`, `speakers/`, `report.html`, `errors.csv`, `run.json`.
//! [`Runs`] reads them again.
//!
//! A run writes chunk after chunk into its [`Journal`]; a [`Publication`] makes the files of it.
//!
//! Columns and file names are fixed by the design; other people's scripts read them.

mod articles;
mod cells;
mod duplicates;
mod files;
mod ids;
mod journal;
mod page;
mod publish;
mod read;
mod row;
mod run;
mod speakers;
mod summary;

pub use articles::{ArticleLine, Mark};
pub use cells::{signed, text as cell_text, writer as csv_writer};
pub use duplicates::{Duplicates, Ran, mark_duplicates, where_it_ran};
pub use files::OutputFolder;
pub use journal::{Chunk, ChunkKey, Item, Journal, Recipe, Start};
pub use page::{Figure, MAX_ARTICLES, PageInput, RunNote, figures, render as render_page};
pub use publish::Publication;
pub use read::Runs;
pub use row::QuoteRow;
pub use run::{Counts, ModelInfo, RunInfo, Seconds};
pub use speakers::{SpeakerFigures, SpeakerRow, speaker_rows};
pub use summary::summary;
