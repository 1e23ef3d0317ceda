// The stored network, made ready: on a small one made here, and on the real one where it is
// installed and BOYIN_MODELS names its folder.
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "base/file.h"
#include "synthesise/kokoro/model.h"
#include "synthesise/kokoro/network.h"
#include "synthesise/kokoro/network.pb.h"

namespace boyin::synthesise::kokoro {
namespace {

constexpr int kUint8 = 2;
constexpr int kInt8 = 3;
constexpr int kOutputs = 8;
constexpr int kInputs = 2;
constexpr int kTaps = 3;

void SetNumbers(stored::Node& node, const char* name, const std::vector<int>& numbers) {
  stored::Attribute& attribute = *node.add_attribute();
  attribute.set_name(name);
  for (const int number : numbers) attribute.add_numbers(number);
}

/// One convolution of bytes, whose weights are 0, 1, 2 …
stored::Network SmallNetwork(int stride) {
  stored::Network network;
  stored::Graph& graph = *network.mutable_graph();
  stored::Tensor& weights = *graph.add_initializer();
  weights.set_name("weights");
  weights.set_data_type(kUint8);
  for (const int size : {kOutputs, kInputs, kTaps}) weights.add_dims(size);
  std::string bytes(kOutputs * kInputs * kTaps, '\0');
  std::iota(bytes.begin(), bytes.end(), '\0');
  weights.set_raw_data(bytes);
  stored::Tensor& zero = *graph.add_initializer();
  zero.set_name("zero");
  zero.set_data_type(kUint8);
  zero.add_int32_data(130);
  stored::Node& node = *graph.add_node();
  node.set_op_type("ConvInteger");
  for (const char* input : {"sound", "weights", "sound_zero", "zero"}) node.add_input(input);
  node.add_output("sums");
  SetNumbers(node, "strides", {stride});
  SetNumbers(node, "dilations", {2});
  SetNumbers(node, "pads", {2, 2});
  return network;
}

stored::Graph Ready(const stored::Network& network, bool as_products) {
  const Result<std::string> ready = MadeReady(network.SerializeAsString(), as_products);
  REQUIRE(ready);
  stored::Network read;
  REQUIRE(read.ParseFromString(*ready));
  return read.graph();
}

const stored::Tensor& Named(const stored::Graph& graph, const std::string& name) {
  for (const stored::Tensor& tensor : graph.initializer()) {
    if (tensor.name() == name) return tensor;
  }
  FAIL("no constant of that name: ", name);
  return graph.initializer(0);
}

TEST_CASE("the lengths of symbols are given out, and nothing else changes") {
  const stored::Graph graph = Ready(SmallNetwork(1), false);
  REQUIRE(graph.output_size() == 1);
  CHECK(graph.output(0).name() == kFrames);
  CHECK(graph.node_size() == 1);
  CHECK(graph.initializer_size() == 2);
}

TEST_CASE("a convolution becomes a product of signed bytes under the same name") {
  const stored::Graph graph = Ready(SmallNetwork(1), true);
  const stored::Node* product = nullptr;
  for (const stored::Node& node : graph.node()) {
    CHECK(node.op_type() != "ConvInteger");
    if (node.op_type() == "MatMulInteger") product = &node;
  }
  REQUIRE(product != nullptr);
  CHECK(graph.node(graph.node_size() - 1).output(0) == "sums");
  CHECK(product->input(2) == "sound_zero");
  const stored::Tensor& matrix = Named(graph, product->input(1));
  CHECK(matrix.data_type() == kInt8);
  REQUIRE(matrix.dims_size() == 2);
  CHECK(matrix.dims(0) == kTaps * kInputs);
  CHECK(matrix.dims(1) == kOutputs);
  for (int output = 0; output < kOutputs; ++output) {
    for (int input = 0; input < kInputs; ++input) {
      for (int tap = 0; tap < kTaps; ++tap) {
        const auto at = static_cast<std::size_t>((tap * kInputs + input) * kOutputs + output);
        CHECK(static_cast<signed char>(matrix.raw_data()[at]) ==
              (output * kInputs + input) * kTaps + tap - 128);
      }
    }
  }
  CHECK(Named(graph, product->input(3)).raw_data() == std::string(1, 2));  // 130 − 128
  CHECK(Named(graph, "sums/taps").int64_data(2) == 4);                     // two taps on, by two
  for (const stored::Tensor& tensor : graph.initializer()) CHECK(tensor.name() != "weights");
}

TEST_CASE("a convolution that strides stays") {
  const stored::Graph graph = Ready(SmallNetwork(2), true);
  REQUIRE(graph.node_size() == 1);
  CHECK(graph.node(0).op_type() == "ConvInteger");
  CHECK(graph.initializer_size() == 2);
}

TEST_CASE("what is no network is refused") {
  for (const char* bytes : {"", "not a network", "\x3A\x7F"}) {
    const Result<std::string> ready = MadeReady(bytes, true);
    REQUIRE_FALSE(ready);
    CHECK(ready.error().code == Code::kEngine);
    CHECK(ready.error().mend.en == "boyin voices install kokoro");
  }
}

TEST_CASE("products give the samples that convolutions give") {
  const char* models = std::getenv("BOYIN_MODELS");
  const std::filesystem::path folder =
      std::filesystem::path(models == nullptr ? "/nowhere" : models) / "kokoro";
  if (!std::filesystem::exists(folder / "model.onnx") || !AddsProductsOfBytes()) {
    MESSAGE("skipped: no voices in the folder BOYIN_MODELS, or a processor without VNNI");
    return;
  }
  std::vector<std::int64_t> symbols(24);
  std::iota(symbols.begin(), symbols.end(), 43);
  const Result<std::string> style = ReadFile(folder / "voices/zf_xiaobei.bin", 1U << 20U);
  REQUIRE(style);
  std::vector<float> look(kStyleSize);
  std::memcpy(look.data(), style->data(), kStyleSize * sizeof(float));
  std::vector<float> samples;
  for (const bool as_products : {false, true}) {
    const Result<Model> model =
        Model::Load(folder / "libonnxruntime.so", folder / "model.onnx", 1, as_products);
    REQUIRE(model);
    const Result<Utterance> said = model->Speak(symbols, look, 1);
    REQUIRE(said);
    REQUIRE(said->samples.size() > kRateHz);
    if (!as_products) samples = said->samples;
    CHECK(said->samples == samples);
  }
}

}  // namespace
}  // namespace boyin::synthesise::kokoro
