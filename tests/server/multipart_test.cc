#include "server/http/multipart.h"

#include <doctest/doctest.h>

namespace boyin::server {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=b";

std::string Part(const std::string& disposition, const std::string& bytes) {
  return "--b\r\nContent-Disposition: " + disposition + "\r\nContent-Type: text/plain\r\n\r\n" +
         bytes + "\r\n";
}

TEST_CASE("fields and files of a form") {
  const std::string body = Part("form-data; name=\"a\"", "1\r\n--c\r\n") +
                           Part("form-data; name=\"f\"; filename=\"%22早报%22.txt\"", "") +
                           Part("form-data; name=f; filename=\"C:\\news\\a \\\"b\\\".txt\"", "x") +
                           Part("form-data; name=\"f\"; filename*=utf-8''%E6%99%A8.txt", "y") +
                           "--b--\r\n";
  const auto parts = ParseMultipart(kType, body, 4);
  REQUIRE(parts);
  REQUIRE(parts->size() == 4);
  CHECK((*parts)[0].name == "a");
  CHECK(!(*parts)[0].file_name);
  CHECK((*parts)[0].bytes == "1\r\n--c\r\n");
  CHECK((*parts)[1].file_name == "\"早报\".txt");
  CHECK((*parts)[1].bytes.empty());
  CHECK((*parts)[2].file_name == "C:\\news\\a \"b\".txt");
  CHECK((*parts)[3].file_name == "晨.txt");
  CHECK(!ParseMultipart(kType, body, 3));
  CHECK(ParseMultipart("Multipart/Form-Data; charset=x; boundary=\"b\"", body, 4));
}

TEST_CASE("what is malformed is nothing") {
  const std::string good = Part("form-data; name=\"a\"", "1");
  for (const std::string& bad :
       {std::string(), std::string("--b"), std::string("--b\r\n"), good, good + "--b",
        "x" + good + "--b--", Part("attachment; name=\"a\"", "1") + "--b--",
        Part("form-data", "1") + "--b--", Part("form-data; name=\"a", "1") + "--b--",
        Part("form-data; name", "1") + "--b--", Part("form-data; name=\"a\"x", "1") + "--b--",
        std::string("--b\r\nno colon\r\n\r\n1\r\n--b--"), std::string("--b\r\n\r\n1\r\n--b--"),
        "--b\r\nX: " + std::string(9000, 'x') + good.substr(3) + "--b--"}) {
    CAPTURE(bad);
    CHECK(!ParseMultipart(kType, bad, 10));
  }
  for (const char* type : {"multipart/form-data",
                           "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b",
                           "multipart/form-data; boundary=c"}) {
    CAPTURE(type);
    CHECK(!ParseMultipart(type, good + "--b--", 10));
  }
  CHECK(!ParseMultipart("x; boundary=" + std::string(71, 'b'), good + "--b--", 10));
  CHECK(ParseMultipart(kType, "--b--", 10)->empty());
}

/// However it is cut, nothing is read beyond its end.
TEST_CASE("every beginning of a form is malformed") {
  const std::string body = Part("form-data; name=\"a\"; filename=\"b\"", "1") + "--b--";
  for (std::size_t length = 0; length < body.size(); ++length) {
    CHECK(!ParseMultipart(kType, body.substr(0, length), 10));
  }
}

}  // namespace
}  // namespace boyin::server
