// What a punctuation mark does to the flow of speech. Private to prosody.
#pragma once

#include <string_view>

namespace boyin::prosody {

enum class MarkKind {
  kNone,         ///< no pause of its own: quotes, title marks, spaces
  kBracket,      ///< （）: aside
  kEnumeration,  ///< 、
  kComma,        ///< ，
  kClause,       ///< ；：—— ……
  kStatement,    ///< 。
  kQuestion,     ///< ？
  kExclamation   ///< ！
};

/// `mark` is the text of a punctuation token. `next` is what follows it: a full stop inside a word
/// or a number ends nothing.
[[nodiscard]] MarkKind KindOf(std::string_view mark, std::string_view next);

/// Whether the mark closes what an earlier one opened, so that it stays with the words before it.
[[nodiscard]] bool Closes(std::string_view mark);

/// Quotes and title marks, whose content a reader keeps together.
[[nodiscard]] bool OpensUnit(std::string_view mark);

}  // namespace boyin::prosody
