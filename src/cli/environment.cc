#include "cli/environment.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "base/local_day.h"
#include "base/nearest.h"
#include "base/user_folders.h"
#include "cli/usage_error.h"
#include "lexicon/reloading_lexicon.h"

namespace boyin::cli {

void KeepTimeZone() { ::setenv("TZ", ":/etc/localtime", 0); }

namespace {

Error CannotPrint(int number) {
  const std::string why = std::strerror(number);
  return {Code::kOutput, Tr("standard output"), {why, why}, {}};
}

std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string NearestOf(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  return std::string(Nearest(word, views));
}

/// The innermost command that was asked for.
const CLI::App& Asked(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

Error UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = Asked(app);
  const std::string path = &command == &app ? "boyin" : "boyin " + command.get_name();
  Error usage{Code::kUsage, "", UsageMessage(error.what()), {}};
  const std::string help = path + " --help";
  usage.mend = Translated("{} says how it is used", help);
  for (const std::string& extra : command.remaining(true)) {
    if (!extra.starts_with("--")) continue;
    const std::string nearest = NearestOf(extra.substr(0, extra.find('=')), OptionNames(command));
    if (nearest.empty()) continue;
    usage.mend = Translated("did you mean {}? {}", nearest, usage.mend);
    break;
  }
  return usage;
}

/// The first word is no command: perhaps it is an article, or nearly a command.
std::optional<Error> UnknownCommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || *argv[1] == '-') return std::nullopt;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == argv[1]) return std::nullopt;
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  std::error_code ignored;
  const std::string meant = std::filesystem::exists(argv[1], ignored)
                                ? fmt::format("speak {}", argv[1])
                                : NearestOf(argv[1], names);
  return Error{Code::kUsage, argv[1], Translated("is no command of boyin"),
               Translated("did you mean boyin {}? boyin --help lists the commands", meant)};
}

int Parse(CLI::App& app, int argc, char** argv, const Outcome& outcome) {
  try {
    if (const std::optional<Error> unknown = UnknownCommand(app, argc, argv)) {
      Print(*unknown);
      return Status(*unknown);
    }
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    const Error usage = UsageError(app, error);
    Print(usage);
    return Status(usage);
  } catch (const std::system_error& error) {  // of fmt::print, where its buffer is full
    Print(CannotPrint(error.code().value()));
    return static_cast<int>(Code::kOutput);
  }
  return outcome.status;
}

}  // namespace

void AddHelp(Command app) {
  auto topic = std::make_shared<std::vector<std::string>>();
  const Command help = app.AddCommand("help", Tr("Explain a command"));
  help.AddOption("command", *topic);
  help.OnRun([app, topic] {
    const CLI::App* asked = &app.app();
    std::string path = "boyin";
    for (const std::string& word : *topic) {
      const auto named = asked->get_subcommands(
          [&](const CLI::App* command) { return command->get_name() == word; });
      if (named.empty()) throw CLI::ExtrasError({word});
      asked = named.front();
      path += " " + word;
    }
    // asked->help() would show the help of `help`, the command that was parsed.
    fmt::print("{}", asked->get_formatter()->make_help(asked, path, CLI::AppFormatMode::Normal));
  });
}

int RunCommandLine(Command app, int argc, char** argv, const Outcome& outcome) {
  const bool json = std::any_of(
      argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
  if (json) PrintFailuresAsJson();
  const int status = Parse(app.app(), argc, argv, outcome);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  if (status == 0) Print(CannotPrint(errno != 0 ? errno : EIO));
  return status == 0 ? static_cast<int>(Code::kOutput) : status;
}

std::vector<std::filesystem::path> LexiconFolders() {
  const std::filesystem::path own = ConfigFolder();
  if (own.empty()) return {};
  return {own / "lexicon"};
}

Result<lexicon::Lexicon> ReadLexicons(const std::vector<std::string>& paths) {
  const Result<lexicon::ReloadingLexicon> tables =
      lexicon::ReloadingLexicon::Open({paths.begin(), paths.end()}, LexiconFolders(), LocalDay());
  if (!tables) return tl::unexpected(tables.error());
  return tables->lexicon();
}

}  // namespace boyin::cli
