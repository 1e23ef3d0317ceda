#include "synthesise/wire.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "base/subprocess.h"

namespace boyin::synthesise::wire {
namespace {

using nlohmann::json;
using prosody::BreakUnit;
using prosody::ForeignUnit;
using prosody::SyllableUnit;

constexpr std::size_t kMostHeaderBytes = std::size_t{4} << 20U;
constexpr int kLeastRateHz = 4'000;
constexpr int kMostRateHz = 400'000;
constexpr int kMostRemade = 1'000'000;
constexpr int kMostBreak = static_cast<int>(prosody::Break::kSentence);
constexpr int kMostBreakMs = 3'600'000;

static_assert(std::endian::native == std::endian::little, "samples travel in memory order");

json ToJson(const voice::Remote& r) {
  return {r.base_url, r.model,  r.key_env, r.key_file,    r.dialect,
          r.mark,     r.format, r.extra,   r.native_rate, r.timeout_s};
}

voice::Remote RemoteFrom(const json& j) {
  voice::Remote r;
  std::size_t at = 0;
  for (std::string* text :
       {&r.base_url, &r.model, &r.key_env, &r.key_file, &r.dialect, &r.mark, &r.format, &r.extra}) {
    j.at(at++).get_to(*text);
  }
  for (int* whole : {&r.native_rate, &r.timeout_s}) j.at(at++).get_to(*whole);
  return r;
}

json ToJson(const voice::Voice& v) {
  const voice::Pauses& p = v.pauses;
  return {v.name,         v.title,     v.engine,         v.language, v.gender,    v.character,
          v.variant,      v.foreign,   v.rate,           v.pitch,    v.range,     v.bass_db,
          v.presence_db,  v.gain_db,   p.enumeration_ms, p.comma_ms, p.clause_ms, p.sentence_ms,
          p.paragraph_ms, p.phrase_ms, ToJson(v.remote)};
}

voice::Voice VoiceFrom(const json& j) {
  voice::Voice v;
  std::size_t at = 0;
  for (std::string* text : {&v.name, &v.title, &v.engine, &v.language, &v.gender, &v.character,
                            &v.variant, &v.foreign}) {
    j.at(at++).get_to(*text);
  }
  for (int* whole : {&v.rate, &v.pitch, &v.range}) j.at(at++).get_to(*whole);
  for (double* level : {&v.bass_db, &v.presence_db, &v.gain_db}) j.at(at++).get_to(*level);
  voice::Pauses& p = v.pauses;
  for (int* ms : {&p.enumeration_ms, &p.comma_ms, &p.clause_ms, &p.sentence_ms, &p.paragraph_ms,
                  &p.phrase_ms}) {
    j.at(at++).get_to(*ms);
  }
  v.remote = RemoteFrom(j.at(at));
  return v;
}

json ToJson(const prosody::Unit& unit) {
  if (const auto* s = std::get_if<SyllableUnit>(&unit)) {
    return {0,
            s->pinyin.code(),
            s->spoken.begin,
            s->spoken.end,
            s->word_start,
            static_cast<int>(s->break_after),
            s->polyphone};
  }
  if (const auto* f = std::get_if<ForeignUnit>(&unit)) {
    return {1, f->as, f->spoken.begin, f->spoken.end, static_cast<int>(f->break_after)};
  }
  return {2, std::get<BreakUnit>(unit).length_ms};
}

/// Thrown by what reads a message, and caught in Guarded.
struct Malformed {};

/// A whole number in its range.
template <typename Whole>
Whole WholeFrom(const json& j, Whole least, Whole most) {
  if (!j.is_number_integer()) throw Malformed();
  const auto value = j.get<std::int64_t>();
  if (std::cmp_less(value, least) || std::cmp_greater(value, most)) throw Malformed();
  return static_cast<Whole>(value);
}

prosody::Break BreakFrom(const json& j) {
  return static_cast<prosody::Break>(WholeFrom(j, 0, kMostBreak));
}

prosody::Unit UnitFrom(const json& j) {
  const auto range = [&] { return Range{j.at(2).get<std::size_t>(), j.at(3).get<std::size_t>()}; };
  switch (WholeFrom(j.at(0), 0, 2)) {
    case 0:
      return SyllableUnit{Pinyin::FromCode(j.at(1).get<std::uint16_t>()), range(),
                          j.at(4).get<bool>(), BreakFrom(j.at(5)), j.at(6).get<bool>()};
    case 1:
      return ForeignUnit{j.at(1).get<std::string>(), range(), BreakFrom(j.at(4))};
    default:
      return BreakUnit{WholeFrom(j.at(1), 0, kMostBreakMs)};
  }
}

json ToJson(const Error& e) {
  return {static_cast<int>(e.code), e.where, e.what.en, e.what.zh, e.mend.en, e.mend.zh};
}

Error ErrorFrom(const json& j) {
  const auto code = static_cast<Code>(j.at(0).get<int>());
  switch (code) {
    case Code::kOther:
    case Code::kUsage:
    case Code::kInput:
    case Code::kOutput:
    case Code::kEngine:
    case Code::kInterrupted:
      return {code, j.at(1), {j.at(2), j.at(3)}, {j.at(4), j.at(5)}};
  }
  throw Malformed();
}

/// Stops the parser where a message is nested deeper than ours are: it recurses.
class DepthCheck : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
  bool string(std::string& /*value*/) override { return true; }
  bool binary(json::binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*count*/) override { return Enter(); }
  bool key(std::string& /*name*/) override { return true; }
  bool end_object() override { return Leave(); }
  bool start_array(std::size_t /*count*/) override { return Enter(); }
  bool end_array() override { return Leave(); }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*why*/) override {
    return false;
  }

 private:
  bool Enter() { return ++depth_ <= kMostDepth; }
  bool Leave() {
    --depth_;
    return true;
  }

  static constexpr int kMostDepth = 8;
  int depth_ = 0;
};

std::string Cbor(const json& value) {
  std::string bytes;
  json::to_cbor(value, bytes);
  return bytes;
}

json FromCbor(std::string_view bytes) {
  DepthCheck check;
  if (!json::sax_parse(bytes.begin(), bytes.end(), &check, json::input_format_t::cbor)) {
    throw Malformed();
  }
  return json::from_cbor(bytes.begin(), bytes.end());
}

int VersionOf(const json& message) {
  const auto version = message.find("wire");
  return version == message.end() ? 0 : WholeFrom(*version, 0, 1'000'000);
}

/// What a message holds, or nothing: a malformed one throws in the JSON library and no further.
template <typename Read>
auto Guarded(const Read& read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const json::exception&) {
    return std::nullopt;
  } catch (const Malformed&) {
    return std::nullopt;
  }
}

}  // namespace

Error VersionError(int version) {
  return {Code::kEngine, "boyin-engine",
          Translated("speaks version {} of our messages, not {}", version, kVersion),
          Translated("install boyin as a whole: its programs are of different versions")};
}

std::string EncodeRequest(const Request& request) {
  json value{{"wire", kVersion}, {"voice", ToJson(request.voice)}};
  if (request.plan) {
    json units = json::array();
    for (const prosody::Unit& unit : request.plan->units) units.push_back(ToJson(unit));
    value["units"] = std::move(units);
    value["contour"] = static_cast<int>(request.plan->contour);
    value["text"] = request.plan->text;
    value["text_begin"] = request.plan->text_begin;
  }
  return Cbor(value);
}

std::optional<Request> DecodeRequest(std::string_view body) {
  return Guarded([&] {
    const json value = FromCbor(body);
    const int version = VersionOf(value);
    if (version != kVersion) {
      // Enough to answer in the form that is waited for.
      Request other{{}, std::nullopt, version};
      if (value.contains("units")) other.plan.emplace();
      return other;
    }
    Request request{VoiceFrom(value.at("voice")), std::nullopt};
    if (value.contains("units")) {
      prosody::Plan plan;
      for (const json& unit : value.at("units")) plan.units.push_back(UnitFrom(unit));
      plan.contour = static_cast<prosody::Contour>(
          WholeFrom(value.at("contour"), 0, static_cast<int>(prosody::Contour::kContinues)));
      value.at("text").get_to(plan.text);
      value.at("text_begin").get_to(plan.text_begin);
      request.plan = std::move(plan);
    }
    return request;
  });
}

std::string EncodeClip(const Result<Clip>& clip) {
  const auto with_prefix = [](const std::string& header) {
    return MessagePrefix(header.size()) + header;
  };
  if (!clip) return with_prefix(Cbor({{"wire", kVersion}, {"error", ToJson(clip.error())}}));
  json marks = json::array();
  for (const Mark& mark : clip->marks) {
    marks.push_back(mark.unit);
    marks.push_back(mark.sample);
  }
  std::string body = with_prefix(Cbor({{"wire", kVersion},
                                       {"rate", clip->sample_rate_hz},
                                       {"marks", std::move(marks)},
                                       {"remade", clip->remade},
                                       {"count", clip->samples.size()}}));
  const std::size_t header = body.size();
  body.resize(header + clip->samples.size() * sizeof(float));
  if (!clip->samples.empty()) {
    std::memcpy(body.data() + header, clip->samples.data(), clip->samples.size() * sizeof(float));
  }
  return body;
}

std::optional<Result<Clip>> DecodeClip(std::string_view body, std::size_t units) {
  if (body.size() < kMessagePrefixBytes) return std::nullopt;
  const std::size_t header = ReadMessagePrefix(body);
  body.remove_prefix(kMessagePrefixBytes);
  if (header > std::min(body.size(), kMostHeaderBytes)) return std::nullopt;
  const std::string_view samples = body.substr(header);
  return Guarded([&]() -> Result<Clip> {
    const json value = FromCbor(body.substr(0, header));
    if (const int version = VersionOf(value); version != kVersion) {
      return tl::unexpected(VersionError(version));
    }
    if (value.contains("error")) return tl::unexpected(ErrorFrom(value.at("error")));
    Clip clip;
    clip.sample_rate_hz = WholeFrom(value.at("rate"), kLeastRateHz, kMostRateHz);
    clip.remade = WholeFrom(value.at("remade"), 0, kMostRemade);
    const auto count = WholeFrom(value.at("count"), std::size_t{0}, kMaxMessageBytes);
    if (samples.size() != count * sizeof(float)) throw Malformed();
    clip.samples.resize(count);
    if (count > 0) std::memcpy(clip.samples.data(), samples.data(), samples.size());
    if (!std::ranges::all_of(clip.samples, [](float x) { return std::isfinite(x); })) {
      throw Malformed();
    }
    const json& marks = value.at("marks");
    if (!marks.is_array() || marks.size() % 2 != 0) throw Malformed();
    for (std::size_t i = 0; i < marks.size(); i += 2) {
      const auto unit = WholeFrom(marks[i], std::uint32_t{0}, UINT32_MAX);
      const auto sample = WholeFrom(marks[i + 1], std::uint32_t{0}, UINT32_MAX);
      if (unit >= units || sample > count) throw Malformed();
      clip.marks.push_back({unit, sample});
    }
    return clip;
  });
}

std::string EncodeInfo(const Result<EngineInfo>& info) {
  if (!info) return Cbor({{"wire", kVersion}, {"error", ToJson(info.error())}});
  return Cbor({{"wire", kVersion},
               {"name", info->name},
               {"version", info->version},
               {"rate", info->sample_rate_hz},
               {"word_marks", info->word_marks}});
}

std::optional<Result<EngineInfo>> DecodeInfo(std::string_view body) {
  if (body.size() > kMostHeaderBytes) return std::nullopt;
  return Guarded([&]() -> Result<EngineInfo> {
    const json value = FromCbor(body);
    if (const int version = VersionOf(value); version != kVersion) {
      return tl::unexpected(VersionError(version));
    }
    if (value.contains("error")) return tl::unexpected(ErrorFrom(value.at("error")));
    return EngineInfo{value.at("name"), value.at("version"),
                      WholeFrom(value.at("rate"), kLeastRateHz, kMostRateHz),
                      value.at("word_marks")};
  });
}

}  // namespace boyin::synthesise::wire
