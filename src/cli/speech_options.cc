#include "cli/speech_options.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "base/user_folders.h"
#include "cli/commands.h"
#include "cli/readings.h"
#include "voice/best.h"

namespace boyin::cli {
namespace {

void AddVoiceOptions(CLI::App& command, SpeechOptions& options) {
  command
      .add_option("--voice", options.voice,
                  Pick({"who speaks: see boyin voices", "声音，见 boyin voices"}))
      ->capture_default_str();
  command.add_option(
      "--fallback", options.fallback,
      Pick({"who says a sentence that the voice cannot: a voice, espeak or none; default: what "
            "the voice's file says, else none, and that is an error",
            "声音念不出某句时由谁代念：某个声音、espeak 或 none；默认按声音文件，未写则报错"}));
  command
      .add_option("--rate", options.rate,
                  Pick({"speaking rate, 1 is the voice's own", "语速，1 为原速"}))
      ->check(CLI::Range(0.5, 3.0))
      ->capture_default_str();
  command.add_option("--title", options.title, Pick({"the title tag", "标题标签"}));
}

void AddSoundOptions(CLI::App& command, SpeechOptions& options) {
  command.add_option(
      "--sample-rate", options.sample_rate_hz,
      Pick({"Hz; default 44100 (Opus 48000)", "采样率，Hz；默认 44100（Opus 48000）"}));
  command.add_option("--channels", options.channels, Pick({"1 or 2", "声道数，1 或 2"}))
      ->check(CLI::IsMember({1, 2}))
      ->capture_default_str();
  command
      .add_option("--bitrate", options.bitrate_kbps,
                  Pick({"kbit/s; default 96 for MP3", "码率，kbit/s；MP3 默认 96"}))
      ->check(CLI::PositiveNumber);
  command
      .add_option("--loudness", options.loudness,
                  Pick({"podcast, ebu, china-tv, none, or LUFS/dBTP such as -18/-1.5",
                        "响度：podcast、ebu、china-tv、none，或如 -18/-1.5"}))
      ->capture_default_str();
}

void AddTextOptions(CLI::App& command, SpeechOptions& options) {
  const std::map<std::string, pipeline::Credit> credits{{"last", pipeline::Credit::kLast},
                                                        {"skip", pipeline::Credit::kSkip}};
  const std::map<std::string, pipeline::Label> labels{{"metadata", pipeline::Label::kMetadata},
                                                      {"spoken", pipeline::Label::kSpoken},
                                                      {"tone", pipeline::Label::kTone},
                                                      {"none", pipeline::Label::kNone}};
  AddReadings(command, options.readings);
  command
      .add_option("--lexicon", options.lexicons,
                  Pick({"your own readings (TSV)", "自定读法（TSV）"}))
      ->allow_extra_args(false);
  command
      .add_option("--credit", options.credit,
                  Pick({"the credit line: last or skip", "来源行：last 最后读，skip 不读"}))
      ->transform(CLI::CheckedTransformer(credits))
      ->default_str("last");
  command
      .add_option("--label", options.label,
                  Pick({"declare synthetic speech: metadata, spoken, tone or none",
                        "合成标识：metadata、spoken、tone 或 none"}))
      ->transform(CLI::CheckedTransformer(labels))
      ->default_str("metadata");
  AddInputOptions(command, options.input);
}

}  // namespace

void AddInputOptions(CLI::App& command, intake::Options& options) {
  const std::map<std::string, intake::Captions> captions{{"skip", intake::Captions::kSkip},
                                                         {"read", intake::Captions::kRead}};
  const std::map<std::string, intake::Tables> tables{{"rows", intake::Tables::kRows},
                                                     {"heads", intake::Tables::kHeads},
                                                     {"skip", intake::Tables::kSkip}};
  command.add_option("--encoding", options.encoding,
                     Pick({"character set of the input", "输入文件的字符编码"}));
  command
      .add_option("--captions", options.captions,
                  Pick({"lines under pictures: skip or read", "图片说明：skip 不读，read 读"}))
      ->transform(CLI::CheckedTransformer(captions))
      ->default_str("skip");
  command
      .add_option("--tables", options.tables,
                  Pick({"tables: rows, heads (each cell behind its column's head) or skip",
                        "表格：rows 逐行，heads 每格先读列名，skip 不读"}))
      ->transform(CLI::CheckedTransformer(tables))
      ->default_str("rows");
}

void AddSpeechOptions(CLI::App& command, SpeechOptions& options) {
  AddVoiceOptions(command, options);
  command.add_flag("--number-safety", options.number_safety,
                   Pick({"telephone numbers, prices, doses, addresses slowly, in groups, twice",
                         "电话、价格、剂量、地址放慢、分组并重复一遍"}));
  AddMakingOptions(command, options);
}

void AddMakingOptions(CLI::App& command, SpeechOptions& options) {
  command.add_flag("--strict", options.strict,
                   Pick({"refuse a text of which a character cannot be said",
                         "有字符读不出时报错，而不只是提示"}));
  command.add_option("-f,--format", options.format, "mp3 m4a opus ogg flac wav mp2");
  AddSoundOptions(command, options);
  AddTextOptions(command, options);
  AddEngineOptions(command, options);
}

void AddKeepingOptions(CLI::App& command, Keeping& keeping) {
  command
      .add_option("--cache", keeping.which,
                  Pick({"keep sentences of slow engines (slow), of all, or none",
                        "缓存句子：slow 只缓存慢引擎，all 全部，none 不缓存"}))
      ->check(CLI::IsMember({"slow", "all", "none"}))
      ->capture_default_str();
  command
      .add_option("--cache-mb", keeping.most_mb,
                  Pick({"the most they may take, in megabytes", "缓存上限，MB"}))
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
}

void AddEngineOptions(CLI::App& command, SpeechOptions& options) {
  command
      .add_option("--jobs", options.jobs,
                  Pick({"engines at work; default: one for each core", "并行引擎数；默认每核一个"}))
      ->check(CLI::Range(1, 256));
  AddKeepingOptions(command, options.keeping);
}

Result<pipeline::Settings> Compile(const SpeechOptions& options, encode::Format format) {
  Result<voice::Voice> voice = voice::FindBest(options.voice, VoiceFolders(), Installed);
  if (!voice) return tl::unexpected(voice.error());
  Result<produce::Profile> profile = produce::FindProfile(options.loudness);
  if (!profile) return tl::unexpected(profile.error());
  Result<std::optional<voice::Voice>> fallback =
      voice::FindFallback(*voice, options.fallback, VoiceFolders());
  if (!fallback) return tl::unexpected(fallback.error());
  pipeline::Settings settings;
  settings.voice = *voice;
  settings.fallback = std::move(*fallback);
  settings.rate = options.rate;
  settings.profile = *profile;
  settings.encoding = {format, options.channels, options.sample_rate_hz, options.bitrate_kbps};
  settings.credit = options.credit;
  settings.label = options.label;
  settings.title = options.title;
  settings.number_safety = options.number_safety;
  settings.strict = options.strict;
  settings.date = Today();
  settings.made_at = NowUtc();
  // Not /tmp, which is memory on many machines: hours of sound go there. A bad TMPDIR is refused by
  // the room that writes to it.
  const char* temporary = std::getenv("TMPDIR");
  if (temporary != nullptr && *temporary != '\0') settings.spool_folder = temporary;
  const Result<encode::Settings> resolved = encode::Resolve(
      settings.encoding, options.sample_rate_hz > 0 ? options.sample_rate_hz : kRateHz);
  if (!resolved) return tl::unexpected(resolved.error());
  return settings;
}

int WidthOf(const SpeechOptions& options) {
  if (options.jobs > 0) return options.jobs;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::filesystem::path SentenceFolder() {
  const std::filesystem::path cache = CacheFolder();
  return cache.empty() ? cache : cache / "sentences";
}

std::optional<synthesise::CacheOptions> CacheOf(const Keeping& keeping,
                                                std::filesystem::path folder) {
  if (folder.empty() || keeping.which == "none") return std::nullopt;
  return synthesise::CacheOptions{std::move(folder),
                                  static_cast<std::uintmax_t>(keeping.most_mb) << 20U,
                                  keeping.which == "all"};
}

Result<pipeline::Renderer> OpenStudio(const SpeechOptions& options,
                                      const std::filesystem::path& sentences) {
  pipeline::RendererOptions studio;
  Result<lexicon::Lexicon> lexicon = ReadLexicons(options.lexicons);
  if (!lexicon) return tl::unexpected(lexicon.error());
  studio.lexicon = std::move(*lexicon);
  studio.normalise = ReadingsOf(options.readings);
  Result<std::vector<std::string>> engine = EngineCommand();
  if (!engine) return tl::unexpected(engine.error());
  studio.pool.command = std::move(*engine);
  studio.pool.width = WidthOf(options);
  studio.pool.cache = CacheOf(options.keeping, sentences);
  return pipeline::Renderer::Open(studio);
}

void PrintUnsaid(const episode::Episode& episode) {
  const std::optional<Message> note = episode::UnsaidNote(episode);
  if (note) fmt::print(stderr, "boyin: {}: {}\n", episode.file, Pick(*note));
}

}  // namespace boyin::cli
