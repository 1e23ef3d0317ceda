// Loaded before the other libraries (LD_PRELOAD), this makes one call of a kind fail:
//
//   FAULT_KIND=write FAULT_AT=7 FAULT_PROGRAM=boyin-studio FAULT_COUNTS=/tmp/counts
//
// the seventh write of the first process of that program that has so many; 0 counts only.
// FAULT_COUNTS is a file of numbers that all processes share: how often each kind was called by
// that program, in the order of kKinds, and behind them how many calls failed, which is one at
// most. Kinds: write, fsync, rename, fork, mmap, new. Standard error is spared: what it says is
// looked at. So is what libraries allocate before main, where nobody could catch anything.
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

constexpr std::array<const char*, 6> kKinds = {"write", "fsync", "rename", "fork", "mmap", "new"};
constexpr std::size_t kFailures = kKinds.size();

using Count = std::atomic<std::uint64_t>;

struct State {
  bool ready = false;
  bool active = false;  // this is the program
  bool in_main = false;
  std::size_t kind = kFailures;  // that fails
  std::uint64_t at = 0;
  std::array<Count, kKinds.size()> own{};  // of this process
  Count* shared = nullptr;
};

State& TheState() {
  static State state;
  return state;
}

void Begin(State& state) {
  state.ready = true;
  const char* program = std::getenv("FAULT_PROGRAM");
  const char* kind = std::getenv("FAULT_KIND");
  const char* at = std::getenv("FAULT_AT");
  const char* counts = std::getenv("FAULT_COUNTS");
  std::array<char, 4096> exe{};
  if (::readlink("/proc/self/exe", exe.data(), exe.size() - 1) < 0) return;
  const char* slash = std::strrchr(exe.data(), '/');
  if (program == nullptr || slash == nullptr || std::strcmp(slash + 1, program) != 0) return;
  for (std::size_t i = 0; kind != nullptr && i < kKinds.size(); ++i) {
    if (std::strcmp(kKinds[i], kind) == 0) state.kind = i;
  }
  if (at != nullptr) state.at = std::strtoull(at, nullptr, 10);
  const int file = counts == nullptr ? -1 : ::open(counts, O_RDWR | O_CLOEXEC);
  if (file >= 0) {
    const long mapped =
        ::syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != -1) state.shared = reinterpret_cast<Count*>(mapped);
    ::close(file);
  }
  state.active = true;
}

/// Where the call that fails was made, for a person, in the file that FAULT_TRACE names.
void Trace() {
  const char* name = std::getenv("FAULT_TRACE");
  const int file =
      name == nullptr ? -1 : ::open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return;
  std::array<void*, 64> frames{};
  ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), frames.size()), file);
  ::close(file);
}

/// Counts a call; whether it fails.
bool Fails(std::size_t kind) {
  State& state = TheState();
  if (!state.ready) Begin(state);
  if (!state.active || (kind == 5 && !state.in_main)) return false;
  const std::uint64_t number = ++state.own[kind];
  if (state.shared != nullptr) ++state.shared[kind];
  if (kind != state.kind || number != state.at) return false;
  if (state.shared != nullptr && state.shared[kFailures]++ > 0) return false;
  Trace();
  return true;
}

template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

using Main = int(int, char**, char**);
Main* their_main = nullptr;

int OurMain(int argc, char** argv, char** environment) {
  TheState().in_main = true;
  return their_main(argc, argv, environment);
}

int No(int number) {
  errno = number;
  return -1;
}

}  // namespace

extern "C" {

int __libc_start_main(Main* main, int argc, char** argv, void (*init)(), void (*fini)(),
                      void (*rtld_fini)(), void* stack_end) {
  static auto* const next =
      Next<int(Main*, int, char**, void (*)(), void (*)(), void (*)(), void*)>("__libc_start_main");
  their_main = main;
  return next(OurMain, argc, argv, init, fini, rtld_fini, stack_end);
}

ssize_t write(int fd, const void* bytes, std::size_t size) {
  static auto* const next = Next<ssize_t(int, const void*, std::size_t)>("write");
  return fd != STDERR_FILENO && Fails(0) ? No(ENOSPC) : next(fd, bytes, size);
}

ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) {
  static auto* const next = Next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
  return Fails(0) ? No(ENOSPC) : next(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t at) {
  static auto* const next = Next<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
  return Fails(0) ? No(ENOSPC) : next(fd, bytes, size, at);
}

ssize_t writev(int fd, const iovec* parts, int count) {
  static auto* const next = Next<ssize_t(int, const iovec*, int)>("writev");
  return fd != STDERR_FILENO && Fails(0) ? No(ENOSPC) : next(fd, parts, count);
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  static auto* const next = Next<ssize_t(int, const msghdr*, int)>("sendmsg");
  return Fails(0) ? No(EPIPE) : next(fd, message, flags);
}

int fsync(int fd) {
  static auto* const next = Next<int(int)>("fsync");
  return Fails(1) ? No(EIO) : next(fd);
}

int fdatasync(int fd) {
  static auto* const next = Next<int(int)>("fdatasync");
  return Fails(1) ? No(EIO) : next(fd);
}

int rename(const char* from, const char* to) noexcept {
  static auto* const next = Next<int(const char*, const char*)>("rename");
  return Fails(2) ? No(EACCES) : next(from, to);
}

pid_t fork() noexcept {
  static auto* const next = Next<pid_t()>("fork");
  return Fails(3) ? No(EAGAIN) : next();
}

void* mmap(void* at, std::size_t size, int protection, int flags, int fd, off_t offset) noexcept {
  static auto* const next = Next<void*(void*, std::size_t, int, int, int, off_t)>("mmap");
  if (!Fails(4)) return next(at, size, protection, flags, fd, offset);
  errno = ENOMEM;
  return MAP_FAILED;
}

void* mmap64(void* at, std::size_t size, int protection, int flags, int fd,
             off64_t offset) noexcept {
  static auto* const next = Next<void*(void*, std::size_t, int, int, int, off64_t)>("mmap64");
  if (!Fails(4)) return next(at, size, protection, flags, fd, offset);
  errno = ENOMEM;
  return MAP_FAILED;
}
}

void* operator new(std::size_t size) {
  void* const memory = Fails(5) ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) { return ::operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
