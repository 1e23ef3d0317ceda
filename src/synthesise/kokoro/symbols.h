// Plans in the symbols that Kokoro was trained on: data/kokoro_*.tsv.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicon/pinyin.h"

namespace boyin::synthesise::kokoro {

/// A syllable in IPA, its tone an arrow: "ʨi→n". Empty where the table has no such syllable.
[[nodiscard]] std::string MandarinIpa(Pinyin syllable);

/// English as eSpeak NG transcribes it (the parts of one sound tied by ^), in Kokoro's letters.
[[nodiscard]] std::string EnglishIpa(std::string_view espeak);

/// The numbers of the characters of `ipa`; what Kokoro has no symbol for is left out.
[[nodiscard]] std::vector<std::int64_t> SymbolsOf(std::string_view ipa);

}  // namespace boyin::synthesise::kokoro
