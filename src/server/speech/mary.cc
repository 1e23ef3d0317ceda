// The part of MaryTTS' interface that its clients use (http://mary.dfki.de, version 5): /process,
// /voices, /locales, /version.
#include <fmt/format.h>

#include "base/utf8.h"
#include "server/service.h"
#include "server/speech/speech_request.h"

namespace boyin::server {
namespace {

// Clients want the true length of a WAV, so it is made whole before it is sent.
constexpr std::size_t kMostCharacters = 2000;

Reply Plain(std::string text) {
  Reply reply;
  reply.type = "text/plain; charset=utf-8";
  reply.body = std::move(text);
  return reply;
}

/// "zh_CN" of "zh-CN"
std::string LocaleOf(const voice::Voice& voice) {
  std::string locale = voice.language;
  for (char& c : locale) c = c == '-' ? '_' : c;
  return locale;
}

std::string Voices(const Service& service) {
  std::string text;
  for (const voice::Voice& voice : service.options().voices) {
    if (!service.Installed(voice)) continue;
    text += fmt::format("{} {} {}\n", voice.name, LocaleOf(voice), voice.gender);
  }
  return text;
}

std::string Locales(const Service& service) {
  std::string text;
  for (const voice::Voice& voice : service.options().voices) {
    const std::string line = LocaleOf(voice) + "\n";
    if (text.find(line) == std::string::npos) text += line;
  }
  return text;
}

void Process(Service& service, Fields fields, const std::string& caller, const Answer& answer) {
  const auto has = [&](const char* name, std::initializer_list<std::string_view> values) {
    const std::string& given = fields[name];
    return given.empty() || std::find(values.begin(), values.end(), given) != values.end();
  };
  if (!has("INPUT_TYPE", {"TEXT"})) {
    return answer(ErrorReply(400, "invalid_value", "INPUT_TYPE must be TEXT", "INPUT_TYPE"));
  }
  if (!has("OUTPUT_TYPE", {"AUDIO"})) {
    return answer(ErrorReply(400, "invalid_value", "OUTPUT_TYPE must be AUDIO", "OUTPUT_TYPE"));
  }
  if (!has("AUDIO", {"WAVE", "WAVE_FILE", "WAVE_STREAM"})) {
    return answer(ErrorReply(400, "invalid_value", "AUDIO must be WAVE_FILE", "AUDIO"));
  }
  const std::string& text = fields["INPUT_TEXT"];
  if (utf8::FirstInvalid(text) || utf8::Length(text) > kMostCharacters) {
    return answer(ErrorReply(
        400, "invalid_value",
        fmt::format("INPUT_TEXT must be UTF-8 of at most {} characters", kMostCharacters),
        "INPUT_TEXT"));
  }
  std::string voice = fields["VOICE"];
  if (voice.empty()) voice = service.options().voices.front().name;
  Result<SpeechRequest> speech = MakeSpeechRequest(service, {text, voice, 1, "wav", caller});
  if (!speech) return answer(SpeechRefusal(speech.error()));
  speech->gather = true;
  service.Speak(std::move(*speech), answer);
}

}  // namespace

std::vector<Route> MaryRoutes(Service& service) {
  return {
      {"GET", "/process", Body::kNone, false,
       [&service](const Request& request, const Answer& answer) {
         Process(service, request.query, request.caller, answer);
       },
       true},
      {"POST", "/process", Body::kLooseForm, false,
       [&service](const Request& request, const Answer& answer) {
         std::optional<Fields> form = ParseForm(request.body);
         if (!form) return answer(ErrorReply(400, "bad_request", "the form is malformed"));
         Process(service, std::move(*form), request.caller, answer);
       }},
      {"GET", "/voices", Body::kNone, false,
       [&service](const Request&, const Answer& answer) { answer(Plain(Voices(service))); }},
      {"GET", "/locales", Body::kNone, false,
       [&service](const Request&, const Answer& answer) { answer(Plain(Locales(service))); }},
      {"GET", "/version", Body::kNone, false,
       [](const Request&, const Answer& answer) { answer(Plain("Mary TTS server (boyin)\n")); }},
  };
}

}  // namespace boyin::server
