#include "server/speech/chunker.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"

namespace boyin::server {
namespace {

constexpr std::size_t kFirstLeast = 4;  // characters: about a second
constexpr std::size_t kFirstMost = 60;
// Each chunk may be longer than the one before: its playing time covers the synthesis of the next.
constexpr std::array<std::size_t, 3> kMost = {60, 200, 400};

struct CutPoint {
  std::size_t at = 0;  ///< bytes
  Gap gap = Gap::kSentence;
};

std::optional<Gap> GapOf(char32_t c) {
  switch (c) {
    case U'，':
    case U',':  // not of a number: see Places
      return Gap::kComma;
    case U'；':
    case U'：':
      return Gap::kClause;
    case U'。':
    case U'！':
    case U'？':
      return Gap::kSentence;
    default:
      return std::nullopt;
  }
}

bool Opens(char32_t c) { return c == U'（' || c == U'(' || c == U'《' || c == U'〈' || c == U'['; }
bool Closes(char32_t c) { return c == U'）' || c == U')' || c == U'》' || c == U'〉' || c == U']'; }
bool StaysBehind(char32_t c) {
  return GapOf(c) || c == U'”' || c == U'’' || c == U'」' || c == U'』' || c == U'…' || Closes(c);
}

/// Walks over `text` and offers every place after a mark where it may be cut; ends where `take`
/// says so.
template <typename Take>
void ForEachCutPoint(std::string_view text, const Take& take) {
  int depth = 0;
  std::size_t characters = 0;
  bool after_mark = false;
  Gap gap = Gap::kComma;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (after_mark && !StaysBehind(c.value)) {
      const bool inside = c.value < 0x80 && c.value >= '0' && c.value <= '9' && gap == Gap::kComma;
      if (depth == 0 && !inside && !take(CutPoint{at, gap}, characters)) return;
      after_mark = false;
      gap = Gap::kComma;
    }
    if (Opens(c.value)) ++depth;
    if (Closes(c.value)) depth = std::max(0, depth - 1);
    if (const std::optional<Gap> own = GapOf(c.value)) {
      gap = std::max(gap, *own);
      after_mark = true;
    }
    at += c.length;
    ++characters;
  }
}

/// The first mark after a few characters.
std::optional<CutPoint> FirstCutPoint(std::string_view text) {
  std::optional<CutPoint> found;
  ForEachCutPoint(text, [&](CutPoint place, std::size_t characters) {
    if (characters < kFirstLeast) return true;
    if (characters <= kFirstMost) found = place;
    return false;
  });
  return found;
}

/// The last sentence that ends within `most` characters, else the first that ends after.
std::optional<CutPoint> SentenceCutPoint(std::string_view text, std::size_t most) {
  std::optional<CutPoint> found;
  ForEachCutPoint(text, [&](CutPoint place, std::size_t characters) {
    if (place.gap != Gap::kSentence) return true;
    if (characters > most && found) return false;
    found = place;
    return characters <= most;
  });
  return found;
}

void SplitBlock(const intake::Block& block, bool instant, std::vector<Chunk>& chunks) {
  std::string_view rest = block.text;
  std::size_t begin = block.source.begin;
  const auto add = [&](std::size_t size, Gap gap) {
    intake::Block piece = block;
    piece.text = std::string(rest.substr(0, size));
    piece.source = {begin, begin + size};
    chunks.push_back({std::move(piece), gap});
    rest.remove_prefix(size);
    begin += size;
  };
  while (!rest.empty()) {
    const std::size_t most =
        kMost[std::min(kMost.size(), std::max<std::size_t>(chunks.size(), 1)) - 1];
    std::optional<CutPoint> place = chunks.empty() && instant ? FirstCutPoint(rest) : std::nullopt;
    if (!place && utf8::Length(rest) > most) place = SentenceCutPoint(rest, most);
    if (place) {
      add(place->at, place->gap);
    } else {
      add(rest.size(), Gap::kParagraph);
    }
  }
}

}  // namespace

std::vector<Chunk> SplitDocument(const intake::Document& document, bool instant) {
  std::vector<Chunk> chunks;
  for (const bool credits : {false, true}) {
    for (const intake::Block& block : document.blocks) {
      if ((block.kind == intake::BlockKind::kCredit) == credits) SplitBlock(block, instant, chunks);
    }
  }
  return chunks;
}

intake::Document ToDocument(const Chunk& chunk, const std::string& name) {
  intake::Document document;
  document.file = name;
  document.name = name;
  document.text = chunk.block.text;
  document.blocks.push_back(chunk.block);
  document.blocks.front().source = {0, document.text.size()};
  return document;
}

int LengthMs(Gap gap, const voice::Pauses& pauses) {
  switch (gap) {
    case Gap::kComma:
      return pauses.comma_ms;
    case Gap::kClause:
      return pauses.clause_ms;
    case Gap::kSentence:
      return pauses.sentence_ms;
    case Gap::kParagraph:
      break;
  }
  return pauses.paragraph_ms;
}

}  // namespace boyin::server
