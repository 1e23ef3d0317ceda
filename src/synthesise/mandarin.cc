#include "synthesise/mandarin.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/table.h"
#include "synthesise/data.h"

namespace boyin::synthesise {
namespace {

struct Mnemonics {
  std::string_view plain;
  std::string_view erhua;
};

using Table = std::map<std::string_view, Mnemonics>;

const Table& Syllables() {
  static const Table syllables = [] {
    Table table;
    const auto rows = table::Parse(data::espeak_mandarin_tsv(), "espeak_mandarin.tsv", 3);
    if (!rows) return table;  // a test reads the table, so it is well-formed here
    for (const table::Row& row : *rows) table[row.cells[0]] = {row.cells[1], row.cells[2]};
    return table;
  }();
  return syllables;
}

constexpr int kThird = 3;
constexpr int kNeutral = 5;
// Full tones, by number; the neutral tone by the number of the tone before it (0: none).
constexpr auto kChao = std::to_array<std::string_view>({"22", "55", "35", "214", "51", "22"});
constexpr auto kNeutralAfter =
    std::to_array<std::string_view>({"22", "22", "33", "44", "11", "11"});
constexpr std::string_view kHalfThird = "21";

}  // namespace

std::string MandarinMnemonic(Pinyin syllable, std::string_view chao) {
  const auto found = Syllables().find(syllable.base());
  if (found == Syllables().end()) return {};
  const bool erhua = syllable.erhua() && found->second.erhua != "-";
  std::string mnemonic(erhua ? found->second.erhua : found->second.plain);
  if (const std::size_t tone = mnemonic.find('%'); tone != std::string::npos) {
    mnemonic.replace(tone, 1, chao);
  }
  // An unstressed vowel is short and weak, as a neutral tone is.
  if (syllable.tone() == kNeutral) std::erase(mnemonic, '\'');
  return mnemonic;
}

std::string MandarinMnemonics(std::span<const Pinyin> syllables) {
  std::string text = "[[";
  std::size_t before = 0;
  for (std::size_t i = 0; i < syllables.size(); ++i) {
    const auto tone = static_cast<std::size_t>(syllables[i].tone());
    std::string_view chao = kChao[std::min(tone, kChao.size() - 1)];
    if (tone == kThird && i + 1 < syllables.size()) chao = kHalfThird;
    if (tone == kNeutral) chao = kNeutralAfter[before];
    if (i > 0) text += ' ';
    text += MandarinMnemonic(syllables[i], chao);
    before = tone;
  }
  return text + "]]";
}

}  // namespace boyin::synthesise
