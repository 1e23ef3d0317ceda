#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "intake/chapter.h"
#include "intake/charset.h"
#include "intake/flow.h"
#include "intake/html.h"
#include "intake/office.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kMostChapters = 5000;

/// Without "." and ".." in it; empty where it leads outside. One pass, whatever it holds.
std::string Normal(std::string_view path) {
  std::string out;
  std::vector<std::size_t> folders;  // where each of them begins in `out`
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view step = path.substr(0, end);
    const bool last = end == path.size();
    path.remove_prefix(last ? end : end + 1);
    if (step == "..") {
      if (folders.empty()) return {};
      out.resize(folders.back());
      folders.pop_back();
    } else if (step != "." && (!step.empty() || last)) {
      folders.push_back(out.size());
      out += step;
      if (!last) out += '/';
    }
  }
  return out;
}

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
  return Normal(path);
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
  std::string_view reason{};  ///< why nothing of it is read: "table of contents", "copyright page"
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
  metadata.language = text("dc:language");
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
    book.chapters.push_back({path, path == book.navigation ? "table of contents" : ""});
  }
}

void ReadNavigation(const Node& node, std::string_view folder, Book& book) {
  if (node.name == "a") {
    // Links do not stand in links: what does is not looked at again.
    book.titles.emplace(Resolve(folder, node.Attribute("href")), Collapse(node.AllText()));
    return;
  }
  if (node.name == "navLabel") return;
  if (node.name == "navPoint") {
    const Node* label = node.Child("navLabel");
    const Node* content = node.Child("content");
    if (label != nullptr && content != nullptr) {
      book.titles.emplace(Resolve(folder, content->Attribute("src")), Collapse(label->AllText()));
    }
  }
  for (const Node& child : node.children) ReadNavigation(child, folder, book);
}

/// The guide of EPUB 2 and the landmarks of EPUB 3 say which parts are no text.
std::string_view ReasonOfPart(std::string_view type) {
  if (type == "toc" || type == "loi" || type == "lot" || type == "index") {
    return "table of contents";
  }
  if (type == "copyright-page" || type == "copyright" || type == "colophon") {
    return "copyright page";
  }
  if (type == "cover" || type == "titlepage" || type == "title-page" || type == "halftitlepage") {
    return "title page";
  }
  return {};
}

void ReadGuide(const Node& package, std::string_view folder, Book& book) {
  const Node* guide = package.Child("guide");
  if (guide == nullptr) return;
  for (const Node& reference : guide->children) {
    const std::string_view reason = ReasonOfPart(reference.Attribute("type"));
    const std::string path = Resolve(folder, reference.Attribute("href"));
    for (Chapter& chapter : book.chapters) {
      if (!reason.empty() && chapter.path == path) chapter.reason = reason;
    }
  }
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
                book.chapters.empty() ? Translated("names no chapter to read")
                                      : Translated("names more than {} chapters", kMostChapters),
                Translated("export the book anew"));
  }
  ReadGuide(*package, FolderOf(path), book);
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
                Translated("is locked by copy protection (DRM)"),
                Translated("get the book without protection"));
  }
  return {};
}

/// What the first element with a type says of the whole: <body epub:type="copyright-page">.
std::string_view ReasonOfPage(const Node& root) {
  const Node* body = Find(root, "body");
  if (body == nullptr) return {};
  if (const std::string_view reason = ReasonOfPart(body->Attribute("epub:type")); !reason.empty()) {
    return reason;
  }
  const Node* only = nullptr;
  for (const Node& child : body->children) {
    if (child.name.empty() && IsBlank(child.text)) continue;
    if (only != nullptr) return {};
    only = &child;
  }
  return only == nullptr ? std::string_view() : ReasonOfPart(only->Attribute("epub:type"));
}

/// What the words of a page say of it where nothing marks it: a copyright page has a number in a
/// list of books; a list of chapters is links under its title.
std::string_view ReasonOfWords(const Flow& flow, std::string_view title) {
  constexpr std::size_t kLongest = 6000;  // bytes; a longer page is more than that
  std::size_t size = 0;
  std::size_t links = 0;
  bool number = false;
  bool rights = false;
  std::string_view first;
  for (const Leaf& leaf : flow.leaves) {
    if (!leaf.reason.empty()) continue;
    if (first.empty()) first = leaf.text;
    size += leaf.text.size();
    links += leaf.link_bytes;
    number = number || leaf.text.find("ISBN") != std::string::npos ||
             leaf.text.find("书号") != std::string::npos ||
             leaf.text.find("CIP") != std::string::npos;
    for (const std::string_view word : {"版权所有", "版權所有", "侵权必究", "All rights reserved",
                                        "出版社", "出版发行", "印刷"}) {
      rights = rights || leaf.text.find(word) != std::string::npos;
    }
  }
  if (size > kLongest) return {};
  for (const std::string_view name : {"版权信息", "版权页", "版权声明", "版权", "Copyright"}) {
    if (first == name || (title == name && first != title)) return "copyright page";
  }
  if (number && rights) return "copyright page";
  if ((IsContentsTitle(first) || IsContentsTitle(title)) && links * 2 > size) {
    return "table of contents";
  }
  return {};
}

Result<void> AddChapter(Archive& archive, const Source& source, const Book& book,
                        const Chapter& chapter, Composer& composer, Document& told) {
  const Result<std::string> bytes = archive.Unpack(chapter.path);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string where = fmt::format("{}/{}", source.file, chapter.path);
  const Result<Decoded> decoded = Decode(*bytes, where, {}, DeclaredEncoding(*bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  if (decoded->damaged) told.notes.push_back(*decoded->damaged);
  const Result<Node> root = ParseHtml(decoded->text, where);
  if (!root) return tl::unexpected(root.error());
  Flow flow = LayOut(*root, FlowKind::kFragment, composer.tables());
  const auto named = book.titles.find(chapter.path);
  const std::string title = named == book.titles.end() ? std::string() : named->second;
  std::string_view reason = chapter.reason;
  if (reason.empty()) reason = ReasonOfPage(*root);
  if (reason.empty() && book.chapters.size() > 1) reason = ReasonOfWords(flow, title);
  bool heading = false;
  bool text = false;
  for (Leaf& leaf : flow.leaves) {
    if (!reason.empty() && leaf.reason.empty()) leaf.reason = reason;
    text = text || leaf.reason.empty();
    heading = heading || (leaf.reason.empty() && leaf.kind == BlockKind::kHeading);
  }
  if (!heading && text && !title.empty()) {
    const bool stands = !flow.leaves.empty() && flow.leaves.front().text == title;
    if (stands) {
      flow.leaves.front().kind = BlockKind::kHeading;
    } else {
      composer.Add(BlockKind::kHeading, title);
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
  Composer composer(source.tables);
  Document told;
  for (const Chapter& chapter : book->chapters) {
    const Result<void> added = AddChapter(archive, source, *book, chapter, composer, told);
    if (!added) return tl::unexpected(added.error());
  }
  Document document = std::move(composer).Finish();
  document.notes = std::move(told.notes);
  RaiseHeadings(document);
  document.format = "epub";
  document.encoding = "UTF-8";
  document.metadata = book->metadata;
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
