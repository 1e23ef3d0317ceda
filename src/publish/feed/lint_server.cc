#include <cstdint>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/message.h"
#include "publish/feed/lint.h"
#include "publish/media/sound.h"

namespace boyin::publish {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kWholeSeconds = 20;

struct Cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct Answer {
  bool heard = false;  // anything at all
  long status = 0;
  std::int64_t length = -1;
  std::string type;
  std::string problem;
};

std::size_t Ignore(char* /*bytes*/, std::size_t size, std::size_t count, void* /*nothing*/) {
  return size * count;
}

/// HEAD, or the first byte where `range` is asked for.
Answer Ask(const std::string& url, bool range) {
  Answer answer;
  const std::unique_ptr<CURL, Cleanup> handle(curl_easy_init());
  if (!handle) return answer;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, Ignore);
  if (range) {
    curl_easy_setopt(handle.get(), CURLOPT_RANGE, "0-0");
  } else {
    curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
  }
  const CURLcode code = curl_easy_perform(handle.get());
  answer.heard = code == CURLE_OK;
  answer.problem = curl_easy_strerror(code);
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  curl_off_t length = -1;
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  answer.length = length;
  const char* type = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) answer.type = type;
  return answer;
}

/// False where nothing answers, so that the rest need not be asked.
bool LintEnclosureOnServer(const Element& enclosure, const std::string& url, Findings& findings) {
  const Answer head = Ask(url, false);
  if (!head.heard || head.status != 200) {
    const std::string got = head.heard ? std::to_string(head.status) : head.problem;
    findings.Error("server-head", enclosure.line, Translated("HEAD {}: {}", url, got),
                   Translated("let the server answer HEAD with 200"));
    return head.heard;
  }
  const std::string length = enclosure.Attribute("length");
  if (std::to_string(head.length) != length) {
    findings.Error("server-length", enclosure.line,
                   Translated("{} has {} bytes there, {} in the feed", url, head.length, length),
                   Translated("upload the file of this feed"));
  }
  if (!head.type.starts_with("audio/")) {
    findings.Warn("server-type", enclosure.line, Translated("{} is served as “{}”", url, head.type),
                  Translated("let the server say {}", enclosure.Attribute("type")));
  }
  const Answer range = Ask(url, true);
  if (range.heard && range.status != 206) {
    findings.Error("server-ranges", enclosure.line,
                   Translated("{} answers {} to a byte range", url, range.status),
                   Translated("use a server that answers 206: Apple demands it"));
  }
  return true;
}

}  // namespace

void LintServer(const Element& channel, const std::string& base_url, Findings& findings) {
  const std::string base = base_url.ends_with('/') ? base_url : base_url + "/";
  for (const Element* item : ItemsOf(channel)) {
    const Element* enclosure = item->Child("enclosure");
    if (enclosure == nullptr) continue;
    const std::string url = base + UrlPath(FileNameOf(enclosure->Attribute("url")));
    if (!LintEnclosureOnServer(*enclosure, url, findings)) return;
  }
}

}  // namespace boyin::publish
