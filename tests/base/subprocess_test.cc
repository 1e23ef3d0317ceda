#include "base/subprocess.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace boyin {
namespace {

using std::chrono::seconds;

TimePoint Soon() { return std::chrono::steady_clock::now() + seconds(20); }

/// What a shell says on descriptor 3, as a message.
std::string Said(const std::string& script, Environment environment) {
  // Three octal bytes of length would do; the shell counts for us.
  const std::string program =
      "text=$(" + script +
      "); printf \"\\\\$(printf %03o ${#text})\\\\000\\\\000\\\\000%s\" \"$text\" >&3";
  const auto shell = Subprocess::Start({"/bin/sh", "-c", program}, environment);
  REQUIRE(shell);
  return shell->Receive(Soon()).value_or("nothing");
}

/// Gone, or waiting to be reaped by whoever has adopted it.
bool EndsWithin(pid_t pid, std::chrono::seconds limit) {
  const TimePoint until = std::chrono::steady_clock::now() + limit;
  while (true) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos || text.substr(name_end).starts_with(") Z")) return true;
    if (std::chrono::steady_clock::now() > until) return false;
    ::usleep(10'000);
  }
}

TEST_CASE("a program leads a process group of its own") {
  const std::string group = "$(cut -d' ' -f5 /proc/$$/stat)";
  CHECK(Said("echo " + group, Environment::kWhole) != std::to_string(::getpgrp()));
  CHECK(Said("test " + group + " = $$ && echo leads", Environment::kWhole) == "leads");
}

TEST_CASE("a program gets no settings of ours where it is not to have them") {
  ::setenv("BOYIN_QUEUE", "nats://user:secret@host", 1);
  CHECK(Said("echo ${BOYIN_QUEUE-none}", Environment::kWithoutSettings) == "none");
  CHECK(Said("echo ${BOYIN_QUEUE-none}", Environment::kWhole) == "nats://user:secret@host");
  CHECK(Said("echo ${PATH:+path}", Environment::kWithoutSettings) == "path");
  ::unsetenv("BOYIN_QUEUE");
}

TEST_CASE("nothing of its group outlives it") {
  pid_t grandchild = 0;
  {
    const auto shell = Subprocess::Start(
        {"/bin/sh", "-c", "sleep 1000 & printf '\\010\\000\\000\\000%8d' $! >&3; wait"});
    REQUIRE(shell);
    const auto told = shell->Receive(Soon());
    REQUIRE(told);
    grandchild = std::stoi(*told);
    CHECK(::kill(grandchild, 0) == 0);
  }
  CHECK(EndsWithin(grandchild, std::chrono::seconds(5)));
}

TEST_CASE("a process that works on is ended once nobody waits for it") {
  // The middle one starts the program and is killed: the program sees its socket close.
  auto middle = Subprocess::Fork([](int socket) {
    auto worker = Subprocess::Fork([](int ours) {
      ::prctl(PR_SET_PDEATHSIG, 0);
      ::setpgid(0, 0);
      EndWithParent(ours);
      static_cast<void>(SendMessage(ours, std::to_string(::getpid()), TimePoint::max()));
      while (true) ::pause();
      return EXIT_SUCCESS;
    });
    if (!worker) return EXIT_FAILURE;
    const auto told = worker->Receive(TimePoint::max());
    static_cast<void>(SendMessage(socket, told.value_or(""), TimePoint::max()));
    while (true) ::pause();
    return EXIT_SUCCESS;
  });
  REQUIRE(middle);
  const auto told = middle->Receive(Soon());
  REQUIRE(told);
  const pid_t worker = std::stoi(*told);
  CHECK_FALSE(EndsWithin(worker, std::chrono::seconds(0)));
  middle->Kill();
  CHECK(EndsWithin(worker, std::chrono::seconds(20)));
}

}  // namespace
}  // namespace boyin
