#include "encode/fields.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "encode/certificate.h"

namespace boyin::encode {
namespace {

constexpr std::size_t kMostCoverBytes = std::size_t{8} << 20U;
constexpr std::size_t kMostTimers = 8;
constexpr std::size_t kMostXiphChapters = 1000;  // CHAPTER000 … CHAPTER999

std::string_view PictureType(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  return "";
}

/// Percent-encoded where it is not ASCII: ID3 keeps links in Latin-1.
std::string Link(std::string_view url) {
  std::string link;
  for (const char c : url) {
    if (c > 0x20 && c < 0x7F) {
      link += c;
    } else {
      link += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return link;
}

/// The names that Vorbis comments allow: printable ASCII without '='.
std::string FieldName(std::string_view name) {
  std::string allowed;
  for (const char c : name) {
    if (c >= 0x20 && c <= 0x7D && c != '=') allowed += c;
  }
  return allowed;
}

void CloseChapters(std::vector<Chapter>& chapters, std::int64_t length_ms) {
  for (Chapter& chapter : chapters) {
    chapter.title = CleanText(chapter.title);
    chapter.url = Link(chapter.url);
    chapter.begin_ms = std::clamp<std::int64_t>(chapter.begin_ms, 0, length_ms);
  }
  std::stable_sort(chapters.begin(), chapters.end(),
                   [](const Chapter& a, const Chapter& b) { return a.begin_ms < b.begin_ms; });
  std::int64_t next = length_ms;
  for (auto chapter = chapters.rbegin(); chapter != chapters.rend(); ++chapter) {
    if (chapter->end_ms <= chapter->begin_ms) chapter->end_ms = next;
    next = chapter->begin_ms;
  }
}

}  // namespace

std::size_t MostChapters(Format format) {
  const bool xiph = format == Format::kOpus || format == Format::kOgg || format == Format::kFlac;
  return xiph ? kMostXiphChapters : std::numeric_limits<std::size_t>::max();
}

std::string CleanText(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (c.value != 0) utf8::Append(clean, c.value);
    at += c.length;
  }
  return clean;
}

std::string_view CutText(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

Tags Prepared(const Tags& tags, std::int64_t length_ms) {
  Tags prepared = tags;
  for (std::string* text :
       {&prepared.title, &prepared.artist, &prepared.album, &prepared.date, &prepared.language,
        &prepared.comment, &prepared.genre, &prepared.track, &prepared.lyrics}) {
    *text = CleanText(*text);
  }
  for (LyricLine& line : prepared.synced_lyrics) line.text = CleanText(line.text);
  for (ExtraTag& extra : prepared.extra) extra = {FieldName(extra.name), CleanText(extra.value)};
  Cart& cart = prepared.radio.cart;
  Bext& bext = prepared.radio.bext;
  for (std::string* text : {&cart.title,
                            &cart.artist,
                            &cart.cut_id,
                            &cart.client_id,
                            &cart.category,
                            &cart.classification,
                            &cart.out_cue,
                            &cart.start_date,
                            &cart.start_time,
                            &cart.end_date,
                            &cart.end_time,
                            &cart.producer_app,
                            &cart.producer_app_version,
                            &cart.user_text,
                            &cart.url,
                            &cart.tag_text,
                            &bext.description,
                            &bext.originator,
                            &bext.originator_reference,
                            &bext.origination_date,
                            &bext.origination_time}) {
    *text = CleanText(*text);
  }
  CloseChapters(prepared.chapters, length_ms);
  if (prepared.cover) prepared.cover->mime = PictureType(prepared.cover->bytes);
  return prepared;
}

std::vector<CartTimer> ResolvedTimers(const Cart& cart, std::int64_t samples) {
  std::vector<CartTimer> timers = cart.timers;
  for (CartTimer& timer : timers) {
    if (timer.sample < 0) timer.sample += samples;
    timer.sample = std::clamp<std::int64_t>(timer.sample, 0, samples);
  }
  const auto has = [&](std::string_view usage) {
    return std::any_of(timers.begin(), timers.end(),
                       [&](const CartTimer& timer) { return timer.usage == usage; });
  };
  const auto add = [&](const char* usage, std::int64_t sample) {
    if (!has(usage) && timers.size() < kMostTimers) timers.push_back({usage, sample});
  };
  if (has("SEGs")) add("SEGe", samples);
  add("AUDs", 0);
  add("AUDe", samples);
  return timers;
}

Result<void> CheckCover(const Picture& cover, const std::string& shown) {
  if (PictureType(cover.bytes).empty()) {
    return Fail(Code::kInput, shown, Translated("the cover is neither JPEG nor PNG"),
                Translated("give a JPEG or PNG file"));
  }
  if (cover.bytes.size() > kMostCoverBytes) {
    return Fail(Code::kInput, shown, Translated("the cover has more than 8 MiB"),
                Translated("make it smaller: 3000 × 3000 pixels are enough"));
  }
  return {};
}

Result<void> CheckTags(Format format, const Tags& tags) {
  if (tags.cover) {
    if (Result<void> fits = CheckCover(*tags.cover, ""); !fits) return fits;
  }
  const std::vector<CartTimer>& timers = tags.radio.cart.timers;
  const bool four_letters = std::all_of(
      timers.begin(), timers.end(), [](const CartTimer& timer) { return timer.usage.size() == 4; });
  if (timers.size() > kMostTimers || !four_letters) {
    return Fail(Code::kUsage, "",
                Translated("a cart chunk has at most 8 timers with names of four letters"),
                Translated("name them AUDs, AUDe, SEGs, SEGe, INTs, INTe"));
  }
  if (tags.chapters.size() > MostChapters(format)) {
    return Fail(Code::kUsage, "",
                Translated("{} cannot hold {} chapters, only {}", FormatName(format),
                           tags.chapters.size(), kMostXiphChapters),
                Translated("use mp3 or m4a, or join chapters"));
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> OwnFields(const Tags& tags,
                                                           const Certificate& certificate) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {kCertificateTag, CertificateJson(certificate)}};
  if (tags.aigc) fields.emplace_back(kAigcTag, AigcJson(*tags.aigc));
  for (const ExtraTag& extra : tags.extra) {
    if (!extra.name.empty()) fields.emplace_back(extra.name, extra.value);
  }
  return fields;
}

std::string LyricsText(const Tags& tags) {
  if (!tags.lyrics.empty()) return tags.lyrics;
  std::string lrc;
  for (const LyricLine& line : tags.synced_lyrics) {
    const std::int64_t hundredths = std::max<std::int64_t>(line.begin_ms, 0) / 10;
    lrc += fmt::format("[{:02}:{:02}.{:02}]{}\n", hundredths / 6000, hundredths / 100 % 60,
                       hundredths % 100, line.text);
  }
  return lrc;
}

std::pair<int, int> TrackNumbers(std::string_view track) {
  std::pair<int, int> numbers{0, 0};
  const char* end = track.data() + track.size();
  const std::from_chars_result first = std::from_chars(track.data(), end, numbers.first);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '/') {
    std::from_chars(first.ptr + 1, end, numbers.second);
  }
  return numbers;
}

}  // namespace boyin::encode
