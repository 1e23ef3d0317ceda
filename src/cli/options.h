// The commands and options of a program: what is needed of CLI11, whose templates cost the compiler
// as much as all the rest of a file that includes them. Private to cli.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace boyin::cli {

/// One option. A handle: the parser owns what it means. Each rule gives it back, for the next.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option Required() const;
  Option ShowDefault() const;                                 ///< the variable's value, in the help
  Option ShowDefault(const std::string& value) const;         ///< another value
  Option Range(int least, int most) const;                    ///< both of them allowed
  Option Range(double least, double most) const;              ///< both of them allowed
  Option Positive() const;                                    ///< above 0
  Option OneOf(const std::vector<std::string>& words) const;  ///< nothing else
  Option OneOf(std::initializer_list<int> numbers) const;     ///< nothing else
  Option OneEachTime() const;       ///< several are given by naming the option several times
  Option Separated(char by) const;  ///< several may be given at once
  Option Called(const std::string& type) const;  ///< what the help calls its value: "WORDS"
  Option Needs(Option other) const;              ///< is only given together with it
  Option Excludes(Option other) const;           ///< is not given together with it

 private:
  CLI::Option* option_;
};

/// One command, or the program itself. A handle: the parser owns what it means, and sees variables
/// by reference until the command has run.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  Command AddCommand(const std::string& name, const std::string& description) const;
  /// "-o,--output" or, without dashes, an argument. `T`: std::string, a path, int, double,
  /// std::size_t, unsigned short (or none), a list of std::string.
  template <typename T>
  Option AddOption(const std::string& names, T& value, const std::string& description = {}) const;
  /// One of some words, each of which stands for a value; `usual` is the word of the default.
  template <typename T>
  Option AddChoice(const std::string& names, T& value,
                   const std::vector<std::pair<std::string, T>>& choices, const std::string& usual,
                   const std::string& description) const {
    std::vector<std::string> words;
    for (const auto& choice : choices) words.push_back(choice.first);
    const auto set = [&value, choices](const std::string& word) {
      for (const auto& choice : choices) {
        if (choice.first == word) value = choice.second;
      }
    };
    return AddSetter(names, set, description).OneOf(words).ShowDefault(usual);
  }
  /// Calls `set` with what is given.
  Option AddSetter(const std::string& names, std::function<void(const std::string&)> set,
                   const std::string& description) const;
  Option AddSetter(const std::string& names, std::function<void(int)> set,
                   const std::string& description) const;
  Option AddFlag(const std::string& names, bool& value, const std::string& description) const;
  /// An option that is there already.
  [[nodiscard]] Option Find(const std::string& name) const;

  void NeedCommand() const;  ///< one of its commands has to be named
  void OnRun(std::function<void()> run) const;
  /// Whether none of its own commands was named. While it runs.
  [[nodiscard]] bool IsLast() const;

  [[nodiscard]] CLI::App& app() const { return *app_; }

 private:
  CLI::App* app_;
};

/// The parser of a program.
class Parser {
 public:
  explicit Parser(const std::string& description);
  ~Parser();

  [[nodiscard]] Command root() const { return Command(*app_); }
  void SetVersion(std::function<std::string()> version) const;  ///< -V, --version
  void SetFooter(const std::string& text) const;                ///< the last words of the help

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace boyin::cli
