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
    return Fail(Code::kUsage, "feed", Translated("a folder and its --config are needed"),
                Translated("boyin feed DIR --config feed.toml, or boyin feed lint FILE"));
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
    Say(stdout, "{}   {} {}\n", output.string(), feed->episodes, Tr("episodes"));
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
      finding.error ? Tr("error") : Tr("warning"), finding.rule, Pick(finding.what),
      Pick(finding.mend));
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
    Say(stdout, "{}: {}\n", file.string(), Tr("nothing to mend"));
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
      "lint", Tr("Check a feed, its files and its server by the rules of Apple and PSP-1"));
  command.AddOption("input", options->input, Tr("a feed, or a folder with feed.xml")).Required();
  command.AddOption("--previous", options->previous,
                    Tr("an older version, whose guids must be the same"));
  command.AddOption("--base-url", options->base_url,
                    Tr("a server that has the files: it is asked for HEAD and byte ranges"));
  command.AddFlag("--json", options->json, Tr("JSON lines"));
  command.OnRun([options, &outcome] { Leave(RunLint(*options), outcome); });
}

}  // namespace

void AddFeed(Command app, Outcome& outcome) {
  auto options = std::make_shared<FeedOptions>();
  const Command command = app.AddCommand(
      "feed", Tr("Write or update the podcast feed of a folder; feed lint checks one"));
  command.AddOption("folder", options->folder, Tr("the folder with the episodes"));
  command.AddOption("--config", options->config, Tr("the programme (TOML, docs/feed.md)"));
  command.AddOption("-o,--output", options->output, Tr("default: feed.xml in the folder"));
  command.AddFlag("--json", options->json, Tr("for programs"));
  AddFeedLint(command, outcome);
  command.OnRun([options, command, &outcome] {
    if (command.IsLast()) Leave(RunFeed(*options), outcome);
  });
}

}  // namespace boyin::cli
