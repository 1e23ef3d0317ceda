// Mandarin syllables as eSpeak NG's phoneme mnemonics: data/espeak_mandarin.tsv and the tones.
#pragma once

#include <span>
#include <string>

#include "lexicon/pinyin.h"

namespace boyin::synthesise {

/// One clause for espeak_Synth with espeakPHONEMES: "[[n'i35 X'Au214]]", one word a syllable.
/// Tones are heard as given: eSpeak's own sandhi finds nothing to do, a third tone before another
/// syllable is the low half third (21), a neutral tone takes its height from the tone before it.
[[nodiscard]] std::string MandarinMnemonics(std::span<const Pinyin> syllables);

/// The mnemonic of one syllable with a tone in Chao's numbers, "ts.'ong55". Empty where the table
/// has no such syllable.
[[nodiscard]] std::string MandarinMnemonic(Pinyin syllable, std::string_view chao);

}  // namespace boyin::synthesise
