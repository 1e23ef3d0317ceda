#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "rundown/fields.h"

namespace boyin::rundown {
namespace {

constexpr std::string_view kReporter = "reporter";
constexpr int kMostStories = 200;
constexpr int kMostDrop = 1000;

/// The names that an item may have its matter under.
struct SourceKey {
  std::string_view key;
  Source kind;
};
constexpr std::array<SourceKey, 6> kSources{{{"file", Source::kFile},
                                             {"text", Source::kText},
                                             {"folder", Source::kFolder},
                                             {"feed", Source::kFeed},
                                             {"weather", Source::kWeather},
                                             {"audio", Source::kAudio}}};
constexpr std::string_view kNoSting = "none";

/// "2-4", "3", "5-": nothing for anything else.
std::optional<Paragraphs> ParseParagraphs(std::string_view text) {
  const auto number = [&]() -> int {
    int value = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9' && value < 100'000) {
      value = value * 10 + (text.front() - '0');
      text.remove_prefix(1);
    }
    return value;
  };
  Paragraphs p;
  p.first = number();
  p.last = p.first;
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    p.last = number();
  }
  const bool ordered = p.last == 0 || p.last >= p.first;
  if (p.first < 1 || !ordered || !text.empty()) return std::nullopt;
  return p;
}

TomlKind Kind() {
  return {Code::kInput,
          Translated("boyin bulletin new writes an example; docs/bulletin.md has every key")};
}

/// Walks one file, keeping the first thing that is wrong.
class Reader {
 public:
  Reader(const std::string& name, const std::vector<std::string>& voices)
      : voices_(voices), faults_(name, Kind()) {
    rundown_.file = name;
  }

  Result<Rundown> Read(const toml::table& table) {
    Fields fields(table, faults_);
    Top(fields);
    Roles(fields);
    Speakers(fields);
    Frame(fields);
    if (const toml::table* music = fields.Table("music")) ReadMusic(*music);
    if (const toml::table* fit = fields.Table("fit")) ReadLimits(*fit);
    Items(fields);
    fields.Done();
    CheckTime();
    if (faults_.first()) return tl::unexpected(*faults_.first());
    return std::move(rundown_);
  }

 private:
  void Top(Fields& fields) {
    rundown_.title = fields.Text("title");
    if (rundown_.title.empty()) {
      faults_.Add({}, Translated("“title” is missing"),
                  Translated("add title = \"早间新闻\" at the top"));
    }
    Place place;
    rundown_.name = fields.Text("name", &place);
    if (rundown_.name.find('/') != std::string::npos) {
      faults_.Add(place, Translated("“name” must be a file name without folders"));
    }
    rundown_.length_ms = fields.Length("length", 0, &rundown_.length_place);
    safe_ = fields.Flag("number_safety", false);
    ReadTime(fields);
    const toml::node* date = fields.Find("date");
    if (date == nullptr) return;
    std::string text = date->value<std::string>().value_or("");
    if (const auto day = date->value<toml::date>(); day && date->is_date()) {
      text = IsoDay({day->year, day->month, day->day});
    }
    if (text == "today") return;
    if (!ParseDay(text)) {
      return fields.Wrong(*date, "date", Translated("\"today\" or a day such as 2026-11-22"));
    }
    rundown_.day = text;
  }

  void ReadTime(Fields& fields) {
    Place place;
    const std::string time = fields.Text("time", &place);
    if (time.empty()) return;
    rundown_.time = ParseClock(time);
    if (rundown_.time) return;
    faults_.Add(place, Translated("“time” must be a time of day, such as \"8:00\""));
  }

  /// Who says {time} must have been told it.
  void CheckTime() {
    if (rundown_.time) return;
    for (const Words* words :
         {&rundown_.opening, &rundown_.headlines, &rundown_.sign_off, &rundown_.correction}) {
      if (words->text.find("{time}") == std::string::npos) continue;
      return faults_.Add({}, Translated("{{time}} is said, but “time” is missing"),
                         Translated("add time = \"8:00\" at the top"));
    }
  }

  /// [speakers]: the label that opens a paragraph, and the role that says it.
  void Speakers(Fields& fields) {
    const toml::table* table = fields.Table("speakers");
    if (table == nullptr) return;
    for (const auto& [label, node] : *table) {
      const auto role = node.value_exact<std::string>();
      if (!role || role->empty()) {
        fields.Wrong(node, label.str(), Translated("a role or a voice in quotes"));
        continue;
      }
      rundown_.speakers[std::string(label.str())] = Known(*role, PlaceOf(node.source()));
    }
  }

  void Roles(Fields& fields) {
    if (const toml::table* table = fields.Table("voices")) {
      std::vector<std::pair<std::size_t, Role>> in_order;  // a TOML table is sorted by name
      for (const auto& [key, node] : *table) {
        const std::string voice = node.value<std::string>().value_or("");
        const Place place = PlaceOf(node.source());
        if (std::find(voices_.begin(), voices_.end(), voice) == voices_.end()) {
          faults_.Unknown(place, Translated("unknown voice"), voice,
                          {voices_.begin(), voices_.end()});
        }
        in_order.emplace_back(place.line * 10'000 + place.column,
                              Role{std::string(key.str()), voice});
      }
      std::sort(in_order.begin(), in_order.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      for (auto& [at, role] : in_order) rundown_.roles.push_back(std::move(role));
    }
    if (rundown_.roles.empty()) rundown_.roles = {{"a", "auto-f"}, {"b", "auto-m"}};
    for (const auto& [name, place] : fields.Texts("announcers")) {
      rundown_.announcers.push_back(Known(name, place));
    }
    std::vector<std::string> defaults;
    for (const Role& role : rundown_.roles) {
      if (role.name != kReporter) defaults.push_back(role.name);
    }
    if (rundown_.announcers.empty()) rundown_.announcers = std::move(defaults);
    if (rundown_.announcers.empty()) rundown_.announcers.push_back(rundown_.roles.front().name);
  }

  /// A role by its name. A voice may stand in its place, and becomes a role of that name.
  std::string Known(const std::string& name, const Place& place) {
    const auto has = [&](const Role& role) { return role.name == name; };
    if (name.empty() || std::any_of(rundown_.roles.begin(), rundown_.roles.end(), has)) return name;
    if (std::find(voices_.begin(), voices_.end(), name) != voices_.end()) {
      rundown_.roles.push_back({name, name});
      return name;
    }
    std::vector<std::string_view> known;
    for (const Role& role : rundown_.roles) known.push_back(role.name);
    known.insert(known.end(), voices_.begin(), voices_.end());
    faults_.Unknown(place, Translated("neither a role nor a voice:"), name, known);
    return name;
  }

  Words ReadWords(Fields& fields) {
    Words words;
    words.text = fields.Template("text");
    Place place;
    const std::string role = fields.Text("voice", &place);
    words.role = Known(role, place);
    return words;
  }

  void Frame(Fields& fields) {
    if (const toml::table* table = fields.Table("opening")) {
      Fields own(*table, faults_);
      rundown_.opening = ReadWords(own);
      own.Done();
    }
    rundown_.headlines_most = -1;
    if (const toml::table* table = fields.Table("headlines")) {
      Fields own(*table, faults_);
      rundown_.headlines = ReadWords(own);
      rundown_.headlines_most = own.Whole("most", 0, kMostStories, 0);
      own.Done();
    }
    if (const toml::table* table = fields.Table("sign_off")) {
      Fields own(*table, faults_);
      rundown_.sign_off = ReadWords(own);
      own.Done();
    }
    if (const toml::table* table = fields.Table("correction")) {
      Fields own(*table, faults_);
      rundown_.correction = ReadWords(own);
      own.Done();
    }
  }

  void ReadMusic(const toml::table& table) {
    Fields fields(table, faults_);
    MusicPlan& music = rundown_.music;
    const auto piece = [&](std::string_view key) {
      Piece read;
      read.source = fields.Text(key, &read.place);
      return read;
    };
    music.opening = piece("opening");
    music.bed = piece("bed");
    music.sting = piece("sting");
    music.closing = piece("closing");
    music.fill = piece("fill");
    music.alone_lu = fields.Number("level", -30, 6, music.alone_lu);
    music.bed_under_lu = fields.Number("bed_under", -40, 0, music.bed_under_lu);
    music.bed_alone_lu = fields.Number("bed_alone", -40, 6, music.bed_alone_lu);
    fields.Done();
  }

  void ReadLimits(const toml::table& table) {
    Fields fields(table, faults_);
    fields.Span("pauses", rundown_.limits.pauses_least, rundown_.limits.pauses_most);
    fields.Span("rate", rundown_.limits.rate_least, rundown_.limits.rate_most);
    rundown_.limits.fill_most_ms = fields.Length("fill_most", rundown_.limits.fill_most_ms);
    fields.Done();
  }

  void Items(Fields& fields) {
    const toml::node* node = fields.Find("item");
    const toml::array* list = node == nullptr ? nullptr : node->as_array();
    if (list == nullptr || list->empty() || !list->is_homogeneous<toml::table>()) {
      return faults_.Add(node == nullptr ? Place{} : PlaceOf(node->source()),
                         Translated("there is no [[item]]"),
                         Translated("add [[item]] and below it file = \"news.txt\""));
    }
    for (const toml::node& one : *list) ReadItem(*one.as_table());
  }

  void ReadItem(const toml::table& table) {
    Fields fields(table, faults_);
    Item item;
    int sources = 0;
    for (const SourceKey& source : kSources) {
      const toml::node* node = fields.Find(source.key);
      if (node == nullptr) continue;
      ++sources;
      item.kind = source.kind;
      item.place = PlaceOf(node->source());
      ReadSource(fields, *node, source, item);
    }
    item.title = fields.Text("title");
    Place place;
    const std::string role = fields.Text("voice", &place);
    item.role = Known(role, place);
    if (const std::string text = fields.Text("paragraphs", &place); !text.empty()) {
      item.paragraphs = ParseParagraphs(text);
      if (!item.paragraphs) {
        faults_.Add(place, Translated("“paragraphs” must be such as \"1-3\", \"4\" or \"5-\""));
      }
    }
    item.today = fields.Flag("today", false);
    item.newest = fields.Whole("newest", 1, kMostStories, 0);
    item.drop = fields.Whole("drop", 1, kMostDrop, 0);
    item.number_safety = fields.Flag("number_safety", safe_);
    item.headline = fields.Flag("headline", item.kind != Source::kWeather);
    item.optional = fields.Flag("optional", true);
    item.fallback = fields.Text("fallback");
    ReadSting(fields, item);
    if (item.kind == Source::kAudio) ReadRecording(fields, item);
    fields.Done();  // a misspelt source is named before it is missed
    if (sources != 1) {
      faults_.Add(PlaceOf(table.source()),
                  sources == 0
                      ? Translated("an item needs one of file, text, folder, feed, weather, audio; "
                                   "this has none")
                      : Translated("an item needs one of file, text, folder, feed, weather, audio; "
                                   "this has several"),
                  sources == 0 ? Translated("add file = \"news.txt\"")
                               : Translated("make an item of each"));
    }
    rundown_.items.push_back(std::move(item));
  }

  void ReadSting(Fields& fields, Item& item) {
    Piece sting;
    sting.source = fields.Text("sting", &sting.place);
    if (sting.source.empty()) return;
    if (sting.source == kNoSting) sting.source.clear();
    item.sting = std::move(sting);
  }

  void ReadRecording(Fields& fields, Item& item) {
    Recording& recording = item.recording;
    recording.transcript = fields.Text("transcript");
    recording.from_ms = fields.Length("from", 0);
    Place place;
    recording.to_ms = fields.Length("to", 0, &place);
    if (recording.to_ms > 0 && recording.to_ms <= recording.from_ms) {
      faults_.Add(place, Translated("“to” is not behind “from”"));
    }
  }

  void ReadSource(Fields& fields, const toml::node& node, const SourceKey& source, Item& item) {
    item.source_is_file = source.kind != Source::kText;
    if (const auto text = node.value_exact<std::string>(); text && !text->empty()) {
      item.source = *text;
      return;
    }
    const toml::array* rows = source.kind == Source::kWeather ? node.as_array() : nullptr;
    if (rows == nullptr) return fields.Wrong(node, source.key, Translated("a text in quotes"));
    item.source_is_file = false;
    for (const toml::node& row : *rows) {
      const toml::array* cells = row.as_array();
      if (cells == nullptr) {
        return fields.Wrong(row, source.key,
                            Translated("rows such as [\"盐城\", \"晴\", -2, 8, \"东北风3级\"]"));
      }
      for (const toml::node& cell : *cells) {
        const bool whole = cell.is_integer();
        item.source += whole ? fmt::format("{}", cell.value_or(0)) : cell.value_or<std::string>("");
        item.source += '\t';
      }
      if (item.source.ends_with('\t')) item.source.back() = '\n';
    }
  }

  const std::vector<std::string>& voices_;
  Rundown rundown_;
  TomlFaults faults_;
  bool safe_ = false;
};

}  // namespace

Result<Rundown> Read(std::string_view toml, const std::string& name,
                     const std::vector<std::string>& voices) {
  const Result<toml::table> table = ParseToml(toml, name, Kind());
  if (!table) return tl::unexpected(table.error());
  return Reader(name, voices).Read(*table);
}

std::string At(const Rundown& rundown, const Place& place) {
  return fmt::format("{}:{}:{}", rundown.file, place.line, place.column);
}

std::optional<int> ParseLength(std::string_view text) {
  constexpr int kMostMs = 24 * 3600 * 1000;
  int parts = 0;
  std::int64_t seconds = 0;
  while (true) {
    std::size_t digits = 0;
    int value = 0;
    while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') {
      value = value * 10 + (text[digits++] - '0');
    }
    const bool first = parts++ == 0;
    if (digits == 0 || (!first && (digits != 2 || value > 59))) return std::nullopt;
    seconds = seconds * 60 + value;
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (!text.starts_with(':') || parts == 3) return std::nullopt;
    text.remove_prefix(1);
  }
  if (parts < 2 || seconds == 0 || seconds * 1000 > kMostMs) return std::nullopt;
  return static_cast<int>(seconds * 1000);
}

}  // namespace boyin::rundown
