#include "synthesise/remote/dynamic_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "base/message.h"

namespace boyin::synthesise::remote {

Result<DynamicLibrary> DynamicLibrary::Load(const std::string& file, const std::string& package) {
  if (void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) return DynamicLibrary(handle);
  const char* why = ::dlerror();
  const std::string what = why == nullptr ? "cannot be loaded" : why;
  return Fail(Code::kEngine, file, {what, what}, Translated("install the package {}", package));
}

void* DynamicLibrary::Find(const char* name) const { return ::dlsym(handle_, name); }

}  // namespace boyin::synthesise::remote
