#include "server/speech/sent_takes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/message.h"
#include "jobs/open_takes.h"
#include "jobs/sent_bulletin.h"
#include "jobs/sent_recordings.h"
#include "server/http/json_body.h"
#include "server/http/multipart.h"
#include "server/http/request_guard.h"
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
  if (!takes) return takes;
  for (const rundown::Take& take : *takes) {
    const voice::Voice* voice = take.voice.empty() ? nullptr : service.FindVoice(take.voice);
    if (voice != nullptr && !service.Installed(*voice)) return tl::unexpected(NotInstalled(*voice));
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

std::optional<tl::expected<JsonRequest, Reply>> JsonWithFiles(const Request& request) {
  if (MediaTypeOf(request) != "multipart/form-data") return JsonRequest{request.body};
  const auto refused = [](int status, std::string_view code, std::string_view what) {
    return tl::expected<JsonRequest, Reply>(
        tl::unexpected(ErrorReply(status, code, what, "request")));
  };
  const auto parts =
      ParseMultipart(request.Header("content-type"), request.body, jobs::kMostSentFiles + 1);
  if (!parts) return refused(400, "bad_request", "the form is malformed or has too many files");
  const auto count = std::ranges::count(*parts, "request", &FormPart::name);
  if (count == 0) return std::nullopt;
  JsonRequest sent;
  std::vector<std::string> names;
  for (const FormPart& part : *parts) {
    if (part.name == "request") {
      sent.json = part.bytes;
    } else if (part.name == "files") {
      sent.files.push_back({part.file_name.value_or(""), std::string(part.bytes)});
      names.push_back(sent.files.back().name);
    }
  }
  if (count > 1 || names.size() + 1 != parts->size()) {
    return refused(400, "invalid_value", "there may be one 'request', and 'files'");
  }
  if (sent.json.size() > kMostJsonBytes) {
    return refused(413, "too_large", fmt::format("'request' may have {} bytes", kMostJsonBytes));
  }
  if (const Result<void> good = jobs::CheckSentNames(names); !good) {
    return tl::expected<JsonRequest, Reply>(tl::unexpected(TakesRefusal(good.error())));
  }
  return sent;
}

Result<std::vector<pipeline::Take>> SentTakes(const Service& service, const std::string& toml,
                                              const std::vector<jobs::JobInput>& files) {
  Result<std::vector<rundown::Take>> wishes = Read(service, toml);
  if (!wishes) return tl::unexpected(wishes.error());
  for (const rundown::Take& wish : *wishes) {
    const bool sent = std::ranges::find(files, wish.audio, &jobs::JobInput::name) != files.end();
    if (wish.audio.empty() || sent) continue;
    return Fail(Code::kInput, wish.where, Translated("“{}” was not sent", wish.audio));
  }
  jobs::TakeSources sources;
  sources.find_voice = [&](const std::string& name) -> Result<voice::Voice> {
    const voice::Voice* voice = service.FindVoice(name);
    if (voice != nullptr) return *voice;
    return Fail(Code::kInput, "", Translated("there is no voice '{}'; see /v1/audio/voices", name));
  };
  sources.find_fallback = [&](const voice::Voice& voice) -> Result<std::optional<voice::Voice>> {
    const voice::Voice* other = service.FindVoice(voice.fallback);
    if (other == nullptr || !service.Installed(*other)) return std::nullopt;
    return *other;
  };
  return jobs::OpenTakes(std::move(*wishes), sources);
}

Result<void> OpenRecordings(std::vector<pipeline::Take>& takes,
                            const std::vector<jobs::JobInput>& files,
                            const std::filesystem::path& spool_folder) {
  return jobs::OpenSentRecordings(
      takes,
      [&](const std::string& name) -> Result<std::string> {
        return std::ranges::find(files, name, &jobs::JobInput::name)->bytes;
      },
      spool_folder);
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
