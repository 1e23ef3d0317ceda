// What the tests of this room share: text to pinyin and surface.
#pragma once

#include <string>
#include <string_view>

#include "pronounce/pronounce.h"

namespace boyin::pronounce {

inline const Pronouncer& Default() {
  static const Pronouncer pronouncer = Pronouncer::Create({}).value();
  return pronouncer;
}

inline Utterance Say(const Pronouncer& pronouncer, std::string_view text) {
  normalise::Spoken spoken;
  spoken.text = text;
  return pronouncer.Pronounce(spoken);
}

inline std::string Join(const Utterance& utterance, bool surface) {
  std::string out;
  for (const Token& token : utterance.tokens) {
    if (token.kind != TokenKind::kSyllable) continue;
    const std::string text = (surface ? token.surface : token.pinyin).text();
    if (text.empty()) continue;
    if (!out.empty()) out += ' ';
    out += text;
  }
  return out;
}

inline std::string Read(std::string_view text) { return Join(Say(Default(), text), false); }
inline std::string Spoken(std::string_view text) { return Join(Say(Default(), text), true); }

}  // namespace boyin::pronounce
