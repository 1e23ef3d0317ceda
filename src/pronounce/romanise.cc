// Other scripts in Latin letters, near enough to be recognised: GOST for Cyrillic, Hepburn for
// kana, the Revised Romanisation for Hangul without its assimilations, the names of Greek letters.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "pronounce/foreign.h"

namespace boyin::pronounce {
namespace {

constexpr auto kCyrillic = std::to_array<std::string_view>(
    {"a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "y",    "k", "l", "m", "n", "o",  "p",
     "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"});

constexpr auto kGreek = std::to_array<std::string_view>(
    {"alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
     "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
     "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"});

// U+3041 … U+3096; the small forms as the large ones, small tsu as nothing.
constexpr auto kKana = std::to_array<std::string_view>(
    {"a",  "a",  "i",   "i",  "u",  "u",   "e",  "e",   "o",  "o",  "ka", "ga", "ki", "gi", "ku",
     "gu", "ke", "ge",  "ko", "go", "sa",  "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo",
     "ta", "da", "chi", "ji", "",   "tsu", "zu", "te",  "de", "to", "do", "na", "ni", "nu", "ne",
     "no", "ha", "ba",  "pa", "hi", "bi",  "pi", "fu",  "bu", "pu", "he", "be", "pe", "ho", "bo",
     "po", "ma", "mi",  "mu", "me", "mo",  "ya", "ya",  "yu", "yu", "yo", "yo", "ra", "ri", "ru",
     "re", "ro", "wa",  "wa", "i",  "e",   "o",  "n",   "vu", "ka", "ke"});

constexpr auto kInitials =
    std::to_array<std::string_view>({"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "",
                                     "j", "jj", "ch", "k", "t", "p", "h"});
constexpr auto kVowels = std::to_array<std::string_view>(
    {"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
     "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"});
constexpr auto kFinals = std::to_array<std::string_view>(
    {"",  "k", "k", "k", "n", "n", "n", "t",  "l", "k", "m", "l", "l", "l",
     "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"});

struct Accented {
  char32_t letter;
  char32_t plain;
};

constexpr auto kAccented = std::to_array<Accented>({{U'ά', U'α'},
                                                    {U'έ', U'ε'},
                                                    {U'ή', U'η'},
                                                    {U'ί', U'ι'},
                                                    {U'ό', U'ο'},
                                                    {U'ύ', U'υ'},
                                                    {U'ώ', U'ω'},
                                                    {U'ΐ', U'ι'},
                                                    {U'ΰ', U'υ'},
                                                    {U'ϊ', U'ι'},
                                                    {U'ϋ', U'υ'},
                                                    {U'Ά', U'α'},
                                                    {U'Έ', U'ε'},
                                                    {U'Ή', U'η'},
                                                    {U'Ί', U'ι'},
                                                    {U'Ό', U'ο'},
                                                    {U'Ύ', U'υ'},
                                                    {U'Ώ', U'ω'}});

/// The letter without its accent and case, where the two cases stand a fixed distance apart.
char32_t Lower(char32_t c) {
  const auto* const accented = std::ranges::find(kAccented, c, &Accented::letter);
  if (accented != kAccented.end()) return accented->plain;
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  return c;
}

void AppendHangul(std::string& out, char32_t c) {
  const std::size_t index = c - 0xAC00;
  out += kInitials[index / 588];
  out += kVowels[index % 588 / 28];
  out += kFinals[index % 28];
}

void AppendGreek(std::string& out, char32_t c) {
  if (!out.empty() && !out.ends_with(' ')) out += ' ';
  out += kGreek[c - 0x3B1];
}

}  // namespace

std::string Romanise(std::string_view run) {
  std::string out;
  bool greek = false;
  for (std::size_t at = 0; at < run.size();) {
    const utf8::CodePoint point = utf8::Decode(run, at);
    const char32_t c = Lower(point.value);
    at += point.length;
    if (greek && c != U' ') out += ' ';
    greek = c >= 0x3B1 && c <= 0x3C9;
    if (greek) {
      AppendGreek(out, c);
    } else if (c >= 0x430 && c <= 0x44F) {
      out += kCyrillic[c - 0x430];
    } else if (c == 0x451 || c == 0x401) {
      out += "yo";
    } else if (c >= 0x3041 && c <= 0x3096) {
      out += kKana[c - 0x3041];
    } else if (c >= 0x30A1 && c <= 0x30F6) {
      out += kKana[c - 0x30A1];
    } else if (c >= 0xAC00 && c <= 0xD7A3) {
      AppendHangul(out, c);
    } else if ((c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A) ||
               (c >= 0xFF10 && c <= 0xFF19)) {
      out += static_cast<char>(c - 0xFEE0);
    } else if (c != 0x30FC) {  // the mark of a long vowel is not said
      utf8::Append(out, c);
    }
  }
  return out;
}

}  // namespace boyin::pronounce
