// Boost.Beast over one io_context, with callbacks: written as coroutines it crashed when built by
// g++ 12.
#include "server/http/listener.h"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <csignal>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http/acceptor.h"
#include "server/http/body_budget.h"
#include "server/http/open_file.h"
#include "server/http/pace.h"
#include "server/http/request_head.h"

namespace boyin::server {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using net::ip::tcp;
using Clock = std::chrono::steady_clock;
using Parser = http::request_parser<http::buffer_body>;

constexpr std::uint32_t kMostHeaderBytes = 16 * 1024;
constexpr std::size_t kPiece = std::size_t{16} * 1024;
constexpr std::size_t kLinger = std::size_t{4} * 1024 * 1024;
constexpr std::chrono::seconds kLingerTime{2};
// Of a listener; of a sender of a body.
constexpr std::uint64_t kLeastSent = std::uint64_t{16} * 1024;
constexpr std::uint64_t kLeastReceived = std::uint64_t{256} * 1024;
// What a slow listener may leave unsent in the kernel.
constexpr int kMostUnsent = 128 * 1024;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

struct Listener::State {
  State(const ListenerOptions& chosen, Hooks given)
      : options(chosen), hooks(std::move(given)), acceptor(io), signals(io), timer(io) {}

  ListenerOptions options;
  Hooks hooks;
  std::size_t connections = 0;
  std::shared_ptr<BodyBudget> bodies = std::make_shared<BodyBudget>(options.most_body_bytes);
  bool draining = false;
  bool accepting = false;       // an accept is pending
  std::set<tcp::socket*> idle;  // between requests
  net::io_context io{1};        // its end ends the sessions, which look at what stands above
  tcp::acceptor acceptor;
  net::signal_set signals;
  net::steady_timer timer;  // of accepting, then of draining
};

namespace {

/// One connection and the requests on it, one after the other. It lives as long as a callback of
/// its own is pending.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Listener::State& state)
      : socket_(std::move(socket)),
        deadline_(state.io),
        state_(state),
        sending_(kLeastSent, state.options.write_time),
        receiving_(kLeastReceived, state.options.body_time) {
    ++state_.connections;
    beast::error_code ignored;
    const auto peer = socket_.remote_endpoint(ignored);
    if (!ignored) peer_ = peer.address().to_string();
    socket_.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent,
                 sizeof kMostUnsent);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    state_.idle.erase(&socket_);
    --state_.connections;
  }

  void Start() { ReadHead(); }

  /// For a connection too many.
  void Refuse() {
    start_ = Clock::now();
    Send(ErrorReply(503, "too_many_connections", "too many connections"));
  }

 private:
  void ReadHead() {
    parser_.emplace();
    parser_->header_limit(kMostHeaderBytes);
    // Set once the route is known. (1.74 takes "none" for less than any length.)
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
    record_ = Record();
    held_ = nullptr;
    head_only_ = keep_alive_ = false;
    state_.idle.insert(&socket_);
    Arm(state_.options.header_time);
    http::async_read_header(socket_, buffer_, *parser_,
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                              self->state_.idle.erase(&self->socket_);
                              self->Disarm();
                              self->OnHead(error);
                            });
  }

  void OnHead(beast::error_code error) {
    start_ = Clock::now();
    if (error) return Misread(error);
    http_1_1_ = parser_->get().version() >= 11;
    record_.method = std::string(parser_->get().method_string());
    Result<Request> head = ToRequest(*parser_);
    if (!head) return Send(RefusalOf(head.error()));
    request_ = std::move(*head);
    request_.peer = request_.caller = peer_;
    record_.id = request_.id;
    record_.peer = peer_;
    head_only_ = request_.method == "HEAD";
    auto verdict = state_.hooks.admit(request_, record_.route);
    record_.peer = request_.peer;
    record_.caller = request_.caller;
    const bool no_body = parser_->is_done();
    keep_alive_ = no_body && parser_->keep_alive() && !state_.draining;
    if (auto* refusal = std::get_if<Reply>(&verdict)) return Send(std::move(*refusal));
    if (no_body) return Handle();
    ReadBody(std::get<std::size_t>(verdict));
  }

  /// Why a head could not be read, said to the client where one is still there.
  void Misread(beast::error_code error) {
    const bool begun = parser_->got_some();
    if (timed_out_ && begun) {
      return Send(ErrorReply(408, "timeout", "the request did not come in time"));
    }
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return Send(ErrorReply(431, "header_too_large",
                             fmt::format("the headers may have {} bytes", kMostHeaderBytes)));
    }
    if (!OfHttp(error)) return Close();
    if (error == http::error::bad_version) {
      return Send(ErrorReply(505, "bad_version", "use HTTP/1.1"));
    }
    Send(ErrorReply(400, "bad_request", "the request is malformed"));
  }

  /// What the parser found, not the network.
  static bool OfHttp(beast::error_code error) {
    return error.category() == http::make_error_code(http::error::end_of_stream).category() &&
           error != http::error::partial_message && error != http::error::end_of_stream;
  }

  static Reply TooLarge(std::size_t limit) {
    return ErrorReply(413, "too_large", fmt::format("the body may have {} bytes", limit));
  }

  /// A body is charged to its caller as it arrives, and until the work on it has ended.
  void ReadBody(std::size_t limit) {
    const auto length = parser_->content_length();
    if (length && *length > limit) return Send(TooLarge(limit));
    most_body_ = length ? static_cast<std::size_t>(*length) : limit;
    held_ = state_.bodies->Open(request_.caller);
    parser_->body_limit(limit);
    receiving_.Begin(Clock::now(), 0);
    if (parser_->get()[http::field::expect] != "100-continue") return ReadPiece(limit);
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(socket_, net::buffer(kContinue),
                     [self = shared_from_this(), limit](beast::error_code, std::size_t) {
                       self->ReadPiece(limit);
                     });
  }

  void ReadPiece(std::size_t limit) {
    piece_.resize(kPiece);
    parser_->get().body().data = piece_.data();
    parser_->get().body().size = piece_.size();
    ArmPace(receiving_, [this] { return request_.body.size() + ReceivedNow(); });
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this(), limit](beast::error_code error, std::size_t) {
                       self->Disarm();
                       if (error == http::error::need_buffer) error = {};
                       if (!error && !self->KeepPiece()) {
                         return self->Send(ErrorReply(503, "busy", "too many uploads at once"));
                       }
                       if (error || self->parser_->is_done()) return self->OnBody(error, limit);
                       self->ReadPiece(limit);
                     });
  }

  [[nodiscard]] std::size_t ReceivedNow() { return kPiece - parser_->get().body().size; }

  /// False where the memory for bodies does not allow it.
  bool KeepPiece() {
    std::string& body = request_.body;
    const std::size_t size = body.size() + ReceivedNow();
    if (size > body.capacity()) {
      const std::size_t room =
          std::max(size, std::min(most_body_, std::max(2 * body.capacity(), 4 * kPiece)));
      if (!held_->Grow(room)) return false;
      body.reserve(room);
    }
    body.append(piece_, 0, ReceivedNow());
    return true;
  }

  void OnBody(beast::error_code error, std::size_t limit) {
    if (!error) {
      keep_alive_ = parser_->keep_alive() && !state_.draining;
      return Handle();
    }
    if (error == http::error::body_limit) return Send(TooLarge(limit));
    if (timed_out_) return Send(ErrorReply(408, "timeout", "the body did not come in time"));
    if (OfHttp(error)) return Send(ErrorReply(400, "bad_request", "the body is malformed"));
    Finish(false);
  }

  void Handle() {
    Watch();
    const auto gone = request_.gone;
    gone_now_ = gone;
    state_.hooks.handle(std::move(request_), [self = shared_from_this(), gone,
                                              held = std::move(held_)](Reply reply) {
      net::post(self->state_.io, [self, gone, reply = std::move(reply)]() mutable {
        if (*gone) {
          if (reply.pipe != nullptr) reply.pipe->Leave();
          return;
        }
        self->gone_now_ = nullptr;
        self->Unwatch();
        self->Send(std::move(reply));
      });
    });
  }

  /// Notices that the client leaves while nothing is read from it. What it sends meanwhile stays
  /// for the next request, and ends the watch.
  void Watch() {
    Await(tcp::socket::wait_read, [](Session& self) {
      char byte = 0;
      const ssize_t got = ::recv(self.socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
      if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))) return;
      if (got < 0) return self.OnGone();
      // It sends no more, but may still be reading: a client that is not resets the connection when
      // the next bytes reach it.
      self.keep_alive_ = false;
      self.WatchForReset();
    });
  }

  void WatchForReset() {
    Await(tcp::socket::wait_error, [](Session& self) {
      pollfd peer{self.socket_.native_handle(), 0, 0};
      if (::poll(&peer, 1, 0) > 0 && (peer.revents & (POLLERR | POLLHUP)) != 0) self.OnGone();
    });
  }

  template <typename Then>
  void Await(tcp::socket::wait_type what, Then then) {
    socket_.async_wait(what,
                       [self = shared_from_this(), turn = ++turn_, then](beast::error_code error) {
                         if (!error && turn == self->turn_) then(*self);
                       });
  }

  void Unwatch() {
    ++turn_;
    beast::error_code ignored;
    socket_.cancel(ignored);
  }

  void OnGone() {
    gone_ = true;
    if (gone_now_ != nullptr) {
      *gone_now_ = true;
      gone_now_ = nullptr;
      return Finish(false);
    }
    if (std::exchange(waits_, false)) Finish(false);
  }

  /// Breaks off whatever the socket is doing when `time` has passed.
  void Arm(std::chrono::seconds time) {
    timed_out_ = false;
    deadline_.expires_after(time);
    deadline_.async_wait([weak = weak_from_this(), armed = ++armed_](beast::error_code error) {
      const auto self = weak.lock();
      if (error || self == nullptr || armed != self->armed_) return;
      self->timed_out_ = true;
      beast::error_code ignored;
      self->socket_.cancel(ignored);
    });
  }

  /// The same, when the peer no longer keeps the pace; `done` counts its bytes.
  template <typename Done>
  void ArmPace(Pace& pace, Done done) {
    timed_out_ = false;
    deadline_.expires_after(pace.step());
    deadline_.async_wait(
        [weak = weak_from_this(), armed = ++armed_, &pace, done](beast::error_code error) {
          const auto self = weak.lock();
          if (error || self == nullptr || armed != self->armed_) return;
          if (pace.Holds(Clock::now(), done())) return self->ArmPace(pace, done);
          self->timed_out_ = true;
          beast::error_code ignored;
          self->socket_.cancel(ignored);
        });
  }

  /// Bytes of this connection that the peer has acknowledged.
  [[nodiscard]] std::uint64_t Acknowledged() {
    int queued = 0;
    if (::ioctl(socket_.native_handle(), SIOCOUTQ, &queued) != 0) return sent_;
    return sent_ - std::min<std::uint64_t>(sent_, static_cast<std::uint64_t>(queued));
  }

  void Disarm() {
    ++armed_;
    deadline_.cancel();
  }

  void Send(Reply reply) {
    reply_ = std::move(reply);
    record_.status = reply_.status;
    if (reply_.pipe != nullptr && !http_1_1_) keep_alive_ = false;
    chunked_ = reply_.pipe != nullptr && http_1_1_;
    ended_ = reply_.pipe == nullptr && !reply_.file;
    std::string bytes = HeadOf(reply_, {record_.id, keep_alive_, chunked_});
    record_.first_s = SecondsSince(start_);
    if (head_only_) {
      if (reply_.pipe != nullptr) reply_.pipe->Leave();
      ended_ = true;
    } else {
      record_.bytes = reply_.body.size();
      bytes += reply_.body;
      if (reply_.pipe != nullptr) ListenToPipe();
    }
    Put(std::move(bytes));
  }

  void ListenToPipe() {
    reply_.pipe->OnChange([weak = weak_from_this(), &io = state_.io] {
      net::post(io, [weak] {
        const auto self = weak.lock();
        if (self != nullptr && std::exchange(self->waits_, false)) self->Next();
      });
    });
    Watch();
  }

  /// Writes in pieces, each of which must be taken in time; then goes on with what comes next.
  void Put(std::string bytes) {
    out_ = std::move(bytes);
    out_at_ = 0;
    Write();
  }

  void Write() {
    if (out_at_ == out_.size()) return Next();
    sending_.Begin(Clock::now(), Acknowledged());
    ArmPace(sending_, [this] { return Acknowledged(); });
    socket_.async_write_some(
        net::buffer(out_.data() + out_at_, std::min(kPiece, out_.size() - out_at_)),
        [self = shared_from_this()](beast::error_code error, std::size_t count) {
          self->Disarm();
          self->sent_ += count;
          if (error) return self->Finish(false);
          self->out_at_ += count;
          self->Write();
        });
  }

  void Next() {
    if (gone_) return Finish(false);
    if (ended_) return Finish(true);
    if (reply_.file) return NextOfFile(*reply_.file);
    const Pipe::End end = reply_.pipe->end();
    std::optional<std::string> bytes = reply_.pipe->Read();
    if (bytes) {
      if (record_.bytes == 0) record_.first_s = SecondsSince(start_);
      record_.bytes += bytes->size();
      if (!chunked_) return Put(std::move(*bytes));
      return Put(fmt::format("{:x}\r\n", bytes->size()) + *bytes + "\r\n");
    }
    if (end == Pipe::End::kOpen) {
      waits_ = true;
      return;
    }
    if (end == Pipe::End::kBroken) return Finish(false);
    ended_ = true;
    Put(chunked_ ? "0\r\n\r\n" : "");
  }

  void NextOfFile(FilePart& part) {
    if (part.size == 0) return Finish(true);
    std::string bytes(std::min<std::uint64_t>(part.size, 4 * kPiece), '\0');
    const ssize_t got =
        ::pread(part.file->fd(), bytes.data(), bytes.size(), static_cast<off_t>(part.begin));
    if (got <= 0) return Finish(false);
    bytes.resize(static_cast<std::size_t>(got));
    part.begin += bytes.size();
    part.size -= bytes.size();
    record_.bytes += bytes.size();
    Put(std::move(bytes));
  }

  void Finish(bool whole) {
    if (reply_.pipe != nullptr) {
      reply_.pipe->Leave();
      Unwatch();
    }
    reply_ = Reply();
    record_.whole = whole;
    record_.seconds = SecondsSince(start_);
    state_.hooks.finished(record_);
    if (whole && keep_alive_ && !state_.draining) return ReadHead();
    if (!whole) gone_ = true;
    Close();
  }

  /// Lets the client read the reply before the connection is gone, though it may still be sending.
  void Close() {
    beast::error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    if (gone_ || error || state_.draining) return;
    piece_.resize(kPiece);
    sending_.Begin(Clock::now(), Acknowledged());
    ArmLinger();
    Linger(0);
  }

  /// A connection closed with bytes unread is reset, and with it goes what was not yet sent.
  void ArmLinger() {
    deadline_.expires_after(kLingerTime);
    deadline_.async_wait([weak = weak_from_this(), armed = ++armed_](beast::error_code error) {
      const auto self = weak.lock();
      if (error || self == nullptr || armed != self->armed_) return;
      const std::uint64_t acknowledged = self->Acknowledged();
      const bool takes = acknowledged < self->sent_ &&
                         self->sending_.Holds(Clock::now(), acknowledged) && !self->state_.draining;
      if (takes) return self->ArmLinger();
      beast::error_code ignored;
      self->socket_.cancel(ignored);
    });
  }

  void Linger(std::size_t read) {
    if (read > kLinger) return;
    socket_.async_read_some(net::buffer(piece_), [self = shared_from_this(), read](
                                                     beast::error_code error, std::size_t count) {
      if (!error) self->Linger(read + count);
    });
  }

  static Result<Request> ToRequest(const Parser& parser) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& field : parser.get()) {
      fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    return MakeRequest({std::string(parser.get().method_string()),
                        std::string(parser.get().target()), std::move(fields)});
  }

  tcp::socket socket_;
  net::steady_timer deadline_;
  Listener::State& state_;
  Pace sending_;
  Pace receiving_;
  std::uint64_t sent_ = 0;  // that the kernel took
  beast::flat_buffer buffer_{kMostHeaderBytes + kPiece};
  std::string peer_ = "?";
  std::optional<Parser> parser_;  // of the current request, as is all that follows
  Request request_;
  std::size_t most_body_ = 0;
  std::shared_ptr<BodyBudget::Reservation> held_;  // for the body
  Reply reply_;
  Record record_;
  Clock::time_point start_;
  std::shared_ptr<std::atomic<bool>> gone_now_;  // while a handler is at work
  std::string out_;
  std::size_t out_at_ = 0;
  std::string piece_;  // of a body; of what is read to be discarded
  bool keep_alive_ = false;
  bool http_1_1_ = true;
  bool head_only_ = false;
  bool chunked_ = false;
  bool ended_ = false;  // all of the reply has been put
  bool waits_ = false;  // for the pipe
  bool gone_ = false;
  bool timed_out_ = false;
  int turn_ = 0;   // of Watch
  int armed_ = 0;  // of Arm
};

void Accept(Listener::State& state) {
  state.acceptor.async_accept([&state](beast::error_code error, tcp::socket socket) {
    state.accepting = false;
    if (error == net::error::operation_aborted || state.draining) return;
    if (error) {
      // Out of descriptors, say: others must close first.
      state.timer.expires_after(std::chrono::milliseconds(50));
      state.timer.async_wait([&state](beast::error_code) {
        if (!state.accepting) Accept(state);
      });
      return;
    }
    const bool full = state.connections >= state.options.most_connections;
    const auto session = std::make_shared<Session>(std::move(socket), state);
    if (full) {
      session->Refuse();
    } else {
      session->Start();
    }
    Accept(state);
  });
  state.accepting = true;
}

/// Ends when the last connection has, or when the time is up.
void Drain(Listener::State& state, Clock::time_point deadline) {
  if (state.connections == 0 || Clock::now() >= deadline) return state.io.stop();
  state.timer.expires_after(std::chrono::milliseconds(20));
  state.timer.async_wait([&state, deadline](beast::error_code) { Drain(state, deadline); });
}

void AwaitSignal(Listener::State& state, const std::function<void()>& on_hangup) {
  state.signals.async_wait([&state, on_hangup](beast::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      AwaitSignal(state, on_hangup);
      return on_hangup();
    }
    state.draining = true;
    state.hooks.draining();
    beast::error_code ignored;
    state.acceptor.close(ignored);
    for (tcp::socket* socket : state.idle) socket->cancel(ignored);
    Drain(state, Clock::now() + state.options.drain_time);
  });
}

}  // namespace

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;
Listener::~Listener() = default;

Result<Listener> Listener::Open(const ListenerOptions& options, Hooks hooks) {
  auto state = std::make_unique<State>(options, std::move(hooks));
  Result<void> listens = Listen(state->acceptor, {options.host, options.port}, "--port");
  if (!listens) return tl::unexpected(listens.error());
  return Listener(std::move(state));
}

unsigned short Listener::port() const { return state_->acceptor.local_endpoint().port(); }
std::size_t Listener::connections() const { return state_->connections; }

void Listener::Run(const std::function<void()>& on_hangup) {
  beast::error_code ignored;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) state_->signals.add(signal, ignored);
  Accept(*state_);
  AwaitSignal(*state_, on_hangup);
  RunToEnd(state_->io, [this] {
    if (!state_->accepting && !state_->draining) Accept(*state_);
  });
}

}  // namespace boyin::server
