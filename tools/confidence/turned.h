// What turn.py writes: numbers that may be two things, and which they are.
#pragma once

#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "normalise/clean.h"
#include "normalise/rank.h"

namespace boyin::normalise {

inline constexpr std::size_t kForms = static_cast<std::size_t>(Form::kCount);

/// As turn.py names a form and its senses.
inline constexpr std::array<std::array<std::string_view, 3>, kForms> kFormNames = {{
    {"slash", "fraction", "date"},
    {"point", "decimal", "date"},
    {"colon", "clock", "score"},
    {"dash", "range", "score"},
    {"year", "count", "digits"},
    {"short year", "count", "digits"},
    {"long", "count", "digits"},
    {"two", "two", "pair"},
}};

struct Turned {
  std::string text;  ///< clean
  std::size_t at = 0;
  Ambiguous number;
  unsigned sense = 0;
};

inline std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    out.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

inline std::vector<Turned> ReadTurned(const std::string& file, const Cleaner& cleaner) {
  std::vector<Turned> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> cells = CellsOf(line);
    if (cells.size() != 5) continue;
    Turned row;
    row.text = cleaner.Clean(cells[2]).text;
    row.at = row.text.size();
    row.text += cells[3] + cleaner.Clean(cells[4]).text;
    const auto number = AmbiguousAt(row.text, row.at);
    if (!number) continue;
    const auto& names = kFormNames[static_cast<std::size_t>(number->form)];
    if (names[0] != cells[0]) continue;
    row.number = *number;
    row.sense = names[2] == cells[1] ? 1 : 0;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace boyin::normalise
