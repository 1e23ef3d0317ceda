#include "cli/take_files.h"

#include "base/file.h"
#include "cli/commands.h"
#include "jobs/open_takes.h"
#include "voice/best.h"

namespace boyin::cli {

void AddTakesOption(Command command, std::string& file) {
  command.AddOption("--takes", file,
                    Tr("sentences that are said otherwise (TOML, docs/takes.md): another voice, "
                       "rate, words, a recording"));
}

Result<std::vector<pipeline::Take>> OpenTakeFile(const std::string& file,
                                                 const std::filesystem::path& spool_folder,
                                                 FileClaims& claims) {
  if (file.empty()) return std::vector<pipeline::Take>{};
  claims.Read(file);
  const Result<std::string> toml = ReadFile(file);
  if (!toml) return tl::unexpected(toml.error());
  const Result<std::vector<voice::Voice>> voices = voice::List(VoiceFolders());
  if (!voices) return tl::unexpected(voices.error());
  Result<std::vector<rundown::Take>> wishes =
      rundown::ReadTakes(*toml, file, voice::NamesOf(*voices));
  if (!wishes) return tl::unexpected(wishes.error());
  const jobs::FindSource find = jobs::BesideRundown(file);
  for (const rundown::Take& wish : *wishes) {
    if (wish.audio.empty()) continue;
    if (const Result<jobs::SourceFile> audio = find(wish.audio)) claims.Read(audio->path);
  }
  return jobs::OpenTakes(
      std::move(*wishes),
      {[](const std::string& name) { return voice::FindBest(name, VoiceFolders(), Installed); },
       [](const voice::Voice& voice) { return voice::FindFallback(voice, "", VoiceFolders()); },
       find, spool_folder});
}

void PrintLost(const std::vector<episode::LostTake>& lost) {
  for (const episode::LostTake& one : lost) Print(pipeline::LostTakeError(one));
}

}  // namespace boyin::cli
