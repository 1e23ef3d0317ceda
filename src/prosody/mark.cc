#include "prosody/mark.h"

#include <algorithm>

#include "base/utf8.h"

namespace boyin::prosody {
namespace {

constexpr std::u32string_view kEnds = U"。？！…?!．.";
constexpr std::u32string_view kCommas = U"，,";
constexpr std::u32string_view kClauses = U"；：—;:―";
constexpr std::u32string_view kBrackets = U"（）()【】[]〔〕";  // a parenthesis is set off lightly
constexpr std::u32string_view kClosing = U"”’」』》〉）)】]〕\"'";
constexpr std::u32string_view kOpenGroup = U"“「『《〈";
constexpr std::u32string_view kCloseGroup = U"”」』》〉";

bool In(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

int PauseOf(char32_t c, const voice::Pauses& pauses) {
  if (In(kEnds, c)) return pauses.sentence_ms;
  if (In(kClauses, c)) return pauses.clause_ms;
  if (In(kCommas, c)) return pauses.comma_ms;
  if (c == U'、' || In(kBrackets, c)) return pauses.enumeration_ms;
  return 0;
}

}  // namespace

MarkEffect EffectOf(std::string_view marks, const voice::Pauses& pauses) {
  MarkEffect effect;
  effect.only_closing = !marks.empty();
  for (std::size_t at = 0; at < marks.size();) {
    const utf8::CodePoint c = utf8::Decode(marks, at);
    at += c.length;
    effect.pause_ms = std::max(effect.pause_ms, PauseOf(c.value, pauses));
    effect.ends_sentence = effect.ends_sentence || In(kEnds, c.value);
    effect.only_closing = effect.only_closing && In(kClosing, c.value);
    if (c.value == U'？' || c.value == U'?') effect.contour = Contour::kQuestion;
    if ((c.value == U'！' || c.value == U'!') && effect.contour == Contour::kStatement) {
      effect.contour = Contour::kExclamation;
    }
  }
  return effect;
}

int NestingChange(std::string_view marks) {
  int change = 0;
  for (std::size_t at = 0; at < marks.size();) {
    const utf8::CodePoint c = utf8::Decode(marks, at);
    at += c.length;
    if (In(kOpenGroup, c.value)) ++change;
    if (In(kCloseGroup, c.value)) --change;
  }
  return change;
}

}  // namespace boyin::prosody
