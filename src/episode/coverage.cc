#include "episode/coverage.h"

#include <algorithm>
#include <iterator>

#include <unicode/uchar.h>

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

/// Signs of ASCII, wide or not, that no rule read: the writer's lines, frames and arrows.
bool IsPlainMark(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  return c < 0x80 && !(c >= U'0' && c <= U'9') && !(c >= U'A' && c <= U'Z') &&
         !(c >= U'a' && c <= U'z');
}

struct Block {
  char32_t first;
  char32_t last;
};

/// Blocks of arrows, frames, shapes and pictures, which stand for the eye.
constexpr Block kOrnaments[] = {
    {0x2190, 0x21FF},                                      // arrows
    {0x2300, 0x23FF},                                      // technical
    {0x2500, 0x25FF},                                      // frames, blocks, shapes
    {0x2600, 0x27BF},                                      // pictures, dingbats
    {0x27F0, 0x27FF}, {0x2900, 0x297F}, {0x2B00, 0x2BFF},  // more arrows
    {0x3004, 0x3004}, {0x3012, 0x3013}, {0x3020, 0x3020},
    {0x3036, 0x3037}, {0x303E, 0x303F}, {0x1F000, 0x1FAFF},
};

bool IsOrnament(char32_t c) {
  return std::any_of(std::begin(kOrnaments), std::end(kOrnaments),
                     [c](const Block& block) { return c >= block.first && c <= block.last; });
}

/// One character that no voice says.
void AddUnheard(char32_t c, Range source, Coverage& coverage) {
  if (IsSilent(c)) {
    ++coverage.punctuation;
    return;
  }
  ++coverage.spoken;  // MarkUnsaid takes it out again
  MarkUnsaid(source, kNoReading, coverage);
}

void AddUnheard(std::string_view text, std::size_t source_begin, Coverage& coverage) {
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    AddUnheard(c.value, {source_begin + at, source_begin + at + c.length}, coverage);
    at += c.length;
  }
}

/// A piece whose characters are spoken one by one.
void AddSame(const normalise::Piece& piece, std::string_view written, std::size_t source_begin,
             const normalise::Spoken& spoken, TokenWalk& tokens, Coverage& coverage) {
  std::size_t from = piece.written.begin;
  for (std::size_t at = piece.spoken.begin; at < piece.spoken.end;) {
    const utf8::CodePoint c = utf8::Decode(written, from);
    if (tokens.SaidAt(at)) {
      ++coverage.spoken;
    } else {
      AddUnheard(c.value, {source_begin + from, source_begin + from + c.length}, coverage);
    }
    at += utf8::Decode(spoken.text, at).length;
    from += c.length;
  }
}

}  // namespace

void AddSkipped(std::string_view text, Range source, std::string_view reason, Coverage& coverage) {
  const std::size_t length = utf8::Length(source.In(text));
  coverage.characters += length;
  coverage.skipped += length;
  coverage.ranges.push_back({source, std::string(reason)});
}

bool IsSilent(char32_t c) {
  switch (u_charType(static_cast<UChar32>(c))) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
    case U_MODIFIER_SYMBOL:
    case U_NON_SPACING_MARK:  // part of what stands before
    case U_ENCLOSING_MARK:
      return true;
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
    case U_PRIVATE_USE_CHAR:
      return false;
    default:
      return IsPlainMark(c) || IsOrnament(c);
  }
}

void AddCoverage(std::string_view written, std::size_t source_begin,
                 const normalise::Spoken& spoken, const pronounce::Utterance& utterance,
                 Coverage& coverage) {
  coverage.characters += utf8::Length(written);
  TokenWalk tokens(utterance);
  for (const normalise::Piece& piece : spoken.pieces) {
    const Range source{source_begin + piece.written.begin, source_begin + piece.written.end};
    const std::size_t length = utf8::Length(piece.written.In(written));
    switch (piece.kind) {
      case normalise::PieceKind::kSkipped:
        coverage.skipped += length;
        coverage.ranges.push_back({source, spoken.details[piece.detail].reason});
        break;
      case normalise::PieceKind::kVerbalised:
        if (tokens.AnySaid(piece.spoken)) {
          coverage.spoken += length;
        } else {
          AddUnheard(piece.written.In(written), source.begin, coverage);
        }
        break;
      case normalise::PieceKind::kSame:
        AddSame(piece, written, source_begin, spoken, tokens, coverage);
        break;
    }
  }
}

void AddRecorded(std::string_view written, Coverage& coverage) {
  for (std::size_t at = 0; at < written.size();) {
    const utf8::CodePoint c = utf8::Decode(written, at);
    ++coverage.characters;
    ++(IsSilent(c.value) ? coverage.punctuation : coverage.spoken);
    at += c.length;
  }
}

void MarkUnsaid(Range source, std::string_view reason, Coverage& coverage) {
  --coverage.spoken;
  ++coverage.not_said;
  if (!coverage.unsaid.empty() && coverage.unsaid.back().source.end == source.begin &&
      coverage.unsaid.back().reason == reason) {
    coverage.unsaid.back().source.end = source.end;
  } else {
    coverage.unsaid.push_back({source, std::string(reason)});
  }
}

}  // namespace boyin::episode
