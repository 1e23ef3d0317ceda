// Names of people as lines of a page give them: 本报记者 张三 李四, 記者林悅／南市報導. Private to
// intake.
#pragma once

#include <string>
#include <string_view>

namespace boyin::intake {

/// The names that `value`, the part of a line behind a label, gives; several are divided by spaces.
/// What is before a role goes (观察者网专栏作者 王文 → 王文), and what other roles did. A value
/// without a role and without names of the usual shape (a pen name) is given as it is.
[[nodiscard]] std::string NamesIn(std::string_view value);

/// The names of a line that says who wrote and nothing else: 澎湃新闻记者 段彦超 廖艳,
/// 采写：南都记者 余毅菁, 【文/王文】; empty for any other.
[[nodiscard]] std::string NamesOfLine(std::string_view line);

/// The names in the dateline of a paragraph, 新华社巴黎12月9日电（记者唐霁）, or in brackets at its
/// end, （记者 张三）; empty where there are none.
[[nodiscard]] std::string NamesOfDateline(std::string_view paragraph);

}  // namespace boyin::intake
