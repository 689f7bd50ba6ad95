//! Attention that minds how far pieces are apart.

use tch::{Kind, Tensor, nn};

use super::ModelError;

/// From this distance on all are alike.
const FARTHEST: f64 = 128.0;

/// What each head adds to its scores for each bucket of distances (Raffel et al. 2020, "T5"; as MPNet has it, Song et al.
/// 2020), the same in all layers: `[buckets, heads]`.
pub(super) struct Relative {
    bias: Tensor,
    buckets: i64,
}

impl Relative {
    /// The numbers are still to be read.
    pub(super) fn unread(p: nn::Path, buckets: i64, heads: i64) -> Self {
        Relative { bias: p.zeros("weight", &[buckets, heads]), buckets }
    }

    /// `[1, heads, pieces, pieces]`: for each piece, what is added to the score of every piece.
    pub(super) fn forward(&self, pieces: i64) -> Result<Tensor, ModelError> {
        let of = |from: i64| (0..pieces).map(move |to| bucket(to - from, self.buckets));
        let all: Vec<i64> = (0..pieces).flat_map(of).collect();
        let all = Tensor::from_slice(&all).to_device(self.bias.device());
        let bias = self.bias.f_index_select(0, &all)?.view([pieces, pieces, -1]);
        Ok(bias.permute([2, 0, 1]).unsqueeze(0).contiguous().to_kind(Kind::Float))
    }
}

/// The bucket of a distance: half of the buckets for either side, of these half for one distance each, the others ever
/// wider.
fn bucket(distance: i64, buckets: i64) -> i64 {
    let (half, near) = (buckets / 2, buckets / 4);
    let n = distance.abs();
    let within = if n < near {
        n
    } else {
        let wider = (n as f32 / near as f32).ln() / (FARTHEST / near as f64).ln() as f32 * (half - near) as f32;
        (near + wider as i64).min(half - 1)
    };
    within + if distance > 0 { half } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_widen_with_the_distance() {
        let of = |d| bucket(d, 32);
        assert_eq!([0, -1, -7, 1, 7].map(of), [0, 1, 7, 17, 23]);
        assert_eq!([-8, -11, -12, -127, -128, -5000].map(of), [8, 8, 9, 15, 15, 15]);
        assert_eq!([8, 12, 5000].map(of), [24, 25, 31]);
    }
}
