#include "normalise/emoticon.h"

#include <algorithm>

#include "normalise/text.h"

namespace boyin::normalise {
namespace {

constexpr std::size_t kLongestEmoticon = 60;  // bytes between the brackets

// What no emoticon has: words, numbers, and the marks of prose.
bool IsProse(char32_t c) {
  constexpr std::u32string_view kMouths = U"oOTvVwWuUxXDQqdbpз」「ノへ益皿口ヮ";
  if (kMouths.find(c) != kMouths.npos) return false;
  return IsDigit(c) || IsLetter(c) || utf8::IsHan(c) || c == U'、' || c == U'，' || c == U'。' ||
         c == U'《' || c == U'》' || c == U'“' || c == U'”' || c == '/' || c == '+' || c == '%' ||
         (c >= 0x3041 && c <= 0x30FA);
}

bool IsEye(char32_t c) {
  constexpr std::u32string_view kEyes = U"^＾≧≦•◕●⊙°º◠￣´｀`ಠ˘╥▔☆★><＞＜TQOo･;；╯∩";
  return kEyes.find(c) != kEyes.npos;
}

bool IsMouth(char32_t c) {
  constexpr std::u32string_view kMouths = U"_ωДд▽∀﹏︿ε□︶‿益皿ヮ﹃3зー";
  return kMouths.find(c) != kMouths.npos;
}

// (^_^): two eyes and a mouth between brackets, and no word.
std::size_t EndOfBracketed(std::string_view text, std::size_t at) {
  const char32_t open = At(text, at);
  if (open != '(' && open != U'（') return at;
  int eyes = 0;
  bool mouth = false;
  const std::size_t begin = at + (open == '(' ? 1 : 3);
  for (std::size_t end = begin; end < std::min(text.size(), begin + kLongestEmoticon);) {
    const utf8::CodePoint c = utf8::Decode(text, end);
    end += c.length;
    if (c.value == ')' || c.value == U'）') return mouth && eyes >= 2 ? end : at;
    if (IsProse(c.value)) return at;
    if (IsEye(c.value)) ++eyes;
    mouth = mouth || IsMouth(c.value);
  }
  return at;
}

// “(例:)” closes a bracket; it does not smile.
bool ClosesBracket(std::string_view text, std::size_t at) {
  const std::string_view before =
      text.substr(at < 120 ? 0 : at - 120, std::min<std::size_t>(at, 120));
  const std::size_t open = before.rfind('(');
  return open != std::string_view::npos && before.find(')', open) == std::string_view::npos;
}

}  // namespace

std::size_t EndOfEmoticon(const Lookups& lookups, std::string_view text, std::size_t at) {
  if (const std::size_t end = EndOfBracketed(text, at); end > at) return end;
  const auto hit = lookups.emoticons.LongestAt(text, at);
  if (!hit) return at;
  const std::size_t end = at + hit.length;
  const auto joins = [](char32_t c) { return IsDigit(c) || IsAsciiLetter(c); };
  if (joins(Before(text, at)) || joins(At(text, end))) return at;
  if (text[end - 1] == ')' && ClosesBracket(text, at)) return at;
  return end;
}

}  // namespace boyin::normalise
