// Reads the rows of patterns.tsv; pattern.cc matches them.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/table.h"
#include "normalise/pattern.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

using Kind = PatternToken::Kind;

std::vector<std::string_view> Split(std::string_view cell) {
  std::vector<std::string_view> out;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(' '), cell.size());
    if (end > 0) out.push_back(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return out;
}

// 3, 2-4, 6+, with ! and % behind.
bool ReadCount(std::string_view text, PatternToken& token) {
  token.most = 32;
  while (text.ends_with('!') || text.ends_with('%')) {
    (text.back() == '!' ? token.counted : token.round) = false;
    text.remove_suffix(1);
  }
  if (text.empty()) return true;
  const char* end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, token.least);
  if (read.ec != std::errc{}) return false;
  token.most = token.least;
  if (read.ptr == end) return true;
  if (*read.ptr == '+') {
    token.most = 32;
    return read.ptr + 1 == end;
  }
  read = std::from_chars(read.ptr + 1, end, token.most);
  return read.ec == std::errc{} && read.ptr == end;
}

bool IsCount(std::string_view text) {
  return text.find_first_not_of("0123456789-+!%") == std::string_view::npos;
}

bool ReadToken(std::string_view text, PatternToken& token) {
  token.literal = text;
  const std::string_view rest = text.substr(1);
  const auto is = [&](Kind kind) {
    token.kind = kind;
    return true;
  };
  if (text.front() == '\\') {
    token.literal = rest;
    return true;
  }
  if (!IsCount(rest)) return true;
  switch (text.front()) {
    case 'D':
      return is(Kind::kDigits) && ReadCount(rest, token);
    case 'Z':
      return is(Kind::kHan) && ReadCount(rest, token);
    case '>':
      if (rest.empty()) return true;
      return is(Kind::kMore) && ReadCount(rest, token);
    case '=':
      if (rest.empty()) return true;
      return is(Kind::kSame) && ReadCount(rest, token);
    default:
      break;
  }
  if (!rest.empty()) return true;
  switch (text.front()) {
    case 'N':
      return is(Kind::kNumber);
    case 'Y':
      return is(Kind::kYear);
    case 'M':
      return is(Kind::kMonth);
    case 'A':
      return is(Kind::kDay);
    case 'h':
      return is(Kind::kHour);
    case 'm':
      return is(Kind::kMinute);
    case 'L':
      return is(Kind::kLetter);
    case 'W':
      return is(Kind::kWord);
    case '~':
      return is(Kind::kDash);
    case '_':
      return is(Kind::kSpaces);
    default:
      return true;
  }
}

PatternGuard ReadGuard(std::string_view cell) {
  PatternGuard guard;
  for (const std::string_view word : Split(cell)) {
    const bool refused = word.size() > 1 && word.front() == '!';
    (refused ? guard.unwanted : guard.wanted).push_back(refused ? word.substr(1) : word);
  }
  return guard;
}

void FillHead(PatternRule& rule) {
  const PatternToken& first = rule.tokens.front();
  switch (first.kind) {
    case Kind::kLiteral:
      if (EndOfDigits(first.literal, 0) < first.literal.size()) return;
      if (rule.tokens.size() > 1 && (rule.tokens[1].kind == Kind::kDigits)) return;
      rule.least = rule.most = first.literal.size();
      break;
    case Kind::kDigits:
      rule.least = first.least;
      rule.most = first.most;
      break;
    case Kind::kYear:
      rule.least = rule.most = 4;
      break;
    case Kind::kMonth:
    case Kind::kDay:
    case Kind::kHour:
      rule.most = 2;
      break;
    default:
      return;
  }
  if (rule.tokens.size() < 2 || rule.tokens[1].kind != Kind::kLiteral) return;
  if (IsDigit(At(rule.tokens[1].literal, 0))) {
    return;  // 0 D1: the second token goes on with the digits
  }
  if (rule.tokens[1].literal != ":") rule.second = At(rule.tokens[1].literal, 0);
}

Result<PatternRule> ReadRule(const table::Row& row, std::string_view name) {
  const auto fail = [&](std::string what) {
    return Fail(
        Code::kInput, fmt::format("{}:{}", name, row.line),
        {what + ": " + std::string(row.cells[0]), "模式行有误：" + std::string(row.cells[0])});
  };
  PatternRule rule;
  rule.name = "patterns.tsv/" + std::string(row.cells[0]);
  rule.semiotic_class = row.cells[1];
  for (const std::string_view word : Split(row.cells[2])) {
    PatternToken token;
    if (!ReadToken(word, token)) return fail("no such pattern");
    rule.tokens.push_back(token);
  }
  if (rule.tokens.empty()) return fail("no pattern");
  rule.spoken = row.cells[3];
  rule.before = ReadGuard(row.cells[4]);
  rule.after = ReadGuard(row.cells[5]);
  rule.near = ReadGuard(row.cells[6]);
  rule.weight = SmallInt(row.cells[7]);
  rule.prior = static_cast<float>(SmallInt(row.cells[8])) / 100.0F;
  if (rule.prior <= 0 || rule.prior > 1) return fail("the prior is in percent");
  return rule;
}

}  // namespace

Result<PatternRules> PatternRules::Load(std::string_view text, std::string_view name) {
  PatternRules out;
  const auto rows = table::Parse(text, name, 11);
  if (!rows) return tl::unexpected(rows.error());
  for (const table::Row& row : *rows) {
    Result<PatternRule> read = ReadRule(row, name);
    if (!read) return tl::unexpected(read.error());
    FillHead(*read);
    const PatternRule& rule = out.rules_.emplace_back(*std::move(read));
    const PatternToken& first = rule.tokens.front();
    const char32_t c = first.kind == Kind::kLiteral ? At(first.literal, 0) : 0;
    if (first.kind == Kind::kLetter || first.kind == Kind::kWord || IsLetter(c)) {
      out.letters_.push_back(&rule);
    } else if (first.kind == Kind::kDash) {
      out.dashes_.push_back(&rule);
    } else if (c == 0 || IsDigit(c)) {
      out.digits_.push_back(&rule);
    } else {
      out.signs_[c].push_back(&rule);
    }
  }
  return out;
}

}  // namespace boyin::normalise
