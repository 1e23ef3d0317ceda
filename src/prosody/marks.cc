#include "prosody/marks.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace boyin::prosody {
namespace {

bool OneOf(std::string_view mark, std::u32string_view list) {
  const char32_t c = mark.empty() ? 0 : utf8::Decode(mark, 0).value;
  return list.find(c) != std::u32string_view::npos;
}

bool IsWordCharacter(std::string_view next) {
  if (next.empty()) return false;
  const char32_t c = utf8::Decode(next, 0).value;
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

MarkKind KindOf(std::string_view mark, std::string_view next) {
  if (OneOf(mark, U"。．｡")) return MarkKind::kStatement;
  if (OneOf(mark, U"？?﹖⁇⁈")) return MarkKind::kQuestion;
  if (OneOf(mark, U"！!﹗‼⁉")) return MarkKind::kExclamation;
  if (OneOf(mark, U".")) return IsWordCharacter(next) ? MarkKind::kNone : MarkKind::kStatement;
  if (OneOf(mark, U"，,﹐､")) return MarkKind::kComma;
  if (OneOf(mark, U"、﹑")) return MarkKind::kEnumeration;
  if (OneOf(mark, U"；;：:﹔﹕—―…⋯～")) return MarkKind::kClause;
  if (OneOf(mark, U"（）()【】[]［］｛｝{}〔〕")) return MarkKind::kBracket;
  return MarkKind::kNone;
}

bool Closes(std::string_view mark) { return OneOf(mark, U"”’」』）)】]］｝}〕》〉›»\"'"); }

bool OpensUnit(std::string_view mark) { return OneOf(mark, U"“‘「『《〈"); }

}  // namespace boyin::prosody
