#include "reader/reader.h"

#include <csignal>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "base/message.h"
#include "base/subprocess.h"
#include "reader/message.h"
#include "reader/serve.h"

namespace boyin::reader {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStartPatience{30};
constexpr std::chrono::seconds kUsual{1};  // of a processor for a file, far more than it takes
constexpr std::size_t kMostReplyBytes = std::size_t{1} << 30U;  // intake keeps to 256 MB of text

/// One process, and how many files it has read.
struct Process {
  Subprocess process;
  int files = 0;
};

std::optional<std::string> ReceiveBody(const Subprocess& process, const std::string& first,
                                       TimePoint until) {
  const std::optional<std::size_t> length = DecodeLength(first);
  if (!length || *length > kMostReplyBytes) return std::nullopt;
  return ReceiveParts(*length, [&] { return process.Receive(until); });
}

/// Half a minute to start, on the busiest machine.
Result<Process> Start(const Options& options) {
  // One that has used it up is killed with a file that another process then reads.
  const auto cpu = options.most_files * kUsual + 2 * options.patience;
  std::vector<std::string> command = options.command;
  for (const std::string& word :
       WordsOf({options.memory_mb, static_cast<std::size_t>(cpu.count())})) {
    command.push_back(word);
  }
  std::optional<Subprocess> process = Subprocess::Start(command, Environment::kLanguage);
  const TimePoint until = Clock::now() + kStartPatience;
  const std::optional<std::string> first = process ? process->Receive(until) : std::nullopt;
  const std::optional<std::string> hello =
      first ? ReceiveBody(*process, *first, until) : std::nullopt;
  const auto shut_in = hello ? DecodeMembers(*hello) : std::nullopt;
  if (!shut_in) {
    return Fail(Code::kOther, options.command.empty() ? "boyin-reader" : options.command.front(),
                Translated("cannot be started, so no file is read"),
                Translated("install boyin as a whole"));
  }
  if (!*shut_in) return tl::unexpected(shut_in->error());
  return Process{std::move(*process)};
}

/// Why there is no answer, or none that makes sense.
Error Broken(const Subprocess& process, std::string_view file, bool answered) {
  // It has ended by itself, or is ended now: it took too long, or it talks nonsense.
  const int signal = answered ? 0 : process.Signal();
  const std::string place(file);
  const Message split = Translated("split it, or save its text as plain text");
  if (signal == SIGSYS) {
    return {Code::kInput, place,
            Translated("is hostile: its reader tried what no document needs and was stopped"),
            Translated("do not open it with other programs either")};
  }
  if (signal != 0 && signal != SIGKILL && signal != SIGXCPU) {
    return {Code::kInput, place,
            Translated("cannot be read: it breaks its reader (signal {})", signal), split};
  }
  if (answered) {
    return {Code::kInput, place, Translated("cannot be read: its reader gave no sensible answer"),
            split};
  }
  return {Code::kInput, place, Translated("cannot be read: it takes too much memory or time"),
          split};
}

}  // namespace

class Reader::Pool {
 public:
  explicit Pool(Options options) : options_(std::move(options)) {}

  /// What a process says of the request, as `decode` understands it.
  template <typename Decode>
  auto Ask(const Request& request, const Decode& decode)
      -> std::decay_t<decltype(*decode(std::string()))> {
    if (request.bytes.size() > kMostInputBytes) {
      return Fail(Code::kInput, request.file,
                  Translated("is longer than {} MB", kMostInputBytes >> 20U),
                  Translated("split it"));
    }
    while (true) {
      Result<Process> process = Take();
      if (!process) return tl::unexpected(process.error());
      const std::optional<std::string> answer = AskOnce(process->process, Encode(request));
      auto decoded = answer ? decode(*answer) : std::nullopt;
      if (decoded) {
        if (++process->files < options_.most_files) Give(std::move(*process));
        return std::move(*decoded);
      }
      // A file that came before may be to blame: a fresh process says so.
      if (process->files > 0) continue;
      return tl::unexpected(Broken(process->process, request.file, answer.has_value()));
    }
  }

 private:
  std::optional<std::string> AskOnce(const Subprocess& process, std::string_view body) const {
    const TimePoint until = Clock::now() + options_.patience;
    if (!process.Send(EncodeLength(body.size()), until)) return std::nullopt;
    for (; body.size() > kPartBytes; body.remove_prefix(kPartBytes)) {
      if (!process.Send(body.substr(0, kPartBytes), until)) return std::nullopt;
    }
    const std::optional<std::string> first = process.Ask(body, options_.patience);
    if (!first) return std::nullopt;
    return ReceiveBody(process, *first, Clock::now() + options_.patience);
  }

  Result<Process> Take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Process process = std::move(idle_.back());
        idle_.pop_back();
        return process;
      }
    }
    return Start(options_);
  }

  void Give(Process process) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(process));
  }

  const Options options_;
  std::mutex mutex_;
  std::vector<Process> idle_;  // guarded by mutex_
};

Reader::Reader(Options options) : pool_(std::make_shared<Pool>(std::move(options))) {}

Result<intake::Document> Reader::Read(std::string_view bytes, std::string_view file_name,
                                      const intake::Options& options) const {
  const Request request{Wanted::kDocument, std::string(file_name), options, std::string(bytes)};
  return pool_->Ask(request, [&](const auto& body) { return DecodeDocument(body, request.file); });
}

Result<intake::Document> Reader::ReadText(std::string_view bytes, std::string_view file_name,
                                          const intake::Options& options) const {
  const Request request{Wanted::kText, std::string(file_name), options, std::string(bytes)};
  return pool_->Ask(request, [&](const auto& body) { return DecodeDocument(body, request.file); });
}

Result<intake::Collection> Reader::ReadAll(std::string_view bytes, std::string_view file_name,
                                           const intake::Options& options) const {
  const Request request{Wanted::kCollection, std::string(file_name), options, std::string(bytes)};
  return pool_->Ask(request,
                    [&](const auto& body) { return DecodeCollection(body, request.file); });
}

Result<std::vector<std::string>> Reader::MembersOf(std::string_view bytes,
                                                   std::string_view file_name) const {
  const Request request{Wanted::kMembers, std::string(file_name), {}, std::string(bytes)};
  return pool_->Ask(request, [](const auto& body) { return DecodeMembers(body); });
}

Result<intake::Feed> Reader::ReadFeed(std::string_view bytes, std::string_view file_name,
                                      const intake::Options& options) const {
  const Request request{Wanted::kFeed, std::string(file_name), options, std::string(bytes)};
  return pool_->Ask(request, [&](const auto& body) { return DecodeFeed(body, request.file); });
}

}  // namespace boyin::reader
