#include "prosody/prosody.h"

#include <algorithm>

#include "base/utf8.h"
#include "prosody/marks.h"
#include "prosody/number.h"
#include "prosody/phrase.h"

namespace boyin::prosody {
namespace {

using pronounce::Token;
using pronounce::TokenKind;
using pronounce::Utterance;

constexpr std::size_t kShortQuotation = 10;  // syllables that a quotation is kept together for

int PauseOf(MarkKind kind, const voice::Pauses& pauses) {
  switch (kind) {
    case MarkKind::kNone:
      return 0;
    case MarkKind::kBracket:
    case MarkKind::kEnumeration:
      return pauses.enumeration_ms;
    case MarkKind::kComma:
      return pauses.comma_ms;
    case MarkKind::kClause:
      return pauses.clause_ms;
    case MarkKind::kStatement:
    case MarkKind::kQuestion:
    case MarkKind::kExclamation:
      return pauses.sentence_ms;
  }
  return 0;
}

bool IsSaid(const Token& token) {
  return token.kind == TokenKind::kSyllable || token.kind == TokenKind::kForeign;
}

/// The tokens of a clause [first, end) grouped into words.
class WordCutter {
 public:
  explicit WordCutter(const Utterance& utterance) : utterance_(utterance) {}

  std::vector<Word> Cut(std::size_t first, std::size_t end) {
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

 private:
  void Take(const Token& token, std::string_view text, std::size_t i) {
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

  void GlueQuotation(std::size_t begin) {
    std::size_t syllables = 0;
    for (std::size_t w = begin; w < words_.size(); ++w) syllables += words_[w].syllables;
    if (syllables > kShortQuotation) return;
    for (std::size_t w = begin + 1; w < words_.size(); ++w) words_[w].glued = true;
  }

  const Utterance& utterance_;
  std::vector<Word> words_;
};

/// Puts units together into sentences.
class Writer {
 public:
  Writer(const Utterance& utterance, const voice::Pauses& pauses)
      : utterance_(utterance), pauses_(pauses), cutter_(utterance) {}

  /// The words of tokens [first, end), then a pause.
  void Clause(std::size_t first, std::size_t end, int pause_ms) {
    const std::vector<Word> words = cutter_.Cut(first, end);
    const std::vector<std::size_t> starts = PhraseStarts(words);
    auto next_start = starts.begin();
    for (std::size_t w = 0; w < words.size(); ++w) {
      if (next_start != starts.end() && *next_start == w) {
        pause_ms_ = std::max(pause_ms_, pauses_.phrase_ms);
        ++next_start;
      }
      if (syllables_ + words[w].syllables > kMostSyllables) {
        End(utterance_.tokens[words[w].first_token].spoken.begin, Contour::kContinues, pause_ms_);
      }
      Say(words[w]);
    }
    pause_ms_ = std::max(pause_ms_, pause_ms);
  }

  /// Ends the sentence at byte `end` of the text.
  void End(std::size_t end, Contour contour, int pause_ms) {
    sentence_.spoken = {begin_, end};
    sentence_.plan.contour = contour;
    sentence_.pause_after_ms = pause_ms;
    sentences_.push_back(std::move(sentence_));
    sentence_ = {};
    begin_ = end;
    syllables_ = 0;
    pause_ms_ = 0;
  }

  /// What has no mark at its end is a statement, unless it `goes_on`.
  std::vector<Sentence> Finish(bool goes_on) {
    if (begin_ < utterance_.text.size() || !sentence_.plan.units.empty()) {
      const bool silent = sentence_.plan.units.empty();
      End(utterance_.text.size(), goes_on ? Contour::kContinues : Contour::kStatement,
          silent ? pause_ms_ : pauses_.sentence_ms);
    }
    return std::move(sentences_);
  }

 private:
  void Say(const Word& word) {
    std::vector<Unit>& units = sentence_.plan.units;
    if (pause_ms_ > 0 && !units.empty()) units.emplace_back(BreakUnit{pause_ms_});
    pause_ms_ = 0;
    for (std::size_t i = word.first_token; i < word.end_token; ++i) {
      const Token& token = utterance_.tokens[i];
      if (token.kind == TokenKind::kForeign) {
        units.emplace_back(ForeignUnit{utterance_.foreign[token.index].as, token.spoken});
      } else if (token.surface) {
        units.emplace_back(SyllableUnit{token.surface, token.spoken, i == word.first_token});
      } else if (!units.empty() && std::holds_alternative<SyllableUnit>(units.back())) {
        std::get<SyllableUnit>(units.back()).spoken.end = token.spoken.end;
      }
    }
    syllables_ += word.syllables;
  }

  const Utterance& utterance_;
  const voice::Pauses& pauses_;
  WordCutter cutter_;
  std::vector<Sentence> sentences_;
  Sentence sentence_;
  std::size_t begin_ = 0;      // of the sentence in hand
  std::size_t syllables_ = 0;  // in it
  int pause_ms_ = 0;           // owed before its next word
};

Contour ContourOf(MarkKind kind) {
  if (kind == MarkKind::kQuestion) return Contour::kQuestion;
  if (kind == MarkKind::kExclamation) return Contour::kExclamation;
  return Contour::kStatement;
}

/// Whether the last mark of the text, with nothing said behind it, is one inside a sentence: the
/// text is the beginning of one.
bool EndsOpen(const Utterance& utterance) {
  for (auto token = utterance.tokens.rbegin(); token != utterance.tokens.rend(); ++token) {
    if (token->kind != TokenKind::kPunctuation) return false;
    const MarkKind kind = KindOf(token->spoken.In(utterance.text), {});
    if (kind == MarkKind::kNone) continue;
    return kind == MarkKind::kComma || kind == MarkKind::kEnumeration || kind == MarkKind::kClause;
  }
  return false;
}

/// Past the marks and spaces that stay with a sentence that token `at` ended: more end marks, and
/// what closes quotations and brackets.
std::size_t SkipTail(const Utterance& utterance, std::size_t at, MarkKind& kind) {
  while (at < utterance.tokens.size() && utterance.tokens[at].kind == TokenKind::kPunctuation) {
    const std::string_view mark = utterance.tokens[at].spoken.In(utterance.text);
    const MarkKind more = KindOf(mark, {});
    const bool blank = mark.find_first_not_of(" \t") == std::string_view::npos;
    if (more < MarkKind::kStatement && !Closes(mark) && !blank) return at;
    if (kind != MarkKind::kQuestion) kind = std::max(kind, more);  // ？！ is a question
    ++at;
  }
  return at;
}

}  // namespace

std::optional<Range> SpokenOf(const Unit& unit) {
  if (const auto* syllable = std::get_if<SyllableUnit>(&unit)) return syllable->spoken;
  if (const auto* foreign = std::get_if<ForeignUnit>(&unit)) return foreign->spoken;
  return std::nullopt;
}

std::vector<Sentence> Phrase(const Utterance& utterance, const voice::Voice& voice) {
  Writer writer(utterance, voice.pauses);
  const std::vector<Token>& tokens = utterance.tokens;
  std::size_t clause = 0;  // first token of the clause in hand
  for (std::size_t i = 0; i < tokens.size();) {
    const Token& token = tokens[i];
    if (token.kind == TokenKind::kPause) {
      writer.Clause(clause, i, static_cast<int>(token.index));
      clause = ++i;
      continue;
    }
    if (token.kind != TokenKind::kPunctuation) {
      ++i;
      continue;
    }
    const std::string_view next = std::string_view(utterance.text).substr(token.spoken.end);
    MarkKind kind = KindOf(token.spoken.In(utterance.text), next);
    if (kind == MarkKind::kNone) {
      ++i;
      continue;
    }
    writer.Clause(clause, i, PauseOf(kind, voice.pauses));
    ++i;
    if (kind >= MarkKind::kStatement) {
      i = SkipTail(utterance, i, kind);
      writer.End(tokens[i - 1].spoken.end, ContourOf(kind), PauseOf(kind, voice.pauses));
    }
    clause = i;
  }
  writer.Clause(clause, tokens.size(), 0);
  return writer.Finish(EndsOpen(utterance));
}

}  // namespace boyin::prosody
