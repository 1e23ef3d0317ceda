#include "server/jobs/bulletin_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/format.h>

#include "base/local_day.h"
#include "base/utf8.h"
#include "jobs/sent_bulletin.h"
#include "server/http/json_body.h"
#include "server/http/multipart.h"
#include "server/service.h"
#include "server/speech/speech_request.h"
#include "voice/best.h"

namespace boyin::server {
namespace {

using nlohmann::json;
using rundown::Rundown;

constexpr const char* kName = "bulletin.toml";  // of a rundown that has none

/// With its place before it: that is what a rundown's errors are for.
Reply RundownReply(Error error) {
  if (!error.where.empty()) {
    error.what.en = error.where + ": " + error.what.en;
    error.what.zh = error.where + "：" + error.what.zh;
  }
  return ErrorReply(error);
}

AskedJob Refused(Reply reply) {
  AskedJob asked;
  asked.refusal = std::move(reply);
  return asked;
}

/// Every voice of the rundown can speak here; the announcer's is that of the job.
std::optional<Reply> TakeVoices(const Service& service, const Rundown& rundown, AskedJob& asked) {
  for (const rundown::Role& role : rundown.roles) {
    const voice::Voice* voice = service.FindVoice(role.voice);
    if (voice == nullptr || !service.Installed(*voice)) {
      if (voice != nullptr) return SpeechRefusal(NotInstalled(*voice));
      return ErrorReply(400, "invalid_value", "there is no such voice; see /v1/audio/voices",
                        "voice");
    }
    if (role.name == rundown.announcers.front()) asked.voice = voice->name;
  }
  return std::nullopt;
}

/// The last part of a name with folders.
std::string LastPart(std::string_view name) {
  return std::string(name.substr(name.find_last_of("/\\") + 1));
}

/// Checks the rundown against what came with it.
AskedJob Checked(const Service& service, AskedJob asked) {
  if (asked.refusal) return asked;
  std::vector<std::string> names;
  for (const jobs::JobInput& one : asked.beside) names.push_back(one.name);
  if (const Result<void> good = jobs::CheckSentNames(names); !good) {
    return Refused(RundownReply(good.error()));
  }
  const Result<Rundown> rundown = jobs::ReadSentRundown(
      asked.input, asked.job.name, service.options().voices, {names.begin(), names.end()});
  if (!rundown) return Refused(RundownReply(rundown.error()));
  if (std::optional<Reply> refusal = TakeVoices(service, *rundown, asked)) {
    return Refused(std::move(*refusal));
  }
  asked.job.config.settings.title = rundown->title;
  asked.job.day = rundown->day.empty() ? LocalDay() : rundown->day;
  return asked;
}

/// A field of the form; false for one that it does not have.
bool TakePart(const FormPart& part, AskedJob& asked) {
  if (part.name == "rundown") {
    asked.input = part.bytes;
    asked.job.name = LastPart(part.file_name.value_or(""));
    return true;
  }
  if (part.name == "files") {
    // A form whose files were not chosen sends one without a name.
    const bool none = part.file_name.value_or("").empty() && part.bytes.empty();
    if (!none) asked.beside.push_back({part.file_name.value_or(""), std::string(part.bytes)});
    return true;
  }
  if (part.name == "response_format") asked.format = part.bytes;
  if (part.name == "label") asked.label = part.bytes;
  if (part.name == "takes") asked.takes = part.bytes;
  return part.name == "response_format" || part.name == "label" || part.name == "takes";
}

json WordsJson(const rundown::Words& words) {
  return {{"text", words.text}, {"voice", words.role}};
}

std::string_view NameOf(rundown::Source kind) {
  switch (kind) {
    case rundown::Source::kFile:
      return "file";
    case rundown::Source::kText:
      return "text";
    case rundown::Source::kFolder:
      return "folder";
    case rundown::Source::kFeed:
      return "feed";
    case rundown::Source::kWeather:
      return "weather";
    case rundown::Source::kAudio:
      return "audio";
  }
  return "";
}

json ItemJson(const rundown::Item& item) {
  const bool text = item.kind == rundown::Source::kText;
  return {{"kind", NameOf(item.kind)},
          {"title", item.title},
          {"text", text ? item.source : ""},
          {"source", text || !item.source_is_file ? "" : item.source},
          {"voice", item.role},
          {"drop", item.drop}};
}

std::string LengthOf(int length_ms) {
  const int seconds = length_ms / 1000;
  return length_ms == 0 ? "" : fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

/// What the builder has no field for, and would not write again.
std::vector<std::string> NotShown(const Rundown& rundown) {
  std::vector<std::string> names;
  const auto note = [&](bool there, std::string name) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (there && !known) names.push_back(std::move(name));
  };
  const Rundown plain;
  note(rundown.correction.text != plain.correction.text, "[correction]");
  note(rundown.headlines_most > 0, "most");
  note(rundown.announcers.size() > 2, "announcers");
  note(std::any_of(rundown.roles.begin(), rundown.roles.end(),
                   [](const rundown::Role& role) { return role.name == "reporter"; }),
       "reporter");
  for (const rundown::Words* words : {&rundown.opening, &rundown.headlines, &rundown.sign_off}) {
    note(!words->role.empty(), "voice");
  }
  rundown::MusicPlan levels = rundown.music;
  levels.opening = levels.bed = levels.sting = levels.closing = levels.fill = {};
  note(!(levels == plain.music), "level");
  for (const rundown::Item& item : rundown.items) {
    note(item.kind != rundown::Source::kText, std::string(NameOf(item.kind)));
    note(item.paragraphs.has_value(), "paragraphs");
    note(item.number_safety, "number_safety");
    note(item.sting.has_value(), "sting");
    note(!item.fallback.empty(), "fallback");
    note(!item.optional, "optional");
    note(!item.headline && item.kind == rundown::Source::kText, "headline");
  }
  return names;
}

/// What the builder has no field for, but writes again as it came. Speakers by their voices: the
/// builder's roles are its own.
json KeptJson(const Rundown& rundown) {
  const auto voice_of = [&](const std::string& role) {
    const auto found = std::ranges::find(rundown.roles, role, &rundown::Role::name);
    return found == rundown.roles.end() ? role : found->voice;
  };
  json kept = json::object();
  if (!rundown.name.empty()) kept["name"] = rundown.name;
  if (!rundown.day.empty()) kept["date"] = rundown.day;
  if (rundown.time) {
    kept["time"] = fmt::format("{}:{:02}", rundown.time->hour, rundown.time->minute);
  }
  for (const auto& [label, role] : rundown.speakers) kept["speakers"][label] = voice_of(role);
  if (const rundown::Limits& fit = rundown.limits; !(fit == rundown::Limits{})) {
    kept["fit"] = {{"pauses", {fit.pauses_least, fit.pauses_most}},
                   {"rate", {fit.rate_least, fit.rate_most}},
                   {"fill_most", LengthOf(fit.fill_most_ms)}};
  }
  return kept;
}

json RundownJson(const Rundown& rundown) {
  json roles = json::array();
  for (const rundown::Role& role : rundown.roles) {
    roles.push_back({{"role", role.name}, {"voice", role.voice}});
  }
  json items = json::array();
  for (const rundown::Item& item : rundown.items) items.push_back(ItemJson(item));
  const rundown::MusicPlan& music = rundown.music;
  const bool headlines = rundown.headlines_most >= 0;
  return {{"object", "rundown"},
          {"title", rundown.title},
          {"length", LengthOf(rundown.length_ms)},
          {"voices", roles},
          {"announcers", rundown.announcers},
          {"opening", WordsJson(rundown.opening)},
          {"headlines", headlines ? WordsJson(rundown.headlines) : json()},
          {"sign_off", WordsJson(rundown.sign_off)},
          {"music",
           {{"opening", music.opening.source},
            {"bed", music.bed.source},
            {"sting", music.sting.source},
            {"closing", music.closing.source},
            {"fill", music.fill.source}}},
          {"items", items},
          {"kept", KeptJson(rundown)},
          {"not_shown", NotShown(rundown)}};
}

}  // namespace

AskedJob BulletinByParts(const Service& service, const Request& request) {
  constexpr std::size_t kFields = 4;  // besides the files
  const auto parts =
      ParseMultipart(request.Header("content-type"), request.body, jobs::kMostSentFiles + kFields);
  if (!parts) {
    return Refused(ErrorReply(400, "bad_request", "the form is malformed or has too many files"));
  }
  AskedJob asked;
  std::set<std::string> taken;
  for (const FormPart& part : *parts) {
    const bool again = part.name != "files" && !taken.insert(part.name).second;
    if (again || !TakePart(part, asked)) {
      return Refused(ErrorReply(
          400, "invalid_value",
          fmt::format("there may be one 'rundown', 'files', 'response_format', 'label' and "
                      "'takes', not '{}'",
                      part.name),
          "files"));
    }
  }
  if (taken.count("rundown") == 0) {
    return Refused(ErrorReply(400, "invalid_value", "'rundown' is missing", "rundown"));
  }
  if (asked.job.name.empty()) asked.job.name = kName;
  if (utf8::FirstInvalid(asked.job.name)) {
    return Refused(ErrorReply(400, "invalid_value", "the rundown's name is none", "rundown"));
  }
  return Checked(service, std::move(asked));
}

std::optional<AskedJob> BulletinByJson(const Service& service, const Request& request) {
  JsonBody body(request.body);
  if (!body.Has("rundown")) return std::nullopt;
  AskedJob asked;
  asked.input = body.Text("rundown");
  asked.job.name = LastPart(body.Text("name", kName));
  if (asked.job.name.empty()) asked.job.name = kName;
  for (auto& [name, text] : body.Texts("files")) asked.beside.push_back({name, std::move(text)});
  asked.format = body.Text("response_format", "mp3");
  asked.label = body.Text("label", "");
  asked.takes = body.Text("takes", "");
  if (body.Has("input")) body.Refuse("there may be 'input' or 'rundown', not both", "input");
  for (const char* of_texts : {"voice", "speed", "title"}) {
    if (body.Has(of_texts)) {
      body.Refuse(fmt::format("'{}' of a bulletin stands in its rundown", of_texts), of_texts);
    }
  }
  asked.refusal = body.refusal();
  return Checked(service, std::move(asked));
}

Reply ShowRundown(const Service& service, const Request& request) {
  JsonBody body(request.body);
  const std::string toml = body.Text("rundown");
  const std::string name = LastPart(body.Text("name", kName));
  if (body.refusal()) return *body.refusal();
  const Result<Rundown> rundown =
      rundown::Read(toml, name, voice::NamesOf(service.options().voices));
  if (!rundown) return RundownReply(rundown.error());
  return JsonReply(RundownJson(*rundown).dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace boyin::server
