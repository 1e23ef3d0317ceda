#include "server/http/notice.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/table.h"
#include "publish/markup/html_template.h"
#include "server/data.h"

namespace boyin::server {
namespace {

/// Chinese unless another language is asked for first, as the page itself.
bool PrefersChinese(std::string_view languages) {
  return languages.empty() || languages.find("zh") < languages.find("en");
}

}  // namespace

Notices::Notices(const Request& request)
    : chinese_(PrefersChinese(request.Header("accept-language"))) {}

std::string Notices::operator()(std::string_view key) const {
  static const std::vector<table::Row> kRows =
      table::Parse(data::notices_tsv(), "notices.tsv", 3).value_or(std::vector<table::Row>{});
  for (const table::Row& row : kRows) {
    if (row.cells[0] == key) return publish::EscapedHtml(row.cells[chinese_ ? 2 : 1]);
  }
  return publish::EscapedHtml(key);
}

Reply NoticePage(const Request& request, int status, std::string_view title,
                 std::string_view body) {
  Reply reply;
  reply.status = status;
  reply.type = "text/html; charset=utf-8";
  reply.headers = {{"Content-Security-Policy", kPagePolicy}, {"Vary", "Accept-Language"}};
  reply.body = publish::Filled(data::plain_html(),
                               {{"language", Notices(request).chinese() ? "zh-CN" : "en"},
                                {"title", publish::EscapedHtml(title)},
                                {"body", std::string(body)}});
  return reply;
}

Reply ErrorPage(const Request& request, Reply reply, std::string_view more) {
  if (reply.status < 400 || reply.type != "application/json") return reply;
  const Notices say(request);
  const nlohmann::json error =
      nlohmann::json::parse(reply.body, nullptr, false).value("error", nlohmann::json::object());
  std::string message = error.value("message", "");
  if (say.chinese()) message = error.value("message_zh", message);
  Reply page = NoticePage(request, reply.status, say("wrong"),
                          fmt::format("<p role=\"alert\">{}</p>\n{}<p><a href=\"/\">{}</a></p>",
                                      publish::EscapedHtml(message), more, say("back")));
  for (auto& header : reply.headers) page.headers.push_back(std::move(header));
  return page;
}

std::string ButtonForm(std::string_view action, const std::string& label, const Fields& hidden) {
  std::string inputs;
  for (const auto& [name, value] : hidden) {
    inputs += fmt::format("<textarea class=\"hidden\" name=\"{}\">\n{}</textarea>", name,
                          publish::EscapedHtml(value));
  }
  return fmt::format(
      "<form method=\"post\" action=\"{}\" class=\"actions\">{}<button type=\"submit\">{}</button>"
      "</form>\n",
      action, inputs, label);
}

}  // namespace boyin::server
