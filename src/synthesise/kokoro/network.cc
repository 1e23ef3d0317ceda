#include "synthesise/kokoro/network.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <fmt/format.h>

#include "base/message.h"
#include "synthesise/kokoro/network.pb.h"

namespace boyin::synthesise::kokoro {
namespace {

// Types of tensors and attributes.
constexpr int kUint8 = 2;
constexpr int kInt8 = 3;
constexpr int kInt64 = 7;
constexpr int kNumber = 2;
constexpr int kNumbers = 7;

constexpr std::int64_t kFewestOutputs = 8;  // a narrower matrix gains nothing

using Tensors = std::map<std::string, const stored::Tensor*>;

/// A convolution of bytes in one dimension, of stride one, and its weights.
struct Convolution {
  const stored::Tensor* weights;  ///< outputs × inputs × taps
  const stored::Tensor* zero;     ///< the byte that stands for zero among the weights
  std::int64_t dilation = 1;
  std::int64_t before = 0;  ///< padding
  std::int64_t after = 0;

  [[nodiscard]] std::int64_t outputs() const { return weights->dims(0); }
  [[nodiscard]] std::int64_t inputs() const { return weights->dims(1); }
  [[nodiscard]] std::int64_t taps() const { return weights->dims(2); }
  /// The output is as long as the input.
  [[nodiscard]] bool KeepsLength() const { return before + after == (taps() - 1) * dilation; }
};

const stored::Tensor* Find(const Tensors& tensors, const std::string& name) {
  const auto found = tensors.find(name);
  return found == tensors.end() ? nullptr : found->second;
}

/// What `node` convolves with, if it is of the kind that we can write otherwise.
std::optional<Convolution> AsConvolution(const stored::Node& node, const Tensors& tensors) {
  if (node.op_type() != "ConvInteger" || node.input_size() != 4) return std::nullopt;
  const stored::Tensor* weights = Find(tensors, node.input(1));
  const stored::Tensor* zero = Find(tensors, node.input(3));
  if (weights == nullptr || weights->data_type() != kUint8 || weights->dims_size() != 3 ||
      zero == nullptr || zero->data_type() != kUint8 || zero->int32_data_size() != 1) {
    return std::nullopt;
  }
  Convolution convolution{weights, zero};
  const auto bytes = static_cast<std::int64_t>(weights->raw_data().size());
  if (bytes != convolution.outputs() * convolution.inputs() * convolution.taps() ||
      convolution.outputs() < kFewestOutputs) {
    return std::nullopt;
  }
  for (const stored::Attribute& attribute : node.attribute()) {
    const std::string& name = attribute.name();
    const auto& numbers = attribute.numbers();
    if (name == "strides" && (numbers.size() != 1 || numbers[0] != 1)) return std::nullopt;
    if (name == "group" && attribute.number() != 1) return std::nullopt;
    if (name == "auto_pad" && attribute.text() != "NOTSET") return std::nullopt;
    if (name == "dilations" && numbers.size() == 1) convolution.dilation = numbers[0];
    if (name == "pads" && numbers.size() == 2) {
      convolution.before = numbers[0];
      convolution.after = numbers[1];
    }
  }
  if (!convolution.KeepsLength()) return std::nullopt;
  return convolution;
}

/// Unsigned bytes have their zero 128 above that of signed ones.
char Signed(char byte) { return static_cast<char>(static_cast<unsigned char>(byte) ^ 0x80U); }

/// The weights with the taps' inputs as rows and the outputs as columns.
std::string Matrix(const Convolution& convolution) {
  const auto outputs = static_cast<std::size_t>(convolution.outputs());
  const auto inputs = static_cast<std::size_t>(convolution.inputs());
  const auto taps = static_cast<std::size_t>(convolution.taps());
  const std::string& from = convolution.weights->raw_data();
  std::string matrix(from.size(), '\0');
  for (std::size_t output = 0; output < outputs; ++output) {
    for (std::size_t input = 0; input < inputs; ++input) {
      for (std::size_t tap = 0; tap < taps; ++tap) {
        matrix[(tap * inputs + input) * outputs + output] =
            Signed(from[(output * inputs + input) * taps + tap]);
      }
    }
  }
  return matrix;
}

/// Writes the nodes and constants that stand for one convolution; their names begin with its name.
class Writer {
 public:
  Writer(stored::Graph& graph, std::string name) : graph_(graph), name_(std::move(name)) {}

  std::string Numbers(std::string_view what, std::initializer_list<std::int64_t> dims,
                      const std::vector<std::int64_t>& numbers) {
    stored::Tensor& tensor = Constant(what, dims, kInt64);
    tensor.mutable_int64_data()->Add(numbers.begin(), numbers.end());
    return tensor.name();
  }

  std::string Bytes(std::string_view what, std::initializer_list<std::int64_t> dims,
                    std::string bytes) {
    stored::Tensor& tensor = Constant(what, dims, kInt8);
    tensor.set_raw_data(std::move(bytes));
    return tensor.name();
  }

  stored::Node& Node(std::string_view type, std::initializer_list<std::string> inputs) {
    stored::Node& node = *graph_.add_node();
    const std::string name = fmt::format("{}/{}", name_, type);
    node.set_op_type(std::string(type));
    node.set_name(name);
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(name);
    return node;
  }

 private:
  stored::Tensor& Constant(std::string_view what, std::initializer_list<std::int64_t> dims,
                           int type) {
    stored::Tensor& tensor = *graph_.add_initializer();
    tensor.set_name(fmt::format("{}/{}", name_, what));
    tensor.set_data_type(type);
    tensor.mutable_dims()->Add(dims.begin(), dims.end());
    return tensor;
  }

  stored::Graph& graph_;
  std::string name_;
};

void Set(stored::Node& node, std::string_view name, std::int64_t number) {
  stored::Attribute& attribute = *node.add_attribute();
  attribute.set_name(std::string(name));
  attribute.set_type(kNumber);
  attribute.set_number(number);
}

void SetOrder(stored::Node& transpose) {
  stored::Attribute& attribute = *transpose.add_attribute();
  attribute.set_name("perm");
  attribute.set_type(kNumbers);
  for (const int dimension : {0, 2, 1}) attribute.add_numbers(dimension);
}

/// The rows that a product with the weights' matrix wants: for every place of `rows` (1 × places ×
/// inputs) the inputs of all taps, one behind the other.
std::string Unrolled(Writer& writer, const Convolution& convolution, const std::string& rows,
                     const std::string& zero) {
  const std::int64_t taps = convolution.taps();
  if (taps == 1) return rows;
  const std::string pads =
      writer.Numbers("pads", {6}, {0, convolution.before, 0, 0, convolution.after, 0});
  const std::string padded = writer.Node("Pad", {rows, pads, zero}).output(0);
  stored::Node& shape = writer.Node("Shape", {rows});
  Set(shape, "start", 1);
  Set(shape, "end", 2);
  const std::string places = writer.Node("Squeeze", {shape.output(0)}).output(0);
  const std::string from = writer.Numbers("from", {}, {0});
  const std::string step = writer.Numbers("step", {}, {1});
  const std::string range = writer.Node("Range", {from, places, step}).output(0);
  const std::string axis = writer.Numbers("axis", {1}, {1});
  const std::string column = writer.Node("Unsqueeze", {range, axis}).output(0);
  std::vector<std::int64_t> offsets;
  for (std::int64_t tap = 0; tap < taps; ++tap) offsets.push_back(tap * convolution.dilation);
  const std::string at = writer.Numbers("taps", {1, taps}, offsets);
  const std::string indices = writer.Node("Add", {column, at}).output(0);
  stored::Node& gather = writer.Node("Gather", {padded, indices});
  Set(gather, "axis", 1);
  const std::string flat = writer.Numbers("flat", {3}, {0, -1, taps * convolution.inputs()});
  return writer.Node("Reshape", {gather.output(0), flat}).output(0);
}

void WriteProduct(stored::Graph& graph, const stored::Node& node, const Convolution& convolution) {
  Writer writer(graph, node.output(0));
  const std::string& zero = node.input(2);
  stored::Node& rows = writer.Node("Transpose", {node.input(0)});
  SetOrder(rows);
  const std::string unrolled = Unrolled(writer, convolution, rows.output(0), zero);
  const std::string matrix =
      writer.Bytes("weights", {convolution.taps() * convolution.inputs(), convolution.outputs()},
                   Matrix(convolution));
  const char weights_zero = Signed(static_cast<char>(convolution.zero->int32_data(0)));
  const std::string matrix_zero = writer.Bytes("zero", {}, std::string(1, weights_zero));
  const std::string product =
      writer.Node("MatMulInteger", {unrolled, matrix, zero, matrix_zero}).output(0);
  stored::Node& columns = writer.Node("Transpose", {product});
  SetOrder(columns);
  columns.set_name(node.name());
  columns.set_output(0, node.output(0));
}

void WriteProducts(stored::Graph& graph) {
  stored::Graph before;  // its own nodes and constants only; the rest stays in `graph`
  before.mutable_node()->Swap(graph.mutable_node());
  before.mutable_initializer()->Swap(graph.mutable_initializer());
  Tensors tensors;
  for (const stored::Tensor& tensor : before.initializer()) tensors[tensor.name()] = &tensor;
  std::set<std::string> used;
  for (stored::Node& node : *before.mutable_node()) {
    if (const std::optional<Convolution> convolution = AsConvolution(node, tensors)) {
      WriteProduct(graph, node, *convolution);
    } else {
      used.insert(node.input().begin(), node.input().end());
      graph.add_node()->Swap(&node);
    }
  }
  for (stored::Tensor& tensor : *before.mutable_initializer()) {
    if (used.contains(tensor.name())) graph.add_initializer()->Swap(&tensor);
  }
}

}  // namespace

bool AddsProductsOfBytes() {
#if defined(__x86_64__)
  constexpr unsigned kFeatures = 7;
  constexpr unsigned kAvx512Vnni = 1U << 11U;  // ecx of leaf 7, 0
  constexpr unsigned kAvxVnni = 1U << 4U;      // eax of leaf 7, 1
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid_count(kFeatures, 0, &a, &b, &c, &d) != 0 && (c & kAvx512Vnni) != 0) return true;
  return __get_cpuid_count(kFeatures, 1, &a, &b, &c, &d) != 0 && (a & kAvxVnni) != 0;
#else
  return false;
#endif
}

Result<std::string> MadeReady(const std::string& stored, bool as_products) {
  stored::Network network;
  if (!network.ParseFromString(stored) || !network.has_graph()) {
    return Fail(Code::kEngine, "kokoro", Translated("is no ONNX network"),
                {"boyin voices install kokoro", "boyin voices install kokoro"});
  }
  stored::Graph& graph = *network.mutable_graph();
  graph.add_output()->set_name(std::string(kFrames));
  if (as_products) WriteProducts(graph);
  return network.SerializeAsString();
}

}  // namespace boyin::synthesise::kokoro
