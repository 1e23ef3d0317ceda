// Feed: RSS 2.0 for podcast apps, of the episodes in a folder, and the rules that such a feed
// keeps.
//
//   Result<FeedConfig> config = ReadFeedConfig(toml, "feed.toml");
//   Result<Feed> feed = MakeFeed(*config, "out", old_xml);   // old_xml may be empty
//   WriteFile("out/feed.xml", feed->xml);
//   for (const Finding& finding : *LintFeed(feed->xml, "feed.xml", {.folder = "out"})) …
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::publish {

/// feed.toml, described in docs/feed.md.
struct FeedConfig {
  std::string title;
  std::string link;       ///< the programme's page
  std::string feed_url;   ///< where the feed will stand
  std::string media_url;  ///< where the files of the folder will stand; empty: beside the feed
  std::string description;
  std::string language = "zh-cn";
  std::string author;
  std::string email;
  std::string image;                  ///< a file of the folder
  std::vector<std::string> category;  ///< one of Apple's, and one of its parts
  bool is_explicit = false;
  bool locked = true;
  bool ai_content = true;  ///< speech by machine is declared

  bool operator==(const FeedConfig&) const = default;
};

/// kUsage, with line and column, for TOML that is none, an unknown key, a missing or wrong value.
[[nodiscard]] Result<FeedConfig> ReadFeedConfig(std::string_view toml, const std::string& name);

struct Feed {
  std::string xml;
  std::size_t episodes = 0;
};

/// The sound files of `folder` as a feed, newest first. What an episode says of itself is in its
/// NAME.report.json (speak --bundle), else in its tags. `old_xml` is the feed that this one
/// replaces: an episode that it had keeps its guid and date. kInput for a report or an old feed
/// that cannot be read, and for a folder without sound.
[[nodiscard]] Result<Feed> MakeFeed(const FeedConfig& config, const std::filesystem::path& folder,
                                    const std::string& old_xml);

/// The podcast:guid of a feed: UUIDv5 of its URL without scheme and trailing slashes.
[[nodiscard]] std::string FeedGuid(std::string_view feed_url);

/// A rule that a feed breaks.
struct Finding {
  std::string rule;   ///< "enclosure-length"
  bool error = true;  ///< false: apps take it, but something is lost
  std::size_t line = 0;
  Message what;
  Message mend;

  bool operator==(const Finding&) const = default;
};

struct LintOptions {
  std::filesystem::path folder{};  ///< with the files of the feed; empty: not looked at
  std::string previous_xml{};      ///< an older version of the feed; empty: none
  std::string base_url{};          ///< a server that has the folder; empty: none is asked
};

/// What Apple and PSP-1 demand, and what is broken. kInput for what is no XML at all.
[[nodiscard]] Result<std::vector<Finding>> LintFeed(std::string_view xml, const std::string& name,
                                                    const LintOptions& options);

}  // namespace boyin::publish
