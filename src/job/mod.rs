//! A whole run: inputs are read and analyzed into the [archive](crate::archive::Archive) of an [`OutputFolder`]; a
//! [`Publication`] makes the files of it.

mod clock;
mod folder;
mod publish;
mod read_ahead;
mod run;
mod tables;

pub use clock::{Stages, Watch, Work};
pub use folder::OutputFolder;
pub use publish::{PageMaterial, Publication};
pub use read_ahead::Source;
pub use run::{Outcome, run};
