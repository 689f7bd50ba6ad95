//! The only room that knows rust-bert, libtorch, tokenizers, devices and batches.
//!
//! Two models live here, each a folder with `model.safetensors`, `config.json`, `vocab.txt`
//! and `labels.json`: [`QuotationNet`] reads whole articles in windows, [`StanceNet`] reads
//! one quotation with its context. Both take plain numbers and give plain numbers back.

mod batch;
mod bert;
mod device;
mod folder;
mod linear;
mod pieces;
mod quotation_net;
mod relative;
mod stance_net;
mod windows;

pub use batch::batches_by_tokens;
pub use device::{Device, Precision, single_threaded_libtorch};
pub use folder::{ModelError, ModelFolder};
pub use pieces::{Pieces, WordPiece};
pub use quotation_net::{Candidate, Entity, Group, PieceScores, QuotationLogits, QuotationNet, Window, WindowScores};
pub use stance_net::{Placeholders, StanceInput, StanceNet};

use pieces::PieceTokenizer;

/// The vocabulary's ids of `[CLS]` and `[SEP]` in every BERT vocabulary of this lineage.
pub(crate) const CLS: i64 = 101;
pub(crate) const SEP: i64 = 102;

/// All the values of a tensor, row by row, on the CPU.
fn numbers(t: &tch::Tensor) -> Result<Vec<f32>, ModelError> {
    Ok(Vec::<f32>::try_from(t.to_device(tch::Device::Cpu).to_kind(tch::Kind::Float).flatten(0, -1))?)
}
