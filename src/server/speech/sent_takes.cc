#include "server/speech/sent_takes.h"

#include <nlohmann/json.hpp>

#include "base/message.h"
#include "jobs/open_takes.h"
#include "server/http/json_body.h"
#include "server/service.h"
#include "server/speech/speech_request.h"
#include "voice/best.h"

namespace boyin::server {
namespace {

using nlohmann::json;

constexpr const char* kName = "takes.toml";
constexpr std::size_t kMost = 1000;

Result<std::vector<rundown::Take>> Read(const Service& service, const std::string& toml) {
  Result<std::vector<rundown::Take>> takes =
      rundown::ReadTakes(toml, kName, voice::NamesOf(service.options().voices));
  if (takes && takes->size() > kMost) {
    return Fail(Code::kInput, kName, Translated("{} takes may be sent, not more", kMost));
  }
  return takes;
}

json TakeJson(const rundown::Take& take) {
  json one = {{"sentence", take.sentence}, {"nth", take.nth},       {"say", take.say},
              {"voice", take.voice},       {"rate", take.rate},     {"audio", take.audio},
              {"speaker", take.speaker},   {"locked", take.locked}, {"pause_before", nullptr},
              {"pause_after", nullptr}};
  if (take.pause_before_ms) one["pause_before"] = *take.pause_before_ms;
  if (take.pause_after_ms) one["pause_after"] = *take.pause_after_ms;
  return one;
}

}  // namespace

Result<std::vector<pipeline::Take>> SentTakes(const Service& service, const std::string& toml) {
  Result<std::vector<rundown::Take>> wishes = Read(service, toml);
  if (!wishes) return tl::unexpected(wishes.error());
  jobs::TakeSources sources;
  sources.find_voice = [&](const std::string& name) -> Result<voice::Voice> {
    const voice::Voice* voice = service.FindVoice(name);
    if (voice == nullptr) return Fail(Code::kInput, "", Translated("there is no voice '{}'; see /v1/audio/voices", name));
    if (!service.Installed(*voice)) return tl::unexpected(NotInstalled(*voice));
    return *voice;
  };
  sources.find_fallback = [&](const voice::Voice& voice) -> Result<std::optional<voice::Voice>> {
    const voice::Voice* other = service.FindVoice(voice.fallback);
    if (other == nullptr || !service.Installed(*other)) return std::nullopt;
    return *other;
  };
  sources.find = [](const std::string& path) -> Result<jobs::SourceFile> {
    return Fail(Code::kInput, path, Translated("recordings are not sent to the service"),
                Translated("make it with boyin speak --takes"));
  };
  return jobs::OpenTakes(std::move(*wishes), sources);
}

Reply TakesRefusal(Error error) {
  const std::string place = error.where == "voice" ? "" : error.where;
  if (!place.empty()) {
    error.what.en = place + ": " + error.what.en;
    error.what.zh = place + "：" + error.what.zh;
  }
  return ErrorReply(400, "invalid_value", error.what.en, "takes", error.what.zh);
}

Reply ShowTakes(const Service& service, const Request& request) {
  JsonBody body(request.body);
  const std::string toml = body.Text("takes");
  if (body.refusal()) return *body.refusal();
  const Result<std::vector<rundown::Take>> takes = Read(service, toml);
  if (!takes) return TakesRefusal(takes.error());
  json list = json::array();
  for (const rundown::Take& take : *takes) list.push_back(TakeJson(take));
  return JsonReply(json({{"object", "takes"}, {"takes", std::move(list)}})
                       .dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace boyin::server
