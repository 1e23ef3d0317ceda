#include "publish/markup/html_template.h"

#include "base/xml_text.h"

namespace boyin::publish {

std::string EscapedHtml(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (const char c : text) {
    const bool control =
        static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    shown += control ? "\xEF\xBF\xBD" : std::string_view(&c, 1);
  }
  return XmlEscaped(shown);
}

std::string Filled(std::string_view page,
                   const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  while (true) {
    const std::size_t open = page.find("{{");
    const std::size_t close = page.find("}}", open);
    if (open == std::string_view::npos || close == std::string_view::npos) return out.append(page);
    out += page.substr(0, open);
    const std::string_view key = page.substr(open + 2, close - open - 2);
    for (const auto& [name, value] : values) {
      if (name == key) out += value;
    }
    page.remove_prefix(close + 2);
  }
}

}  // namespace boyin::publish
