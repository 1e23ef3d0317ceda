#include "intake/credit.h"

#include <algorithm>
#include <array>

#include "base/table.h"
#include "base/utf8.h"
#include "intake/data.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongestCredit = 40;  // characters

bool Strip(std::string_view& text, std::string_view what, bool front) {
  if (front ? !text.starts_with(what) : !text.ends_with(what)) return false;
  if (front) {
    text.remove_prefix(what.size());
  } else {
    text.remove_suffix(what.size());
  }
  return true;
}

void Trim(std::string_view& text) {
  constexpr std::array<std::string_view, 3> kSpaces{" ", "\t", "　"};
  const auto strip_any = [&](bool front) {
    return std::any_of(kSpaces.begin(), kSpaces.end(),
                       [&](std::string_view space) { return Strip(text, space, front); });
  };
  while (strip_any(true) || strip_any(false)) {
  }
}

void TrimBrackets(std::string_view& text) {
  constexpr std::array<std::array<std::string_view, 2>, 4> kPairs{
      {{"（", "）"}, {"(", ")"}, {"【", "】"}, {"[", "]"}}};
  for (const auto& [open, close] : kPairs) {
    if (text.starts_with(open) && text.ends_with(close) &&
        text.size() > open.size() + close.size()) {
      Strip(text, open, true);
      Strip(text, close, false);
      Trim(text);
      return;
    }
  }
}

/// The value behind a label: after a colon, or after a space where the label ends a word.
std::optional<std::string> ValueAfter(std::string_view line, std::string_view label) {
  if (!Strip(line, label, true)) return std::nullopt;
  const bool slash = label.ends_with("/");
  const bool spaced = line.starts_with(" ") || line.starts_with("　");
  Trim(line);
  const bool colon = Strip(line, ":", true) || Strip(line, "：", true);
  if (!colon && !slash && !spaced) return std::nullopt;
  Trim(line);
  if (line.empty()) return std::nullopt;
  return std::string(line);
}

}  // namespace

std::optional<Credit> ReadCredit(std::string_view line) {
  Trim(line);
  TrimBrackets(line);
  if (utf8::Length(line) > kLongestCredit) return std::nullopt;
  constexpr std::array<std::string_view, 4> kSentence{"。", "！", "？", "；"};
  for (const std::string_view mark : kSentence) {
    if (line.find(mark) != std::string_view::npos) return std::nullopt;
  }
  const Result<std::vector<table::Row>> rows = table::Parse(data::credits_tsv(), "credits.tsv", 2);
  if (!rows) return std::nullopt;
  for (const table::Row& row : *rows) {
    if (std::optional<std::string> value = ValueAfter(line, row.cells[0])) {
      return Credit{std::string(row.cells[1]), *value};
    }
  }
  return std::nullopt;
}

}  // namespace boyin::intake
