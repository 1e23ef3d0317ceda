// What the network said is listened to: made-up utterances with a syllable missing, and the like.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "synthesise/kokoro/lengths.h"
#include "synthesise/plans.h"

namespace boyin::synthesise::kokoro {
namespace {

Part PartOf(const std::string& text) {
  const auto parts = Write(PlanOf(text), 320, [](const std::string& run) { return run; });
  REQUIRE(parts);
  REQUIRE(parts->size() == 1);
  return parts->front();
}

/// A tone for every symbol, each of `frames`.
Utterance Sounding(const Part& part, std::int64_t frames) {
  Utterance said;
  said.frames.assign(part.symbols.size() + 2, frames);
  said.samples.resize(said.frames.size() * static_cast<std::size_t>(frames) * kSamplesPerFrame);
  for (std::size_t i = 0; i < said.samples.size(); ++i) {
    said.samples[i] = 0.3F * std::sin(static_cast<float>(i) * 0.05F);
  }
  return said;
}

bool AllPlausible(const std::vector<Heard>& heard) {
  return std::all_of(heard.begin(), heard.end(), Plausible);
}

TEST_CASE("what is said at an ordinary pace is plausible, and so it is faster and slower") {
  const Part part = PartOf("jin1 tian1 | tian1 qi4 NATO hao3");
  for (const std::int64_t frames : {2, 3}) {
    const std::vector<Heard> heard = Listen(part, Sounding(part, frames), 1);
    REQUIRE(heard.size() == 6);
    CHECK(AllPlausible(heard));
  }
  CHECK(AllPlausible(Listen(part, Sounding(part, 1), 3)));
  CHECK(AllPlausible(Listen(part, Sounding(part, 6), 0.5F)));
}

TEST_CASE("a unit ends where the next begins or at its pause, without the space between") {
  const Part part = PartOf("ni3 hao3 | ma5");
  const std::vector<Heard> heard = Listen(part, Sounding(part, 4), 1);
  REQUIRE(heard.size() == 3);
  CHECK(heard[0].symbols == 3);  // n i ↓
  CHECK(heard[0].length_ms == doctest::Approx(300));
  CHECK(heard[1].symbols == 4);  // x a u ↓
  CHECK(heard[2].symbols == 2);
  CHECK(heard[2].length_ms == doctest::Approx(200));
}

TEST_CASE("a syllable that was swallowed or never ends is not plausible") {
  const Part part = PartOf("jin1 tian1 tian1 qi4");
  Utterance said = Sounding(part, 3);
  const std::vector<std::size_t> places = PlacesIn(part, said);
  REQUIRE(places.size() == part.symbols.size() + 1);
  const auto from = said.samples.begin();
  std::fill(from + static_cast<std::ptrdiff_t>(places[part.starts[1].symbol]),
            from + static_cast<std::ptrdiff_t>(places[part.starts[2].symbol]), 0.0F);
  std::vector<Heard> heard = Listen(part, said, 1);
  REQUIRE(heard.size() == 4);
  CHECK(Plausible(heard[0]));
  CHECK_FALSE(Plausible(heard[1]));
  CHECK(Plausible(heard[2]));

  said = Sounding(part, 3);
  said.frames[part.starts[2].symbol + 1] = 80;
  said.samples.resize(said.samples.size() + 77 * kSamplesPerFrame, 0.1F);
  heard = Listen(part, said, 1);
  CHECK(Plausible(heard[1]));
  CHECK_FALSE(Plausible(heard[2]));
  CHECK_FALSE(AllPlausible(Listen(part, Sounding(part, 0), 1)));
}

TEST_CASE("the silence before a full stop is not counted with the last syllable") {
  const Part part = PartOf("hui4 yi4");  // a syllable of two symbols
  Utterance said = Sounding(part, 3);
  const std::size_t silence = 37 * kSamplesPerFrame;  // 0.9 s
  const std::size_t end = PlacesIn(part, said)[part.symbols.size() - 1];
  said.frames[part.symbols.size() - 1] += 37;
  said.samples.insert(said.samples.begin() + static_cast<std::ptrdiff_t>(end), silence, 0.0F);
  const std::vector<Heard> heard = Listen(part, said, 1);
  REQUIRE(heard.size() == 2);
  CHECK(heard[1].length_ms == doctest::Approx(150).epsilon(0.15));
  CHECK(AllPlausible(heard));
}

TEST_CASE("lengths that are not those of the symbols are none") {
  const Part part = PartOf("ni3 hao3");
  Utterance said = Sounding(part, 3);
  said.frames.pop_back();
  CHECK(PlacesIn(part, said).empty());
  CHECK(Listen(part, said, 1).empty());
}

}  // namespace
}  // namespace boyin::synthesise::kokoro
