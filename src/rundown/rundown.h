// Rundown: the file in which an editor writes what a bulletin is made of. Here it is read and
// checked; nothing is opened that it names.
//
//   Result<Rundown> rundown = rundown::Read(toml, "morning.toml", {"anchor-f", "anchor-m"});
//   rundown->items[0].source;                       // "seeds/yancheng-2017-02.txt"
//   FillIn(rundown->opening.text, {.day = day});    // 今天是十一月二十二日，星期日，小雪。
//
// docs/bulletin.md describes every key. Pure functions, for any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text_place.h"
#include "rundown/calendar.h"

namespace boyin::rundown {

/// Where a value stands in the file, from 1.
using Place = TextPlace;

/// Who speaks: a name of the rundown's own, and a voice of `boyin voices`.
struct Role {
  std::string name;
  std::string voice;

  bool operator==(const Role&) const = default;
};

/// Words of the frame.
struct Words {
  std::string text;  ///< with placeholders; empty: not said
  std::string role;  ///< empty: the first announcer

  bool operator==(const Words&) const = default;
};

enum class Source { kFile, kText, kFolder, kFeed, kWeather, kAudio };

/// A piece that boyin plays itself ("chime", "pips", "sting", "bed"), or a file.
struct Piece {
  std::string source;  ///< empty: none
  Place place;

  bool operator==(const Piece&) const = default;
};

/// What is played of a recording.
struct Recording {
  std::string transcript;  ///< a document with its words; empty: none
  int from_ms = 0;
  int to_ms = 0;  ///< 0: to its end

  bool operator==(const Recording&) const = default;
};

/// Paragraphs of a document, counted from 1.
struct Paragraphs {
  int first = 1;
  int last = 0;  ///< 0: to the end

  bool operator==(const Paragraphs&) const = default;
};

/// One entry of the running order. A folder and a feed give several stories.
struct Item {
  Source kind = Source::kFile;
  std::string source;  ///< a path, beside the rundown where relative; the text; weather as TSV
  bool source_is_file = true;  ///< false: `source` is the text or the table itself
  Place place;                 ///< of the source
  std::string title;           ///< empty: the document's
  std::string role;            ///< empty: the announcers by turns
  std::optional<Paragraphs> paragraphs;
  bool today = false;  ///< of a folder or feed: only what is of the day of the programme
  int newest = 0;      ///< and at most so many; 0: all
  int drop = 0;        ///< where time is short, 1 goes first; 0: stays
  bool number_safety = false;
  bool headline = true;
  bool optional = true;        ///< what cannot be read of it is left out and named; false: an error
  std::string fallback;        ///< said in place of what cannot be read; empty: nothing is
  Recording recording;         ///< of kAudio
  std::optional<Piece> sting;  ///< before this item; an empty source: none. Otherwise the rundown's

  bool operator==(const Item&) const = default;
};

/// Levels are in LU against speech.
struct MusicPlan {
  Piece opening;  ///< before the first word
  Piece bed;      ///< under opening and headlines
  Piece sting;    ///< between the items
  Piece closing;  ///< after the last word
  Piece fill;     ///< from the last word to the end of the slot
  double alone_lu = -3;
  double bed_under_lu = -18;
  double bed_alone_lu = -8;

  bool operator==(const MusicPlan&) const = default;
};

/// How far the making may go to meet the length.
struct Limits {
  double pauses_least = 0.7;
  double pauses_most = 1.4;
  double rate_least = 0.93;
  double rate_most = 1.1;
  int fill_most_ms = 60'000;

  bool operator==(const Limits&) const = default;
};

struct Rundown {
  std::string file;  ///< as the user named it, for messages
  std::string title;
  std::string name;  ///< of the files made, with {day}: "morning-{day}"; empty: the door's choice
  std::string day;   ///< "2026-11-22"; empty: today
  std::optional<Clock> time;  ///< at which it goes on air
  int length_ms = 0;          ///< of the slot; 0: as long as it comes
  Place length_place;
  std::vector<Role> roles;              ///< at least one, in the order of the file
  std::vector<std::string> announcers;  ///< roles that take the items by turns; at least one
  std::map<std::string, std::string> speakers;  ///< role of each label: 记者 of “记者：…”
  Words opening;
  Words headlines;         ///< what is said before them
  int headlines_most = 0;  ///< 0: all; -1: no headlines
  Words sign_off;
  Words correction{.text = "更正。{correction}",
                   .role = {}};  ///< what is said first where an episode is corrected
  MusicPlan music;
  Limits limits;
  std::vector<Item> items;  ///< at least one

  bool operator==(const Rundown&) const = default;
};

/// kInput at `name:line:column` for what is no TOML, an unknown key, role, voice or placeholder
/// (with the nearest known one), a wrong type, a time that is none. `voices` are the names that
/// `boyin voices` lists.
[[nodiscard]] Result<Rundown> Read(std::string_view toml, const std::string& name,
                                   const std::vector<std::string>& voices);

/// What the rundown of a stranger may not ask for, whether or not Read knows it: that something is
/// fetched, run or delivered. kInput at its place; nothing for what is no TOML.
[[nodiscard]] std::optional<Error> FindReach(std::string_view toml, const std::string& name);

/// A file or a folder that the rundown names; not a piece that boyin plays itself.
struct NamedSource {
  Source kind = Source::kFile;  ///< kAudio for music, too
  std::string path;
  Place place;

  bool operator==(const NamedSource&) const = default;
};
/// All of them. `builtin`: the names of the pieces that boyin plays itself.
[[nodiscard]] std::vector<NamedSource> SourcesOf(const Rundown& rundown,
                                                 const std::vector<std::string>& builtin);

/// "morning.toml:12:8", for errors.
[[nodiscard]] std::string At(const Rundown& rundown, const Place& place);

/// "3:00", "1:02:30", as milliseconds; nothing for what is no such time or lasts over a day.
[[nodiscard]] std::optional<int> ParseLength(std::string_view text);

/// What placeholders stand for.
struct Facts {
  Day day;
  std::string title;
  std::size_t stories = 0;
  std::string correction;
  std::optional<Clock> time{};
};

/// Puts words into {date} {year} {weekday} {lunar} {lunar_year} {solar_term} {title} {count}
/// {correction} {day} {time}. A clause with {solar_term} is left out on a day on which none begins.
[[nodiscard]] std::string FillIn(std::string_view text, const Facts& facts);

/// The first name in braces that FillIn does not know; empty where there is none. The inline marks
/// of docs/normalise.md are none of them.
[[nodiscard]] std::string UnknownPlaceholder(std::string_view text);
[[nodiscard]] const std::vector<std::string_view>& Placeholders();

/// A story of a folder or feed: when it is from.
struct Dated {
  std::string day;          ///< "2026-11-22"
  std::int64_t moment = 0;  ///< seconds; puts those of one day in order
};

/// The stories that `item` takes, as indices, newest first; those of one moment in their order.
[[nodiscard]] std::vector<std::size_t> Choose(const std::vector<Dated>& stories, const Item& item,
                                              const Day& day);

/// A table of weather (place, sky, lowest, highest, wind; tab-separated, wind may be missing), a
/// line for each place as it is read: "盐城，晴，-2~8℃，东北风3-4级。" kInput with the line.
[[nodiscard]] Result<std::string> WeatherText(std::string_view tsv, const std::string& name);

/// A commented rundown that works at once, of the article at `article`.
[[nodiscard]] std::string Example(std::string_view article);

}  // namespace boyin::rundown
