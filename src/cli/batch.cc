#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "cli/commands.h"
#include "cli/speech_options.h"
#include "jobs/jobs.h"
#include "lexicon/lexicon.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSomeFailed = 6;  // exit status: the batch ended, not every article is done

struct Options : SpeechOptions {
  std::vector<std::string> inputs;
  std::string folder;
  bool json = false;
  bool retry = false;
};

/// Tells a person, or a program, how far the batch is.
class Teller {
 public:
  explicit Teller(bool json) : json_(json), bar_("batch") {}

  void Tell(const jobs::Outcome& outcome, const jobs::Progress& progress) {
    spoken_s_ += outcome.state == jobs::State::kDone ? outcome.duration_s : 0;
    if (json_) return Line(outcome);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start_;
    const double share =
        static_cast<double>(progress.finished) / static_cast<double>(progress.orders);
    bar_.Show(share, fmt::format("{}/{}  {:.0f}×  {}", progress.finished, progress.orders,
                                 spoken_s_ / std::max(took.count(), 0.001),
                                 Clock(took.count() * (1 / share - 1))));
  }

 private:
  static void Line(const jobs::Outcome& outcome) {
    nlohmann::ordered_json line = {
        {"input", outcome.order.input.string()},
        {"output", outcome.order.output.string()},
        {"state", outcome.state == jobs::State::kDone        ? "done"
                  : outcome.state == jobs::State::kUnchanged ? "unchanged"
                                                             : "failed"},
        {"duration_s", outcome.duration_s},
        {"seconds", outcome.seconds}};
    if (outcome.state == jobs::State::kFailed) {
      line["error"] = outcome.error.where + ": " + outcome.error.what.en;
    }
    fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    std::fflush(stdout);
  }

  bool json_;
  ProgressBar bar_;
  double spoken_s_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void PrintTable(const jobs::Summary& summary) {
  std::size_t done = 0;
  std::size_t unchanged = 0;
  std::size_t failed = 0;
  double seconds = 0;
  for (const jobs::Outcome& outcome : summary) {
    done += outcome.state == jobs::State::kDone ? 1 : 0;
    unchanged += outcome.state == jobs::State::kUnchanged ? 1 : 0;
    seconds += outcome.duration_s;
    if (outcome.state != jobs::State::kFailed) continue;
    ++failed;
    Error error = outcome.error;
    if (error.where.empty()) error.where = outcome.order.input.string();
    Print(error);
  }
  if (InChinese()) {
    fmt::print("完成 {} 篇，未变 {} 篇，失败 {} 篇；共 {}\n", done, unchanged, failed,
               Clock(seconds));
  } else {
    fmt::print("{} done, {} unchanged, {} failed; {} of speech\n", done, unchanged, failed,
               Clock(seconds));
  }
}

/// The readings as they are now: a change of theirs may change what is heard.
Result<std::string> HashOf(const SpeechOptions& options) {
  std::string all;
  for (const std::string& reading : options.readings) all += reading + '\n';
  const Result<lexicon::Lexicon> lexicon = ReadLexicons(options.lexicons);
  if (!lexicon) return tl::unexpected(lexicon.error());
  for (const lexicon::Entry& entry : *lexicon) {
    all += entry.written + '\t' + entry.spoken;
    for (const Pinyin& syllable : entry.pinyin) all += '\t' + syllable.text();
    all += '\n';
  }
  return ContentHash(all);
}

Result<int> Run(const Options& options) {
  const Result<encode::Format> format =
      options.format.empty() ? encode::Format::kMp3 : encode::FormatFromName(options.format);
  if (!format) return tl::unexpected(format.error());
  const std::string suffix = fmt::format(".{}", encode::FormatName(*format));
  const auto orders = jobs::PlanOrders(options.inputs, options.folder, suffix);
  if (!orders) return tl::unexpected(orders.error());
  Result<pipeline::Settings> settings = Compile(options, *format);
  if (!settings) return tl::unexpected(settings.error());
  const Result<std::string> readings = HashOf(options);
  if (!readings) return tl::unexpected(readings.error());
  const Result<pipeline::Studio> studio = OpenStudio(options);
  if (!studio) return tl::unexpected(studio.error());
  const jobs::BatchOptions batch{.folder = options.folder,
                                 .width = WidthOf(options),
                                 .lexicon_hash = *readings,
                                 .encoding = options.encoding,
                                 .only_failed = options.retry};
  Result<jobs::Summary> summary = [&] {
    Teller teller(options.json);
    return jobs::RunBatch(
        *studio, *orders, *settings, batch,
        [&](const auto& outcome, const auto& progress) { teller.Tell(outcome, progress); });
  }();
  if (!summary) return tl::unexpected(summary.error());
  const fs::path reports = fs::path(options.folder) / ".boyin";
  Result<void> written = WriteFile(reports / "report.json", jobs::SummaryJson(*summary));
  if (written) written = WriteFile(reports / "report.html", jobs::SummaryHtml(*summary));
  if (!written) return tl::unexpected(written.error());
  if (!options.json) PrintTable(*summary);
  const bool failed = std::any_of(
      summary->begin(), summary->end(),
      [](const jobs::Outcome& outcome) { return outcome.state == jobs::State::kFailed; });
  return failed ? kSomeFailed : 0;
}

}  // namespace

void AddBatch(CLI::App& app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "batch", Pick({"Convert files and folders, each article once", "批量转换，每篇只转一次"}));
  command
      ->add_option("input", options->inputs,
                   Pick({"articles and folders of them", "文章或文章目录"}))
      ->required();
  command->add_option("-o,--output", options->folder, Pick({"directory", "输出目录"}))->required();
  AddSpeechOptions(*command, *options);
  command->add_flag("--retry", options->retry,
                    Pick({"only what failed before", "只重做上次失败的"}));
  command->add_flag("--json", options->json,
                    Pick({"a JSON line for each article", "每篇输出一行 JSON"}));
  command->callback([options, &outcome] {
    const Result<int> status = Run(*options);
    if (!status) Print(status.error());
    outcome.status = status ? *status : Status(status.error());
  });
}

}  // namespace boyin::cli
