// What a process that parses strangers' files takes from itself. Private to reader.
#pragma once

#include <cstddef>

#include "base/result.h"

namespace boyin::reader {

struct Limits {
  std::size_t memory_mb = 0;  ///< of address space
  std::size_t cpu_s = 0;      ///< of a processor, in its whole life
};

/// From here on, and for all threads, there is what memory and processor the limits leave, the
/// descriptors that are open, and nothing else: no file is opened, nothing is connected, started or
/// traced; whoever tries is killed, or told EPERM where a library may ask in good faith. 0, 1 and 2
/// lead nowhere. kOther where the kernel refuses; one without Landlock is content with the filter
/// of system calls. `socket` stays: when nobody is at its other end, the process ends
/// (EndWithParent).
[[nodiscard]] Result<void> ShutIn(const Limits& limits, int socket);

}  // namespace boyin::reader
