#include "episode/coverage.h"

#include <algorithm>

#include "base/utf8.h"

namespace boyin::episode {
namespace {

bool IsSaid(const pronounce::Token& token) {
  return token.kind == pronounce::TokenKind::kSyllable ||
         token.kind == pronounce::TokenKind::kForeign;
}

/// The tokens in order, asked with ranges that only move forward.
class TokenWalk {
 public:
  explicit TokenWalk(const pronounce::Utterance& utterance) : tokens_(utterance.tokens) {}

  /// Whether any of the spoken bytes is said.
  bool AnySaid(Range spoken) {
    Advance(spoken.begin);
    for (std::size_t i = next_; i < tokens_.size() && tokens_[i].spoken.begin < spoken.end; ++i) {
      if (IsSaid(tokens_[i])) return true;
    }
    return false;
  }

  bool SaidAt(std::size_t at) {
    Advance(at);
    return next_ < tokens_.size() && tokens_[next_].spoken.Contains(at) && IsSaid(tokens_[next_]);
  }

 private:
  void Advance(std::size_t at) {
    while (next_ < tokens_.size() && tokens_[next_].spoken.end <= at) ++next_;
  }

  const std::vector<pronounce::Token>& tokens_;
  std::size_t next_ = 0;
};

}  // namespace

void AddSkipped(std::string_view text, Range source, std::string_view reason, Coverage& coverage) {
  const std::size_t length = utf8::Length(source.In(text));
  coverage.characters += length;
  coverage.skipped += length;
  coverage.ranges.push_back({source, std::string(reason)});
}

void AddCoverage(std::string_view written, std::size_t source_begin,
                 const normalise::Spoken& spoken, const pronounce::Utterance& utterance,
                 Coverage& coverage) {
  coverage.characters += utf8::Length(written);
  TokenWalk tokens(utterance);
  for (const normalise::Piece& piece : spoken.pieces) {
    const std::size_t length = utf8::Length(piece.written.In(written));
    switch (piece.kind) {
      case normalise::PieceKind::kSkipped:
        coverage.skipped += length;
        coverage.ranges.push_back(
            {{source_begin + piece.written.begin, source_begin + piece.written.end},
             spoken.details[piece.detail].reason});
        break;
      case normalise::PieceKind::kVerbalised:
        (tokens.AnySaid(piece.spoken) ? coverage.spoken : coverage.punctuation) += length;
        break;
      case normalise::PieceKind::kSame:
        for (std::size_t at = 0; at < piece.spoken.size();) {
          const bool said = tokens.SaidAt(piece.spoken.begin + at);
          (said ? coverage.spoken : coverage.punctuation) += 1;
          at += utf8::Decode(spoken.text, piece.spoken.begin + at).length;
        }
        break;
    }
  }
}

}  // namespace boyin::episode
