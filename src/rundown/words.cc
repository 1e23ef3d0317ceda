// What the frame of a bulletin says: placeholders, weather.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"
#include "rundown/data.h"
#include "rundown/rundown.h"

namespace boyin::rundown {
namespace {

constexpr std::string_view kSolarTerm = "{solar_term}";
constexpr std::array<std::string_view, 6> kMarks{"，", "。", "；", "！", "？", "："};
constexpr std::array<std::string_view, 3> kFullStops{"。", "！", "？"};

/// The mark that stands at `at`; empty where none does.
std::string_view MarkAt(std::string_view text, std::size_t at) {
  for (const std::string_view mark : kMarks) {
    if (text.substr(at).starts_with(mark)) return mark;
  }
  return {};
}

struct Clause {
  std::string_view text;
  std::string_view mark;  ///< that ends it
};

std::vector<Clause> Clauses(std::string_view text) {
  std::vector<Clause> clauses;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view mark = MarkAt(text, at);
    if (mark.empty()) {
      at += utf8::Decode(text, at).length;
      continue;
    }
    clauses.push_back({text.substr(begin, at - begin), mark});
    begin = at += mark.size();
  }
  if (begin < text.size()) clauses.push_back({text.substr(begin), {}});
  return clauses;
}

/// The text without the clauses that name a solar term, its sentences still ended.
std::string WithoutSolarTerm(std::string_view text) {
  std::vector<Clause> kept;
  for (const Clause& clause : Clauses(text)) {
    if (clause.text.find(kSolarTerm) == std::string_view::npos) {
      kept.push_back(clause);
      continue;
    }
    const auto stops = [](std::string_view mark) {
      return std::find(kFullStops.begin(), kFullStops.end(), mark) != kFullStops.end();
    };
    if (!kept.empty() && stops(clause.mark) && !stops(kept.back().mark)) {
      kept.back().mark = clause.mark;
    }
  }
  std::string out;
  for (const Clause& clause : kept) out.append(clause.text).append(clause.mark);
  return out;
}

std::string ValueOf(std::string_view name, const Facts& facts) {
  if (name == "date") return SayDate(facts.day);
  if (name == "day") return IsoDay(facts.day);
  if (name == "year") return SayYear(facts.day);
  if (name == "weekday") return SayWeekday(facts.day);
  if (name == "lunar") return SayLunar(LunarOf(facts.day));
  if (name == "lunar_year") return SayLunarYear(LunarOf(facts.day));
  if (name == "solar_term") return SolarTermOf(facts.day);
  if (name == "title") return facts.title;
  if (name == "time") return facts.time ? SayClock(*facts.time) : "";
  if (name == "count") return std::to_string(facts.stories);
  return facts.correction;
}

/// Calls `see` with what stands outside braces and with each name in them.
template <typename Outside, typename Name>
void Walk(std::string_view text, const Outside& outside, const Name& name) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open == std::string_view::npos ? text.size() : open);
    if (close == std::string_view::npos) return outside(text);
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    if (inside.find_first_of("|{") != std::string_view::npos) {  // an inline mark, not ours
      outside(text.substr(0, open + 1));
      text.remove_prefix(open + 1);
      continue;
    }
    outside(text.substr(0, open));
    name(inside);
    text.remove_prefix(close + 1);
  }
}

}  // namespace

const std::vector<std::string_view>& Placeholders() {
  static const std::vector<std::string_view> kNames{"date",       "year",       "weekday", "lunar",
                                                    "lunar_year", "solar_term", "title",   "count",
                                                    "correction", "day",        "time"};
  return kNames;
}

std::string UnknownPlaceholder(std::string_view text) {
  std::string unknown;
  const auto& known = Placeholders();
  Walk(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (!unknown.empty() || std::find(known.begin(), known.end(), name) != known.end()) return;
        unknown = name.empty() ? "{}" : std::string(name);
      });
  return unknown;
}

std::string FillIn(std::string_view text, const Facts& facts) {
  std::string shortened;
  if (text.find(kSolarTerm) != std::string_view::npos && SolarTermOf(facts.day).empty()) {
    shortened = WithoutSolarTerm(text);
    text = shortened;
  }
  std::string out;
  Walk(
      text, [&](std::string_view outside) { out += outside; },
      [&](std::string_view name) { out += ValueOf(name, facts); });
  return out;
}

std::vector<std::size_t> Choose(const std::vector<Dated>& stories, const Item& item,
                                const Day& day) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    if (!item.today || stories[i].day == IsoDay(day)) chosen.push_back(i);
  }
  std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(stories[a].day, stories[a].moment) >
           std::pair(stories[b].day, stories[b].moment);
  });
  if (item.newest > 0 && chosen.size() > static_cast<std::size_t>(item.newest)) {
    chosen.resize(static_cast<std::size_t>(item.newest));
  }
  return chosen;
}

Result<std::string> WeatherText(std::string_view tsv, const std::string& name) {
  const Result<std::vector<table::Row>> rows = table::Parse(tsv, name, 4);
  if (!rows) return tl::unexpected(rows.error());
  std::string text;
  for (const table::Row& row : *rows) {
    for (const std::size_t degrees : {std::size_t{2}, std::size_t{3}}) {
      const std::string_view cell = row.cells[degrees];
      const std::size_t digits = cell.starts_with('-') ? 1 : 0;
      const bool whole = cell.size() > digits && cell.size() <= digits + 2 &&
                         cell.find_first_not_of("0123456789", digits) == std::string_view::npos;
      if (whole) continue;
      return Fail(Code::kInput, fmt::format("{}:{}", name, row.line),
                  Translated("“{}” is no temperature", cell),
                  Translated("write place, sky, lowest, highest, wind, with tabs between"));
    }
    text += fmt::format("{}，{}，{}~{}℃", row.cells[0], row.cells[1], row.cells[2], row.cells[3]);
    if (row.cells.size() > 4 && !row.cells[4].empty()) text += fmt::format("，{}", row.cells[4]);
    text += "。\n";
  }
  if (text.empty()) {
    return Fail(Code::kInput, name, Translated("holds no weather"),
                Translated("write place, sky, lowest, highest, wind, with tabs between"));
  }
  return text;
}

std::string Example(std::string_view article) {
  constexpr std::string_view kPlace = "@ARTICLE@";
  std::string example(data::example_toml());
  for (std::size_t at = 0; (at = example.find(kPlace, at)) != std::string::npos;) {
    example.replace(at, kPlace.size(), article);
    at += article.size();
  }
  return example;
}

}  // namespace boyin::rundown
