// Rows of a tab-separated file of cases.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/table.h"

namespace boyin::normalise {

struct Case {
  std::string kind;
  std::string written;
  std::vector<std::string> spoken;
};

/// Empty where the file is absent.
inline std::vector<Case> ReadCases(const std::filesystem::path& path) {
  std::vector<Case> out;
  if (!std::filesystem::exists(path)) return out;
  const Result<std::string> text = ReadFile(path);
  if (!text) return out;
  const auto rows = table::Parse(*text, path.filename().string(), 2);
  if (!rows) return out;
  for (const table::Row& row : *rows) {
    Case one{std::string(row.cells[0]), std::string(row.cells[1]), {}};
    for (std::size_t i = 2; i < row.cells.size(); ++i) one.spoken.emplace_back(row.cells[i]);
    if (one.spoken.empty()) one.spoken.emplace_back();
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace boyin::normalise
