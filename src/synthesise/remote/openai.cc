#include "synthesise/remote/openai.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "synthesise/clip.h"
#include "synthesise/remote/align.h"
#include "synthesise/remote/http.h"
#include "synthesise/remote/request_text.h"
#include "synthesise/remote/sound_file.h"

namespace boyin::synthesise::remote {
namespace {

using nlohmann::json;

constexpr int kTries = 4;
constexpr long kLongestWaitSeconds = 20;
constexpr int kRawRateHz = 24'000;  // of "pcm", as OpenAI documents it
// What a server says is believed within these bounds; beyond them words are missing or doubled.
constexpr double kLeastSecondsASyllable = 0.06;
constexpr double kMostSecondsASyllable = 1.2;
constexpr double kMostSecondsMore = 2.0;

Result<std::string> ReadKey(const voice::Remote& remote) {
  if (!remote.key_env.empty()) {
    const char* key = std::getenv(remote.key_env.c_str());
    if (key != nullptr && *key != '\0') return std::string(key);
    if (remote.key_file.empty()) {
      return Fail(
          Code::kEngine, remote.key_env, Translated("the key of the speech server is not set"),
          {fmt::format("export {}=…", remote.key_env), fmt::format("export {}=…", remote.key_env)});
    }
  }
  if (remote.key_file.empty()) return std::string();
  constexpr std::size_t kLongestKey = 4096;
  Result<std::string> key = ReadFile(remote.key_file, kLongestKey);
  if (!key) return key;
  while (!key->empty() && (key->back() == '\n' || key->back() == '\r' || key->back() == ' ')) {
    key->pop_back();
  }
  return key;
}

/// What a server says of its failure, without what might be a secret: its first line, short.
std::string Told(const std::string& body) {
  const json reply = json::parse(body, nullptr, false);
  if (reply.is_object() && reply.contains("error")) {
    const json& error = reply["error"];
    if (error.is_object() && error.contains("message") && error["message"].is_string()) {
      return error["message"].get<std::string>().substr(0, 200);
    }
    if (error.is_string()) return error.get<std::string>().substr(0, 200);
  }
  return {};
}

std::size_t SyllablesOf(const prosody::Plan& plan) {
  return static_cast<std::size_t>(std::ranges::count_if(plan.units, [](const prosody::Unit& unit) {
    return std::holds_alternative<prosody::SyllableUnit>(unit);
  }));
}

class OpenAiEngine final : public Engine {
 public:
  OpenAiEngine(voice::Voice voice, Dialect dialect, Marking marking, std::string key)
      : voice_(std::move(voice)),
        dialect_(std::move(dialect)),
        marking_(marking),
        key_(std::move(key)) {}

  Result<Clip> Speak(const prosody::Plan& plan) override {
    const Result<HttpReply> reply = Ask(BodyOf(plan));
    if (!reply) return tl::unexpected(reply.error());
    const bool raw = voice_.remote.format == "pcm";
    Result<Clip> clip = DecodeSound(reply->body, raw ? kRawRateHz : 0);
    if (!clip) {
      clip.error().where = voice_.remote.base_url;
      return clip;
    }
    if (Result<void> whole = CheckLength(plan, *clip); !whole) {
      return tl::unexpected(whole.error());
    }
    rate_hz_ = clip->sample_rate_hz;
    TrimAndFade(*clip);
    clip->marks = Align(plan, *clip);
    return clip;
  }

  [[nodiscard]] EngineInfo Describe() const override {
    return {"openai", voice_.remote.model, rate_hz_, false};
  }

 private:
  [[nodiscard]] std::string BodyOf(const prosody::Plan& plan) const {
    const RequestText text = ComposeText(plan, dialect_, marking_);
    json body = json::parse(voice_.remote.extra.empty() ? "{}" : voice_.remote.extra);
    body["model"] = voice_.remote.model;
    body["input"] = text.text;
    body["voice"] = voice_.variant;
    body["response_format"] = voice_.remote.format;
    const double speed = static_cast<double>(voice_.rate) / voice_.remote.native_rate;
    if (std::abs(speed - 1) > 0.005) body["speed"] = std::round(speed * 100) / 100;
    if (!text.corrections.empty()) {
      const bool map = dialect_.where == Where::kPronunciationMap;
      body[map ? "pronunciation_map" : "pronunciation_dict"] = {{"tone", text.corrections}};
    }
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  /// Again where the server is busy, broken for now, or not there; a wait that doubles between.
  Result<HttpReply> Ask(const std::string& body) const {
    HttpRequest request;
    request.url = voice_.remote.base_url + "/audio/speech";
    request.headers = {"Content-Type: application/json", "Accept: audio/*", "Expect:"};
    if (!key_.empty()) request.headers.push_back("Authorization: Bearer " + key_);
    request.body = body;
    request.total_seconds = voice_.remote.timeout_s;
    long wait = 1;
    for (int attempt = 1;; ++attempt) {
      Result<HttpReply> reply = Post(request);
      if (reply && reply->status == 200) return reply;
      const bool again =
          !reply || reply->status == 408 || reply->status == 429 || reply->status >= 500;
      if (!again || attempt == kTries) return reply ? Refused(*reply) : reply;
      const long asked = reply ? reply->retry_after_seconds : 0;
      std::this_thread::sleep_for(
          std::chrono::seconds(std::min(kLongestWaitSeconds, std::max(wait, asked))));
      wait *= 2;
    }
  }

  [[nodiscard]] Result<HttpReply> Refused(const HttpReply& reply) const {
    const std::string told = Told(reply.body);
    const std::string more = told.empty() ? "" : ": " + told;
    Message mend = Translated("see [remote] in the voice's file, docs/voices.md");
    if (reply.status == 401 || reply.status == 403) {
      mend = Translated("the key is not accepted: see key_env and key_file");
    }
    return Fail(Code::kEngine, voice_.remote.base_url,
                Translated("the speech server answers {}{}", reply.status, more), std::move(mend));
  }

  [[nodiscard]] Result<void> CheckLength(const prosody::Plan& plan, const Clip& clip) const {
    const double seconds = static_cast<double>(clip.samples.size()) / clip.sample_rate_hz;
    const auto syllables = static_cast<double>(SyllablesOf(plan));
    const double slower =
        std::max(1.0, static_cast<double>(voice_.remote.native_rate) / voice_.rate);
    const bool too_short = seconds < kLeastSecondsASyllable * syllables;
    const bool too_long = plan.units.size() == SyllablesOf(plan) &&
                          seconds > slower * (kMostSecondsASyllable * syllables + kMostSecondsMore);
    if (!clip.samples.empty() && !too_short && !too_long) return {};
    return Fail(Code::kEngine, voice_.remote.base_url,
                Translated("sent {:.1f} s of sound for {} syllables", seconds, syllables));
  }

  voice::Voice voice_;
  Dialect dialect_;
  Marking marking_;
  std::string key_;
  int rate_hz_ = kRawRateHz;  ///< of what came last; before that, what such servers mostly send
};

Result<Marking> ReadMarking(const voice::Voice& voice) {
  if (voice.remote.mark == "none") return Marking::kNone;
  if (voice.remote.mark == "polyphones") return Marking::kPolyphones;
  if (voice.remote.mark == "all") return Marking::kAll;
  return Fail(Code::kUsage, voice.name, Translated("mark = “{}” is not known", voice.remote.mark),
              Translated("none, polyphones or all"));
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenOpenAi(const voice::Voice& voice) {
  if (voice.remote.base_url.empty() || voice.remote.model.empty() || voice.variant.empty()) {
    return Fail(Code::kUsage, voice.name,
                Translated("base_url and model of [remote] and variant are needed"),
                Translated("docs/voices.md shows a whole voice file"));
  }
  Result<Dialect> dialect = FindDialect(voice.remote.dialect);
  if (!dialect) return tl::unexpected(dialect.error());
  const Result<Marking> marking = ReadMarking(voice);
  if (!marking) return tl::unexpected(marking.error());
  const json extra =
      json::parse(voice.remote.extra.empty() ? "{}" : voice.remote.extra, nullptr, false);
  if (!extra.is_object()) {
    return Fail(Code::kUsage, voice.name, Translated("extra of [remote] is no JSON object"));
  }
  Result<std::string> key = ReadKey(voice.remote);
  if (!key) return tl::unexpected(key.error());
  return std::make_unique<OpenAiEngine>(voice, *std::move(dialect), *marking, *std::move(key));
}

}  // namespace boyin::synthesise::remote
