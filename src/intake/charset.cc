#include "intake/charset.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>

#include "base/utf8.h"
#include "intake/mojibake.h"

namespace boyin::intake {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;
using Detector = std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)>;

/// Text, or the byte where it ends to be text in that encoding.
tl::expected<std::string, std::size_t> ToUtf8(std::string_view bytes, const std::string& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter(ucnv_open(encoding.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status) || bytes.size() > 0x3FFFFFFF) return tl::unexpected(std::size_t{0});
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() + 1, u'\0');
  char16_t* out = wide.data();
  const char* in = bytes.data();
  ucnv_toUnicode(converter.get(), &out, wide.data() + wide.size(), &in, bytes.data() + bytes.size(),
                 nullptr, 1, &status);
  if (U_FAILURE(status)) return tl::unexpected(static_cast<std::size_t>(in - bytes.data()));
  std::string text;
  icu::UnicodeString(false, wide.data(), static_cast<std::int32_t>(out - wide.data()))
      .toUTF8String(text);
  // ICU keeps lone surrogates of UTF-16; they are not text.
  if (const auto invalid = utf8::FirstInvalid(text)) return tl::unexpected(*invalid);
  return text;
}

/// UTF-16 by its byte order mark, or by the side on which nearly all high bytes are those of
/// Chinese (U+4E00–9FFF, punctuation, full width) and of ASCII.
std::optional<std::string> Utf16Kind(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (bytes.size() % 2 != 0 || bytes.empty()) return std::nullopt;
  if (bytes.find('\0') == std::string_view::npos && !utf8::FirstInvalid(bytes)) return std::nullopt;
  std::array<std::size_t, 2> high{};
  const std::size_t seen = std::min<std::size_t>(bytes.size(), 4096);
  for (std::size_t i = 0; i < seen; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool fits = byte == 0 || byte == 0x30 || byte == 0xFF || (byte >= 0x4E && byte <= 0x9F);
    high.at(i % 2) += fits ? 1 : 0;
  }
  const auto mostly = [&](std::size_t side) {
    return high.at(side) * 20 >= seen / 2 * 19 && high.at(1 - side) * 20 < seen / 2 * 17;
  };
  if (mostly(1)) return "UTF-16LE";
  if (mostly(0)) return "UTF-16BE";
  return std::nullopt;
}

/// The share of two-byte characters that are among the common ones of a double-byte set. GB 2312
/// keeps its 3755 common characters in rows B0–D7 and Big5 its 5401 in A4–C6, so real text scores
/// above 0.9 in its own set and seldom above 0.6 in the other.
double CommonShare(std::string_view bytes, unsigned first_row, unsigned last_row, bool big5) {
  std::size_t pairs = 0;
  std::size_t common = 0;
  for (std::size_t i = 0; i + 1 < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const auto trail = static_cast<unsigned char>(bytes[i + 1]);
    const bool mark = lead >= 0xA1 && lead <= 0xA3;
    const bool trail_fits = big5 ? trail >= 0x40 : trail >= 0xA1;
    if (!mark || !trail_fits) {
      ++pairs;
      common += lead >= first_row && lead <= last_row && trail_fits ? 1 : 0;
    }
    i += 2;
  }
  return pairs == 0 ? 0 : static_cast<double>(common) / static_cast<double>(pairs);
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

Result<Decoded> DecodeAs(std::string_view bytes, std::string_view file_name,
                         const std::string& encoding) {
  tl::expected<std::string, std::size_t> text = ToUtf8(bytes, encoding);
  if (text) return Decoded{std::move(*text), encoding, 1, std::nullopt};
  return Fail(
      Code::kInput, fmt::format("{}: byte {}", file_name, text.error()),
      {fmt::format("is not valid {}", encoding), fmt::format("不是有效的 {} 文本", encoding)},
      {"name its encoding with --encoding, or save it as UTF-8",
       "请用 --encoding 指明编码，或另存为 UTF-8"});
}

/// Few characters, or a text that would be common in the other set as well, leave doubt.
double Confidence(double best, double other, std::size_t bytes) {
  const auto pairs = static_cast<double>(bytes) / 2;
  return std::min(1.0, best * std::min(1.0, 0.7 + best - other) * (pairs + 2) / (pairs + 3));
}

tl::unexpected<Error> RefuseUnknown(std::string_view file_name, const std::string& name) {
  return Fail(Code::kInput, std::string(file_name),
              {fmt::format("is not UTF-8, UTF-16, GB18030 or Big5; it may be {}", name),
               fmt::format("不是 UTF-8、UTF-16、GB18030 或 Big5；可能是 {}", name)},
              {fmt::format("if so, say --encoding {}; else save it as UTF-8", name),
               fmt::format("若是，请加 --encoding {}；否则请另存为 UTF-8", name)});
}

Result<Decoded> DecodeDoubleByte(std::string_view bytes, std::string_view file_name) {
  const double gb = CommonShare(bytes, 0xB0, 0xD7, false);
  const double big5 = CommonShare(bytes, 0xA4, 0xC6, true);
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
  if (!decoded && first == "Big5") {
    if (auto hong_kong = ToUtf8(bytes, "Big5-HKSCS")) {
      decoded = Decoded{std::move(*hong_kong), first, 1, std::nullopt};
    }
  }
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
  if (!invalid) return Decoded{std::string(bytes), "UTF-8", 1, std::nullopt};
  if (!declared.empty()) {
    const std::string name = Widened(declared);
    if (auto text = ToUtf8(bytes, name)) return Decoded{std::move(*text), name, 1, std::nullopt};
  }
  if (IsBrokenUtf8(bytes)) {
    return Fail(Code::kInput, fmt::format("{}: byte {}", file_name, *invalid),
                {"invalid UTF-8", "UTF-8 编码有误"},
                {"mend or remove the bytes there", "请修正或删去该处的字节"});
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
    return Fail(Code::kInput, std::string(file_name),
                {"is " + kind->en + ", not text", "是" + kind->zh + "，不是文本"},
                {"give the text of it", "请提供其中的文字"});
  }
  if (const std::optional<std::string> utf16 = Utf16Kind(bytes)) {
    Result<Decoded> decoded = DecodeAs(bytes, file_name, *utf16);
    const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (decoded && !marked) decoded->confidence = 0.95;
    return decoded;
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return Fail(
        Code::kInput, fmt::format("{}: byte {}", file_name, nul),
        {"a NUL byte: this is binary data, not text", "有 NUL 字节：这是二进制数据，不是文本"},
        {"give the text of it", "请提供其中的文字"});
  }
  return Mended(Guessed(bytes, file_name, declared), file_name);
}

}  // namespace boyin::intake
