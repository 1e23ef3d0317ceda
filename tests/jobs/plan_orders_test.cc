#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "jobs/incremental_build.h"
#include "jobs/jobs.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a link in a folder is followed within it only; one that is named is followed anywhere") {
  const fs::path top = fs::temp_directory_path() / ("boyin-links-" + std::to_string(::getpid()));
  fs::create_directories(top / "in/sub");
  fs::create_directories(top / "elsewhere");
  std::ofstream(top / "secret.txt") << "x";
  std::ofstream(top / "in/a.txt") << "x";
  std::ofstream(top / "elsewhere/b.txt") << "x";
  fs::create_symlink("../a.txt", top / "in/sub/within.txt");
  fs::create_symlink(top / "secret.txt", top / "in/out.txt");
  fs::create_symlink("../../secret.txt", top / "in/sub/up.txt");
  fs::create_directory_symlink(top / "elsewhere", top / "in/folder");
  const Result<std::vector<Order>> orders =
      PlanOrders({top / "in"}, top / "made", ".mp3", reader::Reader());
  REQUIRE(orders);
  std::vector<std::pair<std::string, bool>> found;
  for (const Order& order : *orders) {
    found.emplace_back(fs::path(order.input).lexically_relative(top / "in"), order.leads_out);
  }
  CHECK(found ==
        std::vector<std::pair<std::string, bool>>{
            {"a.txt", false}, {"out.txt", true}, {"sub/up.txt", true}, {"sub/within.txt", false}});
  const Result<std::vector<Order>> named =
      PlanOrders({(top / "in/out.txt").string()}, top / "made", ".mp3", reader::Reader());
  REQUIRE(named);
  CHECK_FALSE(named->front().leads_out);
  fs::remove_all(top);
}

TEST_CASE("a file that became a link out of its folder since it was found is not read") {
  const fs::path top = fs::temp_directory_path() / ("boyin-swap-" + std::to_string(::getpid()));
  fs::create_directories(top / "in");
  std::ofstream(top / "secret.txt") << "secret";
  std::ofstream(top / "in/a.txt") << "one";
  fs::create_symlink(top / "in/a.txt", top / "in/b.txt");
  const Result<std::vector<Order>> orders =
      PlanOrders({top / "in"}, top / "made", ".mp3", reader::Reader());
  REQUIRE(orders);
  REQUIRE(orders->size() == 2);
  CHECK(ReadInput(orders->at(0)) == "one");
  CHECK(ReadInput(orders->at(1)) == "one");
  for (const Order& order : *orders) {
    fs::remove(order.input);
    fs::create_symlink(top / "secret.txt", order.input);
    const Result<std::string> bytes = ReadInput(order);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().what.en == kLeadsOut);
  }
  fs::remove(orders->front().input);
  CHECK(ReadInput(orders->front()).error().where == orders->front().input);
  // One that was named is read wherever it leads.
  CHECK(ReadInput({(top / "in/b.txt").string(), {}}) == "secret");
  fs::remove_all(top);
}

}  // namespace
}  // namespace boyin::jobs
