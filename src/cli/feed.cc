#include "publish/feed/feed.h"

#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "base/file_claims.h"
#include "cli/commands.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

struct FeedOptions {
  std::string folder;
  std::string config;
  std::string output;
  bool json = false;
};

struct LintOptions {
  std::string input;
  std::string previous;
  std::string base_url;
  bool json = false;
};

Result<int> RunFeed(const FeedOptions& options) {
  if (options.folder.empty() || options.config.empty()) {
    return Fail(Code::kUsage, "feed",
                {"a folder and its --config are needed", "需要目录和 --config"},
                {"boyin feed DIR --config feed.toml, or boyin feed lint FILE",
                 "boyin feed 目录 --config feed.toml，或 boyin feed lint 文件"});
  }
  const Result<std::string> toml = ReadFile(options.config);
  if (!toml) return tl::unexpected(toml.error());
  const Result<publish::FeedConfig> config = publish::ReadFeedConfig(*toml, options.config);
  if (!config) return tl::unexpected(config.error());
  const fs::path output =
      options.output.empty() ? fs::path(options.folder) / "feed.xml" : fs::path(options.output);
  FileClaims claims;
  claims.Read(options.config);
  if (Result<void> free = claims.Write(output); !free) return tl::unexpected(free.error());
  std::string old_xml;
  if (fs::exists(output)) {
    Result<std::string> old = ReadFile(output);
    if (!old) return tl::unexpected(old.error());
    old_xml = std::move(*old);
  }
  const Result<publish::Feed> feed = publish::MakeFeed(*config, options.folder, old_xml);
  if (!feed) return tl::unexpected(feed.error());
  if (Result<void> written = WriteFile(output, feed->xml); !written) {
    return tl::unexpected(written.error());
  }
  if (options.json) {
    const nlohmann::ordered_json line = {{"file", output.string()}, {"episodes", feed->episodes}};
    PrintJson(line);
  } else {
    Say(stdout, "{}   {} {}\n", output.string(), feed->episodes, Pick({"episodes", "集"}));
  }
  return 0;
}

void PrintFinding(const publish::Finding& finding, const std::string& file, bool json) {
  if (json) {
    const nlohmann::ordered_json line = {{"rule", finding.rule},
                                         {"level", finding.error ? "error" : "warning"},
                                         {"file", file},
                                         {"line", finding.line},
                                         {"what", Pick(finding.what)},
                                         {"mend", Pick(finding.mend)}};
    PrintJson(line);
    return;
  }
  Say(stdout, "{}:{}: {} [{}] {}\n    {}\n", file, finding.line,
      finding.error ? Pick({"error", "错误"}) : Pick({"warning", "警告"}), finding.rule,
      Pick(finding.what), Pick(finding.mend));
}

Result<int> RunLint(const LintOptions& options) {
  fs::path file = options.input;
  if (fs::is_directory(file)) file /= "feed.xml";
  const Result<std::string> xml = ReadFile(file);
  if (!xml) return tl::unexpected(xml.error());
  publish::LintOptions lint;
  lint.folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  lint.base_url = options.base_url;
  if (!options.previous.empty()) {
    Result<std::string> previous = ReadFile(options.previous);
    if (!previous) return tl::unexpected(previous.error());
    lint.previous_xml = std::move(*previous);
  }
  const Result<std::vector<publish::Finding>> findings =
      publish::LintFeed(*xml, file.string(), lint);
  if (!findings) return tl::unexpected(findings.error());
  bool broken = false;
  for (const publish::Finding& finding : *findings) {
    PrintFinding(finding, file.string(), options.json);
    broken = broken || finding.error;
  }
  if (findings->empty() && !options.json) {
    Say(stdout, "{}: {}\n", file.string(), Pick({"nothing to mend", "没有问题"}));
  }
  return broken ? static_cast<int>(Code::kInput) : 0;
}

void Leave(const Result<int>& status, Outcome& outcome) {
  if (!status) Print(status.error());
  outcome.status = status ? *status : Status(status.error());
}

void AddFeedLint(Command feed, Outcome& outcome) {
  auto options = std::make_shared<LintOptions>();
  const Command command = feed.AddCommand(
      "lint", Pick({"Check a feed, its files and its server by the rules of Apple and PSP-1",
                    "按 Apple 和 PSP-1 的规则检查订阅源、文件和服务器"}));
  command
      .AddOption("input", options->input,
                 Pick({"a feed, or a folder with feed.xml", "订阅源文件，或含 feed.xml 的目录"}))
      .Required();
  command.AddOption(
      "--previous", options->previous,
      Pick({"an older version, whose guids must be the same", "旧版订阅源，guid 必须不变"}));
  command.AddOption("--base-url", options->base_url,
                    Pick({"a server that has the files: it is asked for HEAD and byte ranges",
                          "存放文件的服务器：检查 HEAD 和分段请求"}));
  command.AddFlag("--json", options->json, Pick({"JSON lines", "JSON 行"}));
  command.OnRun([options, &outcome] { Leave(RunLint(*options), outcome); });
}

}  // namespace

void AddFeed(Command app, Outcome& outcome) {
  auto options = std::make_shared<FeedOptions>();
  const Command command = app.AddCommand(
      "feed", Pick({"Write or update the podcast feed of a folder; feed lint checks one",
                    "生成或更新一个目录的播客订阅源；feed lint 检查订阅源"}));
  command.AddOption("folder", options->folder,
                    Pick({"the folder with the episodes", "存放节目的目录"}));
  command.AddOption(
      "--config", options->config,
      Pick({"the programme (TOML, docs/feed.md)", "节目信息（TOML，见 docs/feed.md）"}));
  command.AddOption("-o,--output", options->output,
                    Pick({"default: feed.xml in the folder", "默认为目录中的 feed.xml"}));
  command.AddFlag("--json", options->json, Pick({"for programs", "供程序读取"}));
  AddFeedLint(command, outcome);
  command.OnRun([options, command, &outcome] {
    if (command.IsLast()) Leave(RunFeed(*options), outcome);
  });
}

}  // namespace boyin::cli
