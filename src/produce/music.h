// Music on the timeline: pieces of sound that are not speech, and where and how loud they lie.
//
//   Result<Music> bed = BuiltinMusic("bed", 44100, "/var/tmp");     // or encode::LoadMusic(…)
//   const std::int64_t begin = timeline->samples();
//   timeline->Silence(4000);                                        // the music alone
//   timeline->Append(clip, voice);                                  // and under speech
//   timeline->Lay(*bed, {.begin = begin, .end = timeline->samples(), .loop = true});
//
// Levels are in LU against the speech of the same programme, so they hold for any voice, any file
// and any profile. Music is mono, as the programme is; what was stereo is folded down, (L + R) / 2.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::produce {

class Spool;

/// A piece of music at the programme's rate, in an unlinked temporary file. Cheap to copy,
/// immutable; may be read by many threads at once.
class Music {
 public:
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] int sample_rate_hz() const { return sample_rate_hz_; }
  [[nodiscard]] std::int64_t samples() const { return samples_; }
  [[nodiscard]] double seconds() const { return static_cast<double>(samples_) / sample_rate_hz_; }
  /// Integrated, of one channel (3 LU below what is heard).
  [[nodiscard]] double loudness_lufs() const { return loudness_lufs_; }
  /// Samples at its end in which it only dies away, 10 dB and more under its own level: somebody
  /// may speak over them.
  [[nodiscard]] std::int64_t tail_samples() const { return tail_samples_; }
  [[nodiscard]] double tail_seconds() const {
    return static_cast<double>(tail_samples_) / sample_rate_hz_;
  }
  /// Its end runs into its beginning: it needs no crossfade when it is looped.
  [[nodiscard]] bool seamless() const { return seamless_; }

  /// Samples from `at` on; beyond the ends there is silence. kOutput when the spool fails.
  [[nodiscard]] Result<void> ReadAt(std::int64_t at, std::span<float> out) const;

 private:
  friend class MusicWriter;
  Music() = default;

  std::string name_;
  std::shared_ptr<const Spool> spool_;
  int sample_rate_hz_ = 0;
  std::int64_t samples_ = 0;
  double loudness_lufs_ = -70;
  std::int64_t tail_samples_ = 0;
  bool seamless_ = false;
};

/// Music from samples as they come.
class MusicWriter {
 public:
  /// kOutput where no temporary file can be made in `spool_folder`.
  [[nodiscard]] static Result<MusicWriter> Create(int sample_rate_hz,
                                                  const std::filesystem::path& spool_folder);
  MusicWriter(MusicWriter&&) noexcept;
  MusicWriter& operator=(MusicWriter&&) noexcept;
  ~MusicWriter();

  [[nodiscard]] Result<void> Append(std::span<const float> samples);
  /// kInput, naming `name`, for what is shorter than 50 ms or nothing but silence.
  [[nodiscard]] Result<Music> Finish(std::string name, bool seamless = false) &&;

 private:
  struct State;
  explicit MusicWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The same music at another rate: itself where that is its own. kOutput where no temporary file
/// can be made in `spool_folder` or it cannot grow.
[[nodiscard]] Result<Music> AtRate(const Music& music, int sample_rate_hz,
                                   const std::filesystem::path& spool_folder);

/// What boyin plays itself; computed, so nobody's but the user's.
struct BuiltinPiece {
  std::string_view name;  ///< "chime", "pips", "sting", "bed"
  Message title;
  double seconds = 0;
};
[[nodiscard]] std::span<const BuiltinPiece> BuiltinPieces();

/// The same samples on every run. kUsage, with the names there are, for an unknown name.
[[nodiscard]] Result<Music> BuiltinMusic(std::string_view name, int sample_rate_hz,
                                         const std::filesystem::path& spool_folder);

/// How music makes way for speech. It follows the speech track itself, looking ahead.
struct Ducking {
  int attack_ms = 400;   ///< the way down, over when the speech begins
  int release_ms = 900;  ///< the way up, from the end of the speech on
  int gap_ms = 1500;     ///< in a pause shorter than this the music stays down

  bool operator==(const Ducking&) const = default;
};

/// Where and how a piece of music sounds. Samples are those of the programme, milliseconds those of
/// a clock. Its ends never click: a fade of 0 lasts 2 ms all the same.
struct MusicCue {
  std::int64_t begin = 0;
  std::int64_t end = 0;   ///< not after `begin`: where the music ends by itself
  std::int64_t skip = 0;  ///< what is left out at the head of the music
  bool loop = false;      ///< from its end again at its head, up to `end`
  double alone_lu = -6;   ///< where nobody speaks; 0: as loud as the speech
  double under_lu = -18;  ///< under speech; that of `alone_lu`: no ducking
  int fade_in_ms = 10;
  int fade_out_ms = 10;
  Ducking ducking{};

  bool operator==(const MusicCue&) const = default;
};

/// Usual cues: a sting, chime or pips in the foreground (−3 LU), and a bed that is looped under
/// speech (−18, −6 in gaps, fades of 1.5 s and 3 s). Begin and end are the caller's.
[[nodiscard]] MusicCue ForegroundCue();
[[nodiscard]] MusicCue BedCue();

}  // namespace boyin::produce
