#include "intake/outline.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/composer.h"

namespace boyin::intake {
namespace {

/// Without white space and marks, so that two ways to set a title are one.
std::string Bare(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    const bool mark = c.value < '0' || (c.value >= 0x3000 && c.value <= 0x3020) ||
                      (c.value >= 0x2010 && c.value <= 0x203B) ||
                      (c.value >= 0xFF01 && c.value <= 0xFF0F) || c.value == 0xA0;
    if (!mark) out += text.substr(at, c.length);
    at += c.length;
  }
  return out;
}

struct Scripts {
  std::size_t han = 0;
  std::size_t kana = 0;
  std::size_t hangul = 0;
  std::size_t latin = 0;
};

Scripts Count(const Document& document) {
  constexpr std::size_t kSeen = 20'000;  // bytes
  Scripts scripts;
  std::size_t seen = 0;
  for (const Block& block : document.blocks) {
    for (std::size_t at = 0; at < block.text.size();) {
      const utf8::CodePoint c = utf8::Decode(block.text, at);
      if (utf8::IsHan(c.value)) ++scripts.han;
      if (c.value >= 0x3041 && c.value <= 0x30FA) ++scripts.kana;
      if (c.value >= 0xAC00 && c.value <= 0xD7A3) ++scripts.hangul;
      if ((c.value >= 'a' && c.value <= 'z') || (c.value >= 'A' && c.value <= 'Z')) {
        ++scripts.latin;
      }
      at += c.length;
    }
    seen += block.text.size();
    if (seen > kSeen) break;
  }
  return scripts;
}

std::string_view PrimaryOf(std::string_view language) {
  return language.substr(0, language.find_first_of("-_"));
}

struct Name {
  std::string_view code, name;
};

constexpr std::array<Name, 4> kNames{{{"ja", MessageId("Japanese")},
                                      {"ko", MessageId("Korean")},
                                      {"en", MessageId("English")},
                                      {"yue", MessageId("Cantonese")}}};

}  // namespace

void DropBlocks(Document& document, const std::vector<std::size_t>& indices,
                std::string_view reason) {
  if (indices.empty()) return;
  auto next = indices.begin();
  std::vector<Block> kept;
  kept.reserve(document.blocks.size() - indices.size());
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    if (next == indices.end() || *next != i) {
      kept.push_back(std::move(document.blocks[i]));
      continue;
    }
    document.dropped.push_back({document.blocks[i].source, std::string(reason)});
    ++next;
  }
  document.blocks = std::move(kept);
  std::sort(document.dropped.begin(), document.dropped.end(),
            [](const Dropped& a, const Dropped& b) { return a.source.begin < b.source.begin; });
}

void DropSecondTitle(Document& document) {
  constexpr std::size_t kLongest = 120;  // bytes
  const std::vector<Block>& blocks = document.blocks;
  if (blocks.size() < 3 || blocks[0].kind != BlockKind::kHeading) return;
  if (blocks[0].text.size() > kLongest || blocks[1].text.size() > kLongest) return;
  const std::string title = Bare(blocks[0].text);
  if (title.empty() || Bare(blocks[1].text) != title) return;
  DropBlocks(document, {1}, "title again");
}

std::string_view WrittenLanguage(const Document& document) {
  const Scripts scripts = Count(document);
  const std::size_t all = scripts.han + scripts.kana + scripts.hangul + scripts.latin;
  if (all < 8) return {};
  if (scripts.kana * 8 > scripts.han + scripts.kana && scripts.kana >= 4) return "ja";
  if (scripts.hangul * 4 > all) return "ko";
  if (scripts.han * 10 >= scripts.latin) return "zh";
  return scripts.latin * 10 >= all * 9 ? "en" : "";
}

void DecideLanguage(Document& document) {
  std::string& language = document.metadata.language;
  const std::string_view written = WrittenLanguage(document);
  const std::string_view declared = PrimaryOf(language);
  // Templates declare English for pages in Chinese, but nobody writes kana by mistake.
  if (declared != "zh" && declared != "yue" && (written == "zh" || written.empty())) {
    if (declared != "ja" && declared != "ko") language = "zh";
  } else if (written == "ja" || written == "ko" || written == "en") {
    if (declared != written) language = written;
  }
  const std::string_view now = PrimaryOf(language);
  if (now == "zh") return;
  const auto* name =
      std::find_if(kNames.begin(), kNames.end(), [&](const Name& one) { return one.code == now; });
  const bool known = name != kNames.end();
  document.notes.push_back(
      Translated("is written in {}; it is read as Mandarin",
                 known ? message::Filled(name->name, {}, {}) : Message{language, language}));
}

}  // namespace boyin::intake
