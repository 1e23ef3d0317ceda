#include "cli/settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/file.h"
#include "base/user_folders.h"
#include "cli/terminal.h"
#include "cli/usage_error.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

/// Options that are settings: they have a long name and a value.
std::vector<CLI::Option*> SettingsOf(CLI::App& command) {
  std::vector<CLI::Option*> settings;
  for (CLI::Option* option : command.get_options()) {
    const bool named = !option->get_lnames().empty() && option->get_positional() == false;
    if (named && option->get_items_expected_max() > 0) settings.push_back(option);
  }
  return settings;
}

std::string VariableOf(const std::string& name) {
  std::string variable = "BOYIN_";
  for (const char c : name) {
    variable += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return variable;
}

std::string PlaceOf(const fs::path& file, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", file.string(), source.begin.line, source.begin.column);
}

/// A value as it would stand on the command line; lists in brackets.
std::string TextOf(const toml::node& node) {
  if (const auto text = node.value<std::string>()) return *text;
  if (const toml::array* list = node.as_array()) {
    std::string out;
    for (const toml::node& item : *list) out += (out.empty() ? "" : ",") + TextOf(item);
    return "[" + out + "]";
  }
  if (node.is_boolean()) return node.value_or(false) ? "true" : "false";
  if (const auto whole = node.value<std::int64_t>(); whole && node.is_integer()) {
    return fmt::format("{}", *whole);
  }
  return fmt::format("{}", node.value_or(0.0));
}

Result<void> SetDefault(CLI::Option& option, const toml::node& node, const fs::path& file,
                        Origins& origins) {
  // On the command line such an option takes one value each time; a list here is all of them.
  const bool extra = option.get_allow_extra_args();
  try {
    option.allow_extra_args(extra || node.is_array());
    option.default_val(TextOf(node));
    option.allow_extra_args(extra);
  } catch (const CLI::Error& error) {
    return Fail(Code::kUsage, PlaceOf(file, node.source()), UsageMessage(error.what()),
                Translated("boyin speak --help says what may stand there"));
  }
  origins[&option] = PlaceOf(file, node.source());
  return {};
}

/// One entry for all commands that know it. False of the value: none does.
Result<bool> ApplyEverywhere(CLI::App& app, std::string_view key, const toml::node& node,
                             const fs::path& file, Origins& origins) {
  bool known = false;
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    for (CLI::Option* option : SettingsOf(*command)) {
      if (option->get_lnames().front() != key) continue;
      known = true;
      if (Result<void> set = SetDefault(*option, node, file, origins); !set) {
        return tl::unexpected(set.error());
      }
    }
  }
  return known;
}

tl::unexpected<Error> Unknown(std::string_view key, const toml::node& node, const fs::path& file) {
  return Fail(Code::kUsage, PlaceOf(file, node.source()),
              Translated("no setting is called “{}”", key),
              Translated("boyin speak --explain-settings lists them"));
}

Result<void> ApplyTable(CLI::App& command, const toml::table& table, const fs::path& file,
                        Origins& origins) {
  for (const auto& [key, node] : table) {
    const std::vector<CLI::Option*> settings = SettingsOf(command);
    const auto option = std::find_if(settings.begin(), settings.end(), [&, k = key.str()](auto* o) {
      return o->get_lnames().front() == k;
    });
    if (option == settings.end()) return Unknown(key.str(), node, file);
    if (Result<void> set = SetDefault(**option, node, file, origins); !set) return set;
  }
  return {};
}

/// Whether the command line itself names the option.
bool OnCommandLine(const CLI::Option& option, const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    for (const std::string& name : option.get_lnames()) {
      if (argument == "--" + name || argument.starts_with("--" + name + "=")) return true;
    }
    return std::any_of(option.get_snames().begin(), option.get_snames().end(),
                       [&](const std::string& name) {
                         return argument.starts_with("-" + name) && !argument.starts_with("--");
                       });
  });
}

std::string OriginOf(const CLI::Option& option, const Origins& origins,
                     const std::vector<std::string>& arguments) {
  if (OnCommandLine(option, arguments)) return Tr("command line");
  if (option.count() > 0) return fmt::format("{}", option.get_envname());
  const auto file = origins.find(&option);
  if (file != origins.end()) return file->second;
  return Tr("default");
}

}  // namespace

fs::path SettingsFile() {
  if (const char* named = std::getenv("BOYIN_CONFIG"); named != nullptr && *named != '\0') {
    return named;
  }
  const fs::path folder = ConfigFolder();
  return folder.empty() ? folder : folder / "config.toml";
}

Result<Origins> ApplySettings(Command program, const fs::path& file) {
  CLI::App& app = program.app();
  Origins origins;
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    for (CLI::Option* option : SettingsOf(*command)) {
      const std::string& name = option->get_lnames().front();
      if (name != "output") option->envname(VariableOf(name));
    }
  }
  std::error_code ignored;
  if (file.empty() || (std::getenv("BOYIN_CONFIG") == nullptr && !fs::exists(file, ignored))) {
    return origins;
  }
  const Result<std::string> text = ReadFile(file);
  if (!text) return tl::unexpected(text.error());
  toml::table parsed;
  try {
    parsed = toml::parse(*text, file.string());
  } catch (const toml::parse_error& error) {
    const std::string what(error.description());
    return Fail(Code::kUsage, PlaceOf(file, error.source()), {what, what});
  }
  // Plain entries first, so that a command's own table wins.
  for (const auto& [key, node] : parsed) {
    if (node.is_table()) continue;
    const Result<bool> known = ApplyEverywhere(app, key.str(), node, file, origins);
    if (!known) return tl::unexpected(known.error());
    if (!*known) return Unknown(key.str(), node, file);
  }
  for (const auto& [key, node] : parsed) {
    if (!node.is_table()) continue;
    const std::vector<CLI::App*> commands =
        app.get_subcommands([&, k = key.str()](CLI::App* c) { return c->get_name() == k; });
    if (commands.empty()) return Unknown(key.str(), node, file);
    if (Result<void> done = ApplyTable(*commands.front(), *node.as_table(), file, origins); !done) {
      return tl::unexpected(done.error());
    }
  }
  return origins;
}

void AddExplainSettings(Command program, const std::string& name, const Origins& origins,
                        const std::vector<std::string>& arguments) {
  CLI::App& command = *program.app().get_subcommand(name);
  command.add_flag_callback(
      "--explain-settings",
      [&command, origins, arguments] {
        for (const CLI::Option* option : SettingsOf(command)) {
          std::string value;
          for (const std::string& part :
               option->count() > 0 ? option->results() : std::vector{option->get_default_str()}) {
            value += (value.empty() ? "" : " ") + part;
          }
          fmt::print("{:<14}  {:<20}  {:<20}  {}\n", option->get_lnames().front(),
                     value.empty() ? "–" : value, OriginOf(*option, origins, arguments),
                     option->get_envname());
        }
        throw CLI::Success();
      },
      Tr("print each setting and where it comes from"));
}

}  // namespace boyin::cli
