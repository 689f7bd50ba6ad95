//! A whole run: inputs are read and analyzed into the [`Journal`] of an [`OutputFolder`]; a [`Publication`] makes the
//! files of it.

mod clock;
mod folder;
mod journal;
mod publish;
mod read_ahead;
mod run;

pub use clock::{Stages, Watch, Work};
pub use folder::OutputFolder;
pub use journal::{Journal, Start};
pub use publish::Publication;
pub use run::{Outcome, run};
