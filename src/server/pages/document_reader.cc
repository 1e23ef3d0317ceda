#include "server/pages/document_reader.h"

#include "base/message.h"
#include "intake/intake.h"

namespace boyin::server {
namespace {

constexpr std::size_t kMostTextBytes = 4UL << 20U;  // the service holds several copies of it

}  // namespace

Result<ReadText> ReadForCaller(const std::vector<std::string>& command, std::string_view file_name,
                               std::string_view bytes) {
  // One file for each process: what one caller sends says nothing to another's.
  const reader::Reader reader({.command = command,
                               .memory_mb = 768,
                               .patience = std::chrono::seconds(15),
                               .most_files = 1});
  const Result<intake::Document> document = reader.Read(bytes, file_name, {});
  if (!document) return tl::unexpected(document.error());
  ReadText read{document->metadata.title, {}};
  for (const intake::Block& block : document->blocks) {
    read.text += (read.text.empty() ? "" : "\n\n") + block.text;
    if (read.text.size() > kMostTextBytes) {
      return Fail(Code::kUsage, std::string(file_name),
                  Translated("has too much text to be sent back; make it a job (POST /v1/jobs)"));
    }
  }
  return read;
}

}  // namespace boyin::server
