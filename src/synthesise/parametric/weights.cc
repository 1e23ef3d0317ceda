#include "synthesise/parametric/weights.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "base/message.h"

namespace boyin::synthesise::parametric {
namespace {

static_assert(std::endian::native == std::endian::little, "weights are stored so");

constexpr std::string_view kMagic = "boyin voice 1\n";
constexpr std::size_t kMostValues = std::size_t{1} << 24;
enum Kind : std::uint8_t { kText = 0, kWhole = 1, kReal = 2 };

/// Takes bytes from the front; nothing where there are too few.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  std::optional<std::string_view> Take(std::size_t count) {
    if (count > bytes_.size()) return std::nullopt;
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  template <typename T>
  std::optional<T> Number() {
    const auto taken = Take(sizeof(T));
    if (!taken) return std::nullopt;
    T number;
    std::memcpy(&number, taken->data(), sizeof number);
    return number;
  }

 private:
  std::string_view bytes_;
};

/// Numbers of 16 bits times a scale, or floats as they are.
std::optional<Matrix> ReadMatrix(Bytes& bytes, std::uint8_t kind) {
  const auto rows = bytes.Number<std::uint32_t>();
  const auto columns = bytes.Number<std::uint32_t>();
  if (!rows || !columns || *rows == 0 || *columns == 0 || *rows > kMostValues / *columns) {
    return std::nullopt;
  }
  Matrix matrix{*rows, *columns, std::vector<float>(std::size_t{*rows} * *columns)};
  if (kind == kReal) {
    const auto body = bytes.Take(matrix.values.size() * sizeof(float));
    if (!body) return std::nullopt;
    std::memcpy(matrix.values.data(), body->data(), body->size());
  } else {
    const auto scale = bytes.Number<float>();
    const auto body = bytes.Take(matrix.values.size() * sizeof(std::int16_t));
    if (!scale || !body) return std::nullopt;
    for (std::size_t i = 0; i < matrix.values.size(); ++i) {
      std::int16_t whole = 0;
      std::memcpy(&whole, body->data() + i * sizeof whole, sizeof whole);
      matrix.values[i] = *scale * static_cast<float>(whole);
    }
  }
  for (const float value : matrix.values) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return matrix;
}

}  // namespace

Error BadWeights(const std::string& file, const std::string& what) {
  return {Code::kEngine, file, Translated("are not the weights of a voice: {}", what),
          Translated("tools/voice/export.py writes them")};
}

Result<Weights> Weights::Read(std::string_view bytes, const std::string& file) {
  if (!bytes.starts_with(kMagic)) return tl::unexpected(BadWeights(file, "the first line"));
  Weights weights;
  weights.file_ = file;
  Bytes rest(bytes.substr(kMagic.size()));
  while (!rest.empty()) {
    const auto length = rest.Number<std::uint16_t>();
    const auto name = length ? rest.Take(*length) : std::nullopt;
    const auto kind = rest.Number<std::uint8_t>();
    if (!name || !kind) return tl::unexpected(BadWeights(file, "cut off"));
    if (*kind == kText) {
      const auto size = rest.Number<std::uint32_t>();
      const auto text = size ? rest.Take(*size) : std::nullopt;
      if (!text) return tl::unexpected(BadWeights(file, fmt::format("{} is cut off", *name)));
      weights.texts_[std::string(*name)] = *text;
      continue;
    }
    std::optional<Matrix> matrix;
    if (*kind == kWhole || *kind == kReal) matrix = ReadMatrix(rest, *kind);
    if (!matrix) {
      return tl::unexpected(BadWeights(file, fmt::format("{} is no matrix or cut off", *name)));
    }
    weights.matrices_[std::string(*name)] = std::move(*matrix);
  }
  return weights;
}

Result<const Matrix*> Weights::Find(const std::string& name, std::size_t rows,
                                    std::size_t columns) const {
  const auto found = matrices_.find(name);
  if (found == matrices_.end()) return tl::unexpected(BadWeights(file_, name + " is missing"));
  const Matrix& matrix = found->second;
  if ((rows != 0 && rows != matrix.rows) || (columns != 0 && columns != matrix.columns)) {
    return tl::unexpected(
        BadWeights(file_, fmt::format("{} is {} × {}, not {} × {}", name, matrix.rows,
                                      matrix.columns, rows, columns)));
  }
  return &matrix;
}

std::string_view Weights::Text(const std::string& name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? std::string_view() : found->second;
}

}  // namespace boyin::synthesise::parametric
