#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "intake/charset.h"
#include "intake/debris.h"
#include "intake/html.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

std::string TextOf(const Node& node, std::string_view child) {
  const Node* found = node.Child(child);
  return found == nullptr ? std::string() : Collapse(found->AllText());
}

/// An item as markup and as what is known of it; its text is added where it is wanted.
struct Item {
  FeedItem facts;
  std::string author;
  std::string html;             ///< the text, if it is escaped markup
  const Node* xhtml = nullptr;  ///< the text, if it is markup of the feed itself
};

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

/// The first of <content:encoded>, <content>, <description>, <summary> that holds anything.
void ReadBody(const Node& node, Item& item) {
  constexpr std::array<std::string_view, 4> kBodies{"content:encoded", "content", "description",
                                                    "summary"};
  for (const std::string_view name : kBodies) {
    const Node* body = node.Child(name);
    if (body == nullptr || Collapse(body->AllText()).empty()) continue;
    const std::string_view type = body->Attribute("type");
    if (type == "xhtml") {
      item.xhtml = body;
    } else {
      item.html = type == "text" ? Escaped(body->AllText()) : body->AllText();
    }
    return;
  }
}

std::string LinkOf(const Node& item) {
  std::string link = TextOf(item, "link");
  for (const Node& child : item.children) {
    if (child.name != "link" || !link.empty()) continue;
    const std::string_view relation = child.Attribute("rel");
    if (relation.empty() || relation == "alternate") link = child.Attribute("href");
  }
  return link;
}

std::optional<Moment> MomentOf(const Node& item) {
  constexpr std::array<std::string_view, 5> kDates{"pubDate", "published", "dc:date", "updated",
                                                   "dcterms:issued"};
  for (const std::string_view name : kDates) {
    if (auto moment = FindDate(TextOf(item, name))) return moment;
  }
  return std::nullopt;
}

std::string AuthorOf(const Node& item) {
  const Node* author = item.Child("author");
  if (author != nullptr && author->Child("name") != nullptr) return TextOf(*author, "name");
  std::string name = TextOf(item, "dc:creator");
  if (name.empty()) name = TextOf(item, "itunes:author");
  if (name.empty()) name = TextOf(item, "author");
  return name.find('@') == std::string::npos ? name : std::string();
}

Item ReadItem(const Node& node) {
  Item item;
  std::string title = TextOf(node, "title");
  // Some feeds escape the markup of a title twice.
  if (title.find('<') != std::string::npos || title.find('&') != std::string::npos) {
    if (const Result<Node> plain = ParseHtml(title, "")) title = Collapse(plain->AllText());
  }
  item.facts.title = title;
  item.facts.link = LinkOf(node);
  item.facts.id = TextOf(node, "guid");
  if (item.facts.id.empty()) item.facts.id = TextOf(node, "id");
  if (item.facts.id.empty()) item.facts.id = item.facts.link;
  if (const auto moment = MomentOf(node)) {
    item.facts.time = moment->time;
    item.facts.unix_time = moment->unix_time;
  }
  item.author = AuthorOf(node);
  ReadBody(node, item);
  return item;
}

/// Some feeds escape their markup twice: then what is left has no tag, but the names of some.
Result<std::string> Unescaped(const std::string& html, std::string_view file) {
  const std::size_t tag = html.find("&lt;");
  const bool twice = html.find('<') == std::string::npos && tag != std::string::npos &&
                     html.find("&gt;", tag) != std::string::npos && tag + 4 < html.size() &&
                     (html[tag + 4] == '/' || (html[tag + 4] >= 'a' && html[tag + 4] <= 'z'));
  if (!twice) return html;
  const Result<Node> plain = ParseHtml(html, file);
  if (!plain) return tl::unexpected(plain.error());
  return plain->AllText();
}

/// Adds the title and the text of an item; false where it has no word.
Result<bool> AddItem(const Item& item, int level, std::string_view file, Composer& composer) {
  if (!item.facts.title.empty()) {
    composer.Add(BlockKind::kHeading, item.facts.title).level = level;
  }
  Node root;
  if (item.xhtml == nullptr) {
    const Result<std::string> html = Unescaped(item.html, file);
    if (!html) return tl::unexpected(html.error());
    Result<Node> parsed = ParseHtml(*html, file);
    if (!parsed) return tl::unexpected(parsed.error());
    root = std::move(*parsed);
  }
  Flow flow = LayOut(item.xhtml != nullptr ? *item.xhtml : root, FlowKind::kFragment);
  DropDebris(flow, Captions::kSkip);
  AddLeaves(flow, composer);
  return composer.HasBlocks();
}

struct Channel {
  Node root;
  std::string title;
  std::string link;
  std::string language;
  std::vector<Item> items;
};

void CollectItems(const Node& node, std::vector<Item>& items) {
  for (const Node& child : node.children) {
    if (child.name == "item" || child.name == "entry") items.push_back(ReadItem(child));
  }
}

Result<Channel> ReadChannel(const Source& source, Decoded& decoded) {
  Result<Decoded> text =
      Decode(source.bytes, source.file, source.encoding, DeclaredEncoding(source.bytes));
  if (!text) return tl::unexpected(text.error());
  decoded = std::move(*text);
  Result<Node> parsed = ParseXml(decoded.text, source.file);
  if (!parsed) return tl::unexpected(parsed.error());
  Channel out;
  out.root = std::move(*parsed);
  const Node* root = &out.root;
  const Node* channel = root->name == "feed" ? root : root->Child("channel");
  const bool known = root->name == "feed" || root->name == "rss" || root->name == "rdf:RDF";
  if (!known || channel == nullptr) {
    return Fail(Code::kInput, std::string(source.file),
                Translated("is no RSS or Atom feed (its root is <{}>)", root->name),
                Translated("name a feed file"));
  }
  out.title = TextOf(*channel, "title");
  out.link = LinkOf(*channel);
  out.language = TextOf(*channel, "language");
  CollectItems(*channel, out.items);
  if (root->name == "rdf:RDF") CollectItems(*root, out.items);
  return out;
}

}  // namespace

Result<Document> ReadFeedDocument(const Source& source) {
  Decoded decoded;
  const Result<Channel> channel = ReadChannel(source, decoded);
  if (!channel) return tl::unexpected(channel.error());
  Composer composer;
  if (!channel->title.empty() && !channel->items.empty()) {
    composer.Add(BlockKind::kHeading, channel->title).level = 1;
  }
  for (const Item& item : channel->items) {
    const Result<bool> added = AddItem(item, 2, source.file, composer);
    if (!added) return tl::unexpected(added.error());
  }
  Document document = std::move(composer).Finish();
  document.format = "feed";
  document.metadata.title = channel->title;
  document.metadata.source = channel->title;
  NoteDecoding(decoded, document);
  return Complete(std::move(document), source);
}

Result<Feed> ReadFeed(std::string_view bytes, std::string_view file_name, const Options& options) {
  const Source source{bytes, file_name, options.encoding};
  Decoded decoded;
  Result<Channel> channel = ReadChannel(source, decoded);
  if (!channel) return tl::unexpected(channel.error());
  Feed feed;
  feed.title = channel->title;
  feed.link = channel->link;
  for (Item& item : channel->items) {
    Composer composer;
    const Result<bool> added = AddItem(item, 1, file_name, composer);
    if (!added) return tl::unexpected(added.error());
    if (!*added) continue;
    Document document = std::move(composer).Finish();
    document.format = "feed";
    document.file = file_name;
    document.name = item.facts.title;
    NoteDecoding(decoded, document);
    document.metadata.title = item.facts.title;
    document.metadata.author = item.author;
    document.metadata.date = item.facts.time.substr(0, 10);
    document.metadata.source = channel->title;
    Result<Document> complete = Complete(std::move(document), source);
    if (!complete) return tl::unexpected(complete.error());
    item.facts.document = std::move(*complete);
    feed.items.push_back(std::move(item.facts));
  }
  return feed;
}

}  // namespace boyin::intake
