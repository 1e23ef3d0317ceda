#include "publish/transcript/script.h"

#include <algorithm>

#include "prosody/prosody.h"

namespace boyin::publish {
namespace {

using pronounce::TokenKind;
using prosody::Break;

constexpr std::string_view kPhrase = "╱";
constexpr std::string_view kBreath = "∨";
constexpr std::string_view kFalls = "↘";
constexpr std::string_view kRises = "↗";

bool Asks(std::string_view mark) {
  return mark.find("？") != std::string_view::npos || mark.find('?') != std::string_view::npos;
}

}  // namespace

std::vector<Beat> BeatsOf(const pronounce::Utterance& utterance) {
  std::vector<Beat> beats;
  const std::vector<Break> breaks = prosody::Breaks(utterance);
  const auto& tokens = utterance.tokens;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (breaks[i] < Break::kPhrase) continue;
    std::size_t end = i + 1;  // behind the marks that follow
    bool asks = false;
    while (end < tokens.size() && tokens[end].kind == TokenKind::kPunctuation) {
      asks = asks || Asks(tokens[end].spoken.In(utterance.text));
      ++end;
    }
    const std::size_t at = tokens[end - 1].spoken.end;
    if (breaks[i] == Break::kSentence) {
      beats.push_back({at, asks ? kRises : kFalls});
    } else if (end == i + 1) {
      beats.push_back({at, breaks[i] == Break::kMajor ? kBreath : kPhrase});
    }
  }
  return beats;
}

std::string WithBeats(std::string_view text, Range range, const std::vector<Beat>& beats) {
  std::string out;
  std::size_t from = range.begin;
  auto beat = std::partition_point(beats.begin(), beats.end(),
                                   [&](const Beat& b) { return b.at <= range.begin; });
  for (; beat != beats.end() && beat->at <= range.end; ++beat) {
    out += text.substr(from, beat->at - from);
    out += beat->sign;
    from = beat->at;
  }
  out += text.substr(from, range.end - from);
  return out;
}

std::string ReadingScript(const intake::Document& document, const normalise::Normaliser& normaliser,
                          const pronounce::Pronouncer& pronouncer) {
  std::string script;
  for (const intake::Block& block : document.blocks) {
    const pronounce::Utterance utterance = pronouncer.Pronounce(normaliser.Normalise(block.text));
    script += WithBeats(utterance.text, {0, utterance.text.size()}, BeatsOf(utterance));
    script += '\n';
  }
  return script;
}

}  // namespace boyin::publish
