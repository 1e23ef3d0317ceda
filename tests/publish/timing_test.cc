// Words are timed by the engine's own events and by nothing else, and move with their sound.
#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "base/file.h"
#include "paths.h"
#include "pipeline/pipeline.h"

using namespace boyin;

TEST_CASE("over the article each word begins at an event of the engine, and moves with the sound") {
  pipeline::RendererOptions options;
  options.pool.command = {test::BuildPath("boyin-engine")};
  const auto renderer = pipeline::Renderer::Open(options);
  REQUIRE(renderer.has_value());
  const std::string file = test::SourcePath("seeds/yancheng-2017-02.txt");
  const auto document = intake::Read(*ReadFile(file), file, {});
  REQUIRE(document.has_value());
  std::size_t words = 0;
  pipeline::Reading reading;
  reading.voice = *voice::Find("anchor-f", {});
  const auto narration =
      renderer->Narrate(*document, reading, [&](pipeline::SpokenSentence said) -> Result<void> {
        std::set<std::int64_t> events;
        for (const synthesise::Mark& mark : said.clip.marks) events.insert(mark.sample);
        const episode::Cue before = said.cue;
        const produce::Placed placed{1000, 1000 + 2 * std::ssize(said.clip.samples),
                                     said.clip.sample_rate_hz, 2 * said.clip.sample_rate_hz};
        pipeline::Move(placed, said.cue);
        CHECK(said.cue.begin == 1000);
        for (std::size_t i = 0; i < before.words.size(); ++i) {
          CHECK(events.count(before.words[i].begin) == 1);
          CHECK(said.cue.words[i].begin == 1000 + 2 * before.words[i].begin);
          ++words;
        }
        return {};
      });
  REQUIRE(narration.has_value());
  CHECK(narration->engine.word_marks);
  CHECK(words > 500);
}
