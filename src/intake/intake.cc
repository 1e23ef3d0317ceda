#include "intake/intake.h"

#include <filesystem>

#include "intake/charset.h"
#include "intake/credit.h"
#include "intake/format.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

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
    if (field.empty()) field = credit->value;
  }
}

Result<Document> ReadOne(const Source& source) {
  switch (Recognise(source.bytes, source.file)) {
    case Format::kHtml:
      return ReadHtml(source);
    case Format::kMarkdown:
      return ReadMarkdown(source);
    case Format::kFeed:
      return ReadFeedDocument(source);
    case Format::kPlain:
      break;
  }
  return ReadPlain(source);
}

}  // namespace

void NoteDecoding(const Decoded& decoded, Document& document) {
  document.encoding = decoded.encoding;
}

Result<Document> Complete(Document document, const Source& source) {
  if (document.blocks.empty()) {
    return Fail(Code::kInput, std::string(source.file),
                document.format == "text"
                    ? Message{"holds nothing but white space", "只有空白，没有文字"}
                    : Message{"holds no text to read aloud", "没有可朗读的文字"},
                {"put the text to be read into it", "请写入要朗读的文字"});
  }
  if (document.metadata.language.empty()) document.metadata.language = "zh";
  FindCredits(document);
  if (document.metadata.title.empty() && document.blocks.front().kind == BlockKind::kHeading) {
    document.metadata.title = document.blocks.front().text;
  }
  return document;
}

Result<Document> Read(std::string_view bytes, std::string_view file_name, const Options& options) {
  if (bytes.empty()) {
    return Fail(Code::kInput, std::string(file_name), {"is empty", "是空文件"},
                {"put the text to be read into it", "请写入要朗读的文字"});
  }
  Result<Document> document = ReadOne({bytes, file_name, options.encoding});
  if (!document) return document;
  document->file = file_name;
  document->name = std::filesystem::path(file_name).stem().string();
  return document;
}

Result<Collection> ReadAll(std::string_view bytes, std::string_view file_name,
                           const Options& options) {
  Result<Document> document = Read(bytes, file_name, options);
  if (!document) return tl::unexpected(document.error());
  Collection collection;
  collection.documents.push_back(std::move(*document));
  return collection;
}

}  // namespace boyin::intake
