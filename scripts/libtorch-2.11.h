// Lets torch-sys 0.17, which is made for libtorch 2.4.0, compile against libtorch 2.11.0: the functions whose arguments
// are others now, with those of then. quotestance calls none of them.
#pragma once
#include <ATen/ATen.h>

#include <tuple>

namespace at {

using OldTwo = std::tuple<Tensor, Tensor>;
using OldThree = std::tuple<Tensor, Tensor, Tensor>;

inline OldTwo _scaled_mm(const Tensor&, const Tensor&, const Tensor&, std::optional<ScalarType>, const Tensor&,
                         const Tensor&, const Tensor&, bool) {
    TORCH_CHECK(false, "_scaled_mm is not that of libtorch 2.4.0");
}

inline OldTwo _scaled_mm_out(const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                             std::optional<ScalarType>, const Tensor&, const Tensor&, const Tensor&, bool) {
    TORCH_CHECK(false, "_scaled_mm_out is not that of libtorch 2.4.0");
}

inline OldThree _scaled_dot_product_cudnn_attention_backward(
    const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
    const Tensor&, int64_t, int64_t, double, bool, const Tensor&, const Tensor&, std::optional<double>) {
    TORCH_CHECK(false, "_scaled_dot_product_cudnn_attention_backward is not that of libtorch 2.4.0");
}

}  // namespace at

namespace torch {
using at::_scaled_dot_product_cudnn_attention_backward;
using at::_scaled_mm;
using at::_scaled_mm_out;
}  // namespace torch
