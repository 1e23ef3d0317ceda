#include "jobs/incremental_build.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>

#include "base/fd.h"
#include "base/file.h"
#include "base/message.h"
#include "jobs/built_in_tables.h"
#include "jobs/render_config.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

std::string TextOf(const Error& error) {
  return error.where.empty() ? error.what.en : error.where + ": " + error.what.en;
}

/// An article as the ledger names it.
std::string InputOf(const Order& order) {
  return NameOf({fs::absolute(order.input).lexically_normal().string(), {}, order.member});
}

/// Differs where the same bytes may be read otherwise; empty for what is usual.
std::string HowRead(const intake::Options& how) {
  if (how == intake::Options{}) return {};
  return fmt::format("{} {} {}", how.encoding, static_cast<int>(how.captions),
                     static_cast<int>(how.tables));
}

Error LeadsOut(const Order& order) {
  return {Code::kInput, NameOf(order), Translated(kLeadsOut),
          Translated("put the file itself there, or name it on the command line")};
}

/// Where an open file lies, whatever its name was when it was opened.
fs::path PlaceOf(const Fd& file) {
  std::error_code failed;
  return fs::read_symlink("/proc/self/fd/" + std::to_string(file.get()), failed);
}

}  // namespace

IncrementalBuild::IncrementalBuild(const pipeline::Renderer& renderer, RenderConfig config,
                                   BatchOptions options, std::shared_ptr<Ledger> ledger)
    : renderer_(renderer),
      config_(std::move(config)),
      options_(std::move(options)),
      ledger_(std::move(ledger)),
      settings_key_(
          KeyOf(config_, options_.lexicon_hash + BuiltInTablesHash() + HowRead(options_.intake))) {}

Result<std::string> ReadInput(const Order& order) {
  if (!order.top) return ReadFile(order.input, reader::kMostInputBytes);
  const Fd file(::open(order.input.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file) {
    const std::string why = std::generic_category().message(errno);
    return Fail(Code::kInput, order.input, {why, why});
  }
  std::error_code failed;
  const fs::path top = fs::canonical(*order.top, failed);
  const fs::path place = PlaceOf(file);
  const auto [end, unused] = std::mismatch(top.begin(), top.end(), place.begin(), place.end());
  if (failed || end != top.end()) return tl::unexpected(LeadsOut(order));
  Result<std::string> bytes =
      ReadFile("/proc/self/fd/" + std::to_string(file.get()), reader::kMostInputBytes);
  if (!bytes) bytes.error().where = order.input;
  return bytes;
}

Result<intake::Document> IncrementalBuild::Read(const Order& order, std::string_view bytes) const {
  if (options_.plain_text)
    return options_.reader.ReadText(bytes, order.input, {.encoding = "UTF-8"});
  intake::Options how = options_.intake;
  how.member = order.member;
  return options_.reader.Read(bytes, order.input, how);
}

std::string IncrementalBuild::Below(const fs::path& output) const {
  return output.lexically_normal().lexically_relative(options_.folder.lexically_normal()).string();
}

/// Nothing has to be looked at but the two files' stamps.
bool IncrementalBuild::UpToDate(const Order& order, const std::optional<Entry>& known) const {
  if (!known) return false;
  if (options_.only_failed && known->done) return true;
  return known->done && known->output == Below(order.output) &&
         known->settings_key == settings_key_ && known->input_stamp == StampOf(order.input) &&
         known->output_stamp == StampOf(order.output);
}

Result<void> IncrementalBuild::MayWrite(const Order& order) const {
  if (!options_.guarded) return {};
  const Stamp stamp = StampOf(order.output);
  const Result<std::vector<Entry>> others =
      ledger_->OtherArticles(InputOf(order), Below(order.output));
  if (!others) return tl::unexpected(others.error());
  for (const Entry& other_entry : *others) {
    if (stamp.size < 0 || other_entry.output_stamp != stamp) continue;
    const std::string other = fs::path(other_entry.input).filename().string();
    const std::string& output = order.output;
    return Fail(Code::kOutput, NameOf(order),
                Translated("would take the place of {}, which was made of {}", output, other),
                Translated("give it another name, or take that file away first"));
  }
  return {};
}

Result<CheckResult> IncrementalBuild::Check(const Order& order) {
  const std::string input = InputOf(order);
  if (order.leads_out) return tl::unexpected(LeadsOut(order));
  const Result<std::optional<Entry>> found = ledger_->Find(input);
  if (!found) return tl::unexpected(found.error());
  const std::optional<Entry>& known = *found;
  if (UpToDate(order, known)) return CheckResult{true, *known, {}};
  if (Result<void> may = MayWrite(order); !may) return tl::unexpected(may.error());
  CheckResult task;
  task.entry.input = input;
  task.entry.output = Below(order.output);
  task.entry.input_stamp = StampOf(order.input);
  task.entry.settings_key = settings_key_;
  Result<std::string> bytes = ReadInput(order);
  if (!bytes) return tl::unexpected(bytes.error());
  task.bytes = std::move(*bytes);
  const bool may_be_current = known && known->done && known->output == task.entry.output &&
                              known->output_stamp == StampOf(order.output);
  if (!may_be_current) return task;
  const Result<intake::Document> document = Read(order, task.bytes);
  if (!document) return tl::unexpected(document.error());
  task.current = known->sound_key == SoundKeyOf(renderer_, *document, config_);
  if (!task.current) return task;
  task.entry.sound_key = known->sound_key;
  task.entry.output_stamp = known->output_stamp;
  task.entry.duration_s = known->duration_s;
  task.entry.sentences = known->sentences;
  task.entry.doubts = known->doubts;
  task.entry.done = true;
  if (Result<void> put = ledger_->Put(task.entry); !put) return tl::unexpected(put.error());
  return task;
}

Outcome IncrementalBuild::Unchanged(const Order& order, const Entry& entry) {
  return {.order = order,
          .state = State::kUnchanged,
          .error = {},
          .duration_s = entry.duration_s,
          .doubts = entry.doubts,
          .sentences = entry.sentences};
}

Outcome IncrementalBuild::Record(const Order& order, Entry entry, const Result<Rendered>& made) {
  Outcome outcome{.order = order, .error = {}};
  entry.input = InputOf(order);
  entry.output = Below(order.output);
  entry.output_stamp = StampOf(order.output);
  entry.done = made.has_value();
  if (!made) {
    entry.error = TextOf(made.error());
    outcome.error = made.error();
  } else {
    entry.duration_s = outcome.duration_s = made->duration_s;
    entry.sentences = outcome.sentences = made->sentences;
    entry.doubts = outcome.doubts = made->doubts;
    outcome.left_out = made->left_out;
    outcome.state = State::kDone;
  }
  if (const Result<void> put = ledger_->Put(entry); !put && made) {
    outcome.state = State::kFailed;
    outcome.error = put.error();
  }
  return outcome;
}

Outcome IncrementalBuild::Build(const Order& order) {
  const auto start = std::chrono::steady_clock::now();
  Result<CheckResult> task = Check(order);
  if (task && task->current) return Unchanged(order, task->entry);
  Entry entry = task ? task->entry : Entry{};
  if (!task) entry.input_stamp = StampOf(order.input);
  const Result<Rendered> made = task.and_then([&](const CheckResult& todo) -> Result<Rendered> {
    const Result<intake::Document> document = Read(order, todo.bytes);
    if (!document) return tl::unexpected(document.error());
    pipeline::OnProgress on_progress;
    if (options_.on_order) {
      on_progress = [&](const pipeline::Progress& p) { options_.on_order(order, p); };
    }
    return Make(renderer_, *document, config_, order.output, on_progress);
  });
  if (made) entry.sound_key = made->sound_key;
  Outcome outcome = Record(order, std::move(entry), made);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

}  // namespace boyin::jobs
