#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/file_claims.h"
#include "cli/archive_inputs.h"
#include "cli/auditing.h"
#include "cli/commands.h"
#include "cli/explain_intake.h"
#include "cli/fetch.h"
#include "cli/packaging.h"
#include "cli/sidecars.h"
#include "cli/speech_options.h"
#include "cli/take_files.h"
#include "intake/chapters.h"
#include "pipeline/pipeline.h"
#include "publish/bundle.h"
#include "publish/publish.h"
#include "publish/transcript/script.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

struct Options : SpeechOptions {
  std::vector<std::string> inputs;
  std::string output;
  PackagingOptions packaging;
  std::string report;
  SidecarOptions sidecars;
  bool json = false;
  bool explain = false;
  bool explain_intake = false;
  bool fetch = false;
  std::string split;
  std::string takes;
};

/// What one input becomes.
struct Order {
  std::string input;
  fs::path output;
};

std::string NameOf(const std::string& input) {
  if (input == "-") return "stdin";
  std::string name = fs::path(input.substr(0, input.find('?'))).stem().string();
  return name.empty() ? "page" : name;
}

bool IsFolder(const std::string& output) {
  std::error_code ignored;
  return output.ends_with('/') || fs::is_directory(output, ignored);
}

/// Format: -f first, then the extension of -o, then MP3.
Result<encode::Format> ChooseFormat(const Options& options) {
  if (!options.format.empty()) return encode::FormatFromName(options.format);
  if (options.output.empty() || IsFolder(options.output)) return encode::Format::kMp3;
  return encode::FormatOfPath(options.output);
}

/// A folder and an address are no articles, though people name them as such.
Result<void> CheckInputs(const Options& options) {
  for (const std::string& input : options.inputs) {
    std::error_code ignored;
    if (fs::is_directory(input, ignored)) {
      return Fail(Code::kInput, input, Translated("is a directory"),
                  Translated("boyin batch {} -o OUT/ speaks all that is in it", input));
    }
    if (IsAddress(input) && !options.fetch) {
      return Fail(Code::kInput, input,
                  Translated("is an address; no page is fetched without --fetch"),
                  Translated("add --fetch, or save the page first"));
    }
  }
  return {};
}

/// Inputs that would become one file, all of them.
Result<void> CheckApart(const std::vector<Order>& orders) {
  std::map<fs::path, std::vector<std::string>> inputs;
  for (const Order& order : orders) inputs[order.output].push_back(order.input);
  std::string clashes;
  for (const auto& [output, names] : inputs) {
    if (names.size() < 2) continue;
    clashes += fmt::format("{}{}: {}", clashes.empty() ? "" : "; ", output.string(),
                           fmt::join(names, ", "));
  }
  if (clashes.empty()) return {};
  return Fail(Code::kUsage, "", Translated("several inputs would become one file: {}", clashes),
              Translated("speak them one by one with -o FILE, or with boyin batch"));
}

Result<std::vector<Order>> PlanOutputs(const Options& options, encode::Format format) {
  std::vector<Order> orders;
  const bool to_file = !options.output.empty() && !IsFolder(options.output);
  if (to_file && options.inputs.size() > 1) {
    return Fail(Code::kUsage, options.output, Translated("several inputs cannot go to one file"),
                Translated("name a directory with -o DIR/"));
  }
  const fs::path folder = options.output.empty() ? fs::path("out") : fs::path(options.output);
  for (const std::string& input : options.inputs) {
    orders.push_back({input, to_file ? fs::path(options.output)
                                     : folder / fmt::format("{}.{}", NameOf(input),
                                                            encode::FormatName(format))});
  }
  return CheckApart(orders).map([&] { return std::move(orders); });
}

/// Nothing that is written may be an input, or written twice.
Result<void> CheckFiles(const Options& options, const std::vector<Order>& orders,
                        const std::vector<publish::Part>& parts, bool radio_sidecar,
                        FileClaims& claims) {
  for (const Order& order : orders) {
    if (!IsAddress(order.input)) claims.Read(order.input);
  }
  for (const std::string& lexicon : options.lexicons) claims.Read(lexicon);
  if (!options.packaging.radio.empty()) claims.Read(options.packaging.radio);
  if (fs::path cover = options.packaging.cover; cover != "auto" && cover != "none") {
    claims.Read(cover);
  }
  std::vector<fs::path> outputs;
  for (const Order& order : orders) {
    outputs.push_back(order.output);
    for (const publish::Part part : parts) {
      // An article is never overwritten by its own transcript: that one is left out.
      fs::path sidecar = order.output;
      sidecar.replace_extension(publish::SuffixOf(part));
      std::error_code ignored;
      if (!fs::equivalent(sidecar, order.input, ignored)) outputs.push_back(std::move(sidecar));
    }
    if (radio_sidecar) outputs.push_back(fs::path(order.output).replace_extension(".xml"));
  }
  if (!options.report.empty()) outputs.emplace_back(options.report);
  for (const fs::path& output : outputs) {
    if (Result<void> free = claims.Write(output); !free) return free;
  }
  return {};
}

Error OneReport(const Options& options) {
  return {Code::kUsage, options.report, Translated("one report cannot hold several inputs"),
          Translated("speak them one by one")};
}

Error OneArticle(const Options& options) {
  return {Code::kUsage, options.takes, Translated("takes belong to one article"),
          Translated("speak the articles one by one")};
}

/// The folder that a default or a DIR/ names is made, and that of an archive's documents; the
/// folder of a named file must be there.
Result<void> MakeFolder(const Options& options, const fs::path& output, bool one_of_several) {
  if (!one_of_several && !options.output.empty() && !IsFolder(options.output)) return {};
  std::error_code error;
  fs::create_directories(output.parent_path(), error);
  if (!error) return {};
  return Fail(Code::kOutput, output.parent_path().string(), {error.message(), error.message()},
              Translated("name another place with -o"));
}

void PrintDone(const Options& options, const episode::Episode& episode, const Auditor& auditor,
               double seconds) {
  const encode::Certificate& c = episode.certificate;
  if (options.json) {
    nlohmann::ordered_json line = {{"input", episode.document.name},
                                   {"file", episode.file},
                                   {"voice", episode.voice.name},
                                   {"duration_s", c.duration_s},
                                   {"seconds", seconds},
                                   {"integrated_lufs", c.integrated_lufs},
                                   {"one_channel_lufs", c.one_channel_lufs},
                                   {"true_peak_dbtp", c.true_peak_dbtp},
                                   {"bytes", c.bytes},
                                   {"sentences", episode.cues.size()},
                                   {"doubts", episode.doubts.size()},
                                   {"coverage", episode.coverage.Complete()}};
    if (options.audit) line["audit"] = auditor.Json(episode.file);
    PrintJson(line);
    return;
  }
  Say(stdout, "{}   {} · {:.1f} LUFS ({:.1f} {}) · {:.1f} dBTP · {} · {} ({}) · {}\n", episode.file,
      Clock(c.duration_s), c.integrated_lufs, c.one_channel_lufs, Tr("one channel"),
      c.true_peak_dbtp, Size(c.bytes), episode.voice.title, episode.engine.name,
      Tr("made in {:.1f} s", seconds));
  auditor.Print(episode.file);
  if (!episode.doubts.empty()) {
    Say(stdout, "{}\n",
        Tr("{} readings worth a look: --report lists them, or boyin normalise --explain",
           episode.doubts.size()));
  }
}

/// A file, standard input, or what is at an address.
Result<intake::Collection> ReadAnything(const Options& options, const reader::Reader& reader,
                                        const std::string& input) {
  if (!IsAddress(input)) return ReadInput(reader, input, options.input);
  const Result<Fetched> fetched = Fetch(input);
  if (!fetched) return tl::unexpected(fetched.error());
  intake::Options how = options.input;
  if (how.encoding.empty()) how.encoding = fetched->encoding;
  return reader.ReadAll(fetched->bytes, fetched->name, how).map_error([&](Error error) {
    error.where = input;
    return error;
  });
}

/// Shows each document of the inputs, without speaking it; the first failure of several.
template <typename Show>
int ShowDocuments(const Options& options, const reader::Reader& reader, const Show& show) {
  int status = 0;
  const auto failed = [&status](const Error& error) {
    Print(error);
    if (status == 0) status = Status(error);
  };
  for (const std::string& input : options.inputs) {
    const Result<intake::Collection> all = ReadAnything(options, reader, input);
    if (!all) {
      failed(all.error());
      continue;
    }
    for (const Error& refused : all->refused) failed(refused);
    for (const intake::Document& document : all->documents) {
      PrintNotes(document);
      show(document);
    }
  }
  return status;
}

/// How the inputs would be read.
int PrintScripts(const Options& options, const reader::Reader& reader,
                 const pipeline::Renderer& renderer, const pipeline::Settings& settings) {
  return ShowDocuments(options, reader, [&](const intake::Document& document) {
    const pipeline::DirectedDocument directed = PutTakes(
        document, settings.takes, {renderer.normaliser(), renderer.pronouncer(), settings.voice});
    PrintLost(directed.lost);
    Say(stdout, "{}",
        publish::ReadingScript(directed.document, renderer.normaliser(), renderer.pronouncer()));
  });
}

/// Nobody should have to find out by ear.
void PrintFallbacks(const episode::Episode& episode) {
  std::size_t count = 0;
  const episode::Cue* first = nullptr;
  for (const episode::Cue& cue : episode.cues) {
    if (cue.fallback.en.empty()) continue;
    if (first == nullptr) first = &cue;
    ++count;
  }
  if (first == nullptr) return;
  Say(stderr, "boyin: {}: {}\n",
      Tr("{} of {} sentences are said by “{}”", count, episode.cues.size(), first->speaker),
      Pick(first->fallback));
}

/// What is spoken, and where to.
struct Task {
  intake::Document document;
  fs::path output;
};

/// One for each document; with --split, for each of its chapters, beside each other: book-01.mp3.
Result<std::vector<Task>> TasksOf(const Options& options, intake::Collection all,
                                  const fs::path& output) {
  const Result<std::vector<fs::path>> outputs = OutputsOf(all, output);
  if (!outputs) return tl::unexpected(outputs.error());
  std::vector<Task> tasks;
  std::set<fs::path> taken;
  for (std::size_t i = 0; i < outputs->size() && i < all.documents.size(); ++i) {
    const fs::path& whole = (*outputs)[i];
    if (options.split.empty()) {
      tasks.push_back({std::move(all.documents[i]), whole});
      continue;
    }
    std::vector<intake::Document> chapters = intake::SplitChapters(all.documents[i]);
    const std::string& name = all.documents[i].name;
    for (intake::Document& chapter : chapters) {
      fs::path path = whole;
      path.replace_filename(whole.stem().string() + chapter.name.substr(name.size()) +
                            whole.extension().string());
      if (chapters.size() < 2) path = whole;
      if (!taken.insert(path).second) {
        return Fail(Code::kUsage, path.string(), Translated("two chapters would become this file"),
                    Translated("unpack the archive and split its books one by one"));
      }
      tasks.push_back({std::move(chapter), std::move(path)});
    }
  }
  return tasks;
}

/// What is read of each input, and why.
int Explain(const Options& options, const reader::Reader& reader) {
  return ShowDocuments(options, reader, PrintIntake);
}

class Speaker {
 public:
  Speaker(const Options& options, reader::Reader reader, pipeline::Renderer& renderer,
          pipeline::Settings settings, std::vector<publish::Part> parts)
      : options_(options),
        reader_(std::move(reader)),
        renderer_(renderer),
        settings_(std::move(settings)),
        parts_(std::move(parts)),
        auditor_(renderer, FindRecogniser(options.listener)) {
    if (!options.audit) return;
    settings_.listen_to = [this](const episode::Episode& episode) {
      return auditor_.ListenTo(episode);
    };
  }
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;

  /// The first failure of several; each has been printed.
  int Speak(const Order& order) {
    int status = 0;
    const auto failed = [&status](const Error& error) {
      Print(error);
      if (status == 0) status = Status(error);
      return status;
    };
    Result<intake::Collection> all = ReadAnything(options_, reader_, order.input);
    if (!all) return failed(all.error());
    for (const Error& refused : all->refused) failed(refused);
    const Result<std::vector<Task>> tasks = TasksOf(options_, std::move(*all), order.output);
    if (!tasks) return failed(tasks.error());
    for (const Task& task : *tasks) {
      const Result<void> spoken = Speak(task.document, task.output, tasks->size() > 1);
      if (!spoken) failed(spoken.error());
    }
    if (status == 0 && !auditor_.Unwell().empty()) status = kAuditFound;
    return status;
  }

 private:
  Result<void> Speak(const intake::Document& document, const fs::path& output,
                     bool one_of_several) {
    const auto start = std::chrono::steady_clock::now();
    PrintNotes(document);
    if (one_of_several && !options_.report.empty()) return tl::unexpected(OneReport(options_));
    if (one_of_several && !options_.takes.empty()) return tl::unexpected(OneArticle(options_));
    if (Result<void> made = MakeFolder(options_, output, one_of_several); !made) return made;
    settings_.output = output;
    Result<episode::Episode> episode = Render(document);
    if (!episode) return tl::unexpected(episode.error());
    if (Result<void> written = WriteSidecars(*episode, parts_); !written) return written;
    if (std::ranges::find(parts_, publish::Part::kReport) != parts_.end()) {
      const fs::path report =
          fs::path(output).replace_extension(publish::SuffixOf(publish::Part::kReport));
      if (Result<void> saved = auditor_.Save(episode->file, report); !saved) return saved;
    }
    if (!options_.report.empty()) {
      Result<void> written = WriteFile(options_.report, publish::ReportJson(*episode));
      if (written) written = auditor_.Save(episode->file, options_.report);
      if (!written) return written;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    PrintFallbacks(*episode);
    PrintUnsaid(*episode);
    PrintLost(episode->lost_takes);
    PrintDone(options_, *episode, auditor_, took.count());
    return {};
  }

  Result<episode::Episode> Render(const intake::Document& document) {
    ProgressBar bar(document.name);
    return renderer_.Render(document, settings_, [&](const pipeline::Progress& progress) {
      const double share = progress.bytes == 0 ? 1.0
                                               : static_cast<double>(progress.bytes_done) /
                                                     static_cast<double>(progress.bytes);
      bar.Show(share * 0.6 + (progress.encoding ? 0.1 : 0.0),
               progress.encoding ? Tr("encoding") : Tr("{} sentences", progress.sentences));
    });
  }

  const Options& options_;
  reader::Reader reader_;
  pipeline::Renderer& renderer_;
  pipeline::Settings settings_;
  std::vector<publish::Part> parts_;
  Auditor auditor_;
};

Result<int> Run(const Options& options) {
  if (!options.report.empty() && options.inputs.size() > 1) {
    return tl::unexpected(OneReport(options));
  }
  if (!options.takes.empty() && options.inputs.size() > 1) {
    return tl::unexpected(OneArticle(options));
  }
  if (Result<void> inputs = CheckInputs(options); !inputs) return tl::unexpected(inputs.error());
  if (!options.split.empty() && options.inputs.size() > 1) {
    return Fail(Code::kUsage, "", Translated("--split takes one input"),
                Translated("split them one by one"));
  }
  Result<reader::Reader> reader = OpenReader();
  if (!reader) return tl::unexpected(reader.error());
  if (options.explain_intake) return Explain(options, *reader);
  Result<std::vector<publish::Part>> parts = PartsOf(options.sidecars);
  if (!parts) return tl::unexpected(parts.error());
  const Result<encode::Format> format = ChooseFormat(options);
  if (!format) return tl::unexpected(format.error());
  const Result<std::vector<Order>> orders = PlanOutputs(options, *format);
  if (!orders) return tl::unexpected(orders.error());
  Result<pipeline::Settings> settings = Compile(options, *format);
  if (!settings) return tl::unexpected(settings.error());
  Result<void> packed = ApplyPackaging(options.packaging, *parts, *settings);
  if (!packed) return tl::unexpected(packed.error());
  FileClaims claims;
  Result<std::vector<pipeline::Take>> takes =
      OpenTakeFile(options.takes, settings->spool_folder, claims);
  if (!takes) return tl::unexpected(takes.error());
  settings->takes = std::move(*takes);
  Result<void> apart = CheckFiles(options, *orders, *parts, settings->radio.with_sidecar, claims);
  if (!apart) return tl::unexpected(apart.error());
  Result<pipeline::Renderer> renderer = OpenRenderer(options);
  if (!renderer) return tl::unexpected(renderer.error());
  if (options.explain) return PrintScripts(options, *reader, *renderer, *settings);
  settings->readings = !parts->empty() || !options.report.empty() || options.audit;
  Speaker speaker(options, *std::move(reader), *renderer, std::move(*settings), std::move(*parts));
  int status = 0;
  for (const Order& order : *orders) {
    const int failed = speaker.Speak(order);
    if (status == 0) status = failed;
  }
  return status;
}

}  // namespace

void AddSpeak(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command = app.AddCommand("speak", Tr("Turn articles into audio files"));
  command
      .AddOption("input", options->inputs,
                 Tr("articles in any format, zip archives of them, or - for standard input"))
      .Required();
  command.AddOption("-o,--output", options->output, Tr("a file, or a directory ending in /"));
  command.AddFlag("--explain-intake", options->explain_intake,
                  Tr("say what is read of each article and why; speak nothing"));
  command.AddOption("--split", options->split, Tr("a file for each chapter: chapter"))
      .OneOf({"chapter"});
  command.AddFlag("--fetch", options->fetch, Tr("fetch inputs that are addresses (https://…)"));
  AddTakesOption(command, options->takes);
  AddSpeechOptions(command, *options);
  AddPackagingOptions(command, options->packaging);
  command.AddOption("--report", options->report, Tr("write a JSON report here"));
  AddSidecarOptions(command, options->sidecars);
  command.AddFlag("--json", options->json, Tr("say what was made as JSON lines"));
  command.AddFlag(
      "--explain", options->explain,
      Tr("print the reading script with its phrases ╱, breaths ∨ and tones ↘ ↗; speak nothing"));
  command.OnRun([options, &outcome] {
    const Result<int> status = Run(*options);
    if (!status) Print(status.error());
    outcome.status = status ? *status : Status(status.error());
  });
}

}  // namespace boyin::cli
