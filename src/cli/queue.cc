#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/queue_options.h"
#include "cli/terminal.h"
#include "jobs/queue_admin.h"

namespace boyin::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  jobs::QueueAddress address;
  std::string id;
  bool json = false;
};

void PrintJson(const jobs::QueueStatus& status) {
  ordered_json engines = ordered_json::array();
  for (const jobs::EngineQueue& c : status.engines) {
    engines.push_back({{"engine", c.engine},
                       {"waiting", c.waiting},
                       {"at_work", c.at_work},
                       {"repeated", c.repeated},
                       {"idle_workers", c.idle_workers},
                       {"ids", c.ids}});
  }
  ordered_json buried = ordered_json::array();
  for (const jobs::DeadLetterEntry& g : status.dead_letters) {
    buried.push_back(
        {{"id", g.id}, {"engine", g.engine}, {"input", g.input}, {"reason", Pick(g.reason)}});
  }
  const ordered_json all = {{"engines", std::move(engines)}, {"buried", std::move(buried)}};
  cli::PrintJson(all, 2);
}

int Show(const Options& options) {
  const Result<jobs::QueueStatus> status = jobs::StatusOf(options.address);
  if (!status) {
    Print(status.error());
    return Status(status.error());
  }
  if (options.json) {
    PrintJson(*status);
    return 0;
  }
  Say(stdout, "{}\n", Tr("engine   waiting  at work  repeated  idle workers"));
  for (const jobs::EngineQueue& c : status->engines) {
    Say(stdout, "{:8} {:<8} {:<8} {:<9} {}\n", c.engine, c.waiting, c.at_work, c.repeated,
        c.idle_workers);
  }
  for (const jobs::DeadLetterEntry& g : status->dead_letters) {
    Say(stdout, "{} {}  {}  {}\n", Tr("buried"), g.id, g.input, Pick(g.reason));
  }
  return 0;
}

int Finish(const Result<void>& done) {
  if (done) return 0;
  Print(done.error());
  return Status(done.error());
}

Command AddVerb(Command queue, const std::string& name, const Message& what,
                const std::shared_ptr<Options>& options) {
  const Command verb = queue.AddCommand(name, Pick(what));
  AddQueueOptions(verb, options->address);
  verb.Find("--queue").Required();
  return verb;
}

}  // namespace

void AddQueueOptions(Command command, jobs::QueueAddress& address) {
  command.AddOption("--queue", address.urls,
                    Tr("NATS servers: nats://HOST[,HOST...], tls:// encrypts"));
  command.AddOption("--queue-credentials", address.credentials,
                    Tr("NATS credentials file (.creds)"));
  command.AddOption("--queue-ca", address.authority, Tr("PEM file of the authority, for TLS"));
  command.AddOption("--queue-cert", address.certificate, Tr("PEM file of our certificate"));
  command.AddOption("--queue-key", address.key, Tr("PEM file of its key"));
  command
      .AddOption("--queue-replicas", address.replicas,
                 Tr("copies of each job in a cluster; default 3 where 3 servers are named"))
      .Range(1, 5);
  command
      .AddSetter(
          "--lease", [&address](int seconds) { address.lease = std::chrono::seconds(seconds); },
          Tr("seconds without a sign of life until a job goes to another worker; default 30"))
      .Range(2, 3600);
}

void AddSigningKey(Command command, std::string& file) {
  command.AddOption("--queue-signing-key", file,
                    Tr("file of a secret that jobs are signed with, the same on every machine: 64 "
                       "hexadecimal digits"));
}

Result<std::optional<jobs::JobKey>> ReadSigningKey(const std::string& file) {
  if (file.empty()) return std::nullopt;
  return jobs::JobKey::Read(file).map([](const jobs::JobKey& key) { return std::optional(key); });
}

void AddQueue(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command queue = app.AddCommand("queue", Tr("Look after a queue"));
  queue.NeedCommand();
  const Command status =
      AddVerb(queue, "status", Translated("What waits, what is at work, what was buried"), options);
  status.AddFlag("--json", options->json, Tr("as JSON"));
  status.OnRun([options, &outcome] { outcome.status = Show(*options); });
  AddVerb(queue, "drain", Translated("Workers finish what they hold and end"), options)
      .OnRun([options, &outcome] { outcome.status = Finish(jobs::Drain(options->address)); });
  Command bury = AddVerb(queue, "bury", Translated("Take a job out of the queue"), options);
  bury.AddOption("id", options->id).Required();
  bury.OnRun([options, &outcome] {
    outcome.status = Finish(jobs::DeadLetterJob(options->address, options->id));
  });
  const Command requeue =
      AddVerb(queue, "requeue", Translated("Put a buried job back, or all"), options);
  requeue.AddOption("id", options->id, Tr("default: all"));
  requeue.OnRun([options, &outcome] {
    const Result<std::size_t> count = jobs::Requeue(options->address, options->id);
    if (count) Say(stdout, "{}\n", *count);
    outcome.status = count ? 0 : Finish(tl::unexpected(count.error()));
  });
}

}  // namespace boyin::cli
