#include "normalise/simplify.h"

#include <exception>
#include <utility>

#include <opencc/opencc.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"
#include "normalise/data.h"
#include "normalise/text.h"

namespace boyin::normalise {

struct Simplifier::Converter {
  opencc::SimpleConverter t2s{"t2s.json"};
};

Simplifier::Simplifier() = default;
Simplifier::Simplifier(Simplifier&&) noexcept = default;
Simplifier& Simplifier::operator=(Simplifier&&) noexcept = default;
Simplifier::~Simplifier() = default;

Result<Simplifier> Simplifier::Create() {
  Simplifier simplifier;
  try {
    simplifier.converter_ = std::make_unique<Converter>();
  } catch (const std::exception& error) {
    return Fail(Code::kOther, "OpenCC",
                Translated("the conversion tables cannot be read: {}", error.what()),
                Translated("install libopencc-data"));
  }
  const auto singles = table::Parse(data::traditional_tsv(), "traditional.tsv", 2);
  if (!singles) return tl::unexpected(singles.error());
  simplifier.single_.resize(0x10000);
  for (const table::Row& row : *singles) {
    const char32_t c = utf8::Decode(row.cells[0], 0).value;
    simplifier.single_[c] = static_cast<char16_t>(utf8::Decode(row.cells[1], 0).value);
    simplifier.concerns_.set(c);
    if (row.cells.size() > 2) simplifier.by_phrase_.set(c);
  }
  const auto mended = table::Parse(data::simplify_tsv(), "simplify.tsv", 2);
  if (!mended) return tl::unexpected(mended.error());
  for (const table::Row& row : *mended) {
    simplifier.mended_.Add(row.cells[0], row.cells[1]);
    // A character on its own is what makes a text worth looking at; words are looked for then.
    const utf8::CodePoint c = utf8::Decode(row.cells[0], 0);
    if (c.length == row.cells[0].size()) simplifier.concerns_.set(c.value);
  }
  return simplifier;
}

namespace {

// Counties whose 乾 is qián: OpenCC makes 干 of it, having no such phrase.
bool KeepsQian(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  return rest.starts_with("乾县") || rest.starts_with("乾安") || rest.starts_with("乾州");
}

}  // namespace

// A stretch is a run of Han characters: punctuation never changes a conversion.
Simplifier::Stretch Simplifier::Measure(std::string_view text, std::size_t at) const {
  constexpr std::size_t kLongest = 3000;  // bounds OpenCC's copies
  Stretch stretch{at, false, false, false};
  const std::size_t limit = std::min(text.size(), at + kLongest);
  while (stretch.end < limit) {
    const utf8::CodePoint c = utf8::Decode(text, stretch.end);
    if (!utf8::IsHan(c.value)) break;
    if (Concerns(c.value) && !KeepsQian(text, stretch.end)) {
      stretch.converts = stretch.converts || single_[c.value] != 0;
      stretch.by_phrase = stretch.by_phrase || by_phrase_[c.value];
      stretch.mends = true;
    }
    stretch.end += c.length;
  }
  return stretch;
}

void Simplifier::ConvertSingles(std::string& text, std::size_t begin, std::size_t end) const {
  while (begin < end) {
    const utf8::CodePoint c = utf8::Decode(text, begin);
    if (c.value < 0x10000 && single_[c.value] != 0) {
      const unsigned value = single_[c.value];  // three bytes, like what it replaces
      text[begin] = static_cast<char>(0xE0U | (value >> 12U));
      text[begin + 1] = static_cast<char>(0x80U | ((value >> 6U) & 0x3FU));
      text[begin + 2] = static_cast<char>(0x80U | (value & 0x3FU));
    }
    begin += c.length;
  }
}

void Simplifier::ConvertPhrases(std::string& text, std::size_t begin, std::size_t end) const {
  std::string converted;
  try {
    converted = converter_->t2s.Convert(text.data() + begin, end - begin);
  } catch (const std::exception&) {
    converted.clear();  // bytes that OpenCC refuses are converted one by one
  }
  if (converted.size() == end - begin) {
    text.replace(begin, end - begin, converted);
  } else {
    ConvertSingles(text, begin, end);
  }
}

// Longest entries first, from left to right; an entry never changes the length.
void Simplifier::Mend(std::string& text, std::size_t begin, std::size_t end) const {
  while (begin < end) {
    const auto hit = mended_.LongestAt(text, begin);
    if (hit && hit.length == hit.value->size()) {
      text.replace(begin, hit.length, *hit.value);
      begin += hit.length;
    } else {
      begin += utf8::Decode(text, begin).length;
    }
  }
}

void Simplifier::Simplify(std::string& text) const {
  for (std::size_t at = 0; at < text.size();) {
    const Stretch stretch = Measure(text, at);
    if (stretch.end == at) {
      at += utf8::Decode(text, at).length;
      continue;
    }
    if (stretch.by_phrase) {
      ConvertPhrases(text, at, stretch.end);
    } else if (stretch.converts) {
      ConvertSingles(text, at, stretch.end);
    }
    if (stretch.mends) Mend(text, at, stretch.end);
    at = stretch.end;
  }
}

}  // namespace boyin::normalise
