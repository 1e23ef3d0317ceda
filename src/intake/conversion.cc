#include "intake/conversion.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/unistr.h>

namespace boyin::intake {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

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

enum class DoubleByte { kNone, kGb, kBig5 };

DoubleByte KindOf(std::string_view encoding) {
  std::string name;
  for (const char c : encoding) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view gb : {"gb18030", "gbk", "gb2312", "cp936", "windows-936"}) {
    if (name == gb) return DoubleByte::kGb;
  }
  return name.starts_with("big5") ? DoubleByte::kBig5 : DoubleByte::kNone;
}

/// The bytes of the character at `at`, by the form of its bytes alone; 0 where there is none.
std::size_t FormLength(std::string_view bytes, std::size_t at, DoubleByte kind) {
  const auto byte = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead == 0x80) return kind == DoubleByte::kGb ? 1 : 0;
  if (lead == 0xFF) return 0;
  const unsigned trail = byte(at + 1);
  if (kind == DoubleByte::kBig5) {
    return (trail >= 0x40 && trail <= 0x7E) || (trail >= 0xA1 && trail <= 0xFE) ? 2 : 0;
  }
  if (trail >= 0x40 && trail <= 0xFE && trail != 0x7F) return 2;
  const bool four = trail >= 0x30 && trail <= 0x39 && byte(at + 2) >= 0x81 &&
                    byte(at + 2) <= 0xFE && byte(at + 3) >= 0x30 && byte(at + 3) <= 0x39;
  return four ? 4 : 0;
}

/// Bytes whose every character has the form of its set.
struct Formed {
  std::string bytes;
  std::size_t bad = 0;
  std::size_t first = 0;
};

/// Of the ways to go on behind a byte that starts no character, the one whose next pairs are common
/// characters most: with the byte behind left out, with it alone left out, with both.
std::pair<std::size_t, bool> Resume(std::string_view bytes, std::size_t at, DoubleByte kind) {
  constexpr std::size_t kLooked = 60;
  struct Way {
    std::size_t next;
    bool keep_lead;
  };
  const std::array<Way, 3> ways{{{at + 2, true}, {at + 1, false}, {at + 2, false}}};
  double best = -1;
  Way chosen{at + 1, false};
  for (const Way& way : ways) {
    if (way.next > bytes.size()) continue;
    std::string rest(way.keep_lead ? bytes.substr(at, 1) : std::string_view());
    rest += bytes.substr(way.next, kLooked);
    rest.resize(std::min(rest.find_first_of("\r\n"), rest.size()));
    if (way.keep_lead && FormLength(rest, 0, kind) != 2) continue;
    const double share = kind == DoubleByte::kGb ? CommonInGb(rest) : CommonInBig5(rest);
    if (share <= best) continue;
    best = share;
    chosen = way;
  }
  return {chosen.next, chosen.keep_lead};
}

Formed Form(std::string_view bytes, DoubleByte kind, std::size_t most_bad) {
  Formed out;
  out.bytes.reserve(bytes.size());
  bool kept_lead = false;
  for (std::size_t at = 0; at < bytes.size() && out.bad <= most_bad;) {
    if (kept_lead) {  // the lead byte is written already, and the byte here is its trail
      out.bytes += bytes[at++];
      kept_lead = false;
      continue;
    }
    const std::size_t length = FormLength(bytes, at, kind);
    if (length > 0) {
      out.bytes += bytes.substr(at, length);
      at += length;
      continue;
    }
    if (out.bad++ == 0) out.first = at;
    const auto [next, keep] = Resume(bytes, at, kind);
    if (keep) out.bytes += bytes[at];
    kept_lead = keep;
    at = next;
  }
  return out;
}

/// What the converter's callback counts.
struct Counter {
  const char* begin = nullptr;
  std::size_t bad = 0;
  std::size_t first = 0;
  bool euro = false;  ///< a lone byte 80 is one
};

void OnBad(const void* context, UConverterToUnicodeArgs* args, const char* units,
           std::int32_t length, UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  auto& counter = *static_cast<Counter*>(const_cast<void*>(context));
  *status = U_ZERO_ERROR;
  if (counter.euro && length == 1 && units[0] == '\x80') {
    const char16_t euro = u'€';
    return ucnv_cbToUWriteUChars(args, &euro, 1, 0, status);
  }
  if (counter.bad++ == 0) {
    const auto read = static_cast<std::size_t>(args->source - counter.begin);
    counter.first = read - std::min(read, static_cast<std::size_t>(length));
  }
  const char16_t lost = 0xFFFD;
  ucnv_cbToUWriteUChars(args, &lost, 1, 0, status);
}

std::optional<Converted> Through(std::string_view bytes, const std::string& encoding, bool euro) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter(ucnv_open(encoding.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status) || bytes.size() > 0x3FFFFFFF) return std::nullopt;
  Counter counter{bytes.data(), 0, 0, euro};
  ucnv_setToUCallBack(converter.get(), OnBad, &counter, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() * 2 + 2, u'\0');
  char16_t* out = wide.data();
  const char* in = bytes.data();
  ucnv_toUnicode(converter.get(), &out, wide.data() + wide.size(), &in, bytes.data() + bytes.size(),
                 nullptr, 1, &status);
  if (U_FAILURE(status)) return std::nullopt;
  Converted converted{{}, counter.bad, counter.first};
  // ICU keeps lone surrogates of UTF-16; here they become U+FFFD.
  icu::UnicodeString(false, wide.data(), static_cast<std::int32_t>(out - wide.data()))
      .toUTF8String(converted.text);
  return converted;
}

}  // namespace

double CommonInGb(std::string_view bytes) { return CommonShare(bytes, 0xB0, 0xD7, false); }

double CommonInBig5(std::string_view bytes) { return CommonShare(bytes, 0xA4, 0xC6, true); }

std::optional<Converted> Convert(std::string_view bytes, const std::string& encoding,
                                 std::size_t most_bad) {
  const DoubleByte kind = KindOf(encoding);
  if (kind == DoubleByte::kNone) return Through(bytes, encoding, false);
  const Formed formed = Form(bytes, kind, most_bad);
  const bool big5 = kind == DoubleByte::kBig5;
  std::optional<Converted> converted =
      Through(formed.bytes, big5 ? "Big5-HKSCS" : "GB18030", !big5);
  if (!converted) return std::nullopt;
  if (formed.bad > 0) {
    converted->first =
        converted->bad == 0 ? formed.first : std::min(converted->first, formed.first);
  }
  converted->bad += formed.bad;
  return converted;
}

}  // namespace boyin::intake
