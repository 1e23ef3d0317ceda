#include "pronounce/second.h"

#include <algorithm>
#include <bit>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"
#include "pronounce/bytes.h"

namespace boyin::pronounce {
namespace {

constexpr std::ptrdiff_t kReach = 12;  // cells on each side
constexpr std::size_t kCodePoints = 0x10000;
constexpr std::size_t kSyllables = 0x4000;

// How much each model is believed, and how little likely it may call a reading: measured on rows
// that neither was trained on (bench/log/2026-11-30-pronounce-unseen.md).
constexpr float kFirst = 0.8F;
constexpr float kLeastFirst = -8;
constexpr float kSecond = 0.2F;
constexpr float kLeastSecond = -6;

// Characters of their own kind in the table.
constexpr char32_t kEdge = 1;
constexpr char32_t kDigit = 2;
constexpr char32_t kLetter = 3;

/// e^x to six digits. The library's own may differ from machine to machine.
float Exp(float x) {
  constexpr float kRound = 12582912.0F;  // 1.5·2^23: what is added to it loses its fraction
  const float t = std::clamp(x, -40.0F, 40.0F) * 1.44269504F;
  const float whole = (t + kRound) - kRound;
  const float f = (t - whole) * 0.69314718F;
  const float series =
      1 + f * (1 + f * (0.5F + f * (0.16666667F + f * (0.04166667F + f * 0.00833333F))));
  return series * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
}

float Sigmoid(float x) { return 1 / (1 + Exp(-x)); }
float Tanh(float x) { return 2 / (1 + Exp(-2 * x)) - 1; }

float Weight(char byte) { return static_cast<float>(static_cast<signed char>(byte)); }

}  // namespace

class SecondOpinion::Reader {
 public:
  Reader(std::string_view body, SecondOpinion& out) : bytes_(body), out_(out) {}

  bool Read() {
    const std::uint16_t characters = bytes_.U16();
    out_.states_ = bytes_.U8();
    out_.row_of_.resize(kCodePoints);
    for (std::uint16_t row = 0; row < characters; ++row) out_.row_of_[bytes_.U16()] = row;
    for (Direction& direction : out_.directions_) {
      direction.scales = Floats(out_.states_ * 4);
      direction.rows = Block(characters * out_.states_ * 4);
      direction.returns = Matrix(out_.states_, out_.states_ * 4);
    }
    out_.width_ = bytes_.U8();
    out_.layer_ = Matrix(out_.states_ * 2, out_.width_);
    out_.layer_bias_ = Floats(out_.width_);
    const std::uint16_t syllables = bytes_.U16();
    out_.syllable_of_.resize(kSyllables);
    for (std::uint16_t row = 1; row <= syllables; ++row) {
      out_.syllable_of_[bytes_.U16() % kSyllables] = row;
    }
    out_.syllable_scales_ = Floats(syllables);
    out_.syllable_rows_ = Block(syllables * out_.width_);
    out_.syllable_bias_ = Floats(syllables);
    return !bytes_.broken() && bytes_.rest().empty() && out_.states_ > 0 && out_.width_ > 0;
  }

 private:
  std::vector<float> Floats(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = std::bit_cast<float>(bytes_.U32());
    return values;
  }

  std::string_view Block(std::size_t size) {
    const std::string_view block = bytes_.rest().substr(0, size);
    bytes_.Skip(size);
    return block;
  }

  std::vector<float> Matrix(std::size_t rows, std::size_t columns) {
    const std::vector<float> scales = Floats(columns);
    const std::string_view block = Block(rows * columns);
    std::vector<float> values(block.size());
    for (std::size_t i = 0; i < block.size(); ++i)
      values[i] = Weight(block[i]) * scales[i % columns];
    return values;
  }

  Bytes bytes_;
  SecondOpinion& out_;
};

Result<SecondOpinion> SecondOpinion::Open(std::string_view bytes, std::string_view rules) {
  SecondOpinion out;
  const std::string_view body = TakeApart(bytes, "boyin second 1\n").body;
  if (body.empty() || !Reader(body, out).Read()) {
    return Fail(Code::kOther, "second.bin",
                Translated("the built-in second model of readings is damaged"),
                Translated("build boyin again"));
  }
  const auto rows = table::Parse(rules, "second.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  for (const table::Row& row : *rows) {
    const std::u32string characters = utf8::ToUtf32(row.cells[1]);
    if (row.cells[0] == "unheard") out.unheard_.insert(characters.begin(), characters.end());
  }
  return out;
}

/// The row of the cell at `at` in the tables; that of the edge outside the text.
std::size_t SecondOpinion::RowOf(const Draft& draft, std::ptrdiff_t at) const {
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(draft.cells.size())) return row_of_[kEdge];
  const Cell& cell = draft.cells[static_cast<std::size_t>(at)];
  if (cell.kind == CellKind::kLetter) return row_of_[cell.c <= U'9' ? kDigit : kLetter];
  return cell.c < kCodePoints ? row_of_[cell.c] : 0;
}

/// One step of a long short-term memory.
void SecondOpinion::Step(const Direction& direction, std::size_t row, std::vector<float>& state,
                         std::vector<float>& cell, std::vector<float>& gates) const {
  const std::size_t size = states_ * 4;
  const char* in = direction.rows.data() + row * size;
  for (std::size_t j = 0; j < size; ++j) gates[j] = Weight(in[j]) * direction.scales[j];
  for (std::size_t k = 0; k < states_; ++k) {
    const float* back = direction.returns.data() + k * size;
    const float value = state[k];
    for (std::size_t j = 0; j < size; ++j) gates[j] += value * back[j];
  }
  for (std::size_t j = 0; j < states_; ++j) {
    const float input = Sigmoid(gates[j]);
    const float forget = Sigmoid(gates[states_ + j]);
    const float candidate = Tanh(gates[2 * states_ + j]);
    const float output = Sigmoid(gates[3 * states_ + j]);
    cell[j] = forget * cell[j] + input * candidate;
    state[j] = output * Tanh(cell[j]);
  }
}

/// The states of both directions at `at`, through the layer above.
std::vector<float> SecondOpinion::Read(const Draft& draft, std::size_t at) const {
  const auto here = static_cast<std::ptrdiff_t>(at);
  const auto size = static_cast<std::ptrdiff_t>(draft.cells.size());
  std::vector<float> out = layer_bias_;
  std::vector<float> gates(states_ * 4);
  for (const std::ptrdiff_t way : {1, -1}) {
    const std::size_t side = way > 0 ? 0 : 1;
    std::vector<float> state(states_), cell(states_);
    std::ptrdiff_t i = here - way * kReach;
    i = std::clamp<std::ptrdiff_t>(i, -1, size);
    for (;; i += way) {
      Step(directions_[side], RowOf(draft, i), state, cell, gates);
      if (i == here) break;
    }
    for (std::size_t k = 0; k < states_; ++k) {
      const float* row = layer_.data() + (side * states_ + k) * width_;
      for (std::size_t j = 0; j < width_; ++j) out[j] += state[k] * row[j];
    }
  }
  for (float& value : out) value = std::max(value, 0.0F);
  return out;
}

LogShares SecondOpinion::Weigh(const Draft& draft, std::size_t at,
                               std::span<const Pinyin> readings) const {
  const std::vector<float> seen = Read(draft, at);
  LogShares shares{};
  float best = -1e9F;
  for (std::size_t k = 0; k < readings.size(); ++k) {
    const std::size_t number = syllable_of_[readings[k].code() % kSyllables];
    if (number == 0) {
      shares[k] = -1e9F;
      continue;
    }
    const char* row = syllable_rows_.data() + (number - 1) * width_;
    float sum = 0;
    for (std::size_t j = 0; j < width_; ++j) sum += seen[j] * Weight(row[j]);
    shares[k] = sum * syllable_scales_[number - 1] + syllable_bias_[number - 1];
    best = std::max(best, shares[k]);
  }
  for (std::size_t k = 0; k < readings.size(); ++k) shares[k] -= best;
  return shares;
}

LogShares SecondOpinion::Join(const LogShares& first, const LogShares& second) {
  LogShares out{};
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = kFirst * std::max(first[k], kLeastFirst) + kSecond * std::max(second[k], kLeastSecond);
  }
  return out;
}

}  // namespace boyin::pronounce
