// The station's table, the writer's marks, and the options.
#include <string>

#include <doctest/doctest.h>

#include "normalise/laws.h"
#include "normalise/one.h"

namespace boyin::normalise {
namespace {

Normaliser With(const Options& options, const lexicon::Lexicon& lexicon = {}) {
  Result<Normaliser> made = Normaliser::Create(options, lexicon);
  REQUIRE(made);
  return *std::move(made);
}

lexicon::Entry Say(const std::string& written, const std::string& spoken) {
  lexicon::Entry entry;
  entry.written = written;
  entry.spoken = spoken;
  entry.origin = "station.tsv:2";
  return entry;
}

TEST_CASE("the station's table wins over every rule") {
  const Normaliser normaliser = With({}, {Say("6·23", "六月二十三日"), Say("211", "二幺幺"),
                                          Say("GDP", "国内生产总值"), Say("臺北", "台北市")});
  CHECK(normaliser.Normalise("“6•23”活动").text == "“六月二十三日”活动");
  CHECK(normaliser.Normalise("211高校").text == "二幺幺高校");
  CHECK(normaliser.Normalise("共12115人").text == "共一万二千一百一十五人");
  CHECK(normaliser.Normalise("GDP增长，GDPR生效").text == "国内生产总值增长，GDPR生效");
  CHECK(normaliser.Normalise("臺北和台北").text == "台北市和台北市");
  const Spoken spoken = normaliser.Normalise("211高校");
  CHECK(spoken.details[spoken.pieces[0].detail].rule == "station.tsv:2");
}

TEST_CASE("an entry that holds nothing to read is refused") {
  const Result<Normaliser> made = Normaliser::Create({}, {Say("\xE2\x80\x8B", "空")});
  REQUIRE(!made);
  CHECK(made.error().code == Code::kUsage);
  CHECK(made.error().where == "station.tsv:2");
}

TEST_CASE("inline marks") {
  const Spoken read = House().Normalise("这是{211|二一一}工程");
  CHECK(read.text == "这是二一一工程");
  CHECK(Read("共{2000|#}号") == "共二零零零号");
  CHECK(Read("共｛2000｜#｝号") == "共二零零零号");

  const Spoken pinyin = House().Normalise("共3人，{行长|hang2 zhang3}说");
  CHECK(pinyin.text == "共三人，行长说");
  REQUIRE(pinyin.overrides.size() == 1);
  CHECK(pinyin.overrides[0].kind == Override::Kind::kPinyin);
  CHECK(pinyin.overrides[0].value == "hang2 zhang3");
  CHECK(pinyin.overrides[0].spoken.In(pinyin.text) == "行长");

  const Spoken traditional = House().Normalise("{行長|háng zhǎng}說");
  CHECK(traditional.text == "行长说");
  REQUIRE(traditional.overrides.size() == 1);
  CHECK(traditional.overrides[0].value == "hang2 zhang3");
  CHECK(traditional.overrides[0].spoken.In(traditional.text) == "行长");

  const Spoken pause = House().Normalise("共5人{|500}到场");
  CHECK(pause.text == "共五人到场");
  REQUIRE(pause.overrides.size() == 1);
  CHECK(pause.overrides[0].kind == Override::Kind::kPause);
  CHECK(pause.overrides[0].value == "500");
  CHECK(pause.overrides[0].spoken == Range{9, 9});
}

TEST_CASE("braces that hold no mark are text") {
  for (const std::string written :
       {"{变量}", "集合{甲|}", "{|慢}", "{行长|hang9}", "{a", "{行长|hang2}x|y}"}) {
    CAPTURE(written);
    CHECK(BrokenLaw(House(), written) == "");
    CHECK(House().Normalise(written).overrides.empty());
  }
}

TEST_CASE("options") {
  Options options;
  options.yao = false;
  options.liang_bai = true;
  options.drop_celsius = true;
  const Normaliser normaliser = With(options);
  CHECK(normaliser.Normalise("拨打119报警").text == "拨打一一九报警");
  CHECK(normaliser.Normalise("200人").text == "两百人");
  CHECK(normaliser.Normalise("气温5℃").text == "气温五度");
  CHECK(Read("拨打119报警") == "拨打幺幺九报警");
  CHECK(Read("200人") == "二百人");
  CHECK(Read("气温5℃") == "气温五摄氏度");
}

TEST_CASE("emoji are skipped, or named") {
  Options options;
  options.emoji_named = true;
  CHECK(With(options).Normalise("加油👍").text == "加油拇指向上");
  const Spoken skipped = House().Normalise("加油👍");
  CHECK(skipped.text == "加油");
  CHECK(skipped.details[skipped.pieces.back().detail].reason == "emoji");
}

}  // namespace
}  // namespace boyin::normalise
