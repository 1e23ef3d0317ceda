// How the command line speaks to a person. Private to cli.
#pragma once

#include <cstdint>
#include <cstdio>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"

namespace boyin::cli {

/// In the language of messages.
[[nodiscard]] inline const std::string& Pick(const Message& message) {
  return MessageLanguage() == Language::kEnglish ? message.en : message.zh;
}

/// A sentence of the command line itself, by the catalogues in po/.
template <typename... Values>
[[nodiscard]] std::string Tr(fmt::format_string<message::Filler<Values>...> english,
                             const Values&... values) {
  return Pick(Translated<Values...>(english, values...));
}

/// "boyin: news.txt: no such file", then the mend, on standard error; after PrintFailuresAsJson
/// also a line of JSON on standard output.
void Print(const Error& error);

/// For --json: {"error": {"status": 3, "where": …, "what": …, "mend": …}} for every failure.
void PrintFailuresAsJson();

/// Text for a terminal: control characters of strangers (escape sequences in a title, in a file's
/// name) become visible and harmless; line feeds and tabs stay.
[[nodiscard]] std::string Printable(std::string_view text);

/// Prints for a person, as Printable has it. What goes to a program is printed as it is.
template <typename... Values>
void Say(std::FILE* to, fmt::format_string<Values...> text, Values&&... values) {
  fmt::print(to, "{}", Printable(fmt::format(text, std::forward<Values>(values)...)));
}

/// One JSON value and a line feed on standard output, at once; what is no UTF-8 is replaced.
void PrintJson(const nlohmann::ordered_json& value, int indent = -1);

/// The exit status of a failure.
[[nodiscard]] inline int Status(const Error& error) { return static_cast<int>(error.code); }

[[nodiscard]] std::string Clock(double seconds);           ///< "7:38", "1:02:03"
[[nodiscard]] std::string Size(std::uint64_t bytes);       ///< "5.5 MB"
[[nodiscard]] std::size_t Columns(std::string_view text);  ///< on a terminal; Han is two wide

/// A bar on standard error, redrawn in place; nothing at all where that is no terminal.
class ProgressBar {
 public:
  explicit ProgressBar(std::string name);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();  ///< wipes the line

  /// `share` is 0…1; `note` stands behind the bar.
  void Show(double share, std::string_view note);

 private:
  std::string name_;
  bool on_;
  int last_permille_ = -1;
};

}  // namespace boyin::cli
