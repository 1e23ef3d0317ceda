#include "server/http/http.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/table.h"
#include "server/data.h"

namespace boyin::server {
namespace {

std::string_view Find(const Fields& fields, std::string_view name) {
  const auto found = fields.find(std::string(name));
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int StatusOf(Code code) {
  switch (code) {
    case Code::kUsage:
    case Code::kInput:
      return 400;
    case Code::kInterrupted:
      return 503;
    case Code::kOther:
    case Code::kOutput:
    case Code::kEngine:
      break;
  }
  return 500;
}

/// What errors.tsv says of the code and the parameter, or of the code.
std::string ChineseOf(std::string_view code, std::string_view param) {
  static const Result<std::vector<table::Row>> kRows =
      table::Parse(data::errors_tsv(), "errors.tsv", 2);
  const std::string narrow = fmt::format("{}:{}", code, param);
  std::string found;
  if (!kRows) return found;
  for (const table::Row& row : *kRows) {
    if (row.cells[0] == narrow) return std::string(row.cells[1]);
    if (row.cells[0] == code) found = row.cells[1];
  }
  return found;
}

}  // namespace

std::string_view Request::Header(std::string_view lower_name) const {
  return Find(headers, lower_name);
}

std::string_view Request::Query(std::string_view name) const { return Find(query, name); }

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  return out;
}

std::string PercentEncode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::optional<Fields> ParseForm(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.size(), pair.find('='));
    const std::optional<std::string> name = PercentDecode(pair.substr(0, equals), true);
    const std::optional<std::string> value =
        PercentDecode(pair.substr(std::min(pair.size(), equals + 1)), true);
    if (!name || !value) return std::nullopt;
    fields[*name] = *value;
  }
  return fields;
}

std::string JsonString(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Reply JsonReply(std::string body, int status) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

Reply ErrorReply(int status, std::string_view code, std::string_view message,
                 std::string_view param, std::string_view chinese) {
  const std::string_view type = status == 429   ? "rate_limit_error"
                                : status == 401 ? "authentication_error"
                                : status >= 500 ? "server_error"
                                                : "invalid_request_error";
  const std::string zh = chinese.empty() ? ChineseOf(code, param) : std::string(chinese);
  Reply reply =
      JsonReply(fmt::format(R"({{"error":{{"message":{},"type":"{}","param":{},"code":"{}"{}}}}})",
                            JsonString(message), type, param.empty() ? "null" : JsonString(param),
                            code, zh.empty() ? "" : R"(,"message_zh":)" + JsonString(zh)),
                status);
  if (status == 429 || status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

Reply ErrorReply(const Error& error) {
  std::string message = error.what.en;
  if (!error.mend.en.empty()) message += "; " + error.mend.en;
  std::string chinese = error.what.zh;
  if (!error.mend.zh.empty()) chinese += "；" + error.mend.zh;
  const int status = StatusOf(error.code);
  return ErrorReply(status, status == 400 ? "bad_input" : "internal_error", message, {}, chinese);
}

std::string_view ReasonOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Internal Server Error";
  }
}

}  // namespace boyin::server
