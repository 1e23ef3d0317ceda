#include "jobs/built_in_tables.h"

#include <cstring>
#include <string_view>

#include <elf.h>
#include <link.h>

#include "base/hash.h"

// The linker sets these at the ends of a section whose name is an identifier.
extern "C" const char __start_boyin_tables[];  // NOLINT(bugprone-reserved-identifier)
extern "C" const char __stop_boyin_tables[];   // NOLINT(bugprone-reserved-identifier)

namespace boyin::jobs {
namespace {

constexpr std::string_view kGnu("GNU\0", 4);

std::size_t Padded(std::size_t size) { return (size + 3) / 4 * 4; }

/// The build id among the notes of a segment; empty where there is none.
std::string_view BuildIdIn(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head{};
    std::memcpy(&head, notes.data(), sizeof head);
    const std::size_t name = sizeof head;
    const std::size_t body = name + Padded(head.n_namesz);
    const std::size_t end = body + Padded(head.n_descsz);
    if (end > notes.size()) return {};
    if (head.n_type == NT_GNU_BUILD_ID && notes.substr(name, head.n_namesz) == kGnu) {
      return notes.substr(body, head.n_descsz);
    }
    notes.remove_prefix(end);
  }
  return {};
}

/// Of the program; the first that is called back.
int TakeBuildId(dl_phdr_info* program, std::size_t /*size*/, void* id) {
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* begin = reinterpret_cast<const char*>(program->dlpi_addr + segment.p_vaddr);
    const std::string_view found = BuildIdIn({begin, segment.p_memsz});
    if (!found.empty()) *static_cast<std::string_view*>(id) = found;
  }
  return 1;
}

}  // namespace

const std::string& BuiltInTablesHash() {
  static const std::string hash = [] {
    std::string_view build_id;
    dl_iterate_phdr(TakeBuildId, &build_id);
    const auto size = static_cast<std::size_t>(__stop_boyin_tables - __start_boyin_tables);
    return ContentHash(ContentHash({__start_boyin_tables, size}) + std::string(build_id));
  }();
  return hash;
}

}  // namespace boyin::jobs
