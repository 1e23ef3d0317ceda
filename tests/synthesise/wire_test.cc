// A reply may come from an engine of another build, or from one that has gone mad.
#include "synthesise/wire.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include <doctest/doctest.h>

#include "base/subprocess.h"
#include "synthesise/plans.h"

namespace boyin::synthesise {
namespace {

using nlohmann::json;

/// A clip as an engine would send it, of whatever the header and the samples are.
std::string Reply(const json& header, const std::vector<float>& samples = {}) {
  std::string cbor;
  json::to_cbor(header, cbor);
  std::string body = MessagePrefix(cbor.size()) + cbor;
  const std::size_t at = body.size();
  body.resize(at + samples.size() * sizeof(float));
  if (!samples.empty()) std::memcpy(&body[at], samples.data(), samples.size() * sizeof(float));
  return body;
}

json Header() {
  return {{"wire", wire::kVersion},
          {"rate", 22050},
          {"marks", {0, 0, 1, 2}},
          {"remade", 0},
          {"count", 3}};
}

const std::vector<float> kSamples{0.1F, -0.5F, 0};

TEST_CASE("a reply that is whole is read as it was sent") {
  const auto clip = wire::DecodeClip(Reply(Header(), kSamples), 2);
  REQUIRE(clip);
  REQUIRE(*clip);
  CHECK((*clip)->samples == kSamples);
  CHECK((*clip)->marks == std::vector<Mark>{{0, 0}, {1, 2}});
  CHECK(wire::DecodeClip(wire::EncodeClip(**clip), 2) == clip);
}

TEST_CASE("a reply with one field out of its range is nonsense") {
  const auto refused = [](const char* field, const json& value) {
    json header = Header();
    header[field] = value;
    CAPTURE(field);
    CAPTURE(value.dump());
    CHECK_FALSE(wire::DecodeClip(Reply(header, kSamples), 2));
  };
  for (const json& rate : {json(0), json(-1), json(1'000'000'000), json("22050"), json(22050.5)}) {
    refused("rate", rate);
  }
  for (const json& remade : {json(-1), json(std::int64_t{1} << 40), json(nullptr)}) {
    refused("remade", remade);
  }
  for (const json& count : {json(2), json(4), json(-3), json(std::uint64_t{1} << 63),
                            json(std::numeric_limits<std::uint64_t>::max())}) {
    refused("count", count);
  }
  for (const json& marks : {json{0}, json{2, 0}, json{0, 4}, json{-1, 0}, json{0, "x"}, json(7),
                            json::object(), json{{0, 0}, {1, 2}}}) {
    refused("marks", marks);
  }
}

TEST_CASE("samples that are no numbers are nonsense") {
  for (const float odd :
       {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
        std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_FALSE(wire::DecodeClip(Reply(Header(), {0, odd, 0}), 2));
  }
}

TEST_CASE("a header that is nested without end is nonsense, not the end of its reader") {
  const std::string deep(1'000'000, '\x81');  // an array of one, of an array of one…
  CHECK_FALSE(wire::DecodeClip(MessagePrefix(deep.size()) + deep));
  CHECK_FALSE(wire::DecodeInfo(deep));
  CHECK_FALSE(wire::DecodeRequest(deep));
  CHECK_FALSE(wire::DecodeClip(MessagePrefix(1U << 30U)));
  CHECK_FALSE(wire::DecodeClip("ab"));
}

TEST_CASE("an error has a code of the list") {
  const auto error = [](const json& code) {
    return wire::DecodeClip(
        Reply({{"wire", wire::kVersion}, {"error", {code, "where", "en", "zh", "", ""}}}));
  };
  REQUIRE(error(5));
  CHECK(error(5)->error().code == Code::kEngine);
  for (const json& code : {json(999), json(0), json(-5), json("5"), json(nullptr)}) {
    CAPTURE(code.dump());
    CHECK_FALSE(error(code));
  }
}

TEST_CASE("another version is said, not taken for nonsense") {
  json header = Header();
  for (const json& version : {json(2), json(7)}) {
    header["wire"] = version;
    const auto clip = wire::DecodeClip(Reply(header, kSamples), 2);
    REQUIRE(clip);
    REQUIRE_FALSE(*clip);
    CHECK((*clip).error().what.en.find("version") != std::string::npos);
  }
  header.erase("wire");  // before there were versions
  CHECK_FALSE(wire::DecodeClip(Reply(header, kSamples), 2).value());
  json request = json::from_cbor(wire::EncodeRequest({VoiceNamed("anchor-f"), PlanOf("ni3")}));
  request["wire"] = 2;
  std::string cbor;
  json::to_cbor(request, cbor);
  const auto decoded = wire::DecodeRequest(cbor);
  REQUIRE(decoded);
  CHECK(decoded->version == 2);
  CHECK(decoded->plan);
}

TEST_CASE("a request with a number out of its range is nonsense") {
  const json good =
      json::from_cbor(wire::EncodeRequest({VoiceNamed("anchor-f"), PlanOf("ni3 | hao3")}));
  const auto decode = [](const json& request) {
    std::string cbor;
    json::to_cbor(request, cbor);
    return wire::DecodeRequest(cbor);
  };
  CHECK(decode(good));
  json odd = good;
  odd["contour"] = 99;
  CHECK_FALSE(decode(odd));
  odd = good;
  odd["units"] = {{2, -1}};
  CHECK_FALSE(decode(odd));
  odd["units"] = {{9, 1}};
  CHECK_FALSE(decode(odd));
}

}  // namespace
}  // namespace boyin::synthesise
