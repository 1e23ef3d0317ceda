#include "normalise/pattern.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

using Kind = PatternToken::Kind;

constexpr std::size_t kMostCaptures = 8;

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

bool IsMark(char32_t c) {
  return c == 0 || IsCjkPunctuation(c) || c == ' ' || c == ',' || c == '.' || c == ';' ||
         c == ':' || c == '(' || c == ')' || c == '"' || c == '?' || c == '!' || c == '/';
}

// A word of a guard; # is a digit, a comma any mark or an end, ^ an end of the text, @han any Han
// character.
bool StandsBefore(std::string_view text, std::size_t at, std::string_view word) {
  if (word == "#") return IsDigit(Before(text, at));
  if (word == ",") return IsMark(Before(text, at));
  if (word == "^") return at == 0;
  if (word == "@han") return utf8::IsHan(Before(text, at));
  return EndsWith(text, at, word);
}

bool StandsAfter(std::string_view text, std::size_t at, std::string_view word) {
  if (word == "#") return IsDigit(At(text, at));
  if (word == ",") return IsMark(At(text, at));
  if (word == "^") return at == text.size();
  if (word == "@han") return utf8::IsHan(At(text, at));
  return StartsWith(text, at, word);
}

// Quotes, colons and brackets that open do not part a number from its cue.
std::size_t BackOverOpening(std::string_view text, std::size_t at) {
  const char32_t left = Before(text, at);
  const bool opens = IsOpening(left) || left == '"' || left == U'：' || left == ':' || left == ' ';
  return opens ? Previous(text, at) : at;
}

template <typename Stands>
bool Holds(const PatternGuard& guard, Stands stands) {
  if (std::any_of(guard.unwanted.begin(), guard.unwanted.end(), stands)) return false;
  return guard.wanted.empty() || std::any_of(guard.wanted.begin(), guard.wanted.end(), stands);
}

bool GuardsHold(const PatternRule& rule, const MatchContext& context, std::size_t begin,
                std::size_t end) {
  const std::string_view text = context.text;
  constexpr std::size_t kReach = 60;  // bytes, some twenty characters
  const std::size_t cue = BackOverOpening(text, begin);
  const bool before = Holds(rule.before, [&](std::string_view word) {
    return StandsBefore(text, begin, word) || (cue < begin && StandsBefore(text, cue, word));
  });
  if (!before) return false;
  if (!Holds(rule.after, [&](std::string_view word) { return StandsAfter(text, end, word); })) {
    return false;
  }
  const std::size_t from = begin > kReach ? begin - kReach : 0;
  const std::string_view left = text.substr(from, begin - from);
  const std::string_view right = text.substr(end, kReach);
  return Holds(rule.near, [&](std::string_view word) {
    if (word == "@traditional") return context.traditional;
    return left.find(word) != std::string_view::npos || right.find(word) != std::string_view::npos;
  });
}

struct Match {
  std::array<std::string_view, kMostCaptures> captures;
  std::size_t count = 0;
  std::size_t end = 0;
};

bool InRange(std::string_view digits, int least, int most) {
  const int value = SmallInt(digits);
  return digits.size() <= 4 && value >= least && value <= most;
}

/// The end of a token that can end in one place only, or `at` where it does not fit.
std::size_t EndOfToken(const MatchContext& context, const PatternToken& token, std::size_t at,
                       const Match& match) {
  const std::string_view text = context.text;
  const std::size_t digits = EndOfDigits(text, at);
  const std::string_view run = text.substr(at, digits - at);
  const auto figures = [&](std::size_t least, std::size_t most, int low, int high) {
    return run.size() >= least && run.size() <= most && InRange(run, low, high) ? digits : at;
  };
  switch (token.kind) {
    case Kind::kLiteral:
      if (token.literal == ":" && StartsWith(text, at, "：")) return at + 3;
      return StartsWith(text, at, token.literal) ? at + token.literal.size() : at;
    case Kind::kDigits: {
      if (run.size() < token.least || run.size() > token.most) return at;
      if (!token.round && run.ends_with("00")) return at;
      const bool counts = !token.counted && (context.MeasureAt(digits) ||
                                             context.lookups.units.LongestAt(text, digits));
      return counts ? at : digits;
    }
    case Kind::kNumber: {
      const auto number = ParseNumber(context.lookups, text, at, context.limit);
      return number ? number->end : at;
    }
    case Kind::kYear:
      return figures(4, 4, 1000, 2999);
    case Kind::kMonth:
      return figures(1, 2, 1, 12);
    case Kind::kDay:
      return figures(1, 2, 1, 31);
    case Kind::kHour:
      return figures(1, 2, 0, 24);
    case Kind::kMinute:
      return figures(2, 2, 0, 59);
    case Kind::kLetter: {
      const char32_t c = At(text, at);
      return c >= 'A' && c <= 'Z' ? at + 1 : at;
    }
    case Kind::kWord:
      return EndOfLetters(text, at);
    case Kind::kDash:
      return at + DashAt(text, at);
    case Kind::kSpaces:
      return EndOfSpaces(text, at);
    case Kind::kSame: {
      const std::string_view same =
          token.least <= match.count ? match.captures[token.least - 1] : std::string_view();
      return StartsWith(text, at, same) ? at + same.size() : at;
    }
    case Kind::kMore: {
      const std::string_view other =
          token.least <= match.count ? match.captures[token.least - 1] : std::string_view();
      return run.size() <= 4 && SmallInt(run) > SmallInt(other) ? digits : at;
    }
    case Kind::kHan:
      break;
  }
  return at;
}

bool Captures(Kind kind) {
  return kind != Kind::kLiteral && kind != Kind::kDash && kind != Kind::kSpaces;
}

// Only a run of Han characters may end in several places: as few as let the rest fit.
bool FitFrom(const MatchContext& context, const PatternRule& rule, std::size_t token,
             std::size_t at, Match& match) {
  for (; token < rule.tokens.size(); ++token) {
    const PatternToken& one = rule.tokens[token];
    if (one.kind == Kind::kHan) {
      std::size_t end = at;
      for (std::size_t n = 1; n <= one.most && utf8::IsHan(At(context.text, end)); ++n) {
        end += utf8::Decode(context.text, end).length;
        if (n < one.least) continue;
        Match tried = match;
        tried.captures[tried.count++] = context.text.substr(at, end - at);
        if (!FitFrom(context, rule, token + 1, end, tried)) continue;
        match = tried;
        return true;
      }
      return false;
    }
    const std::size_t end = EndOfToken(context, one, at, match);
    if (end > context.limit || (end == at && one.kind != Kind::kSpaces)) return false;
    if (Captures(one.kind) && match.count < kMostCaptures) {
      match.captures[match.count++] = context.text.substr(at, end - at);
    }
    at = end;
  }
  match.end = at;
  return true;
}

// A match is no part of a longer number or word.
bool Whole(std::string_view text, std::size_t begin, std::size_t end) {
  const char32_t first = At(text, begin);
  const char32_t left = Before(text, begin);
  const char32_t last = Before(text, end);
  const char32_t right = At(text, end);
  if (IsDigit(first) &&
      (IsDigit(left) || (left == '.' && begin > 1 && IsDigit(Before(text, begin - 1))))) {
    return false;
  }
  if (IsLetter(first) && IsLetter(left)) return false;
  if (IsDigit(last) && (IsDigit(right) || (right == '.' && IsDigit(At(text, end + 1))))) {
    return false;
  }
  return !(IsLetter(last) && IsLetter(right));
}

std::string SayMinute(std::string_view digits) {
  const int value = SmallInt(digits);
  if (value == 0) return {};
  return (value < 10 ? "零" : "") + ReadCardinal(std::to_string(value), {}) + "分";
}

std::string SayNumber(std::string_view written, const Lookups& lookups) {
  const auto number = ParseNumber(lookups, written, 0, written.size());
  return number ? ReadDecimal(number->integer, number->fraction, {}) : std::string(written);
}

std::string SayCapture(std::string_view written, char how, const MatchContext& context) {
  switch (how) {
    case 'c':
      return ReadCardinal(std::to_string(SmallInt(written)), {});
    case 'd':
      return ReadDigits(written);
    case 'y':
      return ReadDigits(written, context.options.yao);
    case 'n':
      return SayNumber(written, context.lookups);
    case 'q': {
      const std::string said = SayNumber(written, context.lookups);
      return said == "二" ? "两" : said;
    }
    case 'h': {
      const std::string said = ReadCardinal(std::to_string(SmallInt(written)), {});
      return said == "二" ? "两" : said;
    }
    case 'm':
      return SayMinute(written);
    case 's':
      return written.size() > 2 ? ReadDigits(written) : ReadCardinal(written, {});
    default:
      return std::string(written);
  }
}

std::string Say(const PatternRule& rule, const Match& match, const MatchContext& context) {
  std::string out;
  const std::string_view spoken = rule.spoken;
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    if (spoken[i] != '$' || i + 2 >= spoken.size()) {
      out += spoken[i];
      continue;
    }
    const auto capture = static_cast<std::size_t>(spoken[i + 1] - '1');
    if (capture < match.count) out += SayCapture(match.captures[capture], spoken[i + 2], context);
    i += 2;
  }
  return out;
}

// The characters that a row lets stand where its token `i` begins; none: any.
std::u32string Beginnings(const PatternRule& rule, std::size_t i) {
  if (i >= rule.tokens.size()) return {};
  const PatternToken& token = rule.tokens[i];
  if (token.kind == Kind::kDash) return U"-–—―~～〜−－‐‑∼";
  if (token.kind == Kind::kSpaces) {
    std::u32string out = Beginnings(rule, i + 1);
    if (!out.empty()) out += U' ';
    return out;
  }
  if (token.kind != Kind::kLiteral || IsDigit(At(token.literal, 0))) return {};
  if (token.literal == ":") return U":：";
  return {At(token.literal, 0)};
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
    case Kind::kNumber:
      break;
    default:
      return;
  }
  rule.seconds = Beginnings(rule, 1);  // none in 0 D1: the second token goes on with the digits
}

Result<PatternRule> ReadRule(const table::Row& row, std::string_view name) {
  const auto fail = [&](std::string what) {
    return Fail(Code::kInput, fmt::format("{}:{}", name, row.line),
                Translated("not a pattern: {} ({})", row.cells[0], what));
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

void PatternIndex::Want(Side& side, const std::vector<std::string_view>& words, bool last,
                        std::size_t row) {
  const std::uint64_t bit = std::uint64_t{1} << (row % kBits);
  bool any = words.empty();
  for (const std::string_view word : words) {
    any = any || word == "," || word == "#" || word == "^" || word == "@han";
    const char32_t edge = last ? Before(word, word.size()) : At(word, 0);
    side.rows[edge % kHash][row / kBits] |= bit;
  }
  if (any) side.open[row / kBits] |= bit;
}

void PatternIndex::Add(const PatternRule& rule, std::size_t row) {
  for (std::size_t n = 0; n < kCounts; ++n) {
    const bool fits = rule.least <= n && n <= rule.most;
    const bool more = n + 1 == kCounts && rule.most >= n;
    if (fits || more) counts_[n][row / kBits] |= std::uint64_t{1} << (row % kBits);
  }
  Want(left_, rule.before.wanted, true, row);
  const bool alone = rule.tokens.size() == 1 && rule.tokens.front().kind == Kind::kDigits;
  const bool number = rule.tokens.front().kind == Kind::kNumber;
  Side& parted = number ? behind_ : next_;
  for (const char32_t c : rule.seconds) {
    parted.rows[c % kHash][row / kBits] |= std::uint64_t{1} << (row % kBits);
  }
  if (number || rule.seconds.empty()) {
    const bool wants = alone && rule.seconds.empty();
    Want(next_, wants ? rule.after.wanted : std::vector<std::string_view>(), false, row);
  }
  if (!number || rule.seconds.empty()) Want(behind_, {}, false, row);
  const auto& near = rule.near.wanted;
  if (near.size() == 1 && near.front() == "@traditional") {
    traditional_[row / kBits] |= std::uint64_t{1} << (row % kBits);
  }
}

PatternIndex::Rows PatternIndex::Of(std::size_t digits, char32_t left, char32_t beyond,
                                    char32_t next, char32_t behind, bool traditional) const {
  Rows out = counts_[std::min(digits, kCounts - 1)];
  const Rows& one = left_.rows[left % kHash];
  const Rows& other = left_.rows[beyond % kHash];
  const Rows& first = next_.rows[next % kHash];
  const Rows& second = behind_.rows[behind % kHash];
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] &= (left_.open[i] | one[i] | other[i]) & (next_.open[i] | first[i]) &
              (behind_.open[i] | second[i]);
    if (!traditional) out[i] &= ~traditional_[i];
  }
  return out;
}

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
      for (char32_t letter = 0; letter < out.ascii_.size(); ++letter) {
        const bool capital = letter >= 'A' && letter <= 'Z';
        const bool fits = first.kind == Kind::kLetter ? capital : first.kind == Kind::kWord;
        if (fits || letter == c) out.ascii_[letter].push_back(&rule);
      }
    } else if (first.kind == Kind::kDash) {
      out.dashes_.push_back(&rule);
    } else if (c == 0 || IsDigit(c)) {
      if (out.digits_.size() == PatternIndex::kRows) {
        return Fail(Code::kInput, std::string(name), Translated("too many rows"));
      }
      out.index_.Add(rule, out.digits_.size());
      out.digits_.push_back(&rule);
    } else {
      out.signs_[c].push_back(&rule);
    }
  }
  return out;
}

template <typename Try>
void PatternRules::Numbers(const MatchContext& context, Try try_one) const {
  const std::size_t digits = EndOfDigits(context.text, context.at);
  const std::size_t cue = BackOverOpening(context.text, context.at);
  const char32_t left = Before(context.text, context.at);
  const char32_t beyond = cue < context.at ? Before(context.text, cue) : left;
  const auto number = ParseNumber(context.lookups, context.text, context.at, context.limit);
  const std::size_t end = number ? number->end : digits;
  const PatternIndex::Rows rows =
      index_.Of(digits - context.at, left, beyond, At(context.text, digits), At(context.text, end),
                context.traditional);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::uint64_t word = rows[i]; word != 0; word &= word - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(word));
      try_one(*digits_[i * PatternIndex::kBits + bit]);
    }
  }
}

void PatternRules::Propose(const MatchContext& context, Readings& out) const {
  const auto try_one = [&](const PatternRule& rule) {
    Match match;
    if (!FitFrom(context, rule, 0, context.at, match)) return;
    if (!Whole(context.text, context.at, match.end)) return;
    if (!GuardsHold(rule, context, context.at, match.end)) return;
    Reading reading;
    reading.end = match.end;
    reading.semiotic_class = rule.semiotic_class;
    reading.rule = rule.name;
    reading.skipped = rule.spoken == "-";
    if (!reading.skipped) reading.spoken = Say(rule, match, context);
    constexpr int kSure = 6;  // a row of this weight needs no cue
    const bool cued = !rule.before.wanted.empty() || !rule.after.wanted.empty() ||
                      !rule.near.wanted.empty() || rule.weight >= kSure;
    reading.cue = cued ? 6 : 0;
    reading.weight = rule.weight;
    reading.confidence = rule.prior;
    out.push_back(std::move(reading));
  };
  const auto try_all = [&](const std::vector<const PatternRule*>& rules) {
    for (const PatternRule* rule : rules) try_one(*rule);
  };
  const char32_t c = At(context.text, context.at);
  if (IsDigit(c)) return Numbers(context, try_one);
  if (IsLetter(c)) return try_all(c < ascii_.size() ? ascii_[c] : letters_);
  if (const auto found = signs_.find(c); found != signs_.end()) try_all(found->second);
  if (!dashes_.empty() && DashAt(context.text, context.at) > 0) try_all(dashes_);
}

}  // namespace boyin::normalise
