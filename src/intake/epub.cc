#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "intake/charset.h"
#include "intake/date.h"
#include "intake/flow.h"
#include "intake/html.h"
#include "intake/office.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kMostChapters = 5000;

/// "OEBPS/text/" + "../a%20b.xhtml#c" → "OEBPS/a b.xhtml". A path that leads outside is not found
/// in the archive, whose names do not.
std::string Resolve(std::string_view folder, std::string_view reference) {
  std::string path(folder);
  reference = reference.substr(0, reference.find('#'));
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == '%' && i + 2 < reference.size() && digit(reference[i + 1]) >= 0 &&
        digit(reference[i + 2]) >= 0) {
      path += static_cast<char>(digit(reference[i + 1]) * 16 + digit(reference[i + 2]));
      i += 2;
    } else {
      path += reference[i];
    }
  }
  for (std::size_t up = path.find("/../"); up != std::string::npos; up = path.find("/../")) {
    const std::size_t before = up == 0 ? 0 : path.rfind('/', up - 1);
    path.erase(before == std::string::npos ? 0 : before + 1,
               up + 4 - (before == std::string::npos ? 0 : before + 1));
  }
  if (path.starts_with("../")) return {};
  return path;
}

std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? "" : path.substr(0, slash + 1));
}

/// The first descendant of that name.
const Node* Find(const Node& node, std::string_view name) {
  for (const Node& child : node.children) {
    if (child.name == name) return &child;
    if (const Node* found = Find(child, name)) return found;
  }
  return nullptr;
}

struct Chapter {
  std::string path;
  bool contents = false;  ///< the table of contents itself
};

struct Book {
  Metadata metadata;
  std::vector<Chapter> chapters;
  std::string navigation;                                  ///< path of the EPUB 3 navigation
  std::string ncx;                                         ///< path of the EPUB 2 one
  std::map<std::string, std::string, std::less<>> titles;  ///< of chapters, by path
};

Metadata ReadMetadata(const Node& package) {
  Metadata metadata;
  const Node* node = package.Child("metadata");
  if (node == nullptr) return metadata;
  const auto text = [&](std::string_view name) {
    const Node* found = Find(*node, name);
    return found == nullptr ? std::string() : Collapse(found->AllText());
  };
  metadata.title = text("dc:title");
  metadata.author = text("dc:creator");
  metadata.source = text("dc:publisher");
  if (const auto moment = FindDate(text("dc:date"))) metadata.date = moment->day;
  if (const std::string language = text("dc:language"); language.starts_with("zh")) {
    metadata.language = language;
  }
  return metadata;
}

void ReadSpine(const Node& package, std::string_view folder, Book& book) {
  std::map<std::string, const Node*, std::less<>> items;
  if (const Node* manifest = package.Child("manifest")) {
    for (const Node& item : manifest->children) {
      if (item.name != "item") continue;
      items.emplace(item.Attribute("id"), &item);
      const std::string path = Resolve(folder, item.Attribute("href"));
      if (item.Attribute("properties").find("nav") != std::string_view::npos) {
        book.navigation = path;
      }
      if (item.Attribute("media-type") == "application/x-dtbncx+xml") book.ncx = path;
    }
  }
  const Node* spine = package.Child("spine");
  if (spine == nullptr) return;
  for (const Node& reference : spine->children) {
    const auto item = items.find(reference.Attribute("idref"));
    if (item == items.end() || reference.Attribute("linear") == "no") continue;
    const std::string_view type = item->second->Attribute("media-type");
    if (type.find("html") == std::string_view::npos && !type.empty()) continue;
    const std::string path = Resolve(folder, item->second->Attribute("href"));
    book.chapters.push_back({path, path == book.navigation});
  }
}

void ReadNavigation(const Node& node, std::string_view folder, Book& book) {
  if (node.name == "a") {
    book.titles.emplace(Resolve(folder, node.Attribute("href")), Collapse(node.AllText()));
  }
  if (node.name == "navPoint") {
    const Node* label = node.Child("navLabel");
    const Node* content = node.Child("content");
    if (label != nullptr && content != nullptr) {
      book.titles.emplace(Resolve(folder, content->Attribute("src")), Collapse(label->AllText()));
    }
  }
  for (const Node& child : node.children) ReadNavigation(child, folder, book);
}

/// A book whose navigation cannot be read is still a book.
void ReadTitles(Archive& archive, Book& book) {
  for (const std::string& path : {book.navigation, book.ncx}) {
    if (path.empty() || archive.Find(path) == nullptr) continue;
    const Result<std::string> bytes = archive.Unpack(path);
    const Result<Decoded> text =
        bytes ? Decode(*bytes, path, {}) : Result<Decoded>(tl::unexpected(bytes.error()));
    if (!text) continue;
    const Result<Node> root =
        path == book.ncx ? ParseXml(text->text, path) : ParseHtml(text->text, path);
    if (root) ReadNavigation(*root, FolderOf(path), book);
  }
}

Result<Book> OpenBook(Archive& archive, const Source& source) {
  const Result<Node> container = ReadXmlMember(archive, "META-INF/container.xml", source.file);
  if (!container) return tl::unexpected(container.error());
  const Node* file = Find(*container, "rootfile");
  const std::string path(file == nullptr ? "" : file->Attribute("full-path"));
  const Result<Node> package = ReadXmlMember(archive, path, source.file);
  if (!package) return tl::unexpected(package.error());
  Book book;
  book.metadata = ReadMetadata(*package);
  ReadSpine(*package, FolderOf(path), book);
  if (book.chapters.empty() || book.chapters.size() > kMostChapters) {
    return Fail(Code::kInput, fmt::format("{}/{}", source.file, path),
                {book.chapters.empty() ? "names no chapter to read"
                                       : fmt::format("names more than {} chapters", kMostChapters),
                 book.chapters.empty() ? "没有列出可读的章节"
                                       : fmt::format("列出的章节超过 {} 个", kMostChapters)},
                {"export the book anew", "请重新导出此书"});
  }
  ReadTitles(archive, book);
  return book;
}

/// Chapters that are encrypted (fonts often are; they do not matter here).
Result<void> RefuseLocked(Archive& archive, const Source& source, const Book& book) {
  const std::string_view path = "META-INF/encryption.xml";
  if (archive.Find(path) == nullptr) return {};
  const Result<std::string> bytes = archive.Unpack(path);
  if (!bytes) return tl::unexpected(bytes.error());
  for (const Chapter& chapter : book.chapters) {
    if (bytes->find(fmt::format("\"{}\"", chapter.path)) == std::string::npos) continue;
    return Fail(Code::kInput, fmt::format("{}/{}", source.file, chapter.path),
                {"is locked by copy protection (DRM)", "有版权保护加密（DRM）"},
                {"get the book without protection", "请取得无加密的版本"});
  }
  return {};
}

Result<void> AddChapter(Archive& archive, const Source& source, const Book& book,
                        const Chapter& chapter, Composer& composer) {
  const Result<std::string> bytes = archive.Unpack(chapter.path);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string where = fmt::format("{}/{}", source.file, chapter.path);
  const Result<Decoded> decoded = Decode(*bytes, where, {}, DeclaredEncoding(*bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  const Result<Node> root = ParseHtml(decoded->text, where);
  if (!root) return tl::unexpected(root.error());
  Flow flow = LayOut(*root, FlowKind::kFragment);
  bool heading = false;
  bool text = false;
  for (Leaf& leaf : flow.leaves) {
    if (chapter.contents && leaf.reason.empty()) leaf.reason = "table of contents";
    text = text || leaf.reason.empty();
    heading = heading || (leaf.reason.empty() && leaf.kind == BlockKind::kHeading);
  }
  const auto title = book.titles.find(chapter.path);
  if (!heading && text && title != book.titles.end() && !title->second.empty()) {
    const bool stands = !flow.leaves.empty() && flow.leaves.front().text == title->second;
    if (stands) {
      flow.leaves.front().kind = BlockKind::kHeading;
    } else {
      composer.Add(BlockKind::kHeading, title->second);
    }
  }
  AddLeaves(flow, composer);
  return {};
}

/// The highest headings of a book are its chapters, whatever level they were given; those that come
/// from the navigation have none yet.
void RaiseHeadings(Document& document) {
  int highest = 6;
  for (const Block& block : document.blocks) {
    if (block.level > 0) highest = std::min(highest, block.level);
  }
  for (Block& block : document.blocks) {
    if (block.kind == BlockKind::kHeading) block.level = std::max(block.level - highest + 1, 1);
  }
}

}  // namespace

Result<Document> ReadEpub(Archive& archive, const Source& source) {
  const Result<Book> book = OpenBook(archive, source);
  if (!book) return tl::unexpected(book.error());
  if (Result<void> open = RefuseLocked(archive, source, *book); !open) {
    return tl::unexpected(open.error());
  }
  Composer composer;
  for (const Chapter& chapter : book->chapters) {
    const Result<void> added = AddChapter(archive, source, *book, chapter, composer);
    if (!added) return tl::unexpected(added.error());
  }
  Document document = std::move(composer).Finish();
  RaiseHeadings(document);
  document.format = "epub";
  document.encoding = "UTF-8";
  document.metadata = book->metadata;
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
