#include "synthesise/kokoro/onnx.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "base/message.h"

namespace boyin::synthesise::kokoro::onnx {
namespace {

constexpr std::uint32_t kTableVersion = 11;

struct Base {
  const void* const* (*table)(std::uint32_t version);
  const char* (*version)();
};

template <typename Function>
void Take(const void* const* table, std::size_t place, Function& to) {
  to = reinterpret_cast<Function>(const_cast<void*>(table[place]));
}

Api Read(const void* const* table) {
  Api api{};
  Take(table, 2, api.error_message);
  Take(table, 3, api.create_env);
  Take(table, 8, api.create_session);
  Take(table, 9, api.run);
  Take(table, 10, api.create_session_options);
  Take(table, 24, api.set_threads);
  Take(table, 49, api.create_tensor);
  Take(table, 51, api.tensor_data);
  Take(table, 64, api.element_count);
  Take(table, 65, api.shape_of);
  Take(table, 69, api.cpu_memory);
  Take(table, 92, api.release_env);
  Take(table, 93, api.release_status);
  Take(table, 94, api.release_memory);
  Take(table, 95, api.release_session);
  Take(table, 96, api.release_value);
  Take(table, 99, api.release_shape);
  Take(table, 100, api.release_session_options);
  return api;
}

}  // namespace

Result<Library> Load(const std::filesystem::path& file) {
  std::error_code ignored;
  const bool own = std::filesystem::exists(file, ignored);
  void* library = ::dlopen(own ? file.c_str() : "libonnxruntime.so", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = ::dlerror();
    const std::string what = why == nullptr ? "cannot be loaded" : why;
    return Fail(Code::kEngine, file.string(), {what, what},
                {"boyin voices install kokoro", "boyin voices install kokoro"});
  }
  using GetBase = const Base* (*)();
  const auto get_base = reinterpret_cast<GetBase>(::dlsym(library, "OrtGetApiBase"));
  const Base* base = get_base == nullptr ? nullptr : get_base();
  const void* const* table = base == nullptr ? nullptr : base->table(kTableVersion);
  if (table == nullptr) {
    return Fail(Code::kEngine, file.string(),
                Translated("is no ONNX Runtime, or one older than 1.11"),
                {"boyin voices install kokoro", "boyin voices install kokoro"});
  }
  return Library{Read(table), base->version()};
}

Result<void> Check(const Api& api, Status* status) {
  if (status == nullptr) return {};
  const std::string what = api.error_message(status);
  api.release_status(status);
  return Fail(Code::kEngine, "ONNX Runtime", {what, what});
}

}  // namespace boyin::synthesise::kokoro::onnx
