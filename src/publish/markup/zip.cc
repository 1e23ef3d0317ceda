#include "publish/markup/zip.h"

#include <memory>

#include <zip.h>

#include "base/file.h"
#include "base/message.h"

namespace boyin::publish {
namespace {

constexpr time_t kSomeTime = 315'619'200;  // 1980-01-02: zip knows no earlier year

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, const std::string& why) {
  return Fail(Code::kOutput, path.string(), Translated("cannot be written: {}", why),
              Translated("name another place with -o"));
}

bool Add(zip_t* archive, const ZipEntry& entry) {
  zip_source_t* source = entry.file.empty()
                             ? zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0)
                             : zip_source_file(archive, entry.file.c_str(), 0, -1);
  if (source == nullptr) return false;
  const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return false;
  }
  const auto at = static_cast<zip_uint64_t>(index);
  const zip_int32_t method = entry.stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
  return zip_set_file_compression(archive, at, method, 0) == 0 &&
         zip_file_set_mtime(archive, at, kSomeTime, 0) == 0;
}

}  // namespace

Result<void> WriteZip(const std::vector<ZipEntry>& entries, const std::filesystem::path& path) {
  Result<AtomicFile> file = AtomicFile::Create(path);
  if (!file) return tl::unexpected(file.error());
  int code = 0;
  Archive archive(zip_open(file->temporary_path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
  if (!archive) return CannotWrite(path, "the archive cannot be made");
  for (const ZipEntry& entry : entries) {
    if (!Add(archive.get(), entry)) return CannotWrite(path, zip_strerror(archive.get()));
  }
  if (zip_close(archive.get()) != 0) return CannotWrite(path, zip_strerror(archive.get()));
  static_cast<void>(archive.release());  // closed, and so gone
  return file->Commit();
}

}  // namespace boyin::publish
