// A voice is a TOML file in voices/: who speaks, with what engine, how fast, how high, with what
// pauses. No code.
//
//   Result<Voice> voice = voice::Find("anchor-f", {"/home/me/voices"});
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::voice {

/// Silence after a mark, in milliseconds at normal rate.
struct Pauses {
  int enumeration_ms = 150;  ///< 、
  int comma_ms = 250;        ///< ，
  int clause_ms = 350;       ///< ；：—— ……
  int sentence_ms = 500;     ///< 。？！
  int paragraph_ms = 800;    ///< between paragraphs
  int phrase_ms = 60;        ///< between prosodic phrases without a mark

  bool operator==(const Pauses&) const = default;
};

/// A voice on a speech server: docs/voices.md.
struct Remote {
  std::string base_url;             ///< "http://127.0.0.1:8000/v1"; empty: no such voice
  std::string model;                ///< the server's name of it
  std::string key_env;              ///< the variable that holds the key
  std::string key_file;             ///< or the file
  std::string dialect = "plain";    ///< how the server is told a reading
  std::string mark = "polyphones";  ///< which syllables it is told: none, polyphones, all
  std::string format = "wav";       ///< what is asked for
  std::string extra;                ///< a JSON object: more fields of the request
  int native_rate = 250;            ///< syllables a minute at speed 1
  int timeout_s = 60;               ///< for one sentence

  bool operator==(const Remote&) const = default;
};

struct Voice {
  std::string name;        ///< "anchor-f": how it is asked for
  std::string title;       ///< "播音员 女": for people
  std::string engine;      ///< "espeak"
  std::string language;    ///< "zh-CN"
  std::string gender;      ///< "female" or "male"
  std::string character;   ///< one line on how it sounds
  std::string variant;     ///< engine's own speaker or variant name ("f2")
  std::string foreign;     ///< engine's own name of the voice for foreign runs ("en-us")
  std::string fallback;    ///< name of the voice that says what this one cannot; empty: none
  int rate = 250;          ///< syllables a minute over a whole programme, pauses included
  int pitch = 50;          ///< 0–99, 50 is the engine's middle
  int range = 50;          ///< 0–99, liveliness of the melody
  double bass_db = 0;      ///< low shelf at 150 Hz
  double presence_db = 0;  ///< peak at 3 kHz
  double gain_db = 0;      ///< brings the engine's speech to −20 LUFS (one channel)
  Pauses pauses;
  Remote remote{};

  bool operator==(const Voice&) const = default;
};

/// The voices built into boyin, then those in `folders` (a later one with the same name wins),
/// sorted by name. kInput with file:line:column for a file that is wrong.
[[nodiscard]] Result<std::vector<Voice>> List(const std::vector<std::filesystem::path>& folders);

/// One voice by name. kUsage, with the names there are, where it is unknown.
[[nodiscard]] Result<Voice> Find(std::string_view name,
                                 const std::vector<std::filesystem::path>& folders);

/// The voice for what `voice` cannot say. `asked` is the name of a voice, or of an engine
/// ("espeak"): its first built-in voice of the same gender; "none" for none; empty for what the
/// voice's file says.
[[nodiscard]] Result<std::optional<Voice>> FindFallback(
    const Voice& voice, std::string_view asked, const std::vector<std::filesystem::path>& folders);

}  // namespace boyin::voice
