#include "intake/mojibake.h"

#include <array>
#include <memory>

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "base/message.h"
#include "base/utf8.h"

namespace boyin::intake {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

std::size_t CountHan(std::string_view text) {
  std::size_t han = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (utf8::IsHan(c.value)) ++han;
    at += c.length;
  }
  return han;
}

/// The bytes that a wrong reader saw.
struct Unread {
  std::string bytes;
  bool lost = false;  ///< some characters stand for no bytes
};

class Unreader {
 public:
  explicit Unreader(bool latin) : latin_(latin), converter_(nullptr, &ucnv_close) {
    // GB18030 gives user-defined characters their bytes in GBK back, too.
    UErrorCode status = U_ZERO_ERROR;
    converter_.reset(ucnv_open(latin ? "windows-1252" : "GB18030", &status));
    ucnv_setFromUCallBack(converter_.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                          &status);
  }

  Unread Bytes(std::string_view line) {
    Unread out;
    for (std::size_t at = 0; at < line.size();) {
      const utf8::CodePoint c = utf8::Decode(line, at);
      // CP1252 leaves five bytes undefined; browsers pass them through as C1 controls.
      if (c.value < 0x80 || (latin_ && c.value <= 0xFF)) {
        out.bytes += static_cast<char>(c.value);
      } else if (!latin_ && c.value == U'€') {
        out.bytes += '\x80';  // in GBK as Windows has it
      } else if (!Append(c.value, out.bytes)) {
        out.lost = true;
      }
      at += c.length;
    }
    return out;
  }

 private:
  bool Append(char32_t c, std::string& bytes) {
    const icu::UnicodeString wide(static_cast<UChar32>(c));
    std::array<char, 8> out{};
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size = ucnv_fromUChars(converter_.get(), out.data(), out.size(),
                                              wide.getBuffer(), wide.length(), &status);
    if (U_FAILURE(status) || size > 2 || c == utf8::kReplacement) return false;
    bytes.append(out.data(), static_cast<std::size_t>(size));
    return true;
  }

  bool latin_;
  Converter converter_;
};

bool IsAscii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

struct Tally {
  std::string text;
  std::size_t mended = 0;        // lines
  std::size_t damaged = 0;       // those that lost bytes
  std::size_t strange = 0;       // others with more than ASCII in them
  std::size_t damaged_line = 0;  // the first of them, 1-based
};

/// Real Chinese in the place of rubbish: valid UTF-8, and fewer characters than there were.
bool IsMeant(const Unread& unread, std::string_view line, bool latin) {
  if (unread.lost || utf8::FirstInvalid(unread.bytes)) return false;
  const std::size_t han = CountHan(unread.bytes);
  return latin ? han >= 1 && CountHan(line) == 0
               : han >= 2 && utf8::Length(unread.bytes) < utf8::Length(line);
}

/// Most bytes are those of Han characters in UTF-8, but not all are there.
bool IsDamaged(const Unread& unread, std::string_view line, bool latin) {
  std::size_t high = 0;
  for (const char c : unread.bytes) high += static_cast<unsigned char>(c) >= 0x80 ? 1U : 0U;
  const std::size_t han = CountHan(unread.bytes);
  return han >= 3 && han * 3 * 10 >= high * 6 && (!latin || CountHan(line) == 0);
}

Tally MendLines(std::string_view text, bool latin) {
  Unreader unreader(latin);
  Tally tally;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    ++number;
    const bool ascii = IsAscii(line);
    const Unread unread = ascii ? Unread{} : unreader.Bytes(line);
    const bool meant = !ascii && IsMeant(unread, line, latin);
    tally.text += meant ? std::string_view(unread.bytes) : line;
    if (ascii) continue;
    if (meant) {
      ++tally.mended;
    } else if (IsDamaged(unread, line, latin)) {
      ++tally.damaged;
      if (tally.damaged_line == 0) tally.damaged_line = number;
    } else {
      ++tally.strange;
    }
  }
  return tally;
}

bool IsWrong(const Tally& tally) {
  const std::size_t wrong = tally.mended + tally.damaged;
  return wrong > 0 && wrong >= tally.strange;
}

/// The first lines of a text: whether it is wrong at all shows there.
std::string_view Sample(std::string_view text) {
  constexpr std::size_t kSample = 20'000;
  const std::size_t end = text.size() <= kSample ? text.size() : text.find('\n', kSample);
  return text.substr(0, end);
}

}  // namespace

Result<std::optional<Repair>> Mend(std::string_view text, std::string_view file_name) {
  for (const bool latin : {true, false}) {
    if (!IsWrong(MendLines(Sample(text), latin))) continue;
    Tally tally = MendLines(text, latin);
    if (!IsWrong(tally)) continue;
    const std::string_view name = latin ? "Latin-1" : "GBK";
    if (tally.damaged > 0) {
      return Fail(
          Code::kInput, fmt::format("{}:{}", file_name, tally.damaged_line),
          Translated("UTF-8 was read as {} here and saved again, and bytes were lost", name),
          Translated("get the text again from where it came from"));
    }
    return std::optional(
        Repair{std::move(tally.text),
               Translated("was UTF-8 read as {} and saved again: {} lines were repaired", name,
                          tally.mended)});
  }
  return std::optional<Repair>();
}

}  // namespace boyin::intake
