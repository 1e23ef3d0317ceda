#include "voice/read.h"

#include <array>

#include "base/message.h"
#include "base/toml_fields.h"

namespace boyin::voice {
namespace {

/// A whole number between two others.
template <typename T>
struct WholeField {
  std::string_view key;
  int T::*field;
  int least;
  int most;
};
using TextField = TomlField<Voice, std::string>;
using LevelField = TomlField<Voice, double>;
using PauseField = TomlField<Pauses, int>;
using RemoteTextField = TomlField<Remote, std::string>;

constexpr auto kTexts = std::to_array<TextField>({{"name", &Voice::name},
                                                  {"title", &Voice::title},
                                                  {"engine", &Voice::engine},
                                                  {"language", &Voice::language},
                                                  {"gender", &Voice::gender},
                                                  {"character", &Voice::character},
                                                  {"variant", &Voice::variant},
                                                  {"foreign", &Voice::foreign},
                                                  {"fallback", &Voice::fallback}});
constexpr auto kWholes = std::to_array<WholeField<Voice>>({{"rate", &Voice::rate, 60, 600},
                                                           {"pitch", &Voice::pitch, 0, 99},
                                                           {"range", &Voice::range, 0, 99}});
constexpr auto kLevels = std::to_array<LevelField>({{"bass_db", &Voice::bass_db},
                                                    {"presence_db", &Voice::presence_db},
                                                    {"gain_db", &Voice::gain_db}});
constexpr auto kPauses = std::to_array<PauseField>({{"enumeration_ms", &Pauses::enumeration_ms},
                                                    {"comma_ms", &Pauses::comma_ms},
                                                    {"clause_ms", &Pauses::clause_ms},
                                                    {"sentence_ms", &Pauses::sentence_ms},
                                                    {"paragraph_ms", &Pauses::paragraph_ms},
                                                    {"phrase_ms", &Pauses::phrase_ms}});
constexpr auto kRemoteTexts = std::to_array<RemoteTextField>({{"base_url", &Remote::base_url},
                                                              {"model", &Remote::model},
                                                              {"key_env", &Remote::key_env},
                                                              {"key_file", &Remote::key_file},
                                                              {"dialect", &Remote::dialect},
                                                              {"mark", &Remote::mark},
                                                              {"format", &Remote::format},
                                                              {"extra", &Remote::extra}});
constexpr auto kRemoteWholes = std::to_array<WholeField<Remote>>(
    {{"native_rate", &Remote::native_rate, 60, 600}, {"timeout_s", &Remote::timeout_s, 1, 600}});
constexpr double kMostDb = 24;
constexpr int kMostPauseMs = 10'000;

template <typename Rows, typename T>
void SetWholes(TomlFields& fields, const Rows& rows, T& out) {
  for (const auto& row : rows) {
    out.*row.field = fields.Whole(row.key, row.least, row.most, out.*row.field);
  }
}

void ReadPauses(TomlFields& fields, Pauses& pauses) {
  const toml::table* table = fields.Table("pauses");
  if (table == nullptr) return;
  TomlFields own(*table, fields.faults());
  for (const PauseField& f : kPauses) {
    pauses.*f.field = own.Whole(f.key, 0, kMostPauseMs, pauses.*f.field);
  }
  own.Done();
}

void ReadRemote(TomlFields& fields, Remote& remote) {
  const toml::table* table = fields.Table("remote");
  if (table == nullptr) return;
  TomlFields own(*table, fields.faults());
  own.SetTexts(kRemoteTexts, remote);
  SetWholes(own, kRemoteWholes, remote);
  own.Done();
}

void CheckGender(TomlFields& fields, const std::string& gender) {
  if (gender == "female" || gender == "male") return;
  if (gender.empty()) return fields.faults().Missing("gender");
  fields.faults().Unknown(PlaceOf(fields.Find("gender")->source()), Translated("unknown gender"),
                          gender, {"female", "male"});
}

Voice ReadFields(TomlFields& fields) {
  Voice voice;
  fields.SetTexts(kTexts, voice);
  SetWholes(fields, kWholes, voice);
  for (const LevelField& f : kLevels) {
    voice.*f.field = fields.Number(f.key, -kMostDb, kMostDb, voice.*f.field);
  }
  ReadPauses(fields, voice.pauses);
  ReadRemote(fields, voice.remote);
  fields.Done();  // a misspelt key is named before what it was to be is missed
  if (voice.name.empty()) fields.faults().Missing("name");
  if (voice.engine.empty()) fields.faults().Missing("engine");
  CheckGender(fields, voice.gender);
  return voice;
}

}  // namespace

Result<Voice> ReadVoice(std::string_view text, std::string_view name) {
  return ReadToml(text, std::string(name),
                  {Code::kInput, Translated("docs/voices.md shows a whole voice file")},
                  ReadFields);
}

}  // namespace boyin::voice
