//! The BERT encoder that both models stand on: rust-bert's embeddings, and layers that compute nothing for padding.
//!
//! rust-bert's own layers compute every padded piece like a real one, and write every head's attention scores to memory,
//! `[rows, heads, pieces, pieces]`. Here the pieces of a batch stand one behind the other without padding (as in Zhai et al.
//! 2023, "ByteTransformer"); rows are padded for the attention alone, whose scores libtorch's
//! `scaled_dot_product_attention` keeps in the cache (Dao et al. 2022, "FlashAttention"). The results are the same but for
//! rounding. An encoder may also shift the attention's scores by the pieces' distance ([`Relative`]).

use rust_bert::bert::{BertConfig, BertEmbedding, BertEmbeddings};
use serde::Deserialize;
use tch::{Kind, Tensor, nn};

use super::linear::{Linear, unread};
use super::relative::Relative;
use super::{ModelError, ModelFolder, Precision};

/// What `config.json` says of an encoder.
#[derive(Deserialize)]
pub(super) struct EncoderConfig {
    #[serde(flatten)]
    pub bert: BertConfig,
    layer_norm_eps: f64,
    /// Of an encoder that minds the pieces' distance.
    relative_attention_num_buckets: Option<i64>,
}

/// An encoder whose weights are still to be read.
pub(super) struct Unread {
    embeddings: BertEmbeddings,
    relative: Option<Relative>,
    layers: Vec<UnreadLayer>,
    heads: i64,
}

struct UnreadLayer {
    query_key_value: [nn::Linear; 3],
    attended: nn::Linear,
    attended_norm: nn::LayerNorm,
    wide: nn::Linear,
    narrow: nn::Linear,
    norm: nn::LayerNorm,
}

impl Unread {
    /// Names the weights as rust-bert does. Fails where `config.json` describes another encoder than a BERT one (Devlin et
    /// al. 2019) with GELU.
    pub(super) fn new(p: &nn::Path, config: &EncoderConfig, folder: &ModelFolder) -> Result<Self, ModelError> {
        let EncoderConfig { bert: config, layer_norm_eps, relative_attention_num_buckets } = config;
        let (hidden, heads) = (config.hidden_size, config.num_attention_heads);
        if hidden <= 0 || heads <= 0 || hidden % heads != 0 {
            return Err(folder.error("config.json: hidden_size must be a multiple of num_attention_heads"));
        }
        if !matches!(config.hidden_act, rust_bert::Activation::gelu) {
            return Err(folder.error("config.json: hidden_act must be gelu"));
        }
        let at = p / "encoder" / "layer";
        let layers =
            (0..config.num_hidden_layers).map(|i| UnreadLayer::new(&(&at / i), config, *layer_norm_eps)).collect();
        let relative = match relative_attention_num_buckets {
            Some(n) if *n < 4 || n % 4 != 0 => {
                return Err(folder.error("config.json: relative_attention_num_buckets must be a multiple of 4"));
            }
            n => n.map(|n| Relative::unread(p / "relative_attention_bias", n, heads)),
        };
        Ok(Unread { embeddings: BertEmbeddings::new(p / "embeddings", config), relative, layers, heads })
    }

    /// The encoder, once the weights are in.
    pub(super) fn ready(self, precision: Precision) -> Encoder {
        let kind = if precision == Precision::Half { Kind::Half } else { Kind::Float };
        let norm = |mut n: nn::LayerNorm| {
            for weights in [&mut n.ws, &mut n.bs].into_iter().flatten() {
                *weights = weights.to_kind(kind);
            }
            n
        };
        let layers = self.layers.into_iter().map(|l| Layer {
            heads: self.heads,
            query_key_value: Linear::of(&l.query_key_value, precision),
            attended: Linear::of(&[l.attended], precision),
            attended_norm: norm(l.attended_norm),
            wide: Linear::of(&[l.wide], precision),
            narrow: Linear::of(&[l.narrow], precision),
            norm: norm(l.norm),
        });
        Encoder { layers: layers.collect(), embeddings: self.embeddings, relative: self.relative, kind }
    }
}

impl UnreadLayer {
    fn new(p: &nn::Path, config: &BertConfig, eps: f64) -> Self {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size);
        let attention = p / "attention";
        let (own, output) = (&attention / "self", &attention / "output");
        let norm = |p: nn::Path| nn::layer_norm(p, vec![hidden], nn::LayerNormConfig { eps, ..Default::default() });
        UnreadLayer {
            query_key_value: ["query", "key", "value"].map(|name| unread(&own / name, hidden, hidden)),
            attended: unread(&output / "dense", hidden, hidden),
            attended_norm: norm(&output / "LayerNorm"),
            wide: unread(p / "intermediate" / "dense", hidden, wide),
            narrow: unread(p / "output" / "dense", wide, hidden),
            norm: norm(p / "output" / "LayerNorm"),
        }
    }
}

/// A BERT encoder, ready to run.
pub(super) struct Encoder {
    embeddings: BertEmbeddings,
    relative: Option<Relative>,
    layers: Vec<Layer>,
    /// In which the layers compute.
    kind: Kind,
}

impl Encoder {
    /// The last hidden states `[pieces, width]` of rows of ids and token types, the pieces of all rows one behind the
    /// other, in single precision.
    pub(super) fn forward(&self, rows: &Rows) -> Result<Tensor, ModelError> {
        let input = [&rows.ids, &rows.types, &rows.positions].map(|t| t.unsqueeze(0));
        let hidden = self.embeddings.forward_t(Some(&input[0]), Some(&input[1]), Some(&input[2]), None, false)?;
        let mut hidden = hidden.squeeze_dim(0).to_kind(self.kind);
        let bias = match &self.relative {
            Some(relative) => (&rows.shape.bias + relative.forward(rows.shape.longest)?).to_kind(self.kind),
            None => rows.shape.bias.to_kind(self.kind),
        };
        for layer in &self.layers {
            hidden = layer.forward(&hidden, &rows.shape, &bias)?;
        }
        Ok(hidden.to_kind(Kind::Float))
    }
}

/// Rows of pieces, one behind the other.
pub(super) struct Rows {
    /// Ids, token types and places in their row, each `[pieces]`.
    ids: Tensor,
    pub types: Tensor,
    positions: Tensor,
    pub lengths: Vec<i64>,
    shape: Shape,
}

/// How rows stand when they are padded to the longest.
struct Shape {
    rows: i64,
    longest: i64,
    /// The row's piece at each place of the padded rows, any piece at padding; none where nothing is padded.
    padded: Option<Tensor>,
    /// The place of each piece in the padded rows.
    real: Option<Tensor>,
    /// `[rows, 1, 1, longest]`, 0 for real pieces and -1e4 for padding (a number that half precision has): tch cannot leave it out (its `None` reaches
    /// libtorch as a tensor without a type).
    bias: Tensor,
}

impl Rows {
    /// Of (ids, token types), a pair a row, none empty.
    pub(super) fn new<'a>(rows: impl Iterator<Item = (&'a [i64], &'a [i64])>, device: tch::Device) -> Self {
        let (mut ids, mut types, mut positions, mut lengths) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (i, t) in rows {
            ids.extend_from_slice(i);
            types.extend_from_slice(t);
            positions.extend(0..i.len() as i64);
            lengths.push(i.len() as i64);
        }
        let tensor = |v: &[i64]| Tensor::from_slice(v).to_device(device);
        let shape = Shape::new(&lengths, device);
        Rows { ids: tensor(&ids), types: tensor(&types), positions: tensor(&positions), lengths, shape }
    }
}

impl Shape {
    fn new(lengths: &[i64], device: tch::Device) -> Self {
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let (mut padded, mut real, mut bias, mut first) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for &n in lengths {
            real.extend(padded.len() as i64..padded.len() as i64 + n);
            padded.extend((0..longest).map(|i| first + i.min(n - 1)));
            bias.extend((0..longest).map(|i| if i < n { 0f32 } else { -1e4 }));
            first += n;
        }
        let even = padded.len() == real.len();
        let tensor = |v: &[i64]| (!even).then(|| Tensor::from_slice(v).to_device(device));
        let rows = lengths.len() as i64;
        Shape {
            rows,
            longest,
            padded: tensor(&padded),
            real: tensor(&real),
            bias: Tensor::from_slice(&bias).view([rows, 1, 1, longest]).to_device(device),
        }
    }

    /// `[pieces, width]` to `[rows, longest, width]`.
    fn pad(&self, x: &Tensor) -> Tensor {
        let x = self.padded.as_ref().map_or_else(|| x.shallow_clone(), |at| x.index_select(0, at));
        x.view([self.rows, self.longest, -1])
    }

    /// `[rows, longest, width]` to `[pieces, width]`.
    fn unpad(&self, x: &Tensor) -> Tensor {
        let x = x.reshape([self.rows * self.longest, -1]);
        self.real.as_ref().map_or_else(|| x.shallow_clone(), |at| x.index_select(0, at))
    }
}

struct Layer {
    heads: i64,
    query_key_value: Linear,
    attended: Linear,
    attended_norm: nn::LayerNorm,
    wide: Linear,
    narrow: Linear,
    norm: nn::LayerNorm,
}

impl Layer {
    /// `hidden` is `[pieces, width]`; `bias`, of the same kind, is added to the attention's scores.
    fn forward(&self, hidden: &Tensor, shape: &Shape, bias: &Tensor) -> Result<Tensor, ModelError> {
        let width = hidden.size()[1];
        let all = shape.pad(&self.query_key_value.forward(hidden)?);
        let all = all.view([shape.rows, shape.longest, 3, self.heads, width / self.heads]).permute([2, 0, 3, 1, 4]);
        let (q, k, v) = (all.get(0), all.get(1), all.get(2));
        let context = Tensor::f_scaled_dot_product_attention(&q, &k, &v, Some(bias), 0.0, false, None)?;
        let context = shape.unpad(&context.transpose(1, 2));
        let mut attended = self.attended.forward(&context)?;
        attended += hidden;
        let attended = attended.apply(&self.attended_norm);
        let mut out = self.narrow.forward(&self.wide.forward(&attended)?.gelu_("none"))?;
        out += &attended;
        Ok(out.apply(&self.norm))
    }
}
