#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/local_day.h"
#include "cli/auditing.h"
#include "cli/commands.h"
#include "cli/packaging.h"
#include "cli/queue_options.h"
#include "cli/readings.h"
#include "cli/sidecars.h"
#include "cli/signals.h"
#include "cli/speech_options.h"
#include "jobs/jobs.h"
#include "jobs/watch_folder.h"
#include "lexicon/lexicon.h"
#include "lexicon/reloading_lexicon.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSomeFailed = 6;  // exit status: the batch ended, not every article is done

struct Options : SpeechOptions {
  std::vector<std::string> inputs;
  PackagingOptions packaging;
  SidecarOptions sidecars;
  std::string folder;
  bool json = false;
  bool retry = false;
  bool watch = false;
  double quiet_s = 2;
  jobs::QueueAddress queue;
  std::string signing_key;  // a file
  std::string store;
  int reconcile_s = 15;
};

/// Tells a person, or a program, how far the batch is.
class ProgressReporter {
 public:
  explicit ProgressReporter(bool json) : json_(json), bar_("batch") {}

  void Report(const jobs::Outcome& outcome, const jobs::Progress& progress) {
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
        {"input", jobs::NameOf(outcome.order)},
        {"output", outcome.order.output},
        {"state", outcome.state == jobs::State::kDone        ? "done"
                  : outcome.state == jobs::State::kUnchanged ? "unchanged"
                                                             : "failed"},
        {"duration_s", outcome.duration_s},
        {"seconds", outcome.seconds}};
    if (outcome.state == jobs::State::kFailed) {
      line["error"] = outcome.error.where + ": " + outcome.error.what.en;
    }
    PrintJson(line);
  }

  bool json_;
  ProgressBar bar_;
  double spoken_s_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void PrintTable(const jobs::Summary& summary, const synthesise::Tally& tally) {
  double seconds = 0;
  summary.Each([&](const jobs::Outcome& outcome) {
    seconds += outcome.duration_s;
    if (outcome.state != jobs::State::kFailed) return;
    Error error = outcome.error;
    if (error.where.empty()) error.where = jobs::NameOf(outcome.order);
    Print(error);
  });
  const std::size_t done = summary.Count(jobs::State::kDone);
  const std::size_t unchanged = summary.Count(jobs::State::kUnchanged);
  const std::size_t failed = summary.Count(jobs::State::kFailed);
  Say(stdout, "{}\n",
      Tr("{} done, {} unchanged, {} failed; {} of speech", done, unchanged, failed,
         Clock(seconds)));
  if (tally.recalled == 0) return;
  Say(stdout, "{}\n", Tr("{} sentences spoken, {} from the cache", tally.spoken, tally.recalled));
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

Result<encode::Format> FormatOf(const Options& options) {
  if (options.format.empty()) return encode::Format::kMp3;
  return encode::FormatFromName(options.format);
}

/// The queue that the options name; its readings travel with the jobs.
Result<jobs::QueueOptions> QueueOf(const Options& options) {
  const Result<std::optional<jobs::JobKey>> key = ReadSigningKey(options.signing_key);
  if (!key) return tl::unexpected(key.error());
  jobs::QueueOptions queue;
  queue.address = options.queue;
  queue.key = *key;
  queue.store = options.store.empty() ? "." : options.store;
  queue.reconcile = std::chrono::seconds(options.reconcile_s);
  queue.readings = ReadingsOf(options.readings);
  Result<lexicon::Lexicon> lexicon = ReadLexicons(options.lexicons);
  if (!lexicon) return tl::unexpected(lexicon.error());
  queue.lexicon = std::move(*lexicon);
  return queue;
}

/// A batch, and the renderer that speaks for it with the readings as they were when it was opened.
struct Work {
  std::unique_ptr<pipeline::Renderer> renderer;  // the auditor and the batch refer to it
  std::unique_ptr<Auditor> auditor;
  std::unique_ptr<jobs::Batch> batch;
};

/// What was found goes into the report of its article.
void SaveAudited(const Auditor& auditor, const std::string& sound) {
  const fs::path report =
      fs::path(sound).replace_extension(publish::SuffixOf(publish::Part::kReport));
  if (Result<void> saved = auditor.Save(sound, report); !saved) Print(saved.error());
}

Result<jobs::Summary> RunAll(const Work& work, const Options& options,
                             std::vector<jobs::Order> orders) {
  ProgressReporter reporter(options.json);
  const jobs::OnOutcome tell = [&](const auto& outcome, const auto& progress) {
    if (outcome.state == jobs::State::kDone) SaveAudited(*work.auditor, outcome.order.output);
    reporter.Report(outcome, progress);
  };
  if (options.queue.urls.empty()) return work.batch->Run(std::move(orders), tell);
  const Result<jobs::QueueOptions> queue = QueueOf(options);
  if (!queue) return tl::unexpected(queue.error());
  return work.batch->RunQueued(std::move(orders), *queue, tell);
}

/// What could not be made beside the sound: once, however many articles it is true of.
void PrintLeftOut(const jobs::Summary& summary) {
  for (const auto& [name, told] : summary.left_out()) {
    const auto& [message, count] = told;
    Say(stderr, "boyin: {}{}\n", Pick(message), count > 1 ? fmt::format(" (×{})", count) : "");
  }
}

/// Converts once. The exit status.
Result<int> Once(const Work& work, const Options& options, std::vector<jobs::Order> orders) {
  const Result<jobs::Summary> summary = RunAll(work, options, std::move(orders));
  if (!summary) return tl::unexpected(summary.error());
  const synthesise::Tally tally = work.renderer->tally();
  const Result<void> written =
      jobs::WriteReport(fs::path(options.folder) / ".boyin", *summary, tally);
  if (!written) return tl::unexpected(written.error());
  PrintLeftOut(*summary);
  if (!options.json) {
    PrintTable(*summary, tally);
    for (const std::string& file : work.auditor->Unwell()) work.auditor->Print(file);
  }
  if (summary->finished() < summary->orders().size()) return static_cast<int>(Code::kInterrupted);
  if (summary->Count(jobs::State::kFailed) > 0) return kSomeFailed;
  return work.auditor->Unwell().empty() ? 0 : kAuditFound;
}

/// `boyin batch retry -o DIR`, unless something of that name is there.
bool IsRetry(const Options& options) {
  std::error_code ignored;
  return options.inputs == std::vector<std::string>{"retry"} && !fs::exists("retry", ignored);
}

/// One more than there are engines: while one article waits for its disk, another uses the core.
int ArticlesAtOnce(const Options& options) {
  return options.jobs > 0 ? options.jobs : WidthOf(options) + 1;
}

/// What is made of each article, and what parses them.
struct Making {
  jobs::RenderConfig config;
  reader::Reader reader;
};

Result<Work> Begin(const Options& options, const Making& making, const std::stop_token& stop) {
  const Result<std::string> readings = HashOf(options);
  if (!readings) return tl::unexpected(readings.error());
  Result<pipeline::Renderer> renderer =
      OpenRenderer(options, fs::path(options.folder) / ".boyin/sentences");
  if (!renderer) return tl::unexpected(renderer.error());
  Work work;
  work.renderer = std::make_unique<pipeline::Renderer>(*std::move(renderer));
  const jobs::BatchOptions how{.folder = options.folder,
                               .reader = making.reader,
                               .width = ArticlesAtOnce(options),
                               .lexicon_hash = *readings,
                               .intake = options.input,
                               .only_failed = options.retry || IsRetry(options),
                               .guarded = options.watch,
                               .stop = stop};
  work.auditor = std::make_unique<Auditor>(*work.renderer, FindRecogniser(options.listener));
  jobs::RenderConfig config = making.config;
  if (options.audit) {
    config.settings.listen_to = [auditor = work.auditor.get()](const episode::Episode& episode) {
      return auditor->ListenTo(episode);
    };
  }
  Result<jobs::Batch> batch = jobs::Batch::Open(*work.renderer, config, how);
  if (!batch) return tl::unexpected(batch.error());
  work.batch = std::make_unique<jobs::Batch>(*std::move(batch));
  return work;
}

/// Begins again where a table of readings has changed; with a fault in one the old readings stay.
Result<void> Refresh(Work& work, lexicon::ReloadingLexicon& tables, const Options& options,
                     const Making& making, const std::stop_token& stop) {
  const Result<bool> changed = tables.Refresh(LocalDay());
  if (!changed) Print(changed.error());
  if (!changed || !*changed) return {};
  work.batch.reset();  // it holds the folder, and refers to the auditor
  Result<Work> again = Begin(options, making, stop);
  if (!again) return tl::unexpected(again.error());
  work = *std::move(again);
  return {};
}

void PrintFailures(const jobs::Summary& summary) {
  summary.Each([](const jobs::Outcome& outcome) {
    if (outcome.state == jobs::State::kFailed) Print(outcome.error);
  });
}

/// One outcome for each file: an archive has failed where one of its documents has, with the reason
/// of the first.
std::vector<jobs::Outcome> OfFiles(const jobs::Summary& summary) {
  std::vector<jobs::Outcome> files;
  summary.Each([&](const jobs::Outcome& outcome) {
    const bool same = !files.empty() && files.back().order.input == outcome.order.input;
    if (!same) {
      files.push_back(outcome);
    } else if (files.back().state != jobs::State::kFailed) {
      files.back() = outcome;
    }
  });
  return files;
}

/// Converts what arrives until a signal asks for the end.
Result<int> Watch(Work work, const Options& options, const Making& making,
                  const std::string& suffix, const std::stop_token& stop) {
  constexpr std::size_t kAtOnce = 16;  // what comes later does not wait behind a whole archive
  std::vector<jobs::WatchFolder> folders;
  for (const std::string& input : options.inputs) {
    if (!fs::is_directory(input)) {
      return Fail(Code::kUsage, input, Translated("--watch wants folders"));
    }
    folders.emplace_back(fs::path(input).lexically_normal(), options.folder,
                         std::chrono::milliseconds(static_cast<int>(options.quiet_s * 1000)),
                         making.reader);
  }
  Result<lexicon::ReloadingLexicon> tables = lexicon::ReloadingLexicon::Open(
      {options.lexicons.begin(), options.lexicons.end()}, LexiconFolders(), LocalDay());
  if (!tables) return tl::unexpected(tables.error());
  // A lease on a file that somebody else opens is taken back by this signal: see
  // jobs/watch_folder.h.
  std::signal(SIGIO, SIG_IGN);
  while (!stop.stop_requested()) {
    std::size_t count = 0;
    for (jobs::WatchFolder& folder : folders) {
      std::vector<jobs::Order> orders = folder.Arrived(suffix, kAtOnce);
      count += orders.size();
      if (orders.empty()) continue;
      const Result<void> fresh = Refresh(work, *tables, options, making, stop);
      if (!fresh) return tl::unexpected(fresh.error());
      const Result<jobs::Summary> summary = RunAll(work, options, std::move(orders));
      if (!summary) return tl::unexpected(summary.error());
      if (!options.json) PrintFailures(*summary);
      for (const jobs::Outcome& outcome : OfFiles(*summary)) {
        if (Result<void> put = folder.Archive(outcome); !put) Print(put.error());
      }
    }
    if (count == 0) std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  return 0;
}

Result<Making> MakingOf(const Options& options, encode::Format format) {
  Result<pipeline::Settings> settings = Compile(options, format);
  if (!settings) return tl::unexpected(settings.error());
  Result<std::vector<publish::Part>> parts = PartsOf(options.sidecars);
  if (!parts) return tl::unexpected(parts.error());
  if (options.audit) {
    if (!options.queue.urls.empty()) {
      return Fail(Code::kUsage, "--audit", Translated("is not for work in a queue"),
                  Translated("audit the files that were made: boyin audit OUT/*.mp3"));
    }
    if (std::ranges::find(*parts, publish::Part::kReport) == parts->end()) {
      parts->push_back(publish::Part::kReport);  // what is found goes there
    }
  }
  Result<void> packed = ApplyPackaging(options.packaging, *parts, *settings);
  if (!packed) return tl::unexpected(packed.error());
  if (!settings->radio.cart.cut_id.empty()) {
    return Fail(Code::kUsage, options.packaging.radio,
                Translated("cut_id would be the same for all articles"),
                Translated("leave cut_id out, or use boyin speak for one article"));
  }
  Result<reader::Reader> reader = OpenReader();
  if (!reader) return tl::unexpected(reader.error());
  return Making{{*std::move(settings), *std::move(parts)}, *std::move(reader)};
}

Result<std::vector<jobs::Order>> OrdersOf(const Options& options, std::string_view suffix,
                                          const reader::Reader& reader) {
  if (options.watch) return {};
  if (IsRetry(options)) return jobs::FailedOrders(options.folder);
  return jobs::PlanOrders(options.inputs, options.folder, suffix, reader);
}

Result<int> Run(const Options& options) {
  const Result<encode::Format> format = FormatOf(options);
  if (!format) return tl::unexpected(format.error());
  const std::string suffix = fmt::format(".{}", encode::FormatName(*format));
  const Result<Making> making = MakingOf(options, *format);
  if (!making) return tl::unexpected(making.error());
  Result<std::vector<jobs::Order>> orders = OrdersOf(options, suffix, making->reader);
  if (!orders) return tl::unexpected(orders.error());
  const std::stop_token stop = StopBySignal();
  Result<Work> work = Begin(options, *making, stop);
  if (!work) return tl::unexpected(work.error());
  if (options.watch) return Watch(*std::move(work), options, *making, suffix, stop);
  return Once(*work, options, *std::move(orders));
}

}  // namespace

void AddBatch(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("batch", Tr("Convert files and folders, each article once"));
  command
      .AddOption("input", options->inputs,
                 Tr("articles and folders of them; retry: what failed in the output directory"))
      .Required();
  command.AddOption("-o,--output", options->folder, Tr("directory")).Required();
  AddSpeechOptions(command, *options);
  AddPackagingOptions(command, options->packaging);
  AddSidecarOptions(command, options->sidecars);
  command.AddFlag("--retry", options->retry, Tr("only what failed before"));
  command.AddFlag("--json", options->json, Tr("a JSON line for each article"));
  command.AddFlag("--watch", options->watch,
                  Tr("convert what is dropped into the folders, until SIGTERM"));
  command.AddOption("--quiet", options->quiet_s, Tr("seconds that a dropped file must not change"))
      .Range(0.0, 3600.0)
      .ShowDefault();
  AddQueueOptions(command, options->queue);
  AddSigningKey(command, options->signing_key);
  command.AddOption("--store", options->store,
                    Tr("the folder that all machines share; default: the current one"));
  command
      .AddOption("--reconcile", options->reconcile_s,
                 Tr("seconds between two looks for jobs that a queue lost"))
      .Range(1, 3600)
      .ShowDefault();
  command.OnRun([options, &outcome] {
    const Result<int> status = Run(*options);
    if (!status) Print(status.error());
    outcome.status = status ? *status : Status(status.error());
  });
}

}  // namespace boyin::cli
