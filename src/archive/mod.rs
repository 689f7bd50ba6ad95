//! The archive: one SQLite file, `archive.db`, that runs add to and every export is made of.
//!
//! [`Archive`] keeps documents with their texts, what was found in them, and what a person has corrected, one document a
//! transaction. [`Archive::settle`] decides what only all documents together can tell: one name for one speaker, which
//! quotations repeat an earlier one, and each speaker's figures. Everything else reads what was settled.
//! The tables are explained in `schema.sql`.

mod about;
mod columns;
mod compare;
mod correction;
mod corrections;
#[cfg(test)]
mod corrections_tests;
mod duplicates;
mod fault;
mod fit;
mod ids;
mod interval;
mod key;
mod merge;
mod naming;
mod read;
mod rounding;
mod row;
mod run;
mod schema;
mod search;
mod settle;
mod speakers;
mod statements;
mod store;

pub use about::{Recipe, RunRecord};
pub use compare::{Compared, Comparison, Side};
pub use correction::{Correction, Field, Verdict};
pub use duplicates::{Ran, where_it_ran};
pub use read::{Documents, Rereading, Stored};
pub use row::QuoteRow;
#[cfg(test)]
pub(crate) use row::sample;
pub use run::{RunKind, RunPlan, Start};
pub use search::{Filter, Found, MARKS, Order};
pub use settle::{Counts, Settled, Settling};
pub use speakers::{SpeakerRow, speaker_rows};
pub use statements::{Entered, Statement};
pub use store::{ARCHIVE, Archive, Growth};

#[cfg(test)]
pub(crate) use duplicates::mark_duplicates;
#[cfg(test)]
pub(crate) use interval::{Cluster, intervals};
pub(crate) use key::InputKey;
pub(crate) use rounding::{number, thousandths};
pub(crate) use row::{span_list, spans_of};
#[cfg(test)]
pub(crate) use speakers::SpeakerFigures;
