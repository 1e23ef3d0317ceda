// What the fuzzers of wires, jobs, ledgers, requests and tables check, on their corpus, on messages
// of ours and on mutations of both, in ctest.
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/file.h"
#include "fuzz/jobs.h"
#include "fuzz/lexicon.h"
#include "fuzz/mutate.h"
#include "fuzz/reader.h"
#include "fuzz/rundown.h"
#include "fuzz/server.h"
#include "fuzz/synthesise.h"
#include "fuzz/voice.h"
#include "paths.h"

namespace boyin::fuzz {
namespace {

namespace fs = std::filesystem;

struct Target {
  std::string name;
  std::function<void(std::string_view)> check;
  std::vector<std::string> ours{};  ///< messages as we write them
  int mutations = 400;              ///< of each
};

std::vector<std::string> EngineMessages() {
  namespace wire = synthesise::wire;
  prosody::Plan plan;
  plan.units = {prosody::SyllableUnit{Pinyin::FromCode(100), {0, 3}, true, {}, false},
                prosody::ForeignUnit{"AI", {3, 5}, {}}, prosody::BreakUnit{120}};
  plan.text = "好AI。";
  synthesise::Clip clip;
  clip.sample_rate_hz = 22'050;
  clip.samples = {0.F, 0.5F, -0.5F};
  clip.marks = {{0, 0}, {1, 2}};
  return {wire::EncodeRequest({voice::Voice{}, plan}), wire::EncodeRequest({voice::Voice{}, {}}),
          wire::EncodeClip(clip), wire::EncodeInfo(synthesise::EngineInfo{"a", "1", 22'050, true}),
          wire::EncodeClip(Fail(Code::kEngine, "a", {"b", "c"}))};
}

std::vector<std::string> ReaderMessages() {
  const Result<intake::Collection> page =
      intake::ReadAll("<h1>标题</h1><p>正文。<p>再一段。", "a", {});
  const Result<intake::Feed> feed = intake::ReadFeed(
      "<rss><channel><item><title>好</title><description>一句。</description></item></channel></"
      "rss>",
      "a", {});
  return {reader::Encode(page), reader::Encode(page->documents.front()), reader::Encode(feed),
          reader::Encode(Result<std::vector<std::string>>({"a/b.txt", "c.txt"})),
          reader::Encode(Result<intake::Document>(Fail(Code::kInput, "a", {"b", "c"})))};
}

std::vector<std::string> JobMessages() {
  return {jobs::WritePayload(
              {"in/好%.txt", "00", ".boyin/settings/0.json", ".boyin/results", ".mp3", "a/1.txt"}),
          jobs::WriteResult({jobs::Rendered{1.5, 2, {}, {}}, {{"k", "h"}}}),
          jobs::WriteResult({Fail(Code::kInput, "a", {"b", "c"}), {{"k", "h"}}}),
          jobs::WriteInstructions({})};
}

std::vector<Target> Targets() {
  return {{"synthesise_wire", CheckEngineWire, EngineMessages()},
          {"reader_wire", CheckReaderWire, ReaderMessages()},
          {"jobs_payload", CheckPayload, JobMessages()},
          {"jobs_recording", CheckRecording},
          {"jobs_ledger", CheckLedger, {}, 8},
          {"server_head", CheckHead},
          {"server_range", CheckRange},
          {"server_multipart", CheckMultipart},
          {"lexicon_table", CheckTable},
          {"lexicon_pls", CheckPls},
          {"rundown_toml", CheckRundown},
          {"voice_toml", CheckVoice}};
}

TEST_CASE("the corpus, messages of ours and mutations of them break no law") {
  std::mt19937 random(623);
  for (const Target& target : Targets()) {
    CAPTURE(target.name);
    std::vector<std::string> inputs = target.ours;
    for (const auto& entry :
         fs::directory_iterator(test::SourcePath("tests/fuzz/corpus/" + target.name))) {
      const Result<std::string> bytes = ReadFile(entry.path());
      REQUIRE(bytes.has_value());
      inputs.push_back(*bytes);
    }
    REQUIRE(inputs.size() >= 3);
    for (const std::string& input : inputs) {
      target.check(input);
      for (int i = 0; i < target.mutations; ++i) target.check(Mutated(input, random));
    }
  }
  fs::remove_all(LedgerFolder());
}

}  // namespace
}  // namespace boyin::fuzz
