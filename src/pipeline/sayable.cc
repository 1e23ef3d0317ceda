#include "pipeline/sayable.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <unicode/uchar.h>

#include "base/message.h"
#include "base/utf8.h"

namespace boyin::pipeline {
namespace {

using prosody::BreakUnit;
using prosody::ForeignUnit;

constexpr char32_t kLatinEnd = 0x250;  // letters before this one every English voice reads
constexpr const char* kControl = "A";  // what every voice says

/// A letter that a voice may pass over without a word; marks are part of what they stand on.
bool MayBeUnsayable(char32_t c) {
  if (c < kLatinEnd) return false;
  const auto type = u_charType(static_cast<UChar32>(c));
  return type != U_NON_SPACING_MARK && type != U_COMBINING_SPACING_MARK &&
         type != U_ENCLOSING_MARK && type != U_FORMAT_CHAR &&
         !u_isUWhiteSpace(static_cast<UChar32>(c)) && !u_ispunct(static_cast<UChar32>(c));
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r'-&.") == std::string_view::npos;
}

/// A plan on its way to be said, and where its units stood in the first one.
struct Reduced {
  prosody::Plan plan;
  std::vector<std::uint32_t> units;
  std::vector<UnsaidUnit> unsaid;
  bool other_voice = false;  ///< a letter of it only the fallback can say

  [[nodiscard]] bool Silent() const {
    return std::all_of(plan.units.begin(), plan.units.end(), [](const prosody::Unit& unit) {
      return std::holds_alternative<BreakUnit>(unit);
    });
  }
};

/// What a plan says, without its units yet.
prosody::Plan EmptyLike(const prosody::Plan& plan) {
  return {{}, plan.contour, plan.text, plan.text_begin};
}

class Reducer {
 public:
  Reducer(SayableLetters& letters, const synthesise::Cast& cast) : letters_(letters), cast_(cast) {}

  /// Without the letters that neither voice says.
  Reduced Letters(const prosody::Plan& plan) {
    Reduced out{EmptyLike(plan), {}, {}, false};
    for (std::uint32_t at = 0; at < plan.units.size(); ++at) {
      const auto* foreign = std::get_if<ForeignUnit>(&plan.units[at]);
      if (foreign == nullptr) {
        Keep(plan.units[at], at, out);
        continue;
      }
      ForeignUnit left = *foreign;
      const std::string lost = StripUnsayable(left.as, out.other_voice);
      if (!lost.empty()) out.unsaid.push_back({at, lost});
      if (lost.empty() || !IsBlank(left.as)) Keep(left, at, out);
    }
    return out;
  }

  /// Without the foreign units that, each by itself, neither voice says. False where there are
  /// none: something else is wrong.
  bool DropUnits(Reduced& reduced) {
    Reduced out{EmptyLike(reduced.plan), {}, std::move(reduced.unsaid), reduced.other_voice};
    const std::size_t before = out.unsaid.size();
    for (std::size_t at = 0; at < reduced.plan.units.size(); ++at) {
      const auto* foreign = std::get_if<ForeignUnit>(&reduced.plan.units[at]);
      if (foreign != nullptr && !Anyone(foreign->as)) {
        out.unsaid.push_back({reduced.units[at], foreign->as});
      } else {
        Keep(reduced.plan.units[at], reduced.units[at], out);
      }
    }
    const bool any = out.unsaid.size() > before;
    reduced = std::move(out);
    return any;
  }

 private:
  static void Keep(const prosody::Unit& unit, std::uint32_t at, Reduced& out) {
    out.plan.units.push_back(unit);
    out.units.push_back(at);
  }

  bool Anyone(const std::string& text) {
    return letters_.CanSay(cast_.voice, text) ||
           (cast_.fallback != nullptr && letters_.CanSay(*cast_.fallback, text));
  }

  std::string StripUnsayable(std::string& as, bool& other_voice) {
    std::string kept;
    std::string lost;
    for (std::size_t at = 0; at < as.size();) {
      const utf8::CodePoint c = utf8::Decode(as, at);
      const std::string letter = as.substr(at, c.length);
      at += c.length;
      if (!MayBeUnsayable(c.value) || letters_.CanSay(cast_.voice, letter)) {
        kept += letter;
      } else if (cast_.fallback != nullptr && letters_.CanSay(*cast_.fallback, letter)) {
        kept += letter;
        other_voice = true;
      } else {
        lost += letter;
      }
    }
    if (!lost.empty()) as = std::move(kept);
    return lost;
  }

  SayableLetters& letters_;
  const synthesise::Cast& cast_;
};

/// By the fallback alone where only it has the letters.
Result<synthesise::Attempted> Speak(synthesise::Pool& pool, const synthesise::Cast& cast,
                                    const Reduced& reduced) {
  if (!reduced.other_voice) return synthesise::SpeakWithRetries(pool, cast, reduced.plan);
  Result<synthesise::Attempted> said =
      synthesise::SpeakWithRetries(pool, {*cast.fallback, nullptr}, reduced.plan);
  if (said) {
    said->why = Translated("it has letters that the voice has no sound for");
  }
  return said;
}

}  // namespace

bool SayableLetters::CanSay(const voice::Voice& voice, const std::string& text) {
  if (synthesise::ReadsText(voice.engine)) return true;
  const std::string key = voice.engine + '\0' + voice.foreign + '\0' + text;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
  }
  const bool can = Ask(voice, text);
  if (!can && !Ask(voice, kControl)) return true;  // the engine does not run at all
  const std::lock_guard lock(mutex_);
  known_.emplace(key, can);
  return can;
}

bool SayableLetters::Ask(const voice::Voice& voice, const std::string& text) {
  const prosody::Plan plan{{ForeignUnit{text, {0, text.size()}}}, prosody::Contour::kStatement};
  const Result<synthesise::Clip> clip = pool_.Speak(voice, plan);
  if (clip) return !clip->samples.empty();
  return clip.error().code != Code::kEngine;
}

Result<SpokenPlan> SpeakWhatCanBe(synthesise::Pool& pool, SayableLetters& letters,
                                  const synthesise::Cast& cast, const prosody::Plan& plan) {
  Reducer reducer(letters, cast);
  Reduced reduced = reducer.Letters(plan);
  Result<synthesise::Attempted> said = synthesise::Attempted{};
  if (!reduced.Silent()) {
    said = Speak(pool, cast, reduced);
    if (!said && said.error().code == Code::kEngine && reducer.DropUnits(reduced)) {
      said = reduced.Silent() ? synthesise::Attempted{} : Speak(pool, cast, reduced);
    }
  }
  if (!said) return tl::unexpected(said.error());
  for (synthesise::Mark& mark : said->clip.marks) mark.unit = reduced.units[mark.unit];
  return SpokenPlan{std::move(*said), std::move(reduced.unsaid)};
}

}  // namespace boyin::pipeline
