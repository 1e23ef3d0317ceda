// The few functions of ONNX Runtime's C interface that we call. That interface is a table of
// functions whose order never changes (new ones are appended); distributions that package the
// library do not all package its header, so the places in the table stand here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"

namespace boyin::synthesise::kokoro::onnx {

struct Status;
struct Env;
struct Session;
struct SessionOptions;
struct RunOptions;
struct Value;
struct MemoryInfo;
struct ShapeInfo;

enum class ElementType : int { kFloat = 1, kInt64 = 7 };

/// Version 11 of the table (2022) has all of it; later libraries still offer that version.
struct Api {
  const char* (*error_message)(const Status*);                    // 2
  Status* (*create_env)(int log_level, const char* name, Env**);  // 3
  Status* (*create_session)(const Env*, const void* bytes, std::size_t, const SessionOptions*,
                            Session**);  // 8
  Status* (*run)(Session*, const RunOptions*, const char* const* input_names,
                 const Value* const* inputs, std::size_t, const char* const* output_names,
                 std::size_t, Value** outputs);         // 9
  Status* (*create_session_options)(SessionOptions**);  // 10
  Status* (*set_threads)(SessionOptions*, int);         // 24
  Status* (*create_tensor)(const MemoryInfo*, void* data, std::size_t bytes,
                           const std::int64_t* shape, std::size_t dimensions, ElementType,
                           Value**);                               // 49
  Status* (*tensor_data)(Value*, void**);                          // 51
  Status* (*element_count)(const ShapeInfo*, std::size_t*);        // 64
  Status* (*shape_of)(const Value*, ShapeInfo**);                  // 65
  Status* (*cpu_memory)(int allocator, int memory, MemoryInfo**);  // 69
  void (*release_env)(Env*);                                       // 92
  void (*release_status)(Status*);                                 // 93
  void (*release_memory)(MemoryInfo*);                             // 94
  void (*release_session)(Session*);                               // 95
  void (*release_value)(Value*);                                   // 96
  void (*release_shape)(ShapeInfo*);                               // 99
  void (*release_session_options)(SessionOptions*);                // 100
};

/// The library and its table; it stays loaded until the process ends.
struct Library {
  Api api;
  std::string version;  ///< "1.32.0"
};

/// `file`, or where there is none the library that the system has (Debian: libonnxruntime-dev).
/// kEngine where there is no ONNX Runtime or it is too old.
[[nodiscard]] Result<Library> Load(const std::filesystem::path& file);

/// Nothing where `status` is none; else what it says, and frees it.
[[nodiscard]] Result<void> Check(const Api& api, Status* status);

/// A handle that its own function of the table frees.
template <typename T>
using Handle = std::unique_ptr<T, void (*)(T*)>;

}  // namespace boyin::synthesise::kokoro::onnx
