// Sentences for a person, by the catalogues in po/.
//
//   Fail(Code::kInput, file, Translated("unpacks to {}", size), Translated("split the file"));
//
// The source language is English: what stands in the source is the msgid. `.ci/messages` collects
// them.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/core.h>

#include "base/result.h"

namespace boyin {

enum class Language { kEnglish, kSimplifiedChinese, kTraditionalChinese };

/// The language of messages: the first that is known of LANGUAGE (a list with colons), else what
/// LC_ALL, LC_MESSAGES or LANG say. Read once. The locale itself need not be installed.
[[nodiscard]] Language MessageLanguage();

/// The same for an environment as getenv() would give it; C and POSIX are English whatever LANGUAGE
/// says.
[[nodiscard]] Language LanguageOf(std::string_view locale, std::string_view languages);

/// Marks a text for .ci/messages where it is translated elsewhere.
[[nodiscard]] constexpr std::string_view MessageId(std::string_view english) { return english; }

namespace message {

/// What the catalogue of `language` has for the msgid `english`; `english` where it has nothing.
[[nodiscard]] std::string_view Lookup(Language language, std::string_view english);

/// `english` and its translation, each filled by its own values.
[[nodiscard]] Message Filled(std::string_view english, fmt::format_args in_english,
                             fmt::format_args in_chinese);

/// A value that is a sentence itself stands in the language of the whole.
template <typename Value>
[[nodiscard]] const auto& InEnglish(const Value& value) {
  if constexpr (std::is_same_v<Value, Message>) {
    return value.en;
  } else {
    return value;
  }
}
template <typename Value>
[[nodiscard]] const auto& InChinese(const Value& value) {
  if constexpr (std::is_same_v<Value, Message>) {
    return value.zh;
  } else {
    return value;
  }
}
template <typename Value>
using Filler =
    std::conditional_t<std::is_same_v<std::remove_cvref_t<Value>, Message>, std::string, Value>;

}  // namespace message

/// The sentence in both languages, its {} filled; a translation may number them ("{1} … {0}"). The
/// Chinese is traditional where MessageLanguage() is, else simplified.
template <typename... Values>
[[nodiscard]] Message Translated(fmt::format_string<message::Filler<Values>...> english,
                                 const Values&... values) {
  const fmt::string_view text = english;
  return message::Filled({text.data(), text.size()},
                         fmt::make_format_args(message::InEnglish(values)...),
                         fmt::make_format_args(message::InChinese(values)...));
}

}  // namespace boyin
