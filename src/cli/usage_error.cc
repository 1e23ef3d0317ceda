#include "cli/usage_error.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/terminal.h"

namespace boyin::cli {
namespace {

/// What stands at each {} of `pattern` in `text`; nothing where the text is of another form.
std::optional<std::vector<std::string>> Match(std::string_view pattern, std::string_view text) {
  std::vector<std::string> found;
  while (true) {
    const std::size_t hole = pattern.find("{}");
    if (!text.starts_with(pattern.substr(0, hole))) return std::nullopt;
    if (hole == std::string_view::npos) {
      if (text.size() != pattern.size()) return std::nullopt;
      return found;
    }
    text.remove_prefix(hole);
    pattern.remove_prefix(hole + 2);
    const std::string_view next = pattern.substr(0, pattern.find("{}"));
    const std::size_t end = next.empty() ? text.size() : text.find(next);
    if (end == std::string_view::npos) return std::nullopt;
    found.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

/// "0.500000" → "0.5".
std::string Number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return *end == '\0' ? fmt::format("{}", value) : text;
}

/// "{last->0,skip->1} OR {0,1}" → "last, skip".
std::string Names(std::string_view set) {
  std::string names;
  set = set.substr(0, set.find("} OR"));
  for (const char c : {'{', '}'}) {
    if (set.starts_with(c)) set.remove_prefix(1);
    if (set.ends_with(c)) set.remove_suffix(1);
  }
  while (!set.empty()) {
    const std::string_view one = set.substr(0, set.find(','));
    set.remove_prefix(std::min(set.size(), one.size() + 1));
    names += (names.empty() ? "" : ", ") + std::string(one.substr(0, one.find("->")));
  }
  return names;
}

struct Form {
  std::string_view pattern;  ///< as CLI11 2.1 to 2.4 write it
  Message (*say)(const std::vector<std::string>& found);
};

Message NoneOf(const std::vector<std::string>& found) {
  return Translated("{}: “{}” is none of {}", found[0], found[1], Names(found[2]));
}

Message Extra(const std::vector<std::string>& found) {
  return Translated("unknown argument: {}", found[0]);
}

Message OutOfRange(const std::vector<std::string>& found) {
  constexpr double kBoundless = 1e100;
  if (std::strtod(found[3].c_str(), nullptr) > kBoundless) {
    return Translated("{}: {} is not above 0", found[0], found[1]);
  }
  return Translated("{}: {} is not from {} to {}", found[0], found[1], Number(found[2]),
                    Number(found[3]));
}

Message NoValue(const std::vector<std::string>& found) {
  return Translated("{}: a value is missing", found[0]);
}

Message NotRead(const std::vector<std::string>& found) {
  return Translated("{}: “{}” is no value for it", found[0], found[1]);
}

constexpr std::array<Form, 12> kForms{{
    {"A subcommand is required", [](const auto&) { return Translated("a command is missing"); }},
    {"{} is required", [](const auto& found) { return Translated("{} is missing", found[0]); }},
    {"The following argument was not expected: {}", Extra},
    {"The following arguments were not expected: {}", Extra},
    {"{}: Value {} not in range {} to {}", OutOfRange},
    {"{}: Value {} not in range [{} - {}]", OutOfRange},
    {"{}: Check {} value in {} FAILED", NoneOf},
    {"{}: {} not in {}", NoneOf},
    {"{}: {} required {} missing", NoValue},
    {"Could not convert: {} = {}", NotRead},
    {"{}: Value {} could not be converted", NotRead},
    {"{} requires {}",
     [](const auto& found) { return Translated("{} needs {} as well", found[0], found[1]); }},
}};

class Formatter : public CLI::Formatter {
 public:
  [[nodiscard]] std::string make_group(std::string group, bool is_positional,
                                       std::vector<const CLI::Option*> options) const override {
    return CLI::Formatter::make_group(get_label(group), is_positional, std::move(options));
  }
  [[nodiscard]] std::string make_subcommands(const CLI::App* app,
                                             CLI::AppFormatMode mode) const override {
    std::string text = CLI::Formatter::make_subcommands(app, mode);
    const std::string heading = "\nSubcommands:";
    if (text.starts_with(heading)) text = "\n" + Tr("Commands") + ":" + text.substr(heading.size());
    return text;
  }
};

}  // namespace

void TranslateHelp(CLI::App& app) {
  auto formatter = std::make_shared<Formatter>();
  formatter->label("Usage", Tr("Usage"));
  formatter->label("Options", Tr("Options"));
  formatter->label("OPTIONS", Tr("OPTIONS"));
  formatter->label("Positionals", Tr("Arguments"));
  formatter->label("SUBCOMMAND", Tr("COMMAND"));
  formatter->label("SUBCOMMANDS", Tr("COMMANDS"));
  formatter->label("REQUIRED", Tr("REQUIRED"));
  formatter->label("Env", Tr("environment"));
  formatter->label("TEXT", Tr("TEXT"));
  formatter->label("INT", Tr("NUMBER"));
  formatter->label("UINT", Tr("NUMBER"));
  formatter->label("FLOAT", Tr("NUMBER"));
  app.formatter(formatter);
  app.set_help_flag("-h,--help", Tr("print this help and end"));
}

Message UsageMessage(std::string_view from_parser) {
  for (const Form& form : kForms) {
    if (const auto found = Match(form.pattern, from_parser)) return form.say(*found);
  }
  return {std::string(from_parser), std::string(from_parser)};
}

}  // namespace boyin::cli
