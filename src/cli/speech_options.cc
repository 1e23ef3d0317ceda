#include "cli/speech_options.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "base/local_day.h"
#include "base/user_folders.h"
#include "cli/commands.h"
#include "cli/readings.h"
#include "voice/best.h"

namespace boyin::cli {
namespace {

void AddVoiceOptions(Command command, SpeechOptions& options) {
  command.AddOption("--voice", options.voice, Tr("who speaks: see boyin voices")).ShowDefault();
  command.AddOption("--fallback", options.fallback,
                    Tr("who says a sentence that the voice cannot: a voice, espeak or none; "
                       "default: what the voice's file says, else none, and that is an error"));
  command.AddOption("--rate", options.rate, Tr("speaking rate, 1 is the voice's own"))
      .Range(0.5, 3.0)
      .ShowDefault();
  command.AddOption("--title", options.title, Tr("the title tag"));
}

void AddSoundOptions(Command command, SpeechOptions& options) {
  command.AddOption("--sample-rate", options.sample_rate_hz, Tr("Hz; default 44100 (Opus 48000)"));
  command.AddOption("--channels", options.channels, Tr("1 or 2")).OneOf({1, 2}).ShowDefault();
  command.AddOption("--bitrate", options.bitrate_kbps, Tr("kbit/s; default 96 for MP3")).Positive();
  command
      .AddOption("--loudness", options.loudness,
                 Tr("podcast, ebu, china-tv, none, or LUFS/dBTP such as -18/-1.5"))
      .ShowDefault();
}

void AddTextOptions(Command command, SpeechOptions& options) {
  const std::vector<std::pair<std::string, pipeline::Credit>> credits{
      {"last", pipeline::Credit::kLast}, {"skip", pipeline::Credit::kSkip}};
  const std::vector<std::pair<std::string, pipeline::Label>> labels{
      {"metadata", pipeline::Label::kMetadata},
      {"spoken", pipeline::Label::kSpoken},
      {"tone", pipeline::Label::kTone},
      {"none", pipeline::Label::kNone}};
  AddReadings(command, options.readings);
  command.AddOption("--lexicon", options.lexicons, Tr("your own readings (TSV)")).OneEachTime();
  command.AddChoice("--credit", options.credit, credits, "last",
                    Tr("the credit line: last or skip"));
  command.AddChoice("--label", options.label, labels, "metadata",
                    Tr("declare synthetic speech: metadata, spoken, tone or none"));
  AddInputOptions(command, options.input);
}

}  // namespace

void AddInputOptions(Command command, intake::Options& options) {
  const std::vector<std::pair<std::string, intake::Captions>> captions{
      {"skip", intake::Captions::kSkip}, {"read", intake::Captions::kRead}};
  const std::vector<std::pair<std::string, intake::Tables>> tables{
      {"rows", intake::Tables::kRows},
      {"heads", intake::Tables::kHeads},
      {"skip", intake::Tables::kSkip}};
  command.AddOption("--encoding", options.encoding, Tr("character set of the input"));
  command.AddChoice("--captions", options.captions, captions, "skip",
                    Tr("lines under pictures: skip or read"));
  command.AddChoice("--tables", options.tables, tables, "rows",
                    Tr("tables: rows, heads (each cell behind its column's head) or skip"));
}

void AddListenerOption(Command command, SpeechOptions& options) {
  command.AddOption(
      "--listener", options.listener,
      Tr("the program that recognises speech for an audit, or none; default: the installed one"));
}

void AddSpeechOptions(Command command, SpeechOptions& options) {
  AddVoiceOptions(command, options);
  command.AddFlag("--number-safety", options.number_safety,
                  Tr("telephone numbers, prices, doses, addresses slowly, in groups, twice"));
  AddMakingOptions(command, options);
}

void AddMakingOptions(Command command, SpeechOptions& options) {
  command.AddFlag("--strict", options.strict,
                  Tr("refuse a text of which a character cannot be said"));
  command.AddFlag("--audit", options.audit,
                  Tr("listen to what was made: words left out, doubled or wrong, clicks, level; "
                     "status 8 where something is found"));
  AddListenerOption(command, options);
  command.AddOption("-f,--format", options.format, "mp3 m4a m4b opus ogg flac wav mp2");
  AddSoundOptions(command, options);
  AddTextOptions(command, options);
  AddEngineOptions(command, options);
}

void AddKeepingOptions(Command command, Keeping& keeping) {
  command
      .AddOption("--cache", keeping.which,
                 Tr("keep sentences of slow engines (slow), of all, or none"))
      .OneOf({"slow", "all", "none"})
      .ShowDefault();
  command.AddOption("--cache-mb", keeping.most_mb, Tr("the most they may take, in megabytes"))
      .Range(1, 1 << 20)
      .ShowDefault();
}

void AddEngineOptions(Command command, SpeechOptions& options) {
  command.AddOption("--jobs", options.jobs, Tr("engines at work; default: one for each core"))
      .Range(1, 256);
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
  settings.date = LocalDay();
  settings.made_at = NowUtc();
  // Not /tmp, which is memory on many machines: hours of sound go there. A bad TMPDIR is refused by
  // the room that writes to it.
  const char* temporary = std::getenv("TMPDIR");
  if (temporary != nullptr && *temporary != '\0') settings.spool_folder = temporary;
  const Result<encode::Settings> resolved =
      encode::Resolve(settings.encoding,
                      options.sample_rate_hz > 0 ? options.sample_rate_hz : encode::kUsualRateHz);
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

Result<pipeline::Renderer> OpenRenderer(const SpeechOptions& options,
                                        const std::filesystem::path& sentences) {
  pipeline::RendererOptions parts;
  Result<lexicon::Lexicon> lexicon = ReadLexicons(options.lexicons);
  if (!lexicon) return tl::unexpected(lexicon.error());
  parts.lexicon = std::move(*lexicon);
  parts.normalise = ReadingsOf(options.readings);
  Result<std::vector<std::string>> engine = EngineCommand();
  if (!engine) return tl::unexpected(engine.error());
  parts.pool.command = std::move(*engine);
  parts.pool.width = WidthOf(options);
  parts.pool.cache = CacheOf(options.keeping, sentences);
  return pipeline::Renderer::Open(parts);
}

void PrintUnsaid(const episode::Episode& episode) {
  const std::optional<Message> note = episode::UnsaidNote(episode);
  if (note) fmt::print(stderr, "boyin: {}: {}\n", episode.file, Pick(*note));
}

}  // namespace boyin::cli
