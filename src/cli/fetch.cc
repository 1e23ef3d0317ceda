#include "cli/fetch.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "cli/robots.h"

namespace boyin::cli {
namespace {

constexpr std::size_t kMostBytes = 20'000'000;
constexpr std::size_t kMostRobots = 500'000;  // bytes, as RFC 9309 asks for at least
constexpr long kConnectSeconds = 10;
constexpr long kWholeSeconds = 30;
constexpr int kMostRedirections = 5;

struct Cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

bool LoopbackAllowed() {
  const char* value = std::getenv("BOYIN_FETCH_LOOPBACK");
  return value != nullptr && std::string_view(value) == "1";
}

/// The networks of IPv4 that are not the open Internet, by their first bits.
bool IsPublic4(std::uint32_t address) {
  struct Net {
    std::uint32_t first;
    unsigned bits;
  };
  constexpr std::array<Net, 14> kClosed{{{0x00000000, 8},    // this network
                                         {0x0A000000, 8},    // private
                                         {0x64400000, 10},   // carriers
                                         {0x7F000000, 8},    // loopback
                                         {0xA9FE0000, 16},   // link
                                         {0xAC100000, 12},   // private
                                         {0xC0000000, 24},   // protocols
                                         {0xC0000200, 24},   // documentation
                                         {0xC0A80000, 16},   // private
                                         {0xC6120000, 15},   // measuring
                                         {0xC6336400, 24},   // documentation
                                         {0xCB007100, 24},   // documentation
                                         {0xE0000000, 4},    // multicast
                                         {0xF0000000, 4}}};  // reserved
  return std::none_of(kClosed.begin(), kClosed.end(), [&](const Net& net) {
    return (address >> (32 - net.bits)) == (net.first >> (32 - net.bits));
  });
}

/// Global unicast (2000::/3) without what carries an address of IPv4 or is for documents.
bool IsPublic6(const in6_addr& address) {
  const unsigned char* byte = static_cast<const unsigned char*>(address.s6_addr);
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    return IsPublic4((std::uint32_t{byte[12]} << 24U) | (std::uint32_t{byte[13]} << 16U) |
                     (std::uint32_t{byte[14]} << 8U) | byte[15]);
  }
  if ((byte[0] & 0xE0U) != 0x20U) return false;
  const bool tunnel = (byte[0] == 0x20 && byte[1] == 0x02) ||
                      (byte[0] == 0x20 && byte[1] == 0x01 && byte[2] == 0 && byte[3] == 0);
  const bool document = byte[0] == 0x20 && byte[1] == 0x01 && byte[2] == 0x0D && byte[3] == 0xB8;
  return !tunnel && !document;
}

bool IsLoopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return (ntohl(in.sin_addr.s_addr) >> 24U) == 127;
  }
  sockaddr_in6 in{};
  std::memcpy(&in, &address, sizeof in);
  return IN6_IS_ADDR_LOOPBACK(&in.sin6_addr) != 0;
}

bool IsPublic(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return IsPublic4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 in{};
  std::memcpy(&in, &address, sizeof in);
  return IsPublic6(in.sin6_addr);
}

/// What one request gives.
struct Answer {
  std::string bytes;
  std::size_t most = 0;
  bool too_long = false;
  bool refused = false;  ///< the address is none of the open Internet
  long status = 0;
  std::string type;
  std::string next;     ///< where a redirection leads
  std::string problem;  ///< empty where the server answered
};

/// Names are resolved once, and the address that is connected to is the one that is looked at.
curl_socket_t OpenSocket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& answer = *static_cast<Answer*>(data);
  const bool allowed = IsPublic(address->addr) || (LoopbackAllowed() && IsLoopback(address->addr));
  if (!allowed) {
    answer.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t Take(char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& answer = *static_cast<Answer*>(data);
  if (answer.bytes.size() + size * count > answer.most) {
    answer.too_long = true;
    return 0;
  }
  answer.bytes.append(bytes, size * count);
  return size * count;
}

Answer Get(const std::string& url, std::size_t most) {
  Answer answer;
  answer.most = most;
  const std::unique_ptr<CURL, Cleanup> handle(curl_easy_init());
  if (!handle) {
    answer.problem = "libcurl";
    return answer;
  }
  CURL* const curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "boyin (reads articles aloud)");
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK) {
    answer.problem = curl_easy_strerror(code);
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  const char* text = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &text);
  if (text != nullptr) answer.type = text;
  text = nullptr;
  curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &text);
  if (text != nullptr) answer.next = text;
  return answer;
}

struct Parts {
  std::string site;  ///< "https://news.example:8443"
  std::string path;  ///< "/1.html?x=1"
};

std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK || text == nullptr) return {};
  std::string out = text;
  curl_free(text);
  return out;
}

Parts Split(const std::string& url) {
  const std::unique_ptr<CURLU, Cleanup> parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return {};
  Parts parts;
  parts.site =
      PartOf(parsed.get(), CURLUPART_SCHEME) + "://" + PartOf(parsed.get(), CURLUPART_HOST);
  if (const std::string port = PartOf(parsed.get(), CURLUPART_PORT); !port.empty()) {
    parts.site += ':' + port;
  }
  parts.path = PartOf(parsed.get(), CURLUPART_PATH);
  if (const std::string query = PartOf(parsed.get(), CURLUPART_QUERY); !query.empty()) {
    parts.path += '?' + query;
  }
  return parts;
}

tl::unexpected<Error> Refuse(const std::string& url, Message what, Message mend = {}) {
  return Fail(Code::kInput, url, std::move(what), std::move(mend));
}

tl::unexpected<Error> NotOpen(const std::string& url) {
  return Refuse(url, Translated("is no address of the open Internet"),
                Translated("save the page first"));
}

/// What the server says of robots; one that is broken says no (RFC 9309, 2.3.1.4).
Result<void> AskRobots(const std::string& url, const Parts& parts) {
  Answer robots = Get(parts.site + "/robots.txt", kMostRobots);
  if (robots.refused) return NotOpen(url);
  if (!robots.problem.empty() && !robots.too_long) {
    return Refuse(url, Translated("cannot be reached: {}", robots.problem));
  }
  const bool allowed = robots.status >= 500   ? false
                       : robots.status >= 300 ? true
                                              : RobotsAllow(robots.bytes, "boyin", parts.path);
  if (allowed) return {};
  return Refuse(url, Translated("is not to be fetched by programs: robots.txt of the site says so"),
                Translated("open it in a browser and save it"));
}

std::string CharsetOf(std::string_view type) {
  const std::size_t at = type.find("charset=");
  if (at == std::string_view::npos) return {};
  type.remove_prefix(at + 8);
  std::string out(type.substr(0, std::min(type.find_first_of("; "), type.size())));
  std::erase(out, '"');
  return out;
}

std::string NameOf(const Parts& parts, std::string_view type) {
  std::string name = parts.path.substr(0, parts.path.find('?'));
  name = name.substr(name.rfind('/') + 1);
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '.' || c == '-' || c == '_';
    if (!plain) c = '_';
  }
  if (name.empty() || name.starts_with('.')) name = "page";
  if (type.starts_with("text/html") && name.find(".htm") == std::string::npos) name += ".html";
  return name;
}

}  // namespace

bool IsAddress(std::string_view input) {
  return input.starts_with("http://") || input.starts_with("https://");
}

Result<Fetched> Fetch(const std::string& url) {
  std::string at = url;
  for (int step = 0; step <= kMostRedirections; ++step) {
    const Parts parts = Split(at);
    if (parts.path.empty() || !IsAddress(at)) {
      return Refuse(url, Translated("leads to {}, which is no address", at));
    }
    if (Result<void> asked = AskRobots(at, parts); !asked) return tl::unexpected(asked.error());
    Answer answer = Get(at, kMostBytes);
    if (answer.refused) return NotOpen(at);
    if (answer.too_long) {
      return Refuse(url, Translated("is longer than {} MB", kMostBytes / 1'000'000));
    }
    if (!answer.problem.empty()) {
      return Refuse(url, Translated("cannot be fetched: {}", answer.problem));
    }
    if (!answer.next.empty()) {
      at = answer.next;
      continue;
    }
    if (answer.status != 200) {
      return Refuse(url, Translated("answers {}", answer.status),
                    Translated("open it in a browser and save it"));
    }
    return Fetched{std::move(answer.bytes), NameOf(parts, answer.type), CharsetOf(answer.type)};
  }
  return Refuse(url, Translated("is redirected more than {} times", kMostRedirections));
}

}  // namespace boyin::cli
