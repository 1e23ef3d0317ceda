// HTML and XML as a tree of values; libxml2 parses, and is seen by markup.cc alone. Private to
// intake.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace boyin::intake {

struct Node {
  std::string name;  ///< of an element, see below; empty for text
  std::string text;  ///< of a text node
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Node> children;
  int line = 0;
  std::size_t weight = 0;  ///< bytes of text beneath that no link, script or style holds

  [[nodiscard]] std::string_view Attribute(std::string_view key) const;
  /// The first child element of that name, or nullptr.
  [[nodiscard]] const Node* Child(std::string_view child) const;
  /// All text beneath.
  [[nodiscard]] std::string AllText() const;
};

constexpr std::size_t kDeepestHtml = 1000;     // elements in each other
constexpr std::size_t kDeepestXml = 256;       // the same
constexpr std::size_t kMostNodes = 2'000'000;  // of one tree
constexpr std::size_t kMostAttributes = 1000;  // of one tag; libxml2 compares each with each

/// Parses HTML as forgivingly as browsers do. `text` is valid UTF-8; names are in lower case. The
/// result is a nameless root. kInput only where a limit is passed.
[[nodiscard]] Result<Node> ParseHtml(std::string_view text, std::string_view file_name);

/// Parses XML strictly; `text` is valid UTF-8, what its declaration says of the encoding is
/// ignored. The result is the root element. Well-known namespaces (Atom, Dublin Core, OOXML …)
/// give a name its usual prefix: "dc:date"; names of others are as written. kInput with the line
/// for a DTD, an entity, a limit passed, and what is not well-formed.
[[nodiscard]] Result<Node> ParseXml(std::string_view text, std::string_view file_name);

}  // namespace boyin::intake
