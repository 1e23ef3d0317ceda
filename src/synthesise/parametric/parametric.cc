#include "synthesise/parametric/parametric.h"

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "synthesise/clip.h"
#include "synthesise/data.h"
#include "synthesise/parametric/features.h"
#include "synthesise/parametric/foreign.h"
#include "synthesise/parametric/network.h"
#include "synthesise/parametric/vocoder.h"
#include "synthesise/parametric/weights.h"

namespace boyin::synthesise::parametric {
namespace {

constexpr std::size_t kStep = kFramesPerStep * kHop;  // samples
constexpr std::size_t kMostBytes = std::size_t{1} << 26;
constexpr int kGapMs = 25;            // between Mandarin and a foreign run
constexpr float kMostSemitones = 4;   // of Voice::pitch at 0 and 100
constexpr float kMostLiveliness = 2;  // of Voice::range at 100

/// What a voice is besides its network: the row "voice" of its weights.
struct Character {
  float pitch = 0;      ///< mean of the log of Hz
  float syllables = 0;  ///< a minute at its own tempo, pauses included
  float level = 0;      ///< of its speech
};

class ParametricEngine final : public Engine {
 public:
  ParametricEngine(voice::Voice voice, Network network, Syllables syllables, Character character)
      : voice_(std::move(voice)),
        network_(std::move(network)),
        syllables_(std::move(syllables)),
        character_(character),
        foreign_(voice_) {}

  Result<Clip> Speak(const prosody::Plan& plan) override {
    const Result<std::vector<Token>> tokens = syllables_.TokensOf(plan);
    if (!tokens) return tl::unexpected(tokens.error());
    const double pace = voice_.rate / static_cast<double>(character_.syllables);
    Result<Spoken> spoken = network_.Speak(*tokens, plan.contour, pace);
    if (!spoken) return tl::unexpected(spoken.error());
    Intone(spoken->frames);
    return Assemble(plan, *tokens, spoken->lengths, vocoder_.Synthesise(spoken->frames));
  }

  [[nodiscard]] EngineInfo Describe() const override { return {"boyin", "2", kRateHz, true}; }

 private:
  /// The melody as high and as lively as the voice's file wants it.
  void Intone(std::vector<Frame>& frames) const {
    constexpr float kSemitone = 0.0577622650F;  // ln 2 / 12
    const auto raised = static_cast<float>(voice_.pitch - 50) / 50 * kMostSemitones * kSemitone;
    const float lively = static_cast<float>(voice_.range) / 100 * kMostLiveliness;
    for (Frame& frame : frames) {
      frame.pitch() = character_.pitch + (frame.pitch() - character_.pitch) * lively + raised;
    }
  }

  /// Cut at its pauses, which become as long as the plan wants, with the foreign runs between.
  Result<Clip> Assemble(const prosody::Plan& plan, const std::vector<Token>& tokens,
                        const std::vector<Lengths>& lengths, const std::vector<float>& samples) {
    Clip clip;
    clip.sample_rate_hz = kRateHz;
    std::vector<Mark> marks;  // since the last cut, in `samples`
    std::size_t cut = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::size_t end =
          begin + static_cast<std::size_t>(lengths[i][0] + lengths[i][1]) * kStep;
      switch (tokens[i].kind) {
        case Kind::kSyllable:
          marks.push_back({tokens[i].unit, static_cast<std::uint32_t>(begin)});
          break;
        case Kind::kPause: {
          const std::size_t quiet = Quietest(samples, kRateHz, begin, end);
          Take(samples, std::exchange(cut, quiet), quiet, marks, clip);
          AppendSilence(clip, tokens[i].pause_ms);
          break;
        }
        case Kind::kForeign: {
          Take(samples, std::exchange(cut, end), begin, marks, clip);
          if (Result<void> said = SayForeign(plan, tokens[i].unit, clip); !said) {
            return tl::unexpected(said.error());
          }
          break;
        }
        case Kind::kEdge:
          break;
      }
      begin = end;
    }
    Take(samples, cut, samples.size(), marks, clip);
    return clip;
  }

  /// Appends samples[begin, end), in which `marks` are.
  static void Take(const std::vector<float>& samples, std::size_t begin, std::size_t end,
                   std::vector<Mark>& marks, Clip& clip) {
    if (marks.empty()) return;
    Clip piece;
    piece.sample_rate_hz = kRateHz;
    piece.samples.assign(samples.begin() + static_cast<std::ptrdiff_t>(begin),
                         samples.begin() + static_cast<std::ptrdiff_t>(end));
    for (Mark& mark : marks) mark.sample -= static_cast<std::uint32_t>(begin);
    piece.marks = std::exchange(marks, {});
    TrimQuiet(piece);
    // A fricative behind a pause is heard before the network's own bound of its syllable.
    piece.marks.front().sample = 0;
    Append(clip, piece);
  }

  Result<void> SayForeign(const prosody::Plan& plan, std::uint32_t unit, Clip& clip) {
    const auto& run = std::get<prosody::ForeignUnit>(plan.units[unit]);
    Result<Clip> said = foreign_.Say(run.as, kRateHz, character_.level);
    if (!said) return tl::unexpected(said.error());
    said->marks.push_back({unit, 0});
    if (!clip.samples.empty()) AppendSilence(clip, kGapMs);
    Append(clip, *said);
    AppendSilence(clip, kGapMs);
    return {};
  }

  voice::Voice voice_;
  Network network_;
  Syllables syllables_;
  Character character_;
  Vocoder vocoder_;
  ForeignSpeaker foreign_;
};

Result<Character> ReadCharacter(const Weights& weights) {
  const auto row = weights.Find("voice", 1, 3);
  if (!row) return tl::unexpected(row.error());
  const auto& values = (*row)->values;
  if (values[1] < 1 || values[2] <= 0) return tl::unexpected(BadWeights(weights.file(), "voice"));
  return Character{values[0], values[1], values[2]};
}

/// The bytes of a voice that lies in the program.
std::string_view BuiltIn(const std::string& variant) {
  if (variant == "xiaobei-1") return data::boyin_xiaobei_1_bin();
  if (variant == "yunyang-2") return data::boyin_yunyang_2_bin();
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> Open(const voice::Voice& voice,
                                     const std::filesystem::path& models) {
  const std::string_view built_in = BuiltIn(voice.variant);
  std::string file = voice.variant;
  Result<std::string> bytes;
  if (built_in.empty()) {
    // A name, not a way out of the folder.
    const auto path = models / "boyin" / std::filesystem::path(voice.variant + ".bin").filename();
    file = path.string();
    bytes = ReadFile(path, kMostBytes);
    if (!bytes) return tl::unexpected(bytes.error());
  }
  const Result<Weights> weights = Weights::Read(built_in.empty() ? *bytes : built_in, file);
  if (!weights) return tl::unexpected(weights.error());
  Result<Network> network = Network::Build(*weights);
  if (!network) return tl::unexpected(network.error());
  Result<Syllables> syllables = Syllables::Read(*weights);
  if (!syllables) return tl::unexpected(syllables.error());
  const Result<Character> character = ReadCharacter(*weights);
  if (!character) return tl::unexpected(character.error());
  return std::make_unique<ParametricEngine>(voice, std::move(*network), std::move(*syllables),
                                            *character);
}

}  // namespace boyin::synthesise::parametric
