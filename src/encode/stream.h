// A stream: sentences in as they are made, bytes of one audio file out at once.
//
//   Result<Stream> stream = Stream::Open(StreamFormat::kMp3);
//   Result<produce::Placed> placed = stream->Append(clip, voice);
//   send(stream->Take());               // what can be played by now
//   stream->Silence(480);
//   stream->Finish();
//   send(stream->Take());
//
// A stream cannot look ahead, so its loudness is that of the voice's calibration, brought to the
// podcast level; compressor and limiter are those of a mastered file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "produce/produce.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace boyin::encode {

/// MP3 without tags, Opus in Ogg, AAC in ADTS, FLAC, WAV of unknown length (sizes 0xFFFFFFFF), and
/// PCM: 16 bits, little endian, without a header. Mono, 24 kHz (Opus 48).
enum class StreamFormat { kMp3, kOpus, kAac, kFlac, kWav, kPcm };

/// "mp3", "opus", "aac", "flac", "wav", "pcm". kUsage, with the names there are, for others.
[[nodiscard]] Result<StreamFormat> StreamFormatFromName(std::string_view name);
[[nodiscard]] std::string_view StreamFormatName(StreamFormat format);
/// "audio/mpeg"
[[nodiscard]] std::string_view MediaType(StreamFormat format);

/// For one thread at a time; after an error it is of no more use.
class Stream {
 public:
  /// `clip_rate_hz`: of the clips to come, where it is known: what costs time is then done here.
  [[nodiscard]] static Result<Stream> Open(StreamFormat format, int clip_rate_hz = 0);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  /// Where the clip came to lie, in samples at the rate of the first clip. `begun` is called when
  /// its first half second is in: Take has something to play before the rest is made.
  [[nodiscard]] Result<produce::Placed> Append(const synthesise::Clip& clip,
                                               const voice::Voice& voice,
                                               const std::function<void()>& begun = {});
  /// The same of a recording of somebody speaking: it is made as loud as the voices.
  [[nodiscard]] Result<produce::Placed> Append(const produce::Music& recording);
  [[nodiscard]] Result<void> Silence(int length_ms);
  /// Nothing can be appended any more.
  [[nodiscard]] Result<void> Finish();

  /// The bytes that came out since the last call.
  std::string Take();

  /// What was appended so far.
  [[nodiscard]] double seconds() const;

 private:
  struct State;
  explicit Stream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace boyin::encode
