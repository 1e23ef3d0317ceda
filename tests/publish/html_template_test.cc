#include "publish/markup/html_template.h"

#include <doctest/doctest.h>

using boyin::publish::EscapedHtml;
using boyin::publish::Filled;

TEST_CASE("text is safe between tags and in an attribute") {
  CHECK(EscapedHtml(R"(<a href="x">甲&乙</a>)") ==
        "&lt;a href=&quot;x&quot;&gt;甲&amp;乙&lt;/a&gt;");
  CHECK(EscapedHtml("一\x01二\t三\n") == "一\xEF\xBF\xBD二\t三\n");
}

TEST_CASE("a value is never searched for names") {
  CHECK(Filled("<h1>{{title}}</h1>{{body}}", {{"title", "{{body}}"}, {"body", "文"}}) ==
        "<h1>{{body}}</h1>文");
  CHECK(Filled("{{a}}{{a}}{{none}}.", {{"a", "甲"}}) == "甲甲.");
  CHECK(Filled("an open {{ and no more", {{"a", "甲"}}) == "an open {{ and no more");
}
