// Makes zip archives for tests, honest and otherwise.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <zip.h>

#include "base/file.h"

namespace boyin::intake {

using Members = std::vector<std::pair<std::string, std::string>>;

/// An archive of (path, bytes); `link` makes the first member a symbolic link.
inline std::string Zip(const Members& members, bool link = false) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(buffer);
  zip_t* zip = zip_open_from_source(buffer, ZIP_CREATE | ZIP_TRUNCATE, &error);
  REQUIRE(zip != nullptr);
  for (const auto& [path, bytes] : members) {
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    const zip_int64_t index =
        zip_file_add(zip, path.c_str(), source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
    REQUIRE(index >= 0);
    if (link && index == 0) {
      zip_file_set_external_attributes(zip, 0, 0, ZIP_OPSYS_UNIX, unsigned{S_IFLNK | 0777} << 16U);
    }
  }
  REQUIRE(zip_close(zip) == 0);
  REQUIRE(zip_source_open(buffer) == 0);
  zip_stat_t stat{};
  zip_source_stat(buffer, &stat);
  std::string out(stat.size, '\0');
  zip_source_read(buffer, out.data(), out.size());
  zip_source_close(buffer);
  zip_source_free(buffer);
  return out;
}

}  // namespace boyin::intake
