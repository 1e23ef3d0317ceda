// XML built piece by piece, by libxml2. Private to publish.
//
//   Xml xml(Xml::Layout::kIndented);
//   xml.Open("title").Attribute("lang", "zh").Text("早间新闻").Close();
//   std::string document = std::move(xml).Finish();
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace boyin::publish {

class Xml {
 public:
  enum class Layout { kIndented, kExact };  ///< exact: not a blank that was not asked for

  explicit Xml(Layout layout);
  Xml(Xml&&) noexcept;
  Xml& operator=(Xml&&) noexcept;
  ~Xml();

  Xml& Open(std::string_view element);
  Xml& Attribute(std::string_view name, std::string_view value);
  Xml& Text(std::string_view text);
  Xml& Close();

  /// An element that holds nothing but text.
  Xml& Element(std::string_view name, std::string_view text);
  /// The declaration that makes a page HTML.
  Xml& HtmlDoctype();
  /// Another one, with its public and system identifiers.
  Xml& Doctype(std::string_view element, std::string_view public_id, std::string_view system_id);

  /// Closes what is open and gives the document, in UTF-8 with its declaration.
  [[nodiscard]] std::string Finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boyin::publish
