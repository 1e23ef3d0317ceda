#include "base/message.h"

#include <string>

#include <doctest/doctest.h>

namespace boyin {
namespace {

TEST_CASE("the language of messages is taken from the environment as gettext takes it") {
  CHECK(LanguageOf("", "zh_CN") == Language::kEnglish);
  CHECK(LanguageOf("C.UTF-8", "zh_CN") == Language::kEnglish);
  CHECK(LanguageOf("zh_CN.UTF-8", "") == Language::kSimplifiedChinese);
  CHECK(LanguageOf("zh_SG.UTF-8", "") == Language::kSimplifiedChinese);
  CHECK(LanguageOf("zh_TW.UTF-8", "") == Language::kTraditionalChinese);
  CHECK(LanguageOf("zh_HK", "") == Language::kTraditionalChinese);
  CHECK(LanguageOf("de_DE.UTF-8", "") == Language::kEnglish);
  CHECK(LanguageOf("de_DE.UTF-8", "de:zh_TW:en") == Language::kTraditionalChinese);
  CHECK(LanguageOf("zh_CN.UTF-8", "en:zh_CN") == Language::kEnglish);
}

TEST_CASE("a sentence is looked up in the catalogue of its language") {
  CHECK(message::Lookup(Language::kEnglish, "no such file") == "no such file");
  CHECK(message::Lookup(Language::kSimplifiedChinese, "no such file") == "没有这个文件");
  CHECK(message::Lookup(Language::kTraditionalChinese, "no such file") == "沒有這個檔案");
  CHECK(message::Lookup(Language::kTraditionalChinese, "what nobody says") == "what nobody says");
}

TEST_CASE("values stand where the translation has them") {
  const Message plain = Translated("unpacks to {}", "3 GB");
  CHECK(plain.en == "unpacks to 3 GB");
  CHECK(plain.zh == "解压后达 3 GB");
  const Message numbered = Translated("{} of {} sentences are said by “{}”", 1, 20, "anchor-f");
  CHECK(numbered.en == "1 of 20 sentences are said by “anchor-f”");
  CHECK(numbered.zh == "20 句中有 1 句由“anchor-f”代念");
}

TEST_CASE("a sentence within a sentence is in the language of the whole") {
  const Message whole = Translated("“{}” must be {}", "rate", Translated("a text in quotes"));
  CHECK(whole.en == "“rate” must be a text in quotes");
  CHECK(whole.zh == "“rate”应为带引号的文字");
}

}  // namespace
}  // namespace boyin
