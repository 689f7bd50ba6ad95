//! The stance model: a text in which a quotation is marked goes in, six logits come out.

use serde::Deserialize;
use tch::{Kind, Tensor, nn, no_grad};

use super::bert::{Encoder, EncoderConfig, Rows, Unread};
use super::linear::{Linear, unread};
use super::{CLS, Device, ModelError, ModelFolder, PieceTokenizer, Precision, SEP, numbers};

/// Most pieces of one input; longer quotations are cut.
const MAX_PIECES: usize = 192;
const CLASSES: usize = 6;

#[derive(Deserialize)]
struct Labels {
    classes: Vec<String>,
    /// Over which pieces the hidden states are averaged: "quotation".
    pooling: String,
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

/// The encoder and the head on it.
struct Net {
    bert: Encoder,
    classifier: Linear,
}

// SAFETY: as for the network of the quotation model: only read after loading, through `&self`.
unsafe impl Sync for Net {}

/// A tokenized text in which a quotation is marked, ready for the model.
#[derive(Clone, Debug, PartialEq)]
pub struct StanceInput {
    /// Places in the vocabulary, from `[CLS]` to `[SEP]`; 192 at most.
    pub ids: Vec<i64>,
    /// The token types, one an id: 1 for the quotation's pieces, over which the model takes the mean; else 0.
    pub types: Vec<i64>,
}

impl StanceInput {
    /// Of pieces with whether they are the quotation's. A long text keeps its beginning unless the quotation's end is
    /// beyond it; then it begins later, with the quotation at the latest. Without a quotation all of it is one.
    fn new(pieces: &[(i64, bool)]) -> Self {
        const ROOM: usize = MAX_PIECES - 2;
        let first = pieces.iter().position(|p| p.1);
        let last = pieces.iter().rposition(|p| p.1).unwrap_or(0);
        let start = first.map_or(0, |first| (last + 1).saturating_sub(ROOM).min(first));
        let kept = &pieces[start..pieces.len().min(start + ROOM)];
        let ids = [CLS].into_iter().chain(kept.iter().map(|p| p.0)).chain([SEP]).collect();
        let types = kept.iter().map(|p| i64::from(p.1 || first.is_none()));
        StanceInput { ids, types: [0].into_iter().chain(types).chain([0]).collect() }
    }
}

/// The stance model, ready to run.
pub struct StanceNet {
    net: Net,
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
        if labels.pooling != "quotation" {
            return Err(
                folder.error(format!("labels.json: pooling {:?}; this program knows \"quotation\"", labels.pooling))
            );
        }
        if labels.temperature.is_nan() || labels.temperature <= 0.0 {
            return Err(folder.error("labels.json: the temperature must be above 0"));
        }
        let config: EncoderConfig = folder.json("config.json")?;
        let mut vs = nn::VarStore::new(device.torch());
        let root = vs.root();
        let bert = Unread::new(&(&root / "bert"), &config, folder)?;
        let classifier = unread(&root / "classifier", config.bert.hidden_size, CLASSES as i64);
        folder.load_weights(&mut vs)?;
        let net = no_grad(|| Net {
            bert: bert.ready(precision),
            classifier: Linear::of(&[classifier], precision.of_heads()),
        });
        Ok(StanceNet {
            net,
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

    /// Tokenize a text that is given in parts, each with whether its words are the quotation's. Where no part is, all of it
    /// counts as quoted; what is too long is cut around the quotation.
    pub fn input<'a>(&self, parts: impl Iterator<Item = (&'a str, bool)>) -> Result<StanceInput, ModelError> {
        Ok(StanceInput::new(&self.tokenizer.marked(parts)?))
    }

    /// Logits before calibration, six an input: strong pressure to strong peace, then off axis.
    pub fn logits(&self, inputs: &[&StanceInput]) -> Result<Vec<[f32; CLASSES]>, ModelError> {
        let device = self.device.torch();
        let flat = no_grad(|| -> Result<Vec<f32>, ModelError> {
            let rows = Rows::new(inputs.iter().map(|i| (i.ids.as_slice(), i.types.as_slice())), device);
            let net = &self.net;
            let hidden = net.bert.forward(&rows)?;
            // mean over the quotation's pieces of each row
            let quoted = rows.types.to_kind(hidden.kind()).unsqueeze(-1);
            let counts: Vec<f32> = inputs.iter().map(|i| i.types.iter().sum::<i64>().max(1) as f32).collect();
            let sums: Vec<Tensor> = (hidden * quoted)
                .split_with_sizes(rows.lengths.as_slice(), 0)
                .iter()
                .map(|row| row.sum_dim_intlist(0, false, Kind::Float))
                .collect();
            let means = Tensor::stack(&sums, 0) / Tensor::from_slice(&counts).to_device(device).unsqueeze(-1);
            numbers(&net.classifier.forward(&means)?)
        })?;
        Ok(flat.chunks_exact(CLASSES).map(|c| c.try_into().expect("six classes")).collect())
    }

    /// Calibrated probabilities, six an input in the order of [`StanceNet::logits`]: the softmax of the logits over a
    /// temperature that was fitted to held-out data (temperature scaling, Guo et al. 2017).
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: usize, quoted: usize, after: usize) -> StanceInput {
        let marks = [(before, false), (quoted, true), (after, false)];
        let pieces: Vec<bool> = marks.iter().flat_map(|&(n, mark)| std::iter::repeat_n(mark, n)).collect();
        StanceInput::new(&pieces.iter().enumerate().map(|(i, &mark)| (1000 + i as i64, mark)).collect::<Vec<_>>())
    }

    #[test]
    fn the_quotation_is_kept() {
        let all = of(10, 20, 30);
        assert_eq!((all.ids.len(), all.ids[0], all.ids[61], all.ids[1]), (62, CLS, SEP, 1000));
        assert_eq!(all.types, [vec![0; 11], vec![1; 20], vec![0; 31]].concat());
        let late = of(200, 20, 30);
        assert_eq!((late.ids.len(), late.types[172..].to_vec()), (192, [vec![1; 19], vec![0]].concat()));
        let long = of(30, 300, 10);
        assert_eq!((long.ids[1], long.types.iter().sum::<i64>()), (1030, 190));
        assert_eq!(of(5, 0, 0).types, [0, 1, 1, 1, 1, 1, 0]);
        assert_eq!(of(0, 0, 0).ids, [CLS, SEP]);
    }
}
