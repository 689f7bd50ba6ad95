//! The BERT encoder that both models stand on: rust-bert's embeddings, and layers with fused attention.
//!
//! rust-bert's own layers write every head's attention scores to memory, `[rows, heads, pieces, pieces]`. libtorch's
//! `scaled_dot_product_attention` keeps them in the cache (Dao et al. 2022, "FlashAttention"), with the same results but
//! for rounding.

use rust_bert::bert::{BertConfig, BertEmbedding, BertEmbeddings};
use tch::{Kind, Tensor, nn};

use super::{ModelError, ModelFolder, PAD};

/// A BERT encoder after Devlin et al. 2019, as rust-bert names its weights.
pub(super) struct Encoder {
    embeddings: BertEmbeddings,
    layers: Vec<Layer>,
}

impl Encoder {
    /// Fails where `config.json` describes another encoder than a BERT one with GELU.
    pub(super) fn new(p: &nn::Path, config: &BertConfig, folder: &ModelFolder) -> Result<Self, ModelError> {
        let (hidden, heads) = (config.hidden_size, config.num_attention_heads);
        if hidden <= 0 || heads <= 0 || hidden % heads != 0 {
            return Err(folder.error("config.json: hidden_size must be a multiple of num_attention_heads"));
        }
        if !matches!(config.hidden_act, rust_bert::Activation::gelu) {
            return Err(folder.error("config.json: hidden_act must be gelu"));
        }
        let at = p / "encoder" / "layer";
        Ok(Encoder {
            embeddings: BertEmbeddings::new(p / "embeddings", config),
            layers: (0..config.num_hidden_layers).map(|i| Layer::new(&(&at / i), config)).collect(),
        })
    }

    /// The last hidden states `[rows, pieces, width]` and the mask `[rows, pieces]` (1 for a real piece) of padded rows of
    /// ids and token types, both `[rows, pieces]`.
    pub(super) fn forward(&self, ids: &Tensor, types: &Tensor) -> Result<(Tensor, Tensor), ModelError> {
        let mask = ids.ne(PAD);
        // tch cannot leave the mask out (its `None` reaches libtorch as a tensor without a type)
        let bias = Tensor::zeros(mask.size(), (Kind::Float, mask.device())).masked_fill(&mask.logical_not(), -1e9);
        let bias = bias.unsqueeze(1).unsqueeze(1);
        let mut hidden = self.embeddings.forward_t(Some(ids), Some(types), None, None, false)?;
        for layer in &self.layers {
            hidden = layer.forward(&hidden, &bias)?;
        }
        Ok((hidden, mask.to_kind(Kind::Int64)))
    }
}

struct Layer {
    heads: i64,
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    attended: nn::Linear,
    attended_norm: nn::LayerNorm,
    wide: nn::Linear,
    narrow: nn::Linear,
    norm: nn::LayerNorm,
}

impl Layer {
    fn new(p: &nn::Path, config: &BertConfig) -> Self {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size);
        let attention = p / "attention";
        let (own, output) = (&attention / "self", &attention / "output");
        let linear = |p: nn::Path, from, to| nn::linear(p, from, to, Default::default());
        let norm =
            |p: nn::Path| nn::layer_norm(p, vec![hidden], nn::LayerNormConfig { eps: 1e-12, ..Default::default() });
        Layer {
            heads: config.num_attention_heads,
            query: linear(&own / "query", hidden, hidden),
            key: linear(&own / "key", hidden, hidden),
            value: linear(&own / "value", hidden, hidden),
            attended: linear(&output / "dense", hidden, hidden),
            attended_norm: norm(&output / "LayerNorm"),
            wide: linear(p / "intermediate" / "dense", hidden, wide),
            narrow: linear(p / "output" / "dense", wide, hidden),
            norm: norm(p / "output" / "LayerNorm"),
        }
    }

    /// `hidden` [rows, pieces, width]; `bias` [rows, 1, 1, pieces] is added to the attention scores.
    fn forward(&self, hidden: &Tensor, bias: &Tensor) -> Result<Tensor, ModelError> {
        let (rows, pieces, width) = hidden.size3().expect("three dimensions");
        let split =
            |l: &nn::Linear| hidden.apply(l).view([rows, pieces, self.heads, width / self.heads]).transpose(1, 2);
        let (q, k, v) = (split(&self.query), split(&self.key), split(&self.value));
        let context = Tensor::f_scaled_dot_product_attention(&q, &k, &v, Some(bias), 0.0, false, None)?;
        let context = context.transpose(1, 2).reshape([rows, pieces, width]);
        let hidden = (context.apply(&self.attended) + hidden).apply(&self.attended_norm);
        let inner = hidden.apply(&self.wide).gelu("none").apply(&self.narrow);
        Ok((inner + hidden).apply(&self.norm))
    }
}
