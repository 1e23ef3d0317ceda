#include "pipeline/number_safety.h"

#include <string>

#include <doctest/doctest.h>

#include "pipeline/planned_sentence.h"

using namespace boyin;
using namespace boyin::pipeline;

namespace {

/// The numbers of a text, their groups parted by bars.
std::vector<std::string> Grouped(const std::string& written) {
  static const normalise::Normaliser kNormaliser = normalise::Normaliser::Create({}).value();
  const normalise::Spoken spoken = kNormaliser.Normalise(written);
  std::vector<std::string> out;
  for (const SafeNumber& number : SafeNumbers(spoken)) {
    std::string text;
    for (std::size_t at = number.spoken.begin; at < number.spoken.end; ++at) {
      for (const std::size_t group : number.groups) {
        if (group == at) text += '|';
      }
      text += spoken.text[at];
    }
    out.push_back(text);
  }
  return out;
}

using Numbers = std::vector<std::string>;

std::vector<PlannedSentence> Planned(const std::string& text, bool safe) {
  static const normalise::Normaliser kNormaliser = normalise::Normaliser::Create({}).value();
  static const pronounce::Pronouncer kPronouncer = pronounce::Pronouncer::Create({}).value();
  PlanOptions options{safe};
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  std::vector<PlannedSentence> sentences = PlanChunk({text, 0, true}, kNormaliser, kPronouncer,
                                                     voice::Voice{}, coverage, doubts, options);
  CHECK(coverage.Complete());
  return sentences;
}

}  // namespace

TEST_CASE("telephone numbers are grouped as they are dictated") {
  CHECK(Grouped("请拨13912345678。") == Numbers{"幺三九|幺二三四|五六七八"});
  CHECK(Grouped("请拨0515-88001234。") == Numbers{"零五幺五|八八零零|幺二三四"});
  CHECK(Grouped("请拨010-65551234。") == Numbers{"零幺零|六五五五|幺二三四"});
  CHECK(Grouped("请拨400-810-1234。") == Numbers{"四零零|八幺零|幺二三四"});
  CHECK(Grouped("请拨打热线12345。") == Numbers{"幺二三四五"});
}

TEST_CASE("prices, doses, addresses; other numbers are left alone") {
  CHECK(Grouped("票价35元，老人15.5元。") == Numbers{"三十五元", "十五点五元"});
  CHECK(Grouped("共12345678元。") == Numbers{"一千二百三十四万|五千六百七十八元"});
  CHECK(Grouped("每次口服2片，每日3次。") == Numbers{"两片", "三次"});
  CHECK(Grouped("地址：人民路128号3栋。") == Numbers{"一百二十八号|三栋"});
  CHECK(Grouped("今年增长3倍，来了15位客人，走了2公里路。").empty());
  CHECK(Grouped("比赛打了3次。").empty());
}

TEST_CASE("a clause with a number is slow and said again; nothing of the rest changes") {
  const std::string text = "停水通知，咨询电话13912345678。今年增长三倍。";
  const std::vector<PlannedSentence> sentences = Planned(text, true);
  std::vector<std::string> written;
  std::vector<double> rates;
  for (const PlannedSentence& sentence : sentences) {
    written.push_back(sentence.cue.written);
    rates.push_back(sentence.rate);
  }
  CHECK(written == std::vector<std::string>{"停水通知，", "咨询电话13912345678。", "重复一遍：",
                                            "咨询电话13912345678。", "今年增长三倍。"});
  CHECK(rates == std::vector<double>{1, kSafeRate, 1, kSafeRate, 1});
  CHECK(sentences[0].plan.contour == prosody::Contour::kContinues);
  CHECK(sentences[1].plan == sentences[3].plan);
  std::size_t breaks = 0;
  for (const prosody::Unit& unit : sentences[1].plan.units) {
    if (std::holds_alternative<prosody::BreakUnit>(unit)) ++breaks;
  }
  CHECK(breaks >= 3);
  CHECK(sentences[4].plan == Planned(text, false)[1].plan);
  CHECK(sentences.back().pause_after_ms == voice::Pauses{}.paragraph_ms);
}

TEST_CASE("what is said in the middle of a sentence goes on; said again, it ends") {
  const std::vector<PlannedSentence> sentences =
      Planned("咨询电话13912345678，全天有人接听。", true);
  REQUIRE(sentences.size() == 4);
  CHECK(sentences[0].plan.contour == prosody::Contour::kContinues);
  CHECK(sentences[1].plan.contour == prosody::Contour::kStatement);
  CHECK(sentences[3].plan.contour == prosody::Contour::kStatement);
  CHECK(sentences[3].plan.units == sentences[0].plan.units);
}

TEST_CASE("parts tile their sentence whatever stands in it") {
  for (const char* text :
       {"13912345678", "，13912345678，", "电话13912345678、13812345678；地址人民路1号，好。",
        "每日1次，每次2片", "5元", "“5元”，好", "A，5元，B"}) {
    CAPTURE(text);
    std::size_t at = 0;
    for (const PlannedSentence& sentence : Planned(text, true)) {
      if (sentence.cue.source.empty()) break;  // from here on it is said again
      CHECK(sentence.cue.source.begin >= at);
      at = sentence.cue.source.begin;
      CHECK(!sentence.plan.units.empty());
    }
  }
}
