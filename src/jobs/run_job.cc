#include "jobs/run_job.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "base/utf8.h"
#include "jobs/run_bulletin.h"
#include "jobs/sent_bulletin.h"
#include "jobs/sent_recordings.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr double kSpeakingShare = 0.8;  // of the time; the rest is encoding

/// One document of a job.
struct Part {
  std::string member;
  fs::path output;
  std::size_t bytes = 0;
};

std::size_t CharactersIn(const intake::Document& document) {
  std::size_t count = 0;
  for (const intake::Block& block : document.blocks) count += utf8::Length(block.text);
  return count;
}

class JobBatch {
 public:
  JobBatch(const JobStore& store, const OwnedJob& job, const JobRun& run, const JobHooks& hooks)
      : store_(store), job_(job), run_(run), hooks_(hooks) {}

  Result<JobOutput> Run() {
    if (Result<void> read = Read(); !read) return tl::unexpected(read.error());
    if (Result<void> opened = OpenTakes(); !opened) return tl::unexpected(opened.error());
    const OnOutcome on_outcome = [this](const Outcome& outcome, const Progress&) { Take(outcome); };
    Batch batch(store_.ledger(), run_.renderer, Config(), Options());
    // Recordings do not travel to workers.
    const Result<Summary> summary = run_.queue && !HasRecordings(takes_)
                                        ? batch.RunQueued(Orders(), Queue(), on_outcome)
                                        : batch.Run(Orders(), on_outcome);
    if (!summary) return tl::unexpected(summary.error());
    if (failed_) return tl::unexpected(*failed_);
    if (summary->finished() < parts_.size()) {
      return Fail(Code::kInterrupted, "", Translated("stopped"));
    }
    for (const Part& part : parts_) {
      const std::vector<JobFile> files = FilesOf(part.output);
      output_.files.insert(output_.files.end(), files.begin(), files.end());
    }
    return std::move(output_);
  }

 private:
  Result<void> Read() {
    const fs::path input = store_.InputOf(job_);
    const Result<std::string> bytes = ReadFile(input, reader::kMostInputBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    Result<intake::Collection> all;
    if (plain_text()) {
      Result<intake::Document> text = run_.reader.ReadText(*bytes, job_.input, {"UTF-8", {}});
      if (!text) return tl::unexpected(text.error());
      all->documents.push_back(std::move(*text));
    } else {
      all = run_.reader.ReadAll(*bytes, job_.input, {});
    }
    if (!all) return tl::unexpected(all.error());
    if (all->documents.empty()) {
      return Fail(Code::kInput, job_.input, Translated("there is nothing in it to read"));
    }
    std::size_t characters = 0;
    std::set<std::string> taken;
    for (const intake::Document& document : all->documents) {
      const std::size_t own = CharactersIn(document);
      if (own > run_.most_characters) {
        return Fail(Code::kInput, document.file,
                    Translated("has {} characters, and {} may be read in one go", own,
                               run_.most_characters),
                    Translated("divide it"));
      }
      characters += own;
      AddPart(document, taken);
    }
    return hooks_.read(characters);
  }

  /// The recordings that were sent with them lie beside the text.
  Result<void> OpenTakes() {
    takes_ = job_.config.settings.takes;
    const auto bytes_of = [this](const std::string& name) -> Result<std::string> {
      if (IsSentName(name)) return ReadFile(store_.BesideOf(job_.id) / name, kMostRecordingBytes);
      return Fail(Code::kInput, name, Translated("was not sent"));
    };
    return OpenSentRecordings(takes_, bytes_of, store_.FolderOf(job_.id));
  }

  void AddPart(const intake::Document& document, std::set<std::string>& taken) {
    const std::string wanted = SafeFileName(document.name);
    std::string stem = wanted;
    for (int i = 2; !taken.insert(stem).second; ++i) stem = fmt::format("{}-{}", wanted, i);
    const std::string_view format = encode::FormatName(job_.config.settings.encoding.format);
    const fs::path output = store_.OutputsOf(job_.id) / fmt::format("{}.{}", stem, format);
    parts_.push_back({document.member, output, document.text.size()});
    bytes_ += document.text.size();
  }

  [[nodiscard]] RenderConfig Config() const {
    RenderConfig config = job_.config;
    config.settings.takes = takes_;
    config.settings.made_at = run_.now;
    config.settings.date = run_.now.substr(0, run_.now.find('T'));
    config.settings.spool_folder = store_.FolderOf(job_.id);
    config.settings.stop = run_.stop;
    return config;
  }

  [[nodiscard]] BatchOptions Options() const {
    BatchOptions options;
    options.folder = store_.folder();
    options.reader = run_.reader;
    options.width = 1;
    options.lexicon_hash = run_.lexicon_hash;
    options.plain_text = plain_text();
    options.stop = run_.stop;
    options.on_order = [this](const Order&, const pipeline::Progress& p) { Tell(p); };
    return options;
  }

  [[nodiscard]] QueueOptions Queue() const {
    QueueOptions queue = *run_.queue;
    queue.exchange = store_.FolderOf(job_.id) / ".boyin";
    return queue;
  }

  [[nodiscard]] std::vector<Order> Orders() const {
    std::vector<Order> orders;
    for (const Part& part : parts_) {
      orders.push_back({store_.InputOf(job_).string(), part.output.string(), part.member});
    }
    return orders;
  }

  [[nodiscard]] bool plain_text() const { return job_.name.empty(); }

  void Take(const Outcome& outcome) {
    if (outcome.state == State::kFailed) {
      if (!failed_) failed_ = outcome.error;
      return;
    }
    output_.duration_s += outcome.duration_s;
    output_.sentences += outcome.sentences;
    output_.doubts += outcome.doubts;
    for (const Part& part : parts_) {
      if (part.output != outcome.order.output) continue;
      bytes_done_ += part.bytes;
      if (hooks_.made) hooks_.made(FilesOf(part.output));
    }
    Report(0, 0);
  }

  void Tell(const pipeline::Progress& p) const {
    const double share = p.encoding ? 1.0
                                    : static_cast<double>(p.bytes_done) * kSpeakingShare /
                                          static_cast<double>(std::max<std::size_t>(1, p.bytes));
    Report(share * static_cast<double>(p.bytes), p.sentences);
  }

  void Report(double bytes, std::size_t sentences) const {
    const double done = static_cast<double>(bytes_done_) + bytes;
    hooks_.progress(std::min(0.99, done / static_cast<double>(std::max<std::size_t>(1, bytes_))),
                    output_.sentences + sentences);
  }

  /// The sound, and what lies beside it.
  [[nodiscard]] std::vector<JobFile> FilesOf(const fs::path& sound) const {
    std::vector<JobFile> files;
    const auto add = [&](const fs::path& file) {
      std::error_code missing;
      const std::uintmax_t bytes = fs::file_size(file, missing);
      if (!missing) files.push_back({file.filename().string(), bytes});
    };
    add(sound);
    for (const publish::Part part : job_.config.sidecars) {
      add(sound.parent_path() / (sound.stem().string() + std::string(publish::SuffixOf(part))));
    }
    return files;
  }

  const JobStore& store_;
  const OwnedJob& job_;
  const JobRun& run_;
  const JobHooks& hooks_;
  std::vector<Part> parts_;
  std::vector<pipeline::Take> takes_;
  std::size_t bytes_ = 0;
  std::size_t bytes_done_ = 0;
  JobOutput output_;
  std::optional<Error> failed_;
};

}  // namespace

Result<JobOutput> RunJob(const JobStore& store, const OwnedJob& job, const JobRun& run,
                         const JobHooks& hooks) {
  if (job.is_bulletin()) return RunBulletin(store, job, run, hooks);
  return JobBatch(store, job, run, hooks).Run();
}

}  // namespace boyin::jobs
