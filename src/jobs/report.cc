#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include <fmt/format.h>

#include "jobs/jobs.h"
#include "publish/html.h"

namespace boyin::jobs {
namespace {

using Json = nlohmann::ordered_json;

std::string_view NameOf(State state) {
  switch (state) {
    case State::kDone:
      return "done";
    case State::kUnchanged:
      return "unchanged";
    default:
      return "failed";
  }
}

std::ptrdiff_t Count(const Summary& summary, State state) {
  return std::count_if(summary.begin(), summary.end(),
                       [&](const Outcome& outcome) { return outcome.state == state; });
}

}  // namespace

std::string SummaryJson(const Summary& summary, const synthesise::Tally& tally) {
  const auto text = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  // A line for each article: the objects of all of them at once would be most of a batch's memory.
  std::string out = fmt::format(
      "{{\"done\": {},\n\"unchanged\": {},\n\"failed\": {},\n\"sentences\": {},\n\"articles\": [",
      Count(summary, State::kDone), Count(summary, State::kUnchanged),
      Count(summary, State::kFailed),
      text({{"spoken", tally.spoken}, {"recalled", tally.recalled}}));
  const char* comma = "\n";
  for (const Outcome& outcome : summary) {
    Json article = {{"input", NameOf(outcome.order)}, {"output", outcome.order.output.string()},
                    {"state", NameOf(outcome.state)}, {"duration_s", outcome.duration_s},
                    {"seconds", outcome.seconds},     {"doubts", outcome.doubts}};
    if (outcome.state == State::kFailed) {
      article["where"] = outcome.error.where;
      article["error"] = outcome.error.what.en;
      article["mend"] = outcome.error.mend.en;
    }
    out += std::exchange(comma, ",\n");
    out += text(article);
  }
  return out + "\n]}\n";
}

std::string SummaryHtml(const Summary& summary) {
  std::string rows;
  for (const State state : {State::kFailed, State::kDone, State::kUnchanged}) {
    for (const Outcome& outcome : summary) {
      if (outcome.state != state) continue;
      const bool failed = state == State::kFailed;
      rows += fmt::format(
          "<tr "
          "class=\"{0}\"><td>{0}</td><td>{1}</td><td>{2}</td><td>{3:.1f}</td><td>{4}</td></tr>\n",
          NameOf(state), publish::EscapedHtml(NameOf(outcome.order)),
          publish::EscapedHtml(outcome.order.output.string()), outcome.duration_s,
          failed ? publish::EscapedHtml(outcome.error.what.zh + "；" + outcome.error.mend.zh)
                 : std::string());
    }
  }
  return fmt::format(
      R"(<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>批处理报告</title><style>
body {{ font: 16px/1.6 sans-serif; margin: 2rem; color: #222; background: #fff; }}
table {{ border-collapse: collapse; }} td, th {{ padding: .3rem .8rem; text-align: left;
border-bottom: 1px solid #ccc; }} .failed td:first-child {{ color: #a00; font-weight: bold; }}
</style></head><body><h1>批处理报告</h1>
<p>完成 {} 篇，未变 {} 篇，失败 {} 篇。</p>
<table><thead><tr><th scope="col">状态</th><th scope="col">文章</th><th scope="col">音频</th>
<th scope="col">秒</th><th scope="col">原因</th></tr></thead><tbody>
{}</tbody></table></body></html>
)",
      Count(summary, State::kDone), Count(summary, State::kUnchanged),
      Count(summary, State::kFailed), rows);
}

}  // namespace boyin::jobs
