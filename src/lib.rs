//! quotestance finds every quotation in news articles, names its speaker and scores where it
//! stands between peace (+1) and pressure (-1).
//!
//! One way, top to bottom: [`reader`] reads, [`quotation`] finds, [`attribution`] names,
//! [`stance`] scores, [`export`] writes; [`job`] alone knows the order. [`encoder`] is the
//! only room that knows the models, [`text`] the ground that all stand on.

pub mod attribution;
mod document;
pub mod encoder;
pub mod export;
pub mod job;
pub mod quotation;
pub mod reader;
pub mod stance;
pub mod text;
mod words;

pub use document::{AsOf, Date, Document};
