#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>

#include "cli/usage_error.h"

namespace boyin::cli {

Option Option::Required() const { return Option(option_->required()); }

Option Option::ShowDefault() const { return Option(option_->capture_default_str()); }

Option Option::ShowDefault(const std::string& value) const {
  return Option(option_->default_str(value));
}

Option Option::Range(int least, int most) const {
  return Option(option_->check(CLI::Range(least, most)));
}

Option Option::Range(double least, double most) const {
  return Option(option_->check(CLI::Range(least, most)));
}

Option Option::Positive() const { return Option(option_->check(CLI::PositiveNumber)); }

Option Option::OneOf(const std::vector<std::string>& words) const {
  return Option(option_->check(CLI::IsMember(words)));
}

Option Option::OneOf(std::initializer_list<int> numbers) const {
  return Option(option_->check(CLI::IsMember(std::vector<int>(numbers))));
}

Option Option::OneEachTime() const { return Option(option_->allow_extra_args(false)); }

Option Option::Separated(char by) const { return Option(option_->delimiter(by)); }

Option Option::Called(const std::string& type) const { return Option(option_->type_name(type)); }

Option Option::Needs(Option other) const { return Option(option_->needs(other.option_)); }

Option Option::Excludes(Option other) const { return Option(option_->excludes(other.option_)); }

Command Command::AddCommand(const std::string& name, const std::string& description) const {
  return Command(*app_->add_subcommand(name, description));
}

template <typename T>
Option Command::AddOption(const std::string& names, T& value,
                          const std::string& description) const {
  return Option(app_->add_option(names, value, description));
}

template Option Command::AddOption(const std::string&, std::string&, const std::string&) const;
template Option Command::AddOption(const std::string&, int&, const std::string&) const;
template Option Command::AddOption(const std::string&, double&, const std::string&) const;
template Option Command::AddOption(const std::string&, std::size_t&, const std::string&) const;
template Option Command::AddOption(const std::string&, unsigned short&, const std::string&) const;
template Option Command::AddOption(const std::string&, std::optional<unsigned short>&,
                                   const std::string&) const;
template Option Command::AddOption(const std::string&, std::filesystem::path&,
                                   const std::string&) const;
template Option Command::AddOption(const std::string&, std::vector<std::string>&,
                                   const std::string&) const;

Option Command::AddSetter(const std::string& names, std::function<void(const std::string&)> set,
                          const std::string& description) const {
  // A settings file gives its value as the option's default.
  return Option(
      app_->add_option_function<std::string>(names, set, description)->run_callback_for_default());
}

Option Command::AddSetter(const std::string& names, std::function<void(int)> set,
                          const std::string& description) const {
  return Option(
      app_->add_option_function<int>(names, set, description)->run_callback_for_default());
}

Option Command::AddFlag(const std::string& names, bool& value,
                        const std::string& description) const {
  return Option(app_->add_flag(names, value, description));
}

Option Command::Find(const std::string& name) const { return Option(app_->get_option(name)); }

void Command::NeedCommand() const { app_->require_subcommand(1); }

void Command::OnRun(std::function<void()> run) const { app_->callback(std::move(run)); }

bool Command::IsLast() const { return app_->get_subcommands().empty(); }

Parser::Parser(const std::string& description) : app_(std::make_unique<CLI::App>(description)) {
  TranslateHelp(*app_);
}

Parser::~Parser() = default;

void Parser::SetVersion(std::function<std::string()> version) const {
  app_->set_version_flag("-V,--version", std::move(version));
}

void Parser::SetFooter(const std::string& text) const { app_->footer(text); }

}  // namespace boyin::cli
