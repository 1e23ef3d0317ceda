#include "cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace boyin::cli {
namespace {

OptionInfo InfoOf(const CLI::Option& option) {
  OptionInfo info;
  for (const std::string& name : option.get_snames()) info.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) info.names.push_back("--" + name);
  if (info.names.empty()) info.names.push_back(option.get_name(true));
  info.description = option.get_description();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    info.value = type.substr(0, type.find(':'));
    info.choices = ChoicesIn(type);
    info.usual = option.get_default_str();
  }
  info.variable = option.get_envname();
  info.required = option.get_required();
  info.many = option.get_expected_max() > 1;
  return info;
}

CommandInfo InfoOf(const CLI::App& app, std::vector<std::string> path) {
  CommandInfo info;
  info.description = app.get_description();
  info.needs_command = app.get_require_subcommand_min() > 0;
  for (const CLI::Option* option : app.get_options()) info.options.push_back(InfoOf(*option));
  std::stable_partition(info.options.begin(), info.options.end(),
                        [](const OptionInfo& option) { return !option.Named(); });
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group().empty()) continue;
    std::vector<std::string> below = path;
    below.push_back(command->get_name());
    info.commands.push_back(InfoOf(*command, std::move(below)));
  }
  info.path = std::move(path);
  return info;
}

}  // namespace

std::vector<std::string> ChoicesIn(std::string_view type) {
  std::vector<std::string> choices;
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return choices;
  std::string_view set = type.substr(begin + 1, end - begin - 1);
  while (!set.empty()) {
    const std::string_view one = set.substr(0, set.find(','));
    set.remove_prefix(std::min(set.size(), one.size() + 1));
    choices.emplace_back(one);
  }
  return choices;
}

CommandInfo TreeOf(Command program) { return InfoOf(program.app(), {}); }

}  // namespace boyin::cli
