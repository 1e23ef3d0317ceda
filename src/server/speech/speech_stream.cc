#include "server/speech/speech_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "pipeline/takes.h"
#include "server/http/open_file.h"
#include "server/speech/sent_takes.h"
#include "server/speech/timed_reply.h"
#include "server/speech/utf16.h"

namespace boyin::server {
namespace {

std::string Event(std::string_view json) { return fmt::format("data: {}\n\n", json); }

class SpeechStream : public std::enable_shared_from_this<SpeechStream> {
 public:
  SpeechStream(const SpeechResources& resources, SpeechRequest speech, Answer answer,
               encode::Stream stream)
      : resources_(resources),
        request_(std::move(speech)),
        answer_(std::move(answer)),
        stream_(std::move(stream)),
        directed_(Directed(resources_, request_)),
        chunks_(Joined(SplitDocument(directed_.document, IsInstant()), directed_.directions)),
        piece_(whole() ? 0 : kFirstPiece) {}
  SpeechStream(const SpeechStream&) = delete;
  SpeechStream& operator=(const SpeechStream&) = delete;
  ~SpeechStream() {
    // Dropped by an executor that shuts down, or by an exception on its thread.
    pipe_->Close(Pipe::End::kBroken);
    if (answer_ != nullptr) answer_(ErrorReply(503, "stopped", "the service has stopped this"));
    if (request_.finished) request_.finished();
  }

  /// The first chunk, at once.
  void Start() {
    tells_text_ = request_.takes && request_.cues;
    if (!directed_.directions.empty()) TellText();
    Step();
  }

 private:
  /// Nothing is sent before all is made.
  [[nodiscard]] bool whole() const { return request_.gather || request_.timed; }

  void Next() {
    const FairExecutor::Priority priority =
        begun_ ? FairExecutor::Priority::kBackground : FairExecutor::Priority::kInteractive;
    resources_.executor.Post(priority, request_.caller,
                             [self = shared_from_this()] { self->Step(); });
  }

  void Step() {
    if (pipe_->left()) return;
    if (next_ > 0) TellText();  // where it is the text that was sent, sound comes first
    if (next_ == chunks_.size()) return Finish();
    const Chunk& chunk = chunks_[next_++];
    chunk_begin_utf16_ +=
        Utf16Length(directed_.document.text, chunk_begin_, chunk.block.source.begin);
    chunk_begin_ = chunk.block.source.begin;
    // While pieces are short the listener has no sound in hand to wait with.
    const bool urgent = !begun_ || piece_ > 0;
    const pipeline::Renderer& renderer =
        urgent ? resources_.context->interactive : resources_.context->background;
    pipeline::Reading reading{request_.voice, request_.rate,     {},    {},
                              false,          request_.fallback, piece_};
    reading.directions = DirectionsIn(chunk);
    const Result<pipeline::Narration> narration =
        renderer.Narrate(ToDocument(chunk, directed_.document.name), reading,
                         [this](const pipeline::SpokenSentence& said) { return Take(said); });
    if (!narration) return Break(narration.error());
    piece_ = narration->piece;
    if (narration->sentences > 0 && !EndsWithPause(chunk, reading.directions)) {
      pause_ms_ = LengthMs(chunk.gap, narration->voice.pauses);
    }
    pipe_->WhenRoom([self = shared_from_this()] { self->Next(); });
  }

  Result<void> Take(const pipeline::SpokenSentence& said) {
    if (pipe_->left()) {
      return Fail(Code::kInterrupted, "", Translated("the listener has left"));
    }
    pause_ms_ = said.pause_before_ms.value_or(pause_ms_);
    if (Result<void> done = stream_.Silence(pause_ms_); !done) return done;
    pause_ms_ = said.pause_after_ms;
    // Its first sound goes out at once; an event's cue must come before it.
    std::function<void()> early;
    if (!begun_ && !request_.events && !whole()) early = [this] { SendSound(); };
    const Result<produce::Placed> placed = said.recording
                                               ? stream_.Append(*said.recording)
                                               : stream_.Append(said.clip, said.voice, early);
    if (!placed) return tl::unexpected(placed.error());
    if (request_.cues) Send(CueEvent(said, *placed));
    if (request_.timed) AddTimes(said, *placed);
    SendSound();
    return {};
  }

  void SendSound() {
    std::string bytes = stream_.Take();
    if (bytes.empty()) return;
    if (request_.timed) return Send(timed_.Sound(bytes));
    if (!request_.events) return Send(std::move(bytes));
    Send(Event(fmt::format(R"({{"type":"speech.audio.delta","audio":"{}"}})", Base64(bytes))));
  }

  /// The first thing sent opens the reply.
  void Send(std::string bytes) {
    if (whole()) {
      if (!std::exchange(begun_, true) && request_.timed) {
        bytes.insert(0, TimedReply::Begin(request_.format));
      }
      gathered_ += bytes.size();
      spooled_ = spooled_ && Append(bytes);
      return;
    }
    pipe_->Write(std::move(bytes));
    if (std::exchange(begun_, true)) return;
    Reply reply;
    reply.type =
        request_.events ? "text/event-stream" : std::string(encode::MediaType(request_.format));
    reply.pipe = pipe_;
    // A proxy that gathers the reply would make the listener wait.
    reply.headers.emplace_back("X-Accel-Buffering", "no");
    std::exchange(answer_, nullptr)(std::move(reply));
  }

  void Finish() {
    if (!begun_) {
      return Break({Code::kInput, "", Translated("there is nothing in it to read aloud"), {}});
    }
    if (const Result<void> done = stream_.Finish(); !done) return Break(done.error());
    SendSound();
    if (request_.timed) Send(timed_.End(stream_.seconds()));
    if (whole()) return AnswerWhole();
    if (request_.events) {
      const auto frames = static_cast<std::size_t>(stream_.seconds() * kFramesPerSecond);
      Send(Event(fmt::format(
          R"({{"type":"speech.audio.done","usage":{{"input_tokens":{},"output_tokens":{},"total_tokens":{}}}}})",
          request_.characters, frames, request_.characters + frames)));
    }
    pipe_->Close(Pipe::End::kWhole);
  }

  /// To the spool, whose memory is the disk's.
  bool Append(std::string_view bytes) {
    if (spool_ == nullptr) {
      const int fd =
          ::open(request_.spool.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
      if (fd < 0) return false;
      spool_ = std::make_shared<const OpenFile>(fd);
    }
    while (!bytes.empty()) {
      const ssize_t put = ::write(spool_->fd(), bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

  /// Four bytes of the WAV's head, the lowest first.
  bool Patch(off_t at, std::uint64_t value) const {
    std::array<char, 4> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(value >> (8 * i));
    return ::pwrite(spool_->fd(), bytes.data(), bytes.size(), at) == 4;
  }

  void AnswerWhole() {
    const bool patched =
        request_.timed || (spooled_ && Patch(4, gathered_ - 8) && Patch(40, gathered_ - 44));
    if (!spooled_ || !patched) {
      return Break(
          {Code::kOutput, request_.spool.string(), Translated("the sound cannot be written"), {}});
    }
    Reply reply;
    reply.type = request_.timed ? "application/json" : encode::MediaType(request_.format);
    reply.file = FilePart{spool_, 0, gathered_};
    std::exchange(answer_, nullptr)(std::move(reply));
  }

  void Break(const Error& error) {
    if (answer_ != nullptr) return std::exchange(answer_, nullptr)(ErrorReply(error));
    if (request_.events) {
      Send(Event(R"({"type":"error",)" + ErrorReply(error).body.substr(1)));
    }
    pipe_->Close(Pipe::End::kBroken);
  }

  [[nodiscard]] bool IsInstant() const { return synthesise::IsInstant(request_.voice.engine); }

  /// No chunk ends inside a sentence that is said otherwise: a recording is heard once.
  static std::vector<Chunk> Joined(std::vector<Chunk> chunks,
                                   const std::vector<pipeline::Direction>& directions) {
    std::vector<Chunk> joined;
    for (Chunk& chunk : chunks) {
      const std::size_t begin = chunk.block.source.begin;
      const bool inside = std::ranges::any_of(directions, [&](const pipeline::Direction& one) {
        return one.source.begin < begin && begin < one.source.end;
      });
      if (!inside) {
        joined.push_back(std::move(chunk));
        continue;
      }
      Chunk& whole = joined.back();
      whole.block.text += chunk.block.text;
      whole.block.source.end = chunk.block.source.end;
      whole.gap = chunk.gap;
    }
    return joined;
  }

  /// The document as its takes leave it.
  static pipeline::DirectedDocument Directed(const SpeechResources& resources,
                                             const SpeechRequest& request) {
    if (!request.takes || request.takes->empty()) return {request.document, {}};
    const pipeline::Renderer& renderer = resources.context->interactive;
    return PutTakes(request.document, *request.takes,
                    {renderer.normaliser(), renderer.pronouncer(), request.voice});
  }

  /// Those of a chunk, as ranges of it.
  [[nodiscard]] std::vector<pipeline::Direction> DirectionsIn(const Chunk& chunk) const {
    std::vector<pipeline::Direction> inside;
    const Range whole = chunk.block.source;
    for (const pipeline::Direction& direction : directed_.directions) {
      const Range source = direction.source;
      if (source.begin < whole.begin || source.begin >= whole.end) continue;
      inside.push_back({{source.begin - whole.begin, source.end - whole.begin}, direction.take});
    }
    return inside;
  }

  static bool EndsWithPause(const Chunk& chunk,
                            const std::vector<pipeline::Direction>& directions) {
    if (directions.empty() || !directions.back().take.wish.pause_after_ms) return false;
    return directions.back().source.end == chunk.block.text.size();
  }

  /// What is read, and its sentences.
  void TellText() {
    if (!std::exchange(tells_text_, false)) return;
    if (directed_.sentences.empty()) {
      const pipeline::Renderer& renderer = resources_.context->interactive;
      directed_.sentences = pipeline::SentencesOf(
          directed_.document, {renderer.normaliser(), renderer.pronouncer(), request_.voice});
    }
    Send(TextEvent());
  }

  [[nodiscard]] std::string TextEvent() const {
    const std::string& text = directed_.document.text;
    Utf16Offsets read(text);
    Utf16Offsets sent(request_.document.text);
    std::string sentences;
    for (const pipeline::DirectedSentence& one : directed_.sentences) {
      sentences += sentences.empty() ? "{" : ",{";
      sentences += fmt::format(R"("begin":{},)", read.At(one.source.begin));
      sentences += fmt::format(R"("end":{},)", read.At(one.source.end));
      sentences += fmt::format(R"("input_begin":{},)", sent.At(one.written.begin));
      sentences += fmt::format(R"("input_end":{})", sent.At(one.written.end));
      if (one.take) sentences += fmt::format(R"(,"take":{})", *one.take);
      sentences += "}";
    }
    return Event(fmt::format(R"({{"type":"speech.text","text":{},"sentences":[{}]}})",
                             JsonString(text), sentences));
  }

  void AddTimes(const pipeline::SpokenSentence& said, const produce::Placed& placed) {
    episode::Cue cue = said.cue;
    pipeline::Move(placed, cue);
    timed_.Add(cue, chunks_[next_ - 1].block.text, placed.rate_hz);
  }

  /// Offsets are UTF-16 code units, what the strings of a browser count; times are seconds.
  std::string CueEvent(const pipeline::SpokenSentence& said, const produce::Placed& placed) {
    episode::Cue cue = said.cue;
    pipeline::Move(placed, cue);
    const double rate = placed.rate_hz;
    Utf16Offsets offsets(chunks_[next_ - 1].block.text, chunk_begin_utf16_);
    const std::size_t begin = offsets.At(cue.source.begin);
    std::size_t last = cue.source.begin;
    std::string words;
    for (const episode::Word& word : cue.words) {
      const std::size_t word_begin = offsets.At(word.source.begin);
      last = word.source.end;
      words += fmt::format(R"({}{{"begin":{},"end":{},"start":{:.3f}}})", words.empty() ? "" : ",",
                           word_begin, offsets.At(last), static_cast<double>(word.begin) / rate);
    }
    const std::size_t end = offsets.At(std::max(last, cue.source.end));
    return Event(fmt::format(
        R"({{"type":"speech.cue","begin":{},"end":{},"start":{:.3f},"stop":{:.3f},"text":{},"pinyin":{},"words":[{}]}})",
        begin, end, static_cast<double>(cue.begin) / rate, static_cast<double>(cue.end) / rate,
        JsonString(cue.written), JsonString(cue.pinyin), words));
  }

  static constexpr double kFramesPerSecond = 50;
  static constexpr std::size_t kFirstPiece = 8;  // syllables: two seconds

  SpeechResources resources_;
  SpeechRequest request_;
  Answer answer_;
  encode::Stream stream_;
  pipeline::DirectedDocument directed_;
  bool tells_text_ = false;  // it has not been told yet
  std::vector<Chunk> chunks_;
  std::size_t piece_ = 0;  // see pipeline::Reading
  std::shared_ptr<Pipe> pipe_ = std::make_shared<Pipe>();
  std::size_t next_ = 0;  // chunk
  std::size_t chunk_begin_ = 0;
  std::size_t chunk_begin_utf16_ = 0;
  TimedReply timed_;
  std::shared_ptr<const OpenFile> spool_;
  std::uint64_t gathered_ = 0;
  bool spooled_ = true;
  int pause_ms_ = 0;
  bool begun_ = false;
};

}  // namespace

void StreamSpeech(const SpeechResources& resources, SpeechRequest speech, Answer answer) {
  // The encoder is opened where the work is done, not on the thread that carries the connections.
  auto shared =
      std::make_shared<std::pair<SpeechRequest, Answer>>(std::move(speech), std::move(answer));
  const std::string caller = shared->first.caller;
  resources.executor.Post(
      FairExecutor::Priority::kInteractive, caller, [resources, shared, caller] {
        const auto refuse = [&](Reply reply) {
          shared->second(std::move(reply));
          if (shared->first.finished) shared->first.finished();
        };
        SpeechRequest& order = shared->first;
        if (!order.recordings.empty()) {
          if (Result<void> opened = OpenRecordings(*order.takes, order.recordings, order.spool);
              !opened) {
            return refuse(TakesRefusal(opened.error()));
          }
          order.recordings.clear();
        }
        Result<encode::Stream> stream = resources.encoders.Take(order.format);
        if (!stream) return refuse(ErrorReply(stream.error()));
        std::make_shared<SpeechStream>(resources, std::move(shared->first),
                                       std::move(shared->second), std::move(*stream))
            ->Start();
        resources.executor.Post(
            FairExecutor::Priority::kBackground, caller,
            [resources, format = shared->first.format] { resources.encoders.Fill(format); });
      });
}

}  // namespace boyin::server
