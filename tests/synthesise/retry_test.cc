#include "synthesise/retry.h"

#include <doctest/doctest.h>

#include "paths.h"
#include "synthesise/plans.h"

namespace boyin::synthesise {
namespace {

/// A pool whose workers die of every plan of more than `most` units in the voice anchor-f.
Pool Choking(std::size_t most) {
  PoolOptions options;
  options.command = {test::BuildPath("test_worker"), "choke", std::to_string(most), "anchor-f"};
  options.attempts = 2;
  Result<Pool> pool = Pool::Start(options);
  REQUIRE(pool);
  return std::move(*pool);
}

std::vector<std::uint32_t> UnitsOf(const Clip& clip) {
  std::vector<std::uint32_t> units;
  for (const Mark& mark : clip.marks) units.push_back(mark.unit);
  return units;
}

TEST_CASE("a plan is halved at the pause nearest to its middle, else between words") {
  const auto at_pause = Halve(PlanOf("yi1 er4 | san1 si4 wu3 liu4 | qi1"));
  REQUIRE(at_pause);
  prosody::Plan begun = PlanOf("yi1 er4");
  begun.contour = prosody::Contour::kContinues;
  CHECK(at_pause->first == begun);
  CHECK(at_pause->second == PlanOf("san1 si4 wu3 liu4 | qi1"));
  CHECK(at_pause->pause_ms == 300);
  CHECK(at_pause->offset == 3);
  prosody::Plan plan = PlanOf("zhong1 guo2 ren2 min2 yin2 hang2");
  for (const std::size_t inside : {1U, 3U, 5U}) {
    std::get<prosody::SyllableUnit>(plan.units[inside]).word_start = false;
  }
  plan.contour = prosody::Contour::kQuestion;
  const auto between_words = Halve(plan);
  REQUIRE(between_words);
  CHECK(between_words->offset == 2);
  CHECK(between_words->pause_ms == 0);
  CHECK(between_words->first.contour == prosody::Contour::kContinues);
  CHECK(between_words->second.contour == prosody::Contour::kQuestion);
}

TEST_CASE("a plan of one unit has no halves") {
  CHECK_FALSE(Halve(PlanOf("yi1")));
  CHECK_FALSE(Halve(PlanOf("| yi1 |")));
  CHECK_FALSE(Halve(PlanOf("")));
  CHECK(Halve(PlanOf("yi1 er4")));
}

TEST_CASE("what an engine dies of as a whole is said in halves, with every unit once") {
  Pool pool = Choking(4);
  const voice::Voice voice = VoiceNamed("anchor-f");
  const auto said = SpeakWithRetries(pool, {voice}, PlanOf("yi1 er4 | san1 si4 wu3"));
  REQUIRE(said);
  CHECK(said->why.en.empty());
  CHECK(said->clip.remade == 1);
  CHECK(UnitsOf(said->clip) == std::vector<std::uint32_t>{0, 1, 3, 4, 5});
  CHECK(pool.restarts() == 2);
}

TEST_CASE("what was not well is said otherwise by who says the same every time") {
  Pool pool = Choking(9);
  const voice::Voice voice = VoiceNamed("anchor-f");
  const prosody::Plan plan = PlanOf("yi1 er4 | san1 si4 wu3");
  const auto before = SpeakWithRetries(pool, {voice}, plan);
  REQUIRE(before);
  CHECK(before->clip.remade == 0);
  const auto afresh = SpeakWithRetries(pool, {voice, nullptr, Kept::kRenew}, plan);
  REQUIRE(afresh);
  CHECK(afresh->clip.remade == 1);
  CHECK(UnitsOf(afresh->clip) == UnitsOf(before->clip));
  CHECK(afresh->clip.samples != before->clip.samples);
}

TEST_CASE("what an engine dies of all the same is said by the fallback, else it is an error") {
  Pool pool = Choking(0);
  const voice::Voice voice = VoiceNamed("anchor-f");
  const voice::Voice other = VoiceNamed("anchor-m");
  const prosody::Plan plan = PlanOf("ni3 hao3");
  const auto silent = SpeakWithRetries(pool, {voice}, plan);
  REQUIRE_FALSE(silent);
  CHECK(silent.error().code == Code::kEngine);
  const auto said = SpeakWithRetries(pool, {voice, &other}, plan);
  REQUIRE(said);
  CHECK(said->why == silent.error().what);
  CHECK(said->clip == *pool.Speak(other, plan));
}

TEST_CASE("a request that makes no sense is not tried again") {
  voice::Voice voice = VoiceNamed("anchor-m");
  voice.engine = "gramophone";
  const voice::Voice other = VoiceNamed("anchor-m");
  PoolOptions honest;
  honest.command = {test::BuildPath("test_worker"), "serve"};
  Result<Pool> served = Pool::Start(honest);
  REQUIRE(served);
  CHECK(SpeakWithRetries(*served, {voice, &other}, PlanOf("ni3")).error().code == Code::kUsage);
}

}  // namespace
}  // namespace boyin::synthesise
