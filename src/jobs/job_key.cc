#include "jobs/job_key.h"

#include <sodium.h>

#include "base/file.h"
#include "base/message.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigits = 64;
using Signature = std::array<unsigned char, crypto_auth_BYTES>;

/// What is signed: no part can be taken for a piece of the next.
std::string SignedText(const Job& job, std::string_view body) {
  std::string text = job.id + '\0' + job.engine + '\0';
  return text.append(body);
}

template <std::size_t kBytes>
bool FromHex(std::string_view digits, std::array<unsigned char, kBytes>& bytes) {
  std::size_t read = 0;
  return digits.size() == 2 * kBytes &&
         sodium_hex2bin(bytes.data(), bytes.size(), digits.data(), digits.size(), nullptr, &read,
                        nullptr) == 0 &&
         read == kBytes;
}

Error BadKey(const fs::path& file, const Message& what) {
  return {Code::kInput, file.string(), what,
          Translated("make one with: (umask 077; openssl rand -hex 32 > FILE)")};
}

}  // namespace

Result<JobKey> JobKey::Read(const fs::path& file) {
  constexpr std::size_t kMostBytes = 4096;
  const Result<std::string> text = ReadFile(file, kMostBytes);
  if (!text) return tl::unexpected(text.error());
  std::error_code ignored;
  if ((fs::status(file, ignored).permissions() & fs::perms::others_read) != fs::perms::none) {
    return tl::unexpected(
        BadKey(file, Translated("everybody on this machine may read this secret")));
  }
  const std::size_t end = text->find_last_not_of(" \r\n\t");
  JobKey key;
  if (end == std::string::npos ||
      !FromHex(std::string_view(*text).substr(0, end + 1), key.secret_)) {
    return tl::unexpected(BadKey(file, Translated("is not a secret of 64 hexadecimal digits")));
  }
  return key;
}

Job JobKey::Sign(Job job) const {
  const std::string text = SignedText(job, job.body);
  Signature signature{};
  crypto_auth(signature.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
              secret_.data());
  std::string digits(2 * signature.size() + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), signature.data(), signature.size());
  digits.back() = '\n';
  job.body.insert(0, digits);
  return job;
}

Result<Job> JobKey::Verify(Job job) const {
  const std::string_view body = job.body;
  Signature signature{};
  const bool split =
      body.size() > kDigits && body[kDigits] == '\n' && FromHex(body.substr(0, kDigits), signature);
  const std::string text = split ? SignedText(job, body.substr(kDigits + 1)) : "";
  if (!split ||
      crypto_auth_verify(signature.data(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size(), secret_.data()) != 0) {
    return Fail(
        Code::kInput, job.id, Translated("is not signed with this worker's key"),
        Translated("give the batch, the service and every worker the same --queue-signing-key"));
  }
  job.body.erase(0, kDigits + 1);
  return job;
}

}  // namespace boyin::jobs
