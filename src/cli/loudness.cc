#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "cli/commands.h"
#include "encode/encode.h"

namespace boyin::cli {
namespace {

void PrintCertificate(const std::string& path, const encode::Certificate& c, bool json) {
  if (json) {
    const nlohmann::ordered_json line = {{"file", path},
                                         {"codec", c.codec},
                                         {"channels", c.channels},
                                         {"sample_rate_hz", c.sample_rate_hz},
                                         {"duration_s", c.duration_s},
                                         {"integrated_lufs", c.integrated_lufs},
                                         {"one_channel_lufs", c.one_channel_lufs},
                                         {"range_lu", c.range_lu},
                                         {"true_peak_dbtp", c.true_peak_dbtp},
                                         {"momentary_max_lufs", c.momentary_max_lufs},
                                         {"short_term_max_lufs", c.short_term_max_lufs}};
    PrintJson(line);
    return;
  }
  Say(stdout,
      "{}   {} · {:.1f} LUFS ({:.1f} {}) · LRA {:.1f} LU · {:.1f} dBTP · M {:.1f} · S {:.1f}\n",
      path, Clock(c.duration_s), c.integrated_lufs, c.one_channel_lufs, Tr("one channel"),
      c.range_lu, c.true_peak_dbtp, c.momentary_max_lufs, c.short_term_max_lufs);
}

}  // namespace

void AddLoudness(Command app, Outcome& outcome) {
  struct Options {
    std::vector<std::string> files;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("loudness", Tr("Measure audio files: LUFS as heard, range, true peak"));
  command.AddOption("file", options->files, Tr("audio files")).Required();
  command.AddFlag("--json", options->json, Tr("JSON lines"));
  command.OnRun([options, &outcome] {
    for (const std::string& file : options->files) {
      const Result<encode::Certificate> certificate = encode::Measure(file);
      if (certificate) {
        PrintCertificate(file, *certificate, options->json);
      } else {
        Print(certificate.error());
        if (outcome.status == 0) outcome.status = Status(certificate.error());
      }
    }
  });
}

}  // namespace boyin::cli
