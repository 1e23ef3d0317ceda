#include "normalise/mark.h"

#include <algorithm>

#include "lexicon/pinyin.h"
#include "normalise/number.h"
#include "normalise/text.h"

namespace boyin::normalise {
namespace {

constexpr std::size_t kLongestMark = 400;  // bytes: a brace without its mate costs no more

struct Sign {
  std::size_t at = std::string_view::npos;
  std::size_t length = 0;
};

Sign FindSign(std::string_view text, std::string_view narrow, std::string_view wide) {
  const std::size_t a = text.find(narrow);
  const std::size_t b = text.find(wide);
  if (a == std::string_view::npos && b == std::string_view::npos) return {};
  return a < b ? Sign{a, narrow.size()} : Sign{b, wide.size()};
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t CountHan(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (!utf8::IsHan(c.value)) return 0;
    ++count;
    at += c.length;
  }
  return count;
}

// Syllables with tones, one for each Han character, in one form: "hang2 zhang3".
std::optional<std::string> ReadPinyin(std::string_view value, std::size_t wanted) {
  std::string out;
  std::size_t count = 0;
  while (!(value = Trim(value)).empty()) {
    const std::size_t end = std::min(value.find(' '), value.size());
    const std::optional<Pinyin> syllable = Pinyin::Parse(value.substr(0, end));
    if (!syllable) return std::nullopt;
    if (!out.empty()) out += ' ';
    out += syllable->text();
    ++count;
    value.remove_prefix(end);
  }
  if (count == 0 || count != wanted) return std::nullopt;
  return out;
}

bool Speakable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<InlineMark> ParseMark(std::string_view text, std::size_t at) {
  const std::size_t open = text[at] == '{' ? 1 : 3;
  const std::string_view body = text.substr(at + open, kLongestMark);
  const Sign close = FindSign(body, "}", "｝");
  if (close.length == 0) return std::nullopt;
  const std::string_view inside = body.substr(0, close.at);
  const Sign bar = FindSign(inside, "|", "｜");
  if (bar.length == 0) return std::nullopt;
  const std::string_view base = inside.substr(0, bar.at);
  const std::string_view value = Trim(inside.substr(bar.at + bar.length));
  InlineMark mark{InlineMark::Kind::kRead,
                  at + open + close.at + close.length,
                  {at + open, at + open + base.size()},
                  std::string(value)};
  if (base.empty()) {
    if (!AllDigits(value) || value.size() > 5) return std::nullopt;
    mark.kind = InlineMark::Kind::kPause;
    return mark;
  }
  if (value == "#" || value == "＃") {
    mark.value = ReadDigits(base);
    return mark;
  }
  if (const auto pinyin = ReadPinyin(value, CountHan(base))) {
    mark.kind = InlineMark::Kind::kPinyin;
    mark.value = *pinyin;
    return mark;
  }
  if (value.empty() || !Speakable(value)) return std::nullopt;
  return mark;
}

}  // namespace boyin::normalise
