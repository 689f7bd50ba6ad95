//! The stance model: a quotation and its context in, six logits out.

use rust_bert::bert::BertConfig;
use serde::Deserialize;
use tch::{Kind, Tensor, nn, no_grad};

use super::bert::{Encoder, Rows, Unread};
use super::linear::{Linear, unread};
use super::{Device, ModelError, ModelFolder, PieceTokenizer, Precision, ReadOnly, numbers};

/// Most pieces of one input; longer quotations are cut.
const MAX_PIECES: usize = 192;
const CLASSES: usize = 6;

#[derive(Deserialize)]
struct Labels {
    classes: Vec<String>,
    temperature: f64,
    placeholders: Placeholders,
}

/// What stands in the model's input for persons.
#[derive(Clone, Debug, Deserialize)]
pub struct Placeholders {
    /// For who speaks.
    pub speaker: String,
    /// For everybody else who is named.
    pub person: String,
}

struct Net {
    bert: Encoder,
    classifier: Linear,
}

/// A tokenized pair of quotation and context.
#[derive(Clone, Debug, PartialEq)]
pub struct StanceInput {
    pub ids: Vec<i64>,
    pub types: Vec<i64>,
}

/// The stance model, ready to run.
pub struct StanceNet {
    net: ReadOnly<Net>,
    tokenizer: PieceTokenizer,
    device: Device,
    temperature: f64,
    placeholders: Placeholders,
}

impl StanceNet {
    /// Load the folder; fails where a file is missing or does not fit the others.
    pub fn load(folder: &ModelFolder, device: Device, precision: Precision) -> Result<Self, ModelError> {
        let labels: Labels = folder.json("labels.json")?;
        if labels.classes != ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace", "off_axis"] {
            return Err(folder.error("labels.json: not the classes of a stance model"));
        }
        if labels.temperature.is_nan() || labels.temperature <= 0.0 {
            return Err(folder.error("labels.json: the temperature must be above 0"));
        }
        let config: BertConfig = folder.json("config.json")?;
        let mut vs = nn::VarStore::new(device.torch());
        let root = vs.root();
        let bert = Unread::new(&(&root / "bert"), &config, folder)?;
        let classifier = unread(&root / "classifier", config.hidden_size, CLASSES as i64);
        folder.load_weights(&mut vs)?;
        let net = no_grad(|| Net {
            bert: bert.ready(precision),
            classifier: Linear::of(&[classifier], precision.of_heads()),
        });
        Ok(StanceNet {
            net: ReadOnly(net),
            tokenizer: PieceTokenizer::load(folder)?,
            device,
            temperature: labels.temperature,
            placeholders: labels.placeholders,
        })
    }

    /// The words that stand for the speaker and for other persons in every input.
    pub fn placeholders(&self) -> &Placeholders {
        &self.placeholders
    }

    pub fn input(&self, quote: &str, context: &str) -> Result<StanceInput, ModelError> {
        let (ids, types) = self.tokenizer.pair(quote, context, MAX_PIECES)?;
        Ok(StanceInput { ids, types })
    }

    /// Logits before calibration, six an input: strong pressure to strong peace, then off axis.
    pub fn logits(&self, inputs: &[&StanceInput]) -> Result<Vec<[f32; CLASSES]>, ModelError> {
        let device = self.device.torch();
        let flat = no_grad(|| -> Result<Vec<f32>, ModelError> {
            let rows = Rows::new(inputs.iter().map(|i| (i.ids.as_slice(), i.types.as_slice())), device);
            let net = &*self.net;
            let hidden = net.bert.forward(&rows)?;
            // mean over the pieces of each row, as the encoder was pre-trained
            let means: Vec<Tensor> = hidden
                .split_with_sizes(rows.lengths.as_slice(), 0)
                .iter()
                .map(|row| row.mean_dim(0, false, Kind::Float))
                .collect();
            numbers(&net.classifier.forward(&Tensor::stack(&means, 0))?)
        })?;
        Ok(flat.chunks_exact(CLASSES).map(|c| c.try_into().expect("six classes")).collect())
    }

    /// Calibrated probabilities (softmax of the logits over the temperature), six an input.
    pub fn probabilities(&self, inputs: &[&StanceInput]) -> Result<Vec<[f64; CLASSES]>, ModelError> {
        let logits = self.logits(inputs)?;
        Ok(logits
            .into_iter()
            .map(|row| {
                let top = row.iter().fold(f32::MIN, |a, &b| a.max(b));
                let e = row.map(|x| (f64::from(x - top) / self.temperature).exp());
                let sum: f64 = e.iter().sum();
                e.map(|x| x / sum)
            })
            .collect())
    }
}
