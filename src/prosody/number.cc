#include "prosody/number.h"

#include "base/utf8.h"

namespace boyin::prosody {
namespace {

constexpr std::u32string_view kNumerals = U"零〇一二三四五六七八九十百千万亿两幺点第负";

bool IsNumeral(char32_t c) { return kNumerals.find(c) != std::u32string_view::npos; }

bool IsAllNumeral(std::u32string_view word) {
  for (const char32_t c : word) {
    if (!IsNumeral(c)) return false;
  }
  return !word.empty();
}

/// 一九九四年, 四月: a date goes on.
bool OpensDate(std::u32string_view word) {
  const bool unit = word.ends_with(U'年') || word.ends_with(U'月');
  return unit && word.size() > 1 && IsNumeral(word[word.size() - 2]);
}

}  // namespace

bool IsOneNumber(std::string_view left, std::string_view right) {
  const std::u32string before = utf8::ToUtf32(left);
  const std::u32string after = utf8::ToUtf32(right);
  if (before.empty() || after.empty()) return false;
  if (IsAllNumeral(before)) return true;
  if (!IsNumeral(after.front())) return false;
  const bool fraction =
      before.size() > 1 && IsNumeral(before.back()) &&
      (before.ends_with(U'点') || before.starts_with(U"百分之") || before.starts_with(U"千分之"));
  const bool part = before.ends_with(U"分之");
  return fraction || part || (OpensDate(before) && !after.ends_with(U"年"));
}

}  // namespace boyin::prosody
