//! Quotations become files: `quotes.csv`, `speakers.csv`, `speakers/`, `errors.csv`, `run.json`.
//!
//! A run writes chunk after chunk into its [`Journal`]; a [`Publication`] makes the files of it.
//!
//! Columns and file names are fixed by the design; other people's scripts read them.

mod cells;
mod duplicates;
mod files;
mod journal;
mod publish;
mod row;
mod run;
mod speakers;

pub use duplicates::{Duplicates, mark_duplicates};
pub use files::OutputFolder;
pub use journal::{Chunk, ChunkKey, Item, Journal, Recipe, Start};
pub use publish::{Publication, Published};
pub use row::QuoteRow;
pub use run::{Counts, ModelInfo, RunInfo, Seconds};
pub use speakers::{SpeakerFigures, SpeakerRow, speaker_rows};
