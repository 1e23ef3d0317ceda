#include "lexicon/lexicon.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"

namespace boyin::lexicon {
namespace {

constexpr std::array<std::string_view, 5> kColumns = {"written", "spoken", "pinyin", "scope",
                                                      "until"};

std::string_view Cell(const table::Row& row, std::size_t i) {
  return i < row.cells.size() ? row.cells[i] : std::string_view{};
}

// A first line that begins with the name of a column is a header; then it must be the header.
Result<bool> IsHeader(const table::Row& row, const std::string& where) {
  if (row.cells[0] != kColumns[0]) return false;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (i < kColumns.size() && row.cells[i] == kColumns[i]) continue;
    return Fail(Code::kInput, where, Translated("column {} is \"{}\"", i + 1, row.cells[i]),
                Translated("the columns are written, spoken, pinyin, scope, until"));
  }
  return true;
}

std::optional<Scope> ReadScope(std::string_view text) {
  if (text.empty() || text == "station") return Scope::kStation;
  if (text == "programme") return Scope::kProgramme;
  if (text == "episode") return Scope::kEpisode;
  return std::nullopt;
}

// "2026-12-31": compared as text, so the form is all that matters, and that it is a day.
bool IsDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  const std::string_view month = text.substr(5, 2);
  const std::string_view day = text.substr(8, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

Result<std::vector<Pinyin>> ReadPinyin(std::string_view text, const std::string& where) {
  std::vector<Pinyin> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view syllable = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (syllable.empty()) continue;
    const std::optional<Pinyin> read = Pinyin::Parse(syllable);
    if (!read) {
      const std::string near = NearestSyllable(syllable);
      return Fail(Code::kInput, where, Translated("\"{}\" is no syllable of Mandarin", syllable),
                  Translated("did you mean \"{}\"?", near));
    }
    out.push_back(*read);
  }
  return out;
}

std::size_t CountHan(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (utf8::IsHan(c.value)) ++count;
    at += c.length;
  }
  return count;
}

// One syllable for each Han character of what is said. 玩儿 may have wanr2: erhua takes 儿 along.
Result<void> CheckCount(const Entry& entry) {
  if (entry.pinyin.empty()) return {};
  const std::size_t wanted = CountHan(entry.spoken.empty() ? entry.written : entry.spoken);
  std::size_t given = entry.pinyin.size();
  for (const Pinyin& pinyin : entry.pinyin) given += static_cast<std::size_t>(pinyin.erhua());
  if (wanted == given || wanted == entry.pinyin.size()) return {};
  return Fail(Code::kInput, entry.origin,
              Translated("{} syllables for {} characters", entry.pinyin.size(), wanted),
              Translated("give one syllable for each Han character"));
}

/// The entry of a row of a table.
Result<Entry> ReadEntry(const table::Row& row, const std::string& where) {
  if (row.cells.size() > kColumns.size()) {
    return Fail(Code::kInput, where, Translated("too many columns"),
                Translated("there are five columns at most"));
  }
  const auto cell = [&](std::size_t i) { return std::string(Cell(row, i)); };
  return ReadLine({cell(0), cell(1), cell(2), cell(3), cell(4)}, where);
}

/// Gives each entry, or what is wrong with it, to `take` until it returns false.
template <typename Take>
void ForEachEntry(std::string_view text, std::string_view name, const Take& take) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const auto bad = utf8::FirstInvalid(text)) {
    take(Result<Entry>(Fail(Code::kInput, fmt::format("{}: byte {}", name, *bad),
                            Translated("the table is not UTF-8"))));
    return;
  }
  const auto rows = table::Parse(text, name, 1);
  if (!rows) {
    take(Result<Entry>(tl::unexpected(rows.error())));
    return;
  }
  for (const table::Row& row : *rows) {
    const std::string where = fmt::format("{}:{}", name, row.line);
    if (&row == &rows->front()) {
      const Result<bool> header = IsHeader(row, where);
      if (!header && !take(Result<Entry>(tl::unexpected(header.error())))) return;
      if (!header || *header) continue;
    }
    if (!take(ReadEntry(row, where))) return;
  }
}

Lexicon Sorted(std::map<std::string, Entry>&& entries) {
  Lexicon out;
  out.reserve(entries.size());
  for (auto& [written, entry] : entries) out.push_back(std::move(entry));
  return out;
}

// A later entry wins, unless the earlier one is of narrower scope.
void Put(std::map<std::string, Entry>& entries, Entry entry) {
  const auto [place, fresh] = entries.try_emplace(entry.written, entry);
  if (!fresh && entry.scope >= place->second.scope) place->second = std::move(entry);
}

}  // namespace

Result<Entry> ReadLine(const Line& line, const std::string& where) {
  Entry entry;
  entry.written = line.written;
  entry.spoken = line.spoken;
  entry.until = line.until;
  entry.origin = where;
  if (entry.written.empty()) {
    return Fail(Code::kInput, where, Translated("the written form is missing"));
  }
  if (line.spoken.empty() && line.pinyin.empty()) {
    return Fail(Code::kInput, where,
                Translated("\"{}\" has neither a spoken form nor pinyin", line.written),
                Translated("fill in the column spoken or pinyin"));
  }
  const std::optional<Scope> scope = ReadScope(line.scope);
  if (!scope) {
    return Fail(Code::kInput, where, Translated("no such scope: \"{}\"", line.scope),
                Translated("use station, programme or episode"));
  }
  entry.scope = *scope;
  if (!entry.until.empty() && !IsDay(entry.until)) {
    return Fail(Code::kInput, where, Translated("\"{}\" is no day", entry.until),
                Translated("write the day as 2026-12-31"));
  }
  Result<std::vector<Pinyin>> pinyin = ReadPinyin(line.pinyin, where);
  if (!pinyin) return tl::unexpected(pinyin.error());
  entry.pinyin = *std::move(pinyin);
  if (Result<void> counted = CheckCount(entry); !counted) return tl::unexpected(counted.error());
  return entry;
}

Line LineOf(const Entry& entry) {
  constexpr std::array<std::string_view, 3> kScopes = {"", "programme", "episode"};
  Line line{entry.written, entry.spoken, "",
            std::string(kScopes[static_cast<std::size_t>(entry.scope)]), entry.until};
  for (const Pinyin& pinyin : entry.pinyin) {
    if (!line.pinyin.empty()) line.pinyin += ' ';
    line.pinyin += pinyin.text();
  }
  return line;
}

Result<Lexicon> Parse(std::string_view text, std::string_view name, std::string_view today) {
  std::map<std::string, Entry> entries;
  std::optional<Error> fault;
  ForEachEntry(text, name, [&](Result<Entry> entry) {
    if (!entry) {
      fault = std::move(entry.error());
      return false;
    }
    const bool expired = !today.empty() && !entry->until.empty() && entry->until < today;
    if (!expired) Put(entries, *std::move(entry));
    return true;
  });
  if (fault) return tl::unexpected(*std::move(fault));
  return Sorted(std::move(entries));
}

std::vector<Error> Check(std::string_view text, std::string_view name) {
  std::vector<Error> faults;
  ForEachEntry(text, name, [&](Result<Entry> entry) {
    if (!entry) faults.push_back(std::move(entry.error()));
    return true;
  });
  return faults;
}

std::string WriteTsv(const Lexicon& lexicon) {
  std::string out = fmt::format("{}\n", fmt::join(kColumns, "\t"));
  for (const Entry& entry : lexicon) {
    const Line line = LineOf(entry);
    out += fmt::format("{}\t{}\t{}\t{}\t{}\n", line.written, line.spoken, line.pinyin, line.scope,
                       line.until);
  }
  return out;
}

Lexicon Merge(const std::vector<Lexicon>& tables) {
  std::map<std::string, Entry> entries;
  for (const Lexicon& table : tables) {
    for (const Entry& entry : table) Put(entries, entry);
  }
  return Sorted(std::move(entries));
}

}  // namespace boyin::lexicon
