#include "synthesise/espeak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "synthesise/clip.h"
#include "synthesise/espeak_library.h"
#include "synthesise/fork_server.h"
#include "synthesise/mandarin.h"
#include "synthesise/wire.h"

namespace boyin::synthesise::espeak {
namespace {

using prosody::Break;
using prosody::BreakUnit;
using prosody::Contour;
using prosody::ForeignUnit;
using prosody::SyllableUnit;

constexpr std::size_t kMostWords = 40;  // eSpeak's clause buffer holds 800 characters
constexpr int kGapMs = 25;  // between clauses that no break parts: Mandarin and a foreign run
constexpr float kMostForeignGain = 4.0F;  // a whisper of a run is not blown up
constexpr double kForeignPace = 0.8;  // English words a minute beside Mandarin at the same setting

// The share of its pace that the last syllable of a phrase gives up: it lasts a tenth longer and
// more.
constexpr double kDrawnOut = 0.13;

// Voice::rate counts pauses; eSpeak's rate does not. Fitted on the seed article with
// bench/voice_rate.cc: a·rate + b; some of b makes up for breaths and for phrases that are drawn
// out.
constexpr double kWordsPerSyllable = 0.66;
constexpr double kWordsOffset = 61;

Tuning TuningOf(const voice::Voice& voice, std::string_view language, double pace) {
  const double words = (kWordsPerSyllable * voice.rate + kWordsOffset) * pace;
  std::string name(language);
  if (!voice.variant.empty()) name += "+" + voice.variant;
  return {std::move(name), static_cast<int>(std::lround(words)), voice.pitch, voice.range};
}

/// "[[a b c]]" with an embedded command around one of its syllables.
class Mnemonics {
 public:
  explicit Mnemonics(std::string_view text) {
    text.remove_prefix(2);
    text.remove_suffix(2);
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      syllables_.emplace_back(text.substr(at, end - at));
      at = end + 1;
    }
    before_.resize(syllables_.size() + 1);
  }

  /// eSpeak has no melody for a question in a tone language ("?" changes nothing), so the last
  /// syllables of one are said higher, step by step: tones stay, the register rises.
  void Ask() {
    constexpr std::size_t kSteps = 3;
    for (std::size_t i = 1; i < syllables_.size(); ++i) {
      if (i + kSteps >= syllables_.size()) before_[i] += "\x01+6P";
    }
  }

  /// A syllable that ends a phrase is drawn out: it is said at fewer words a minute.
  void Lengthen(std::size_t syllable, int words) {
    before_[syllable] += fmt::format("\x01-{}S", words);
    before_[syllable + 1] += fmt::format("\x01+{}S", words);
  }

  [[nodiscard]] std::string Text() const {
    std::string text = before_[0].empty() ? "[[" : before_[0] + " [[";
    for (std::size_t i = 0; i < syllables_.size(); ++i) {
      if (i > 0) text += before_[i].empty() ? " " : "]]" + before_[i] + " [[";
      text += syllables_[i];
    }
    return text + "]]";
  }

 private:
  std::vector<std::string> syllables_;
  std::vector<std::string> before_;  // commands before each syllable, and behind the last
};

constexpr std::string_view kMandarin = "cmn-latn-pinyin";

/// Says one plan, in a child of the fork server.
class Speaker {
 public:
  Speaker(const voice::Voice& voice, int sample_rate_hz, float reference)
      : voice_(voice), reference_(reference) {
    clip_.sample_rate_hz = sample_rate_hz;
  }

  Result<Clip> Speak(const prosody::Plan& plan) {
    contour_ = plan.contour;
    for (std::size_t at = 0; at < plan.units.size(); ++at) {
      const auto index = static_cast<std::uint32_t>(at);
      Result<void> done;
      if (const auto* syllable = std::get_if<SyllableUnit>(&plan.units[at])) {
        pending_.push_back(syllable->pinyin);
        breaks_.push_back(syllable->break_after);
        units_.push_back(index);
        if (pending_.size() == kMostWords) done = Flush(false);
      } else if (const auto* foreign = std::get_if<ForeignUnit>(&plan.units[at])) {
        done = Flush(false);
        if (done) done = SayForeign(foreign->as, index);
      } else {
        done = Flush(false);
        AppendSilence(clip_, std::get<BreakUnit>(plan.units[at]).length_ms);
        joined_ = false;
      }
      if (!done) return tl::unexpected(done.error());
    }
    if (Result<void> done = Flush(true); !done) return tl::unexpected(done.error());
    return std::move(clip_);
  }

 private:
  /// Says the syllables gathered so far as one clause.
  Result<void> Flush(bool last) {
    if (pending_.empty()) return {};
    const Tuning tuning = TuningOf(voice_, kMandarin, 1);
    Mnemonics mnemonics(MandarinMnemonics(pending_));
    for (std::size_t i = 0; i + 1 < pending_.size(); ++i) {
      if (breaks_[i] != Break::kPhrase) continue;
      mnemonics.Lengthen(i, static_cast<int>(std::lround(tuning.words_per_minute * kDrawnOut)));
    }
    if (last && contour_ == Contour::kQuestion) mnemonics.Ask();
    std::string text = mnemonics.Text();
    if (last && contour_ == Contour::kExclamation) text += '!';
    if (Result<void> tuned = Tune(tuning); !tuned) return tuned;
    Result<Sound> sound = Say(text, TextKind::kMnemonics);
    if (!sound) return tl::unexpected(sound.error());
    if (sound->words.size() != pending_.size()) {
      return Fail(
          Code::kEngine, "espeak-ng",
          Translated("said {} syllables of {}: {}", sound->words.size(), pending_.size(), text));
    }
    Clip piece{clip_.sample_rate_hz, std::move(sound->samples), {}};
    for (std::size_t i = 0; i < units_.size(); ++i) {
      piece.marks.push_back({units_[i], static_cast<std::uint32_t>(sound->words[i])});
    }
    TrimAndFade(piece);
    Join(std::move(piece));
    pending_.clear();
    breaks_.clear();
    units_.clear();
    return {};
  }

  Result<void> SayForeign(const std::string& as, std::uint32_t unit) {
    if (Result<void> tuned = Tune(TuningOf(voice_, voice_.foreign, kForeignPace)); !tuned) {
      return tuned;
    }
    Result<Clip> piece = Foreign(as, TextKind::kText);
    if (piece && piece->samples.empty()) piece = Foreign(as, TextKind::kLetters);
    if (!piece) return tl::unexpected(piece.error());
    if (piece->samples.empty()) {
      return Fail(Code::kEngine, "espeak-ng", Translated("has no sound for “{}”", as));
    }
    piece->marks.push_back({unit, 0});
    const float level = SpeechLevel(piece->samples, piece->sample_rate_hz);
    const float gain = level > 0 ? std::min(reference_ / level, kMostForeignGain) : 1.0F;
    for (float& sample : piece->samples) sample = std::clamp(sample * gain, -1.0F, 1.0F);
    Join(std::move(*piece));
    return {};
  }

  Result<Clip> Foreign(const std::string& as, TextKind kind) const {
    Result<Sound> sound = Say(as, kind);
    if (!sound) return tl::unexpected(sound.error());
    Clip piece{clip_.sample_rate_hz, std::move(sound->samples), {}};
    TrimAndFade(piece);
    return piece;
  }

  /// Sound follows sound after a gap too short to be heard as a pause.
  void Join(Clip piece) {
    if (joined_) AppendSilence(clip_, kGapMs);
    if (clip_.samples.empty()) {
      clip_.samples = std::move(piece.samples);
      clip_.marks = std::move(piece.marks);
    } else {
      Append(clip_, piece);
    }
    joined_ = true;
  }

  const voice::Voice& voice_;
  float reference_;  // level of the Mandarin voice, which foreign runs take
  Clip clip_;
  Contour contour_ = Contour::kStatement;
  std::vector<Pinyin> pending_;
  std::vector<Break> breaks_;         // after each of them
  std::vector<std::uint32_t> units_;  // of the plan, for each pending syllable
  bool joined_ = false;               // the clip ends in sound
};

/// 中文播音, whose phonemes every eSpeak NG that suits us reports so.
constexpr auto kCheckSyllables =
    std::to_array<std::string_view>({"zhong1", "wen2", "bo1", "yin1", "hao3"});
constexpr auto kCheckPhonemes = std::to_array<std::string_view>(
    {"ts.", "ong", "w", "u@", "n", "p", "o", "j", "i", "n", "X", "Au"});

/// Checks the sound of a known clause; what it returns is the level of the voice.
Result<Clip> Check(const voice::Voice& voice, int sample_rate_hz) {
  std::vector<Pinyin> syllables;
  syllables.reserve(kCheckSyllables.size());
  for (std::string_view syllable : kCheckSyllables) syllables.push_back(*Pinyin::Parse(syllable));
  if (Result<void> tuned = Tune(TuningOf(voice, kMandarin, 1)); !tuned) {
    return tl::unexpected(tuned.error());
  }
  const Result<Sound> sound = Say(MandarinMnemonics(syllables), TextKind::kMnemonics);
  if (!sound) return tl::unexpected(sound.error());
  std::vector<std::string_view> heard;
  for (const Phoneme& phoneme : sound->phonemes) {
    if (!phoneme.name.starts_with('_')) heard.push_back(phoneme.name);
  }
  if (!std::equal(heard.begin(), heard.end(), kCheckPhonemes.begin(), kCheckPhonemes.end()) ||
      sound->words.size() != kCheckSyllables.size()) {
    return Fail(Code::kEngine, "espeak-ng", Translated("this version misreads Mandarin phonemes"),
                Translated("install espeak-ng 1.51 or later with its own data"));
  }
  return Clip{sample_rate_hz, {SpeechLevel(sound->samples, sample_rate_hz)}, {}};
}

/// One voice. Tuning leaves traces (after one voice another says other phonemes), so each has a
/// fork server of its own, set up from the state in which the library was loaded; choosing a voice
/// reads a dictionary of 1.5 MB, which is done once there.
class EspeakEngine final : public Engine {
 public:
  EspeakEngine(voice::Voice voice, int sample_rate_hz)
      : voice_(std::move(voice)), sample_rate_hz_(sample_rate_hz) {}

  /// Listens to the voice: the level that foreign runs take.
  Result<void> Check() {
    const Result<Clip> checked = Ask({voice_, std::nullopt});
    if (!checked) return tl::unexpected(checked.error());
    reference_ = checked->samples.front();
    server_.reset();  // it does not know the level
    return {};
  }

  Result<Clip> Speak(const prosody::Plan& plan) override { return Ask({voice_, plan}); }

  [[nodiscard]] EngineInfo Describe() const override {
    return {"espeak", Version(), sample_rate_hz_, true};
  }

 private:
  /// A process that dies once, or cannot be forked for a moment, says nothing of the sentence.
  Result<Clip> Ask(const wire::Request& request) {
    Result<Clip> clip = AskOnce(request);
    return clip || server_ ? clip : AskOnce(request);
  }

  /// Without a server afterwards where its process was to blame.
  Result<Clip> AskOnce(const wire::Request& request) {
    if (!server_) {
      Result<ForkServer> server = ForkServer::Open(
          // A voice that is not there is told of where it is spoken with.
          [this] { static_cast<void>(Tune(TuningOf(voice_, kMandarin, 1))); },
          [this](const std::string& body) { return Work(body); });
      if (!server) return tl::unexpected(server.error());
      server_ = *std::move(server);
    }
    const Result<std::string> bytes = server_->Ask(wire::EncodeRequest(request));
    if (!bytes) {
      server_.reset();
      return tl::unexpected(bytes.error());
    }
    std::optional<Result<Clip>> clip = wire::DecodeClip(*bytes);
    if (clip) return std::move(*clip);
    return Fail(Code::kEngine, "espeak-ng", Translated("gave no sound"));
  }

  /// On the fork server.
  [[nodiscard]] std::string Work(const std::string& body) const {
    const std::optional<wire::Request> request = wire::DecodeRequest(body);
    if (!request) return {};
    if (!request->plan) return wire::EncodeClip(espeak::Check(voice_, sample_rate_hz_));
    return wire::EncodeClip(Speaker(voice_, sample_rate_hz_, reference_).Speak(*request->plan));
  }

  voice::Voice voice_;
  int sample_rate_hz_;
  float reference_ = 0;
  std::optional<ForkServer> server_;
};

}  // namespace

Result<std::unique_ptr<Engine>> Open(const voice::Voice& voice, const EngineConfig& /*config*/) {
  const Result<int> rate = Load();
  if (!rate) return tl::unexpected(rate.error());
  auto engine = std::make_unique<EspeakEngine>(voice, *rate);
  if (Result<void> checked = engine->Check(); !checked) return tl::unexpected(checked.error());
  return engine;
}

}  // namespace boyin::synthesise::espeak
