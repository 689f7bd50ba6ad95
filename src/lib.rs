//! quotestance finds every quotation in news articles, names its speaker and scores where it
//! stands between peace (+1) and pressure (-1).
//!
//! One way, top to bottom: [`reader`] reads, [`quotation`] finds, [`attribution`] names,
//! [`stance`] scores, [`export`] writes; [`job`] alone knows the order. [`encoder`] is the
//! only room that knows the models, [`text`] the ground that all stand on.

pub mod analyzer;
pub mod attribution;
mod document;
pub mod encoder;
mod error;
#[cfg(feature = "job")]
pub mod export;
#[cfg(feature = "job")]
pub mod job;
pub mod quotation;
#[cfg(feature = "job")]
pub mod reader;
pub mod stance;
pub mod text;
mod words;

pub use analyzer::{Analysis, Analyzer, Quotation};
pub use attribution::Speaker;
/// The version of this crate. `run.json` and the page give it together with [`COMMIT`].
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit that this crate was built of: its hash, with `+changes` behind it where files differed from it; empty outside
/// a git checkout.
pub const COMMIT: &str = env!("QUOTESTANCE_COMMIT");

pub use document::{AsOf, Date, Document};
pub use error::Error;
pub use stance::Stance;
