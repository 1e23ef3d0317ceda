#include "prosody/breaks.h"

#include <algorithm>

#include "prosody/marks.h"
#include "prosody/rules.h"

namespace boyin::prosody {
namespace {

using pronounce::Token;
using pronounce::TokenKind;
using pronounce::Utterance;

/// What a mark, or a pause asked for, makes of the boundary where it stands.
Break BreakOf(const Token& token, std::string_view text) {
  if (token.kind == TokenKind::kPause) return Break::kMajor;
  if (token.kind != TokenKind::kPunctuation) return Break::kNone;
  switch (KindOf(token.spoken.In(text), text.substr(token.spoken.end))) {
    case MarkKind::kNone:
      return Break::kNone;
    case MarkKind::kBracket:
    case MarkKind::kEnumeration:
      return Break::kPhrase;
    case MarkKind::kComma:
    case MarkKind::kClause:
      return Break::kMajor;
    case MarkKind::kStatement:
    case MarkKind::kQuestion:
    case MarkKind::kExclamation:
      return Break::kSentence;
  }
  return Break::kNone;
}

/// Tokens that are looked at in one go: a text without marks is no reason for endless memory.
constexpr std::size_t kMostTokens = 400;

/// Where a stretch that is too long for one go is cut: before a word.
std::size_t EndOfPart(const Utterance& utterance, std::size_t first, std::size_t end) {
  if (end - first <= kMostTokens) return end;
  std::size_t at = first + kMostTokens;
  while (at > first + kMostTokens / 2 && !utterance.tokens[at].word_start) --at;
  return at;
}

}  // namespace

std::vector<Stretch> Clauses(const Utterance& utterance) {
  std::vector<Stretch> clauses;
  Stretch clause;
  for (std::size_t i = 0; i < utterance.tokens.size(); ++i) {
    const Break mark = BreakOf(utterance.tokens[i], utterance.text);
    if (mark == Break::kNone) continue;
    clause.end = i;
    clause.mark = mark;
    clauses.push_back(clause);
    clause.first = i + 1;
  }
  clause.end = utterance.tokens.size();
  clause.mark = Break::kSentence;
  clauses.push_back(clause);
  return clauses;
}

std::vector<Break> Breaks(const Utterance& utterance) {
  std::vector<Break> breaks(utterance.tokens.size(), Break::kNone);
  Clause clause;
  Model::Work work;
  std::vector<Rule> rules;
  std::vector<std::uint8_t> levels;
  std::size_t last = breaks.size();  // the last token that was spoken
  for (const Stretch& stretch : Clauses(utterance)) {
    for (std::size_t first = stretch.first; first < stretch.end;) {
      const std::size_t end = EndOfPart(utterance, first, stretch.end);
      clause.Read(utterance, first, end);
      FindRules(clause, rules);
      Model::BuiltIn().Mark(clause, rules, work, levels);
      for (std::size_t gap = 0; gap < levels.size(); ++gap) {
        breaks[clause.sounds[gap].token] = static_cast<Break>(levels[gap]);
      }
      if (!clause.sounds.empty()) last = clause.sounds.back().token;
      if (end < stretch.end && last < breaks.size()) breaks[last] = Break::kPhrase;
      first = end;
    }
    if (last < breaks.size()) breaks[last] = std::max(breaks[last], stretch.mark);
  }
  return breaks;
}

}  // namespace boyin::prosody
