#include "speechd/names.h"

#include <optional>

#include "base/message.h"
#include "base/table.h"
#include "speechd/data.h"

namespace boyin::speechd {
namespace {

struct Level {
  Punctuation from;
  bool in_text;
};

std::optional<Level> ReadLevel(std::string_view text) {
  if (text == "some") return Level{Punctuation::kSome, true};
  if (text == "most") return Level{Punctuation::kMost, true};
  if (text == "all") return Level{Punctuation::kAll, true};
  if (text == "never") return Level{Punctuation::kAll, false};
  return std::nullopt;
}

}  // namespace

Result<Names> Names::Load() {
  constexpr std::string_view kFile = "names.tsv";
  const Result<std::vector<table::Row>> rows = table::Parse(data::names_tsv(), kFile, 4);
  if (!rows) return tl::unexpected(rows.error());
  Names names;
  for (const table::Row& row : *rows) {
    if (row.cells[0] == "key") {
      names.keys_[row.cells[1]] = row.cells[3];
    } else if (const std::optional<Level> level = ReadLevel(row.cells[2])) {
      names.marks_[row.cells[1]] = {level->from, level->in_text, row.cells[3]};
    } else {
      return Fail(Code::kOther, std::string(kFile) + ":" + std::to_string(row.line),
                  Translated("no level is called so"));
    }
  }
  return names;
}

std::string_view Names::Mark(std::string_view text) const {
  const auto found = marks_.find(text);
  return found == marks_.end() ? std::string_view() : found->second.spoken;
}

std::string_view Names::Key(std::string_view text) const {
  const auto found = keys_.find(text);
  return found == keys_.end() ? std::string_view() : found->second;
}

bool Names::IsNamed(std::string_view text, Punctuation punctuation) const {
  const auto found = marks_.find(text);
  return found != marks_.end() && found->second.in_text && punctuation != Punctuation::kNone &&
         punctuation >= found->second.from;
}

}  // namespace boyin::speechd
