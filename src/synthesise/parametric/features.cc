#include "synthesise/parametric/features.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"

namespace boyin::synthesise::parametric {
namespace {

using prosody::BreakUnit;
using prosody::Contour;
using prosody::SyllableUnit;

/// A shorter break is one between phrases: the melody makes it.
constexpr int kPauseMs = 100;
// Of the silence at the ends, and of a foreign run, which another voice says.
constexpr int kLeadSteps = 10;
constexpr int kTailSteps = 20;

bool IsSyllable(const Token& token) { return token.kind == Kind::kSyllable; }

/// The logarithm of a count, over 3. Of whole numbers every C library gives the same float.
float Log(int count) { return static_cast<float>(std::log(static_cast<double>(count)) / 3); }

float Ratio(int count, int most) {
  return static_cast<float>(std::min(count, most)) / static_cast<float>(most);
}

std::optional<int> Number(std::string_view cell) {
  int number = 0;
  const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (failed != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<Syllables> Syllables::Read(const Weights& weights) {
  const auto rows = table::Parse(weights.Text("syllables"), weights.file(), 4);
  if (!rows) return tl::unexpected(rows.error());
  Syllables syllables;
  const auto bases = Pinyin::Bases();
  syllables.sounds_.resize(bases.size());
  for (const table::Row& row : *rows) {
    const auto base = std::lower_bound(bases.begin(), bases.end(), row.cells[0]);
    if (base == bases.end() || *base != row.cells[0]) continue;  // of a later list of syllables
    const auto initial = Number(row.cells[1]);
    const auto final_sound = Number(row.cells[2]);
    if (!initial || !final_sound || *initial < 0 || *final_sound < 1) {
      return tl::unexpected(
          BadWeights(weights.file(), fmt::format("the syllable {}", row.cells[0])));
    }
    syllables.sounds_[static_cast<std::size_t>(base - bases.begin())] = {*initial, *final_sound,
                                                                         row.cells[3] == "1"};
  }
  return syllables;
}

Result<Token> Syllables::TokenOf(const SyllableUnit& syllable) const {
  const auto bases = Pinyin::Bases();
  const auto base = std::lower_bound(bases.begin(), bases.end(), syllable.pinyin.base());
  Sounds sounds;
  if (base != bases.end() && *base == syllable.pinyin.base()) {
    sounds = sounds_[static_cast<std::size_t>(base - bases.begin())];
  }
  if (sounds.final_sound == 0) {
    return Fail(Code::kEngine, "boyin",
                Translated("has no sound for “{}”", syllable.pinyin.text()));
  }
  Token token;
  token.kind = Kind::kSyllable;
  token.initial = sounds.initial;
  token.final_sound = sounds.final_sound;
  token.has_onset = sounds.has_onset;
  token.tone = syllable.pinyin.tone();
  token.erhua = syllable.pinyin.erhua();
  token.word_start = syllable.word_start;
  return token;
}

Result<std::vector<Token>> Syllables::TokensOf(const prosody::Plan& plan) const {
  std::vector<Token> tokens(1);
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    Token token;
    if (const auto* syllable = std::get_if<SyllableUnit>(&plan.units[i])) {
      const Result<Token> said = TokenOf(*syllable);
      if (!said) return tl::unexpected(said.error());
      token = *said;
    } else if (const auto* pause = std::get_if<BreakUnit>(&plan.units[i])) {
      if (pause->length_ms < kPauseMs || tokens.size() == 1) continue;
      if (tokens.back().kind == Kind::kPause) {
        tokens.back().pause_ms += pause->length_ms;
        continue;
      }
      token.kind = Kind::kPause;
      token.pause_ms = pause->length_ms;
    } else {
      token.kind = Kind::kForeign;
      token.word_start = true;
    }
    token.unit = static_cast<std::uint32_t>(i);
    if (!IsSyllable(token)) token.final_sound = static_cast<int>(token.kind);
    tokens.push_back(token);
  }
  if (tokens.back().kind == Kind::kPause) tokens.pop_back();
  tokens.emplace_back();
  return tokens;
}

void TokenReals(const std::vector<Token>& tokens, Contour contour, double pace,
                std::vector<std::array<float, kTokenReals>>& reals) {
  constexpr int kFar = 12;
  reals.assign(tokens.size(), {});
  int since = 0;
  int until = 0;
  for (std::size_t i = tokens.size(); i-- > 0;) {
    until = IsSyllable(tokens[i]) ? until + 1 : 0;
    reals[i][4] = Ratio(until, kFar);
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token* after = i + 1 < tokens.size() ? &tokens[i + 1] : nullptr;
    const bool phrase_end = after == nullptr || !IsSyllable(*after);
    since = IsSyllable(tokens[i]) ? since + 1 : 0;
    reals[i][0] = tokens[i].word_start ? 1 : 0;
    reals[i][1] = phrase_end || after->word_start ? 1 : 0;
    reals[i][2] = phrase_end ? 1 : 0;
    reals[i][3] = Ratio(since, kFar);
    reals[i][5] = static_cast<float>(std::min(tokens[i].pause_ms * pace, 1000.0) / 500);
    reals[i][6] = static_cast<float>(static_cast<double>(i) / static_cast<double>(tokens.size()));
    reals[i].at(7 + static_cast<std::size_t>(i == 0 ? Contour::kStatement : contour)) = 1;
  }
}

void StepReals(const Lengths& lengths, std::vector<std::array<float, kStepReals>>& reals) {
  constexpr int kFar = 20;
  const int whole = lengths[0] + lengths[1];
  int at = 0;
  reals.clear();
  for (std::size_t stretch = 0; stretch < lengths.size(); ++stretch) {
    const int length = lengths.at(stretch);
    for (int k = 0; k < length; ++k, ++at) {
      reals.push_back({static_cast<float>(stretch), static_cast<float>((k + 0.5) / length),
                       Ratio(k, kFar), Ratio(length - 1 - k, kFar), Log(length), Log(whole),
                       static_cast<float>((at + 0.5) / whole), Ratio(lengths[0], kFar)});
    }
  }
}

std::vector<Lengths> WholeSteps(const std::vector<Token>& tokens,
                                const std::vector<std::array<float, 2>>& wanted) {
  constexpr std::array<int, 2> kLeast = {1, 2};
  std::vector<Lengths> all;
  double owed = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Lengths lengths{};
    if (tokens[i].kind == Kind::kEdge) lengths[1] = i == 0 ? kLeadSteps : kTailSteps;
    if (tokens[i].kind == Kind::kForeign) lengths[1] = kTailSteps;
    if (tokens[i].kind == Kind::kPause) {
      lengths[1] = std::max(kLeast[1], static_cast<int>(wanted[i][1] + 0.5F));
    }
    for (std::size_t s = tokens[i].has_onset ? 0 : 1; IsSyllable(tokens[i]) && s < 2; ++s) {
      const double want = static_cast<double>(wanted[i].at(s));
      lengths.at(s) = std::max(kLeast.at(s), static_cast<int>(std::floor(want + owed + 0.5)));
      owed += want - lengths.at(s);
    }
    all.push_back(lengths);
  }
  return all;
}

}  // namespace boyin::synthesise::parametric
