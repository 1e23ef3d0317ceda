#include "intake/charset.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unicode/ucsdet.h>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/conversion.h"
#include "intake/mojibake.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kMostBad = 100;  // damaged places of one text

using Detector = std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)>;

/// The share of 16-bit units that Chinese and ASCII text is made of. An ASCII letter read with its
/// bytes swapped is a rare ideograph whose low byte is zero; 一 (U+4E00) is the common one.
double PlausibleShare(std::string_view bytes, bool big_endian) {
  std::size_t fits = 0;
  std::size_t units = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    const unsigned unit = big_endian ? first * 256U + second : second * 256U + first;
    const bool ascii =
        (unit >= 0x20 && unit < 0x7F) || unit == '\n' || unit == '\r' || unit == '\t';
    const bool ideograph = unit >= 0x4E00 && unit <= 0x9FFF && (unit % 256 != 0 || unit == 0x4E00);
    const bool mark = (unit >= 0x2010 && unit <= 0x203B) || (unit >= 0x3001 && unit <= 0x3020) ||
                      unit == 0x3000 || (unit >= 0xFF01 && unit <= 0xFF5E) || unit == 0xB7;
    fits += ascii || ideograph || mark ? 1 : 0;
    ++units;
  }
  return units == 0 ? 0 : static_cast<double>(fits) / static_cast<double>(units);
}

/// UTF-16 by its byte order mark, or by the order of bytes in which nearly all of it is plausible.
std::optional<std::string> Utf16Kind(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (bytes.size() < 4) return std::nullopt;
  if (bytes.find('\0') == std::string_view::npos && !utf8::FirstInvalid(bytes)) return std::nullopt;
  const std::string_view seen = bytes.substr(0, 8192);
  const double little = PlausibleShare(seen, false);
  const double big = PlausibleShare(seen, true);
  if (little >= 0.95 && big < 0.85) return "UTF-16LE";
  if (big >= 0.95 && little < 0.85) return "UTF-16BE";
  return std::nullopt;
}

struct Guess {
  std::string name;
  int confidence = 0;
};

Guess AskIcu(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  const Detector detector(ucsdet_open(&status), &ucsdet_close);
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(bytes.size(), 65536));
  ucsdet_setText(detector.get(), bytes.data(), length, &status);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return {};
  const char* name = ucsdet_getName(match, &status);
  const int confidence = ucsdet_getConfidence(match, &status);
  if (U_FAILURE(status) || name == nullptr) return {};
  return {name, confidence};
}

/// UTF-8 with a flaw, as against another character set: most of its sequences of three bytes and
/// more are right. (Those of two bytes are common in GB18030.) A surrogate is one flaw.
bool IsBrokenUtf8(std::string_view bytes) {
  std::size_t good = 0;
  std::size_t bad = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const utf8::CodePoint c = utf8::Decode(bytes, at);
    std::size_t length = c.length;
    if (c.value == utf8::kReplacement && c.length == 1) {
      const bool surrogate = bytes[at] == '\xED' && at + 2 < bytes.size() &&
                             bytes[at + 1] >= '\xA0' && bytes[at + 1] <= '\xBF' &&
                             (static_cast<unsigned char>(bytes[at + 2]) & 0xC0U) == 0x80U;
      if (surrogate) length = 3;
      ++bad;
    } else {
      good += c.length > 2 ? 1 : 0;
    }
    at += length;
  }
  return good >= bad * 2;
}

/// Damage that a person would rather hear about than be stopped by: a place in 60 bytes that are
/// no ASCII (which is the same in all sets and proves nothing).
std::size_t MostBad(std::string_view bytes) {
  const auto high = static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & '\x80') != 0; }));
  return std::min<std::size_t>(high / 60, kMostBad);
}

Message DamageNote(const Converted& converted, const std::string& encoding) {
  return converted.bad == 1
             ? Translated("1 place is not valid {} (at byte {}) and is not read", encoding,
                          converted.first)
             : Translated("{} places are not valid {} (the first at byte {}) and are not read",
                          converted.bad, encoding, converted.first);
}

/// The text, where no more of it is damaged than a person may be told of.
std::optional<Decoded> TryAs(std::string_view bytes, const std::string& encoding) {
  const std::size_t most = MostBad(bytes);
  std::optional<Converted> converted = Convert(bytes, encoding, most);
  if (!converted || converted->bad > most) return std::nullopt;
  Decoded decoded{std::move(converted->text), encoding, 1, std::nullopt, std::nullopt};
  if (converted->bad > 0) decoded.damaged = DamageNote(*converted, encoding);
  return decoded;
}

Result<Decoded> DecodeAs(std::string_view bytes, std::string_view file_name,
                         const std::string& encoding) {
  if (std::optional<Decoded> decoded = TryAs(bytes, encoding)) return std::move(*decoded);
  const std::optional<Converted> converted = Convert(bytes, encoding, MostBad(bytes));
  return Fail(Code::kInput, fmt::format("{}: byte {}", file_name, converted ? converted->first : 0),
              Translated("is not valid {}", encoding),
              Translated("name its encoding with --encoding, or save it as UTF-8"));
}

/// Few characters, or a text that would be common in the other set as well, leave doubt.
double Confidence(double best, double other, std::size_t bytes) {
  const auto pairs = static_cast<double>(bytes) / 2;
  return std::min(1.0, best * std::min(1.0, 0.7 + best - other) * (pairs + 2) / (pairs + 3));
}

tl::unexpected<Error> RefuseUnknown(std::string_view file_name, const std::string& name) {
  return Fail(Code::kInput, std::string(file_name),
              Translated("is not UTF-8, UTF-16, GB18030 or Big5; it may be {}", name),
              Translated("if so, say --encoding {}; else save it as UTF-8", name));
}

Result<Decoded> DecodeDoubleByte(std::string_view bytes, std::string_view file_name) {
  const double gb = CommonInGb(bytes);
  const double big5 = CommonInBig5(bytes);
  const Guess guess = AskIcu(bytes);
  const bool other =
      (guess.name == "EUC-KR" || guess.name == "EUC-JP" || guess.name == "Shift_JIS") &&
      guess.confidence >= 50;
  // Traditional characters in GB18030 lie outside the common rows; ICU counts the commonest ones.
  const bool common = !other && std::max(gb, big5) >= 0.75;
  const bool told = (guess.name == "GB18030" || guess.name == "Big5") && guess.confidence >= 50;
  if (!common && !told) {
    return RefuseUnknown(file_name, guess.name.empty() ? "?" : guess.name);
  }
  const std::string first = !common ? guess.name : gb >= big5 ? "GB18030" : "Big5";
  Result<Decoded> decoded = DecodeAs(bytes, file_name, first);
  if (decoded) {
    decoded->confidence = common ? Confidence(std::max(gb, big5), std::min(gb, big5), bytes.size())
                                 : 0.8 * guess.confidence / 100;
  }
  return decoded;
}

/// A page that says gb2312 means what Windows writes under that name.
std::string Widened(std::string_view declared) {
  std::string name;
  for (const char c : declared) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name == "gb2312" || name == "gbk" || name == "gb_2312-80" || name == "gb18030") {
    return "GB18030";
  }
  return name == "big5" ? "Big5" : std::string(declared);
}

/// Everything but what the user or a byte order mark decides.
Result<Decoded> Guessed(std::string_view bytes, std::string_view file_name,
                        std::string_view declared) {
  const std::optional<std::size_t> invalid = utf8::FirstInvalid(bytes);
  if (!invalid) return Decoded{std::string(bytes), "UTF-8", 1, std::nullopt, std::nullopt};
  if (!declared.empty()) {
    const std::string name = Widened(declared);
    if (std::optional<Decoded> decoded = TryAs(bytes, name)) return std::move(*decoded);
  }
  if (IsBrokenUtf8(bytes)) {
    if (std::optional<Decoded> decoded = TryAs(bytes, "UTF-8")) return std::move(*decoded);
    return Fail(Code::kInput, fmt::format("{}: byte {}", file_name, *invalid),
                Translated("invalid UTF-8"), Translated("mend or remove the bytes there"));
  }
  return DecodeDoubleByte(bytes, file_name);
}

Result<Decoded> Mended(Result<Decoded> decoded, std::string_view file_name) {
  if (!decoded) return decoded;
  Result<std::optional<Repair>> repair = Mend(decoded->text, file_name);
  if (!repair) return tl::unexpected(repair.error());
  if (repair->has_value()) {
    decoded->text = std::move((*repair)->text);
    decoded->repaired = std::move((*repair)->note);
  }
  return decoded;
}

}  // namespace

std::string DeclaredEncoding(std::string_view bytes) {
  constexpr std::size_t kSeen = 4096;
  std::string head;
  for (const char c : bytes.substr(0, kSeen)) {
    head += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const std::string_view key : {"charset=", "encoding="}) {
    std::size_t at = head.find(key);
    if (at == std::string::npos) continue;
    at += key.size();
    while (at < head.size() && (head[at] == '"' || head[at] == '\'' || head[at] == ' ')) ++at;
    const std::size_t end = head.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_:.", at);
    if (end != std::string::npos && end > at) return head.substr(at, end - at);
  }
  return {};
}

Result<Decoded> Decode(std::string_view bytes, std::string_view file_name, std::string_view forced,
                       std::string_view declared) {
  if (!forced.empty()) return DecodeAs(bytes, file_name, std::string(forced));
  if (const std::optional<Message> kind = BinaryKind(bytes)) {
    return Fail(Code::kInput, std::string(file_name), Translated("is {}, not text", *kind),
                Translated("give the text of it"));
  }
  if (const std::optional<std::string> utf16 = Utf16Kind(bytes)) {
    Result<Decoded> decoded = DecodeAs(bytes, file_name, *utf16);
    const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (decoded && !marked) decoded->confidence = 0.95;
    return decoded;
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return Fail(Code::kInput, fmt::format("{}: byte {}", file_name, nul),
                Translated("a NUL byte: this is binary data, not text"),
                Translated("give the text of it"));
  }
  return Mended(Guessed(bytes, file_name, declared), file_name);
}

}  // namespace boyin::intake
