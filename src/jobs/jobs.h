// Jobs: many articles, each converted once, whatever fails on the way.
//
//   Result<std::vector<Order>> orders = PlanOrders({"news/"}, "out", ".mp3", reader);
//   Result<Batch> batch = Batch::Open(renderer, {settings}, {.folder = "out", .reader = reader});
//   Result<Summary> summary = batch->Run(*orders, {});
//
// What is done stands in a ledger in FOLDER/.boyin; outputs appear whole, their entry after them,
// so that a batch killed at any moment goes on where it was.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "jobs/job_key.h"
#include "pipeline/pipeline.h"
#include "publish/bundle.h"
#include "reader/reader.h"

namespace boyin::jobs {

/// An article and the file that it becomes. Names, not paths, which take four times the memory: an
/// archive has a million.
struct Order {
  std::string input;
  std::string output;
  std::string member{};    ///< where the input is an archive of several: its place in it
  bool leads_out = false;  ///< a link from a folder to what lies outside it: not read, but failed
  /// The folder that it was found in, which it may not lead out of when it is read either; none
  /// where it was named itself.
  std::shared_ptr<const std::filesystem::path> top{};

  bool operator==(const Order& other) const {
    return input == other.input && output == other.output && member == other.member &&
           leads_out == other.leads_out;
  }
};

/// Whether `path`, found below `top`, is a link that leads out of it (or to nothing).
[[nodiscard]] bool LeadsOut(const std::filesystem::path& top, const std::filesystem::path& path);

/// The article as a person knows it: "in/news.txt", "in/day.zip/sub/news.txt".
[[nodiscard]] std::string NameOf(const Order& order);

/// One order for each document of a zip archive: out/day.mp3 becomes out/day/sub/news.mp3. The
/// order itself for anything else, and for an archive that cannot be read: its reader
/// says why.
[[nodiscard]] std::vector<Order> Unpacked(const Order& order, const reader::Reader& reader);

/// The orders for files and folders (taken whole, in order of their names; hidden files and folder
/// `folder` itself left out): folder/<path below the named input, suffix replaced>, one for each
/// document of an archive. A link in a folder is followed within it only. kInput for what is not
/// there; kUsage, with both names, where two would become one file.
[[nodiscard]] Result<std::vector<Order>> PlanOrders(const std::vector<std::string>& inputs,
                                                    const std::filesystem::path& folder,
                                                    std::string_view suffix,
                                                    const reader::Reader& reader);

/// The orders that failed when a batch last worked in the folder. kInput where none ever did.
[[nodiscard]] Result<std::vector<Order>> FailedOrders(const std::filesystem::path& folder);

/// All that decides what is made of an article, but for the article.
struct RenderConfig {
  pipeline::Settings settings;
  std::vector<publish::Part> sidecars{};  ///< written beside the sound
};

enum class State { kDone, kUnchanged, kFailed };

/// What became of an order.
struct Outcome {
  Order order;
  State state = State::kFailed;
  Error error;            ///< of a failure
  double duration_s = 0;  ///< of the sound
  double seconds = 0;     ///< that it took
  std::size_t doubts = 0;
  std::vector<Message> left_out{};  ///< what could not be made beside the sound, and why
  std::size_t sentences = 0;

  bool operator==(const Outcome&) const = default;
};

struct Progress {
  std::size_t finished = 0;
  std::size_t orders = 0;
};
/// Called from several threads, one at a time.
using OnOutcome = std::function<void(const Outcome&, const Progress&)>;
/// How far an order is that is being made; called from several threads.
using OnOrder = std::function<void(const Order&, const pipeline::Progress&)>;

/// A NATS server or cluster with JetStream, and what it asks of us.
struct QueueAddress {
  std::string urls;         ///< "nats://a:4222,nats://b:4222"; tls:// encrypts
  std::string credentials;  ///< file with a user's JWT and seed
  std::string authority;    ///< PEM file of the CA, for TLS
  std::string certificate;  ///< PEM file of the client, where the server asks for one
  std::string key;
  std::chrono::seconds lease{30};  ///< a worker silent for so long loses its job to another
  int replicas = 0;  ///< of a new stream; 0: three where three servers are named, else one
};

/// Work done elsewhere: by workers that see the folder `store`.
struct QueueOptions {
  QueueAddress address;
  std::optional<JobKey> key{};                  ///< signs the jobs
  std::filesystem::path store;                  ///< holds the inputs and the outputs
  std::filesystem::path exchange{};             ///< settings and results; empty: FOLDER/.boyin
  std::chrono::milliseconds reconcile{15'000};  ///< between two looks for jobs that got lost
  lexicon::Lexicon lexicon;                     ///< travels with the jobs, as do
  normalise::Options readings;                  ///< these
  std::stop_token withdraw{};  ///< ends the batch, and takes out of the queue what waits there
};

/// `path` as seen from the store; kUsage where it is not in it.
[[nodiscard]] Result<std::string> BelowStore(const std::filesystem::path& store,
                                             const std::filesystem::path& path);

struct BatchOptions {
  std::filesystem::path folder;  ///< of the outputs; the ledger is in its .boyin
  reader::Reader reader{};       ///< parses the inputs
  int width = 2;                 ///< articles at work side by side
  std::string lexicon_hash;      ///< of the station's readings: see Batch
  intake::Options intake{};      ///< how inputs are read; the member is each order's own
  bool plain_text = false;       ///< the inputs are that, whatever they look like
  bool only_failed = false;      ///< leaves alone what the ledger does not list as failed
  bool guarded = false;    ///< an output that stands is not replaced by that of another article
  std::stop_token stop{};  ///< ends it after the articles that have begun
  OnOrder on_order{};
};

/// What became of the orders of one call. Of those that were made it keeps a few numbers.
class Summary {
 public:
  explicit Summary(std::vector<Order> orders);

  void Record(std::size_t at, const Outcome& outcome);  ///< once for each order

  [[nodiscard]] const std::vector<Order>& orders() const { return orders_; }
  /// Of the orders; fewer than there are where the batch was stopped.
  [[nodiscard]] std::size_t finished() const;
  [[nodiscard]] std::size_t Count(State state) const;
  /// In the order of the orders, those that are finished; what was left out is not kept with them,
  /// but counted below.
  void Each(const std::function<void(const Outcome&)>& see) const;
  /// What was left out, by its English message, and of how many.
  using LeftOut = std::map<std::string, std::pair<Message, std::size_t>>;
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }

 private:
  struct Row {
    double duration_s = 0;
    double seconds = 0;
    std::uint32_t doubts = 0;
    std::optional<State> state;
  };

  std::vector<Order> orders_;
  std::vector<Row> rows_;
  std::map<std::size_t, Error> errors_;  // of those that failed
  LeftOut left_out_;
};

class Ledger;

/// Converts what has changed: an article is left alone where its bytes, the settings and what is
/// read of it are as before and its output stands as it was written. A changed lexicon reads every
/// article anew but speaks only those that sound different. Failures are outcomes; kOutput where
/// the ledger cannot be kept; kUsage where another batch is at work in the folder.
class Batch {
 public:
  /// Takes the folder: until it is destroyed no other batch works there.
  [[nodiscard]] static Result<Batch> Open(const pipeline::Renderer& renderer,
                                          const RenderConfig& config, const BatchOptions& options);
  /// A batch in a folder whose ledger is open already, for several at a time.
  Batch(std::shared_ptr<Ledger> ledger, const pipeline::Renderer& renderer,
        const RenderConfig& config, const BatchOptions& options);
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  [[nodiscard]] Result<Summary> Run(std::vector<Order> orders, const OnOutcome& on_outcome);

  /// As Run, but workers elsewhere convert what has changed (worker.h). An input that is not in the
  /// store fails. kUsage where the output folder is not; kOutput where the queue does not answer.
  [[nodiscard]] Result<Summary> RunQueued(std::vector<Order> orders, const QueueOptions& queue,
                                          const OnOutcome& on_outcome);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes the report of a batch: report.json for programs, report.html for people, each whole.
/// `tally` says where the sentences came from. kOutput where the folder cannot be written.
[[nodiscard]] Result<void> WriteReport(const std::filesystem::path& folder, const Summary& summary,
                                       const synthesise::Tally& tally);

}  // namespace boyin::jobs
