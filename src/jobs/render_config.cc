#include "jobs/render_config.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/hash.h"
#include "pipeline/version.h"

namespace boyin::voice {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Pauses, enumeration_ms, comma_ms, clause_ms, sentence_ms,
                                   paragraph_ms, phrase_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Voice, name, title, engine, language, gender, character, variant,
                                   foreign, rate, pitch, range, bass_db, presence_db, gain_db,
                                   pauses)
}  // namespace boyin::voice
namespace boyin::produce {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Profile, name, master, loudness_lufs, true_peak_dbtp)
}  // namespace boyin::produce
namespace boyin::encode {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Settings, format, channels, sample_rate_hz, bitrate_kbps)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CartTimer, usage, sample)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Cart, title, artist, cut_id, client_id, category, classification,
                                   out_cue, start_date, start_time, end_date, end_time,
                                   producer_app, producer_app_version, user_text, level_reference,
                                   url, tag_text, timers)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Bext, description, originator, originator_reference,
                                   origination_date, origination_time, time_reference)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Radio, bext, with_sidecar, with_cart, cart)
}  // namespace boyin::encode
namespace boyin::rundown {
void to_json(nlohmann::json& json, const Take& take) {
  json = {{"where", take.where}, {"sentence", take.sentence}, {"nth", take.nth},
          {"say", take.say},     {"rate", take.rate},         {"locked", take.locked},
          {"audio", take.audio}, {"speaker", take.speaker}};
  if (take.pause_before_ms) json["pause_before"] = *take.pause_before_ms;
  if (take.pause_after_ms) json["pause_after"] = *take.pause_after_ms;
}
void from_json(const nlohmann::json& json, Take& take) {
  json.at("where").get_to(take.where);
  json.at("sentence").get_to(take.sentence);
  json.at("nth").get_to(take.nth);
  json.at("say").get_to(take.say);
  json.at("rate").get_to(take.rate);
  json.at("locked").get_to(take.locked);
  json.at("audio").get_to(take.audio);
  json.at("speaker").get_to(take.speaker);
  if (json.contains("pause_before")) take.pause_before_ms = json["pause_before"].get<int>();
  if (json.contains("pause_after")) take.pause_after_ms = json["pause_after"].get<int>();
}
}  // namespace boyin::rundown
namespace boyin::pipeline {
/// A recording is no setting: its file lies beside the input of a job.
void to_json(nlohmann::json& json, const Take& take) {
  json = {{"wish", take.wish}};
  if (take.voice) json["voice"] = *take.voice;
  if (take.fallback) json["fallback"] = *take.fallback;
}
void from_json(const nlohmann::json& json, Take& take) {
  json.at("wish").get_to(take.wish);
  if (json.contains("voice")) take.voice = json["voice"].get<voice::Voice>();
  if (json.contains("fallback")) take.fallback = json["fallback"].get<voice::Voice>();
}
}  // namespace boyin::pipeline

namespace boyin::jobs {
namespace {

using Json = nlohmann::json;

/// All of it but the picture, which is big, and what is new every day.
Json Plain(const pipeline::Settings& s) {
  Json json = {{"voice", s.voice},
               {"rate", s.rate},
               {"profile", s.profile},
               {"encoding", s.encoding},
               {"credit", s.credit},
               {"label", s.label},
               {"number_safety", s.number_safety},
               {"strict", s.strict},
               {"title", s.title},
               {"make_cover", s.make_cover},
               {"chapters", s.chapters},
               {"radio", s.radio}};
  if (s.fallback) json["fallback"] = *s.fallback;
  if (!s.takes.empty()) json["takes"] = s.takes;
  return json;
}

/// The value of an enumeration that ends with `last`; a number that names none is refused as JSON
/// of a wrong type is.
template <typename Enum>
Enum OneOf(const Json& json, Enum last) {
  const int number = json.get<int>();
  if (number < 0 || number > static_cast<int>(last)) {
    throw Json::out_of_range::create(401, fmt::format("{} names nothing", number), &json);
  }
  return static_cast<Enum>(number);
}

}  // namespace

void to_json(Json& json, const RenderConfig& config) {
  const pipeline::Settings& s = config.settings;
  json = Plain(s);
  json["date"] = s.date;
  json["made_at"] = s.made_at;
  json["sidecars"] = config.sidecars;
  if (s.cover) {
    json["cover"] = {
        {"mime", s.cover->mime},
        {"bytes", std::vector<std::uint8_t>(s.cover->bytes.begin(), s.cover->bytes.end())}};
  }
}

void from_json(const Json& json, RenderConfig& config) {
  pipeline::Settings& s = config.settings;
  json.at("voice").get_to(s.voice);
  json.at("rate").get_to(s.rate);
  json.at("profile").get_to(s.profile);
  json.at("encoding").get_to(s.encoding);
  s.encoding.format = OneOf(json.at("encoding").at("format"), encode::Format::kM4b);
  s.credit = OneOf(json.at("credit"), pipeline::Credit::kSkip);
  s.label = OneOf(json.at("label"), pipeline::Label::kNone);
  json.at("number_safety").get_to(s.number_safety);
  s.strict = json.value("strict", false);
  json.at("title").get_to(s.title);
  json.at("make_cover").get_to(s.make_cover);
  json.at("chapters").get_to(s.chapters);
  json.at("radio").get_to(s.radio);
  json.at("date").get_to(s.date);
  json.at("made_at").get_to(s.made_at);
  config.sidecars.clear();
  for (const Json& part : json.at("sidecars")) {
    config.sidecars.push_back(OneOf(part, publish::Part::kLrc));
  }
  if (json.contains("fallback")) s.fallback = json.at("fallback").get<voice::Voice>();
  s.takes = json.value("takes", std::vector<pipeline::Take>{});
  if (json.contains("cover")) {
    const auto bytes = json.at("cover").at("bytes").get<std::vector<std::uint8_t>>();
    s.cover = encode::Picture{{bytes.begin(), bytes.end()}, json.at("cover").at("mime")};
  }
}

std::string JsonLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string KeyOf(const RenderConfig& config, std::string_view readings) {
  const pipeline::Settings& s = config.settings;
  std::string parts;
  for (const publish::Part part : config.sidecars) {
    parts += fmt::format(" {}", static_cast<int>(part));
  }
  return ContentHash(
      fmt::format("{}|{}|{}|{}|{}|{}|{}", kVersion, readings, synthesise::ClipKey(s.voice, {}),
                  s.fallback ? synthesise::ClipKey(*s.fallback, {}) : "", JsonLine(Plain(s)),
                  s.cover ? ContentHash(s.cover->bytes) : "", parts));
}

}  // namespace boyin::jobs
