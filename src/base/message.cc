#include "base/message.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "base/data.h"

namespace boyin {
namespace {

/// A .mo file as msgfmt writes it (GNU gettext manual, "The Format of GNU MO Files"): words of 32
/// bits in the order of this machine; two tables of (length, offset), the first sorted by msgid.
class Catalogue {
 public:
  explicit Catalogue(std::string_view bytes) : bytes_(bytes) {}

  /// Empty where there is none.
  [[nodiscard]] std::string_view Find(std::string_view id) const {
    std::uint32_t low = 0;
    std::uint32_t high = Word(8);
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      const std::string_view here = Text(Word(12), middle);
      if (here == id) return Text(Word(16), middle);
      if (here < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return {};
  }

 private:
  [[nodiscard]] std::uint32_t Word(std::size_t at) const {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes_.data() + at, sizeof word);
    return word;
  }
  [[nodiscard]] std::string_view Text(std::size_t table, std::uint32_t i) const {
    const std::size_t at = table + std::size_t{8} * i;
    return bytes_.substr(Word(at + 4), Word(at));
  }

  std::string_view bytes_;
};

bool IsTraditional(std::string_view locale) {
  for (const std::string_view place : {"TW", "HK", "MO", "Hant"}) {
    if (locale.find(place) != std::string_view::npos) return true;
  }
  return false;
}

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

}  // namespace

Language LanguageOf(std::string_view locale, std::string_view languages) {
  if (locale.empty() || locale == "C" || locale == "POSIX" || locale.starts_with("C.")) {
    return Language::kEnglish;
  }
  std::string_view list = languages.empty() ? locale : languages;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(':'));
    if (one.starts_with("en")) return Language::kEnglish;
    if (one.starts_with("zh")) {
      return IsTraditional(one) ? Language::kTraditionalChinese : Language::kSimplifiedChinese;
    }
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return Language::kEnglish;
}

Language MessageLanguage() {
  static const Language language = [] {
    std::string_view locale;
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      if (locale.empty()) locale = Variable(name);
    }
    return LanguageOf(locale, Variable("LANGUAGE"));
  }();
  return language;
}

namespace message {

std::string_view Lookup(Language language, std::string_view english) {
  if (language == Language::kEnglish || english.empty()) return english;
  const Catalogue catalogue(language == Language::kTraditionalChinese ? base::data::zh_TW_mo()
                                                                      : base::data::zh_CN_mo());
  const std::string_view found = catalogue.Find(english);
  return found.empty() ? english : found;
}

Message Filled(std::string_view english, fmt::format_args in_english, fmt::format_args in_chinese) {
  const Language chinese = MessageLanguage() == Language::kTraditionalChinese
                               ? Language::kTraditionalChinese
                               : Language::kSimplifiedChinese;
  return {fmt::vformat(english, in_english), fmt::vformat(Lookup(chinese, english), in_chinese)};
}

}  // namespace message
}  // namespace boyin
