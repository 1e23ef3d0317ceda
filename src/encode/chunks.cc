#include "encode/chunks.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <unicode/translit.h>

#include "base/xml_text.h"
#include "encode/certificate.h"
#include "encode/fields.h"
#include "encode/xml.h"

namespace boyin::encode {
namespace {

/// A field of fixed size: cut between characters, filled with NUL.
template <std::size_t kSize>
void Put(char (&field)[kSize], std::string_view text) {
  std::memset(field, 0, kSize);
  const std::string_view part = CutText(text, kSize);
  std::copy(part.begin(), part.end(), field);
}

const std::string& Or(const std::string& text, const std::string& instead) {
  return text.empty() ? instead : text;
}

std::string DateOf(const Tags& tags) {
  if (!tags.radio.bext.origination_date.empty()) return tags.radio.bext.origination_date;
  return tags.date.size() == 10 ? tags.date : "";
}

/// EBU Tech 3285, version 2: hundredths; 0x7FFF where there is no value.
std::int16_t Hundredths(double value) {
  if (std::abs(value) > 99.99) return 0x7FFF;
  return static_cast<std::int16_t>(std::lround(value * 100));
}

}  // namespace

std::string AsciiText(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> latin(icu::Transliterator::createInstance(
      "Any-NFKC; Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  icu::UnicodeString letters =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  if (U_SUCCESS(status) && latin != nullptr) latin->transliterate(letters);
  std::string ascii;
  for (int at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
    const UChar32 c = letters.char32At(at);
    const char other = c < 0x20 ? ' ' : '?';
    ascii += c >= 0x20 && c < 0x7F ? static_cast<char>(c) : other;
  }
  return ascii;
}

SF_BROADCAST_INFO BextChunk(const Tags& tags) {
  const Bext& bext = tags.radio.bext;
  SF_BROADCAST_INFO chunk{};
  chunk.version = 2;
  Put(chunk.description, AsciiText(Or(bext.description, tags.title)));
  Put(chunk.originator, AsciiText(bext.originator));
  Put(chunk.originator_reference, AsciiText(bext.originator_reference));
  Put(chunk.origination_date, AsciiText(DateOf(tags)));
  Put(chunk.origination_time, AsciiText(bext.origination_time));
  const auto reference = static_cast<std::uint64_t>(std::max<std::int64_t>(bext.time_reference, 0));
  chunk.time_reference_low = static_cast<std::uint32_t>(reference & 0xFFFFFFFFU);
  chunk.time_reference_high = static_cast<std::uint32_t>(reference >> 32U);
  return chunk;
}

void PutLoudness(SF_BROADCAST_INFO& bext, const produce::Loudness& loudness) {
  bext.loudness_value = Hundredths(loudness.integrated_lufs);
  bext.loudness_range = Hundredths(loudness.range_lu);
  bext.max_true_peak_level = Hundredths(loudness.true_peak_dbtp);
  bext.max_momentary_loudness = Hundredths(loudness.momentary_max_lufs);
  bext.max_shortterm_loudness = Hundredths(loudness.short_term_max_lufs);
}

CartChunk MakeCart(const Tags& tags, std::int64_t samples) {
  const Cart& cart = tags.radio.cart;
  CartChunk made{};
  auto& chunk = made.info;
  std::memcpy(chunk.version, "0101", 4);
  Put(chunk.title, Or(cart.title, tags.title));
  Put(chunk.artist, Or(cart.artist, tags.artist));
  Put(chunk.cut_id, cart.cut_id);
  Put(chunk.client_id, cart.client_id);
  Put(chunk.category, cart.category);
  Put(chunk.classification, cart.classification);
  Put(chunk.out_cue, cart.out_cue);
  Put(chunk.start_date, cart.start_date);
  Put(chunk.start_time, cart.start_time);
  Put(chunk.end_date, cart.end_date);
  Put(chunk.end_time, cart.end_time);
  Put(chunk.producer_app_id, cart.producer_app);
  Put(chunk.producer_app_version, cart.producer_app_version);
  Put(chunk.user_def, cart.user_text);
  chunk.level_reference = cart.level_reference;
  Put(chunk.url, cart.url);
  const std::vector<CartTimer> timers = ResolvedTimers(cart, samples);
  for (std::size_t i = 0; i < timers.size(); ++i) {
    Put(chunk.post_timers[i].usage, timers[i].usage);
    // Counted without sign in AES46: 12 hours more than libsndfile's type shows.
    const auto sample = std::clamp<std::int64_t>(timers[i].sample, 0, 0xFFFFFFFF);
    chunk.post_timers[i].value = static_cast<std::int32_t>(sample);
  }
  Put(chunk.tag_text, cart.tag_text);
  chunk.tag_text_size = static_cast<std::uint32_t>(CutText(cart.tag_text, 4096).size());
  return made;
}

namespace {

/// iXML 1.52: which channel of the file holds what.
std::string TrackList(int channels) {
  std::string xml = "<TRACK_LIST>\n" + XmlElement("TRACK_COUNT", fmt::to_string(channels));
  for (int channel = 1; channel <= channels; ++channel) {
    const std::string number = fmt::to_string(channel);
    const char* name = channels == 1 ? "Mono" : channel == 1 ? "L" : "R";
    xml += "<TRACK>\n" + XmlElement("CHANNEL_INDEX", number) +
           XmlElement("INTERLEAVE_INDEX", number) + XmlElement("NAME", name) + "</TRACK>\n";
  }
  return xml + "</TRACK_LIST>\n";
}

}  // namespace

std::string IxmlChunk(const Tags& tags, int channels) {
  const Bext& bext = tags.radio.bext;
  const auto reference = static_cast<std::uint64_t>(std::max<std::int64_t>(bext.time_reference, 0));
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BWFXML>\n";
  xml += XmlElement("IXML_VERSION", "1.52");
  xml += XmlElement("PROJECT", tags.album) + XmlElement("NOTE", tags.comment);
  xml += TrackList(channels);
  xml += "<BEXT>\n" + XmlElement("BWF_DESCRIPTION", Or(bext.description, tags.title));
  xml += XmlElement("BWF_ORIGINATOR", bext.originator);
  xml += XmlElement("BWF_ORIGINATOR_REFERENCE", bext.originator_reference);
  xml += XmlElement("BWF_ORIGINATION_DATE", DateOf(tags));
  xml += XmlElement("BWF_ORIGINATION_TIME", bext.origination_time);
  xml += XmlElement("BWF_TIME_REFERENCE_LOW", fmt::to_string(reference & 0xFFFFFFFFU));
  xml += XmlElement("BWF_TIME_REFERENCE_HIGH", fmt::to_string(reference >> 32U));
  xml += "</BEXT>\n<USER>\n" + XmlElement("TITLE", tags.title) + XmlElement("ARTIST", tags.artist);
  xml += XmlElement("GENRE", tags.genre) + XmlElement("TRACK", tags.track);
  if (tags.aigc) xml += XmlElement(kAigcTag, AigcJson(*tags.aigc));
  for (const ExtraTag& extra : tags.extra) {
    xml +=
        fmt::format("<TAG NAME=\"{}\">{}</TAG>\n", XmlEscaped(extra.name), XmlEscaped(extra.value));
  }
  xml += "</USER>\n</BWFXML>\n";
  if (xml.size() % 2 != 0) xml += '\n';  // chunks of RIFF have an even length
  return xml;
}

}  // namespace boyin::encode
