// A message of Speech Dispatcher as text with the marks that its sender wants to be told of.
// Private to speechd.
//
//   MarkedText m = ReadMarkup("<speak>今天<mark name=\"1\"/>晴</speak>");
//   m.text == "今天晴", m.marks == {{6, "1"}}
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "speechd/names.h"
#include "speechd/settings.h"

namespace boyin::speechd {

struct IndexMark {
  std::size_t at = 0;  ///< byte of MarkedText::text before which it stands
  std::string name;

  bool operator==(const IndexMark&) const = default;
};

struct MarkedText {
  std::string text;
  std::vector<IndexMark> marks;  ///< in order

  bool operator==(const MarkedText&) const = default;
};

/// SSML, or plain text where it is no well-formed XML: what stands in tags is then left out as far
/// as it can be told apart, nothing else. Never fails; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] MarkedText ReadMarkup(std::string_view data);

/// The marks of the text named, as far as `punctuation` asks for it: “好，” → “好 逗号，”.
[[nodiscard]] MarkedText NameMarks(const MarkedText& message, const Names& names,
                                   Punctuation punctuation);

/// Character by character: “GDP增长” → “G，D，P，增，长”.
[[nodiscard]] MarkedText Spell(const MarkedText& message, const Names& names, bool name_capitals);

/// One character or key: the name of a mark, 大写 A, 回车, “控制 C” for control_c.
[[nodiscard]] std::string SayCharacter(std::string_view character, const Names& names,
                                       bool name_capitals);
[[nodiscard]] std::string SayKey(std::string_view key, const Names& names, bool name_capitals);

}  // namespace boyin::speechd
