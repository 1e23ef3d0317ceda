#include "jobs/run_bulletin.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "base/utf8.h"
#include "jobs/issue_bulletin.h"
#include "jobs/sent_bulletin.h"
#include "jobs/sent_recordings.h"
#include "voice/best.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr double kSpeakingShare = 0.8;  // of the time; the rest is encoding

/// On one line, as who reads a job's error or what was left out of it needs it.
std::string LineOf(const Error& error) {
  std::string line = error.where.empty() ? "" : error.where + ": ";
  line += error.what.en;
  if (!error.mend.en.empty()) line += "; " + error.mend.en;
  return line;
}

Error WithPlace(Error error) {
  error.what.en = LineOf(error);
  return error;
}

std::set<std::string> NamesIn(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    names.insert(at->path().lexically_relative(folder).generic_string());
  }
  return names;
}

class BulletinJob {
 public:
  BulletinJob(const JobStore& store, const OwnedJob& job, const JobRun& run, const JobHooks& hooks)
      : store_(store), job_(job), run_(run), hooks_(hooks), folder_(store.BesideOf(job.id)) {}

  Result<JobOutput> Run() {
    const Result<std::string> toml = ReadFile(store_.InputOf(job_), kMostRundownBytes);
    if (!toml) return tl::unexpected(toml.error());
    Result<rundown::Rundown> rundown =
        ReadSentRundown(*toml, job_.input, run_.voices, NamesIn(folder_));
    if (!rundown) return tl::unexpected(WithPlace(rundown.error()));
    if (!rundown->name.empty()) rundown->name = SafeFileName(rundown->name);
    const std::optional<rundown::Day> day = rundown::ParseDay(job_.day);
    if (!day) return Fail(Code::kOther, job_.id, Translated("its day is none"));
    Result<GatheredStories> gathered = Gather(*rundown, *day);
    if (!gathered) return tl::unexpected(gathered.error());
    for (const Error& refused : gathered->refused) output_.left_out.push_back(LineOf(refused));
    Result<IssuedBulletin> issued = Issue(*rundown, *day, std::move(gathered->stories));
    if (!issued) return tl::unexpected(WithPlace(issued.error()));
    return OutputOf(*issued);
  }

 private:
  Result<GatheredStories> Gather(const rundown::Rundown& rundown, const rundown::Day& day) {
    StorySources sources;
    sources.find = Find();
    sources.reader = run_.reader;
    sources.spool_folder = store_.FolderOf(job_.id);
    Result<GatheredStories> gathered = GatherStories(rundown, day, sources);
    if (!gathered) return tl::unexpected(WithPlace(gathered.error()));
    if (!gathered->news) {
      Message why = Translated("no news for {}", job_.day);
      for (const Error& refused : gathered->refused) {
        why.en += "; " + LineOf(refused);
        why.zh += "；" + LineOf(refused);
      }
      return Fail(Code::kInput, "", std::move(why));
    }
    std::size_t characters = 0;
    for (const pipeline::Story& story : gathered->stories) {
      for (const intake::Block& block : story.document.blocks) {
        characters += utf8::Length(block.text);
      }
    }
    if (characters > run_.most_characters) {
      return Fail(Code::kInput, "",
                  Translated("has {} characters, and {} may be read in one go", characters,
                             run_.most_characters));
    }
    if (Result<void> read = hooks_.read(characters); !read) return tl::unexpected(read.error());
    return gathered;
  }

  /// What was checked once is checked again: a path leads to what was sent, or nowhere.
  [[nodiscard]] FindSource Find() const {
    return [this](const std::string& path) -> Result<SourceFile> {
      if (IsSentName(path)) return SourceFile{folder_ / path, path};
      return Fail(Code::kInput, path, Translated("was not sent"));
    };
  }

  /// Their recordings are among what was sent.
  Result<std::vector<pipeline::Take>> Takes() const {
    std::vector<pipeline::Take> takes = job_.config.settings.takes;
    const auto bytes_of = [this](const std::string& name) -> Result<std::string> {
      const Result<SourceFile> file = Find()(name);
      return file ? ReadFile(file->path, kMostRecordingBytes) : tl::unexpected(file.error());
    };
    const Result<void> opened = OpenSentRecordings(takes, bytes_of, store_.FolderOf(job_.id));
    if (!opened) return tl::unexpected(opened.error());
    return takes;
  }

  Result<IssuedBulletin> Issue(const rundown::Rundown& rundown, const rundown::Day& day,
                               std::vector<pipeline::Story> stories) {
    Result<std::vector<pipeline::Take>> takes = Takes();
    if (!takes) return tl::unexpected(takes.error());
    pipeline::Settings settings = Settings();
    settings.takes = std::move(*takes);
    std::error_code ignored;
    fs::remove_all(store_.OutputsOf(job_.id), ignored);  // of an earlier attempt
    return IssueBulletin(run_.renderer,
                         {rundown, day, std::move(stories),
                          [this](const std::string& name) { return FindVoice(name); },
                          [this](const voice::Voice& voice) { return FindFallback(voice); }, Find(),
                          std::move(settings), job_.config.sidecars, store_.OutputsOf(job_.id)},
                         [this](const pipeline::Progress& p) { Tell(p); });
  }

  [[nodiscard]] pipeline::Settings Settings() const {
    pipeline::Settings settings = job_.config.settings;
    settings.title.clear();  // that of the rundown is its album
    settings.made_at = run_.now;
    settings.date = run_.now.substr(0, run_.now.find('T'));
    settings.spool_folder = store_.FolderOf(job_.id);
    settings.encoding.threads = 1;  // as for an article
    settings.stop = run_.stop;
    return settings;
  }

  [[nodiscard]] const voice::Voice* Installed(const std::string& name) const {
    const std::string resolved = voice::Resolved(name, run_.voices, run_.installed);
    const auto found = std::find_if(run_.voices.begin(), run_.voices.end(),
                                    [&](const voice::Voice& v) { return v.name == resolved; });
    if (found == run_.voices.end() || (run_.installed && !run_.installed(*found))) return nullptr;
    return &*found;
  }

  [[nodiscard]] Result<voice::Voice> FindVoice(const std::string& name) const {
    if (const voice::Voice* voice = Installed(name)) return *voice;
    return Fail(Code::kUsage, name, Translated("this voice is not installed"));
  }

  [[nodiscard]] Result<std::optional<voice::Voice>> FindFallback(const voice::Voice& voice) const {
    const voice::Voice* other = voice.fallback.empty() ? nullptr : Installed(voice.fallback);
    if (other == nullptr) return std::optional<voice::Voice>();
    return std::optional<voice::Voice>(*other);
  }

  void Tell(const pipeline::Progress& p) const {
    const double share =
        static_cast<double>(p.bytes_done) / static_cast<double>(std::max<std::size_t>(1, p.bytes));
    hooks_.progress(p.encoding ? kSpeakingShare : share * kSpeakingShare, p.sentences);
  }

  JobOutput OutputOf(const IssuedBulletin& issued) {
    const episode::Episode& episode = issued.bulletin.episode;
    output_.duration_s = episode.certificate.duration_s;
    output_.sentences = episode.cues.size();
    output_.doubts = episode.doubts.size();
    for (const fs::path& file : issued.files) {
      std::error_code missing;
      const std::uintmax_t bytes = fs::file_size(file, missing);
      if (!missing) output_.files.push_back({file.filename().string(), bytes});
    }
    const std::vector<std::string>& dropped = issued.bulletin.left_out;
    output_.left_out.insert(output_.left_out.end(), dropped.begin(), dropped.end());
    return std::move(output_);
  }

  const JobStore& store_;
  const OwnedJob& job_;
  const JobRun& run_;
  const JobHooks& hooks_;
  fs::path folder_;  // of what was sent beside the rundown
  JobOutput output_;
};

}  // namespace

Result<JobOutput> RunBulletin(const JobStore& store, const OwnedJob& job, const JobRun& run,
                              const JobHooks& hooks) {
  return BulletinJob(store, job, run, hooks).Run();
}

}  // namespace boyin::jobs
