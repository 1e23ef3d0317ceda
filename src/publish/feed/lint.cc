#include "publish/feed/lint.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/message.h"
#include "publish/media/sound.h"

namespace boyin::publish {

std::vector<const Element*> ItemsOf(const Element& channel) {
  std::vector<const Element*> items;
  for (const Element& child : channel.children) {
    if (child.name == "item") items.push_back(&child);
  }
  return items;
}

std::string FileNameOf(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return FromUrlPath(url.substr(url.rfind('/') + 1));
}

void LintPrevious(const Element& channel, const Element& previous, Findings& findings) {
  std::map<std::string, std::string> guids;  // by the name of the sound file
  for (const Element* item : ItemsOf(channel)) {
    if (const Element* enclosure = item->Child("enclosure")) {
      guids[FileNameOf(enclosure->Attribute("url"))] = item->TextOf("guid");
    }
  }
  for (const Element* item : ItemsOf(previous)) {
    const Element* enclosure = item->Child("enclosure");
    if (enclosure == nullptr) continue;
    const std::string file = FileNameOf(enclosure->Attribute("url"));
    const std::string guid = item->TextOf("guid");
    const auto now = guids.find(file);
    if (now != guids.end() && now->second != guid) {
      findings.Error("guid-changed", channel.line,
                     Translated("{} had the guid {} and now has {}", file, guid, now->second),
                     Translated("give it back its old guid: apps would offer the episode twice"));
    }
  }
  const std::string old_guid = previous.TextOf("podcast:guid");
  if (!old_guid.empty() && old_guid != channel.TextOf("podcast:guid")) {
    findings.Error("podcast-guid-changed", channel.line,
                   Translated("podcast:guid is not that of the previous feed"),
                   Translated("keep {}, even when the feed moves", old_guid));
  }
}

Result<std::vector<Finding>> LintFeed(std::string_view xml, const std::string& name,
                                      const LintOptions& options) {
  const Result<Element> root = ReadXml(xml, name);
  if (!root) return tl::unexpected(root.error());
  Findings findings;
  const Element* channel = root->Child("channel");
  if (root->name != "rss" || root->Attribute("version") != "2.0" || channel == nullptr) {
    findings.Error("rss", root->line, Translated("not an RSS 2.0 feed with a channel"),
                   Translated("begin with <rss version=\"2.0\"><channel>"));
    return findings.list;
  }
  LintChannel(*channel, findings);
  LintItems(*channel, findings);
  if (!options.folder.empty()) LintFiles(*channel, options.folder, findings);
  if (!options.previous_xml.empty()) {
    const Result<Element> previous = ReadXml(options.previous_xml, "previous");
    if (!previous) return tl::unexpected(previous.error());
    if (const Element* old = previous->Child("channel")) LintPrevious(*channel, *old, findings);
  }
  if (!options.base_url.empty()) LintServer(*channel, options.base_url, findings);
  std::stable_sort(findings.list.begin(), findings.list.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  return findings.list;
}

}  // namespace boyin::publish
