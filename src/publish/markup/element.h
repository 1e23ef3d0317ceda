// XML read into a tree of plain values. Private to publish.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::publish {

/// Names carry the prefix that is usual for their namespace ("itunes:image"), whatever the document
/// calls it; one of an unknown namespace has its URI in braces.
struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< of the element itself, without blanks at its ends
  std::vector<Element> children;
  std::size_t line = 0;

  /// The first child of that name, or nothing.
  [[nodiscard]] const Element* Child(std::string_view child) const;
  /// The text of that child, or an empty one.
  [[nodiscard]] std::string TextOf(std::string_view child) const;
  /// The value, or an empty one.
  [[nodiscard]] std::string Attribute(const std::string& attribute) const;
};

/// kInput, with the line, for what is not well-formed. Loads nothing from elsewhere.
[[nodiscard]] Result<Element> ReadXml(std::string_view xml, const std::string& name);

}  // namespace boyin::publish
