// Whatever a table of readings holds is read, or refused with a place; what is read is written and
// read again as it was.
#pragma once

#include <string_view>

#include "fuzz/budget.h"
#include "lexicon/lexicon.h"
#include "lexicon/pls.h"

namespace boyin::fuzz {

inline bool Same(const lexicon::Lexicon& a, const lexicon::Lexicon& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].written != b[i].written || a[i].spoken != b[i].spoken || a[i].pinyin != b[i].pinyin) {
      return false;
    }
  }
  return true;
}

inline void CheckTable(std::string_view text) {
  const Budget budget(text.size());
  const Result<lexicon::Lexicon> table = lexicon::Parse(text, "a.tsv", "");
  if (!table) {
    if (table.error().where.empty()) Stop("an error without a place");
    if (lexicon::Check(text, "a.tsv").empty()) Stop("a fault that the check does not see");
    return;
  }
  const Result<lexicon::Lexicon> again = lexicon::Parse(lexicon::WriteTsv(*table), "a.tsv", "");
  if (!again || !Same(*table, *again)) Stop("a table that changes when it is written");
}

inline void CheckPls(std::string_view text) {
  const Budget budget(text.size());
  const Result<lexicon::Lexicon> table = lexicon::ReadPls(text, "a.pls");
  if (!table) {
    if (table.error().where.empty()) Stop("an error without a place");
    return;
  }
  const Result<lexicon::Lexicon> again = lexicon::ReadPls(lexicon::WritePls(*table), "a.pls");
  if (!again || !Same(*table, *again)) Stop("a lexicon that changes when it is written");
}

}  // namespace boyin::fuzz
