// A table of the rundown, asked for its fields one by one; what nobody asked for is a mistake of
// the writer. Private to rundown.
//
//   Fields fields(table, "item", faults);
//   item.title = fields.Text("title");
//   fields.Done();
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "rundown/rundown.h"

namespace boyin::rundown {

[[nodiscard]] Place PlaceOf(const toml::source_region& at);

/// The first thing that is wrong with a file; later ones are not listened to.
class Faults {
 public:
  explicit Faults(const std::string& file) : file_(file) {}

  void Add(const Place& at, Message what, Message mend = {});
  /// A name that is none of `known`.
  void Unknown(const Place& at, const Message& what, std::string_view name,
               const std::vector<std::string_view>& known);
  [[nodiscard]] const std::optional<Error>& first() const { return first_; }

 private:
  const std::string& file_;
  std::optional<Error> first_;
};

class Fields {
 public:
  Fields(const toml::table& table, Faults& faults) : table_(table), faults_(faults) {}

  [[nodiscard]] const toml::node* Find(std::string_view key);
  [[nodiscard]] std::string Text(std::string_view key, Place* place = nullptr);
  /// A text in which placeholders may stand.
  [[nodiscard]] std::string Template(std::string_view key);
  [[nodiscard]] bool Flag(std::string_view key, bool otherwise);
  [[nodiscard]] int Whole(std::string_view key, int least, int most, int otherwise);
  [[nodiscard]] double Number(std::string_view key, double least, double most, double otherwise);
  /// "3:00" in milliseconds.
  [[nodiscard]] int Length(std::string_view key, int otherwise, Place* place = nullptr);
  /// [0.9, 1.1]: least and most, on either side of 1.
  void Span(std::string_view key, double& least, double& most);
  [[nodiscard]] std::vector<std::pair<std::string, Place>> Texts(std::string_view key);
  [[nodiscard]] const toml::table* Table(std::string_view key);
  /// Every key of the table must have been asked for.
  void Done();

  void Wrong(const toml::node& node, std::string_view key, std::string_view en,
             std::string_view zh);

 private:
  const toml::table& table_;
  Faults& faults_;
  std::vector<std::string_view> known_;
};

}  // namespace boyin::rundown
