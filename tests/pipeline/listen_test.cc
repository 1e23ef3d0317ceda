// What is listened to is made again where that helps, and only there.
#include <filesystem>

#include <doctest/doctest.h>

#include "base/file.h"
#include "paths.h"
#include "pipeline/pipeline.h"

using namespace boyin;
using namespace boyin::pipeline;

namespace {

constexpr std::string_view kText =
    "今天上午，城南新桥正式通车。两侧有自行车道，也有人行道。票价仍为两元。";

/// Renders that text, with those answers of who listens; how often it was listened to.
struct Rendered {
  std::string sound;
  std::vector<int> remade;
  std::size_t listened = 0;
};

Rendered Render(std::vector<std::vector<std::pair<std::size_t, Unwell>>> answers) {
  RendererOptions options;
  options.pool.command = {test::BuildPath("boyin-engine")};
  const auto renderer = Renderer::Open(options);
  REQUIRE(renderer.has_value());
  const auto document = intake::Read(kText, "news.txt", {});
  REQUIRE(document.has_value());
  Settings settings;
  settings.voice = *voice::Find("anchor-f", {});
  settings.encoding.format = encode::Format::kWav;
  settings.output = std::filesystem::temp_directory_path() / "boyin-listen-test.wav";
  Rendered rendered;
  settings.listen_to = [&](const episode::Episode& episode) -> Result<std::vector<Unwell>> {
    REQUIRE(rendered.listened < answers.size());
    std::vector<Unwell> unwell;
    for (auto [sentence, one] : answers[rendered.listened]) {
      one.source = episode.cues[sentence].source;
      unwell.push_back(one);
    }
    ++rendered.listened;
    return unwell;
  };
  const auto episode = renderer->Render(*document, settings, {});
  REQUIRE(episode.has_value());
  rendered.sound = *ReadFile(settings.output.string());
  for (const episode::Cue& cue : episode->cues) rendered.remade.push_back(cue.remade);
  std::filesystem::remove(settings.output);
  return rendered;
}

}  // namespace

TEST_CASE("what is well, or what the voice always says so, stays as it is") {
  const Rendered well = Render({{}});
  CHECK(well.listened == 1);
  CHECK(well.remade == std::vector<int>{0, 0, 0});
  const Rendered always = Render({{{1, {{}, 1, true}}}});
  CHECK(always.listened == 1);
  CHECK(always.sound == well.sound);
}

TEST_CASE("what is not well is made again; what was not better for it is put back") {
  const Rendered well = Render({{}});
  const Rendered better =
      Render({{{0, {{}, 2, false}}, {1, {{}, 1, false}}}, {{0, {{}, 1, false}}}});
  CHECK(better.listened == 2);
  CHECK(better.remade == std::vector<int>{1, 1, 0});
  CHECK(better.sound != well.sound);
  const Rendered one = Render(
      {{{0, {{}, 1, false}}, {1, {{}, 1, false}}}, {{1, {{}, 1, false}}}, {{1, {{}, 1, false}}}});
  CHECK(one.listened == 3);
  CHECK(one.remade == std::vector<int>{1, 0, 0});
  const Rendered none =
      Render({{{1, {{}, 1, false}}}, {{1, {{}, 2, true}}}, {{1, {{}, 1, false}}}});
  CHECK(none.listened == 3);
  CHECK(none.sound == well.sound);
}
