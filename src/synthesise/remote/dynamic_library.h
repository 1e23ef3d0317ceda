// A shared library that is loaded when it is first needed: the engines that speak by themselves
// fork for every sentence, and each library that they carry costs them. Private to synthesise.
#pragma once

#include <string>

#include "base/result.h"

namespace boyin::synthesise::remote {

/// Stays loaded to the end of the process.
class DynamicLibrary {
 public:
  /// kEngine, with the package that brings it, where it is not there.
  [[nodiscard]] static Result<DynamicLibrary> Load(const std::string& file,
                                                   const std::string& package);

  /// A function by name; null where the library has none of that name.
  template <typename Function>
  [[nodiscard]] Function Get(const char* name) const {
    return reinterpret_cast<Function>(Find(name));
  }

 private:
  explicit DynamicLibrary(void* handle) : handle_(handle) {}
  [[nodiscard]] void* Find(const char* name) const;
  void* handle_;
};

}  // namespace boyin::synthesise::remote
