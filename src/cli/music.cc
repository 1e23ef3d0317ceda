// boyin's own music: listed, or written to a file to be heard or used elsewhere.
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "cli/commands.h"
#include "encode/encode.h"
#include "produce/produce.h"

namespace boyin::cli {
namespace {

struct Options {
  std::string name;
  std::string output;
  std::string loudness = "podcast";
  bool json = false;
};

void ListPieces(bool json) {
  for (const produce::BuiltinPiece& piece : produce::BuiltinPieces()) {
    if (json) {
      const nlohmann::ordered_json line = {
          {"name", piece.name}, {"seconds", piece.seconds}, {"title", Pick(piece.title)}};
      PrintJson(line);
    } else {
      Say(stdout, "{:<6} {:>5.1f} s  {}\n", piece.name, piece.seconds, Pick(piece.title));
    }
  }
}

/// The piece as a programme of its own, no silence around it.
Result<encode::Certificate> Export(const Options& options) {
  const Result<encode::Format> format = encode::FormatOfPath(options.output);
  if (!format) return tl::unexpected(format.error());
  const Result<produce::Profile> profile = produce::FindProfile(options.loudness);
  if (!profile) return tl::unexpected(profile.error());
  produce::Settings settings{.lead_in_ms = 0, .lead_out_ms = 0};
  if (*format == encode::Format::kOpus) settings.sample_rate_hz = 48000;
  if (const char* folder = std::getenv("TMPDIR"); folder != nullptr && *folder != '\0') {
    settings.spool_folder = folder;
  }
  const Result<produce::Music> music =
      produce::BuiltinMusic(options.name, settings.sample_rate_hz, settings.spool_folder);
  if (!music) return tl::unexpected(music.error());
  Result<produce::Timeline> timeline = produce::Timeline::Create(settings);
  if (!timeline) return tl::unexpected(timeline.error());
  const produce::MusicCue whole{.alone_lu = 0, .under_lu = 0, .fade_in_ms = 0, .fade_out_ms = 0};
  const Result<produce::Placed> placed = timeline->Play(*music, whole);
  if (!placed) return tl::unexpected(placed.error());
  const Result<produce::Programme> programme = std::move(*timeline).Finish(*profile);
  if (!programme) return tl::unexpected(programme.error());
  return encode::Encode(*programme, {.format = *format}, {.title = options.name}, options.output);
}

void Run(const Options& options, Outcome& outcome) {
  if (options.name.empty()) {
    ListPieces(options.json);
    return;
  }
  const Result<encode::Certificate> made = Export(options);
  if (!made) {
    Print(made.error());
    outcome.status = Status(made.error());
    return;
  }
  Say(stdout, "{}   {} · {:.1f} LUFS · {:.1f} dBTP\n", options.output, Clock(made->duration_s),
      made->integrated_lufs, made->true_peak_dbtp);
}

}  // namespace

void AddMusic(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("music", Tr("boyin's own music: list it, or write a piece to a file"));
  const Option name =
      command.AddOption("name", options->name, Tr("chime, pips, sting or bed; none: list them"));
  const Option output =
      command
          .AddOption("-o,--output", options->output, Tr("the file; its extension says the format"))
          .Needs(name);
  name.Needs(output);
  command
      .AddOption("--loudness", options->loudness,
                 Tr("podcast, ebu, china-tv, none, or LUFS/dBTP such as -18/-1.5"))
      .ShowDefault();
  command.AddFlag("--json", options->json, Tr("the list as JSON lines"));
  command.OnRun([options, &outcome] { Run(*options, outcome); });
}

}  // namespace boyin::cli
