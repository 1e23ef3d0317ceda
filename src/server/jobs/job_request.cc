#include "server/jobs/job_request.h"

#include <charconv>
#include <ctime>

#include <fmt/format.h>

#include "base/utf8.h"
#include "encode/encode.h"
#include "server/http/json_body.h"
#include "server/http/request_guard.h"
#include "server/service.h"
#include "server/speech/sent_takes.h"
#include "server/speech/speech_request.h"

namespace boyin::server {
namespace {

using jobs::OwnedJob;

constexpr double kSlowest = 0.5;
constexpr double kFastest = 3;
constexpr std::size_t kMostTitleBytes = 400;

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// False for what is no speed; nothing asked leaves it as it is.
bool TakeSpeed(std::string_view text, double& speed) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
  const bool number = text.empty() || (error == std::errc() && end == text.data() + text.size());
  return number && speed >= kSlowest && speed <= kFastest;
}

/// Not kNone: what leaves a service is declared.
std::optional<pipeline::Label> LabelOf(std::string_view name) {
  if (name.empty() || name == "metadata") return pipeline::Label::kMetadata;
  if (name == "spoken") return pipeline::Label::kSpoken;
  if (name == "tone") return pipeline::Label::kTone;
  return std::nullopt;
}

/// Fills in what was left out, and refuses what cannot be.
std::optional<Reply> Complete(const Service& service, AskedJob& asked) {
  if (asked.refusal) return asked.refusal;
  pipeline::Settings& settings = asked.job.config.settings;
  const voice::Voice* voice =
      asked.voice.empty() ? &service.options().voices.front() : service.FindVoice(asked.voice);
  if (voice == nullptr) {
    return ErrorReply(400, "invalid_value", "there is no such voice; see /v1/audio/voices",
                      "voice");
  }
  if (!service.Installed(*voice)) return SpeechRefusal(NotInstalled(*voice));
  const Result<encode::Format> format =
      encode::FormatFromName(asked.format.empty() ? "mp3" : asked.format);
  if (!format) {
    return ErrorReply(400, "invalid_value",
                      "'response_format' must be mp3, m4a, m4b, opus, ogg, flac, wav or mp2",
                      "response_format");
  }
  const std::optional<pipeline::Label> label = LabelOf(asked.label);
  if (!label) {
    return ErrorReply(400, "invalid_value", "'label' must be metadata, spoken or tone", "label");
  }
  settings.label = *label;
  if (settings.title.size() > kMostTitleBytes || utf8::FirstInvalid(settings.title)) {
    return ErrorReply(400, "invalid_value", "'title' is too long", "title");
  }
  if (Trimmed(asked.input).empty()) {
    return ErrorReply(400, "invalid_value", "there is nothing in it to read aloud", "input");
  }
  const Result<produce::Profile> profile = produce::FindProfile("podcast");
  if (!profile) return ErrorReply(profile.error());
  settings.voice = *voice;
  const voice::Voice* other = service.FindVoice(voice->fallback);
  if (other != nullptr && service.Installed(*other)) settings.fallback = *other;
  Result<std::vector<pipeline::Take>> takes = SentTakes(service, asked.takes, asked.beside);
  if (!takes) return TakesRefusal(takes.error());
  settings.takes = *takes;
  // Looked at now, so that a mistake is told, and opened again when the job is made.
  const Result<void> opened = OpenRecordings(*takes, asked.beside, service.options().folder);
  if (!opened) return TakesRefusal(opened.error());
  settings.profile = *profile;
  settings.encoding.format = *format;
  settings.make_cover = true;
  asked.job.config.sidecars = publish::AllParts();
  const std::string text = settings.title.empty() ? "speech" : settings.title;
  asked.job.input = jobs::SafeFileName(asked.job.name.empty() ? text + ".txt" : asked.job.name);
  return std::nullopt;
}

}  // namespace

AskedJob AskedByJson(JsonRequest request) {
  JsonBody body(request.json);
  AskedJob asked;
  asked.beside = std::move(request.files);
  pipeline::Settings& settings = asked.job.config.settings;
  asked.input = body.Text("input");
  settings.title = body.Text("title", "");
  asked.voice = body.Has("voice") ? body.NameOrId("voice") : "";
  asked.format = body.Text("response_format", "mp3");
  asked.label = body.Text("label", "");
  asked.takes = body.Text("takes", "");
  settings.rate = body.Number("speed", 1, kSlowest, kFastest);
  asked.refusal = body.refusal();
  const std::string_view text = Trimmed(asked.input);
  if (text.starts_with("<speak") || text.starts_with("<?xml")) asked.job.name = "speech.ssml";
  return asked;
}

AskedJob AskedByUpload(Request& request) {
  AskedJob asked;
  pipeline::Settings& settings = asked.job.config.settings;
  settings.title = request.Query("title");
  asked.voice = request.Query("voice");
  asked.format = request.Query("response_format");
  asked.label = request.Query("label");
  const std::string_view speed = request.Query("speed");
  if (!TakeSpeed(speed, settings.rate)) {
    asked.refusal = ErrorReply(400, "invalid_value", "'speed' must be 0.5 … 3", "speed");
  }
  if (const std::optional<std::string> name = UploadName(request)) {
    asked.job.name = *name;
  } else {
    asked.refusal = ErrorReply(400, "invalid_value", "X-Filename is no name", "X-Filename");
  }
  asked.input = std::move(request.body);
  return asked;
}

AskedJob AskedByForm(Fields form) {
  AskedJob asked;
  pipeline::Settings& settings = asked.job.config.settings;
  asked.input = std::move(form["text"]);
  settings.title = form["title"];
  asked.voice = form["voice"];
  // The page's formats are those of a stream.
  asked.format = form["format"] == "aac" ? "m4a" : form["format"];
  asked.label = form["label"];
  if (!TakeSpeed(form["speed"], settings.rate)) {
    asked.refusal = ErrorReply(400, "invalid_value", "'speed' must be 0.5 … 3", "speed");
  }
  if (utf8::FirstInvalid(asked.input)) {
    asked.refusal = ErrorReply(400, "invalid_value", "'text' is not valid UTF-8", "text");
  }
  return asked;
}

tl::expected<OwnedJob, Reply> AddJob(Service& service, const Request& request, AskedJob asked) {
  if (std::optional<Reply> refusal = Complete(service, asked)) {
    return tl::unexpected(std::move(*refusal));
  }
  if (service.store().CountUnfinished(request.caller) >= service.options().most_jobs) {
    return tl::unexpected(
        ErrorReply(429, "too_many_jobs", "wait for your other jobs, or cancel some"));
  }
  std::uint64_t bytes = asked.input.size();
  for (const jobs::JobInput& one : asked.beside) bytes += one.bytes.size();
  if (service.store().BytesOf(request.caller) + bytes > service.options().most_kept_bytes) {
    return tl::unexpected(
        ErrorReply(429, "too_many_bytes",
                   "your jobs fill the room there is for them: remove some with DELETE"));
  }
  asked.job.owner = request.caller;
  asked.job.created = std::time(nullptr);
  Result<OwnedJob> added = service.store().Add(std::move(asked.job), asked.input, asked.beside);
  if (!added) return tl::unexpected(ErrorReply(added.error()));
  service.job_runner().Enqueue(*added);
  return std::move(*added);
}

Reply NoJob() { return ErrorReply(404, "not_found", "there is no such job"); }

std::optional<OwnedJob> FindJob(Service& service, const Request& request, const std::string& id) {
  std::optional<OwnedJob> job = service.store().Find(id);
  // Without keys, the id of a job is the right to it: it cannot be guessed.
  if (job && service.keyed() && job->owner != request.caller) return std::nullopt;
  return job;
}

std::optional<Reply> RefuseList(const Request& request) {
  if (!request.shared_caller) return std::nullopt;
  return ErrorReply(403, "unknown_caller",
                    "callers cannot be told apart behind this proxy: name it with boyin serve "
                    "--trust-proxy, or give out keys");
}

}  // namespace boyin::server
