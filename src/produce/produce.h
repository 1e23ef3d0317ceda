// Produce: the clips of sentences in, one mastered programme out.
//
//   Result<Timeline> timeline = Timeline::Create({.sample_rate_hz = 44100});
//   Result<Placed> placed = timeline->Append(clip, voice);      // in the order of the text
//   placed->Move(clip.marks[3].sample);                         // where that mark is now
//   timeline->Silence(voice.pauses.sentence_ms);
//   Result<Programme> programme = std::move(*timeline).Finish(*FindProfile("podcast"));
//   Reader reader = programme->Open();
//   for (Result<std::size_t> got; (got = reader.Read(chunk)) && *got > 0;) use(chunk, *got);
//
// Everything is mono; loudness is meant as heard, that is on two loudspeakers (dual mono, 3 LU
// above what a one-channel meter shows). Audio lives in an unlinked temporary file, never in
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "produce/music.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace boyin::produce {

class Spool;

/// How loud a programme shall be.
struct Profile {
  std::string name;            ///< "podcast"
  bool master = true;          ///< false ("none"): samples pass as they are
  double loudness_lufs = -16;  ///< integrated, as heard
  double true_peak_dbtp = -1;  ///< of the file that the listener decodes

  bool operator==(const Profile&) const = default;
};

/// "podcast" (−16 LUFS, −1 dBTP), "ebu" (−23, −1), "china-tv" (−24, −2), "none", or a custom
/// "LUFS/dBTP" such as "-18/-1.5". kUsage, with the names there are, for anything else.
[[nodiscard]] Result<Profile> FindProfile(std::string_view name);

/// The profiles that have names.
[[nodiscard]] std::vector<Profile> Profiles();

struct Settings {
  int sample_rate_hz = 44100;                       ///< of the programme: 8000 … 192000
  int lead_in_ms = 300;                             ///< silence before the first clip
  int lead_out_ms = 700;                            ///< and after the last
  std::filesystem::path spool_folder = "/var/tmp";  ///< 2 bytes a sample are needed there

  bool operator==(const Settings&) const = default;
};

/// Loudness by ITU-R BS.1770-4 and EBU R 128. "As heard": a mono signal counts as dual mono.
struct Loudness {
  double integrated_lufs = -70;   ///< as heard; −70: silence
  double one_channel_lufs = -70;  ///< what a meter shows that counts a mono file once
  double range_lu = 0;
  double true_peak_dbtp = -200;
  double momentary_max_lufs = -70;   ///< as heard
  double short_term_max_lufs = -70;  ///< as heard

  bool operator==(const Loudness&) const = default;
};

/// Measures a stream of any length in 160 kB of memory. For one thread.
class Meter {
 public:
  enum class Peaks { kNone, kTrue };
  Meter(int sample_rate_hz, int channels, Peaks peaks = Peaks::kTrue);
  Meter(Meter&&) noexcept;
  Meter& operator=(Meter&&) noexcept;
  ~Meter();

  void Add(std::span<const float> interleaved);
  [[nodiscard]] Loudness Measured() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where a clip came to lie. Samples are those of the programme.
struct Placed {
  std::int64_t begin = 0;
  std::int64_t end = 0;  ///< past the last
  int clip_rate_hz = 0;
  int rate_hz = 0;

  /// The sample of the programme that holds sample `at` of the clip.
  [[nodiscard]] std::int64_t Move(std::int64_t at) const;
  bool operator==(const Placed&) const = default;
};

/// The limiter works this far below the profile's true peak, because codecs add to peaks (MP3 at
/// 96 kbit/s about 0.5 dB).
inline constexpr double kCodecRoomDb = 1.0;

/// A place that is turned down for a moment, because a codec makes a spike there that no limiter in
/// front of it can hold: whole for 30 ms around `at`, and 20 ms on the way there and back.
struct Attenuation {
  std::int64_t at = 0;  ///< a sample of the programme
  double db = 0;        ///< positive

  bool operator==(const Attenuation&) const = default;
};

/// A change asked of the mastering when a codec made the sound louder or its peaks higher.
struct Trim {
  double gain_db = 0;     ///< added before the limiter
  double ceiling_db = 0;  ///< added to the limiter's ceiling
  std::vector<Attenuation>
      attenuations{};  ///< behind the limiter; by place. Where they meet, the deepest counts

  bool operator==(const Trim&) const = default;
};

/// One voice of a programme, before mastering and as heard.
struct VoiceLevel {
  std::string name;
  double seconds = 0;
  double source_lufs = -70;
  double gain_db = 0;  ///< what made it as loud as the voice that speaks longest

  bool operator==(const VoiceLevel&) const = default;
};

/// What mastering did; all as heard (dual mono). Reductions are positive.
struct Mastering {
  Profile profile;
  double source_lufs = 0;          ///< speech (or music alone) before; −70: nothing but silence
  double speech_lufs = 0;          ///< of the speech by itself, before the gain
  double loudness_lufs = 0;        ///< of the programme, after
  double gain_db = 0;              ///< between compressor and limiter
  double compression_db = 0;       ///< the compressor's deepest reduction
  double compression_mean_db = 0;  ///< its mean where somebody speaks
  double limiting_db = 0;          ///< the limiter's deepest reduction
  double limited_percent = 0;      ///< of the time in which the limiter was at work
  double limiting_mean_db = 0;     ///< its mean in that time
  std::vector<VoiceLevel> voices;  ///< by order of appearance

  bool operator==(const Mastering&) const = default;
};

/// Reads the mastered samples in order. Each thread opens its own. It keeps the sound alive.
class Reader {
 public:
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  /// Fills `out`; fewer samples only at the end, 0 after it. kOutput when the spool fails.
  [[nodiscard]] Result<std::size_t> Read(std::span<float> out);

 private:
  friend class Programme;
  struct State;  // reader_state.h
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A finished programme: cheap to copy, immutable, may be read by many threads at once.
class Programme {
 public:
  [[nodiscard]] int sample_rate_hz() const { return sample_rate_hz_; }
  [[nodiscard]] std::int64_t samples() const { return samples_; }
  [[nodiscard]] const Mastering& mastering() const { return mastering_; }

  /// The mastered samples from `begin` on, with `trim` applied to the mastering. The same samples
  /// come whatever `begin` is, so that parts can be read side by side.
  [[nodiscard]] Reader Open(Trim trim = {}, std::int64_t begin = 0) const;

 private:
  friend class Timeline;
  Programme(std::shared_ptr<const Spool> spool, int sample_rate_hz, std::int64_t samples,
            const Profile& profile);
  [[nodiscard]] Result<void> Adjust();

  std::shared_ptr<const Spool> spool_;
  int sample_rate_hz_ = 0;
  std::int64_t samples_ = 0;
  Mastering mastering_;
};

/// Clips and silences in order. Not thread-safe.
class Timeline {
 public:
  /// kUsage for a sample rate that cannot be; kOutput where no temporary file can be made.
  [[nodiscard]] static Result<Timeline> Create(const Settings& settings);
  Timeline(Timeline&&) noexcept;
  Timeline& operator=(Timeline&&) noexcept;
  ~Timeline();

  /// Resamples, equalises (`bass_db`, `presence_db`, `gain_db` of the voice) and appends one clip;
  /// its ends are faded over 2 ms. kOutput when the temporary file cannot grow.
  [[nodiscard]] Result<Placed> Append(const synthesise::Clip& clip, const voice::Voice& voice);
  [[nodiscard]] Result<void> Silence(int length_ms);

  /// Appends a recording of somebody speaking, from sample `from` up to `to` (0: all of it). It is
  /// made as loud as the voices, and music makes way for it as for them; its ends are faded over
  /// 20 ms, over 250 where it is cut. kUsage for another sample rate or a part that it does not
  /// have; kOutput when the temporary file fails.
  [[nodiscard]] Result<Placed> AppendRecording(const Music& recording, std::int64_t from = 0,
                                               std::int64_t to = 0);

  /// Lays music over what is, or will be, there; nothing moves. In any order, any number of
  /// times, overlapping or not; what lies past the end of the programme is not heard. Returns where
  /// the music ends. kUsage for another sample rate or a cue that cannot be.
  [[nodiscard]] Result<std::int64_t> Lay(const Music& music, const MusicCue& cue);

  /// Lays music here (`begin` is ignored, `end` too: `length_ms`, 0 for all of it) and moves on to
  /// its end, but for the last `overlap_ms`, over which speech may begin already.
  [[nodiscard]] Result<Placed> Play(const Music& music, MusicCue cue, int length_ms = 0,
                                    int overlap_ms = 0);

  /// Silence (which music may fill) until the finished programme, lead-out included, has exactly
  /// `programme_samples`. kUsage where it is too long already, see samples_if_finished().
  [[nodiscard]] Result<void> FillTo(std::int64_t programme_samples);

  /// The length so far, lead-in included.
  [[nodiscard]] std::int64_t samples() const;
  /// What Finish would give now: with the lead-out.
  [[nodiscard]] std::int64_t samples_if_finished() const;

  /// Masters what was appended. The timeline is spent.
  [[nodiscard]] Result<Programme> Finish(const Profile& profile) &&;

 private:
  struct State;
  explicit Timeline(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The audible mark of synthetic speech: "AI" in Morse code (·– ··), as a clip to append.
[[nodiscard]] synthesise::Clip LabelTone(int sample_rate_hz);

}  // namespace boyin::produce
