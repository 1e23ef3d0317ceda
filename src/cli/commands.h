// One function for each command: it adds its options to the parser and, when the command is the one
// asked for, runs it and leaves the exit status. Private to cli.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/terminal.h"
#include "lexicon/lexicon.h"
#include "reader/reader.h"
#include "voice/voice.h"

namespace boyin::cli {

/// What main needs back from whichever command ran.
struct Outcome {
  int status = 0;
};

void AddServe(Command app, Outcome& outcome);
void AddSpeak(Command app, Outcome& outcome);
void AddBulletin(Command app, Outcome& outcome);
void AddBatch(Command app, Outcome& outcome);
void AddQueue(Command app, Outcome& outcome);
/// `words` is the whole command line.
void AddWorker(Command app, const std::vector<std::string>& words, Outcome& outcome);
void AddNormalise(Command app, Outcome& outcome);
void AddPinyin(Command app, Outcome& outcome);
void AddProof(Command app, Outcome& outcome);
void AddFeed(Command app, Outcome& outcome);
void AddAudit(Command app, Outcome& outcome);
void AddLoudness(Command app, Outcome& outcome);
void AddMusic(Command app, Outcome& outcome);
void AddLexicon(Command app, Outcome& outcome);
void AddVoices(Command app, Outcome& outcome);
void AddVoicesInstall(Command voices, Outcome& outcome);
void AddVoicesPreview(Command voices, Outcome& outcome);

/// The folders that hold a user's own voices, the last one winning.
[[nodiscard]] std::vector<std::filesystem::path> VoiceFolders();

/// Whether the engine of a voice is there: see synthesise::IsInstalled.
[[nodiscard]] bool Installed(const voice::Voice& voice);

/// Lists what `boyin voices install` fetches. The exit status.
[[nodiscard]] int PrintInstallable();

/// Where neural voices are installed: BOYIN_MODELS, else boyin/models in the user's data folder.
[[nodiscard]] std::filesystem::path ModelsFolder();

/// Starts an engine in a process of its own: boyin-engine, where FindProgram has it.
[[nodiscard]] Result<std::vector<std::string>> EngineCommand();

/// Parses files in processes that can do nothing else: boyin-reader, where FindProgram has it.
[[nodiscard]] Result<reader::Reader> OpenReader();

/// The present second in UTC, "2026-11-24T06:00:00Z".
[[nodiscard]] std::string NowUtc();

/// The folders that hold a user's own tables of readings; they may be missing.
[[nodiscard]] std::vector<std::filesystem::path> LexiconFolders();

/// The user's own tables and, on top, those named with --lexicon.
[[nodiscard]] Result<lexicon::Lexicon> ReadLexicons(const std::vector<std::string>& paths);

}  // namespace boyin::cli
