#include "encode/xml.h"

#include <fmt/format.h>

#include "base/xml_text.h"

namespace boyin::encode {

std::string XmlElement(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("<{0}>{1}</{0}>\n", name, XmlEscaped(text));
}

}  // namespace boyin::encode
