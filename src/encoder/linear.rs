//! Dense layers, with their weights laid out for the CPU once.

use std::sync::OnceLock;

use tch::{Kind, Scalar, Tensor, nn, no_grad};

use super::{ModelError, Precision};

/// Fewer outputs than this are not worth rounding: the heads that give the answers.
const FEWEST_INT8_OUTPUTS: i64 = 128;

/// Weights are rounded to whole numbers from minus this to this. Processors without VNNI add products of two unsigned and
/// signed bytes in 16 bits: 2 · 255 · 63 is the most that fits there, beyond it sums are cut off unseen. So the results are
/// those of any other processor, and nearer to the exact ones than with 127 (on random numbers 1.6 % off, and not 5 %).
const INT8_WEIGHTS: f64 = 63.0;

/// y = x Wᵀ + b, in one of three ways. Of the first, `x` is of the weights' kind. The latter two are FBGEMM's (Khudia et al. 2021, "FBGEMM: Enabling High-Performance
/// Low-Precision Deep Learning Inference") and for the CPU alone.
pub(super) enum Linear {
    Plain {
        weight: Tensor,
        bias: Tensor,
    },
    /// Weights that came in half precision, packed as they are, multiplied in single precision: half the memory to read,
    /// and no packing at every call.
    Packed {
        packed: Tensor,
        bias: Tensor,
    },
    /// Weights in 8 bits with a scale for each output, inputs in 8 bits with a scale for all rows of a call.
    Int8 {
        weight: Tensor,
        packed: Tensor,
        /// Sum of the weights of each output, which takes the inputs' zero point off.
        sums: Tensor,
        scales: Tensor,
        bias: Tensor,
        nothing: Tensor,
    },
}

impl Linear {
    /// One layer, or several with the same input as one: their outputs stand side by side.
    pub(super) fn of(layers: &[nn::Linear], precision: Precision) -> Self {
        let weight = Tensor::cat(&layers.iter().map(|l| l.ws.shallow_clone()).collect::<Vec<_>>(), 0).detach();
        let biases = layers.iter().map(|l| match &l.bs {
            Some(b) => b.shallow_clone(),
            None => Tensor::zeros([l.ws.size()[0]], (Kind::Float, l.ws.device())),
        });
        let bias = Tensor::cat(&biases.collect::<Vec<_>>(), 0).detach();
        if precision == Precision::Half {
            return Linear::Plain { weight: weight.to_kind(Kind::Half), bias: bias.to_kind(Kind::Half) };
        }
        if weight.device() != tch::Device::Cpu || !fbgemm_works() {
            return Linear::Plain { weight, bias };
        }
        if precision == Precision::Int8 && weight.size()[0] >= FEWEST_INT8_OUTPUTS {
            return Linear::int8(&weight, bias);
        }
        let is_half = weight.to_kind(Kind::Half).to_kind(Kind::Float).equal(&weight);
        if is_half {
            return Linear::Packed { packed: weight.fbgemm_pack_gemm_matrix_fp16(), bias };
        }
        Linear::Plain { weight, bias }
    }

    fn int8(weight: &Tensor, bias: Tensor) -> Self {
        let scales = weight.abs().amax([1], true).clamp_min(1e-12) / INT8_WEIGHTS;
        let rounded = (weight / &scales).round().to_kind(Kind::Int8);
        Linear::Int8 {
            packed: rounded.fbgemm_pack_quantized_matrix(),
            sums: rounded.sum_dim_intlist(1, false, Kind::Int),
            weight: rounded,
            scales: scales.flatten(0, -1),
            nothing: bias.zeros_like(),
            bias,
        }
    }

    /// `x` [rows, inputs] to [rows, outputs].
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor, ModelError> {
        Ok(match self {
            Linear::Plain { weight, bias } => x.f_linear(weight, Some(bias))?,
            Linear::Packed { packed, bias } => x.f_fbgemm_linear_fp16_weight_fp32_activation(packed, bias)?,
            Linear::Int8 { weight, packed, sums, scales, bias, nothing } => {
                let (one, zero) = (Scalar::from(1.0), Scalar::from(0));
                let raw = x.f_fbgemm_linear_int8_weight_fp32_activation(weight, packed, sums, one, zero, nothing)?;
                bias.f_addcmul(&raw, scales)?
            }
        })
    }
}

/// A layer whose weights are still to be read. Zero until then: random numbers would take as long as the reading.
pub(super) fn unread(p: nn::Path, inputs: i64, outputs: i64) -> nn::Linear {
    let zero = nn::Init::Const(0.0);
    nn::linear(p, inputs, outputs, nn::LinearConfig { ws_init: zero, bs_init: Some(zero), bias: true })
}

/// Whether this libtorch and processor can run FBGEMM.
///
/// libtorch writes a warning to standard error at the first call of each of these functions, that some later version may
/// drop them. The version is fixed here, so that concerns no user: a program that minds makes the first call with standard
/// error closed.
pub(super) fn fbgemm_works() -> bool {
    static WORKS: OnceLock<bool> = OnceLock::new();
    let try_all = || -> Result<(), tch::TchError> {
        no_grad(|| {
            let (x, bias) =
                (Tensor::ones([8, 32], (Kind::Float, tch::Device::Cpu)), Tensor::zeros([16], tch::kind::FLOAT_CPU));
            let weight = Tensor::ones([16, 32], tch::kind::FLOAT_CPU);
            let half = weight.f_fbgemm_pack_gemm_matrix_fp16()?;
            let _ = x.f_fbgemm_linear_fp16_weight_fp32_activation(&half, &bias)?;
            let rounded = weight.to_kind(Kind::Int8);
            let packed = rounded.f_fbgemm_pack_quantized_matrix()?;
            let sums = rounded.sum_dim_intlist(1, false, Kind::Int);
            let (one, zero) = (Scalar::from(1.0), Scalar::from(0));
            let _ = x.f_fbgemm_linear_int8_weight_fp32_activation(&rounded, &packed, &sums, one, zero, &bias)?;
            Ok(())
        })
    };
    *WORKS.get_or_init(|| try_all().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(size: [i64; 2]) -> Tensor {
        // of half precision, as the models' files
        Tensor::randn(size, tch::kind::FLOAT_CPU).to_kind(Kind::Half).to_kind(Kind::Float)
    }

    #[test]
    fn all_ways_give_the_same_but_for_rounding() {
        no_grad(|| {
            tch::manual_seed(7);
            let (x, ws, bs) = (random([40, 96]), random([160, 96]), random([160, 1]).flatten(0, -1));
            let layer = |p| Linear::of(&[nn::Linear { ws: ws.shallow_clone(), bs: Some(bs.shallow_clone()) }], p);
            let plain = x.linear(&ws, Some(&bs));
            let error = |p| {
                let got = layer(p).forward(&x).unwrap();
                ((got - &plain).norm() / plain.norm()).double_value(&[])
            };
            assert!(error(Precision::Single) < 1e-5);
            if fbgemm_works() {
                assert!(matches!(layer(Precision::Int8), Linear::Int8 { .. }));
                let e = error(Precision::Int8);
                assert!(e > 1e-5 && e < 0.03, "{e}");
            }
        });
    }

    #[test]
    fn layers_side_by_side() {
        no_grad(|| {
            let (x, a, b) = (random([5, 32]), random([16, 32]), random([8, 32]));
            let layer = |ws: &Tensor| nn::Linear { ws: ws.shallow_clone(), bs: None };
            let both = Linear::of(&[layer(&a), layer(&b)], Precision::Single).forward(&x).unwrap();
            let apart = Tensor::cat(&[x.linear(&a, None::<Tensor>), x.linear(&b, None::<Tensor>)], 1);
            assert!((both - apart).abs().max().double_value(&[]) < 1e-4);
        });
    }
}
