// What the parts of the linter share. Private to publish.
#pragma once

#include <string>
#include <vector>

#include "publish/feed/feed.h"
#include "publish/markup/element.h"

namespace boyin::publish {

/// Collects findings.
class Findings {
 public:
  void Error(std::string rule, std::size_t line, Message what, Message mend) {
    list.push_back({std::move(rule), true, line, std::move(what), std::move(mend)});
  }
  void Warn(std::string rule, std::size_t line, Message what, Message mend) {
    list.push_back({std::move(rule), false, line, std::move(what), std::move(mend)});
  }
  std::vector<Finding> list;
};

/// The channel's own elements.
void LintChannel(const Element& channel, Findings& findings);

/// Its items, each by itself and among the others.
void LintItems(const Element& channel, Findings& findings);

/// The files that the feed names, as they lie in a folder.
void LintFiles(const Element& channel, const std::filesystem::path& folder, Findings& findings);

/// The episodes of an older version, which must still be the same.
void LintPrevious(const Element& channel, const Element& previous, Findings& findings);

/// A server that has the files: HEAD, byte ranges, types, lengths.
void LintServer(const Element& channel, const std::string& base_url, Findings& findings);

/// The items of a channel.
[[nodiscard]] std::vector<const Element*> ItemsOf(const Element& channel);

/// The name of the file that a URL ends in.
[[nodiscard]] std::string FileNameOf(std::string_view url);

}  // namespace boyin::publish
