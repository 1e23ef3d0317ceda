#include "normalise/script.h"

#include <opencc/opencc.h>

#include <exception>
#include <utility>

#include "base/table.h"
#include "base/utf8.h"
#include "normalise/data.h"
#include "normalise/text.h"

namespace boyin::normalise {

struct Script::Converter {
  opencc::SimpleConverter t2s{"t2s.json"};
};

Script::Script() = default;
Script::Script(Script&&) noexcept = default;
Script& Script::operator=(Script&&) noexcept = default;
Script::~Script() = default;

Result<Script> Script::Create() {
  Script script;
  try {
    script.converter_ = std::make_unique<Converter>();
  } catch (const std::exception& error) {
    return Fail(Code::kOther, "OpenCC",
                {std::string("the conversion tables cannot be read: ") + error.what(),
                 std::string("无法读取繁简转换表：") + error.what()},
                {"install libopencc-data", "请安装 libopencc-data"});
  }
  const auto singles = table::Parse(data::traditional_tsv(), "traditional.tsv", 2);
  if (!singles) return tl::unexpected(singles.error());
  for (const table::Row& row : *singles) {
    script.single_.Add(row.cells[0], row.cells[1]);
    script.concerns_.set(utf8::Decode(row.cells[0], 0).value);
  }
  const auto mended = table::Parse(data::script_tsv(), "script.tsv", 2);
  if (!mended) return tl::unexpected(mended.error());
  for (const table::Row& row : *mended) {
    script.mended_.Add(row.cells[0], row.cells[1]);
    // A phrase is looked for where it begins.
    script.concerns_.set(utf8::Decode(row.cells[0], 0).value);
  }
  return script;
}

// A stretch is a run of Han characters: punctuation never changes a conversion.
std::size_t Script::EndOfStretch(const std::string& text, std::size_t at) const {
  constexpr std::size_t kLongest = 3000;  // bounds OpenCC's copies
  const std::size_t limit = std::min(text.size(), at + kLongest);
  while (at < limit) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (!utf8::IsHan(c.value)) break;
    at += c.length;
  }
  return at;
}

// Longest entries first, from left to right; an entry never changes the length.
void Script::Mend(std::string& text, std::size_t begin, std::size_t end) const {
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

void Script::Simplify(std::string& text) const {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = EndOfStretch(text, at);
    if (end == at) {
      at += utf8::Decode(text, at).length;
      continue;
    }
    bool foreign = false;
    bool odd = false;
    for (std::size_t i = at; i < end;) {
      const utf8::CodePoint c = utf8::Decode(text, i);
      foreign = foreign || single_.Find(std::string_view(text).substr(i, c.length)) != nullptr;
      odd = odd || Concerns(c.value);
      i += c.length;
    }
    if (foreign) {
      std::string converted;
      try {
        converted = converter_->t2s.Convert(text.data() + at, end - at);
      } catch (const std::exception&) {
        converted.clear();  // bytes that OpenCC refuses: character by character below
      }
      if (converted.size() == end - at) {
        text.replace(at, end - at, converted);
      } else {
        for (std::size_t i = at; i < end;) {
          const std::size_t n = utf8::Decode(text, i).length;
          const auto* one = single_.Find(std::string_view(text).substr(i, n));
          if (one != nullptr && one->size() == n) text.replace(i, n, *one);
          i += n;
        }
      }
    }
    if (odd) Mend(text, at, end);
    at = end;
  }
}

}  // namespace boyin::normalise
