// Encode: a programme in, a file that appears whole out, with a certificate of what a listener
// gets.
//
//   Settings settings{.format = *FormatOfPath("out/news.mp3")};
//   Tags tags{.title = "盐城新闻", .artist = "盐阜大众报", .aigc = Aigc{}};
//   Result<Certificate> certificate = Encode(programme, settings, tags, "out/news.mp3");
//
// The file is decoded again and measured; where the codec made it too loud or its peaks too high it
// is encoded again with a lower ceiling. Functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "encode/radio.h"
#include "produce/produce.h"

namespace boyin::encode {

/// Samples a second of a file, where nothing else is asked for.
inline constexpr int kUsualRateHz = 44100;

enum class Format { kMp3, kM4a, kOpus, kOgg, kFlac, kWav, kMp2, kM4b };

/// AAC in MP4: M4A and, by another name, an audiobook.
[[nodiscard]] constexpr bool IsMp4(Format format) {
  return format == Format::kM4a || format == Format::kM4b;
}

/// "mp3", "m4a" (AAC; also "aac"), "m4b" (the same as an audiobook), "opus" (Opus in Ogg), "ogg"
/// (Vorbis in Ogg; also "oga"), "flac", "wav", "mp2". kUsage, with the names there are, for
/// anything else.
[[nodiscard]] Result<Format> FormatFromName(std::string_view name);

/// By the extension, in any case of letters. kUsage where it tells nothing.
[[nodiscard]] Result<Format> FormatOfPath(const std::filesystem::path& path);

/// "mp3": the name and the file's extension, without the dot.
[[nodiscard]] std::string_view FormatName(Format format);

/// What to make. 0 means: what suits the format.
struct Settings {
  Format format = Format::kMp3;
  int channels = 0;        ///< 1 or 2; 0: the programme's. A mono programme is doubled for 2
  int sample_rate_hz = 0;  ///< 0: the programme's, or 48 kHz where the format (Opus) wants it
  int bitrate_kbps =
      0;  ///< 0: MP3 96, M4A 96, M4B 64, Opus 48, Vorbis 96, MP2 192 (mono 96); FLAC, WAV none
  int threads = 0;  ///< for MP3; 0: one for each core. The file does not depend on it

  bool operator==(const Settings&) const = default;
};

/// Whether the settings go together with a programme at `programme_rate_hz`; channels, sample rate
/// and bit rate filled in. kUsage with the mend where they do not.
[[nodiscard]] Result<Settings> Resolve(const Settings& settings, int programme_rate_hz,
                                       int programme_channels = 1);

/// The implicit label of synthetic content (GB 45438-2025, Annex E; docs/labelling.md).
struct Aigc {
  std::string label = "1";  ///< "1" is, "2" may be, "3" is suspected to be synthetic
  std::string content_producer{};
  std::string produce_id{};
  std::string reserved_code_1{};
  std::string content_propagator{};
  std::string propagate_id{};
  std::string reserved_code_2{};

  bool operator==(const Aigc&) const = default;
};

/// The JSON that stands in the metadata field "AIGC".
[[nodiscard]] std::string AigcJson(const Aigc& aigc);

/// A place to jump to. Chapters are in order of time.
struct Chapter {
  std::string title{};
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;  ///< not after `begin_ms`: where the next begins, or the file ends
  std::string url{};

  bool operator==(const Chapter&) const = default;
};

/// How many chapters a file can hold: 1000 in Vorbis comments, as many as there are elsewhere.
[[nodiscard]] std::size_t MostChapters(Format format);

/// A JPEG or PNG file.
struct Picture {
  std::string bytes{};
  std::string mime = "image/jpeg";

  bool operator==(const Picture&) const = default;
};

/// kInput, naming `shown`, for what is neither JPEG nor PNG or has more than 8 MiB.
[[nodiscard]] Result<void> CheckCover(const Picture& cover, const std::string& shown);

/// A line of the text with its time, for players that follow along.
struct LyricLine {
  std::int64_t begin_ms = 0;
  std::string text{};

  bool operator==(const LyricLine&) const = default;
};

/// A field of our own: TXXX in ID3, a named comment elsewhere.
struct ExtraTag {
  std::string name{};  ///< ASCII
  std::string value{};

  bool operator==(const ExtraTag&) const = default;
};

/// All UTF-8; what is empty is not written.
struct Tags {
  std::string title{};
  std::string artist{};
  std::string album{};
  std::string date{};      ///< "2017-02-01", "2017-02" or "2017"
  std::string language{};  ///< ISO 639-2 ("zho"); "zh", "zh-CN" and the like are turned into it
  std::string comment{};   ///< the source, for example
  std::string genre{};     ///< "新闻"
  std::string track{};     ///< "3" or "3/12"
  std::string lyrics{};    ///< the whole text
  std::vector<LyricLine> synced_lyrics{};  ///< MP3: SYLT; elsewhere LRC, where `lyrics` is empty
  std::vector<Chapter> chapters{};
  std::optional<Picture> cover{};
  std::vector<ExtraTag> extra{};
  std::optional<Aigc> aigc{};
  Radio radio{};  ///< for WAV only

  bool operator==(const Tags&) const = default;
};

/// A decoded file, measured by ITU-R BS.1770-4 and EBU R128. "As heard": mono on two loudspeakers.
struct Certificate {
  std::string codec;  ///< "mp3"
  int channels = 0;
  int sample_rate_hz = 0;
  std::int64_t samples = 0;  ///< of one channel
  double duration_s = 0;
  std::uint64_t bytes = 0;
  double integrated_lufs = 0;   ///< as heard; −70 or below: silence
  double one_channel_lufs = 0;  ///< what a meter shows that counts a mono file once
  double range_lu = 0;
  double true_peak_dbtp = 0;
  double momentary_max_lufs = 0;   ///< as heard
  double short_term_max_lufs = 0;  ///< as heard
  int encodings = 0;  ///< how often it was encoded to meet the limits; 0: only measured

  bool operator==(const Certificate&) const = default;
};

/// Encodes, measures, tags, and puts the file at `path`, whole or not at all. The certificate is
/// also written to the tags. kUsage for settings that do not go together; kOutput with nothing left
/// behind where the file cannot be written.
[[nodiscard]] Result<Certificate> Encode(const produce::Programme& programme,
                                         const Settings& settings, const Tags& tags,
                                         const std::filesystem::path& path);

/// Measures the first audio stream of any file that libavcodec reads. kInput for what is no audio.
[[nodiscard]] Result<Certificate> Measure(const std::filesystem::path& path);

/// Music for produce::Timeline::Lay: a piece of boyin's own by its name ("chime", "pips", "sting",
/// "bed"; a file of that name is "./bed"), or the first audio stream of any file that libavcodec
/// reads, folded down to mono at `sample_rate_hz`. Bounded memory: 4 bytes a sample in
/// `spool_folder`. kInput, naming the file, for what cannot be read, has no sound or is shorter
/// than 50 ms.
[[nodiscard]] Result<produce::Music> LoadMusic(const std::string& source, int sample_rate_hz,
                                               const std::filesystem::path& spool_folder);

/// The text of a sidecar for Rivendell (`rdimport --xml`), named as the sound file but ".xml".
[[nodiscard]] std::string RivendellXml(const Tags& tags, const Certificate& certificate);

/// The libraries in use: {"libavcodec", "59.37.100"} and so on.
struct Library {
  std::string name;
  std::string version;

  bool operator==(const Library&) const = default;
};
[[nodiscard]] std::vector<Library> Libraries();

}  // namespace boyin::encode
