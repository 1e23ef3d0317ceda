// The tables of a command that runs for long: read once, and again when somebody has changed them.
//
//   Result<ReloadingLexicon> tables = ReloadingLexicon::Open({"station.tsv"},
//   {"/etc/boyin/lexicon"}, today);
//   ...
//   Result<bool> changed = tables->Refresh(today);      // between two articles
//   if (changed && *changed) pronouncer = Pronouncer::Create({}, tables->lexicon());
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/lexicon.h"

namespace boyin::lexicon {

/// Not thread-safe: one thread refreshes, and hands copies of the lexicon to the others.
class ReloadingLexicon {
 public:
  /// Every *.tsv of `folders` in the order of their names (a folder that is not there has none),
  /// then `files`, which must exist; what comes later wins. `today` as for Parse.
  [[nodiscard]] static Result<ReloadingLexicon> Open(std::vector<std::filesystem::path> files,
                                                     std::vector<std::filesystem::path> folders,
                                                     std::string_view today);

  [[nodiscard]] const Lexicon& lexicon() const { return lexicon_; }

  /// Reads the tables again if one has come, gone or changed (time or size), or if the day has.
  /// True where the lexicon is a new one. A table with a fault leaves the lexicon as it was, and
  /// the error is given once for each change.
  [[nodiscard]] Result<bool> Refresh(std::string_view today);

 private:
  struct Seen {
    std::filesystem::path path;
    std::filesystem::file_time_type time;
    std::uintmax_t size = 0;

    bool operator==(const Seen&) const = default;
  };
  ReloadingLexicon(std::vector<std::filesystem::path> files,
                   std::vector<std::filesystem::path> folders)
      : files_(std::move(files)), folders_(std::move(folders)) {}
  [[nodiscard]] std::vector<Seen> TableStates() const;

  std::vector<std::filesystem::path> files_;
  std::vector<std::filesystem::path> folders_;
  std::vector<Seen> seen_;
  std::string today_;
  Lexicon lexicon_;
};

}  // namespace boyin::lexicon
