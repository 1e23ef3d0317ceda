#include <algorithm>
#include <array>
#include <regex>

#include <fmt/format.h>
#include <uuid/uuid.h>

#include "base/message.h"
#include "base/table.h"
#include "publish/data.h"
#include "publish/feed/lint.h"

namespace boyin::publish {
namespace {

constexpr std::size_t kMostDescription = 4000;  // bytes

struct Wanted {
  std::string_view element;
  bool error;
};
/// What Apple and PSP-1 demand of a channel (errors) and advise (warnings).
constexpr auto kWanted = std::to_array<Wanted>({{"title", true},
                                                {"link", true},
                                                {"description", true},
                                                {"language", true},
                                                {"itunes:image", true},
                                                {"itunes:category", true},
                                                {"itunes:explicit", true},
                                                {"atom:link", true},
                                                {"itunes:author", false},
                                                {"podcast:guid", false},
                                                {"podcast:locked", false}});

bool IsEmpty(const Element& element) {
  return element.text.empty() && element.attributes.empty() && element.children.empty();
}

void LintWanted(const Element& channel, Findings& findings) {
  for (const Wanted& wanted : kWanted) {
    const Element* element = channel.Child(wanted.element);
    if (element != nullptr && !IsEmpty(*element)) continue;
    const Message what = Translated("the channel has no {}", wanted.element);
    const Message mend = Translated("add <{}>", wanted.element);
    const std::string rule = "channel-" + std::string(wanted.element);
    if (wanted.error) {
      findings.Error(rule, channel.line, what, mend);
    } else {
      findings.Warn(rule, channel.line, what, mend);
    }
  }
}

void LintCategory(const Element& category, Findings& findings) {
  const Element* part = category.Child("itunes:category");
  const std::string name = category.Attribute("text");
  const std::string part_name = part == nullptr ? "" : part->Attribute("text");
  const Result<std::vector<table::Row>> rows =
      table::Parse(data::apple_categories_tsv(), "apple-categories.tsv", 1);
  const bool known =
      rows && std::any_of(rows->begin(), rows->end(), [&](const table::Row& row) {
        return row.cells[0] == name && (row.cells.size() > 1 ? row.cells[1] : "") == part_name;
      });
  if (known) return;
  findings.Error(
      "category", category.line, Translated("Apple has no category “{}” “{}”", name, part_name),
      Translated("choose one of Apple's list, in English, letter by letter: News, Daily News"));
}

void LintValues(const Element& channel, Findings& findings) {
  const Element* description = channel.Child("description");
  if (description != nullptr && description->text.size() > kMostDescription) {
    findings.Error("description-length", description->line,
                   Translated("description has {} bytes", description->text.size()),
                   Translated("keep it to {}", kMostDescription));
  }
  static const std::regex kLanguage("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");
  const Element* language = channel.Child("language");
  if (language != nullptr && !std::regex_match(language->text, kLanguage)) {
    findings.Error("language", language->line,
                   Translated("“{}” is no language code", language->text),
                   Translated("write zh-cn"));
  }
  for (const Element& child : channel.children) {
    if (child.name == "itunes:category") LintCategory(child, findings);
    if (child.name == "itunes:explicit" && child.text != "true" && child.text != "false") {
      findings.Error("explicit", child.line, Translated("itunes:explicit is “{}”", child.text),
                     Translated("write true or false"));
    }
  }
}

bool IsWebUrl(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

void LintIdentity(const Element& channel, Findings& findings) {
  const Element* self = channel.Child("atom:link");
  const std::string url = self == nullptr ? "" : self->Attribute("href");
  if (self != nullptr && (self->Attribute("rel") != "self" || !IsWebUrl(url))) {
    findings.Error("self-link", self->line,
                   Translated("atom:link does not say where the feed stands"),
                   Translated("write rel=\"self\" and href=\"https://…\""));
  }
  const Element* guid = channel.Child("podcast:guid");
  uuid_t ignored;
  if (guid != nullptr && uuid_parse(guid->text.c_str(), ignored) != 0) {
    findings.Error("podcast-guid", guid->line,
                   Translated("podcast:guid “{}” is no UUID", guid->text),
                   Translated("write {}", FeedGuid(url)));
  } else if (guid != nullptr && guid->text != FeedGuid(url)) {
    findings.Warn("podcast-guid-url", guid->line,
                  Translated("podcast:guid is not that of the feed's address"),
                  Translated("right for a feed that has moved; a new one has {}", FeedGuid(url)));
  }
  const bool declared =
      std::any_of(channel.children.begin(), channel.children.end(), [](const Element& e) {
        return e.name == "podcast:txt" && e.Attribute("purpose") == "ai-content";
      });
  if (!declared) {
    findings.Warn("ai-content", channel.line, Translated("speech by machine is not declared"),
                  Translated("add <podcast:txt purpose=\"ai-content\">true</podcast:txt>"));
  }
}

void LintNamespaces(const Element& element, Findings& findings) {
  for (const Element& child : element.children) {
    const bool misspelt =
        child.name.starts_with('{') && (child.name.find("itunes") != std::string::npos ||
                                        child.name.find("podcast") != std::string::npos);
    if (misspelt) {
      findings.Error("namespace", child.line,
                     Translated("{} is in a namespace that no app knows", child.name),
                     Translated("http://www.itunes.com/dtds/podcast-1.0.dtd and "
                                "https://podcastindex.org/namespace/1.0, letter by letter"));
      return;
    }
  }
}

}  // namespace

void LintChannel(const Element& channel, Findings& findings) {
  LintNamespaces(channel, findings);
  LintWanted(channel, findings);
  LintValues(channel, findings);
  LintIdentity(channel, findings);
}

}  // namespace boyin::publish
