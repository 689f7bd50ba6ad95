//! quotestance finds every quotation in news articles, names its speaker and scores where it stands between peace (+1)
//! and pressure (-1).
//!
//! # The way of one document
//!
//! 1. A [`Document`] is a text with its id and, where they are known, title, outlet and date. [`text`] cuts it into
//!    paragraphs and sentences; every offset is in code points.
//! 2. [`encoder`], the only room that knows libtorch, reads it in windows of word pieces and gives each piece
//!    probabilities of roles, entities, links and antecedents.
//! 3. [`quotation`] makes quotations of these and of the quotation marks: what was said, the reporting words, the words
//!    that name the source.
//! 4. [`attribution`] finds the [`Speaker`] behind these words, by an ordered table of rules over the entities of the
//!    document and a roster of known speakers; it can tell why.
//! 5. [`stance`] masks all names in the sentence and scores the quotation: a [`Stance`].
//!
//! [`Analyzer`] does all of it, and [`Analysis`] is what comes out:
//!
//! ```
//! use quotestance::{Analyzer, Document};
//!
//! fn main() -> Result<(), quotestance::Error> {
//!     let analyzer = Analyzer::builder("models").build()?;
//!     let document = Document::new("wire-1", "“We will talk to Tarsk,” President Oda Varn said on Monday.");
//!     for quotation in analyzer.analyze(&document)?.quotations {
//!         println!("{}: {} ({:?})", quotation.speaker, quotation.text, quotation.stance.score);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Whole runs
//!
//! With the feature `job` (part of `cli`, the default): [`reader`] makes documents of files of many formats, [`job`]
//! analyzes them into an [`archive`], from which a stopped
//! run goes on, and [`export`] writes CSV and a page of it. [`review`] tells what is worth a look, and reads what people put
//! right.
#![cfg_attr(not(feature = "job"), allow(rustdoc::broken_intra_doc_links, reason = "rooms of the feature job"))]

pub mod analyzer;
#[cfg(feature = "job")]
pub mod archive;
pub mod attribution;
mod document;
pub mod encoder;
mod error;
#[cfg(feature = "job")]
pub mod export;
#[cfg(feature = "job")]
pub mod job;
mod lexicon;
mod mend;
pub mod quotation;
#[cfg(feature = "job")]
pub mod reader;
#[cfg(feature = "job")]
pub mod review;
pub mod stance;
pub mod text;
mod words;

pub use analyzer::{Analysis, Analyzer, Quotation};
pub use attribution::Speaker;
pub use document::{AsOf, Date, Document};
pub use error::Error;
pub use stance::Stance;

/// The version of this crate. `run.json` and the page give it together with [`COMMIT`].
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit that this crate was built of: its hash, with `+changes` behind it where files differed from it; empty outside
/// a git checkout.
pub const COMMIT: &str = env!("QUOTESTANCE_COMMIT");
