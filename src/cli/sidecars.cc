#include "cli/sidecars.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/terminal.h"

namespace boyin::cli {

void AddSidecarOptions(Command command, SidecarOptions& options) {
  command.AddFlag(
      "--bundle", options.bundle,
      Tr("beside the sound: transcripts, chapters, read-along book and page, report, cover"));
  command.AddOption(
      "--transcript", options.transcripts,
      Tr("some of these beside the sound, with commas between: vtt, words (vtt with "
         "words), srt, ass, lrc, json, txt, chapters, epub, daisy, html, report, cover"));
}

Result<std::vector<publish::Part>> PartsOf(const SidecarOptions& options) {
  Result<std::vector<publish::Part>> parts = publish::PartsFromNames(options.transcripts);
  if (!parts || !options.bundle) return parts;
  for (const publish::Part part : publish::AllParts()) {
    // VTT with words stands in the place of the plain one.
    const bool words = part == publish::Part::kVtt &&
                       std::count(parts->begin(), parts->end(), publish::Part::kWordVtt) > 0;
    if (!words && std::count(parts->begin(), parts->end(), part) == 0) parts->push_back(part);
  }
  return parts;
}

Result<void> WriteSidecars(const episode::Episode& episode,
                           const std::vector<publish::Part>& parts) {
  const Result<publish::Bundle> bundle =
      publish::WriteBundle(episode, parts, std::filesystem::path(episode.file).parent_path());
  if (!bundle) return tl::unexpected(bundle.error());
  for (const Message& message : bundle->left_out) {
    Say(stderr, "boyin: {}\n", Pick(message));
  }
  return {};
}

}  // namespace boyin::cli
