#include "reader/sandbox.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/message.h"
#include "base/subprocess.h"

namespace boyin::reader {
namespace {

tl::unexpected<Error> Refused(const char* what, int number) {
  const std::string why = std::string(what) + ": " + std::strerror(number);
  return Fail(Code::kOther, "boyin-reader",
              Translated("cannot be shut in, so it reads nothing: {}", why),
              Translated("let boyin use seccomp here"));
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

void Limit(const Limits& limits) {
  const auto set = [](auto resource, rlim_t most) {
    const rlimit limit{most, most};
    ::setrlimit(resource, &limit);
  };
  // The shadow memory of a sanitizer alone is terabytes, and its reports may go to a file.
  if (!kSanitized) {
    set(RLIMIT_AS, rlim_t{limits.memory_mb} << 20U);
    set(RLIMIT_FSIZE, 0);
  }
  set(RLIMIT_CPU, limits.cpu_s);
  set(RLIMIT_CORE, 0);
}

/// What a library prints of a stranger's file is for nobody. Reports of a sanitizer are for us.
void Silence() {
  const Fd nowhere(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nowhere) return;
  ::dup2(nowhere.get(), STDIN_FILENO);
  ::dup2(nowhere.get(), STDOUT_FILENO);
  if (!kSanitized) ::dup2(nowhere.get(), STDERR_FILENO);
}

/// As linux/landlock.h has it from the sixth version on; an older kernel is given the beginning.
struct Ruleset {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scoped;
};

/// Every right that is known to this kernel is handled, and none is granted.
Result<void> CloseFiles() {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return {};  // a kernel without it: the filter stands alone
  const unsigned rights = version == 1 ? 13 : version == 2 ? 14 : version < 5 ? 15 : 16;
  const Ruleset ruleset{(std::uint64_t{1} << rights) - 1, 3, 3};  // TCP; signals, abstract sockets
  const std::size_t size = version < 4   ? sizeof ruleset.files
                           : version < 6 ? 2 * sizeof ruleset.files
                                         : sizeof ruleset;
  const Fd fd(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &ruleset, size, 0)));
  if (!fd || ::syscall(SYS_landlock_restrict_self, fd.get(), 0) != 0) {
    return Refused("landlock", errno);
  }
  return {};
}

/// What parsing and answering need.
constexpr std::initializer_list<int> kAllowed = {SCMP_SYS(brk),
                                                 SCMP_SYS(clock_getres),
                                                 SCMP_SYS(clock_gettime),
                                                 SCMP_SYS(clock_nanosleep),
                                                 SCMP_SYS(close),
                                                 SCMP_SYS(exit),
                                                 SCMP_SYS(exit_group),
                                                 SCMP_SYS(fstat),
                                                 SCMP_SYS(futex),
                                                 SCMP_SYS(getpid),
                                                 SCMP_SYS(getrandom),
                                                 SCMP_SYS(gettid),
                                                 SCMP_SYS(gettimeofday),
                                                 SCMP_SYS(lseek),
                                                 SCMP_SYS(madvise),
                                                 SCMP_SYS(membarrier),
                                                 SCMP_SYS(mremap),
                                                 SCMP_SYS(munmap),
                                                 SCMP_SYS(nanosleep),
                                                 SCMP_SYS(poll),
                                                 SCMP_SYS(ppoll),
                                                 SCMP_SYS(read),
                                                 SCMP_SYS(recvfrom),
                                                 SCMP_SYS(recvmsg),
                                                 SCMP_SYS(restart_syscall),
                                                 SCMP_SYS(rseq),
                                                 SCMP_SYS(rt_sigaction),
                                                 SCMP_SYS(rt_sigprocmask),
                                                 SCMP_SYS(rt_sigreturn),
                                                 SCMP_SYS(sched_yield),
                                                 SCMP_SYS(sendmsg),
                                                 SCMP_SYS(sendto),
                                                 SCMP_SYS(set_robust_list),
                                                 SCMP_SYS(sigaltstack),
                                                 SCMP_SYS(time),
                                                 SCMP_SYS(write),
                                                 SCMP_SYS(writev)};

/// What no parser asks for: whoever does is not ours any more.
constexpr std::initializer_list<int> kDeadly = {SCMP_SYS(accept),
                                                SCMP_SYS(accept4),
                                                SCMP_SYS(bind),
                                                SCMP_SYS(bpf),
                                                SCMP_SYS(chmod),
                                                SCMP_SYS(clone),
                                                SCMP_SYS(clone3),
                                                SCMP_SYS(connect),
                                                SCMP_SYS(creat),
                                                SCMP_SYS(execve),
                                                SCMP_SYS(execveat),
                                                SCMP_SYS(fork),
                                                SCMP_SYS(io_uring_setup),
                                                SCMP_SYS(keyctl),
                                                SCMP_SYS(link),
                                                SCMP_SYS(linkat),
                                                SCMP_SYS(listen),
                                                SCMP_SYS(memfd_create),
                                                SCMP_SYS(mkdir),
                                                SCMP_SYS(mkdirat),
                                                SCMP_SYS(mount),
                                                SCMP_SYS(openat2),
                                                SCMP_SYS(perf_event_open),
                                                SCMP_SYS(process_vm_readv),
                                                SCMP_SYS(process_vm_writev),
                                                SCMP_SYS(ptrace),
                                                SCMP_SYS(rename),
                                                SCMP_SYS(renameat),
                                                SCMP_SYS(renameat2),
                                                SCMP_SYS(setns),
                                                SCMP_SYS(socket),
                                                SCMP_SYS(socketpair),
                                                SCMP_SYS(symlink),
                                                SCMP_SYS(symlinkat),
                                                SCMP_SYS(unlink),
                                                SCMP_SYS(unlinkat),
                                                SCMP_SYS(unshare),
                                                SCMP_SYS(userfaultfd),
                                                SCMP_SYS(vfork)};

struct Free {
  void operator()(void* filter) const { seccomp_release(filter); }
};

/// The filter of system calls, for all threads.
Result<void> CloseCalls() {
  const std::unique_ptr<void, Free> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
  if (!filter) return Refused("seccomp_init", ENOMEM);
  int failed = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  const auto add = [&](std::uint32_t action, int call, std::vector<scmp_arg_cmp> when = {}) {
    if (failed != 0) return;
    failed = seccomp_rule_add_array(filter.get(), action, call, static_cast<unsigned>(when.size()),
                                    when.data());
  };
  for (const int call : kAllowed) add(SCMP_ACT_ALLOW, call);
  for (const int call : kDeadly) add(SCMP_ACT_KILL_PROCESS, call);
  // Memory, but none that is run.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    add(SCMP_ACT_ALLOW, call, {{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}});
    add(SCMP_ACT_KILL_PROCESS, call, {{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC}});
  }
  for (const int open_flag : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC}) {
    const auto flag = static_cast<std::uint64_t>(open_flag);
    add(SCMP_ACT_KILL_PROCESS, SCMP_SYS(openat), {{2, SCMP_CMP_MASKED_EQ, flag, flag}});
    add(SCMP_ACT_KILL_PROCESS, SCMP_SYS(open), {{1, SCMP_CMP_MASKED_EQ, flag, flag}});
  }
  // abort() is an end like another; a signal to anybody else is refused.
  const auto own = static_cast<std::uint64_t>(::getpid());
  add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), {{0, SCMP_CMP_EQ, own, 0}});
  if (failed == 0) failed = seccomp_load(filter.get());
  if (failed != 0) return Refused("seccomp", -failed);
  return {};
}

}  // namespace

Result<void> ShutIn(const Limits& limits, int socket) {
  // Else the C library looks for a file whenever a parser asks what time it is somewhere.
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  Silence();
  Limit(limits);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Refused("no_new_privs", errno);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // A sanitizer asks the kernel for what a parser may not: its builds find faults of parsers, and
  // no stranger's file is read with them.
  if (!kSanitized) {
    if (Result<void> closed = CloseFiles(); !closed) return closed;
  }
  EndWithParent(socket);  // its thread is as shut in as this one
  return kSanitized ? Result<void>{} : CloseCalls();
}

}  // namespace boyin::reader
