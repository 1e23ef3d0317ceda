// What pronunciation alone makes of each line that it is given, for bench/pronounce_*.py: the JSON
// of `boyin pinyin --json` without normalising, and with how sure it is of each syllable.
//
//   bench_pronounce_dump [--citation] < FILE
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "normalise/normalise.h"
#include "pronounce/pronounce.h"

namespace {

using boyin::pronounce::Token;
using boyin::pronounce::TokenKind;

std::string LineOf(const boyin::pronounce::Utterance& utterance) {
  std::string out = "{\"syllables\":[";
  for (const Token& token : utterance.tokens) {
    if (token.kind != TokenKind::kSyllable) continue;
    if (out.back() != '[') out += ',';
    out += fmt::format(
        R"({{"char":"{}","begin":{},"pinyin":"{}","surface":"{}","p":{},"by":{},"word_start":{}}})",
        token.spoken.In(utterance.text), token.spoken.begin, token.pinyin.text(),
        token.pinyin.text() == "r5" ? "" : token.surface.text(), token.confidence,
        static_cast<int>(token.decided_by), token.word_start);
  }
  return out + "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  boyin::pronounce::Options options;
  options.citation = argc > 1 && std::string_view(argv[1]) == "--citation";
  const auto pronouncer = boyin::pronounce::Pronouncer::Create(options);
  if (!pronouncer) return 1;
  boyin::normalise::Spoken spoken;
  while (std::getline(std::cin, spoken.text)) {
    std::fputs(LineOf(pronouncer->Pronounce(spoken)).c_str(), stdout);
  }
  return 0;
}
