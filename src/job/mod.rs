//! A whole run: inputs are read and scored into the [`Journal`] of an [`OutputFolder`]; a [`Publication`] makes the
//! files of it.

mod folder;
mod journal;
mod pipeline;
mod publish;

pub use folder::OutputFolder;
pub use journal::{Chunk, ChunkKey, Item, Journal, Start};
pub use pipeline::{Models, Outcome, Pipeline, Stages, Watch, Work, pool, requests};
pub use publish::Publication;
