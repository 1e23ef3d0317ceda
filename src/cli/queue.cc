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
  Say(stdout, "{}\n",
      Pick({"engine   waiting  at work  repeated  idle workers",
            "引擎     等待     进行中   重做      空闲工作进程"}));
  for (const jobs::EngineQueue& c : status->engines) {
    Say(stdout, "{:8} {:<8} {:<8} {:<9} {}\n", c.engine, c.waiting, c.at_work, c.repeated,
        c.idle_workers);
  }
  for (const jobs::DeadLetterEntry& g : status->dead_letters) {
    Say(stdout, "{} {}  {}  {}\n", Pick({"buried", "已移出"}), g.id, g.input, Pick(g.reason));
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
                    Pick({"NATS servers: nats://HOST[,HOST...], tls:// encrypts",
                          "NATS 服务器：nats://主机[,主机…]，tls:// 加密"}));
  command.AddOption("--queue-credentials", address.credentials,
                    Pick({"NATS credentials file (.creds)", "NATS 凭证文件（.creds）"}));
  command.AddOption("--queue-ca", address.authority,
                    Pick({"PEM file of the authority, for TLS", "TLS 的 CA 证书（PEM）"}));
  command.AddOption("--queue-cert", address.certificate,
                    Pick({"PEM file of our certificate", "本机证书（PEM）"}));
  command.AddOption("--queue-key", address.key,
                    Pick({"PEM file of its key", "本机证书的私钥（PEM）"}));
  command
      .AddOption("--queue-replicas", address.replicas,
                 Pick({"copies of each job in a cluster; default 3 where 3 servers are named",
                       "集群中每个任务的副本数；列出 3 台服务器时默认 3"}))
      .Range(1, 5);
  command
      .AddSetter(
          "--lease", [&address](int seconds) { address.lease = std::chrono::seconds(seconds); },
          Pick({"seconds without a sign of life until a job goes to another worker; default 30",
                "工作进程多少秒没有音信就把任务转给别人；默认 30"}))
      .Range(2, 3600);
}

void AddSigningKey(Command command, std::string& file) {
  command.AddOption("--queue-signing-key", file,
                    Pick({"file of a secret that jobs are signed with, the same on every machine: "
                          "64 hexadecimal digits",
                          "给任务签名的密钥文件，各台机器相同：64 个十六进制数字"}));
}

Result<std::optional<jobs::JobKey>> ReadSigningKey(const std::string& file) {
  if (file.empty()) return std::nullopt;
  return jobs::JobKey::Read(file).map([](const jobs::JobKey& key) { return std::optional(key); });
}

void AddQueue(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command queue = app.AddCommand("queue", Pick({"Look after a queue", "查看和整理队列"}));
  queue.NeedCommand();
  const Command status = AddVerb(
      queue, "status", {"What waits, what is at work, what was buried", "等待、进行中和移出的任务"},
      options);
  status.AddFlag("--json", options->json, Pick({"as JSON", "输出 JSON"}));
  status.OnRun([options, &outcome] { outcome.status = Show(*options); });
  AddVerb(queue, "drain",
          {"Workers finish what they hold and end", "让工作进程做完手上的任务后退出"}, options)
      .OnRun([options, &outcome] { outcome.status = Finish(jobs::Drain(options->address)); });
  Command bury =
      AddVerb(queue, "bury", {"Take a job out of the queue", "把一个任务移出队列"}, options);
  bury.AddOption("id", options->id).Required();
  bury.OnRun([options, &outcome] {
    outcome.status = Finish(jobs::DeadLetterJob(options->address, options->id));
  });
  const Command requeue =
      AddVerb(queue, "requeue", {"Put a buried job back, or all", "把移出的任务放回队列"}, options);
  requeue.AddOption("id", options->id, Pick({"default: all", "默认全部"}));
  requeue.OnRun([options, &outcome] {
    const Result<std::size_t> count = jobs::Requeue(options->address, options->id);
    if (count) Say(stdout, "{}\n", *count);
    outcome.status = count ? 0 : Finish(tl::unexpected(count.error()));
  });
}

}  // namespace boyin::cli
