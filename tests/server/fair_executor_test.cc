#include "server/fair_executor.h"

#include <future>
#include <string>

#include <doctest/doctest.h>

#include "server/http/pipe.h"

namespace boyin::server {
namespace {

TEST_CASE("callers take turns, each in its own order") {
  FairQueue queue;
  std::string done;
  const auto push = [&](const char* caller, char what) {
    queue.Push(caller, [&done, what] { done += what; });
  };
  for (const char what : {'1', '2', '3'}) push("greedy", what);
  push("modest", 'a');
  push("late", 'x');
  CHECK(queue.size() == 5);
  while (!queue.empty()) queue.Pop()();
  CHECK(done == "1ax23");
}

TEST_CASE("an executor runs the tasks of both priorities") {
  FairExecutor executor(1, 1);
  std::promise<int> first;
  std::promise<int> rest;
  executor.Post(FairExecutor::Priority::kBackground, "a", [&] { rest.set_value(2); });
  executor.Post(FairExecutor::Priority::kInteractive, "a", [&] { first.set_value(1); });
  CHECK(first.get_future().get() == 1);
  CHECK(rest.get_future().get() == 2);
}

TEST_CASE("a pipe says when there is room") {
  Pipe pipe;
  int changes = 0;
  bool went = false;
  pipe.OnChange([&] { ++changes; });
  pipe.WhenRoom([&] { went = true; });
  CHECK(went);
  pipe.Write(std::string(Pipe::kRoom, 'x'));
  pipe.Write("y");
  CHECK(changes == 2);
  went = false;
  pipe.WhenRoom([&] { went = true; });
  CHECK(!went);
  CHECK(pipe.Read()->size() == Pipe::kRoom);
  CHECK(went);
  CHECK(*pipe.Read() == "y");
  CHECK(!pipe.Read());
  pipe.Close(Pipe::End::kWhole);
  CHECK(pipe.end() == Pipe::End::kWhole);
}

TEST_CASE("a producer that waits for room learns that the client has left") {
  Pipe pipe;
  pipe.Write(std::string(Pipe::kRoom, 'x'));
  bool went = false;
  pipe.WhenRoom([&] { went = true; });
  pipe.Leave();
  CHECK(went);
  CHECK(pipe.left());
  pipe.Write("more");
  CHECK(!pipe.Read());
}

}  // namespace
}  // namespace boyin::server
