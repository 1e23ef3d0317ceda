#include "cli/robots.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boyin::cli {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\xEF\xBB\xBF"), text.size());
  const std::size_t end = text.find_last_not_of(" \t\r");
  return end == std::string_view::npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// "*" stands for any characters, "$" at the end for the end of the path.
bool Fits(std::string_view pattern, std::string_view path) {
  const bool whole = pattern.ends_with('$');
  if (whole) pattern.remove_suffix(1);
  std::size_t at = 0;
  bool first = true;
  while (true) {
    const std::size_t star = std::min(pattern.find('*'), pattern.size());
    const std::string_view part = pattern.substr(0, star);
    const bool last = star == pattern.size();
    if (first) {
      if (!path.starts_with(part)) return false;
      at = part.size();
    } else if (last && whole) {
      return path.size() - at >= part.size() && path.ends_with(part);
    } else {
      at = path.find(part, at);
      if (at == std::string_view::npos) return false;
      at += part.size();
    }
    if (last) return !whole || at == path.size();
    pattern.remove_prefix(star + 1);
    first = false;
  }
}

struct Rule {
  bool allow = false;
  std::string_view pattern;
};

struct Rules {
  std::vector<Rule> own;
  std::vector<Rule> all;
  bool named = false;  ///< there is a group of the agent's own
};

Rules ReadRules(std::string_view robots, const std::string& agent) {
  Rules rules;
  bool own = false;
  bool all = false;
  bool naming = false;  // the lines at hand name who a group is for
  while (!robots.empty()) {
    const std::size_t end = std::min(robots.find('\n'), robots.size());
    std::string_view line = robots.substr(0, end);
    robots.remove_prefix(std::min(end + 1, robots.size()));
    line = Trim(line.substr(0, std::min(line.find('#'), line.size())));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string key = Lower(Trim(line.substr(0, colon)));
    const std::string_view value = Trim(line.substr(colon + 1));
    if (key == "user-agent") {
      if (!std::exchange(naming, true)) own = all = false;
      all = all || value == "*";
      own = own || Lower(value) == agent;
      rules.named = rules.named || own;
    } else if (key == "allow" || key == "disallow") {
      naming = false;
      if (value.empty()) continue;
      if (own) rules.own.push_back({key == "allow", value});
      if (all) rules.all.push_back({key == "allow", value});
    }
  }
  return rules;
}

}  // namespace

bool RobotsAllow(std::string_view robots, std::string_view agent, std::string_view path) {
  const Rules rules = ReadRules(robots, Lower(agent));
  const Rule* best = nullptr;
  for (const Rule& rule : rules.named ? rules.own : rules.all) {
    if (!Fits(rule.pattern, path)) continue;
    const bool longer = best == nullptr || rule.pattern.size() > best->pattern.size();
    const bool equal = best != nullptr && rule.pattern.size() == best->pattern.size();
    if (longer || (equal && rule.allow)) best = &rule;
  }
  return best == nullptr || best->allow;
}

}  // namespace boyin::cli
