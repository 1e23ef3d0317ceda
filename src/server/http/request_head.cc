#include "server/http/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <sodium.h>

#include "base/utf8.h"

namespace boyin::server {
namespace {

constexpr std::size_t kMostIdBytes = 64;

tl::unexpected<Error> Refuse(int status, const std::string& why) {
  return Fail(Code::kUsage, std::to_string(status), {why, why});
}

std::string NewId() {
  std::array<unsigned char, 12> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 25> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

/// The client's own id where it can stand in a log.
std::string IdOf(const Fields& headers) {
  const auto given = headers.find("x-request-id");
  if (given == headers.end()) return NewId();
  const std::string& id = given->second;
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  });
  return plain && !id.empty() && id.size() <= kMostIdBytes ? id : NewId();
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

Result<void> TakeFields(RawHead& raw, Fields& headers) {
  for (auto& [name, value] : raw.fields) {
    std::string lower = Lower(std::move(name));
    const bool once = lower == "host" || lower == "content-length" || lower == "authorization" ||
                      lower == "content-type" || lower == "transfer-encoding";
    const auto [place, added] = headers.try_emplace(lower, value);
    if (added) continue;
    if (once) return Refuse(400, "the field " + lower + " stands more than once");
    place->second += ", " + value;
  }
  if (headers.count("content-length") > 0 && headers.count("transfer-encoding") > 0) {
    return Refuse(400, "Content-Length and Transfer-Encoding exclude each other");
  }
  // The parser takes any other coding for no body at all: what follows would be another request.
  const auto coding = headers.find("transfer-encoding");
  if (coding != headers.end() && Lower(coding->second) != "chunked") {
    return Refuse(501, "the only Transfer-Encoding is chunked");
  }
  return {};
}

}  // namespace

Result<Request> MakeRequest(RawHead raw) {
  Request request;
  if (Result<void> taken = TakeFields(raw, request.headers); !taken) {
    return tl::unexpected(taken.error());
  }
  request.id = IdOf(request.headers);
  request.method = std::move(raw.method);
  const std::string& target = raw.target;
  if (target.empty() || (target[0] != '/' && target != "*")) {
    return Refuse(400, "the target must begin with /");
  }
  const std::size_t query = std::min(target.size(), target.find('?'));
  const std::optional<std::string> path = PercentDecode(target.substr(0, query), false);
  if (!path || utf8::FirstInvalid(*path)) return Refuse(400, "the path is not valid");
  request.path = *path;
  if (query < target.size()) {
    const std::optional<Fields> fields = ParseForm(target.substr(query + 1));
    if (!fields) return Refuse(400, "the query is not valid");
    request.query = *fields;
  }
  return request;
}

Reply RefusalOf(const Error& error) {
  int status = 400;
  std::from_chars(error.where.data(), error.where.data() + error.where.size(), status);
  return ErrorReply(status, "bad_request", error.what.en);
}

std::string HeadOf(const Reply& reply, const Framing& framing) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", reply.status, ReasonOf(reply.status));
  const auto put = [&](std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    // No value may begin another field.
    for (const char c : value) head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    head += "\r\n";
  };
  const auto has = [&](std::string_view name) {
    return std::any_of(reply.headers.begin(), reply.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (!bodiless) put("Content-Type", reply.type);
  // One without a value takes the place of ours.
  for (const auto& [name, value] : reply.headers) {
    if (!value.empty()) put(name, value);
  }
  if (framing.chunked) {
    put("Transfer-Encoding", "chunked");
  } else if (reply.pipe == nullptr && !bodiless) {
    put("Content-Length",
        std::to_string(reply.file ? reply.file->size : std::uint64_t{reply.body.size()}));
  }
  put("Connection", framing.keep_alive ? "keep-alive" : "close");
  if (!framing.request_id.empty()) put("X-Request-Id", framing.request_id);
  put("X-Content-Type-Options", "nosniff");
  // With "no-referrer" a browser sends our own forms with the origin "null".
  put("Referrer-Policy", "same-origin");
  if (!has("Cross-Origin-Resource-Policy")) put("Cross-Origin-Resource-Policy", "same-origin");
  if (!has("X-Frame-Options")) put("X-Frame-Options", "DENY");
  if (!has("Cache-Control")) put("Cache-Control", "no-store");
  if (!has("Content-Security-Policy")) {
    put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  return head + "\r\n";
}

}  // namespace boyin::server
