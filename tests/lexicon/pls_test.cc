#include "lexicon/pls.h"

#include <string>

#include <doctest/doctest.h>

namespace boyin::lexicon {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<lexicon version=\"1.0\" xmlns=\"http://www.w3.org/2005/01/pronunciation-lexicon\"\n"
    "  alphabet=\"x-pinyin\" xml:lang=\"zh-CN\">\n";

Result<Lexicon> Read(std::string_view lexemes) {
  return ReadPls(std::string(kHead) + std::string(lexemes) + "\n</lexicon>\n", "a.pls");
}

TEST_CASE("lexemes become entries") {
  const Result<Lexicon> lexicon = Read(
      "<lexeme><grapheme>乐清</grapheme><grapheme>樂清</grapheme>\n"
      "  <phoneme>le4 qing1</phoneme><phoneme prefer=\"true\"> yuè qīng </phoneme></lexeme>\n"
      "<lexeme><grapheme>6·23</grapheme><alias>六二三</alias><example>6·23</example></lexeme>");
  REQUIRE(lexicon);
  REQUIRE(lexicon->size() == 3);
  CHECK((*lexicon)[0].written == "6·23");
  CHECK((*lexicon)[0].spoken == "六二三");
  CHECK((*lexicon)[1].written == "乐清");
  CHECK(LineOf((*lexicon)[1]).pinyin == "yue4 qing1");
  CHECK((*lexicon)[2].written == "樂清");
  CHECK((*lexicon)[2].origin == "a.pls:4");
}

TEST_CASE("a table goes to PLS and comes back the same") {
  const Lexicon lexicon = Parse(
                              "written\tspoken\tpinyin\tscope\tuntil\n"
                              "A&B <\"甲\">\t甲乙\tjia3 yi3\tepisode\t2026-12-31\n"
                              "重庆\t\tchong2 qing4\n玩儿\t\twanr2\tprogramme\n",
                              "t.tsv", "")
                              .value();
  Result<Lexicon> back = ReadPls(WritePls(lexicon), "b.pls");
  REQUIRE(back);
  REQUIRE(back->size() == lexicon.size());
  for (std::size_t i = 0; i < lexicon.size(); ++i) {
    (*back)[i].origin = lexicon[i].origin;
    CHECK((*back)[i] == lexicon[i]);
  }
  CHECK(WriteTsv(*back) == WriteTsv(lexicon));
  CHECK(WriteTsv(Parse(WriteTsv(lexicon), "t.tsv", "").value()) == WriteTsv(lexicon));
}

TEST_CASE("faults name their line") {
  const auto where = [](const Result<Lexicon>& read) { return read.error().where; };
  const Result<Lexicon> wrong = Read(
      "<lexeme><grapheme>重庆</grapheme><phoneme>chong2 qin</phoneme></lexeme>\n"
      "<lexeme><grapheme>行</grapheme><phoneme>hangg2</phoneme></lexeme>");
  REQUIRE_FALSE(wrong);
  CHECK(where(wrong) == "a.pls:5");
  CHECK(wrong.error().mend.en.find("hang2") != std::string::npos);
  const Result<Lexicon> ipa =
      Read("<lexeme><grapheme>x</grapheme><phoneme alphabet=\"ipa\">a</phoneme></lexeme>");
  REQUIRE_FALSE(ipa);
  CHECK(ipa.error().what.en.find("ipa") != std::string::npos);
  CHECK_FALSE(Read("<lexeme><phoneme>a1</phoneme></lexeme>"));
  CHECK_FALSE(Read("<lexeme><grapheme>x</grapheme>"));
  CHECK_FALSE(ReadPls("", "a.pls"));
  CHECK_FALSE(ReadPls("<lexicon/>", "a.pls"));
  CHECK_FALSE(ReadPls("\xFF\xFE<", "a.pls"));
}

TEST_CASE("a document type is refused, so that no entity is read and nothing is opened") {
  const Result<Lexicon> read = ReadPls(
      "<!DOCTYPE lexicon [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\n"
      "<lexicon version=\"1.0\" xmlns=\"http://www.w3.org/2005/01/pronunciation-lexicon\"\n"
      " alphabet=\"x-pinyin\"><lexeme><grapheme>&e;</grapheme><alias>x</alias></lexeme></lexicon>",
      "a.pls");
  REQUIRE_FALSE(read);
  CHECK(read.error().what.en.find("document type") != std::string::npos);
  CHECK_FALSE(Read("<lexeme><grapheme>&e;</grapheme><alias>x</alias></lexeme>"));
}

}  // namespace
}  // namespace boyin::lexicon
