#include "server/pages/document_reader.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include <sys/resource.h>

#include "intake/intake.h"
#include "server/server.h"
#include "synthesise/process.h"

namespace boyin::server {
namespace {

using nlohmann::json;

[[maybe_unused]] constexpr rlim_t kMemory = rlim_t{768} << 20U;
constexpr rlim_t kCpuSeconds = 15;
constexpr std::size_t kMostTextBytes = 4UL << 20U;  // the service holds several copies of it
constexpr std::chrono::seconds kDeadline{20};

void Limit() {
  const auto set = [](auto resource, rlim_t most) {
    const rlimit limit{most, most};
    ::setrlimit(resource, &limit);
  };
  // The shadow memory of the address sanitizer alone is terabytes.
#ifndef __SANITIZE_ADDRESS__
  set(RLIMIT_AS, kMemory);
#endif
  set(RLIMIT_CPU, kCpuSeconds);
  set(RLIMIT_FSIZE, 0);
  set(RLIMIT_CORE, 0);
  set(RLIMIT_NPROC, 0);
}

std::string Answer(const std::string& request) {
  const std::size_t end = request.find('\0');
  const Result<intake::Document> document =
      intake::Read(std::string_view(request).substr(end + 1), request.substr(0, end), {});
  if (!document) {
    const Error& error = document.error();
    return json{{"en", error.what.en}, {"zh", error.what.zh}}.dump();
  }
  std::string text;
  for (const intake::Block& block : document->blocks) {
    text += (text.empty() ? "" : "\n\n") + block.text;
    if (text.size() > kMostTextBytes) {
      return json{{"en", "has too much text to be sent back; make it a job (POST /v1/jobs)"},
                  {"zh", "文字太多，无法整篇返回；请改为提交任务（POST /v1/jobs）"}}
          .dump();
    }
  }
  return json{{"title", document->metadata.title}, {"text", text}}.dump();
}

tl::unexpected<Error> Refused(std::string_view file_name, const Message& what) {
  return Fail(Code::kInput, std::string(file_name), what);
}

}  // namespace

Result<ReadText> ReadInProcess(const std::vector<std::string>& command, std::string_view file_name,
                               std::string_view bytes) {
  std::string request(file_name);
  request += '\0';
  request += bytes;
  const std::optional<synthesise::Process> process = synthesise::Process::Start(command);
  std::optional<std::string> answer;
  if (process) answer = process->Ask(request, std::chrono::steady_clock::now() + kDeadline);
  const json read = answer ? json::parse(*answer, nullptr, false) : json();
  if (!read.is_object()) {
    return Refused(file_name, {"cannot be read: it takes too much memory or time",
                               "无法读取：占用的内存或时间过多"});
  }
  // The process has parsed a stranger's file: what it says is checked like one.
  const auto text = [&](const char* key) {
    const auto at = read.find(key);
    return at != read.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  if (read.contains("en")) return Refused(file_name, {text("en"), text("zh")});
  return ReadText{text("title"), text("text")};
}

int RunReader(int socket) {
  Limit();
  using synthesise::TimePoint;
  const std::optional<std::string> request = synthesise::ReceiveMessage(socket, TimePoint::max());
  if (!request || request->find('\0') == std::string::npos) return EXIT_FAILURE;
  return synthesise::SendMessage(socket, Answer(*request), TimePoint::max()) ? EXIT_SUCCESS
                                                                             : EXIT_FAILURE;
}

}  // namespace boyin::server
