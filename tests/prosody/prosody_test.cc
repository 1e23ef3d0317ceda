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
  CHECK(Shown(longer, sentences[0]).find(" 的") == std::string::npos);
}

/// Whether the reader breathes somewhere inside.
bool Breathes(const std::string& shown) { return shown.find(' ') != std::string::npos; }

TEST_CASE("numbers and short quotations are kept together") {
  for (const char* text :
       {"全市共有一千二百三十四万五千六百七十八名干部群众参加了这次大规模的植树造林活动。",
        "组织开展进万企解难题促发展大走访大调研活动并且获得《小镇风云录》创作演出的一等奖励。"}) {
    const pronounce::Utterance u = Read(text);
    const std::string shown = Shown(u, Phrase(u, Announcer())[0]);
    CAPTURE(shown);
    CHECK(Breathes(shown));
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
    CHECK(Breathes(shown));
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

namespace {

/// "新华社/北京|一月十九日": the text with / | ^ for the levels inside it.
std::string Marked(const std::string& text) {
  const pronounce::Utterance u = Read(text);
  const std::vector<Break> breaks = Breaks(u);
  std::string out;
  for (std::size_t i = 0; i < u.tokens.size(); ++i) {
    out += u.tokens[i].spoken.In(u.text);
    const bool last =
        i + 1 == u.tokens.size() || u.tokens[i + 1].kind == pronounce::TokenKind::kPunctuation;
    if (!last && breaks[i] != Break::kNone) out += "#/|^#"[static_cast<int>(breaks[i])];
  }
  return out;
}

}  // namespace

TEST_CASE("every boundary has a level, and marks have theirs") {
  const pronounce::Utterance u = Read("苹果、梨，都有。好");
  std::vector<int> levels;
  const std::vector<Break> breaks = Breaks(u);
  REQUIRE(breaks.size() == u.tokens.size());
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    if (u.tokens[i].kind != pronounce::TokenKind::kPunctuation) {
      levels.push_back(static_cast<int>(breaks[i]));
    } else {
      CHECK(breaks[i] == Break::kNone);
    }
  }
  CHECK(levels == std::vector<int>{0, 2, 3, 0, 4, 4});
}

TEST_CASE("numbers are grouped as they are spoken") {
  const auto has = [](const char* text, const char* group) {
    const std::string marked = Marked(text);
    CAPTURE(marked);
    CHECK(marked.find(group) != std::string::npos);
  };
  has("请拨打电话13812345678联系我们。", "幺三八/幺二三四/五六七八");
  has("截至2016年6月23日。", "二零一六年/六月/二十三日");
  has("总投资一亿二千三百四十五万元。", "二千/三百/四十五万");
  has("来了三百二十五名学生。", "三百/二十五名");
  has("有五个人来了。", "五个");
}

TEST_CASE("particles lean on the word before them") {
  for (const char* text :
       {"红军的事迹一直在人民心中传诵。", "他看了很久的书。", "孩子们跑着回来了。"}) {
    const std::string marked = Marked(text);
    CAPTURE(marked);
    for (const char* torn : {"/的", "|的", "/了", "|了", "/着", "|着", "/们", "|们"}) {
      CHECK(marked.find(torn) == std::string::npos);
    }
  }
}

TEST_CASE("a clause without end has levels, in parts") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "播音";
  const pronounce::Utterance u = Read(text);
  const std::vector<Break> breaks = Breaks(u);
  CHECK(breaks.size() == 10000);
  CHECK(breaks.back() == Break::kSentence);
}
