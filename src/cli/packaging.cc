#include "cli/packaging.h"

#include <algorithm>

#include "base/file.h"
#include "cli/speech_options.h"
#include "cli/terminal.h"

namespace boyin::cli {

void AddPackagingOptions(Command command, PackagingOptions& options) {
  command
      .AddOption("--cover", options.cover,
                 Tr("a JPEG or PNG file; auto: typeset from title and date; none"))
      .ShowDefault();
  command
      .AddOption("--chapters", options.chapters,
                 Tr("headings: a chapter for each, where there are several; none"))
      .OneOf({"headings", "none"})
      .ShowDefault();
  command.AddOption("--radio", options.radio,
                    Tr("for WAV: what a station's automation is told (TOML, docs/radio.md)"));
}

Result<void> ApplyPackaging(const PackagingOptions& options,
                            const std::vector<publish::Part>& parts, pipeline::Settings& settings) {
  settings.chapters = options.chapters != "none";
  settings.make_cover =
      options.cover == "auto" || std::count(parts.begin(), parts.end(), publish::Part::kCover) > 0;
  if (options.cover != "auto" && options.cover != "none") {
    Result<std::string> bytes = ReadFile(options.cover);
    if (!bytes) return tl::unexpected(bytes.error());
    settings.cover = encode::Picture{.bytes = std::move(*bytes)};
    if (Result<void> fits = encode::CheckCover(*settings.cover, options.cover); !fits) return fits;
  }
  if (options.radio.empty()) return {};
  if (settings.encoding.format != encode::Format::kWav) {
    return Fail(Code::kUsage, options.radio, Translated("--radio is for WAV files only"),
                Translated("add -f wav"));
  }
  const Result<std::string> text = ReadFile(options.radio);
  if (!text) return tl::unexpected(text.error());
  const int rate_hz = settings.encoding.sample_rate_hz;
  Result<encode::Radio> radio =
      encode::ReadRadio(*text, options.radio, rate_hz > 0 ? rate_hz : encode::kUsualRateHz);
  if (!radio) return tl::unexpected(radio.error());
  settings.radio = std::move(*radio);
  return {};
}

}  // namespace boyin::cli
