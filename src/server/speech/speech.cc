// The speech API of OpenAI: https://platform.openai.com/docs/api-reference/audio/createSpeech, as
// its clients use it.
#include <algorithm>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"
#include "server/data.h"
#include "server/http/json_body.h"
#include "server/service.h"
#include "server/speech/sent_takes.h"
#include "server/speech/speech_request.h"

namespace boyin::server {
namespace {

// What the API allows, and what the voices can do.
constexpr double kSlowest = 0.25;
constexpr double kFastest = 4.0;
constexpr double kSlowestVoice = 0.5;
constexpr double kFastestVoice = 3.0;

const std::vector<table::Row>& Models() {
  static const std::vector<table::Row> kModels =
      table::Parse(data::models_tsv(), "models.tsv", 2).value_or(std::vector<table::Row>{});
  return kModels;
}

std::string ModelJson(const table::Row& row) {
  return fmt::format(R"({{"id":"{}","object":"model","created":{},"owned_by":"boyin"}})",
                     row.cells[0], row.cells[1]);
}

const table::Row* FindModel(std::string_view name) {
  const auto& models = Models();
  const auto found = std::find_if(models.begin(), models.end(),
                                  [&](const table::Row& row) { return row.cells[0] == name; });
  return found == models.end() ? nullptr : &*found;
}

Reply UnknownModel(std::string_view name) {
  return ErrorReply(404, "model_not_found", fmt::format("there is no model '{}'", name), "model");
}

Reply ListModels() {
  std::string list;
  for (const table::Row& row : Models()) list += (list.empty() ? "" : ",") + ModelJson(row);
  return JsonReply(fmt::format(R"({{"object":"list","data":[{}]}})", list));
}

/// As some clients ask for them: the same, by another name.
Reply ListSpeechModels() {
  std::string list;
  for (const table::Row& row : Models()) {
    list += fmt::format(R"({}{{"id":"{}","name":"{}"}})", list.empty() ? "" : ",", row.cells[0],
                        row.cells[0]);
  }
  return JsonReply(fmt::format(R"({{"models":[{}]}})", list));
}

Reply ListVoices(const Service& service) {
  std::string list;
  for (const voice::Voice& voice : service.options().voices) {
    list += fmt::format(
        R"({}{{"id":{},"name":{},"language":{},"gender":{},"engine":{},"installed":{},"description":{}}})",
        list.empty() ? "" : ",", JsonString(voice.name), JsonString(voice.title),
        JsonString(voice.language), JsonString(voice.gender), JsonString(voice.engine),
        service.Installed(voice), JsonString(voice.character));
  }
  return JsonReply(fmt::format(R"({{"voices":[{}]}})", list));
}

void CreateSpeech(Service& service, const Request& request, const Answer& answer) {
  const auto sent = JsonWithFiles(request);
  if (!sent) return answer(ErrorReply(400, "invalid_value", "'request' is missing", "request"));
  if (!*sent) return answer(sent->error());
  JsonBody body((*sent)->json);
  const std::string model = body.Text("model");
  const std::string input = body.Text("input");
  const std::string voice = body.NameOrId("voice");
  const std::string format = body.Text("response_format", "mp3");
  const std::string shape = body.Text("stream_format", "audio");
  const double speed = body.Number("speed", 1, kSlowest, kFastest);
  const bool cues = body.Flag("cues", false);
  const bool timed = body.Flag("timestamps", false);
  if (shape != "audio" && shape != "sse") {
    body.Refuse("'stream_format' must be audio or sse", "stream_format");
  }
  if (timed && shape == "sse") {
    body.Refuse("'timestamps' are for one reply; a stream has 'cues'", "timestamps");
  }
  if (!encode::StreamFormatFromName(format)) {
    body.Refuse("'response_format' must be mp3, opus, aac, flac, wav or pcm", "response_format");
  }
  if (body.refusal()) return answer(*body.refusal());
  if (FindModel(model) == nullptr) return answer(UnknownModel(model));
  Result<SpeechRequest> speech =
      MakeSpeechRequest(service, {input, voice, speed, format, request.caller});
  if (!speech) return answer(SpeechRefusal(speech.error()));
  if (body.Has("takes")) {
    Result<std::vector<pipeline::Take>> takes =
        SentTakes(service, body.Text("takes"), (*sent)->files);
    if (body.refusal()) return answer(*body.refusal());
    if (!takes) return answer(TakesRefusal(takes.error()));
    speech->takes = std::move(*takes);
    speech->recordings = (*sent)->files;
  }
  speech->events = shape == "sse";
  speech->cues = speech->events && cues;
  speech->timed = timed;
  service.Speak(std::move(*speech), answer);
}

}  // namespace

Result<SpeechRequest> MakeSpeechRequest(const Service& service,
                                        const SpeechParameters& parameters) {
  const voice::Voice* voice = service.FindVoice(parameters.voice);
  if (voice == nullptr) {
    return Fail(Code::kUsage, "voice",
                Translated("there is no voice '{}'; see /v1/audio/voices", parameters.voice));
  }
  if (!service.Installed(*voice)) return tl::unexpected(NotInstalled(*voice));
  const Result<encode::StreamFormat> format = encode::StreamFormatFromName(parameters.format);
  if (!format) {
    Error error = format.error();
    error.where = "response_format";
    return tl::unexpected(std::move(error));
  }
  SpeechRequest speech;
  speech.characters = utf8::Length(parameters.text);
  const std::size_t most = service.options().most_characters;
  if (speech.characters > most) {
    return Fail(Code::kUsage, "input",
                Translated("'input' has {} characters; {} may be spoken at once, longer texts are "
                           "jobs (POST /v1/jobs)",
                           speech.characters, most));
  }
  Result<intake::Document> document = intake::ReadText(parameters.text, "input", {"UTF-8"});
  if (!document) {
    Error error = document.error();
    error.where = "input";
    return tl::unexpected(std::move(error));
  }
  speech.document = std::move(*document);
  speech.voice = *voice;
  const voice::Voice* other = service.FindVoice(voice->fallback);
  if (other != nullptr && service.Installed(*other)) speech.fallback = *other;
  speech.rate = std::clamp(parameters.speed, kSlowestVoice, kFastestVoice);
  speech.format = *format;
  speech.caller = parameters.caller;
  return speech;
}

Error NotInstalled(const voice::Voice& voice) {
  const std::string mend = "boyin voices install " + voice.engine;
  return {Code::kUsage,
          "voice",
          Translated("the voice '{}' is not installed; run: {}", voice.name, mend),
          {}};
}

Reply SpeechRefusal(const Error& error) {
  return ErrorReply(400, "invalid_value", error.what.en, error.where, error.what.zh);
}

std::vector<Route> SpeechRoutes(Service& service) {
  return {
      {"POST", "/v1/audio/speech", Body::kJsonParts, false,
       [&service](const Request& request, const Answer& answer) {
         CreateSpeech(service, request, answer);
       }},
      {"GET", "/v1/models", Body::kNone, false,
       [](const Request&, const Answer& answer) { answer(ListModels()); }},
      {"GET", "/v1/models/{model}", Body::kNone, false,
       [](const Request& request, const Answer& answer) {
         const std::string& name = request.captures.at("model");
         const table::Row* model = FindModel(name);
         answer(model == nullptr ? UnknownModel(name) : JsonReply(ModelJson(*model)));
       }},
      {"GET", "/v1/audio/models", Body::kNone, false,
       [](const Request&, const Answer& answer) { answer(ListSpeechModels()); }},
      {"GET", "/v1/audio/voices", Body::kNone, false,
       [&service](const Request&, const Answer& answer) { answer(ListVoices(service)); }},
  };
}

}  // namespace boyin::server
