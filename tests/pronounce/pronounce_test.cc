#include "pronounce/pronounce.h"

#include <random>

#include <doctest/doctest.h>

#include "base/utf8.h"
#include "pronounce/read.h"

namespace boyin::pronounce {
namespace {

lexicon::Entry Entry(std::string written, std::string spoken,
                     const std::vector<std::string>& pinyin) {
  lexicon::Entry entry;
  entry.written = std::move(written);
  entry.spoken = std::move(spoken);
  for (const std::string& syllable : pinyin) entry.pinyin.push_back(*Pinyin::Parse(syllable));
  entry.origin = "test.tsv:1";
  return entry;
}

void CheckTiles(const Utterance& utterance) {
  std::size_t at = 0;
  for (const Token& token : utterance.tokens) {
    REQUIRE(token.spoken.begin == at);
    REQUIRE(token.spoken.end <= utterance.text.size());
    if (token.kind != TokenKind::kPause) REQUIRE_FALSE(token.spoken.empty());
    if (token.kind == TokenKind::kSyllable) REQUIRE(token.pinyin);
    if (token.kind == TokenKind::kForeign) {
      REQUIRE(token.index < utterance.foreign.size());
      REQUIRE(utterance.foreign[token.index].spoken == token.spoken);
      REQUIRE_FALSE(utterance.foreign[token.index].as.empty());
      REQUIRE_FALSE(utf8::FirstInvalid(utterance.foreign[token.index].as));
    }
    at = token.spoken.end;
  }
  REQUIRE(at == utterance.text.size());
}

TEST_CASE("tokens tile whatever is given") {
  std::mt19937 random(7);
  const std::u32string alphabet =
      U"一不儿啊的行长重好你上海，。 "
      U"“”ABCabc09-'&.αЖこアーㄴή한ก𠮷㐀々〇\u0301\u200d\u00a0é🙂";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const std::size_t length = random() % 40;
    for (std::size_t i = 0; i < length; ++i)
      utf8::Append(text, alphabet[random() % alphabet.size()]);
    CAPTURE(text);
    normalise::Spoken spoken;
    spoken.text = text;
    CheckTiles(Default().Pronounce(spoken));
  }
  CheckTiles(Say(Default(), ""));
}

TEST_CASE("the user wins over everything") {
  const auto pronouncer = Pronouncer::Create(
      {}, {Entry("重庆", "", {"zhong4", "qing4"}), Entry("乐清", "", {"le4", "qing1"})});
  REQUIRE(pronouncer);
  const Utterance utterance = Say(*pronouncer, "重庆和乐清");
  CHECK(Join(utterance, false) == "zhong4 qing4 he2 le4 qing1");
  CHECK(utterance.tokens[0].decided_by == DecidedBy::kUser);
  const std::vector<Witness> why = pronouncer->Why("重庆");
  REQUIRE(why.size() == 2);
  CHECK(why[0].user.text() == "zhong4");
  CHECK(why[0].lexicon.text() == "chong2");
  CHECK(why[0].decided.text() == "zhong4");
}

TEST_CASE(
    "the station may write its entries in traditional characters, and erhua as one syllable") {
  const auto pronouncer = Pronouncer::Create(
      {}, {Entry("重慶", "", {"zhong4", "qing4"}), Entry("玩兒", "", {"wanr4"})});
  REQUIRE(pronouncer);
  CHECK(Join(Say(*pronouncer, "重庆"), false) == "zhong4 qing4");
  CHECK(Join(Say(*pronouncer, "玩儿吧"), false) == "wan4 r5 ba5");
  CHECK(Join(Say(*pronouncer, "玩儿吧"), true) == "wanr4 ba5");
}

TEST_CASE("an entry of the wrong length is refused") {
  const auto pronouncer = Pronouncer::Create({}, {Entry("重庆", "", {"chong2"})});
  REQUIRE_FALSE(pronouncer);
  CHECK(pronouncer.error().code == Code::kUsage);
  CHECK(pronouncer.error().where == "test.tsv:1");
}

TEST_CASE("inline marks give readings and pauses") {
  normalise::Spoken spoken;
  spoken.text = "行不行";
  spoken.overrides.push_back({normalise::Override::Kind::kPinyin, {0, 3}, "hang2"});
  spoken.overrides.push_back({normalise::Override::Kind::kPause, {3, 3}, "500"});
  const Utterance utterance = Default().Pronounce(spoken);
  CHECK(Join(utterance, false) == "hang2 bu4 xing2");
  REQUIRE(utterance.tokens.size() == 4);
  CHECK(utterance.tokens[1].kind == TokenKind::kPause);
  CHECK(utterance.tokens[1].index == 500);
  CheckTiles(utterance);
}

TEST_CASE("many pauses inside one run of letters") {
  normalise::Spoken spoken;
  for (std::size_t i = 0; i < 3; ++i) {
    spoken.text += 'a';
    spoken.overrides.push_back(
        {normalise::Override::Kind::kPause, {spoken.text.size(), spoken.text.size()}, "1"});
  }
  const Utterance utterance = Default().Pronounce(spoken);
  REQUIRE(utterance.tokens.size() == 6);
  CHECK(utterance.tokens[0].kind == TokenKind::kForeign);
  CHECK(utterance.tokens[1].kind == TokenKind::kPause);
  CHECK(utterance.foreign.size() == 3);
  CheckTiles(utterance);
}

TEST_CASE("Taiwan reads some words and characters otherwise") {
  normalise::Spoken spoken;
  spoken.text = "星期天收垃圾的企业";
  CHECK(Join(Default().Pronounce(spoken, Standard::kTaiwan), false) ==
        "xing1 qi2 tian1 shou1 le4 se4 de5 qi4 ye4");
  CHECK(Join(Default().Pronounce(spoken), false) == "xing1 qi1 tian1 shou1 la1 ji1 de5 qi3 ye4");
  CHECK(StandardOf("zh-TW") == Standard::kTaiwan);
  CHECK(StandardOf("zh-CN") == Standard::kMainland);
}

TEST_CASE("what is in doubt says what else it may be") {
  // 长 of a name that nothing tells: whichever it is, an editor hears of the other.
  const Utterance doubtful = Say(Default(), "还行还行地说");
  bool any = false;
  for (const Token& token : doubtful.tokens) {
    if (token.confidence >= kDoubtful) CHECK_FALSE(token.other);
    if (token.other) CHECK(token.other != token.pinyin);
    any = any || token.other;
  }
  CHECK(any);
  for (const Token& token : Say(Default(), "北京天气晴朗").tokens) {
    CHECK(token.confidence >= kDoubtful);
  }
}

TEST_CASE("citation gives full tones, particles stay") {
  Options options;
  options.citation = true;
  const Pronouncer citation = Pronouncer::Create(options).value();
  CHECK(Join(Say(citation, "朋友的知识"), false) == "peng2 you3 de5 zhi1 shi2");
  CHECK(Read("朋友的知识") == "peng2 you5 de5 zhi1 shi5");
}

TEST_CASE("what has no reading is spoken as 某 and said so") {
  const Utterance utterance = Say(Default(), "\U000323AF");
  REQUIRE(utterance.tokens.size() == 1);
  CHECK(utterance.tokens[0].decided_by == DecidedBy::kUnknown);
  CHECK(utterance.tokens[0].pinyin.text() == "mou3");
}

TEST_CASE("surnames by context") {
  CHECK(Read("曾先生曾经来过").starts_with("zeng1 xian1 sheng5 ceng2"));
  CHECK(Read("记者任晓明报道").starts_with("ji4 zhe3 ren2"));
  CHECK(Read("他担任主任").starts_with("ta1 dan1 ren4 zhu3 ren4"));
  CHECK(Read("解女士解决了") == "xie4 nv3 shi4 jie3 jue2 le5");
}

TEST_CASE("a context does not reach beyond its words") {
  CHECK(Read("他攒了三年钱") == "ta1 zan3 le5 san1 nian2 qian2");
  CHECK(Read("四角攒尖的屋顶").starts_with("si4 jiao3 cuan2 jian1"));
  CHECK(Read("工人抡起铁镐").ends_with("tie3 gao3"));
  CHECK(Read("他崴了脚").starts_with("ta1 wai3 le5"));
}

TEST_CASE("places whose names mislead") {
  CHECK(Read("六安市和蚌埠市") == "lu4 an1 shi4 he2 beng4 bu4 shi4");
  CHECK(Read("在浚县和洪洞县") == "zai4 xun4 xian4 he2 hong2 tong2 xian4");
  CHECK(Read("于都县委") == "yu2 du1 xian4 wei3");
}

}  // namespace
}  // namespace boyin::pronounce
