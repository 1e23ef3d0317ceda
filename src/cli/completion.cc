#include "cli/completion.h"

#include <algorithm>
#include <array>
#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_tree.h"
#include "cli/commands.h"
#include "pipeline/version.h"

namespace boyin::cli {
namespace {

/// Values that the parser takes as any text, since other rooms know them better.
struct Known {
  std::string_view option;
  std::string_view words;
};
constexpr std::array<Known, 3> kKnown{{{"--format", "mp3 m4a m4b opus ogg flac wav mp2"},
                                       {"--loudness", "podcast ebu china-tv none"},
                                       {"--language", "zh-CN zh-TW"}}};

bool IsVoice(const OptionInfo& option) {
  return option.names.back() == "--voice" || option.names.back() == "--fallback";
}

/// Words to offer as the value of an option, with spaces between; empty: file names.
std::string WordsOf(const OptionInfo& option) {
  for (const Known& known : kKnown) {
    if (known.option == option.names.back()) return std::string(known.words);
  }
  return fmt::format("{}", fmt::join(option.choices, " "));
}

/// Every command that can be called, from the tree, itself first.
void Flatten(const CommandInfo& command, std::vector<const CommandInfo*>& all) {
  all.push_back(&command);
  for (const CommandInfo& below : command.commands) Flatten(below, all);
}

std::vector<const CommandInfo*> AllOf(const CommandInfo& tree) {
  std::vector<const CommandInfo*> all;
  Flatten(tree, all);
  return all;
}

std::string NamesOf(const CommandInfo& command) {
  std::vector<std::string> names;
  for (const CommandInfo& below : command.commands) names.push_back(below.path.back());
  return fmt::format("{}", fmt::join(names, " "));
}

std::string OptionsOf(const CommandInfo& command) {
  std::vector<std::string> names;
  for (const OptionInfo& option : command.options) {
    if (option.Named()) names.push_back(option.names.back());
  }
  return fmt::format("{}", fmt::join(names, " "));
}

std::string PathOf(const CommandInfo& command) {
  return fmt::format("{}", fmt::join(command.path, " "));
}

constexpr std::string_view kVoices =
    R"($(boyin voices 2>/dev/null | sed -n 's/^\([^ ]\+\)  .*/\1/p'))";

std::string Bash(const CommandInfo& tree) {
  std::string commands;
  std::string values;
  for (const CommandInfo* command : AllOf(tree)) {
    commands += fmt::format("    \"{}\") commands=\"{}\" options=\"{}\" ;;\n", PathOf(*command),
                            NamesOf(*command), OptionsOf(*command));
    for (const OptionInfo& option : command->options) {
      if (!option.Named() || option.value.empty()) continue;
      const std::string words = IsVoice(option) ? std::string(kVoices) : WordsOf(option);
      values += fmt::format(
          "    \"{} {}\")\n      {} ;;\n", PathOf(*command),
          fmt::join(option.names, fmt::format("\" | \"{} ", PathOf(*command))),
          words.empty()
              ? "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
              : fmt::format("mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$current\")", words));
    }
  }
  return fmt::format(R"(# bash completion for boyin(1); `boyin completion bash` prints it
_boyin() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} path="" commands="" options="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    _boyin_command
    [[ " $commands " == *" ${{COMP_WORDS[i]}} "* ]] || continue
    path="${{path:+$path }}${{COMP_WORDS[i]}}"
  done
  _boyin_command
  case "$path $previous" in
{}    *)
      if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
      else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current"; [ -z "$path" ] || compgen -f -- "$current")
      fi ;;
  esac
}}
_boyin_command() {{
  case $path in
{}  esac
}}
complete -F _boyin boyin
)",
                     values, commands);
}

/// For single quotes of a shell.
std::string Quoted(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return "'" + out + "'";
}

/// Text inside the brackets of zsh's _arguments.
std::string Bracketed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string ZshAction(const OptionInfo& option) {
  if (IsVoice(option)) return "_boyin_voices";
  const std::string words = WordsOf(option);
  return words.empty() ? "_files" : fmt::format("({})", words);
}

std::string ZshFunction(const CommandInfo& command) {
  std::string text = fmt::format("_boyin{}{}() {{\n", command.path.empty() ? "" : "_",
                                 fmt::join(command.path, "_"));
  text +=
      command.commands.empty() ? "  _arguments -s -S" : "  local state line\n  _arguments -C -s -S";
  for (const OptionInfo& option : command.options) {
    if (!option.Named()) continue;
    const std::string value =
        option.value.empty() ? ""
                             : fmt::format(":{}:{}", Bracketed(option.value), ZshAction(option));
    for (const std::string& name : option.names) {
      text +=
          fmt::format(" \\\n    {}", Quoted(fmt::format("{}{}[{}]{}", option.many ? "*" : "", name,
                                                        Bracketed(option.description), value)));
    }
  }
  if (command.commands.empty()) return text + " \\\n    '*:file:_files'\n}\n";
  text +=
      " \\\n    '1: :->command' \\\n    '*:: :->rest'\n  case $state in\n    command)\n      local "
      "-a commands=(\n";
  for (const CommandInfo& below : command.commands) {
    text +=
        fmt::format("        {}\n", Quoted(below.path.back() + ":" + Bracketed(below.description)));
  }
  text += "      )\n      _describe command commands";
  text += command.needs_command ? " ;;\n" : " || _files ;;\n";
  text += "    rest)\n      case $line[1] in\n";
  for (const CommandInfo& below : command.commands) {
    text +=
        fmt::format("        {}) _boyin_{} ;;\n", below.path.back(), fmt::join(below.path, "_"));
  }
  return text + "        *) _files ;;\n      esac ;;\n  esac\n}\n";
}

std::string Zsh(const CommandInfo& tree) {
  std::string text =
      "#compdef boyin\n# zsh completion for boyin(1); `boyin completion zsh` prints it\n";
  text += fmt::format("_boyin_voices() {{\n  compadd -- {}\n}}\n", kVoices);
  for (const CommandInfo* command : AllOf(tree)) text += ZshFunction(*command);
  return text +
         "if [ \"$funcstack[1]\" = _boyin ]; then _boyin \"$@\"; else compdef _boyin boyin; fi\n";
}

std::string FishOption(const std::string& condition, const OptionInfo& option) {
  std::string line = "complete -c boyin " + condition;
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.value.empty()) {
    const std::string words = WordsOf(option);
    if (IsVoice(option)) {
      line += " -x -a " + Quoted(R"((boyin voices 2>/dev/null | string match -rg '^(\S+)  '))");
    } else {
      line += words.empty() ? " -r -F" : " -x -a " + Quoted(words);
    }
  }
  return line + " -d " + Quoted(option.description) + "\n";
}

std::string Fish(const CommandInfo& tree) {
  std::string text =
      fmt::format(R"(# fish completion for boyin(1); `boyin completion fish` prints it
function __boyin_at
  # Whether the words so far name exactly this command.
  set -l words (commandline -opc)[2..]
  set -l path
  for word in $words
    if contains -- "$path $word" {}
      set path "$path $word"
    end
  end
  test "$path" = "$argv[1]"
end
)",
                  [&] {
                    std::vector<std::string> paths;
                    for (const CommandInfo* command : AllOf(tree)) {
                      if (!command->path.empty()) paths.push_back("' " + PathOf(*command) + "'");
                    }
                    return fmt::format("{}", fmt::join(paths, " "));
                  }());
  for (const CommandInfo* command : AllOf(tree)) {
    const std::string path = command->path.empty() ? "" : " " + PathOf(*command);
    const std::string condition =
        fmt::format("-n {}", Quoted(fmt::format("__boyin_at '{}'", path)));
    if (command->needs_command) text += "complete -c boyin " + condition + " -f\n";
    for (const CommandInfo& below : command->commands) {
      text += fmt::format("complete -c boyin {} -a {} -d {}\n", condition, below.path.back(),
                          Quoted(below.description));
    }
    for (const OptionInfo& option : command->options) {
      if (option.Named()) text += FishOption(condition, option);
    }
  }
  return text;
}

/// Text of a manual page: a line that begins with a dot or a quote would be a macro, a backslash an
/// escape.
std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

/// Names as mdoc writes them: "Fl o , Fl \-output Ar TEXT".
std::string MdocNames(const OptionInfo& option) {
  const std::string value = option.value.empty() ? "" : " Ar " + Roff(option.value);
  if (!option.Named()) return "Ar " + Roff(option.names.front()) + (option.many ? " ..." : "");
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back("Fl " + Roff(name.substr(1)));
  return fmt::format("{}{}", fmt::join(names, " , "), value);
}

std::string MdocOption(const OptionInfo& option) {
  std::string text = ".It " + MdocNames(option) + "\n";
  if (!option.description.empty()) text += Roff(option.description) + ".\n";
  if (!option.choices.empty()) {
    text += fmt::format("One of {}.\n", Roff(fmt::format("{}", fmt::join(option.choices, ", "))));
  }
  if (!option.usual.empty()) text += fmt::format("Default: {}.\n", Roff(option.usual));
  if (!option.variable.empty()) text += fmt::format("Variable:\n.Ev {} .\n", option.variable);
  return text;
}

std::string MdocSynopsis(const CommandInfo& command) {
  std::string text = ".Nm boyin\n.Cm " + Roff(PathOf(command)) + "\n";
  for (const OptionInfo& option : command.options) {
    if (option.names.back() == "--help") continue;
    text += (option.required ? "." : ".Op ") + MdocNames(option) + "\n";
  }
  for (const CommandInfo& below : command.commands) text += MdocSynopsis(below);
  return text;
}

std::string MdocOptions(const CommandInfo& command) {
  std::string text;
  if (!command.options.empty()) {
    text += ".Bl -tag -width Ds\n";
    for (const OptionInfo& option : command.options) text += MdocOption(option);
    text += ".El\n";
  }
  for (const CommandInfo& below : command.commands) {
    text += fmt::format(".Ss {}\n{}.\n", Roff(PathOf(below)), Roff(below.description));
    text += MdocOptions(below);
  }
  return text;
}

std::string Manual(const CommandInfo& command) {
  const std::string name = fmt::format("boyin-{}", fmt::join(command.path, "-"));
  std::string capitals = name;
  std::ranges::transform(capitals, capitals.begin(), [](char c) {
    return 'a' <= c && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return fmt::format(
      R"(.\" Printed by boyin completion man {path}.
.Dd November 30, 2026
.Dt {capitals} 1
.Os
.Sh NAME
.Nm {name}
.Nd {description}
.Sh SYNOPSIS
{synopsis}.Sh OPTIONS
{options}.Sh EXIT STATUS
0 done; 2 usage; 3 input cannot be read; 4 output cannot be written; 5 an engine failed;
6 some articles failed; 7 no news for the bulletin; 130 interrupted; 1 anything else.
.Sh SEE ALSO
.Xr boyin 1
)",
      fmt::arg("path", PathOf(command)), fmt::arg("capitals", Roff(capitals)),
      fmt::arg("name", Roff(name)), fmt::arg("description", Roff(command.description)),
      fmt::arg("synopsis", MdocSynopsis(command)), fmt::arg("options", MdocOptions(command)));
}

const CommandInfo* Find(const CommandInfo& tree, const std::string& name) {
  const auto found = std::ranges::find_if(
      tree.commands, [&](const CommandInfo& command) { return command.path.back() == name; });
  return found == tree.commands.end() ? nullptr : &*found;
}

int Run(Command app, const std::string& kind, const std::string& command) {
  const CommandInfo tree = TreeOf(app);
  if (kind == "bash") fmt::print("{}", Bash(tree));
  if (kind == "zsh") fmt::print("{}", Zsh(tree));
  if (kind == "fish") fmt::print("{}", Fish(tree));
  if (kind != "man") return 0;
  if (command.empty()) {
    fmt::print("{}\n", NamesOf(tree));
    return 0;
  }
  if (const CommandInfo* found = Find(tree, command)) {
    fmt::print("{}", Manual(*found));
    return 0;
  }
  const Error error{Code::kUsage, command, Translated("is no command of boyin"), {}};
  Print(error);
  return Status(error);
}

}  // namespace

void AddCompletion(Command app, Outcome& outcome) {
  struct Options {
    std::string kind;
    std::string command;
  };
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("completion", Tr("Print completion for a shell, or a manual page"));
  command.AddOption("kind", options->kind, Tr("for which shell; man: a manual page"))
      .Required()
      .OneOf({"bash", "zsh", "fish", "man"});
  command.AddOption("command", options->command,
                    Tr("whose manual page; without it their names are printed"));
  command.OnRun(
      [app, options, &outcome] { outcome.status = Run(app, options->kind, options->command); });
}

}  // namespace boyin::cli
