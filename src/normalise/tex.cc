#include "normalise/tex.h"

#include <algorithm>
#include <array>

#include "base/table.h"
#include "normalise/data.h"
#include "normalise/phrase_map.h"
#include "normalise/text.h"

namespace boyin::normalise {
namespace {

constexpr std::size_t kLongestFormula = 400;
constexpr int kDeepest = 8;

std::string Plain(std::string_view tex, int depth);

// A test reads the table, so it is well-formed here; an empty one leaves the commands as they are.
const PhraseMap<std::string_view>& Signs() {
  static const PhraseMap<std::string_view> signs = [] {
    PhraseMap<std::string_view> out;
    const auto rows = table::Parse(data::tex_tsv(), "tex.tsv", 2);
    if (!rows) return out;
    for (const table::Row& row : *rows) out.Add(row.cells[0], row.cells[1]);
    return out;
  }();
  return signs;
}

// The end of the {…} at `at`, or `at`.
std::size_t EndOfGroup(std::string_view text, std::size_t at) {
  if (At(text, at) != '{') return at;
  int open = 0;
  for (std::size_t i = at; i < std::min(text.size(), at + kLongestFormula); ++i) {
    if (text[i] == '{') ++open;
    if (text[i] == '}' && --open == 0) return i + 1;
  }
  return at;
}

// {…} or one character; `at` goes behind it.
std::string_view Argument(std::string_view text, std::size_t& at) {
  at = EndOfSpaces(text, at);
  const std::size_t begin = at;
  if (const std::size_t end = EndOfGroup(text, at); end > at) {
    at = end;
    return text.substr(begin + 1, end - begin - 2);
  }
  if (at < text.size() && text[at] != '\\') at += utf8::Decode(text, at).length;
  return text.substr(begin, at - begin);
}

bool Simple(std::string_view text) {
  return EndOfDigits(text, 0) == text.size() ||
         (text.size() <= 2 && EndOfLetters(text, 0) == text.size());
}

std::string Bracketed(std::string text) { return Simple(text) ? text : "(" + text + ")"; }

std::string Raised(std::string_view text) {
  constexpr std::array<std::string_view, 10> kRaised = {"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : text) {
    if (c == '-') {
      out += "⁻";
    } else if (c == '+') {
      out += "⁺";
    } else if (IsDigit(static_cast<unsigned char>(c))) {
      out += kRaised[static_cast<std::size_t>(c - '0')];
    } else {
      return text == "°" || text == "′" ? std::string(text) : "^" + std::string(text);
    }
  }
  return out;
}

// A command at `at`, which goes behind it; what is not known is left out.
std::string Command(std::string_view tex, std::size_t& at, int depth) {
  const std::size_t name_end = EndOfLetters(tex, at + 1);
  if (name_end == at + 1) {  // \% \{ \,
    const char32_t sign = At(tex, at + 1);
    at = std::min(at + 2, tex.size());
    return sign == '%' || sign == '$' || sign == '&' ? std::string(1, static_cast<char>(sign)) : "";
  }
  const std::string_view name = tex.substr(at + 1, name_end - at - 1);
  at = name_end;
  if (name == "frac" || name == "dfrac" || name == "tfrac") {
    const std::string above = Bracketed(Plain(Argument(tex, at), depth + 1));
    const std::string_view* of = Signs().Find("frac");
    const std::string below = Bracketed(Plain(Argument(tex, at), depth + 1));
    return below + std::string(of == nullptr ? std::string_view("/") : *of) + above;
  }
  if (name == "sqrt") {
    std::string root = "√";
    if (At(tex, at) == '[') {
      const std::size_t close = std::min(tex.find(']', at), tex.size() - 1);
      root = tex.substr(at + 1, close - at - 1) == "3" ? "∛" : "√";
      at = close + 1;
    }
    return root + Bracketed(Plain(Argument(tex, at), depth + 1));
  }
  const std::string_view* sign = Signs().Find(name);
  if (sign == nullptr) return {};
  if (*sign != "{}") return std::string(*sign == "-" ? std::string_view() : *sign);
  return Plain(Argument(tex, at), depth + 1);  // \mathrm{Fe}
}

std::string Plain(std::string_view tex, int depth) {
  std::string out;
  if (depth > kDeepest) return std::string(tex);
  for (std::size_t at = 0; at < tex.size();) {
    const char c = tex[at];
    if (c == '\\') {
      out += Command(tex, at, depth);
    } else if (c == '^') {
      out += Raised(Plain(Argument(tex, ++at), depth + 1));
    } else if (c == '_') {
      out += Plain(Argument(tex, ++at), depth + 1);
    } else {
      if (c != '{' && c != '}' && c != '$' && c != '~') out += c;
      ++at;
    }
  }
  return out;
}

// $5 v$, $2: 1$, $x=0$, $A、B$, $(9.9, 10.2)$ without a command: single letters, figures and marks,
// none of it a price.
bool IsPlainFormula(std::string_view inside) {
  constexpr std::size_t kLongest = 40;
  constexpr std::u32string_view kMarks = U"、，（）";
  if (inside.size() > kLongest || inside.front() == ' ' || inside.back() == ' ') return false;
  const char32_t last = Before(inside, inside.size());
  if (!IsAsciiLetter(last) && last != ')' && last != U'）' && !IsDigit(last)) return false;
  bool letter = false;
  bool apart = false;  // figures with a space between them that no comma makes a list
  char32_t before = 0;
  for (std::size_t at = 0; at < inside.size();) {
    const utf8::CodePoint c = utf8::Decode(inside, at);
    at += c.length;
    if (c.value >= 0x80 && kMarks.find(c.value) == kMarks.npos) return false;
    if (IsAsciiLetter(c.value) && IsAsciiLetter(before)) return false;
    letter = letter || IsAsciiLetter(c.value) || c.value == '=' || c.value == ':';
    apart = apart || (c.value == ' ' && before != ',');
    before = c.value;
  }
  return letter || !apart;
}

// 750 m / s, typed as $750 \mathrm{~m} / \mathrm{s}$: a unit directly behind its number.
std::string WithUnits(std::string plain) {
  std::string out;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const std::size_t next = EndOfSpaces(plain, at);
    const char32_t left = Before(out, out.size());
    const char32_t right = At(plain, next);
    const bool unit = IsDigit(left) && (IsAsciiLetter(right) || right == U'Ω' || right == U'μ');
    if (next > at && (left == '/' || right == '/' || unit)) at = next;
    if (at < plain.size()) out += plain[at];
  }
  return out;
}

}  // namespace

PlainTex PlainFormula(std::string_view text, std::size_t at) {
  const std::string_view ahead = text.substr(at, kLongestFormula);
  if (ahead.front() == '$') {
    const std::size_t twice = ahead.starts_with("$$") ? 2 : 1;
    const std::size_t close = ahead.find('$', twice);
    if (close == ahead.npos || close == twice) return {};
    const std::string_view inside = ahead.substr(twice, close - twice);
    const bool marked = inside.find_first_of("\\^_{") != inside.npos;
    if (!marked && (IsLetter(Before(text, at)) || !IsPlainFormula(inside) ||
                    IsDigit(At(text, at + close + twice)))) {
      return {};
    }
    std::string plain = Plain(inside, 0);
    if (inside.find("{~") != inside.npos) plain = WithUnits(std::move(plain));
    return {at + close + twice, std::move(plain)};
  }
  if (ahead.front() == '\\') {
    const std::size_t name = EndOfLetters(ahead, 1);
    const std::string_view word = ahead.substr(1, name - 1);
    const bool known = word == "frac" || word == "dfrac" || word == "tfrac" || word == "sqrt" ||
                       Signs().Find(word) != nullptr;
    if (!known) return {};
    std::size_t end = 0;
    std::string said = Command(ahead, end, 0);
    return {at + end, std::move(said)};
  }
  // r^{2}, a_{n}
  const char32_t left = Before(text, at);
  const std::size_t end = EndOfGroup(ahead, 1);
  if (end == 1 || !(IsLetter(left) || IsDigit(left) || left == ')' || left == '}')) return {};
  return {at + end, Plain(ahead.substr(0, end), 0)};
}

}  // namespace boyin::normalise
