#include "synthesise/kokoro/kokoro.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "synthesise/clip.h"
#include "synthesise/espeak_library.h"
#include "synthesise/kokoro/lengths.h"
#include "synthesise/kokoro/model.h"
#include "synthesise/kokoro/network.h"
#include "synthesise/kokoro/script.h"
#include "synthesise/kokoro/speed.h"

namespace boyin::synthesise::kokoro {
namespace {

constexpr std::size_t kStyleRows = 510;  // a speaker has one style for each length of text
/// Of a part. The network takes longer for a longer one than that lasts; the others are for a
/// sentence that did not come out whole.
constexpr auto kMostSymbols = std::to_array<std::size_t>({320, 120, 60});
constexpr double kNativeSyllables = 262;  // a minute at speed 1, pauses included; bench_voice_rate
constexpr double kMostSemitones = 2;      // of Voice::pitch at 0 and 100

using Styles = std::vector<float>;

Result<Styles> ReadStyles(const std::filesystem::path& file) {
  constexpr std::size_t kBytes = kStyleRows * kStyleSize * sizeof(float);
  const Result<std::string> bytes = ReadFile(file, kBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  if (bytes->size() != kBytes) {
    return Fail(Code::kEngine, file.string(),
                Translated("holds {} bytes, a speaker has {}", bytes->size(), kBytes),
                {"boyin voices install kokoro", "boyin voices install kokoro"});
  }
  Styles styles(kStyleRows * kStyleSize);
  std::memcpy(styles.data(), bytes->data(), kBytes);
  return styles;
}

std::string NameOf(const prosody::Unit& unit) {
  if (const auto* syllable = std::get_if<prosody::SyllableUnit>(&unit)) {
    return syllable->pinyin.text();
  }
  const auto* foreign = std::get_if<prosody::ForeignUnit>(&unit);
  return foreign == nullptr ? "" : foreign->as;
}

/// The network of this process: voices that follow one another share it. Not for several threads.
Result<std::shared_ptr<const Model>> NetworkIn(const std::filesystem::path& folder, int threads) {
  static std::filesystem::path loaded_from;
  static int loaded_for = 0;
  static std::shared_ptr<const Model> network;
  if (network == nullptr || loaded_from != folder || loaded_for != threads) {
    Result<Model> model = Model::Load(folder / "libonnxruntime.so", folder / "model.onnx", threads,
                                      AddsProductsOfBytes());
    if (!model) return tl::unexpected(model.error());
    network = std::make_shared<const Model>(std::move(*model));
    loaded_from = folder;
    loaded_for = threads;
  }
  return network;
}

class KokoroEngine final : public Engine {
 public:
  KokoroEngine(voice::Voice voice, std::shared_ptr<const Model> model, Styles styles)
      : voice_(std::move(voice)), model_(std::move(model)), styles_(std::move(styles)) {
    // A clip that is played faster sounds higher; the network speaks that much slower.
    const double pitch = std::exp2((voice_.pitch - 50) / 50.0 * kMostSemitones / 12);
    rate_hz_ = static_cast<int>(std::lround(kRateHz * pitch));
    speed_ = static_cast<float>(SpeedFor(voice_.rate / kNativeSyllables / pitch));
  }

  /// The parts first as long as they may be, then shorter ones where a syllable did not come out.
  Result<Clip> Speak(const prosody::Plan& plan) override {
    std::optional<std::uint32_t> odd;
    int remade = 0;
    for (const std::size_t most_symbols : kMostSymbols) {
      const Result<std::vector<Part>> parts =
          Write(plan, most_symbols, [this](const std::string& text) { return Ipa(text); });
      if (!parts) return tl::unexpected(parts.error());
      Clip clip;
      clip.sample_rate_hz = rate_hz_;
      clip.remade = remade++;
      odd.reset();
      for (const Part& part : *parts) {
        const Result<std::optional<std::uint32_t>> said = Say(part, clip);
        if (!said) return tl::unexpected(said.error());
        odd = *said;
        if (odd) break;
      }
      if (!odd) return clip;
    }
    const std::string name = NameOf(plan.units[*odd]);
    return Fail(Code::kEngine, "kokoro", Translated("did not say “{}”", name),
                Translated("another voice, or --fallback espeak, can say the sentence"));
  }

  [[nodiscard]] EngineInfo Describe() const override {
    return {"kokoro", "v1.0, ONNX Runtime " + model_->runtime_version(), rate_hz_, true};
  }

 private:
  /// One part through the network, cut at its pauses, which become as long as the voice wants. The
  /// unit that did not come out, if there is one.
  Result<std::optional<std::uint32_t>> Say(const Part& part, Clip& clip) {
    // The first style is that of one symbol.
    const std::size_t row = std::min(part.symbols.size(), kStyleRows) - 1;
    const Result<Utterance> said = model_->Speak(
        part.symbols, std::span(styles_).subspan(row * kStyleSize, kStyleSize), speed_);
    if (!said) return tl::unexpected(said.error());
    const std::vector<std::size_t> places = PlacesIn(part, *said);
    if (places.empty()) {
      return Fail(Code::kEngine, "kokoro", Translated("gave no lengths for its symbols"));
    }
    for (const Heard& heard : Listen(part, *said, speed_)) {
      if (!Plausible(heard)) return heard.unit;
    }
    std::size_t begin = 0;
    auto start = part.starts.begin();
    for (std::size_t i = 0; i <= part.pauses.size(); ++i) {
      const bool last = i == part.pauses.size();
      const std::size_t end = last ? said->samples.size()
                                   : Quietest(said->samples, kRateHz, places[part.pauses[i].begin],
                                              places[part.pauses[i].end]);
      Clip piece;
      piece.sample_rate_hz = rate_hz_;
      piece.samples.assign(said->samples.begin() + static_cast<std::ptrdiff_t>(begin),
                           said->samples.begin() + static_cast<std::ptrdiff_t>(end));
      for (; start != part.starts.end() && (last || start->symbol < part.pauses[i].begin);
           ++start) {
        const std::size_t at = std::max(places[start->symbol], begin) - begin;
        piece.marks.push_back({start->unit, static_cast<std::uint32_t>(at)});
      }
      TrimQuiet(piece);
      Append(clip, piece);
      AppendSilence(clip, last ? part.pause_after_ms : part.pauses[i].length_ms);
      begin = end;
    }
    return std::nullopt;
  }

  Result<std::string> Ipa(const std::string& text) const {
    return espeak::Ipa(text, voice_.foreign.empty() ? "en-us" : voice_.foreign);
  }

  voice::Voice voice_;
  std::shared_ptr<const Model> model_;
  Styles styles_;
  int rate_hz_ = kRateHz;
  float speed_ = 1;
};

}  // namespace

Result<std::unique_ptr<Engine>> Open(const voice::Voice& voice, const EngineConfig& config) {
  const std::filesystem::path folder = config.models / "kokoro";
  std::error_code ignored;
  if (config.models.empty() || !std::filesystem::exists(folder / "model.onnx", ignored)) {
    return Fail(Code::kEngine, voice.name,
                Translated("needs the Kokoro voices, which are not installed"),
                {"boyin voices install kokoro", "boyin voices install kokoro"});
  }
  Result<Styles> styles = ReadStyles(folder / "voices" / (voice.variant + ".bin"));
  if (!styles) return tl::unexpected(styles.error());
  if (const Result<int> loaded = espeak::Load(); !loaded) return tl::unexpected(loaded.error());
  Result<std::shared_ptr<const Model>> model = NetworkIn(folder, config.threads);
  if (!model) return tl::unexpected(model.error());
  return std::make_unique<KokoroEngine>(voice, std::move(*model), std::move(*styles));
}

}  // namespace boyin::synthesise::kokoro
