// The rooms joined: a Document in, a finished file and all that is known of it out.
//
//   Result<Renderer> renderer = Renderer::Open({.pool = {.command = {"boyin-engine"}}});
//   Result<episode::Episode> episode = renderer->Render(document, settings, on_progress);
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "encode/encode.h"
#include "episode/episode.h"
#include "intake/intake.h"
#include "lexicon/lexicon.h"
#include "normalise/normalise.h"
#include "produce/music.h"
#include "produce/produce.h"
#include "pronounce/pronounce.h"
#include "rundown/takes.h"
#include "synthesise/pool.h"
#include "voice/voice.h"

namespace boyin::pipeline {

/// Where the credit line of an article goes.
enum class Credit { kLast, kSkip };

/// How synthetic speech is declared (docs/labelling.md).
enum class Label { kMetadata, kSpoken, kTone, kNone };

/// Clause 5.3 of GB 45438-2025 asks for both elements: intelligence and generating.
inline constexpr std::string_view kSpokenLabel = "本音频由人工智能语音合成。";

/// A take (rundown/takes.h) with what it names opened.
struct Take {
  rundown::Take wish;
  std::optional<voice::Voice> voice{};        ///< says it; none: who would say it anyway
  std::optional<voice::Voice> fallback{};     ///< for `voice`
  std::optional<produce::Music> recording{};  ///< is heard instead
};

/// A stretch of a document, and how it is said.
struct Direction {
  Range source;
  Take take;
};

/// How a document is read aloud.
struct Reading {
  voice::Voice voice;
  double rate = 1.0;  ///< of speaking: 0.5 … 3, pauses shrink with it
  Credit credit = Credit::kLast;
  std::string preface;         ///< words that are not the document's, spoken before it
  bool number_safety = false;  ///< telephone numbers and the like slowly, in groups, twice
  std::optional<voice::Voice> fallback{};  ///< says what `voice` cannot; none: that is an error
  /// Syllables that a slow engine makes in one go while somebody listens: sentences come in pieces,
  /// at first as short as this, then longer and longer. 0: whole sentences.
  std::size_t piece = 0;
  bool strict = false;  ///< what no voice can say is an error, not a line in the report
  /// Sentences, by Cue::source, that are said anew: see synthesise::Cast.
  std::vector<Range> afresh{};
  synthesise::Kept afresh_from = synthesise::Kept::kRenew;
  /// Sentences that are said otherwise, in order of the document: see takes.h.
  std::vector<Direction> directions{};
};

/// A sentence as it comes: its sound, and what the report says of it.
struct SpokenSentence {
  episode::Cue cue;  ///< times in samples of the clip; Move brings them to a timeline
  synthesise::Clip clip;
  int pause_after_ms = 0;
  voice::Voice voice{};                  ///< that said it: the reading's, a take's, or the fallback
  std::optional<int> pause_before_ms{};  ///< instead of that which follows the sentence before
  /// Is heard instead of the clip, which is empty; the cue's times are its samples.
  std::optional<produce::Music> recording{};
};

/// Takes sentences one by one; an error ends the reading.
using OnSentence = std::function<Result<void>(SpokenSentence)>;

/// What is known of a document once it has been read aloud.
struct Narration {
  voice::Voice voice;  ///< as it spoke: with the rate applied
  synthesise::EngineInfo engine;
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  std::size_t sentences = 0;  ///< of the document itself
  std::size_t piece = 0;      ///< for a reading that goes on from here: see Reading
  std::string sound_key;      ///< see Renderer::SoundKey
};

/// A cue of a clip, on the timeline where that clip lies.
void Move(const produce::Placed& placed, episode::Cue& cue);

/// A sentence that is not well.
struct Unwell {
  Range source;              ///< Cue::source
  std::size_t findings = 0;  ///< how many things are amiss in it
  bool always = false;       ///< the voice says it so every time: again would change nothing
};

/// Listens to an episode whose file is written, and names the sentences that are not well.
using ListenTo = std::function<Result<std::vector<Unwell>>(const episode::Episode&)>;

struct Settings {
  voice::Voice voice;
  double rate = 1.0;  ///< see Reading
  std::optional<voice::Voice> fallback{};
  produce::Profile profile;
  encode::Settings encoding;
  Credit credit = Credit::kLast;
  Label label = Label::kMetadata;
  bool number_safety = false;  ///< see Reading
  bool strict = false;         ///< see Reading; and a lost take is an error
  std::vector<Take> takes{};   ///< what is said otherwise
  std::string title;           ///< empty: the document's, else its name
  std::string date;            ///< for the tags where the document has none, "2026-11-23"
  std::string made_at{};       ///< the door's clock, for episode::Episode
  std::optional<encode::Picture> cover;
  bool make_cover = false;  ///< typeset one where `cover` is not given
  bool chapters = true;     ///< from the headings, where there are two or more
  encode::Radio radio;      ///< for WAV
  bool readings = true;     ///< in the cues: how they are spoken, their pinyin and words. Only what
                            ///< goes out beside the sound needs them, and a book has many
  std::filesystem::path output;
  std::filesystem::path spool_folder = "/var/tmp";
  /// Of Render: what it names is said anew and listened to once more; where that is no better, it
  /// is said as it was.
  ListenTo listen_to{};
  std::stop_token stop{};  ///< of Render: ends it after the sentence at hand, with kInterrupted
};

struct Progress {
  std::size_t sentences = 0;   ///< spoken so far
  std::size_t bytes_done = 0;  ///< of the document's text
  std::size_t bytes = 0;
  bool encoding = false;  ///< all is spoken, the file is being made
};
using OnProgress = std::function<void(const Progress&)>;

struct RendererOptions {
  normalise::Options normalise;
  pronounce::Options pronounce;
  lexicon::Lexicon lexicon;
  synthesise::PoolOptions pool;
};

/// The tables and the engines, opened once and used for many documents, from any thread.
class Renderer {
 public:
  [[nodiscard]] static Result<Renderer> Open(const RendererOptions& options);
  /// Engines of its own, the tables of this one: they are in memory once.
  [[nodiscard]] Result<Renderer> WithPool(const synthesise::PoolOptions& options) const;
  /// Tables of its own, the engines of this one; `options.pool` is not looked at.
  [[nodiscard]] Result<Renderer> WithTables(const RendererOptions& options) const;
  /// The tables of this one, the engines of another.
  [[nodiscard]] Renderer WithEngines(const Renderer& other) const;
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;
  ~Renderer();

  /// The rooms of reading, for who wants no sound.
  [[nodiscard]] const normalise::Normaliser& normaliser() const;
  [[nodiscard]] const pronounce::Pronouncer& pronouncer() const;
  [[nodiscard]] int worker_restarts() const;  ///< engines that failed and were replaced

  /// Reads a document aloud, sentence by sentence, in order, a few made ahead of the one given to
  /// `on_sentence` (on the caller's thread). An error of `on_sentence` ends it and is the result;
  /// kEngine where a sentence cannot be spoken, with its words. Nothing to read is no error here.
  [[nodiscard]] Result<Narration> Narrate(const intake::Document& document, const Reading& reading,
                                          const OnSentence& on_sentence) const;

  /// A name for what Narrate would give of the document, found without speaking: the text stages
  /// alone run. Narration::sound_key is the same for what was spoken.
  [[nodiscard]] std::string SoundKey(const intake::Document& document,
                                     const Reading& reading) const;

  /// Where the sentences spoken so far came from.
  [[nodiscard]] synthesise::Tally tally() const;

  /// Speaks a document into `settings.output`, whole or not at all. kInput where there is nothing
  /// in it to read aloud; kEngine, kOutput, kUsage from the rooms. Memory stays bounded however
  /// long the document is: audio is spooled, sentences are made a few ahead.
  [[nodiscard]] Result<episode::Episode> Render(const intake::Document& document,
                                                const Settings& settings,
                                                const OnProgress& on_progress) const;

 private:
  struct State;
  struct Afresh;
  [[nodiscard]] Result<episode::Episode> RenderOnce(const intake::Document& document,
                                                    const Settings& settings, Afresh afresh,
                                                    const OnProgress& on_progress) const;
  explicit Renderer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace boyin::pipeline
