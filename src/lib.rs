//! quotestance finds every quotation in news articles, names its speaker and scores where it
//! stands between peace (+1) and pressure (-1).
//!
//! One way, top to bottom: [`article`] reads, [`quotation`] finds, [`speaker`] names,
//! [`stance`] scores, [`report`] writes; [`pipeline`] alone knows the order. [`encoder`] is the
//! only room that knows the models, [`text`] the ground that all stand on.

pub mod article;
pub mod encoder;
pub mod pipeline;
pub mod quotation;
pub mod report;
pub mod speaker;
pub mod stance;
pub mod text;
