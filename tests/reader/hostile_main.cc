// A reader for the tests, hostile or not: what a file says, it does, as a process would that has
// been taken over by the file. Every other file is read as by the product's own.
//
//   socket, connect, open, write, exec, fork, signal, trace, code, home   what the sandbox forbids
//   crash, abort, spin, eat, silence, nonsense, climb, claim              how a process fails
//   fill                                                                  breaks the file after it
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reader/serve.h"

namespace {

using boyin::reader::Request;

bool broken = false;

/// What came of a forbidden call: the test wants to see that this is never said with success.
std::string Said(const std::string& file, long result) {
  const std::string text = result < 0 ? std::strerror(errno) : "done";
  return boyin::reader::ReadDocument({boyin::reader::Wanted::kText, file, {}, text});
}

std::string Forbidden(const std::string& file, std::string_view what) {
  std::vector<char> path{'/', 'b', 'i', 'n', '/', 't', 'r', 'u', 'e', '\0'};
  std::vector<char*> words{path.data(), nullptr};
  if (what == "socket") return Said(file, ::socket(AF_INET, SOCK_STREAM, 0));
  if (what == "connect") {
    sockaddr_in at{AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}, {}};
    return Said(file, ::connect(3, reinterpret_cast<sockaddr*>(&at), sizeof at));
  }
  if (what == "open") return Said(file, ::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
  if (what == "write") return Said(file, ::open("/tmp/boyin-hostile", O_WRONLY | O_CREAT, 0600));
  if (what == "exec") return Said(file, ::execv(path.data(), words.data()));
  if (what == "fork") return Said(file, ::fork());
  if (what == "signal") return Said(file, ::kill(::getppid(), SIGUSR1));
  if (what == "trace") return Said(file, ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr));
  if (what == "code") {
    void* at = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return Said(file, at == MAP_FAILED ? -1 : 0);
  }
  return {};
}

std::string Failing(const Request& request) {
  const std::string& what = request.bytes;
  if (what == "crash") {
    std::signal(SIGSEGV, SIG_DFL);  // a sanitizer would end the process by a status
    ::raise(SIGSEGV);
  }
  if (what == "abort") std::abort();
  if (what == "spin") {
    for (volatile bool ended = false; !ended;) {
    }
  }
  if (what == "eat") {
    std::vector<std::string> kept;
    while (true) kept.emplace_back(std::size_t{1} << 20U, 'x');
  }
  if (what == "silence") std::_Exit(0);
  if (what == "nonsense") return "nonsense";
  if (what == "climb") {
    boyin::intake::Document document;
    document.file = request.file + "/../../out";
    document.name = "out";
    document.member = "../../out";
    document.text = "字";
    document.blocks.emplace_back().source = {0, document.text.size()};
    return boyin::reader::Encode(boyin::Result<boyin::intake::Document>(document));
  }
  if (what == "claim") return std::string(8, '\x01') + std::string(64, '\x7F');
  return {};
}

std::string Answer(const Request& request) {
  const std::string& file = request.file;
  if (broken) std::abort();
  if (request.bytes == "fill") broken = true;
  if (request.bytes == "home") {
    std::string seen;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
      const std::string_view name(*variable);
      const bool language = name.starts_with("LANG") || name.starts_with("LC_");
      if (!language) seen += *variable;
    }
    return boyin::reader::ReadDocument({boyin::reader::Wanted::kText, file, {}, "[" + seen + "]"});
  }
  if (request.bytes == "pid") {
    return boyin::reader::ReadDocument(
        {boyin::reader::Wanted::kText, file, {}, std::to_string(::getpid())});
  }
  std::string done = Forbidden(request.file, request.bytes);
  if (done.empty()) done = Failing(request);
  return done.empty() ? boyin::reader::ReadDocument(request) : done;
}

}  // namespace

int main(int argc, char** argv) {
  std::_Exit(boyin::reader::Serve(3, boyin::reader::LimitsFrom({argv + 1, argv + argc}), Answer));
}
