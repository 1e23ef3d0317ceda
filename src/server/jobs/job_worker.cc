#include "server/jobs/job_worker.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/utf8.h"
#include "intake/intake.h"
#include "pipeline/pipeline.h"
#include "publish/bundle.h"
#include "server/server.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

[[maybe_unused]] constexpr rlim_t kMemory = rlim_t{4096} << 20U;  // a neural voice has half of it
constexpr double kSpeakingShare = 0.8;  // of the time; the rest is encoding
constexpr std::size_t kMostNameBytes = 120;

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void Limit() {
#ifndef __SANITIZE_ADDRESS__
  const rlimit memory{kMemory, kMemory};
  ::setrlimit(RLIMIT_AS, &memory);
#endif
  const rlimit core{0, 0};
  ::setrlimit(RLIMIT_CORE, &core);
}

/// What may stand in a file name, and no more of it than fits.
std::string FileName(const intake::Document& document, const std::set<std::string>& taken) {
  std::string name;
  for (const char c : document.name) name += c == '/' || c == '\\' || c == '\0' ? '_' : c;
  while (name.starts_with('.')) name.erase(0, 1);
  if (name.size() > kMostNameBytes) {
    std::size_t end = kMostNameBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    name.resize(end);
  }
  if (name.empty()) name = "speech";
  std::string free = name;
  for (int i = 2; taken.contains(free); ++i) free = fmt::format("{}-{}", name, i);
  return free;
}

/// The worker's side of one job.
class JobExecution {
 public:
  JobExecution(int socket, const JobEnvironment& environment, const json& request)
      : socket_(socket),
        environment_(environment),
        outputs_(request.at("outputs").get<std::string>()) {
    name_ = request.at("name").get<std::string>();
    input_ = request.at("input").get<std::string>();
    settings_.title = request.at("title").get<std::string>();
    settings_.rate = request.at("speed").get<double>();
    voice_ = request.at("voice").get<std::string>();
    format_ = request.at("format").get<std::string>();
  }

  Result<json> Make() {
    Result<intake::Collection> all = Read();
    if (!all) return tl::unexpected(all.error());
    std::size_t characters = 0;
    for (const intake::Document& document : all->documents) {
      for (const intake::Block& block : document.blocks) characters += utf8::Length(block.text);
      bytes_ += document.text.size();
    }
    if (!Tell({{"characters", characters}})) return tl::unexpected(Stopped());
    // Until the service has agreed to so many.
    if (!synthesise::ReceiveMessage(socket_, synthesise::TimePoint::max())) {
      return tl::unexpected(Stopped());
    }
    if (Result<void> configured = Configure(); !configured)
      return tl::unexpected(configured.error());
    pipeline::RendererOptions options;
    options.lexicon = environment_.lexicon;
    options.pool.command = environment_.engine;
    options.pool.width = environment_.width;
    options.pool.cache = environment_.cache;
    const Result<pipeline::Renderer> studio = pipeline::Renderer::Open(options);
    if (!studio) return tl::unexpected(studio.error());
    for (const intake::Document& document : all->documents) {
      if (Result<void> made = Make(*studio, document); !made) return tl::unexpected(made.error());
    }
    return json{{"files", files_},
                {"duration_s", duration_s_},
                {"sentences", sentences_},
                {"doubts", doubts_}};
  }

 private:
  static Error Stopped() { return {Code::kInterrupted, "", {"stopped", "已停止"}, {}}; }

  bool Tell(const json& what) const {
    return synthesise::SendMessage(socket_, Dump(what), synthesise::TimePoint::max());
  }

  Result<intake::Collection> Read() const {
    const Result<std::string> bytes = ReadFile(input_, reader::kMostInputBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    Result<intake::Collection> all;
    if (name_.empty()) {
      // What a client sent as a text is one, whatever it looks like.
      const std::string name = settings_.title.empty() ? "speech" : settings_.title;
      Result<intake::Document> text =
          environment_.reader.ReadText(*bytes, name + ".txt", {"UTF-8", {}});
      if (!text) return tl::unexpected(text.error());
      all->documents.push_back(std::move(*text));
    } else {
      all = environment_.reader.ReadAll(*bytes, name_, {});
    }
    if (all && all->documents.empty()) {
      return Fail(Code::kInput, name_, {"there is nothing in it to read", "没有可朗读的内容"});
    }
    return all;
  }

  Result<void> Configure() {
    const auto voice = std::find_if(environment_.voices.begin(), environment_.voices.end(),
                                    [&](const voice::Voice& v) { return v.name == voice_; });
    if (voice == environment_.voices.end()) {
      return Fail(Code::kUsage, voice_, {"there is no such voice", "没有这个声音"});
    }
    const Result<produce::Profile> profile = produce::FindProfile("podcast");
    if (!profile) return tl::unexpected(profile.error());
    const Result<encode::Format> format = encode::FormatFromName(format_);
    if (!format) return tl::unexpected(format.error());
    settings_.voice = *voice;
    settings_.profile = *profile;
    settings_.encoding.format = *format;
    settings_.encoding.threads = 1;
    settings_.made_at = environment_.now;
    settings_.date = environment_.now.substr(0, environment_.now.find('T'));
    settings_.make_cover = true;
    settings_.spool_folder = outputs_;
    return {};
  }

  Result<void> Make(const pipeline::Renderer& studio, const intake::Document& document) {
    const std::string stem = FileName(document, stems_);
    stems_.insert(stem);
    settings_.output = outputs_ / fmt::format("{}.{}", stem, format_);
    const Result<episode::Episode> episode =
        studio.Render(document, settings_, [&](const pipeline::Progress& p) { Report(p); });
    if (!episode) return tl::unexpected(episode.error());
    const Result<publish::Bundle> bundle =
        publish::WriteBundle(*episode, publish::AllParts(), outputs_);
    if (!bundle) return tl::unexpected(bundle.error());
    bytes_done_ += document.text.size();
    sentences_ += episode->cues.size();
    doubts_ += episode->doubts.size();
    duration_s_ += episode->certificate.duration_s;
    Add(settings_.output);
    for (const fs::path& file : bundle->files) Add(file);
    return {};
  }

  void Add(const fs::path& file) {
    std::error_code ignored;
    files_.push_back({{"name", file.filename().string()}, {"bytes", fs::file_size(file, ignored)}});
  }

  /// A few times a second.
  void Report(const pipeline::Progress& p) {
    const auto now = Clock::now();
    if (now - told_ < std::chrono::milliseconds(200)) return;
    told_ = now;
    const double own = p.encoding ? 1.0
                                  : static_cast<double>(p.bytes_done) * kSpeakingShare /
                                        static_cast<double>(std::max<std::size_t>(1, p.bytes));
    const double done = static_cast<double>(bytes_done_) + own * static_cast<double>(p.bytes);
    const double all = static_cast<double>(std::max<std::size_t>(1, bytes_));
    // A service that no longer reads has killed this process, or has died, and the kernel kills us.
    static_cast<void>(
        Tell({{"progress", std::min(0.99, done / all)}, {"sentences", sentences_ + p.sentences}}));
  }

  int socket_;
  const JobEnvironment& environment_;
  fs::path outputs_;
  std::string name_;
  std::string input_;
  std::string voice_;
  std::string format_;
  pipeline::Settings settings_;
  std::set<std::string> stems_;
  json files_ = json::array();
  std::size_t bytes_ = 0;
  std::size_t bytes_done_ = 0;
  std::size_t sentences_ = 0;
  std::size_t doubts_ = 0;
  double duration_s_ = 0;
  Clock::time_point told_{};
};

std::string Answer(int socket, const JobEnvironment& environment, const std::string& request) {
  try {
    const Result<json> made = JobExecution(socket, environment, json::parse(request)).Make();
    if (made) return Dump({{"done", *made}});
    const Error& error = made.error();
    return Dump({{"error", error.what.en}, {"code", static_cast<int>(error.code)}});
  } catch (const json::exception&) {
    return Dump({{"error", "the request is malformed"}, {"code", static_cast<int>(Code::kOther)}});
  }
}

JobOutput OutputFrom(const json& done) {
  JobOutput output;
  for (const json& file : done.at("files")) {
    output.files.push_back(
        {file.at("name").get<std::string>(), file.at("bytes").get<std::uint64_t>()});
  }
  done.at("duration_s").get_to(output.duration_s);
  done.at("sentences").get_to(output.sentences);
  done.at("doubts").get_to(output.doubts);
  return output;
}

tl::unexpected<Error> Died(const synthesise::Process& process) {
  bool killed = process.WasKilled();
  if (!killed) {
    process.Kill();  // nothing where it has ended, as one does that only closed its socket
    killed = process.Wait() == static_cast<int>(Code::kInterrupted);  // by SIGTERM or SIGINT
  }
  if (killed) {
    return Fail(Code::kInterrupted, "", {"its process was killed", "进程被终止"});
  }
  return Fail(Code::kInput, "",
              {"its process ended: the document takes too much memory or time",
               "进程中止：文件占用的内存或时间过多"});
}

/// The process has parsed a stranger's file: a code that is none of ours is not passed on.
Code CodeFrom(const json& value) {
  const int code = value.is_number_integer() ? value.get<int>() : 0;
  for (const Code known : {Code::kOther, Code::kUsage, Code::kInput, Code::kOutput, Code::kEngine,
                           Code::kInterrupted}) {
    if (static_cast<int>(known) == code) return known;
  }
  return Code::kOther;
}

/// Reads the messages of the worker until it is done.
Result<JobOutput> ReadMessages(const synthesise::Process& process, const JobCallbacks& told) {
  while (const std::optional<std::string> message = process.Receive(synthesise::TimePoint::max())) {
    const json said = json::parse(*message);
    if (said.contains("characters")) {
      if (Result<void> agreed = told.read(said.at("characters").get<std::size_t>()); !agreed) {
        return tl::unexpected(agreed.error());
      }
      if (!process.Send("go", synthesise::TimePoint::max())) break;
    } else if (said.contains("progress")) {
      told.progress({said.at("progress").get<double>(), said.at("sentences").get<std::size_t>()});
    } else if (said.contains("error")) {
      const std::string what = said.at("error").get<std::string>();
      return Fail(CodeFrom(said.at("code")), "", {what, what});
    } else {
      return OutputFrom(said.at("done"));
    }
  }
  return Died(process);
}

}  // namespace

Result<JobOutput> ExecuteJob(const synthesise::Process& process, const JobSpec& spec,
                             const fs::path& input, const fs::path& outputs,
                             const JobCallbacks& told) {
  const std::string request = Dump({{"name", spec.name},
                                    {"title", spec.title},
                                    {"voice", spec.voice},
                                    {"format", spec.format},
                                    {"speed", spec.speed},
                                    {"input", input.string()},
                                    {"outputs", outputs.string()}});
  if (!process.Send(request, synthesise::TimePoint::max())) return Died(process);
  try {
    return ReadMessages(process, told);
  } catch (const json::exception&) {
    return Died(process);
  }
}

int RunJob(int socket, const JobEnvironment& environment) {
  // The thread that started it waits for it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  Limit();
  using synthesise::TimePoint;
  const std::optional<std::string> request = synthesise::ReceiveMessage(socket, TimePoint::max());
  if (!request) return EXIT_FAILURE;
  const std::string answer = Answer(socket, environment, *request);
  return synthesise::SendMessage(socket, answer, TimePoint::max()) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace boyin::server
