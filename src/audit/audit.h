// Audit: a finished file and what it should say in; what is wrong with its sound out. It listens to
// every sentence for itself, against its neighbours, and against the same words said once more.
//
//   Result<Script> script = ReadReport(report_json);
//   Result<Audit> audit = Examine("out/news.mp3", *script, say_again);
//   for (const Finding& finding : audit->findings) …;     // finding.sentence, finding.check, where
//
// docs/audit.md says what each check listens for, and how much it finds.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::audit {

enum class Check {
  kMissing,   ///< there is hardly any sound, or the file ends before
  kPause,     ///< silence where no pause is that long
  kCut,       ///< it breaks off in full voice
  kClipping,  ///< samples cut off at full scale
  kClick,     ///< a crack in all frequencies
  kLevel,     ///< louder or softer than the sentences around it
  kPace,      ///< faster or slower than the sentences around it
  kRepeat,    ///< a stretch is heard twice, one after the other
  kDropped,   ///< words that should be heard are not
  kAdded,     ///< more is heard than should be
  kDiffers,   ///< something else is heard
  kMisheard   ///< a recogniser hears something else
};

/// "missing", "click": what reports call it.
[[nodiscard]] std::string_view CheckName(Check check);
/// For people.
[[nodiscard]] Message CheckTitle(Check check);

/// A sentence as the report has it. Times are those of the file.
struct Sentence {
  double begin_s = 0;
  double end_s = 0;
  std::string written{};
  std::string spoken{};
  std::string pinyin{};
  std::string speaker{};  ///< empty: the voice of the whole

  bool operator==(const Sentence&) const = default;
};

/// What a file should say.
struct Script {
  std::string voice;  ///< its name
  std::string engine;
  std::vector<Sentence> sentences;

  bool operator==(const Script&) const = default;
};

/// From the JSON of docs/report.md. kInput for what is no such report or has no sentence.
[[nodiscard]] Result<Script> ReadReport(std::string_view json);

/// Part of a sentence, with its time in the samples of a Reference.
struct Word {
  double begin_s = 0;
  double end_s = 0;
  std::string text{};
};

/// A sentence said once more, to compare with.
struct Reference {
  int sample_rate_hz = 0;
  std::vector<float> samples{};
  std::vector<Word> words{};  ///< in order
};

/// Says a sentence once more; nothing where it cannot be said as it was, and is not compared.
using SayAgain = std::function<Result<std::optional<Reference>>(const Sentence&)>;

/// What a recogniser hears in a sentence, as pinyin with blanks between.
using Recognise =
    std::function<Result<std::string>(std::span<const float> samples, int sample_rate_hz)>;

struct Finding {
  std::size_t sentence = 0;  ///< of the script
  Check check = Check::kMissing;
  double begin_s = 0;  ///< in the file
  double end_s = 0;
  std::string words{};  ///< what is said there, where that is known
  double value = 0;     ///< what was measured, and
  double limit = 0;     ///< what would have been well; units are those of docs/audit.md
  /// The voice always says it so: said once more, the words sound the same.
  bool always = false;

  bool operator==(const Finding&) const = default;
};

struct Audit {
  std::size_t sentences = 0;
  std::size_t compared = 0;         ///< with the same words said once more
  std::vector<Finding> findings{};  ///< in the order of the sentences

  /// The sentences that something was found in which the voice does not always do, in order, each
  /// once.
  [[nodiscard]] std::vector<std::size_t> Flagged() const;
};

/// Reads the file once; memory is bounded by the longest sentences. Without `say_again` nothing is
/// compared, without `recognise` nothing recognised. kInput where the file is no audio; their
/// errors end it.
[[nodiscard]] Result<Audit> Examine(const std::filesystem::path& sound, const Script& script,
                                    const SayAgain& say_again = {},
                                    const Recognise& recognise = {});

}  // namespace boyin::audit
