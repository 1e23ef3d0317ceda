// Episode: all that is known of a finished programme: every sentence with its place in the source,
// its reading and its time, and the proof that nothing was lost. pipeline fills it, publish writes
// it out.
//
//   episode.coverage.Complete();        // every character of the source was spoken, or is silent …
//   std::vector<Shown> sentences = ShownSentences(episode);     // shown_text.h
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/range.h"
#include "base/result.h"
#include "encode/encode.h"
#include "intake/intake.h"
#include "produce/produce.h"
#include "prosody/prosody.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace boyin::episode {

/// A word of a sentence. What is written once and spoken as several syllables (6·23) is one word.
struct Word {
  Range source;            ///< bytes of Document::text; in order, disjoint
  std::int64_t begin = 0;  ///< samples, like those of its cue
  std::int64_t end = 0;
  prosody::Break after = prosody::Break::kWord;  ///< how strongly it is parted from the next

  bool operator==(const Word&) const = default;
};

/// A sentence on the timeline. Times are samples of the programme.
struct Cue {
  Range source;         ///< bytes of Document::text; empty for what boyin itself added
  std::string written;  ///< as it stands there
  std::string spoken{};
  std::string pinyin{};  ///< surface syllables and foreign runs, one space between
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::vector<Word> words{};  ///< timed by the engine's marks (EngineInfo::word_marks)
  std::string speaker{};      ///< who says it; empty: the episode's voice
  int remade = 0;             ///< how often the engine made it again before all of it came out
  Message fallback{};         ///< why another voice says it than should; empty: none does

  bool operator==(const Cue&) const = default;
};

/// A part of the source with what became of it.
struct Skipped {
  Range source;
  std::string reason;

  bool operator==(const Skipped&) const = default;
};

/// Where every character of the source went. In code points.
struct Coverage {
  std::size_t characters = 0;
  std::size_t spoken = 0;
  std::size_t punctuation = 0;  ///< silent: marks, blanks, ornaments
  std::size_t skipped = 0;
  std::size_t not_said = 0;       ///< should be heard and is not
  std::vector<Skipped> ranges;    ///< what was skipped, in order of the source
  std::vector<Skipped> unsaid{};  ///< what is not said and why, in order of the source

  /// Everything is heard that should be, and nothing was lost on the way.
  [[nodiscard]] bool Complete() const {
    return not_said == 0 && spoken + punctuation + skipped == characters;
  }
  void Add(const Coverage& part);
  /// Puts the ranges in order of the source.
  void Sort();
  bool operator==(const Coverage&) const = default;
};

/// A reading that an editor should look at.
struct Doubt {
  Range source;
  std::string written;
  std::string spoken;
  std::string rule;
  float confidence = 0;
  std::vector<std::string> alternatives;

  bool operator==(const Doubt&) const = default;
};

/// Why an episode was made again, and what is different.
struct Correction {
  std::string made_at{};               ///< UTC
  std::string note{};                  ///< in the words of the editor
  std::string replaced{};              ///< the file that it takes the place of
  std::string replaced_hash{};         ///< of that file's bytes
  std::vector<std::string> removed{};  ///< sentences, as written
  std::vector<std::string> added{};

  bool operator==(const Correction&) const = default;
};

struct Edition {
  std::string guid{};  ///< what podcast apps know it by; empty: it has none of its own
  int revision = 1;
  std::vector<Correction> corrections{};  ///< oldest first
  std::string file{};                     ///< the sound of this revision
  std::vector<std::string> sentences{};   ///< what it says, as written

  bool operator==(const Edition&) const = default;
};

/// A take whose sentence is not there any more.
struct LostTake {
  std::string where;     ///< "news.takes.toml:3:12"
  std::string sentence;  ///< that it is meant for

  bool operator==(const LostTake&) const = default;
};

/// All that is known of a finished programme.
struct Episode {
  intake::Document document;
  voice::Voice voice;
  synthesise::EngineInfo engine;
  int worker_restarts = 0;
  std::string sound_key{};  ///< a name for how the document is heard: pipeline::Renderer::SoundKey
  std::vector<Cue> cues;
  Coverage coverage;
  std::vector<Doubt> doubts;
  produce::Mastering mastering;
  int sample_rate_hz = 0;    ///< of the cues
  std::int64_t samples = 0;  ///< of the programme
  std::string file;          ///< what was written
  encode::Tags tags;         ///< what was written into it: title, chapters, cover …
  encode::Certificate certificate;
  std::string made_at{};  ///< UTC, "2026-11-24T06:00:00Z": from the door's clock
  Edition edition{};      ///< of a bulletin
  std::vector<LostTake> lost_takes{};

  bool operator==(const Episode&) const = default;
};

/// The title that a listener sees: of the tags, else the document's, else its name.
[[nodiscard]] std::string TitleOf(const Episode& episode);

/// For the maker: what of it is not said. Nothing where everything is.
[[nodiscard]] std::optional<Message> UnsaidNote(const Episode& episode);

/// Who made it: the artist of the tags, else author, source, voice.
[[nodiscard]] std::string AuthorOf(const Episode& episode);

/// The voices that are heard, by their titles, in the order of their first words.
[[nodiscard]] std::vector<std::string> NarratorsOf(const Episode& episode);

/// Where a listener may jump to: the chapters of its tags, else one chapter that is the whole.
/// Never empty; each has an end.
[[nodiscard]] std::vector<encode::Chapter> ChaptersOf(const Episode& episode);

}  // namespace boyin::episode
