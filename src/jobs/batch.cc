#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "intake/intake.h"
#include "jobs/jobs.h"
#include "jobs/ledger.h"
#include "pipeline/version.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

/// Everything but the article that an output depends on.
std::string KeyOf(const pipeline::Settings& s, std::string_view readings) {
  return ContentHash(
      fmt::format("{}|{}|{}|{} {} {} {}|{} {} {} {}|{} {}|{}|{}", kVersion, readings,
                  synthesise::ClipKey(s.voice, {}), s.profile.name, s.profile.loudness_lufs,
                  s.profile.true_peak_dbtp, s.profile.master, static_cast<int>(s.encoding.format),
                  s.encoding.channels, s.encoding.sample_rate_hz, s.encoding.bitrate_kbps,
                  static_cast<int>(s.credit), static_cast<int>(s.label), s.rate, s.title));
}

/// What the tags of a file say of its article.
std::string TagKey(const intake::Metadata& m, const std::string& name) {
  return m.title + '\0' + m.author + '\0' + m.date + '\0' + m.source + '\0' + name;
}

/// What a batch that was killed left half-written beside these outputs (base/file.h names it so:
/// .STEM-XXXXXX.SUFFIX). The lock is ours, so nobody is writing there.
void RemoveAbandoned(const std::vector<Order>& orders) {
  std::map<fs::path, std::set<std::string>> stems;
  for (const Order& order : orders) {
    stems[order.output.parent_path()].insert(order.output.stem().string());
  }
  constexpr std::size_t kRandom = 7;  // "-XXXXXX"
  std::error_code ignored;
  for (const auto& [folder, names] : stems) {
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
      const std::string stem = file.path().stem().string();
      if (!stem.starts_with('.') || stem.size() <= kRandom + 1) continue;
      if (stem[stem.size() - kRandom] != '-') continue;
      if (names.contains(stem.substr(1, stem.size() - kRandom - 1))) {
        fs::remove(file.path(), ignored);
      }
    }
  }
}

class Batch {
 public:
  Batch(const pipeline::Studio& studio, const pipeline::Settings& settings,
        const BatchOptions& options, Ledger& ledger)
      : studio_(studio),
        settings_(settings),
        options_(options),
        ledger_(ledger),
        settings_key_(KeyOf(settings, options.lexicon_hash)) {}

  Outcome Do(const Order& order) {
    const auto start = std::chrono::steady_clock::now();
    Outcome outcome{.order = order, .error = {}};
    const std::string input = fs::absolute(order.input).lexically_normal().string();
    const std::optional<Entry> known = ledger_.Find(input);
    if (Stands(order, known)) {
      outcome.state = State::kUnchanged;
      outcome.duration_s = known->duration_s;
      return outcome;
    }
    Entry entry;
    entry.input = input;
    entry.output = order.output.string();
    entry.input_stamp = StampOf(order.input);
    entry.settings_key = settings_key_;
    Result<void> done = Convert(order, known, entry, outcome);
    entry.output_stamp = StampOf(order.output);
    entry.done = done.has_value();
    entry.duration_s = outcome.duration_s;
    if (!done) entry.error = Told(done.error());
    if (Result<void> put = ledger_.Put(entry); !put) done = put;
    if (!done) {
      outcome.state = State::kFailed;
      outcome.error = done.error();
    }
    outcome.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return outcome;
  }

 private:
  static std::string Told(const Error& error) {
    return error.where.empty() ? error.what.en : error.where + ": " + error.what.en;
  }

  /// Nothing has to be looked at but the two files' stamps.
  [[nodiscard]] bool Stands(const Order& order, const std::optional<Entry>& known) const {
    if (!known) return false;
    if (options_.only_failed && known->done) return true;
    return known->done && known->output == order.output.string() &&
           known->settings_key == settings_key_ && known->input_stamp == StampOf(order.input) &&
           known->output_stamp == StampOf(order.output);
  }

  Result<void> Convert(const Order& order, const std::optional<Entry>& known, Entry& entry,
                       Outcome& outcome) const {
    const Result<std::string> bytes = ReadFile(order.input);
    if (!bytes) return tl::unexpected(bytes.error());
    const Result<intake::Document> document =
        intake::Read(*bytes, order.input.string(), {options_.encoding});
    if (!document) return tl::unexpected(document.error());
    const pipeline::Reading reading{settings_.voice, settings_.rate, settings_.credit, {}};
    entry.sound_key = ContentHash(KeyOf(settings_, studio_.SoundKey(*document, reading)) +
                                  TagKey(document->metadata, document->name));
    const bool same = known && known->done && known->sound_key == entry.sound_key &&
                      known->output == entry.output && known->output_stamp == StampOf(order.output);
    if (same) {
      outcome.state = State::kUnchanged;
      outcome.duration_s = known->duration_s;
      return {};
    }
    std::error_code failed;
    fs::create_directories(order.output.parent_path(), failed);
    if (failed) {
      return Fail(Code::kOutput, order.output.parent_path().string(),
                  {failed.message(), failed.message()});
    }
    pipeline::Settings settings = settings_;
    settings.output = order.output;
    settings.encoding.threads = 1;  // width comes from the articles
    const Result<publish::Episode> episode = studio_.Render(*document, settings, {});
    if (!episode) return tl::unexpected(episode.error());
    outcome.state = State::kDone;
    outcome.duration_s = episode->certificate.duration_s;
    outcome.doubts = episode->doubts.size();
    return {};
  }

  const pipeline::Studio& studio_;
  const pipeline::Settings& settings_;
  const BatchOptions& options_;
  Ledger& ledger_;
  std::string settings_key_;
};

}  // namespace

Result<Summary> RunBatch(const pipeline::Studio& studio, const std::vector<Order>& orders,
                         const pipeline::Settings& settings, const BatchOptions& options,
                         const OnOutcome& on_outcome) {
  Result<Ledger> ledger = Ledger::Open(options.folder / ".boyin");
  if (!ledger) return tl::unexpected(ledger.error());
  RemoveAbandoned(orders);
  Batch batch(studio, settings, options, *ledger);
  Summary summary(orders.size());
  std::atomic<std::size_t> next{0};
  std::size_t finished = 0;
  std::mutex telling;
  const auto work = [&] {
    for (std::size_t at = next++; at < orders.size(); at = next++) {
      summary[at] = batch.Do(orders[at]);
      const std::lock_guard lock(telling);
      ++finished;
      if (on_outcome) on_outcome(summary[at], {finished, orders.size()});
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 1; i < options.width; ++i) threads.emplace_back(work);
    work();
  }
  return summary;
}

}  // namespace boyin::jobs
