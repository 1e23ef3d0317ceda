// What the styles of a Word file mean to somebody who listens. Private to intake.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "intake/markup.h"

namespace boyin::intake {

struct DocxStyle {
  int level = 0;  ///< of a heading
  bool quote = false;
  bool contents = false;  ///< a line of the table of contents
  bool hidden = false;    ///< its text is not on the page
  bool centred = false;
  int size = 0;           ///< of its characters, in half points; 0: not said
  std::string number_id;  ///< of the list that numbers its paragraphs; empty: none
  std::size_t number_level = 0;
};

using DocxStyles = std::map<std::string, DocxStyle, std::less<>>;

/// Reads word/styles.xml, what styles take from those they are based on included.
[[nodiscard]] DocxStyles ReadDocxStyles(const Node& root);

/// The attribute w:val of a child element; empty where there is none.
[[nodiscard]] std::string_view DocxValue(const Node& node, std::string_view child);

/// Whether a switch such as <w:vanish/> is on: it is unless its value says otherwise.
[[nodiscard]] bool DocxSwitch(const Node& node, std::string_view child);

/// The level of a heading that <w:outlineLvl> gives; 0 for the body.
[[nodiscard]] int DocxOutline(const Node& properties);

}  // namespace boyin::intake
