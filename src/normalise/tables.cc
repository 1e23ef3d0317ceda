#include "normalise/tables.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "normalise/data.h"

namespace boyin::normalise {
namespace {

std::vector<std::string_view> SplitCues(std::string_view cell) {
  std::vector<std::string_view> out;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(' '), cell.size());
    if (end > 0) out.push_back(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return out;
}

std::string_view CellOr(const table::Row& row, std::size_t i, std::string_view otherwise) {
  return i < row.cells.size() && !row.cells[i].empty() ? row.cells[i] : otherwise;
}

bool Has(std::string_view flags, std::string_view flag) {
  return flags.find(flag) != std::string_view::npos;
}

// Hands each row of a table to `take`.
template <typename Take>
Result<void> ForRows(std::string_view text, std::string_view name, std::size_t cells, Take take) {
  const auto rows = table::Parse(text, name, cells);
  if (!rows) return tl::unexpected(rows.error());
  for (const table::Row& row : *rows) {
    Result<void> taken = take(row);
    if (!taken) return taken;
  }
  return {};
}

template <typename Map>
Result<void> LoadPairs(std::string_view text, std::string_view name, Map& map) {
  return ForRows(text, name, 2, [&](const table::Row& row) -> Result<void> {
    map.Add(row.cells[0], row.cells[1]);
    return {};
  });
}

Result<void> LoadUnits(Lookups& out) {
  return ForRows(data::units_tsv(), "units.tsv", 2, [&](const table::Row& row) -> Result<void> {
    const std::string_view flags = CellOr(row, 2, "");
    (Has(flags, "inner") ? out.parts : out.units)
        .Add(row.cells[0], {row.cells[1], Has(flags, "front"), Has(flags, "temperature"),
                            Has(flags, "er"), Has(flags, "loose"), Has(flags, "spaced")});
    return {};
  });
}

Result<void> LoadMeasures(Lookups& out) {
  return ForRows(data::measures_tsv(), "measures.tsv", 2,
                 [&](const table::Row& row) -> Result<void> {
                   for (const std::string_view word : SplitCues(row.cells[1])) {
                     out.measures.Add(word, {row.cells[0] == "两", row.cells[0] == "无"});
                   }
                   return {};
                 });
}

Result<void> LoadCodes(Lookups& out) {
  return ForRows(data::codes_tsv(), "codes.tsv", 4, [&](const table::Row& row) -> Result<void> {
    NamedNumber code;
    code.yao = row.cells[1] == "yao";
    if (row.cells[1] != "yao" && row.cells[1] != "digits") code.spoken = row.cells[1];
    code.before = SplitCues(row.cells[2]);
    code.after = SplitCues(row.cells[3]);
    const auto star = std::find(code.before.begin(), code.before.end(), "*");
    code.free = star != code.before.end() || (code.before.empty() && code.after.empty());
    if (star != code.before.end()) code.before.erase(star);
    out.codes.Add(row.cells[0], std::move(code));
    return {};
  });
}

Result<void> LoadSymbols(Lookups& out) {
  return ForRows(data::symbols_tsv(), "symbols.tsv", 3, [&](const table::Row& row) -> Result<void> {
    out.symbols.Add(row.cells[0], {row.cells[1], row.cells[2]});
    return {};
  });
}

Result<void> LoadBoilerplate(Lookups& out) {
  return ForRows(
      data::boilerplate_tsv(), "boilerplate.tsv", 2, [&](const table::Row& row) -> Result<void> {
        const std::uint8_t kind = row.cells[0] == "whole" ? 1 : (row.cells[0] == "opens" ? 2 : 3);
        out.boilerplate.Add(row.cells[1], kind);
        return {};
      });
}

Result<void> LoadEmoticons(Lookups& out) {
  return ForRows(data::emoticons_tsv(), "emoticons.tsv", 1,
                 [&](const table::Row& row) -> Result<void> {
                   out.emoticons.Add(row.cells[0], 1);
                   return {};
                 });
}

constexpr std::array<std::string_view, static_cast<std::size_t>(Cue::kCount)> kCueNames = {
    "sport",
    "team",
    "clock",
    "digits before",
    "digits after",
    "yao before",
    "yao after",
    "years before",
    "years after",
    "cold",
    "model before",
    "event after",
    "room after",
    "season after",
    "date before",
    "date after",
    "formation",
    "roman after",
    "index before",
    "bare year after",
    "short year before",
    "short year after",
    "quarter after",
    "record",
    "figure before",
    "value before",
    "times",
    "memory",
    "listed after",
    "mark before",
    "holiday after",
    "audience",
    "currency",
    "reign before",
    "signed before",
    "early year before",
    "count before",
    "count goes on",
    "paid before",
    "paid after",
    "decimal before",
    "fraction after",
    "day before",
    "watt",
    "comma sum after",
    "spaced count after",
    "numbering before",
    "dot decimal after",
    "han decimal after",
    "ring after",
    "circled after"};

Result<void> LoadCues(Lookups& out) {
  return ForRows(data::cues_tsv(), "cues.tsv", 2, [&](const table::Row& row) -> Result<void> {
    for (std::size_t i = 0; i < kCueNames.size(); ++i) {
      if (row.cells[0] != kCueNames[i]) continue;
      for (const std::string_view cue : SplitCues(row.cells[1])) out.cues[i].Add(cue, 1);
      return {};
    }
    return Fail(Code::kInput, fmt::format("cues.tsv:{}", row.line),
                Translated("no such cue: {}", row.cells[0]));
  });
}

}  // namespace

Result<Lookups> LoadLookups(bool emoji_named) {
  Lookups out;
  for (const auto load : {LoadUnits, LoadMeasures, LoadCodes, LoadSymbols, LoadBoilerplate,
                          LoadEmoticons, LoadCues}) {
    const Result<void> loaded = load(out);
    if (!loaded) return tl::unexpected(loaded.error());
  }
  const std::array<Result<void>, 5> pairs = {
      LoadPairs(data::elements_tsv(), "elements.tsv", out.elements),
      LoadPairs(data::currencies_tsv(), "currencies.tsv", out.currencies),
      LoadPairs(data::latin_tsv(), "latin.tsv", out.latin),
      emoji_named ? LoadPairs(data::emoji_tsv(), "emoji.tsv", out.emoji) : Result<void>{},
      LoadPairs(data::compatible_tsv(), "compatible.tsv", out.compatible)};
  for (const Result<void>& loaded : pairs) {
    if (!loaded) return tl::unexpected(loaded.error());
  }
  Result<PatternRules> patterns = PatternRules::Load(data::patterns_tsv(), "patterns.tsv");
  if (!patterns) return tl::unexpected(patterns.error());
  out.patterns = *std::move(patterns);
  return out;
}

}  // namespace boyin::normalise
