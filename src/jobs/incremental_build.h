// One order at a time, with the ledger beside it: left alone, or made and written down. Private to
// jobs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/message.h"
#include "intake/intake.h"
#include "jobs/article.h"
#include "jobs/jobs.h"
#include "jobs/ledger.h"

namespace boyin::jobs {

/// Why an order whose input leads out of its folder fails: the end of its entry's error.
inline constexpr std::string_view kLeadsOut = MessageId("is a link that leads out of its folder");

/// The bytes of an order's input. kInput, ending in kLeadsOut, where what is opened lies outside
/// the folder that the order was found in: a link that was put there since.
[[nodiscard]] Result<std::string> ReadInput(const Order& order);

/// What has to be done for an order.
struct CheckResult {
  bool current = false;  ///< nothing: `entry` is what the ledger says
  Entry entry;           ///< as it shall be written down when the file is made
  std::string bytes;     ///< of the article, as far as they had to be read
};

/// Thread-safe.
class IncrementalBuild {
 public:
  IncrementalBuild(const pipeline::Renderer& renderer, RenderConfig config, BatchOptions options,
                   std::shared_ptr<Ledger> ledger);

  /// Everything: looked at, made where needed, written down.
  [[nodiscard]] Outcome Build(const Order& order);

  /// Whether the order stands as it was made: by the stamps of its files, else by what would be
  /// heard. An article that cannot be read is written down as failed.
  [[nodiscard]] Result<CheckResult> Check(const Order& order);

  /// What is said of an order that stands.
  [[nodiscard]] static Outcome Unchanged(const Order& order, const Entry& entry);

  /// Writes down that the output is there, or why not, and says so.
  [[nodiscard]] Outcome Record(const Order& order, Entry entry, const Result<Rendered>& made);

  [[nodiscard]] const RenderConfig& config() const { return config_; }
  [[nodiscard]] const BatchOptions& options() const { return options_; }
  [[nodiscard]] const std::string& settings_key() const { return settings_key_; }

 private:
  [[nodiscard]] Result<intake::Document> Read(const Order& order, std::string_view bytes) const;
  /// kOutput where the output stands and is another article's.
  [[nodiscard]] Result<void> MayWrite(const Order& order) const;
  /// An output as the ledger names it.
  [[nodiscard]] std::string Below(const std::filesystem::path& output) const;
  [[nodiscard]] bool UpToDate(const Order& order, const std::optional<Entry>& known) const;

  const pipeline::Renderer& renderer_;
  RenderConfig config_;
  BatchOptions options_;
  std::shared_ptr<Ledger> ledger_;
  std::string settings_key_;
};

}  // namespace boyin::jobs
