#include "lexicon/reloading_lexicon.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.h"

namespace boyin::lexicon {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("boyin-tables-" + std::to_string(::getpid()))) {
    fs::create_directories(path_ / "own");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  fs::path Write(const std::string& name, const std::string& text) const {
    REQUIRE(WriteFile(path_ / name, text));
    return path_ / name;
  }
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

TEST_CASE("tables are read again when they change") {
  const Folder folder;
  const fs::path named = folder.Write("station.tsv", "甲\t子\n");
  folder.Write("own/a.tsv", "甲\t丑\n乙\t寅\n");
  folder.Write("own/.a.tsv.swp", "nonsense\t\tx");
  Result<ReloadingLexicon> tables =
      ReloadingLexicon::Open({named}, {folder / "own", folder / "missing"}, "2026-11-24");
  REQUIRE(tables);
  REQUIRE(tables->lexicon().size() == 2);
  CHECK(tables->lexicon()[0].written == "乙");
  CHECK(tables->lexicon()[1].spoken == "子");
  CHECK_FALSE(tables->Refresh("2026-11-24").value());

  folder.Write("own/b.tsv", "丙\t卯\t\t\t2026-11-24\n");
  CHECK(tables->Refresh("2026-11-24").value());
  CHECK(tables->lexicon().size() == 3);
  CHECK(tables->Refresh("2026-11-25").value());
  CHECK(tables->lexicon().size() == 2);

  folder.Write("own/b.tsv", "丁\t\tdinng1\n");
  const Result<bool> faulty = tables->Refresh("2026-11-25");
  REQUIRE_FALSE(faulty);
  CHECK(faulty.error().where.ends_with("b.tsv:1"));
  CHECK(tables->lexicon().size() == 2);
  CHECK_FALSE(tables->Refresh("2026-11-25").value());
}

TEST_CASE("a table that was named must be there") {
  CHECK_FALSE(ReloadingLexicon::Open({"no/such/table.tsv"}, {}, ""));
}

TEST_CASE("every fault of a table is found") {
  const std::vector<Error> faults = Check(
      "written\tspoken\tpinyin\n重庆\t\tchong2\n乐清\t\tyue4 qing1\n\t一\n行\t\thangg2\n", "t.tsv");
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].where == "t.tsv:2");
  CHECK(faults[1].where == "t.tsv:4");
  CHECK(faults[2].where == "t.tsv:5");
  CHECK(faults[2].mend.en.find("hang2") != std::string::npos);
  CHECK(Check("重庆\t\tchong2 qing4\n", "t.tsv").empty());
}

}  // namespace
}  // namespace boyin::lexicon
