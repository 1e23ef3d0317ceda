#include "synthesise/wire.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

namespace boyin::synthesise::wire {
namespace {

using nlohmann::json;
using prosody::BreakUnit;
using prosody::ForeignUnit;
using prosody::SyllableUnit;

static_assert(std::endian::native == std::endian::little, "samples travel in memory order");

json ToJson(const voice::Voice& v) {
  const voice::Pauses& p = v.pauses;
  return {v.name,      v.title,     v.engine,      v.language,     v.gender,
          v.character, v.variant,   v.foreign,     v.rate,         v.pitch,
          v.range,     v.bass_db,   v.presence_db, v.gain_db,      p.enumeration_ms,
          p.comma_ms,  p.clause_ms, p.sentence_ms, p.paragraph_ms, p.phrase_ms};
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
  return v;
}

json ToJson(const prosody::Unit& unit) {
  if (const auto* s = std::get_if<SyllableUnit>(&unit)) {
    return {0,
            s->pinyin.code(),
            s->spoken.begin,
            s->spoken.end,
            s->word_start,
            static_cast<int>(s->break_after)};
  }
  if (const auto* f = std::get_if<ForeignUnit>(&unit)) {
    return {1, f->as, f->spoken.begin, f->spoken.end, static_cast<int>(f->break_after)};
  }
  return {2, std::get<BreakUnit>(unit).length_ms};
}

prosody::Break BreakFrom(const json& j) { return static_cast<prosody::Break>(j.get<int>()); }

prosody::Unit UnitFrom(const json& j) {
  const auto range = [&] { return Range{j.at(2).get<std::size_t>(), j.at(3).get<std::size_t>()}; };
  switch (j.at(0).get<int>()) {
    case 0:
      return SyllableUnit{Pinyin::FromCode(j.at(1).get<std::uint16_t>()), range(),
                          j.at(4).get<bool>(), BreakFrom(j.at(5))};
    case 1:
      return ForeignUnit{j.at(1).get<std::string>(), range(), BreakFrom(j.at(4))};
    default:
      return BreakUnit{j.at(1).get<int>()};
  }
}

json ToJson(const Error& e) {
  return {static_cast<int>(e.code), e.where, e.what.en, e.what.zh, e.mend.en, e.mend.zh};
}

Error ErrorFrom(const json& j) {
  return {static_cast<Code>(j.at(0).get<int>()), j.at(1), {j.at(2), j.at(3)}, {j.at(4), j.at(5)}};
}

std::string Cbor(const json& value) {
  std::string bytes;
  json::to_cbor(value, bytes);
  return bytes;
}

json FromCbor(std::string_view bytes) { return json::from_cbor(bytes.begin(), bytes.end()); }

/// What a message holds, or nothing: a malformed one throws in the JSON library and no further.
template <typename Read>
auto Guarded(const Read& read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::string Prefix(std::size_t size) {
  std::string prefix;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    prefix.push_back(static_cast<char>((size >> shift) & 0xFFU));
  }
  return prefix;
}

std::size_t ReadPrefix(std::string_view four_bytes) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < kPrefixBytes; ++i) {
    size |= static_cast<std::size_t>(static_cast<unsigned char>(four_bytes[i])) << (8 * i);
  }
  return size;
}

std::string EncodeRequest(const Request& request) {
  json value{{"voice", ToJson(request.voice)}};
  if (request.plan) {
    json units = json::array();
    for (const prosody::Unit& unit : request.plan->units) units.push_back(ToJson(unit));
    value["units"] = std::move(units);
    value["contour"] = static_cast<int>(request.plan->contour);
  }
  return Cbor(value);
}

std::optional<Request> DecodeRequest(std::string_view body) {
  return Guarded([&] {
    const json value = FromCbor(body);
    Request request{VoiceFrom(value.at("voice")), std::nullopt};
    if (value.contains("units")) {
      prosody::Plan plan;
      for (const json& unit : value.at("units")) plan.units.push_back(UnitFrom(unit));
      plan.contour = static_cast<prosody::Contour>(value.at("contour").get<int>());
      request.plan = std::move(plan);
    }
    return request;
  });
}

std::string EncodeClip(const Result<Clip>& clip) {
  const auto with_prefix = [](const std::string& header) { return Prefix(header.size()) + header; };
  if (!clip) return with_prefix(Cbor({{"error", ToJson(clip.error())}}));
  json marks = json::array();
  for (const Mark& mark : clip->marks) {
    marks.push_back(mark.unit);
    marks.push_back(mark.sample);
  }
  std::string body = with_prefix(Cbor({{"rate", clip->sample_rate_hz},
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

std::optional<Result<Clip>> DecodeClip(std::string_view body) {
  if (body.size() < kPrefixBytes) return std::nullopt;
  const std::size_t header = ReadPrefix(body);
  body.remove_prefix(kPrefixBytes);
  if (header > body.size()) return std::nullopt;
  const std::string_view samples = body.substr(header);
  auto decoded = Guarded([&]() -> Result<Clip> {
    const json value = FromCbor(body.substr(0, header));
    if (value.contains("error")) return tl::unexpected(ErrorFrom(value.at("error")));
    Clip clip;
    value.at("rate").get_to(clip.sample_rate_hz);
    value.at("remade").get_to(clip.remade);
    const json& marks = value.at("marks");
    for (std::size_t i = 0; i + 1 < marks.size(); i += 2) {
      clip.marks.push_back({marks[i].get<std::uint32_t>(), marks[i + 1].get<std::uint32_t>()});
    }
    clip.samples.resize(std::min(value.at("count").get<std::size_t>(), kMostBytes));
    return clip;
  });
  if (!decoded || !*decoded) return decoded;
  Clip& clip = **decoded;
  if (samples.size() != clip.samples.size() * sizeof(float)) return std::nullopt;
  if (!samples.empty()) std::memcpy(clip.samples.data(), samples.data(), samples.size());
  return decoded;
}

std::string EncodeInfo(const Result<EngineInfo>& info) {
  if (!info) return Cbor({{"error", ToJson(info.error())}});
  return Cbor({{"name", info->name},
               {"version", info->version},
               {"rate", info->sample_rate_hz},
               {"word_marks", info->word_marks}});
}

std::optional<Result<EngineInfo>> DecodeInfo(std::string_view body) {
  return Guarded([&]() -> Result<EngineInfo> {
    const json value = FromCbor(body);
    if (value.contains("error")) return tl::unexpected(ErrorFrom(value.at("error")));
    return EngineInfo{value.at("name"), value.at("version"), value.at("rate"),
                      value.at("word_marks")};
  });
}

}  // namespace boyin::synthesise::wire
