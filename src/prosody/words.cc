#include "prosody/words.h"

#include "prosody/marks.h"
#include "prosody/number.h"
#include "prosody/prosody.h"

namespace boyin::prosody {
namespace {

using pronounce::Token;
using pronounce::TokenKind;

constexpr std::size_t kShortQuotation = 10;  // syllables that a quotation is kept together for

}  // namespace

bool IsSaid(const Token& token) {
  return token.kind == TokenKind::kSyllable || token.kind == TokenKind::kForeign;
}

std::vector<Word> WordCutter::Cut(std::size_t first, std::size_t end) {
  words_.clear();
  std::size_t quotation = 0;  // words before this index belong to an open quotation
  bool quoted = false;
  for (std::size_t i = first; i < end; ++i) {
    const Token& token = utterance_.tokens[i];
    const std::string_view text = token.spoken.In(utterance_.text);
    if (!IsSaid(token)) {
      if (OpensUnit(text)) {
        quoted = true;
        quotation = words_.size();
      } else if (quoted && Closes(text)) {
        GlueQuotation(quotation);
        quoted = false;
      }
      continue;
    }
    Take(token, text, i);
  }
  return words_;
}

void WordCutter::Take(const Token& token, std::string_view text, std::size_t i) {
  const std::size_t length = token.kind == TokenKind::kForeign ? kForeignSyllables
                             : token.surface                   ? 1
                                                               : 0;
  const bool joins = !words_.empty() && token.kind == TokenKind::kSyllable && !token.word_start &&
                     words_.back().end_token == i;
  if (joins) {
    Word& word = words_.back();
    const std::size_t begin = utterance_.tokens[word.first_token].spoken.begin;
    word.text = std::string_view(utterance_.text).substr(begin, token.spoken.end - begin);
    word.end_token = i + 1;
    word.syllables += length;
    return;
  }
  // A number is one thing, and so is what it counts.
  const bool glued = !words_.empty() && IsOneNumber(words_.back().text, text);
  words_.push_back({text, i, i + 1, length, glued});
}

void WordCutter::GlueQuotation(std::size_t begin) {
  std::size_t syllables = 0;
  for (std::size_t w = begin; w < words_.size(); ++w) syllables += words_[w].syllables;
  if (syllables > kShortQuotation) return;
  for (std::size_t w = begin + 1; w < words_.size(); ++w) words_[w].glued = true;
}

}  // namespace boyin::prosody
