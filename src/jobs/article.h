// One article made into its file: what a batch does here and a worker does elsewhere. Private to
// jobs.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/intake.h"
#include "jobs/jobs.h"
#include "pipeline/pipeline.h"

namespace boyin::jobs {

/// A name for all that is heard and shown of an article's file, found without speaking.
[[nodiscard]] std::string SoundKeyOf(const pipeline::Renderer& renderer,
                                     const intake::Document& document, const RenderConfig& config);

/// What is known of a file that was made.
struct Rendered {
  double duration_s = 0;
  std::size_t sentences = 0;
  std::size_t doubts = 0;
  std::vector<Message> left_out{};  ///< what could not be made beside it, and why
  std::string sound_key{};          ///< as SoundKeyOf tells it, known from the making

  bool operator==(const Rendered&) const = default;
};

/// Speaks the document into `output`, whose folder is made where needed; whole or not at all. Then
/// the sidecars.
[[nodiscard]] Result<Rendered> Make(const pipeline::Renderer& renderer,
                                    const intake::Document& document, const RenderConfig& config,
                                    const std::filesystem::path& output,
                                    const pipeline::OnProgress& on_progress = {});

/// Whether another try may succeed: an engine that fell, a disk that was full.
[[nodiscard]] bool IsTransient(const Error& error);

}  // namespace boyin::jobs
