// A name for all tables that are embedded in this program. Private to jobs.
#pragma once

#include <string>

namespace boyin::jobs {

/// A hash of what boyin_embed (cmake/boyin_room.cmake) put into the program, and of the program
/// itself where its linker named it (the build id). Another hash says only that an article may be
/// read differently: it is then looked at again, and spoken again where it sounds different.
[[nodiscard]] const std::string& BuiltInTablesHash();

}  // namespace boyin::jobs
