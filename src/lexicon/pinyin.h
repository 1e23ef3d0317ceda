// One Mandarin syllable with its tone, as a small value.
//
//   std::optional<Pinyin> p = Pinyin::Parse("lv4");     // also "lü4", "lu:4", "lǜ"
//   p->text();                                          // "lv4"
//   p->WithTone(5);  p->WithErhua();                    // "lv5", "lvr4"
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace boyin {

/// A syllable of the closed list in syllables.tsv (汉语拼音方案; ü is v; `r` is the 儿 that
/// merges), a tone 1–5 (5 is neutral), and whether it carries erhua.
class Pinyin {
 public:
  constexpr Pinyin() = default;  ///< none: converts to false, text() is empty

  /// Reads numbered or marked pinyin, any case. Nothing where it is no syllable of Mandarin.
  /// A missing tone is neutral. "huar1" is hua1 with erhua; "er2" and "r5" are what they are.
  [[nodiscard]] static std::optional<Pinyin> Parse(std::string_view text);

  [[nodiscard]] constexpr explicit operator bool() const { return code_ != 0; }
  [[nodiscard]] std::string text() const;       ///< "zhong1", "huar1"
  [[nodiscard]] std::string_view base() const;  ///< "zhong", "hua": no tone, no erhua
  [[nodiscard]] constexpr int tone() const { return code_ & 7; }
  [[nodiscard]] constexpr bool erhua() const { return (code_ & 8) != 0; }
  [[nodiscard]] Pinyin WithTone(int tone) const;
  [[nodiscard]] Pinyin WithErhua(bool erhua = true) const;

  /// A dense number, stable for one build: for tables and models.
  [[nodiscard]] constexpr std::uint16_t code() const { return code_; }
  [[nodiscard]] static constexpr Pinyin FromCode(std::uint16_t code) { return Pinyin(code); }

  constexpr auto operator<=>(const Pinyin&) const = default;

  /// Every toneless syllable, sorted: "a", "ai", …
  [[nodiscard]] static std::span<const std::string_view> Bases();

 private:
  constexpr explicit Pinyin(std::uint16_t code) : code_(code) {}
  std::uint16_t code_ = 0;  // base index + 1, then erhua (1 bit), then tone (3 bits)
};

/// The syllable nearest in spelling to a wrong one, for "did you mean".
[[nodiscard]] std::string NearestSyllable(std::string_view wrong);

}  // namespace boyin
