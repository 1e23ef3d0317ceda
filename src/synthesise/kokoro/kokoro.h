// The Kokoro engine: a neural voice (Kokoro-82M, v1.0) driven by our own pinyin.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "synthesise/engine_files.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise::kokoro {

/// The folder `kokoro` of the models holds libonnxruntime.so (else the system's own serves),
/// model.onnx and voices/SPEAKER.bin. kEngine, with the mend, where one is missing.
[[nodiscard]] Result<std::unique_ptr<Engine>> Open(const voice::Voice& voice,
                                                   const EngineConfig& config);

/// What has to be installed on a machine ("x86_64"): data/kokoro_files.tsv.
[[nodiscard]] std::vector<EngineFile> Files(const std::string& machine);

}  // namespace boyin::synthesise::kokoro
