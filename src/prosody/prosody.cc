#include "prosody/prosody.h"

#include <algorithm>

#include "prosody/marks.h"

namespace boyin::prosody {
namespace {

using pronounce::Token;
using pronounce::TokenKind;
using pronounce::Utterance;

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

/// Whether more than the character itself, or a plain word, was needed to tell how it is read.
bool IsPolyphone(const Token& token) {
  switch (token.decided_by) {
    case pronounce::DecidedBy::kCharacter:
    case pronounce::DecidedBy::kLexicon:
    case pronounce::DecidedBy::kUnknown:
      return token.confidence < 100;
    case pronounce::DecidedBy::kModel:
    case pronounce::DecidedBy::kName:
    case pronounce::DecidedBy::kUser:
      return true;
  }
  return true;
}

/// A breath inside a clause is longer after a long stretch, and in a voice that takes its time.
int BreathMs(const voice::Pauses& pauses, std::size_t syllables) {
  constexpr int kLeastMs = 120;
  constexpr int kMostMs = 250;
  constexpr int kPhrases = 2;      // a breath against what parts phrases
  constexpr int kPerSyllable = 4;  // beyond a comfortable stretch, or short of it
  constexpr int kComfortable = 10;
  const int longer = static_cast<int>(std::min<std::size_t>(syllables, 30)) - kComfortable;
  return std::clamp(kPhrases * pauses.phrase_ms + kPerSyllable * longer, kLeastMs, kMostMs);
}

bool IsSaid(const Token& token) {
  return token.kind == TokenKind::kSyllable || token.kind == TokenKind::kForeign;
}

std::size_t LengthOf(const Token& token) {
  if (token.kind == TokenKind::kForeign) return kForeignSyllables;
  return token.kind == TokenKind::kSyllable && token.surface ? 1 : 0;
}

/// Puts units together into sentences.
class Writer {
 public:
  Writer(const Utterance& utterance, const voice::Pauses& pauses)
      : utterance_(utterance), pauses_(pauses), breaks_(Breaks(utterance)) {}

  /// What is said of tokens [first, end), then a pause.
  void Clause(std::size_t first, std::size_t end, int pause_ms) {
    Break before = Break::kWord;
    for (std::size_t i = first; i < end; ++i) {
      const Token& token = utterance_.tokens[i];
      if (!IsSaid(token)) continue;
      if (before >= Break::kMajor) Breathe();
      const std::size_t length = before == Break::kNone ? LengthOf(token) : WordLength(i, end);
      if (syllables_ + length > kMostSyllables && syllables_ > 0 && LengthOf(token) > 0) {
        End(token.spoken.begin, Contour::kContinues, pause_ms_);
      }
      Say(i);
      before = breaks_[i];
    }
    pause_ms_ = std::max(pause_ms_, pause_ms);
    if (pause_ms > 0) stretch_ = 0;
  }

  /// Ends the sentence at byte `end` of the text.
  void End(std::size_t end, Contour contour, int pause_ms) {
    sentence_.spoken = {begin_, end};
    sentence_.plan.contour = contour;
    SetText(sentence_.plan, sentence_.spoken, utterance_.text);
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
  /// Syllables up to the end of the prosodic word that begins here.
  [[nodiscard]] std::size_t WordLength(std::size_t i, std::size_t end) const {
    std::size_t length = 0;
    for (; i < end; ++i) {
      length += LengthOf(utterance_.tokens[i]);
      if (breaks_[i] != Break::kNone) break;
    }
    return std::min(length, kMostSyllables);
  }

  void Breathe() {
    pause_ms_ = std::max(pause_ms_, BreathMs(pauses_, stretch_));
    stretch_ = 0;
  }

  void Say(std::size_t i) {
    const Token& token = utterance_.tokens[i];
    std::vector<Unit>& units = sentence_.plan.units;
    const bool starts = token.kind == TokenKind::kForeign || token.surface;
    if (starts) {
      if (pause_ms_ > 0 && !units.empty()) units.emplace_back(BreakUnit{pause_ms_});
      pause_ms_ = 0;
    }
    if (token.kind == TokenKind::kForeign) {
      units.emplace_back(ForeignUnit{utterance_.foreign[token.index].as, token.spoken, breaks_[i]});
    } else if (token.surface) {
      units.emplace_back(SyllableUnit{token.surface, token.spoken, token.word_start, breaks_[i],
                                      IsPolyphone(token)});
    } else if (!units.empty() && std::holds_alternative<SyllableUnit>(units.back())) {
      auto& syllable = std::get<SyllableUnit>(units.back());
      syllable.spoken.end = token.spoken.end;
      syllable.break_after = breaks_[i];
    }
    syllables_ += LengthOf(token);
    stretch_ += LengthOf(token);
  }

  const Utterance& utterance_;
  const voice::Pauses& pauses_;
  std::vector<Break> breaks_;  // after each token
  std::vector<Sentence> sentences_;
  Sentence sentence_;
  std::size_t begin_ = 0;      // of the sentence in hand
  std::size_t syllables_ = 0;  // in it
  std::size_t stretch_ = 0;    // syllables since the last pause
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

void SetText(Plan& plan, Range spoken, std::string_view text) {
  plan.text = spoken.In(text);
  plan.text_begin = spoken.begin;
}

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
