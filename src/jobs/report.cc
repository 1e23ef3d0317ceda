#include <nlohmann/json.hpp>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "jobs/jobs.h"
#include "publish/markup/html_template.h"

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

void WriteJson(const Sink& put, const Summary& summary, const synthesise::Tally& tally) {
  const auto text = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  put(fmt::format(
      "{{\"done\": {},\n\"unchanged\": {},\n\"failed\": {},\n\"sentences\": {},\n\"articles\": [",
      summary.Count(State::kDone), summary.Count(State::kUnchanged), summary.Count(State::kFailed),
      text({{"spoken", tally.spoken}, {"recalled", tally.recalled}})));
  const char* comma = "\n";
  summary.Each([&](const Outcome& outcome) {
    Json article = {{"input", NameOf(outcome.order)}, {"output", outcome.order.output},
                    {"state", NameOf(outcome.state)}, {"duration_s", outcome.duration_s},
                    {"seconds", outcome.seconds},     {"doubts", outcome.doubts}};
    if (outcome.state == State::kFailed) {
      article["where"] = outcome.error.where;
      article["error"] = outcome.error.what.en;
      article["mend"] = outcome.error.mend.en;
    }
    put(std::exchange(comma, ",\n"));
    put(text(article));
  });
  put("\n]}\n");
}

void WriteHtml(const Sink& put, const Summary& summary) {
  put(fmt::format(
      R"(<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>批处理报告</title><style>
body {{ font: 16px/1.6 sans-serif; margin: 2rem; color: #222; background: #fff; }}
table {{ border-collapse: collapse; }} td, th {{ padding: .3rem .8rem; text-align: left;
border-bottom: 1px solid #ccc; }} .failed td:first-child {{ color: #a00; font-weight: bold; }}
</style></head><body><h1>批处理报告</h1>
<p>完成 {} 篇，未变 {} 篇，失败 {} 篇。</p>
<table><thead><tr><th scope="col">状态</th><th scope="col">文章</th><th scope="col">音频</th>
<th scope="col">秒</th><th scope="col">原因</th></tr></thead><tbody>
)",
      summary.Count(State::kDone), summary.Count(State::kUnchanged),
      summary.Count(State::kFailed)));
  for (const State state : {State::kFailed, State::kDone, State::kUnchanged}) {
    summary.Each([&](const Outcome& outcome) {
      if (outcome.state != state) return;
      const std::string reason = state == State::kFailed
                                     ? outcome.error.what.zh + "；" + outcome.error.mend.zh
                                     : std::string();
      put(fmt::format(
          "<tr "
          "class=\"{0}\"><td>{0}</td><td>{1}</td><td>{2}</td><td>{3:.1f}</td><td>{4}</td></tr>\n",
          NameOf(state), publish::EscapedHtml(NameOf(outcome.order)),
          publish::EscapedHtml(outcome.order.output), outcome.duration_s,
          publish::EscapedHtml(reason)));
    });
  }
  put("</tbody></table></body></html>\n");
}

}  // namespace

Result<void> WriteReport(const std::filesystem::path& folder, const Summary& summary,
                         const synthesise::Tally& tally) {
  const Result<void> json =
      WriteFile(folder / "report.json", [&](const Sink& put) { WriteJson(put, summary, tally); });
  if (!json) return json;
  return WriteFile(folder / "report.html", [&](const Sink& put) { WriteHtml(put, summary); });
}

}  // namespace boyin::jobs
