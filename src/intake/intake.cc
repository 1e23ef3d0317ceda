#include "intake/intake.h"

#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/message.h"
#include "intake/archive.h"
#include "intake/charset.h"
#include "intake/credit.h"
#include "intake/format.h"
#include "intake/office.h"
#include "intake/outline.h"
#include "intake/package.h"
#include "intake/person.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kMostText = 256'000'000;  // bytes, of all members of an archive

/// Credits stand in the first three or the last three lines.
void FindCredits(Document& document) {
  const std::size_t count = document.blocks.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= 3 && i + 3 < count) continue;
    const std::optional<Credit> credit = ReadCredit(document.blocks[i].text);
    if (!credit) continue;
    document.blocks[i].kind = BlockKind::kCredit;
    std::string& field =
        credit->field == "source" ? document.metadata.source : document.metadata.author;
    if (field.empty()) {
      field = credit->field == "author" ? NamesIn(credit->value) : credit->value;
    }
  }
}

Source SourceOf(std::string_view bytes, std::string_view file_name, const Options& options) {
  return {bytes, file_name, options.encoding, options.captions, options.tables};
}

Result<Document> RefuseXml(const Source& source) {
  return Fail(Code::kInput, std::string(source.file),
              Translated("is XML, but no feed, SSML or XHTML"), Translated("give the text of it"));
}

/// "~$报告.docx": who has the file open, not the file.
Result<Document> RefuseOwnerFile(const Source& source) {
  return Fail(Code::kInput, std::string(source.file),
              Translated("is what an office program leaves beside a file that it has open"),
              Translated("give the file itself"));
}

/// Everything but an archive.
Result<Document> ReadSingle(const Source& source) {
  switch (Recognise(source.bytes, source.file)) {
    case Format::kHtml:
      return ReadHtml(source);
    case Format::kMarkdown:
      return ReadMarkdown(source);
    case Format::kFeed:
      return ReadFeedDocument(source);
    case Format::kSsml:
      return ReadSsml(source);
    case Format::kSubtitles:
      return ReadSubtitles(source);
    case Format::kAss:
      return ReadAss(source);
    case Format::kLyrics:
      return ReadLyrics(source);
    case Format::kRtf:
      return ReadRtf(source);
    case Format::kMail:
      return ReadMail(source);
    case Format::kMarkedText:
      return ReadMarkedText(source);
    case Format::kPdf:
      return ReadPdf(source);
    case Format::kCompound:
      return ReadCompound(source);
    case Format::kOwnerFile:
      return RefuseOwnerFile(source);
    case Format::kUnknownXml:
      return RefuseXml(source);
    case Format::kArchive:
    case Format::kPlain:
      break;
  }
  return ReadPlain(source);
}

/// A document that is an archive itself: DOCX, ODT, EPUB; nothing for any other archive.
Result<std::optional<Document>> ReadPackage(Archive& archive, const Source& source) {
  const Package kind = KindOf(archive);
  if (kind == Package::kMany) return std::optional<Document>();
  if (kind == Package::kOther) {
    return Fail(Code::kInput, std::string(source.file),
                Translated("is an office file, but no text document"),
                Translated("save its text as DOCX or plain text"));
  }
  if (kind == Package::kPages) {
    return Fail(Code::kInput, std::string(source.file),
                Translated("is an Apple Pages, Numbers or Keynote file"),
                Translated("export it as DOCX or EPUB"));
  }
  Result<Document> document = kind == Package::kDocx   ? ReadDocx(archive, source)
                              : kind == Package::kOdt  ? ReadOdt(archive, source)
                              : kind == Package::kPptx ? ReadPptx(archive, source)
                                                       : ReadEpub(archive, source);
  if (!document) return tl::unexpected(document.error());
  return std::optional(std::move(*document));
}

void NameIt(Document& document, std::string_view file_name) {
  document.file = file_name;
  document.name = std::filesystem::path(file_name).stem().string();
}

Result<Document> RefuseEmpty(std::string_view file_name) {
  return Fail(Code::kInput, std::string(file_name), Translated("is empty"),
              Translated("put the text to be read into it"));
}

Result<Document> ReadMember(Archive& archive, const Member& member, const Source& outer) {
  const Result<std::string> bytes = archive.Unpack(member);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string file = fmt::format("{}/{}", outer.file, member.path);
  const Source source{*bytes, file, outer.encoding, outer.captions, outer.tables};
  if (bytes->empty()) return RefuseEmpty(file);
  if (!IsArchive(*bytes)) return ReadSingle(source);
  Result<Archive> inner = Archive::Open(*bytes, file);
  if (!inner) return tl::unexpected(inner.error());
  Result<std::optional<Document>> document = ReadPackage(*inner, source);
  if (!document) return tl::unexpected(document.error());
  if (document->has_value()) return std::move(**document);
  return Fail(Code::kInput, file, Translated("is an archive in an archive"),
              Translated("unpack it first"));
}

void NoteLeftOut(const std::vector<std::string>& names, Document& document) {
  if (names.empty()) return;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < 5; ++i) list += (i > 0 ? ", " : "") + names[i];
  if (names.size() > 5) list += " …";
  document.notes.push_back(Translated("{} other files were left out: {}", names.size(), list));
}

/// Members are read one after the other; the text of all of them together stays bounded.
Result<Collection> ReadMembers(Archive& archive, const Source& source) {
  Collection collection;
  std::vector<std::string> left_out;
  std::size_t text = 0;
  for (const Member& member : archive.members()) {
    if (!IsDocumentName(member.path)) {
      if (!member.path.ends_with('/')) left_out.push_back(member.path);
      continue;
    }
    if (text > kMostText) {
      return Fail(Code::kInput, std::string(source.file),
                  Translated("holds more than {} MB of text", kMostText / 1'000'000),
                  Translated("split it"));
    }
    Result<Document> document = ReadMember(archive, member, source);
    if (!document) {
      collection.refused.push_back(document.error());
      continue;
    }
    NameIt(*document, fmt::format("{}/{}", source.file, member.path));
    document->member = member.path;
    text += document->text.size();
    collection.documents.push_back(std::move(*document));
  }
  if (!collection.documents.empty()) NoteLeftOut(left_out, collection.documents.front());
  return collection;
}

Result<Document> ReadOne(const std::string& path, const Source& source) {
  Result<Archive> archive = Archive::Open(source.bytes, source.file);
  if (!archive) return tl::unexpected(archive.error());
  const Member* member = archive->Find(path);
  if (member == nullptr) {
    return Fail(Code::kInput, fmt::format("{}/{}", source.file, path),
                Translated("is not in the archive"));
  }
  Result<Document> document = ReadMember(*archive, *member, source);
  if (!document) return document;
  NameIt(*document, fmt::format("{}/{}", source.file, path));
  document->member = path;
  return document;
}

Result<Collection> ReadArchive(const Source& source) {
  Result<Archive> archive = Archive::Open(source.bytes, source.file);
  if (!archive) return tl::unexpected(archive.error());
  Result<std::optional<Document>> package = ReadPackage(*archive, source);
  if (!package) return tl::unexpected(package.error());
  if (package->has_value()) {
    NameIt(**package, source.file);
    Collection collection;
    collection.documents.push_back(std::move(**package));
    return collection;
  }
  Result<Collection> collection = ReadMembers(*archive, source);
  if (!collection || !collection->documents.empty()) return collection;
  if (!collection->refused.empty()) return tl::unexpected(collection->refused.front());
  return Fail(Code::kInput, std::string(source.file),
              Translated("is an archive without a document"), Translated("put articles into it"));
}

}  // namespace

void NoteDecoding(const Decoded& decoded, Document& document) {
  document.encoding = decoded.encoding;
  document.encoding_confidence = decoded.confidence;
  if (decoded.repaired) document.notes.push_back(*decoded.repaired);
  if (decoded.damaged) document.notes.push_back(*decoded.damaged);
}

Result<Document> Complete(Document document, const Source& source) {
  if (document.blocks.empty()) {
    return Fail(Code::kInput, std::string(source.file),
                document.format == "text" ? Translated("holds nothing but white space")
                                          : Translated("holds no text to read aloud"),
                Translated("put the text to be read into it"));
  }
  DecideLanguage(document);
  DropSecondTitle(document);
  FindCredits(document);
  if (document.metadata.title.empty() && document.blocks.front().kind == BlockKind::kHeading) {
    document.metadata.title = document.blocks.front().text;
  }
  return document;
}

Result<std::vector<std::string>> MembersOf(std::string_view bytes, std::string_view file_name) {
  std::vector<std::string> names;
  if (!IsArchive(bytes)) return names;
  Result<Archive> archive = Archive::Open(bytes, file_name);
  if (!archive) return tl::unexpected(archive.error());
  const Result<std::optional<Document>> package = ReadPackage(*archive, {bytes, file_name, {}});
  if (!package) return tl::unexpected(package.error());
  if (package->has_value()) return names;
  for (const Member& member : archive->members()) {
    if (IsDocumentName(member.path)) names.push_back(member.path);
  }
  if (names.size() < 2) names.clear();
  return names;
}

Result<Document> Read(std::string_view bytes, std::string_view file_name, const Options& options) {
  if (!options.member.empty()) return ReadOne(options.member, SourceOf(bytes, file_name, options));
  Result<Collection> all = ReadAll(bytes, file_name, options);
  if (!all) return tl::unexpected(all.error());
  if (!all->refused.empty()) return tl::unexpected(all->refused.front());
  if (all->documents.size() > 1) {
    return Fail(Code::kInput, std::string(file_name),
                Translated("holds {} documents", all->documents.size()),
                Translated("unpack it, or give it to a command that takes several"));
  }
  return std::move(all->documents.front());
}

Result<Document> ReadText(std::string_view bytes, std::string_view file_name,
                          const Options& options) {
  if (bytes.empty()) return RefuseEmpty(file_name);
  Result<Document> document = ReadPlain({bytes, file_name, options.encoding});
  if (document) NameIt(*document, file_name);
  return document;
}

Result<Collection> ReadAll(std::string_view bytes, std::string_view file_name,
                           const Options& options) {
  const Source source = SourceOf(bytes, file_name, options);
  if (IsArchive(bytes)) return ReadArchive(source);
  Result<Document> document = bytes.empty() ? RefuseEmpty(file_name) : ReadSingle(source);
  if (!document) return tl::unexpected(document.error());
  NameIt(*document, file_name);
  Collection collection;
  collection.documents.push_back(std::move(*document));
  return collection;
}

}  // namespace boyin::intake
