// Archives of documents, and what enemies make of them.
#include "intake/archive.h"

#include "intake/read.h"
#include "intake/zip.h"

namespace boyin::intake {
namespace {

std::string Refusal(const std::string& bytes) {
  const auto all = ReadAll(bytes, "a.zip", {});
  REQUIRE_FALSE(all.has_value());
  CHECK(all.error().code == Code::kInput);
  CHECK(all.error().where.starts_with("a.zip"));
  CHECK_FALSE(all.error().mend.en.empty());
  return all.error().what.en;
}

TEST_CASE("a zip gives all its documents in order, and says what it left out") {
  const auto all = ReadAll(Zip({{"news/2.html", "<html><p>第二篇文章说的是天气。</p></html>"},
                                {"news/1.txt", "第一篇。"},
                                {"news/photo.jpg", "\xFF\xD8\xFF"},
                                {"__MACOSX/news/._1.txt", "x"},
                                {"bad.txt", "\x89PNG\r\n"}}),
                           "a.zip", {});
  REQUIRE(all.has_value());
  REQUIRE(all->documents.size() == 2);
  const Document& first = all->documents[0];
  CHECK(first.file == "a.zip/news/1.txt");
  CHECK(first.member == "news/1.txt");
  CHECK(first.name == "1");
  CHECK(Tiles(first));
  CHECK(all->documents[1].format == "html");
  REQUIRE(first.notes.size() == 1);
  CHECK(first.notes[0].en.find("news/photo.jpg") != std::string::npos);
  REQUIRE(all->refused.size() == 1);
  CHECK(all->refused[0].where == "a.zip/bad.txt");
}

TEST_CASE("Read takes an archive of one document, and no other") {
  CHECK(MustRead(Zip({{"1.txt", "好。"}}), "a.zip").name == "1");
  const auto two = Read(Zip({{"1.txt", "好。"}, {"2.txt", "好。"}}), "a.zip", {});
  REQUIRE_FALSE(two.has_value());
  CHECK(two.error().what.en == "holds 2 documents");
}

TEST_CASE("names that lead outside, links and archives in archives are refused") {
  for (const char* path : {"../x.txt", "/etc/x.txt", "a/../../x.txt", "c:\\x.txt", "a//x.txt"}) {
    CAPTURE(path);
    CHECK(Refusal(Zip({{path, "好。"}})).find("leads out") != std::string::npos);
  }
  CHECK(Refusal(Zip({{"x.txt", "/etc/passwd"}}, true)) == "is a symbolic link");
  CHECK(Refusal(Zip({{"b.zip", Zip({{"1.txt", "好。"}})}})) == "is an archive in an archive");
}

TEST_CASE("bombs are refused before they are unpacked") {
  const std::string zeros(20'000'000, ' ');
  CHECK(Refusal(Zip({{"x.txt", zeros}})).find("200 times") != std::string::npos);
  Members many;
  for (std::size_t i = 0; i <= kMostMembers; ++i) many.emplace_back(std::to_string(i) + ".txt", "");
  CHECK(Refusal(Zip(many)).find("more than 10000 members") != std::string::npos);
}

TEST_CASE("damaged archives are refused") {
  const std::string good = Zip({{"1.txt", "一篇不太长的文章，说的是今天的天气。"}});
  CHECK(Refusal(good.substr(0, good.size() / 2)).find("damaged") != std::string::npos);
  std::string flipped = good;
  flipped[45] = static_cast<char>(flipped[45] ^ 0x55);
  CHECK_FALSE(Refusal(flipped).empty());
  CHECK(Refusal(Zip({{"photo.png", "x"}})) == "is an archive without a document");
}

TEST_CASE("office files that are no text documents are named as such") {
  CHECK(Refusal(Zip({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<x/>"}})) ==
        "is an office file, but no text document");
}

}  // namespace
}  // namespace boyin::intake
