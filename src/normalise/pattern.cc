#include "normalise/pattern.h"

#include <algorithm>

#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

using Kind = PatternToken::Kind;

constexpr std::size_t kMostCaptures = 8;

bool IsMark(char32_t c) {
  return c == 0 || IsCjkPunctuation(c) || c == ' ' || c == ',' || c == '.' || c == ';' ||
         c == ':' || c == '(' || c == ')' || c == '"' || c == '?' || c == '!' || c == '/';
}

// A word of a guard; # is a digit, a comma any mark or an end, ^ an end of the text.
bool StandsBefore(std::string_view text, std::size_t at, std::string_view word) {
  if (word == "#") return IsDigit(Before(text, at));
  if (word == ",") return IsMark(Before(text, at));
  if (word == "^") return at == 0;
  return EndsWith(text, at, word);
}

bool StandsAfter(std::string_view text, std::size_t at, std::string_view word) {
  if (word == "#") return IsDigit(At(text, at));
  if (word == ",") return IsMark(At(text, at));
  if (word == "^") return at == text.size();
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

bool GuardsHold(const PatternRule& rule, std::string_view text, std::size_t begin,
                std::size_t end) {
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
      const auto number = ParseNumber(text, at, context.limit);
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

std::string SayNumber(std::string_view written) {
  const auto number = ParseNumber(written, 0, written.size());
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
      return SayNumber(written);
    case 'q': {
      const std::string said = SayNumber(written);
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

}  // namespace

void PatternRules::Propose(const MatchContext& context, Readings& out) const {
  const std::size_t digits = EndOfDigits(context.text, context.at);
  const std::size_t count = digits - context.at;
  const char32_t next = count > 0 ? At(context.text, digits) : 0;
  const auto try_all = [&](const std::vector<const PatternRule*>& rules) {
    for (const PatternRule* rule : rules) {
      if (count > 0 && (count < rule->least || count > rule->most)) continue;
      if (count > 0 && rule->second != 0 && rule->second != next) continue;
      Match match;
      if (!FitFrom(context, *rule, 0, context.at, match)) continue;
      if (!Whole(context.text, context.at, match.end)) continue;
      if (!GuardsHold(*rule, context.text, context.at, match.end)) continue;
      Reading reading;
      reading.end = match.end;
      reading.semiotic_class = rule->semiotic_class;
      reading.rule = rule->name;
      reading.skipped = rule->spoken == "-";
      if (!reading.skipped) reading.spoken = Say(*rule, match, context);
      constexpr int kSure = 6;  // a row of this weight needs no cue
      const bool cued = !rule->before.wanted.empty() || !rule->after.wanted.empty() ||
                        !rule->near.wanted.empty() || rule->weight >= kSure;
      reading.cue = cued ? 6 : 0;
      reading.weight = rule->weight;
      reading.confidence = rule->prior;
      out.push_back(std::move(reading));
    }
  };
  const char32_t c = At(context.text, context.at);
  if (IsDigit(c)) return try_all(digits_);
  if (IsLetter(c)) return try_all(letters_);
  if (const auto found = signs_.find(c); found != signs_.end()) try_all(found->second);
  if (!dashes_.empty() && DashAt(context.text, context.at) > 0) try_all(dashes_);
}

}  // namespace boyin::normalise
