#include "jobs/nats_link.h"

#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"

namespace boyin::jobs {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kConnectPatience{5};
constexpr milliseconds kBetween{250};
constexpr std::int64_t kConnectMs = 2'000;
constexpr std::int64_t kAnswerMs = 5'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDedupNs = 120 * kSecondNs;
constexpr std::int64_t kDeadNs = std::int64_t{30} * 24 * 3600 * kSecondNs;

/// What a cluster answers while it has no leader, or where nothing answers. NATS_ERR has no code.
bool IsTransient(natsStatus status, jsErrCode code) {
  switch (status) {
    case NATS_TIMEOUT:
    case NATS_NO_RESPONDERS:
    case NATS_CONNECTION_DISCONNECTED:
    case NATS_CONNECTION_CLOSED:
    case NATS_NOT_YET_CONNECTED:
    case NATS_NO_SERVER:
    case NATS_IO_ERROR:
      return true;
    case NATS_ERR:
      return code == 0 || code == JSClusterNotAvailErr || code == JSClusterNoPeersErr ||
             code == JSClusterNotLeaderErr || code == JSNotEnabledErr ||
             code == JSInsufficientResourcesErr || code == JSStreamCreateErr ||
             code == JSStreamStoreFailedErr || code == JSTempStorageFailedErr;
    default:
      return false;
  }
}

std::string Nonce() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

std::vector<std::string> Servers(const std::string& urls) {
  std::vector<std::string> servers;
  std::size_t begin = 0;
  while (begin <= urls.size()) {
    const std::size_t end = std::min(urls.find(',', begin), urls.size());
    std::string server = urls.substr(begin, end - begin);
    // Only the first has to say nats://.
    if (!server.empty() && server.find("://") == std::string::npos) server.insert(0, "nats://");
    if (!server.empty()) servers.push_back(std::move(server));
    begin = end + 1;
  }
  return servers;
}

/// The servers without names and passwords, for messages.
std::string Shown(const std::vector<std::string>& servers) {
  std::string shown;
  for (const std::string& server : servers) {
    const std::size_t scheme = server.find("://") + 3;
    const std::size_t at = server.rfind('@');
    const std::size_t host = at == std::string::npos ? scheme : at + 1;
    if (!shown.empty()) shown += ',';
    shown += server.substr(0, scheme);
    shown += server.substr(host);
  }
  return shown;
}

natsStatus Secure(natsOptions* options, const QueueAddress& address) {
  natsStatus status = NATS_OK;
  if (!address.credentials.empty()) {
    status = natsOptions_SetUserCredentialsFromFiles(options, address.credentials.c_str(), nullptr);
  }
  const bool tls = !address.authority.empty() || !address.certificate.empty();
  if (status == NATS_OK && tls) status = natsOptions_SetSecure(options, true);
  if (status == NATS_OK && !address.authority.empty()) {
    status = natsOptions_LoadCATrustedCertificates(options, address.authority.c_str());
  }
  if (status == NATS_OK && !address.certificate.empty()) {
    status = natsOptions_LoadCertificatesChain(options, address.certificate.c_str(),
                                               address.key.c_str());
  }
  return status;
}

/// The library says of a file that it cannot read only that something is wrong with SSL.
Result<void> CheckFiles(const QueueAddress& address) {
  constexpr std::size_t kMostBytes = 1 << 20;
  for (const std::string& file :
       {address.credentials, address.authority, address.certificate, address.key}) {
    if (file.empty()) continue;
    if (const Result<std::string> read = ReadFile(file, kMostBytes); !read) {
      return tl::unexpected(read.error());
    }
  }
  return {};
}

Error Refused(const std::string& where, natsStatus status, jsErrCode code) {
  std::string text = natsStatus_GetText(status);
  if (code != 0) text += fmt::format(" (JetStream {})", static_cast<int>(code));
  const bool tls_fault = status == NATS_SSL_ERROR || status == NATS_SECURE_CONNECTION_REQUIRED;
  const Message mend = tls_fault ? Translated("check --queue-ca, --queue-cert and --queue-key")
                                 : Translated(
                                       "check that nats-server runs with JetStream and that "
                                       "address and credentials are right");
  return {Code::kOutput, where, Translated("the queue does not answer: {}", text), mend};
}

}  // namespace

Error NatsLink::Failure(natsStatus status, jsErrCode code) const {
  return Refused(where_, status, code);
}

Result<std::unique_ptr<NatsLink>> NatsLink::Open(const QueueAddress& address) {
  const std::vector<std::string> servers = Servers(address.urls);
  std::unique_ptr<NatsLink> link(new NatsLink(Shown(servers)));
  if (Result<void> readable = CheckFiles(address); !readable) {
    return tl::unexpected(readable.error());
  }
  std::vector<const char*> names;
  names.reserve(servers.size());
  for (const std::string& server : servers) names.push_back(server.c_str());
  natsOptions* raw = nullptr;
  natsStatus status = natsOptions_Create(&raw);
  const NatsOptions options(raw);
  if (status == NATS_OK) {
    status = natsOptions_SetServers(raw, names.data(), static_cast<int>(names.size()));
  }
  if (status == NATS_OK) status = natsOptions_SetTimeout(raw, kConnectMs);
  if (status == NATS_OK) status = natsOptions_SetMaxReconnect(raw, -1);
  if (status == NATS_OK) status = natsOptions_SetReconnectWait(raw, kBetween.count());
  if (status == NATS_OK) status = Secure(raw, address);
  if (status != NATS_OK) return tl::unexpected(link->Failure(status));
  natsConnection* connection = nullptr;
  Result<void> connected = link->Ask(
      [&](jsErrCode*) { return natsConnection_Connect(&connection, raw); }, kConnectPatience);
  link->connection_.reset(connection);
  if (!connected) return tl::unexpected(connected.error());
  jsOptions wait;
  jsOptions_Init(&wait);
  wait.Wait = kAnswerMs;
  jsCtx* context = nullptr;
  status = natsConnection_JetStream(&context, connection, &wait);
  link->context_.reset(context);
  if (status != NATS_OK) return tl::unexpected(link->Failure(status));
  link->replicas_ = address.replicas > 0 ? address.replicas : (servers.size() >= 3 ? 3 : 1);
  if (Result<void> made = link->MakeStreams(); !made) return tl::unexpected(made.error());
  return link;
}

Result<void> NatsLink::Ask(const std::function<natsStatus(jsErrCode*)>& request,
                           std::chrono::seconds backoff) const {
  const Clock::time_point until = Clock::now() + backoff;
  while (true) {
    jsErrCode code{};
    const natsStatus status = request(&code);
    if (status == NATS_OK) return {};
    if (!IsTransient(status, code) || Clock::now() >= until) {
      return tl::unexpected(Failure(status, code));
    }
    std::this_thread::sleep_for(kBetween);
  }
}

Result<void> NatsLink::MakeStreams() const {
  struct Wanted {
    const char* name;
    const char* subject;
    jsRetentionPolicy retention;
    std::int64_t age;
    std::int64_t per_subject;
  };
  for (const Wanted& wanted : {Wanted{kJobsStream, "boyin.jobs.*.*", js_WorkQueuePolicy, 0, -1},
                               Wanted{kDeadStream, "boyin.dead.*", js_LimitsPolicy, kDeadNs, 1}}) {
    jsStreamConfig config;
    jsStreamConfig_Init(&config);
    config.Name = wanted.name;
    const char* subject = wanted.subject;
    config.Subjects = &subject;
    config.SubjectsLen = 1;
    config.Retention = wanted.retention;
    config.Storage = js_FileStorage;
    config.Replicas = replicas_;
    config.MaxAge = wanted.age;
    config.MaxMsgsPerSubject = wanted.per_subject;
    config.Duplicates = kDedupNs;
    Result<void> made = Ask([&](jsErrCode* code) {
      jsStreamInfo* info = nullptr;
      natsStatus status = js_GetStreamInfo(&info, context(), wanted.name, nullptr, code);
      jsStreamInfo_Destroy(info);
      if (status != NATS_NOT_FOUND) return status;
      status = js_AddStream(nullptr, context(), &config, nullptr, code);
      return *code == JSStreamNameExistErr ? NATS_OK : status;
    });
    if (!made) return made;
  }
  return {};
}

Result<void> NatsLink::Publish(const std::string& subject, std::string_view body) {
  const std::string once = Nonce();
  jsPubOptions options;
  jsPubOptions_Init(&options);
  options.MsgId = once.c_str();
  return Ask([&](jsErrCode* code) {
    const natsStatus status = js_Publish(nullptr, context(), subject.c_str(), body.data(),
                                         static_cast<int>(body.size()), &options, code);
    // Nobody listens: no leader yet, or a server that has lost its disk.
    if (status == NATS_NO_RESPONDERS) static_cast<void>(MakeStreams());
    return status;
  });
}

Result<std::optional<StoredMessage>> NatsLink::Last(const char* stream,
                                                    const std::string& subject) const {
  natsMsg* raw = nullptr;
  Result<void> asked = Ask([&](jsErrCode* code) {
    const natsStatus status =
        js_GetLastMsg(&raw, context(), stream, subject.c_str(), nullptr, code);
    return status == NATS_NOT_FOUND ? NATS_OK : status;
  });
  const NatsMessage message(raw);
  if (!asked) return tl::unexpected(asked.error());
  if (!message) return std::optional<StoredMessage>();
  return StoredMessage{
      natsMsg_GetSequence(raw), natsMsg_GetSubject(raw),
      std::string(natsMsg_GetData(raw), static_cast<std::size_t>(natsMsg_GetDataLength(raw)))};
}

Result<void> NatsLink::Delete(const char* stream, std::uint64_t sequence) const {
  return Ask([&](jsErrCode* code) {
    const natsStatus status = js_DeleteMsg(context(), stream, sequence, nullptr, code);
    return status == NATS_NOT_FOUND ? NATS_OK : status;
  });
}

}  // namespace boyin::jobs
