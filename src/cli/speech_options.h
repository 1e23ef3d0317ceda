// What the commands that make sound have in common. Private to cli.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "intake/intake.h"
#include "pipeline/pipeline.h"

namespace boyin::cli {

/// Which sentences are kept from one run to the next.
struct Keeping {
  std::string which = "slow";  ///< of slow engines; "all"; "none"
  int most_mb = 1024;
};

struct SpeechOptions {
  std::string format;
  std::string voice = "auto";
  std::string fallback;
  double rate = 1.0;
  int sample_rate_hz = 0;
  int channels = 1;
  int bitrate_kbps = 0;
  std::string loudness = "podcast";
  std::vector<std::string> lexicons;
  std::vector<std::string> readings;
  pipeline::Credit credit = pipeline::Credit::kLast;
  pipeline::Label label = pipeline::Label::kMetadata;
  std::string title;
  bool number_safety = false;
  bool strict = false;
  bool audit = false;     ///< what is made is listened to: auditing.h
  std::string listener;   ///< what recognises speech for it: FindRecogniser
  intake::Options input;  ///< how inputs are read
  int jobs = 0;           ///< 0: one for each core
  Keeping keeping;
};

/// --cache, --cache-mb.
void AddKeepingOptions(Command command, Keeping& keeping);

/// --jobs, --cache, --cache-mb.
void AddEngineOptions(Command command, SpeechOptions& options);

/// --encoding, --captions, --tables.
void AddInputOptions(Command command, intake::Options& options);

/// --listener.
void AddListenerOption(Command command, SpeechOptions& options);

void AddSpeechOptions(Command command, SpeechOptions& options);

/// All of them but voice, rate, title and number safety: for a command that has several voices.
void AddMakingOptions(Command command, SpeechOptions& options);

/// The settings that they ask for; kUsage where they do not go together.
[[nodiscard]] Result<pipeline::Settings> Compile(const SpeechOptions& options,
                                                 encode::Format format);

/// How many engines work side by side.
[[nodiscard]] int WidthOf(const SpeechOptions& options);

/// The folder of sentences that the user's own commands share; empty where nobody can tell.
[[nodiscard]] std::filesystem::path SentenceFolder();

/// Where and of which engines sentences are kept from one run to the next.
[[nodiscard]] std::optional<synthesise::CacheOptions> CacheOf(const Keeping& keeping,
                                                              std::filesystem::path folder);

/// `sentences` is the folder of kept sentences, if there are to be any.
[[nodiscard]] Result<pipeline::Renderer> OpenRenderer(
    const SpeechOptions& options, const std::filesystem::path& sentences = SentenceFolder());

/// Says on standard error what is not said of an episode.
void PrintUnsaid(const episode::Episode& episode);

}  // namespace boyin::cli
