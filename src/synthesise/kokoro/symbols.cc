#include "synthesise/kokoro/symbols.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/table.h"
#include "base/utf8.h"
#include "synthesise/data.h"

namespace boyin::synthesise::kokoro {
namespace {

struct Forms {
  std::string_view plain;
  std::string_view erhua;
};

/// Rows of a table of ours; a test reads each, so that none is malformed here.
std::vector<table::Row> RowsOf(std::string_view text, std::string_view name, std::size_t cells) {
  auto rows = table::Parse(text, name, cells);
  return rows ? std::move(*rows) : std::vector<table::Row>{};
}

const std::map<std::string_view, Forms>& Syllables() {
  static const auto syllables = [] {
    std::map<std::string_view, Forms> table;
    for (const table::Row& row : RowsOf(data::kokoro_mandarin_tsv(), "kokoro_mandarin.tsv", 3)) {
      table[row.cells[0]] = {row.cells[1], row.cells[2]};
    }
    return table;
  }();
  return syllables;
}

const std::map<char32_t, std::int64_t>& Symbols() {
  static const auto symbols = [] {
    std::map<char32_t, std::int64_t> table;
    for (const table::Row& row : RowsOf(data::kokoro_symbols_tsv(), "kokoro_symbols.tsv", 2)) {
      const std::string_view symbol = row.cells[0] == "SPACE" ? " " : row.cells[0];
      std::int64_t number = 0;
      std::from_chars(row.cells[1].data(), row.cells[1].data() + row.cells[1].size(), number);
      table[utf8::Decode(symbol, 0).value] = number;
    }
    return table;
  }();
  return symbols;
}

const std::vector<table::Row>& English() {
  static const auto rows = RowsOf(data::kokoro_english_tsv(), "kokoro_english.tsv", 2);
  return rows;
}

constexpr auto kArrows = std::to_array<std::string_view>({"", "→", "↗", "↓", "↘", ""});

}  // namespace

std::string MandarinIpa(Pinyin syllable) {
  const auto found = Syllables().find(syllable.base());
  if (found == Syllables().end()) return {};
  const bool erhua = syllable.erhua() && found->second.erhua != "-";
  std::string ipa(erhua ? found->second.erhua : found->second.plain);
  const auto tone = std::min(static_cast<std::size_t>(syllable.tone()), kArrows.size() - 1);
  if (const std::size_t place = ipa.find('%'); place != std::string::npos) {
    ipa.replace(place, 1, kArrows[tone]);
  }
  return ipa;
}

std::string EnglishIpa(std::string_view espeak) {
  std::string ipa;
  while (!espeak.empty()) {
    const auto& rows = English();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const table::Row& candidate) {
      return espeak.starts_with(candidate.cells[0]);
    });
    const std::size_t taken =
        row == rows.end() ? utf8::Decode(espeak, 0).length : row->cells[0].size();
    if (row == rows.end()) {
      ipa += espeak.substr(0, taken);
    } else if (row->cells[1] != "-") {
      ipa += row->cells[1];
    }
    espeak.remove_prefix(taken);
  }
  return ipa;
}

std::vector<std::int64_t> SymbolsOf(std::string_view ipa) {
  std::vector<std::int64_t> numbers;
  for (std::size_t at = 0; at < ipa.size();) {
    const utf8::CodePoint c = utf8::Decode(ipa, at);
    at += c.length;
    const auto found = Symbols().find(c.value);
    if (found != Symbols().end()) numbers.push_back(found->second);
  }
  return numbers;
}

}  // namespace boyin::synthesise::kokoro
