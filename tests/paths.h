#pragma once

#include <string>
#include <string_view>

/// Where the tests find what they read. Given by functions and not by macros, so that the objects
/// of the tests are the same whatever folder the tree lies in (a cache of objects then helps).
namespace boyin::test {

/// A file of the source tree, by its path from the root.
std::string SourcePath(std::string_view relative);
/// A file of the benchmark data beside the tree, which may be absent.
std::string BenchPath(std::string_view relative);
/// A program of this build.
std::string BuildPath(std::string_view relative);

}  // namespace boyin::test
