#include "prosody/prosody.h"

#include <doctest/doctest.h>

using namespace boyin;
using namespace boyin::prosody;

namespace {

pronounce::Utterance Read(const std::string& text) {
  static const auto normaliser = normalise::Normaliser::Create({});
  static const auto pronouncer = pronounce::Pronouncer::Create({});
  REQUIRE(normaliser.has_value());
  REQUIRE(pronouncer.has_value());
  return pronouncer->Pronounce(normaliser->Normalise(text));
}

const voice::Voice& Announcer() {
  static const voice::Voice voice;
  return voice;
}

/// "认真/组织 250 …": the text of the units with the breaks between them.
std::string Shown(const pronounce::Utterance& utterance, const Sentence& sentence) {
  std::string out;
  for (const Unit& unit : sentence.plan.units) {
    if (const auto* syllable = std::get_if<SyllableUnit>(&unit)) {
      out += syllable->spoken.In(utterance.text);
    } else if (const auto* foreign = std::get_if<ForeignUnit>(&unit)) {
      out += "<" + foreign->as + ">";
    } else {
      out += " " + std::to_string(std::get<BreakUnit>(unit).length_ms) + " ";
    }
  }
  return out;
}

void CheckTiles(const pronounce::Utterance& utterance, const std::vector<Sentence>& sentences) {
  std::size_t at = 0;
  for (const Sentence& sentence : sentences) {
    CHECK(sentence.spoken.begin == at);
    at = sentence.spoken.end;
  }
  CHECK(at == utterance.text.size());
}

}  // namespace

TEST_CASE("marks give their pauses, quotes none, brackets a short one") {
  const pronounce::Utterance u = Read("苹果、梨，都有；他说：“好（不错）！”再见。");
  const std::vector<Sentence> sentences = Phrase(u, Announcer());
  CheckTiles(u, sentences);
  REQUIRE(sentences.size() == 2);
  CHECK(Shown(u, sentences[0]) == "苹果 150 梨 250 都有 350 他说 350 好 150 不错");
  CHECK(sentences[0].spoken.In(u.text).ends_with("！”"));
  CHECK(sentences[0].plan.contour == Contour::kExclamation);
  CHECK(sentences[0].pause_after_ms == 500);
  CHECK(Shown(u, sentences[1]) == "再见");
}

TEST_CASE("a run of marks is one pause, and questions stay questions") {
  const pronounce::Utterance u = Read("真的吗？！……好，，，吧。");
  const std::vector<Sentence> sentences = Phrase(u, Announcer());
  CheckTiles(u, sentences);
  REQUIRE(sentences.size() >= 2);
  CHECK(Shown(u, sentences.back()).find("好 250 吧") != std::string::npos);
  CHECK(sentences.front().plan.contour == Contour::kQuestion);
}

TEST_CASE("text without a closing mark ends like a sentence; only marks say nothing") {
  const std::vector<Sentence> sentences = Phrase(Read("早上好"), Announcer());
  REQUIRE(sentences.size() == 1);
  CHECK(sentences[0].pause_after_ms == 500);
  for (const Sentence& sentence : Phrase(Read("……——“”"), Announcer())) {
    CHECK(sentence.plan.units.empty());
  }
  CHECK(Phrase(Read(""), Announcer()).empty());
}

TEST_CASE("text that ends inside a sentence goes on") {
  const auto contour = [](const std::string& text) {
    return Phrase(Read(text), Announcer()).back().plan.contour;
  };
  CHECK(contour("今天上午，") == Contour::kContinues);
  CHECK(contour("他说：“") == Contour::kContinues);
  CHECK(contour("今天上午") == Contour::kStatement);
  CHECK(contour("今天上午，晴") == Contour::kStatement);
  CHECK(contour("（完）") == Contour::kStatement);
}

TEST_CASE("a long clause is read in several breaths, a short one in one") {
  const pronounce::Utterance shorter = Read("市委书记出席会议并讲话。");
  CHECK(Shown(shorter, Phrase(shorter, Announcer())[0]) == "市委书记出席会议并讲话");

  const pronounce::Utterance longer = Read(
      "要切实把思想和行动统一到市委的部署要求上来以实际行动推动全市各级机关干部进一步增强做好新形势"
      "下"
      "群众工作的责任感和使命感。");
  const std::vector<Sentence> sentences = Phrase(longer, Announcer());
  REQUIRE(sentences.size() == 1);
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const Unit& unit : sentences[0].plan.units) {
    run = std::holds_alternative<BreakUnit>(unit) ? 0 : run + 1;
    longest = std::max(longest, run);
    if (const auto* syllable = std::get_if<SyllableUnit>(&unit)) {
      if (run == 1) CHECK(syllable->word_start);
    }
  }
  CHECK(longest <= 18);
  CHECK(Shown(longer, sentences[0]).find(" 60 的") == std::string::npos);
}

TEST_CASE("numbers and short quotations are kept together") {
  for (const char* text :
       {"全市共有一千二百三十四万五千六百七十八名干部群众参加了这次大规模的植树造林活动。",
        "组织开展进万企解难题促发展大走访大调研活动并且获得《小镇风云录》创作演出的一等奖励。"}) {
    const pronounce::Utterance u = Read(text);
    const std::string shown = Shown(u, Phrase(u, Announcer())[0]);
    CAPTURE(shown);
    CHECK(shown.find(" 60 ") != std::string::npos);
    const bool whole = shown.find("一千二百三十四万五千六百七十八名") != std::string::npos ||
                       shown.find("小镇风云录") != std::string::npos;
    CHECK(whole);
  }
}

TEST_CASE(
    "no breath parts a date, a fraction, a title from its name, or a name that no lexicon has") {
  struct Row {
    const char* text;
    const char* whole;
  };
  for (const Row row : {
           Row{"这一价格是一九九四年四月二十日以来国际市场原油价格所达到的最低点。",
               "一九九四年四月二十日"},
           Row{"全国社会商品零售价格和居民消费价格分别比上年上涨百分之零点八和百分之二点八。",
               "百分之零点八"},
           Row{"河南省西峡县五里桥乡乡长杨海韬匆匆赶到西峡县城关高中看望学生。", "杨海韬"},
           Row{"希望小学的老师们替自己的扶贫特困生乔改玉交足了上学期的学杂费。", "乔改玉"},
           Row{"新华社北京一月十九日电国务院副总理李岚清今天下午在人民大会堂会见了客人。",
               "副总理李岚清"},
           Row{"他们在记者招待会上感谢委内瑞拉总统马杜罗作出的上述决定和努力。", "总统马杜罗"},
       }) {
    const pronounce::Utterance u = Read(row.text);
    const std::string shown = Shown(u, Phrase(u, Announcer())[0]);
    CAPTURE(shown);
    CHECK(shown.find(" 60 ") != std::string::npos);
    CHECK(shown.find(row.whole) != std::string::npos);
  }
}

TEST_CASE("text without end is cut into plans of bounded size, nothing lost") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "播音";
  const pronounce::Utterance u = Read(text);
  const std::vector<Sentence> sentences = Phrase(u, Announcer());
  CheckTiles(u, sentences);
  std::size_t said = 0;
  for (const Sentence& sentence : sentences) {
    std::size_t syllables = 0;
    for (const Unit& unit : sentence.plan.units) {
      syllables += std::holds_alternative<SyllableUnit>(unit) ? 1U : 0U;
    }
    CHECK(syllables <= kMostSyllables);
    said += syllables;
  }
  CHECK(said == 6000);
}

TEST_CASE("foreign runs, erhua and pauses asked for") {
  const pronounce::Utterance u = Read("GDP增长，花儿开了。");
  const std::vector<Sentence> sentences = Phrase(u, Announcer());
  REQUIRE(sentences.size() == 1);
  CHECK(std::holds_alternative<ForeignUnit>(sentences[0].plan.units.front()));
  bool merged = false;
  for (const Unit& unit : sentences[0].plan.units) {
    const auto* syllable = std::get_if<SyllableUnit>(&unit);
    merged = merged || (syllable != nullptr && syllable->spoken.In(u.text) == "花儿");
  }
  CHECK(merged);
}
