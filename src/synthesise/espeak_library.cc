#include "synthesise/espeak_library.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <espeak-ng/speak_lib.h>
#ifdef BOYIN_ESPEAK_HAS_SEED
#include <espeak-ng/espeak_ng.h>
#endif
#include <fmt/format.h>

#include "base/message.h"

namespace boyin::synthesise::espeak {
namespace {

constexpr float kFullScale = 32768.0F;
constexpr std::size_t kMostLikelySamples = std::size_t{1} << 19U;  // 24 s
constexpr int kVolume = 80;  // at 100, its default, loud vowels are clipped

std::optional<Tuning> g_tuning;  // the present one, where it is known
Sound* g_sound = nullptr;        // where the callback puts what it gets, during one Say

/// eSpeak NG 1.52 reports a stressed vowel with its mark, 'ong; 1.51 without.
std::string NameOf(const char* id) {
  const std::string_view name(id, std::find(id, id + 8, '\0'));
  const bool marked = name.size() > 1 && (name.front() == '\'' || name.front() == ',');
  return std::string(name.substr(marked ? 1 : 0));
}

int Receive(short* wave, int count, espeak_EVENT* events) {
  for (const espeak_EVENT* event = events; event->type != espeakEVENT_LIST_TERMINATED; ++event) {
    const auto sample = static_cast<std::size_t>(std::max(event->sample, 0));
    // A word of no length is the silence at the end of a clause.
    if (event->type == espeakEVENT_WORD && event->length > 0) g_sound->words.push_back(sample);
    if (event->type == espeakEVENT_PHONEME) {
      g_sound->phonemes.push_back({NameOf(event->id.string), sample});
    }
  }
  if (wave == nullptr) return 0;
  for (int i = 0; i < count; ++i) {
    g_sound->samples.push_back(static_cast<float>(wave[i]) / kFullScale);
  }
  return 0;
}

const Message kMend{"apt install espeak-ng-data", "apt install espeak-ng-data"};

}  // namespace

Result<int> Load() {
  // eSpeak opens libpulse though nothing is played, and that would make folders in the home
  // directory and among the temporary files, and knock at the user's sound server.
  ::setenv("PULSE_SERVER", "/proc/none", 1);
  // Without DONT_EXIT a missing data directory would end the process.
  static const int rate =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr,
                        espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_DONT_EXIT);
  if (rate <= 0) {
    return Fail(Code::kEngine, "espeak-ng", Translated("its data was not found"), kMend);
  }
  // Choosing a voice by name reads every voice file on the disk, once in the life of a process:
  // here, and not in each child.
  static const espeak_VOICE** const voices = espeak_ListVoices(nullptr);
  if (voices == nullptr) {
    return Fail(Code::kEngine, "espeak-ng", Translated("it has no voices"), kMend);
  }
  espeak_SetSynthCallback(Receive);
  // The breath of a voice is noise of rand(), and libpulse, which eSpeak opens though nothing is
  // played, draws from it as often as the home directory gives it reason to.
  std::srand(1);
#ifdef BOYIN_ESPEAK_HAS_SEED
  espeak_ng_SetRandSeed(1);  // from 1.52 on it has a generator of its own, seeded by the clock
#endif
  return rate;
}

std::string Version() {
  const char* path = nullptr;
  const std::string_view version = espeak_Info(&path);
  return std::string(version.substr(0, version.find(' ')));
}

Result<void> Tune(const Tuning& tuning) {
  if (g_tuning == tuning) return {};
  g_tuning.reset();
  if (espeak_SetVoiceByName(tuning.voice.c_str()) != EE_OK) {
    return Fail(Code::kEngine, "espeak-ng", Translated("it has no voice “{}”", tuning.voice),
                kMend);
  }
  espeak_SetParameter(
      espeakRATE, std::clamp(tuning.words_per_minute, espeakRATE_MINIMUM, espeakRATE_MAXIMUM), 0);
  espeak_SetParameter(espeakPITCH, tuning.pitch, 0);
  espeak_SetParameter(espeakRANGE, tuning.range, 0);
  espeak_SetParameter(espeakVOLUME, kVolume, 0);
  g_tuning = tuning;
  return {};
}

Result<Sound> Say(const std::string& text, TextKind kind) {
  Sound sound;
  // Growing would touch every page of a child's memory twice.
  sound.samples.reserve(kMostLikelySamples);
  g_sound = &sound;
  unsigned flags = espeakCHARS_UTF8;
  if (kind == TextKind::kMnemonics) flags |= espeakPHONEMES;
  if (kind == TextKind::kLetters) espeak_SetParameter(espeakPUNCTUATION, espeakPUNCT_ALL, 0);
  const espeak_ERROR said =
      espeak_Synth(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, flags, nullptr, nullptr);
  g_sound = nullptr;
  if (said != EE_OK) {
    return Fail(Code::kEngine, "espeak-ng", Translated("cannot say “{}”", text));
  }
  return sound;
}

Result<std::string> Ipa(const std::string& text, const std::string& voice) {
  constexpr int kIpa = 0x02;
  constexpr int kTie = 0x80 | '^' << 8;
  g_tuning.reset();
  if (espeak_SetVoiceByName(voice.c_str()) != EE_OK) {
    return Fail(Code::kEngine, "espeak-ng", Translated("it has no voice “{}”", voice), kMend);
  }
  std::string ipa;
  for (const espeak_PUNCT_TYPE marks : {espeakPUNCT_NONE, espeakPUNCT_ALL}) {
    espeak_SetParameter(espeakPUNCTUATION, marks, 0);
    const void* rest = text.c_str();
    while (rest != nullptr) {
      const char* clause = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, kIpa | kTie);
      if (clause == nullptr || *clause == '\0') continue;
      ipa += (ipa.empty() ? "" : " ") + std::string(clause);
    }
    if (!ipa.empty()) break;
  }
  espeak_SetParameter(espeakPUNCTUATION, espeakPUNCT_NONE, 0);
  return ipa;
}

}  // namespace boyin::synthesise::espeak
