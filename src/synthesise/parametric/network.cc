#include "synthesise/parametric/network.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <string>

#include <fmt/format.h>

#include "base/message.h"
#include "synthesise/parametric/elementary.h"

namespace boyin::synthesise::parametric {
namespace {

constexpr std::size_t kTaps = 3;
constexpr std::size_t kMostDilation = 64;
constexpr std::size_t kMostWidth = 4096;
constexpr float kMostLogSteps = 5;  // 1.5 s: no sound is longer

/// The layer `name` for so many inputs; outputs as the file has them where 0.
Result<Layer> ReadLayer(const Weights& weights, const std::string& name, std::size_t inputs,
                        std::size_t taps, std::size_t outputs) {
  const auto matrix = weights.Find(name + ".weight", inputs * taps, outputs);
  if (!matrix) return tl::unexpected(matrix.error());
  const std::size_t width = (*matrix)->columns;
  const auto bias = weights.Find(name + ".bias", 1, width);
  if (!bias) return tl::unexpected(bias.error());
  Layer layer;
  layer.inputs = inputs;
  layer.taps = taps;
  layer.outputs = width;
  const std::size_t stride = (width + Rows::kVector - 1) / Rows::kVector * Rows::kVector;
  layer.weights.assign(inputs * taps * stride, 0);
  layer.bias.assign(stride, 0);
  std::copy_n((*bias)->values.begin(), width, layer.bias.begin());
  for (std::size_t k = 0; k < inputs * taps; ++k) {
    std::copy_n((*matrix)->values.begin() + static_cast<std::ptrdiff_t>(k * width), width,
                layer.weights.begin() + static_cast<std::ptrdiff_t>(k * stride));
  }
  return layer;
}

/// The rows that blocks look beyond either end.
std::size_t MarginOf(auto const& blocks) {
  std::size_t margin = 1;
  for (const auto& block : blocks) margin = std::max(margin, block.dilation);
  return margin;
}

/// Through blocks that add what they find.
Rows Through(Rows rows, auto const& blocks) {
  for (const auto& block : blocks) {
    Rows next(rows.count(), rows.width(), rows.margin());
    Apply(block.layer, rows, block.dilation, After::kRectifyAndAdd, next);
    rows = std::move(next);
  }
  return rows;
}

/// Appends row `index` of a table to what is written at `out`.
bool Look(const Matrix& table, int index, float*& out) {
  if (index < 0 || static_cast<std::size_t>(index) >= table.rows) return false;
  out = std::copy_n(table.values.begin() + static_cast<std::ptrdiff_t>(
                                               static_cast<std::size_t>(index) * table.columns),
                    table.columns, out);
  return true;
}

}  // namespace

Result<void> Network::TakeLayer(const Weights& weights, const std::string& name, const Shape& shape,
                                Layer& layer) {
  Result<Layer> read = ReadLayer(weights, name, shape.inputs, shape.taps, shape.outputs);
  if (!read) return tl::unexpected(read.error());
  if (read->outputs > kMostWidth) {
    return tl::unexpected(BadWeights(weights.file(), name + " is too wide"));
  }
  layer = std::move(*read);
  return {};
}

Result<void> Network::TakeBlocks(const Weights& weights, const std::string& name, std::size_t width,
                                 std::vector<Block>& blocks) {
  const auto dilations = weights.Find(name + ".dilations", 1, 0);
  if (!dilations) return tl::unexpected(dilations.error());
  for (const float dilation : (*dilations)->values) {
    if (dilation < 1 || dilation > static_cast<float>(kMostDilation)) {
      return tl::unexpected(BadWeights(weights.file(), name + ".dilations"));
    }
    Block block{{}, static_cast<std::size_t>(dilation)};
    const std::string layer = fmt::format("{}.{}", name, blocks.size());
    if (auto taken = TakeLayer(weights, layer, {width, kTaps, width}, block.layer); !taken) {
      return taken;
    }
    blocks.push_back(std::move(block));
  }
  return {};
}

Result<Network> Network::Build(const Weights& weights) {
  Network network;
  std::size_t inputs = kTokenReals;
  for (const auto& [name, table] :
       {std::pair{"initial", &network.initial_}, std::pair{"final", &network.final_},
        std::pair{"tone", &network.tone_}, std::pair{"erhua", &network.erhua_}}) {
    const auto read = weights.Find(name, 0, 0);
    if (!read) return tl::unexpected(read.error());
    *table = **read;
    inputs += table->columns;
  }
  Result<void> taken = TakeLayer(weights, "token_in", {inputs, 1, 0}, network.token_in_);
  const std::size_t width = network.token_in_.outputs;
  if (taken) taken = TakeBlocks(weights, "token", width, network.token_blocks_);
  if (taken) taken = TakeLayer(weights, "lengths", {width, 1, 2}, network.lengths_);
  if (taken) taken = TakeLayer(weights, "step_in", {width + kStepReals, 1, 0}, network.step_in_);
  const std::size_t steps = network.step_in_.outputs;
  if (taken) taken = TakeBlocks(weights, "step", steps, network.step_blocks_);
  if (taken) {
    taken = TakeLayer(weights, "out", {steps, 1, kFramesPerStep * kFrameValues}, network.out_);
  }
  if (!taken) return tl::unexpected(taken.error());
  return network;
}

Result<Rows> Network::Encode(const std::vector<Token>& tokens, prosody::Contour contour,
                             double pace) const {
  std::vector<std::array<float, kTokenReals>> reals;
  TokenReals(tokens, contour, pace, reals);
  Rows in(tokens.size(), token_in_.inputs);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    float* at = in.row(i);
    if (!Look(initial_, token.initial, at) || !Look(final_, token.final_sound, at) ||
        !Look(tone_, token.tone, at) || !Look(erhua_, token.erhua ? 1 : 0, at)) {
      return Fail(Code::kEngine, "boyin", Translated("has no such sound"));
    }
    std::copy(reals[i].begin(), reals[i].end(), at);
  }
  Rows rows(tokens.size(), token_in_.outputs, MarginOf(token_blocks_));
  Apply(token_in_, in, 1, After::kRectify, rows);
  return Through(std::move(rows), token_blocks_);
}

Rows Network::Decode(const Rows& tokens, const std::vector<Lengths>& lengths) const {
  std::size_t steps = 0;
  for (const Lengths& pair : lengths) steps += static_cast<std::size_t>(pair[0] + pair[1]);
  Rows in(steps, step_in_.inputs);
  std::size_t step = 0;
  std::vector<std::array<float, kStepReals>> reals;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    StepReals(lengths[i], reals);
    for (const auto& row : reals) {
      float* at = std::copy_n(tokens.row(i), tokens.width(), in.row(step++));
      std::copy(row.begin(), row.end(), at);
    }
  }
  Rows rows(steps, step_in_.outputs, MarginOf(step_blocks_));
  Apply(step_in_, in, 1, After::kRectify, rows);
  rows = Through(std::move(rows), step_blocks_);
  Rows out(steps, out_.outputs);
  Apply(out_, rows, 1, After::kNothing, out);
  return out;
}

Result<Spoken> Network::Speak(const std::vector<Token>& tokens, prosody::Contour contour,
                              double pace) const {
  const Result<Rows> encoded = Encode(tokens, contour, pace);
  if (!encoded) return tl::unexpected(encoded.error());
  Rows logs(tokens.size(), lengths_.outputs);
  Apply(lengths_, *encoded, 1, After::kNothing, logs);
  std::vector<std::array<float, 2>> wanted(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (std::size_t s = 0; s < 2; ++s) {
      wanted[i].at(s) = Exp(std::min(logs.row(i)[s], kMostLogSteps)) / static_cast<float>(pace);
    }
  }
  Spoken spoken;
  spoken.lengths = WholeSteps(tokens, wanted);
  const Rows out = Decode(*encoded, spoken.lengths);
  spoken.frames.resize(out.count() * kFramesPerStep);
  for (std::size_t i = 0; i < spoken.frames.size(); ++i) {
    const float* from = out.row(i / kFramesPerStep) + i % kFramesPerStep * kFrameValues;
    std::copy_n(from, kFrameValues, spoken.frames[i].values.begin());
  }
  return spoken;
}

}  // namespace boyin::synthesise::parametric
