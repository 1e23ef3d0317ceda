#include "reader/message.h"

#include <limits>
#include <random>

#include <doctest/doctest.h>

namespace boyin::reader {
namespace {

using intake::Document;

Document Sample() {
  Document d;
  d.file = "news.html";
  d.name = "news";
  d.format = "html";
  d.encoding = "UTF-8";
  d.encoding_confidence = 0.75;
  d.text = "标题\n正文。";
  d.metadata = {"标题", "某人", "2026-11-30", "某报", "zh"};
  d.blocks = {
      {intake::BlockKind::kHeading, "标题", {0, 6}, 1, "anchor-m", 1.25, intake::TimeSpan{-5, 10}},
      {intake::BlockKind::kQuote, "正文。", {7, 16}, 0, "", 1, std::nullopt}};
  d.dropped = {{{6, 7}, "layout"}};
  d.notes = {{"a note", "说明"}};
  d.findings = {{"title", "标题", "og:title", "", 7, true}};
  return d;
}

/// Whether a reply with this document is taken.
bool Taken(const Document& document, std::string_view file = "news.html") {
  const auto decoded = DecodeDocument(Encode(Result<Document>(document)), file);
  return decoded.has_value();
}

}  // namespace

TEST_CASE("what is said comes back as it was") {
  const auto document = DecodeDocument(Encode(Result<Document>(Sample())), "news.html");
  REQUIRE(document.has_value());
  REQUIRE(document->has_value());
  CHECK(**document == Sample());

  const Result<Document> refused =
      Fail(Code::kInput, "news.html:7", {"is broken", "坏了"}, {"mend it", "请修复"});
  const auto error = DecodeDocument(Encode(refused), "news.html");
  REQUIRE(error.has_value());
  REQUIRE_FALSE(error->has_value());
  CHECK(error->error() == refused.error());

  Document member = Sample();
  member.file = "day.zip/a/1.html";
  member.member = "a/1.html";
  const intake::Collection all{{member}, {refused.error()}};
  const auto collection = DecodeCollection(Encode(Result<intake::Collection>(all)), "day.zip");
  REQUIRE(collection.has_value());
  CHECK((*collection)->documents == all.documents);
  CHECK((*collection)->refused == all.refused);

  const intake::Feed feed{"频道", "https://a/", {{"条", "l", "i", "2026-11-30", -7, Sample()}}};
  const auto items = DecodeFeed(Encode(Result<intake::Feed>(feed)), "news.html");
  REQUIRE(items.has_value());
  REQUIRE((*items)->items.size() == 1);
  CHECK((*items)->items[0].document == Sample());
  CHECK((*items)->items[0].unix_time == -7);

  const Request request{Wanted::kFeed,
                        "a\xFF",
                        {"GB18030", "m", intake::Captions::kRead, intake::Tables::kSkip},
                        std::string("\0x", 2)};
  const std::optional<Request> asked = DecodeRequest(Encode(request));
  REQUIRE(asked.has_value());
  CHECK(asked->wanted == Wanted::kFeed);
  CHECK(asked->file == request.file);
  CHECK(asked->options == request.options);
  CHECK(asked->bytes == request.bytes);
}

TEST_CASE("a document that intake would not give is not taken") {
  const auto spoiled = [](const auto& spoil) {
    Document document = Sample();
    spoil(document);
    return document;
  };
  CHECK(Taken(Sample()));
  CHECK_FALSE(Taken(Sample(), "other.html"));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.text[1] = '\xFF'; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.metadata.title = "\xC0\x80"; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[1].source.end = 17; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[1].source = {8, 7}; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].source = {0, SIZE_MAX}; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].source = {0, 5}; })));  // half a letter
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks.pop_back(); })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.dropped.clear(); })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].level = 7; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].rate = 0; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].rate = 1e9; })));
  CHECK_FALSE(Taken(
      spoiled([](Document& d) { d.blocks[0].rate = std::numeric_limits<double>::quiet_NaN(); })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].kind = intake::BlockKind(6); })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.encoding_confidence = 2; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.blocks[0].time->begin_ms = INT64_MAX; })));
  CHECK_FALSE(Taken(spoiled([](Document& d) { d.name = "../news"; })));
  for (const char* member : {"../x", "/etc/x", "a/../../x"}) {
    CHECK_FALSE(Taken(spoiled([&](Document& d) {
      d.member = member;
      d.file = std::string("news.html/") + member;
    })));
    CHECK_FALSE(DecodeMembers(Encode(Result<std::vector<std::string>>({member}))).has_value());
  }
  Result<Document> error = Fail(Code::kInterrupted, "x", {"x", "x"});
  CHECK_FALSE(DecodeDocument(Encode(error), "x").has_value());
  error.error().code = Code(999);
  CHECK_FALSE(DecodeDocument(Encode(error), "x").has_value());
}

TEST_CASE("cut, lengthened and spoiled replies are not taken, and cost no more than their size") {
  const std::string whole = Encode(Result<Document>(Sample()));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(DecodeDocument(std::string_view(whole).substr(0, size), "news.html").has_value());
  }
  CHECK_FALSE(DecodeDocument(whole + '\0', "news.html").has_value());
  std::mt19937 random(19);  // NOLINT: the same at every run
  for (int round = 0; round < 20'000; ++round) {
    std::string spoiled = whole;
    for (unsigned i = 0; i < 1 + random() % 3; ++i) {
      spoiled[random() % spoiled.size()] = static_cast<char>(random());
    }
    const auto decoded = DecodeDocument(spoiled, "news.html");
    if (!decoded || !*decoded) continue;
    const Document& d = **decoded;
    for (const intake::Block& block : d.blocks) CHECK(block.text == block.source.In(d.text));
  }
  // A list that claims to be endless.
  CHECK_FALSE(
      DecodeMembers(std::string("\1\0\0\0\0\0\0\0", 8) + std::string(8, '\x7F')).has_value());
}

TEST_CASE("a body comes in parts, never more than was announced") {
  CHECK(DecodeLength(EncodeLength(70'000'000'000)) == 70'000'000'000);
  CHECK_FALSE(DecodeLength("1234567").has_value());
  std::vector<std::string> parts{"ab", "c"};
  std::size_t at = 0;
  const auto next = [&]() -> std::optional<std::string> {
    if (at >= parts.size()) return std::nullopt;
    return parts[at++];
  };
  CHECK(ReceiveParts(3, next) == "abc");
  at = 0;
  CHECK_FALSE(ReceiveParts(2'000'000'000'000, next).has_value());
  at = 0;
  CHECK_FALSE(ReceiveParts(1, next).has_value());
  parts = {"", "abc"};
  at = 0;
  CHECK_FALSE(ReceiveParts(3, next).has_value());
}

}  // namespace boyin::reader
