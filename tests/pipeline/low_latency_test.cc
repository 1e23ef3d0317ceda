#include "pipeline/low_latency.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

using namespace boyin;
using namespace boyin::pipeline;

namespace {

struct Read {
  std::string text;
  std::vector<prosody::Sentence> sentences;
};

Read Phrased(const std::string& written) {
  static const normalise::Normaliser kNormaliser = normalise::Normaliser::Create({}).value();
  static const pronounce::Pronouncer kPronouncer = pronounce::Pronouncer::Create({}).value();
  const pronounce::Utterance utterance = kPronouncer.Pronounce(kNormaliser.Normalise(written));
  return {utterance.text, prosody::Phrase(utterance, voice::Voice{})};
}

/// All pieces of a text, each as its words.
std::vector<std::string> Pieces(const std::string& written, std::size_t most) {
  const Read read = Phrased(written);
  std::vector<std::string> out;
  for (const prosody::Sentence& sentence : read.sentences) {
    for (const prosody::Sentence& piece : CutInPieces(sentence, read.text, most)) {
      out.emplace_back(piece.spoken.In(read.text));
    }
  }
  return out;
}

constexpr std::string_view kLong =
    "中共中央政治局常委、国务院总理今天上午在人民大会堂会见了前来出席“一带一路”"
    "国际合作高峰论坛的各国代表团团长，并就进一步扩大双边贸易和投资、加强人文交流等共同关心的问题深"
    "入交换意见。";

}  // namespace

TEST_CASE("a sentence that somebody waits for comes in pieces, each longer than the one before") {
  const std::vector<std::string> pieces = Pieces(std::string(kLong), 10);
  REQUIRE(pieces.size() > 3);
  std::string joined;
  for (const std::string& piece : pieces) joined += piece;
  CHECK(joined == kLong);
  CHECK(pieces[0].size() <= 3 * 16);
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    CHECK(pieces[i].size() <= std::max<std::size_t>(3 * 16, pieces[i - 1].size() * 2));
  }
  CHECK(pieces[1].size() > 3 * 5);
}

TEST_CASE("pieces hold every unit once, pauses become those behind them, the last one ends it") {
  const Read read = Phrased("我们今天上午十点在人民广场的东门集合出发，你真的能够准时赶到那里吗？");
  REQUIRE(read.sentences.size() == 1);
  const prosody::Sentence& whole = read.sentences.front();
  std::size_t most = 6;
  const std::vector<prosody::Sentence> pieces = CutInPieces(whole, read.text, most);
  REQUIRE(pieces.size() > 2);
  std::vector<prosody::Unit> units;
  std::size_t at = whole.spoken.begin;
  for (const prosody::Sentence& piece : pieces) {
    const bool last = &piece == &pieces.back();
    CHECK(piece.spoken.begin == at);
    at = piece.spoken.end;
    CHECK(piece.plan.contour ==
          (last ? prosody::Contour::kQuestion : prosody::Contour::kContinues));
    units.insert(units.end(), piece.plan.units.begin(), piece.plan.units.end());
    if (last) continue;
    CHECK(piece.pause_after_ms > 0);
    units.emplace_back(prosody::BreakUnit{piece.pause_after_ms});
  }
  CHECK(at == whole.spoken.end);
  CHECK(units == whole.plan.units);
  CHECK(pieces.back().pause_after_ms == whole.pause_after_ms);
}

TEST_CASE("whole sentences: where nobody waits, where they are short, and after a while") {
  CHECK(Pieces(std::string(kLong), 0) == std::vector<std::string>{std::string(kLong)});
  CHECK(Pieces("今天天气很好。", 10) == std::vector<std::string>{"今天天气很好。"});
  std::string text;
  for (int i = 0; i < 12; ++i) text += kLong;
  const std::vector<std::string> pieces = Pieces(text, 10);
  CHECK(pieces.back() == kLong);
}

TEST_CASE("a first phrase that is over at once takes the next one with it") {
  CHECK(Pieces("他说，各地要把这件事情做好，并且要尽快见效。", 10).front() ==
        "他说，各地要把这件事情做好，");
}

TEST_CASE("a mark that opens goes with what it opens") {
  const std::vector<std::string> pieces = Pieces("他在今天的大会上说：“我们一定要把工作做好。”", 6);
  REQUIRE(pieces.size() > 1);
  CHECK(pieces[0].ends_with("："));
  CHECK(pieces[1].starts_with("“"));
}
