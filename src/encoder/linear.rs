//! Dense layers, with their weights laid out for the CPU once.

use tch::{Kind, Tensor, nn};

/// y = x Wᵀ + b, as a model's file has it.
///
/// On the CPU, weights that came in half precision are packed in half precision for FBGEMM (Khudia et al. 2021,
/// "FBGEMM"), which multiplies in single precision: the same weights, half the memory to read, no packing at every call.
pub(super) enum Linear {
    Plain { weight: Tensor, bias: Tensor },
    Packed { packed: Tensor, bias: Tensor },
}

impl Linear {
    /// One layer, or several with the same input as one: their outputs stand side by side.
    pub(super) fn of(layers: &[nn::Linear]) -> Self {
        let weight = Tensor::cat(&layers.iter().map(|l| l.ws.shallow_clone()).collect::<Vec<_>>(), 0).detach();
        let outputs = |l: &nn::Linear| l.ws.size()[0];
        let biases = layers.iter().map(|l| match &l.bs {
            Some(b) => b.shallow_clone(),
            None => Tensor::zeros([outputs(l)], (Kind::Float, l.ws.device())),
        });
        let bias = Tensor::cat(&biases.collect::<Vec<_>>(), 0).detach();
        let exact = || weight.to_kind(Kind::Half).to_kind(Kind::Float).equal(&weight);
        if weight.device() == tch::Device::Cpu && exact() {
            Linear::Packed { packed: weight.fbgemm_pack_gemm_matrix_fp16(), bias }
        } else {
            Linear::Plain { weight, bias }
        }
    }

    /// `x` [rows, inputs] to [rows, outputs].
    pub(super) fn forward(&self, x: &Tensor) -> Tensor {
        match self {
            Linear::Plain { weight, bias } => x.linear(weight, Some(bias)),
            Linear::Packed { packed, bias } => x.fbgemm_linear_fp16_weight_fp32_activation(packed, bias),
        }
    }
}
