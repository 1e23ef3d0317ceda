// The programs of boyin find one another, where they were built and where they are installed.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace boyin {

/// A program of ours by name: beside this one, else in the folder for such programs that belongs to
/// the place where this one (or libboyin.so, in a program of others) is installed, else where it
/// was configured to be installed. kOther, with every place that was looked at, where it is in
/// none.
[[nodiscard]] Result<std::filesystem::path> FindProgram(std::string_view name);

}  // namespace boyin
