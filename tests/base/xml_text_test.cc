#include "base/xml_text.h"

#include <doctest/doctest.h>

using boyin::XmlCharacters;
using boyin::XmlEscaped;

TEST_CASE("only what XML 1.0 allows is left") {
  CHECK(XmlCharacters("早\xEF\xBF\xBE间\xEF\xBF\xBF") == "早间");  // U+FFFE, U+FFFF
  CHECK(XmlCharacters(std::string_view("a\0b\x01"
                                       "c\x1B[0m\r\n\td",
                                       13)) == "abc[0m\n\td");
  CHECK(XmlCharacters("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  CHECK(XmlCharacters("\xC3") == "\xEF\xBF\xBD");
  CHECK(XmlCharacters("\xF4\x8F\xBF\xBF\xEE\x80\x80") == "\xF4\x8F\xBF\xBF\xEE\x80\x80");
}

TEST_CASE("what has a meaning in XML is escaped") {
  CHECK(XmlEscaped("a<b>&\"c\"\x0B") == "a&lt;b&gt;&amp;&quot;c&quot;");
}
