#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "base/local_day.h"
#include "cli/archive_inputs.h"
#include "cli/auditing.h"
#include "cli/commands.h"
#include "cli/packaging.h"
#include "cli/sidecars.h"
#include "cli/speech_options.h"
#include "cli/take_files.h"
#include "jobs/issue_bulletin.h"
#include "voice/best.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSomeFailed = 6;
constexpr int kNoNews = 7;
constexpr const char* kSeed = "seeds/yancheng-2017-02.txt";

struct Options : SpeechOptions {
  std::string rundown;
  std::string output = "out";
  std::string day;
  std::string length;
  std::string correct;
  std::string takes;
  bool say_correction = false;
  PackagingOptions packaging;
  SidecarOptions sidecars;
  bool json = false;
};

Result<rundown::Rundown> ReadRundown(const Options& options) {
  const Result<std::string> toml = ReadFile(options.rundown);
  if (!toml) return tl::unexpected(toml.error());
  const Result<std::vector<voice::Voice>> voices = voice::List(VoiceFolders());
  if (!voices) return tl::unexpected(voices.error());
  Result<rundown::Rundown> rundown = rundown::Read(*toml, options.rundown, voice::NamesOf(*voices));
  if (!rundown || options.length.empty()) return rundown;
  const std::optional<int> length = rundown::ParseLength(options.length);
  if (!length) {
    return Fail(Code::kUsage, "--length", Translated("“{}” is no length", options.length),
                Translated("write minutes and seconds: --length 3:00"));
  }
  rundown->length_ms = *length;
  rundown->length_place = {0, 0};
  return rundown;
}

Result<rundown::Day> DayOf(const Options& options, const rundown::Rundown& rundown) {
  std::string text = options.day.empty() ? rundown.day : options.day;
  if (text.empty() || text == "today") text = LocalDay();
  const std::optional<rundown::Day> day = rundown::ParseDay(text);
  if (day) return *day;
  return Fail(Code::kUsage, "--date", Translated("“{}” is no day", text),
              Translated("write it as 2026-11-26"));
}

void PrintDone(const Options& options, const pipeline::Bulletin& bulletin, const Auditor& auditor) {
  const episode::Episode& episode = bulletin.episode;
  const encode::Certificate& c = episode.certificate;
  if (options.json) {
    nlohmann::ordered_json line = {{"file", episode.file},
                                   {"duration_s", c.duration_s},
                                   {"integrated_lufs", c.integrated_lufs},
                                   {"true_peak_dbtp", c.true_peak_dbtp},
                                   {"sentences", episode.cues.size()},
                                   {"chapters", episode.tags.chapters.size()},
                                   {"left_out", bulletin.left_out},
                                   {"pauses", bulletin.pauses},
                                   {"rate", bulletin.rate},
                                   {"fill_s", bulletin.fill_s},
                                   {"guid", episode.edition.guid},
                                   {"revision", episode.edition.revision},
                                   {"coverage", episode.coverage.Complete()}};
    if (options.audit) line["audit"] = auditor.Json(episode.file);
    PrintJson(line);
    return;
  }
  Say(stdout, "{}   {} · {:.1f} LUFS · {:.1f} dBTP · {} · {} {}\n", episode.file,
      Clock(c.duration_s), c.integrated_lufs, c.true_peak_dbtp, Size(c.bytes),
      episode.tags.chapters.size(), Tr("chapters"));
  if (bulletin.natural_s > 0) {
    Say(stdout, "{}\n",
        Tr("  {} of itself; pauses × {:.2f}, rate × {:.3f}, music at the end {:.0f} s",
           Clock(bulletin.natural_s), bulletin.pauses, bulletin.rate, bulletin.fill_s));
  }
  for (const std::string& title : bulletin.left_out) {
    Say(stdout, "{}{}\n", Tr("  left out: "), title);
  }
  auditor.Print(episode.file);
}

Result<jobs::IssuedBulletin> Make(const pipeline::Renderer& renderer, jobs::BulletinIssue issue) {
  ProgressBar bar(issue.rundown.title);
  return jobs::IssueBulletin(renderer, std::move(issue), [&](const pipeline::Progress& progress) {
    const double share = static_cast<double>(progress.bytes_done) /
                         static_cast<double>(std::max<std::size_t>(1, progress.bytes));
    bar.Show(share * 0.6 + (progress.encoding ? 0.1 : 0.0),
             progress.encoding ? Tr("encoding") : Tr("{} sentences", progress.sentences));
  });
}

/// The report is always there.
Result<void> AuditBulletin(const episode::Episode& episode, Auditor& auditor) {
  if (Result<std::vector<pipeline::Unwell>> unwell = auditor.ListenTo(episode); !unwell) {
    return tl::unexpected(unwell.error());
  }
  return auditor.Save(
      episode.file,
      fs::path(episode.file).replace_extension(publish::SuffixOf(publish::Part::kReport)));
}

/// Makes the folder, the sound and what lies beside it. The exit status.
Result<int> Issue(const Options& options, const rundown::Rundown& rundown, const rundown::Day& day,
                  std::vector<pipeline::Story> stories, pipeline::Settings settings) {
  Result<std::vector<publish::Part>> parts = PartsOf(options.sidecars);
  if (!parts) return tl::unexpected(parts.error());
  if (std::count(parts->begin(), parts->end(), publish::Part::kReport) == 0) {
    parts->push_back(publish::Part::kReport);  // where a feed finds the identity
  }
  Result<void> packed = ApplyPackaging(options.packaging, *parts, settings);
  if (!packed) return tl::unexpected(packed.error());
  FileClaims claims;
  Result<std::vector<pipeline::Take>> takes =
      OpenTakeFile(options.takes, settings.spool_folder, claims);
  if (!takes) return tl::unexpected(takes.error());
  settings.takes = std::move(*takes);
  const Result<pipeline::Renderer> renderer = OpenRenderer(options);
  if (!renderer) return tl::unexpected(renderer.error());
  const Result<jobs::IssuedBulletin> issued = Make(
      *renderer,
      {rundown, day, std::move(stories),
       [](const std::string& name) { return voice::FindBest(name, VoiceFolders(), Installed); },
       [](const voice::Voice& voice) { return voice::FindFallback(voice, "", VoiceFolders()); },
       jobs::BesideRundown(options.rundown), std::move(settings), std::move(*parts), options.output,
       options.correct, options.say_correction});
  if (!issued) return tl::unexpected(issued.error());
  for (const Message& message : issued->left_out) Say(stderr, "boyin: {}\n", Pick(message));
  Auditor auditor(*renderer, FindRecogniser(options.listener));
  if (options.audit) {
    Result<void> audited = AuditBulletin(issued->bulletin.episode, auditor);
    if (!audited) return tl::unexpected(audited.error());
  }
  PrintDone(options, issued->bulletin, auditor);
  PrintUnsaid(issued->bulletin.episode);
  PrintLost(issued->bulletin.episode.lost_takes);
  return auditor.Unwell().empty() ? 0 : kAuditFound;
}

Result<int> Run(const Options& options) {
  if (options.rundown.empty()) {
    return Fail(Code::kUsage, "bulletin", Translated("a rundown is needed"),
                Translated("boyin bulletin new morning.toml writes one"));
  }
  const Result<encode::Format> format =
      encode::FormatFromName(options.format.empty() ? "mp3" : options.format);
  if (!format) return tl::unexpected(format.error());
  const Result<rundown::Rundown> rundown = ReadRundown(options);
  if (!rundown) return tl::unexpected(rundown.error());
  const Result<rundown::Day> day = DayOf(options, *rundown);
  if (!day) return tl::unexpected(day.error());
  Result<pipeline::Settings> settings = Compile(options, *format);
  if (!settings) return tl::unexpected(settings.error());
  const Result<reader::Reader> reader = OpenReader();
  if (!reader) return tl::unexpected(reader.error());
  Result<jobs::GatheredStories> inputs =
      jobs::GatherStories(*rundown, *day,
                          {jobs::BesideRundown(options.rundown), *reader, options.input,
                           settings->spool_folder, PrintNotes});
  if (!inputs) return tl::unexpected(inputs.error());
  for (const Error& refused : inputs->refused) Print(refused);
  if (!inputs->news) {
    Say(stderr, "boyin: {}: {} {}\n", options.rundown, Tr("no news for"), IsoDay(*day));
    return kNoNews;
  }
  const Result<int> issued =
      Issue(options, *rundown, *day, std::move(inputs->stories), std::move(*settings));
  if (!issued) return tl::unexpected(issued.error());
  return inputs->refused.empty() ? *issued : kSomeFailed;
}

/// Writes the example, of the article in seeds/ as it is seen from the folder of the rundown.
Result<int> RunNew(const std::string& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) {
    return Fail(Code::kOutput, file, Translated("is there already"),
                Translated("name another file"));
  }
  const fs::path folder = fs::absolute(fs::path(file)).lexically_normal().parent_path();
  fs::path article = kSeed;
  if (fs::exists(article, ignored)) article = fs::absolute(article).lexically_relative(folder);
  if (Result<void> written = WriteFile(file, rundown::Example(article.string())); !written) {
    return tl::unexpected(written.error());
  }
  Say(stdout, "{}\n", file);
  if (!fs::exists(folder / article, ignored)) {
    Say(stdout, "{}\n", Tr("  put your own articles where it says seeds/…"));
  }
  return 0;
}

void Leave(const Result<int>& status, Outcome& outcome) {
  if (!status) Print(status.error());
  outcome.status = status ? *status : Status(status.error());
}

void AddNew(Command bulletin, Outcome& outcome) {
  auto file = std::make_shared<std::string>("bulletin.toml");
  const Command command =
      bulletin.AddCommand("new", Tr("Write a commented rundown that works at once"));
  command.AddOption("file", *file, Tr("default: bulletin.toml"));
  command.OnRun([file, &outcome] { Leave(RunNew(*file), outcome); });
}

}  // namespace

void AddBulletin(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("bulletin", Tr("Make a bulletin of a rundown: voices, music, headlines, a "
                                    "slot; bulletin new writes one"));
  command.AddOption("rundown", options->rundown, Tr("the rundown (TOML, docs/bulletin.md)"));
  command.AddOption("-o,--output", options->output, Tr("the folder for the files")).ShowDefault();
  command.AddOption("--date", options->day,
                    Tr("the day of the programme, 2026-11-26; default: the rundown's, else today"));
  command.AddOption("--length", options->length, Tr("the slot, 3:00; default: the rundown's"));
  command.AddOption(
      "--correct", options->correct,
      Tr("make it again as a correction, with the reason: same identity, a new file"));
  command.AddFlag("--say-correction", options->say_correction,
                  Tr("say the reason at the beginning"));
  AddTakesOption(command, options->takes);
  AddMakingOptions(command, *options);
  AddPackagingOptions(command, options->packaging);
  AddSidecarOptions(command, options->sidecars);
  command.AddFlag("--json", options->json, Tr("say what was made as a JSON line"));
  AddNew(command, outcome);
  command.OnRun([options, command, &outcome] {
    if (command.IsLast()) Leave(Run(*options), outcome);
  });
}

}  // namespace boyin::cli
