// APPNOTE.TXT 6.3.10 of PKWARE: 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (its
// end), 4.5.3 (ZIP64).
#include "server/jobs/zip_stream.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <ctime>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/http/open_file.h"

namespace boyin::server {
namespace {

constexpr std::uint64_t kMost32 = 0xFFFFFFFF;
constexpr std::uint64_t kMost16 = 0xFFFF;
constexpr std::uint64_t kUtf8Names = 0x0800;
constexpr std::uint64_t kPlain = 20;  // the version that reads it: 2.0
constexpr std::uint64_t kZip64 = 45;
constexpr std::uint64_t kUnix = 3U << 8U;
constexpr std::uint64_t kRegularFile = 0100644UL << 16U;

constexpr std::size_t kPiece = std::size_t{128} * 1024;
constexpr std::size_t kSummedAtOnce = std::size_t{16} * 1024 * 1024;

/// Little endian.
void Put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8U * static_cast<unsigned>(i)));
}

void Put2(std::string& out, std::uint64_t value) { Put(out, value, 2); }
void Put4(std::string& out, std::uint64_t value) { Put(out, value, 4); }
void Put8(std::string& out, std::uint64_t value) { Put(out, value, 8); }

/// The ZIP64 field with the values that 32 bits do not hold.
std::string Extra(const std::vector<std::uint64_t>& large) {
  std::string out;
  if (large.empty()) return out;
  Put2(out, 1);
  Put2(out, large.size() * 8);
  for (const std::uint64_t value : large) Put8(out, value);
  return out;
}

std::uint32_t DosTime(std::time_t time) {
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  const auto bits = [](int value, unsigned shift) {
    return static_cast<std::uint32_t>(value) << shift;
  };
  const int year = std::clamp(utc.tm_year - 80, 0, 127);  // since 1980
  return bits(year, 25) | bits(utc.tm_mon + 1, 21) | bits(utc.tm_mday, 16) | bits(utc.tm_hour, 11) |
         bits(utc.tm_min, 5) | bits(utc.tm_sec / 2, 0);
}

class ZipStream : public std::enable_shared_from_this<ZipStream> {
 public:
  ZipStream(FairExecutor& executor, std::string caller, std::vector<ZipMember> members,
            std::shared_ptr<Pipe> pipe)
      : executor_(executor),
        caller_(std::move(caller)),
        members_(std::move(members)),
        pipe_(std::move(pipe)) {}
  ZipStream(const ZipStream&) = delete;
  ZipStream& operator=(const ZipStream&) = delete;
  ~ZipStream() { pipe_->Close(Pipe::End::kBroken); }  // unless it was whole

  void Next() {
    pipe_->WhenRoom([self = shared_from_this()] {
      self->executor_.Post(FairExecutor::Priority::kInteractive, self->caller_,
                           [self] { self->Step(); });
    });
  }

 private:
  void Step() {
    if (pipe_->left()) return;
    if (file_ != nullptr) {
      if (summing_ ? Sum() : Send()) Next();
      return;
    }
    if (facts_.size() == members_.size()) {
      pipe_->Write(ZipDirectory(facts_, sent_));
      return pipe_->Close(Pipe::End::kWhole);
    }
    if (Open(members_[facts_.size()])) Next();
  }

  bool Open(const ZipMember& member) {
    file_ = std::make_unique<OpenFile>(
        ::open(member.file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (file_->fd() < 0 || ::fstat(file_->fd(), &status) != 0 || !S_ISREG(status.st_mode)) {
      return false;
    }
    facts_.push_back({member.name, static_cast<std::uint64_t>(status.st_size), sent_, 0,
                      DosTime(status.st_mtim.tv_sec)});
    crc_.reset();
    at_ = 0;
    summing_ = true;
    return true;
  }

  /// The sum stands before the bytes, so they are read twice.
  bool Sum() {
    ZipFacts& facts = facts_.back();
    const std::uint64_t stop = std::min(facts.size, at_ + kSummedAtOnce);
    while (at_ < stop) {
      if (!Read(facts.size)) return false;
      crc_.process_bytes(piece_.data(), piece_.size());
    }
    if (at_ < facts.size) return true;
    facts.crc = static_cast<std::uint32_t>(crc_.checksum());
    Emit(ZipLocalHeader(facts));
    at_ = 0;
    summing_ = false;
    return true;
  }

  bool Send() {
    const ZipFacts& facts = facts_.back();
    if (at_ == facts.size) {
      file_ = nullptr;
      return true;
    }
    if (!Read(facts.size)) return false;
    Emit(piece_);
    return true;
  }

  bool Read(std::uint64_t size) {
    piece_.resize(std::min<std::uint64_t>(kPiece, size - at_));
    const ssize_t got = ::pread(file_->fd(), piece_.data(), piece_.size(), static_cast<off_t>(at_));
    if (got <= 0) return false;
    piece_.resize(static_cast<std::size_t>(got));
    at_ += piece_.size();
    return true;
  }

  void Emit(std::string bytes) {
    sent_ += bytes.size();
    pipe_->Write(std::move(bytes));
  }

  FairExecutor& executor_;
  std::string caller_;
  std::vector<ZipMember> members_;
  std::shared_ptr<Pipe> pipe_;
  std::vector<ZipFacts> facts_;  // of what has begun
  std::unique_ptr<OpenFile> file_;
  boost::crc_32_type crc_;
  std::string piece_;
  std::uint64_t at_ = 0;  // in the file
  std::uint64_t sent_ = 0;
  bool summing_ = false;
};

}  // namespace

std::string ZipLocalHeader(const ZipFacts& facts) {
  const bool large = facts.size >= kMost32;
  const std::string extra = large ? Extra({facts.size, facts.size}) : "";
  std::string out = "PK\x03\x04";
  Put2(out, large ? kZip64 : kPlain);
  Put2(out, kUtf8Names);
  Put2(out, 0);  // stored
  Put4(out, facts.dos_time);
  Put4(out, facts.crc);
  Put4(out, std::min(facts.size, kMost32));
  Put4(out, std::min(facts.size, kMost32));
  Put2(out, facts.name.size());
  Put2(out, extra.size());
  return out + facts.name + extra;
}

std::string ZipDirectory(const std::vector<ZipFacts>& members, std::uint64_t offset) {
  std::string out;
  for (const ZipFacts& facts : members) {
    std::vector<std::uint64_t> large;
    if (facts.size >= kMost32) large = {facts.size, facts.size};
    if (facts.offset >= kMost32) large.push_back(facts.offset);
    const std::string extra = Extra(large);
    const std::uint64_t version = large.empty() ? kPlain : kZip64;
    out += "PK\x01\x02";
    Put2(out, kUnix | version);
    Put2(out, version);
    Put2(out, kUtf8Names);
    Put2(out, 0);
    Put4(out, facts.dos_time);
    Put4(out, facts.crc);
    Put4(out, std::min(facts.size, kMost32));
    Put4(out, std::min(facts.size, kMost32));
    Put2(out, facts.name.size());
    Put2(out, extra.size());
    Put2(out, 0);  // comment
    Put2(out, 0);  // disk
    Put2(out, 0);
    Put4(out, kRegularFile);
    Put4(out, std::min(facts.offset, kMost32));
    out += facts.name + extra;
  }
  const std::uint64_t size = out.size();
  const std::uint64_t count = members.size();
  if (count >= kMost16 || offset + size >= kMost32) {
    out += "PK\x06\x06";
    Put8(out, 44);
    Put2(out, kUnix | kZip64);
    Put2(out, kZip64);
    Put8(out, 0);  // disks
    Put8(out, count);
    Put8(out, count);
    Put8(out, size);
    Put8(out, offset);
    out += "PK\x06\x07";
    Put4(out, 0);
    Put8(out, offset + size);
    Put4(out, 1);
  }
  out += "PK\x05\x06";
  Put4(out, 0);
  Put2(out, std::min(count, kMost16));
  Put2(out, std::min(count, kMost16));
  Put4(out, std::min(size, kMost32));
  Put4(out, std::min(offset, kMost32));
  Put2(out, 0);
  return out;
}

void StreamZip(FairExecutor& executor, const std::string& caller, std::vector<ZipMember> members,
               std::shared_ptr<Pipe> pipe) {
  std::make_shared<ZipStream>(executor, caller, std::move(members), std::move(pipe))->Next();
}

}  // namespace boyin::server
