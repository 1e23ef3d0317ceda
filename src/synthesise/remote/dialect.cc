#include "synthesise/remote/dialect.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/xml_text.h"
#include "synthesise/data.h"

namespace boyin::synthesise::remote {
namespace {

constexpr std::string_view kFile = "remote_dialects.tsv";

Result<Where> ReadWhere(const table::Row& row) {
  const std::string_view text = row.cells[5];
  if (text == "inline") return Where::kInline;
  if (text == "pronunciation_dict") return Where::kPronunciationDict;
  if (text == "pronunciation_map") return Where::kPronunciationMap;
  return Fail(Code::kOther, fmt::format("{}:{}", kFile, row.line),
              Translated("no such place for corrections"));
}

Result<std::vector<Dialect>> Dialects() {
  const Result<std::vector<table::Row>> rows = table::Parse(data::remote_dialects_tsv(), kFile, 7);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<Dialect> dialects;
  for (const table::Row& row : *rows) {
    const Result<Where> where = ReadWhere(row);
    if (!where) return tl::unexpected(where.error());
    dialects.push_back({std::string(row.cells[0]), std::string(row.cells[1]),
                        std::string(row.cells[2]), std::string(row.cells[3]),
                        row.cells[4] == "ssml", *where});
  }
  return dialects;
}

std::string Upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return out;
}

/// 汉语拼音方案: the mark stands on a, else on e, else on o of ou, else on the last vowel.
std::size_t MarkedVowel(std::string_view final) {
  for (const std::string_view first : {"a", "e", "ou"}) {
    if (const std::size_t at = final.find(first); at != std::string_view::npos) return at;
  }
  return final.find_last_of("iouv");
}

std::string_view Marked(char vowel, int tone) {
  struct Row {
    char vowel;
    std::array<std::string_view, 5> tones;
  };
  constexpr std::array<Row, 6> kRows{{{'a', {"ā", "á", "ǎ", "à", "a"}},
                                      {'e', {"ē", "é", "ě", "è", "e"}},
                                      {'i', {"ī", "í", "ǐ", "ì", "i"}},
                                      {'o', {"ō", "ó", "ǒ", "ò", "o"}},
                                      {'u', {"ū", "ú", "ǔ", "ù", "u"}},
                                      {'v', {"ǖ", "ǘ", "ǚ", "ǜ", "ü"}}}};
  const auto row = std::ranges::find(kRows, vowel, &Row::vowel);
  return row->tones[static_cast<std::size_t>(tone - 1)];
}

}  // namespace

Parts Split(Pinyin pinyin) {
  std::string base(pinyin.base());
  if (pinyin.erhua()) base += 'r';
  const std::size_t vowel = base.find_first_of("aeiouv");
  if (vowel == std::string::npos) return {"", base};
  Parts parts{base.substr(0, vowel), ""};
  const std::string_view final = std::string_view(base).substr(vowel);
  const std::size_t marked = MarkedVowel(final);
  for (std::size_t at = 0; at < final.size(); ++at) {
    if (at == marked) {
      parts.final += Marked(final[at], pinyin.tone());
    } else {
      parts.final += final[at] == 'v' ? "ü" : std::string(1, final[at]);
    }
  }
  return parts;
}

std::string Dialect::Syllable(std::string_view character, Pinyin pinyin) const {
  std::string base(pinyin.base());
  if (pinyin.erhua()) base += 'r';
  const Parts parts = Split(pinyin);
  return fmt::format(fmt::runtime(syllable), fmt::arg("char", character), fmt::arg("pinyin", base),
                     fmt::arg("PINYIN", Upper(base)),
                     fmt::arg("tone", pinyin.tone() == 5 ? neutral : std::to_string(pinyin.tone())),
                     fmt::arg("initial", parts.initial), fmt::arg("final", parts.final));
}

std::string Dialect::Pause(int length_ms) const {
  if (pause.empty()) return "，";
  return fmt::format(fmt::runtime(pause), fmt::arg("ms", length_ms),
                     fmt::arg("s", fmt::format("{:.2f}", length_ms / 1000.0)));
}

std::string Dialect::Escape(std::string_view text) const {
  return ssml ? XmlEscaped(text) : std::string(text);
}

Result<Dialect> FindDialect(std::string_view name) {
  Result<std::vector<Dialect>> dialects = Dialects();
  if (!dialects) return tl::unexpected(dialects.error());
  std::vector<std::string> names;
  for (Dialect& dialect : *dialects) {
    if (dialect.name == name) return std::move(dialect);
    names.push_back(dialect.name);
  }
  return Fail(Code::kUsage, "", Translated("unknown dialect “{}”", name),
              Translated("one of: {}", fmt::join(names, ", ")));
}

}  // namespace boyin::synthesise::remote
