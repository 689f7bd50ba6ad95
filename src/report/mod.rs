//! Quotations become files: `quotes.csv`, `speakers.csv`, `speakers/`, `errors.csv`, `run.json`.
//!
//! Columns and file names are fixed by the design; other people's scripts read them.

mod cells;
mod duplicates;
mod files;
mod row;
mod run;
mod speakers;

pub use cells::{text as cell_text, writer as csv_writer};
pub use duplicates::{Duplicates, mark_duplicates};
pub use files::{OutputFolder, write_all};
pub use row::QuoteRow;
pub use run::{Counts, ModelInfo, RunInfo, Seconds};
pub use speakers::{SpeakerRow, speaker_rows};
