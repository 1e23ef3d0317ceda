// The network as it is stored, made ready for the runtime and for this processor.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::synthesise::kokoro {

/// The tensor of the network that holds the length of every symbol in frames.
constexpr std::string_view kFrames = "/encoder/Gather_output_0";

/// Whether this processor adds up four products of bytes at once, and exactly (x86: VNNI). Others
/// of its kind saturate at 16 bits, which is heard.
[[nodiscard]] bool AddsProductsOfBytes();

/// `stored` (ONNX) with kFrames among its outputs, which the export does not give out. Where
/// `as_products`, its convolutions of bytes (ConvInteger) become products of matrices
/// (MatMulInteger): ONNX Runtime uses VNNI for the latter only. The sums are of integers and so the
/// same, in two thirds of the time. A convolution that we do not know stays as it is.
/// kEngine where `stored` is no network.
[[nodiscard]] Result<std::string> MadeReady(const std::string& stored, bool as_products);

}  // namespace boyin::synthesise::kokoro
