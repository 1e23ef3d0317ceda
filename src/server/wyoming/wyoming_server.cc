#include "server/wyoming/wyoming_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/utf8.h"
#include "pipeline/version.h"
#include "server/http/acceptor.h"
#include "server/http/pace.h"
#include "server/service.h"
#include "server/speech/speech_request.h"
#include "server/wyoming/wyoming_event.h"

namespace boyin::server {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using ErrorCode = boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr int kRateHz = 24'000;  // of a stream's PCM
constexpr std::string_view kSoundFormat = R"({"rate":24000,"width":2,"channels":1})";
constexpr std::size_t kPiece = std::size_t{16} * 1024;
constexpr std::size_t kSoundPiece =
    std::size_t{8} * 1024;  // of an audio-chunk: a sixth of a second
constexpr std::uint64_t kLeastSent = std::uint64_t{16} * 1024;
constexpr std::size_t kMostWaiting = 32;  // parts; more are not read before
constexpr std::chrono::seconds kLingerTime{2};
constexpr int kMostUnsent = 128 * 1024;

class Session;

/// A text, or what is whole of one that is still being written.
struct Part {
  std::string text;
  std::string voice;
  bool last = true;
  bool streamed = false;  ///< its end is told, too
};

std::string InfoJson(const Service& service) {
  using nlohmann::json;
  const json attribution = {{"name", "boyin"}, {"url", ""}};
  json voices = json::array();
  for (const voice::Voice& voice : service.options().voices) {
    if (!service.Installed(voice)) continue;
    json one = {{"name", voice.name}, {"description", voice.title}, {"installed", true}};
    one["attribution"] = attribution;
    one["version"] = kVersion;
    one["languages"] = json::array({voice.language, "zh"});
    one["speakers"] = nullptr;
    voices.push_back(std::move(one));
  }
  json program = {{"name", "boyin"}, {"description", "boyin"}, {"installed", true}};
  program["attribution"] = attribution;
  program["version"] = kVersion;
  program["voices"] = std::move(voices);
  program["supports_synthesize_streaming"] = true;
  json info;
  info["tts"] = json::array({std::move(program)});
  for (const char* other : {"asr", "handle", "intent", "wake", "mic", "snd"}) {
    info[other] = json::array();
  }
  return info.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

struct WyomingServer::State {
  State(Service& s, const WyomingOptions& chosen, std::function<void(const Record&)> heard)
      : service(s), options(chosen), finished(std::move(heard)) {}

  Service& service;
  WyomingOptions options;
  std::function<void(const Record&)> finished;
  std::map<std::string, std::size_t> of_peer;  // of the thread
  std::set<Session*> sessions;                 // of the thread
  bool draining = false;                       // of the thread
  bool accepting = false;                      // of the thread, once it runs
  std::atomic<bool> told = false;              // Drain was called
  net::io_context io{1};
  tcp::acceptor acceptor{io};
  net::steady_timer timer{io};  // until the next try to accept; once it drains, until its end
  std::jthread thread;          // last: it ends first
};

namespace {

/// One connection. It lives as long as a callback of its own is pending; all of it happens on the
/// server's thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::string peer, WyomingServer::State& state)
      : socket_(std::move(socket)),
        reading_(state.io),
        writing_(state.io),
        pace_(kLeastSent, state.options.write_time),
        peer_(std::move(peer)),
        state_(state) {
    ErrorCode ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent,
                 sizeof kMostUnsent);
    input_.resize(kPiece);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { Leave(); }

  void Start() {
    state_.sessions.insert(this);
    ++state_.of_peer[peer_];
    counted_ = true;
    Read();
  }

  /// The server is about to end.
  void Drain() {
    if (!busy_ && parts_.empty() && out_.empty()) Close();
  }

  void Close() {
    if (std::exchange(closed_, true)) return;
    const auto self = shared_from_this();  // the pipe may be the last that holds it
    if (busy_) Tell(499, false);
    if (pipe_ != nullptr) std::exchange(pipe_, nullptr)->Leave();
    parts_.clear();
    reading_.cancel();
    writing_.cancel();
    ErrorCode ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    Leave();
  }

 private:
  void Read() {
    if (closed_ || ended_ || reads_ || parts_.size() >= kMostWaiting) return;
    reads_ = true;
    ArmReading();
    socket_.async_read_some(net::buffer(input_),
                            [self = shared_from_this()](ErrorCode error, std::size_t count) {
                              self->reads_ = false;
                              if (self->closed_) return;
                              if (error) return self->OnEnd();
                              if (self->fails_) return self->Read();  // until it has heard why
                              self->reader_.Feed(std::string_view(self->input_).substr(0, count));
                              self->TakeEvents();
                            });
  }

  /// For the whole of an event, or for its first byte.
  void ArmReading() {
    if (fails_) return;
    const bool begun = reader_.begun();
    if (begun && std::exchange(was_begun_, true)) return;
    was_begun_ = begun;
    reading_.expires_after(begun ? state_.options.event_time : state_.options.idle_time);
    reading_.async_wait([weak = weak_from_this(), turn = ++turn_](ErrorCode error) {
      const auto self = weak.lock();
      if (error || self == nullptr || turn != self->turn_) return;
      // Who waits for sound sends nothing.
      if (!self->reader_.begun() && (self->busy_ || !self->parts_.empty())) return;
      self->Close();
    });
  }

  void TakeEvents() {
    while (!closed_ && !fails_) {
      Result<std::optional<WyomingEvent>> event = reader_.Next();
      if (!event) Break(400, event.error().what.en);
      if (!event || !*event) break;
      Take(std::move(**event));
    }
    Read();
  }

  /// It sends no more, but may still be listening.
  void OnEnd() {
    ended_ = true;
    reading_.cancel();
    if (!busy_ && parts_.empty() && out_.empty()) Close();
  }

  void Take(WyomingEvent event) {
    if (event.type == "describe") return Write(WyomingBytes("info", InfoJson(state_.service)));
    if (event.type == "ping") {
      return Write(WyomingBytes("pong", fmt::format(R"({{"text":{}}})", JsonString(event.text))));
    }
    if (event.text_format == "ssml") return Break(400, "send plain text");
    if (event.type == "synthesize-start") {
      streams_ = true;
      stream_voice_ = event.voice;
      stream_text_.clear();
      stream_characters_ = 0;
    } else if (event.type == "synthesize-chunk" && streams_) {
      TakeChunk(event.text);
    } else if (event.type == "synthesize-stop" && streams_) {
      streams_ = false;
      Enqueue({std::exchange(stream_text_, ""), stream_voice_, true, true});
    } else if (event.type == "synthesize" && !streams_) {
      // Within a stream it repeats the whole text, for services that know no streams.
      Enqueue({std::move(event.text), std::move(event.voice), true, false});
    }
  }

  void TakeChunk(const std::string& text) {
    stream_characters_ += utf8::Length(text);
    if (stream_characters_ > state_.service.options().most_characters) {
      return Break(400, "the text is too long to be spoken at once");
    }
    const std::size_t whole = WholeSentences(text);
    stream_text_ += text.substr(0, whole);
    if (whole > 0) Enqueue({std::exchange(stream_text_, ""), stream_voice_, false, true});
    stream_text_ += text.substr(whole);
  }

  void Enqueue(Part part) {
    parts_.push_back(std::move(part));
    Work();
  }

  void Work() {
    if (busy_ || closed_ || parts_.empty()) return;
    busy_ = true;
    part_ = std::move(parts_.front());
    parts_.pop_front();
    if (IsBlank(part_.text)) return EndPart();
    record_ = Record();
    record_.peer = record_.caller = peer_;
    record_.method = "WYOMING";
    record_.route = "synthesize";
    start_ = Clock::now();
    const Service& service = state_.service;
    const std::string& voice =
        part_.voice.empty() ? service.options().voices.front().name : part_.voice;
    Result<SpeechRequest> speech = MakeSpeechRequest(service, {part_.text, voice, 1, "pcm", peer_});
    if (!speech) return Break(400, speech.error().what.en);
    pause_ms_ = speech->voice.pauses.sentence_ms;
    state_.service.Speak(std::move(*speech), [self = shared_from_this()](Reply reply) {
      net::post(self->state_.io, [self, reply = std::move(reply)] { self->OnReply(reply); });
    });
  }

  void OnReply(const Reply& reply) {
    if (reply.pipe == nullptr) {
      const auto body = nlohmann::json::parse(reply.body, nullptr, false);
      const auto error =
          body.is_object() ? body.value("error", nlohmann::json()) : nlohmann::json();
      return Break(reply.status, error.is_object() ? error.value("message", "") : "");
    }
    if (closed_ || fails_) return reply.pipe->Leave();
    pipe_ = reply.pipe;
    record_.first_s = Seconds();
    // It holds the connection, which may wait for nothing else: until its end, or Leave.
    pipe_->OnChange(
        [self = shared_from_this(), &io = state_.io] { net::post(io, [self] { self->Pump(); }); });
    Pump();
  }

  /// The next of the sound, once what came before it has been sent.
  void Pump() {
    if (closed_ || pipe_ == nullptr || !out_.empty()) return;
    const Pipe::End end = pipe_->end();
    if (const std::optional<std::string> bytes = pipe_->Read()) return Write(SoundEvents(*bytes));
    if (end == Pipe::End::kOpen) return;
    std::exchange(pipe_, nullptr)->Leave();
    if (end == Pipe::End::kBroken) return Break(500, "the speech broke off");
    Tell(200, true);
    EndPart();
  }

  std::string SoundEvents(std::string_view bytes) {
    std::string out;
    if (!opened_) {
      out = WyomingBytes("audio-start", kSoundFormat);
      opened_ = true;
    } else if (record_.bytes == 0) {
      // A part ends with its last word.
      const auto samples = static_cast<std::size_t>(pause_ms_) * kRateHz / 1000;
      out = WyomingBytes("audio-chunk", kSoundFormat, std::string(2 * samples, '\0'));
    }
    record_.bytes += bytes.size();
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kSoundPiece);
      bytes.remove_prefix(piece.size());
      out += WyomingBytes("audio-chunk", kSoundFormat, piece);
    }
    return out;
  }

  void EndPart() {
    busy_ = false;
    if (part_.last) {
      std::string out;
      if (!opened_) out += WyomingBytes("audio-start", kSoundFormat);
      out += WyomingBytes("audio-stop", "{}");
      opened_ = false;
      if (part_.streamed) out += WyomingBytes("synthesize-stopped");
      Write(out);
    }
    Work();
    if (!reader_.begun()) ArmReading();
    Read();
    CloseIfDone();
  }

  void CloseIfDone() {
    if (busy_ || !parts_.empty() || !out_.empty()) return;
    if (fails_ && !ended_) return Linger();
    if (ended_ || state_.draining) Close();
  }

  /// A connection closed with bytes unread is reset, and with it goes what was not yet read.
  void Linger() {
    ErrorCode ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    reading_.expires_after(kLingerTime);
    reading_.async_wait([weak = weak_from_this(), turn = ++turn_](ErrorCode error) {
      const auto self = weak.lock();
      if (!error && self != nullptr && turn == self->turn_) self->Close();
    });
  }

  /// Says what was wrong and ends the connection: clients wait for sound, not for an error.
  void Break(int status, const std::string& why) {
    if (closed_ || fails_) return;
    fails_ = true;
    if (busy_) Tell(status, false);
    busy_ = false;
    parts_.clear();
    if (pipe_ != nullptr) std::exchange(pipe_, nullptr)->Leave();
    Write(WyomingBytes("error",
                       fmt::format(R"({{"text":{},"code":"{}"}})", JsonString(why), status)));
  }

  void Tell(int status, bool whole) {
    record_.status = status;
    record_.whole = whole;
    record_.seconds = Seconds();
    state_.finished(record_);
  }

  [[nodiscard]] double Seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }

  void Write(std::string_view bytes) {
    if (closed_) return;
    const bool idle = out_.empty();
    out_ += bytes;
    if (idle) WriteSome();
  }

  void WriteSome() {
    pace_.Begin(Clock::now(), Acknowledged());
    ArmPace();
    socket_.async_write_some(
        net::buffer(out_.data() + out_at_, std::min(kPiece, out_.size() - out_at_)),
        [self = shared_from_this()](ErrorCode error, std::size_t count) {
          ++self->armed_;
          if (self->closed_) return;
          if (error) return self->Close();
          self->sent_ += count;
          self->out_at_ += count;
          if (self->out_at_ < self->out_.size()) return self->WriteSome();
          self->out_.clear();
          self->out_at_ = 0;
          self->Pump();
          self->CloseIfDone();
        });
  }

  [[nodiscard]] std::uint64_t Acknowledged() {
    int queued = 0;
    if (::ioctl(socket_.native_handle(), SIOCOUTQ, &queued) != 0) return sent_;
    return sent_ - std::min<std::uint64_t>(sent_, static_cast<std::uint64_t>(queued));
  }

  void ArmPace() {
    writing_.expires_after(pace_.step());
    writing_.async_wait([weak = weak_from_this(), armed = ++armed_](ErrorCode error) {
      const auto self = weak.lock();
      if (error || self == nullptr || armed != self->armed_) return;
      if (!self->pace_.Holds(Clock::now(), self->Acknowledged())) return self->Close();
      self->ArmPace();
    });
  }

  void Leave() {
    if (!std::exchange(counted_, false)) return;
    state_.sessions.erase(this);
    const auto own = state_.of_peer.find(peer_);
    if (own != state_.of_peer.end() && --own->second == 0) state_.of_peer.erase(own);
    if (state_.draining && state_.sessions.empty()) state_.timer.cancel();
  }

  tcp::socket socket_;
  net::steady_timer reading_;
  net::steady_timer writing_;
  Pace pace_;
  std::string peer_;
  WyomingServer::State& state_;
  WyomingReader reader_;
  std::string input_;
  std::deque<Part> parts_;
  Part part_;  // being spoken
  std::shared_ptr<Pipe> pipe_;
  Record record_;
  Clock::time_point start_;
  std::string stream_voice_;
  std::string stream_text_;  // what is not a whole sentence yet
  std::size_t stream_characters_ = 0;
  std::string out_;
  std::size_t out_at_ = 0;
  std::uint64_t sent_ = 0;
  int pause_ms_ = 0;
  int turn_ = 0;   // of reading_
  int armed_ = 0;  // of writing_
  bool counted_ = false;
  bool reads_ = false;
  bool was_begun_ = false;
  bool busy_ = false;     // a part is being spoken
  bool opened_ = false;   // audio-start has been sent
  bool streams_ = false;  // synthesize-start has come
  bool ended_ = false;    // the client sends no more
  bool fails_ = false;    // the connection ends when the error has been sent
  bool closed_ = false;
};

void Accept(WyomingServer::State& state) {
  state.acceptor.async_accept([&state](ErrorCode error, tcp::socket socket) {
    state.accepting = false;
    if (error == net::error::operation_aborted || state.draining) return;
    if (error) {
      state.timer.expires_after(std::chrono::milliseconds(50));
      state.timer.async_wait([&state](ErrorCode) {
        if (!state.accepting) Accept(state);
      });
      return;
    }
    ErrorCode gone;
    const auto peer = socket.remote_endpoint(gone);
    const std::string address = gone ? "?" : peer.address().to_string();
    const auto own = state.of_peer.find(address);
    const bool full = state.sessions.size() >= state.options.most_connections ||
                      (own != state.of_peer.end() && own->second >= state.options.most_of_one);
    // One too many is closed at once: its client tries again.
    if (!full) std::make_shared<Session>(std::move(socket), address, state)->Start();
    Accept(state);
  });
  state.accepting = true;
}

}  // namespace

WyomingServer::WyomingServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
WyomingServer::WyomingServer(WyomingServer&&) noexcept = default;
WyomingServer& WyomingServer::operator=(WyomingServer&&) noexcept = default;

WyomingServer::~WyomingServer() {
  if (state_ != nullptr) state_->io.stop();
}

Result<WyomingServer> WyomingServer::Start(Service& service, const WyomingOptions& options,
                                           std::function<void(const Record&)> finished) {
  auto state = std::make_unique<State>(service, options, std::move(finished));
  Result<void> listens = Listen(state->acceptor, {options.host, options.port}, "--wyoming");
  if (!listens) return tl::unexpected(listens.error());
  Accept(*state);
  state->thread = std::jthread([s = state.get()] {
    RunToEnd(s->io, [s] {
      if (!s->accepting && !s->draining) Accept(*s);
    });
  });
  return WyomingServer(std::move(state));
}

unsigned short WyomingServer::port() const { return state_->acceptor.local_endpoint().port(); }

void WyomingServer::Drain() {
  State& state = *state_;
  if (state.told.exchange(true)) return;
  net::post(state.io, [&state] {
    state.draining = true;
    ErrorCode ignored;
    state.acceptor.close(ignored);
    const std::set<Session*> now = state.sessions;  // closing one changes it
    for (Session* session : now) session->Drain();
    if (state.sessions.empty()) return;
    // It holds the thread for what has begun; the last session cancels it.
    state.timer.expires_after(state.options.drain_time);
    state.timer.async_wait([&state](ErrorCode error) {
      if (!error) state.io.stop();
    });
  });
}

void WyomingServer::Finish() {
  Drain();
  if (state_->thread.joinable()) state_->thread.join();
  const std::set<Session*> late = state_->sessions;
  for (Session* session : late) session->Close();
}

}  // namespace boyin::server
