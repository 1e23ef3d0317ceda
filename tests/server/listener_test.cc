#include "server/http/listener.h"

#include <csignal>
#include <cstring>
#include <future>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http/body_budget.h"
#include "server/http/pace.h"

namespace boyin::server {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a pace holds while enough is acknowledged in each interval") {
  Pace pace(100, milliseconds(1000));
  const Pace::Time start{};
  pace.Begin(start, 5000);
  CHECK(pace.Holds(start + milliseconds(999), 5000));
  CHECK_FALSE(pace.Holds(start + milliseconds(1000), 5099));
  CHECK(pace.Holds(start + milliseconds(1000), 5100));
  CHECK(pace.Holds(start + milliseconds(1999), 5100));
  CHECK_FALSE(pace.Holds(start + milliseconds(2000), 5199));
}

TEST_CASE("bodies share a budget, of which one caller has half") {
  const auto budget = std::make_shared<BodyBudget>(100);
  const auto a = budget->Open("a");
  CHECK(a->Grow(30));
  CHECK(a->Grow(20));  // no less than before
  const auto more = budget->Open("a");
  CHECK_FALSE(more->Grow(21));
  CHECK(more->Grow(20));
  auto b = budget->Open("b");
  CHECK(b->Grow(50));
  const auto c = budget->Open("c");
  CHECK_FALSE(c->Grow(1));
  b = nullptr;
  CHECK(c->Grow(50));
  CHECK(budget->used() == 100);
}

/// A listener on a thread of its own that answers everything with one body.
class Served {
 public:
  Served(const ListenerOptions& options, std::string body) {
    Hooks hooks;
    hooks.admit = [](Request&, std::string&) { return std::size_t{0}; };
    hooks.handle = [body = std::move(body)](const Request&, const Answer& answer) {
      Reply reply;
      reply.body = body;
      answer(std::move(reply));
    };
    hooks.finished = [this](const Record& record) { finished_.set_value(record); };
    hooks.draining = [] {};
    Result<Listener> listener = Listener::Open(options, std::move(hooks));
    REQUIRE(listener);
    listener_ = std::make_unique<Listener>(std::move(*listener));
    thread_ = std::jthread([this] { listener_->Run([] {}); });
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() {
    ::kill(::getpid(), SIGTERM);  // as a service ends
  }

  /// A connection with a small receive buffer, a request on its way.
  [[nodiscard]] int Ask() const {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int small = 8192;
    ::setsockopt(client, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    REQUIRE(::send(client, kRequest.data(), kRequest.size(), 0) ==
            static_cast<ssize_t>(kRequest.size()));
    return client;
  }
  [[nodiscard]] Record Finished() { return finished_.get_future().get(); }

 private:
  std::promise<Record> finished_;
  std::unique_ptr<Listener> listener_;
  std::jthread thread_;
};

ListenerOptions Quick() {
  ListenerOptions options;
  options.port = 0;
  options.write_time = milliseconds(1000);  // 16 KB a second
  options.drain_time = std::chrono::seconds(1);
  return options;
}

TEST_CASE("a listener who takes what was promised gets all of it") {
  constexpr std::size_t kBody = std::size_t{24} << 20U;
  Served served(Quick(), std::string(kBody, 'x'));
  const int client = served.Ask();
  std::string piece(4096, ' ');
  std::size_t got = 0;
  const auto read = [&] {
    const ssize_t count = ::recv(client, piece.data(), piece.size(), 0);
    got += count > 0 ? static_cast<std::size_t>(count) : 0;
    return count;
  };
  // Three seconds at 64 KB a second. What the kernel holds for this connection would last a minute.
  for (int i = 0; i < 48; ++i) {
    REQUIRE(read() > 0);
    std::this_thread::sleep_for(milliseconds(62));
  }
  while (got <= kBody && read() > 0) {
  }
  CHECK(got > kBody);  // and the head
  CHECK(served.Finished().whole);
  ::close(client);
}

TEST_CASE("one who takes nothing is cut") {
  Served served(Quick(), std::string(std::size_t{24} << 20U, 'x'));
  const int client = served.Ask();
  const Record record = served.Finished();
  CHECK_FALSE(record.whole);
  ::close(client);
}

}  // namespace
}  // namespace boyin::server
