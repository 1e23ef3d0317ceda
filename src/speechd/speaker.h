// Speaks one message at a time on a thread of its own, and stops at a word. Private to speechd.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "speechd/connection.h"
#include "speechd/marked_text.h"
#include "synthesise/pool.h"
#include "voice/voice.h"

namespace boyin::speechd {

/// What reads and says a message.
struct Reader {
  normalise::Normaliser normaliser;
  pronounce::Pronouncer pronouncer;
  synthesise::Pool pool;
};

/// How a message is said.
struct Delivery {
  voice::Voice voice;  ///< with the rate, pitch and range that were asked for
  double gain = 1;
};

class Speaker {
 public:
  /// Both must outlive it.
  Speaker(Reader& reader, ReplyWriter& replies);
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;
  ~Speaker();  ///< stops what is being said

  /// Whether a message may be given to it. Only Speak makes it busy.
  [[nodiscard]] bool idle();
  /// While it is idle. The server is to have been told that the message is taken: the first event
  /// may come at once.
  void Speak(MarkedText message, Delivery delivery);
  void Stop();   ///< answered by event 703
  void Pause();  ///< at the next index mark or sentence; answered by event 704

 private:
  enum class Ask : std::uint8_t { kNone, kStop, kPause };
  struct Job {
    MarkedText message;
    Delivery delivery;
  };

  void Run();
  void Say(const Job& job);
  /// One sentence of a message with the marks that lie in it; false where it was to stop.
  bool SaySentence(const Job& job, const normalise::Spoken& spoken,
                   const prosody::Sentence& sentence, bool last, std::size_t& next_mark);
  bool SendAudio(const std::vector<std::int16_t>& samples, std::size_t begin, std::size_t end,
                 int sample_rate_hz);
  [[nodiscard]] Ask asked();

  Reader& reader_;
  ReplyWriter& replies_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Job> job_;
  bool busy_ = false;
  bool closing_ = false;
  Ask ask_ = Ask::kNone;
  std::thread thread_;
};

}  // namespace boyin::speechd
