// The commands and options as the parser knows them: what completion and manual pages are made of.
// Private to cli.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace boyin::cli {

struct OptionInfo {
  std::vector<std::string> names;  ///< "--rate", "-o"; one word without dashes for an argument
  std::string description;
  std::string value;                 ///< "NUMBER", "TEXT"; empty for a flag
  std::vector<std::string> choices;  ///< where only these are allowed
  std::string usual;                 ///< the default, where there is one to show
  std::string variable;              ///< BOYIN_RATE
  bool required = false;
  bool many = false;  ///< may be given, or stand, several times

  [[nodiscard]] bool Named() const { return names.front().starts_with('-'); }
};

struct CommandInfo {
  std::vector<std::string> path;  ///< {"lexicon", "check"}; empty for boyin itself
  std::string description;
  std::vector<OptionInfo> options;  ///< arguments first, then --help and the rest
  std::vector<CommandInfo> commands;
  bool needs_command = false;
};

/// What a person may call: hidden commands are left out.
[[nodiscard]] CommandInfo TreeOf(Command program);

/// The values in CLI11's name of a type: "TEXT:{slow,all}".
[[nodiscard]] std::vector<std::string> ChoicesIn(std::string_view type);

}  // namespace boyin::cli
