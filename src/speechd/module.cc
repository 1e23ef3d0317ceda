// The commands of Speech Dispatcher, one by one.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "speechd/connection.h"
#include "speechd/marked_text.h"
#include "speechd/speaker.h"
#include "speechd/speechd.h"

namespace boyin::speechd {
namespace {

constexpr std::string_view kVariant = "none";

std::vector<std::filesystem::path> Folders(const Options& options) {
  return {options.folders.begin(), options.folders.end()};
}

Result<Reader> OpenReader(const Options& options) {
  Result<normalise::Normaliser> normaliser = normalise::Normaliser::Create({}, options.lexicon);
  if (!normaliser) return tl::unexpected(normaliser.error());
  Result<pronounce::Pronouncer> pronouncer = pronounce::Pronouncer::Create({}, options.lexicon);
  if (!pronouncer) return tl::unexpected(pronouncer.error());
  synthesise::PoolOptions pool_options;
  pool_options.command = options.engine;
  pool_options.width = 1;
  Result<synthesise::Pool> pool = synthesise::Pool::Start(pool_options);
  if (!pool) return tl::unexpected(pool.error());
  return Reader{*std::move(normaliser), *std::move(pronouncer), *std::move(pool)};
}

int Scaled(int value, double factor) { return static_cast<int>(std::lround(value * factor)); }

/// −100 … 100 to either side of what the voice has, within 0 … 99.
int Moved(int value, int level) { return std::clamp(value + level / 2, 0, 99); }

voice::Voice Adjusted(voice::Voice voice, const Settings& settings) {
  const double faster = RateFactor(settings.rate);
  voice.rate = Scaled(voice.rate, faster);
  voice.pitch = Moved(voice.pitch, settings.pitch);
  voice.range = Moved(voice.range, settings.pitch_range);
  voice::Pauses& pauses = voice.pauses;
  for (int* pause : {&pauses.enumeration_ms, &pauses.comma_ms, &pauses.clause_ms,
                     &pauses.sentence_ms, &pauses.paragraph_ms, &pauses.phrase_ms}) {
    *pause = Scaled(*pause, 1 / faster);
  }
  return voice;
}

double Gain(const voice::Voice& voice, int volume) {
  // The voice's own gain brings it to −20 LUFS, a bulletin's level; a screen reader is heard beside
  // other programs and stays as loud.
  return std::pow(10.0, voice.gain_db / 20) * (volume + 100) / 200.0;
}

class Module {
 public:
  Module(Reader& reader, const Names& names, std::vector<voice::Voice> voices,
         const Options& options, LineReader& lines, ReplyWriter& replies)
      : names_(names),
        voices_(std::move(voices)),
        options_(options),
        lines_(lines),
        replies_(replies),
        speaker_(reader, replies) {}

  void Run() {
    while (const std::optional<std::string> line = lines_.Next()) {
      if (*line == "QUIT") {
        replies_.Line("210 OK QUIT");
        return;
      }
      Obey(*line);
    }
  }

 private:
  void Obey(const std::string& line) {
    if (line == "SPEAK" || line == "CHAR" || line == "KEY" || line == "SOUND_ICON") {
      Speak(line);
    } else if (line == "STOP") {
      speaker_.Stop();
    } else if (line == "PAUSE") {
      speaker_.Pause();
    } else if (line.starts_with("LIST VOICES")) {
      ListVoices();
    } else if (line == "SET") {
      SetAll();
    } else if (line == "AUDIO") {
      Audio();
    } else if (line == "LOGLEVEL") {
      replies_.Line("207 OK RECEIVING LOGLEVEL SETTINGS");
      if (Lines()) replies_.Line("203 OK LOGLEVEL SET");
    } else if (line.starts_with("DEBUG")) {
      replies_.Line("200 OK DEBUGGING OFF");
    } else {
      replies_.Line("300 ERR UNKNOWN COMMAND");
    }
  }

  /// The lines up to a single full stop, with leading full stops undoubled; nothing at the end of
  /// the input.
  std::optional<std::vector<std::string>> Lines() {
    std::vector<std::string> lines;
    while (std::optional<std::string> line = lines_.Next()) {
      if (*line == ".") return lines;
      if (line->starts_with('.')) line->erase(0, 1);
      lines.push_back(*std::move(line));
    }
    return std::nullopt;
  }

  void Speak(const std::string& kind) {
    replies_.Line("202 OK RECEIVING MESSAGE");
    const std::optional<std::vector<std::string>> lines = Lines();
    if (!lines) return;
    const std::string data = fmt::format("{}", fmt::join(*lines, "\n"));
    if (data.empty() || !speaker_.idle()) {
      replies_.Line("301 ERROR CANT SPEAK");
      return;
    }
    const voice::Voice& voice = Chosen();
    replies_.Line("200 OK SPEAKING");
    speaker_.Speak(MessageOf(kind, data),
                   {Adjusted(voice, settings_), Gain(voice, settings_.volume)});
  }

  [[nodiscard]] MarkedText MessageOf(const std::string& kind, const std::string& data) const {
    if (kind == "CHAR") {
      return {SayCharacter(data == "space" ? " " : data, names_, settings_.name_capitals), {}};
    }
    if (kind == "KEY") return {SayKey(data, names_, settings_.name_capitals), {}};
    if (kind == "SOUND_ICON") return {data, {}};
    MarkedText message = ReadMarkup(data);
    if (settings_.spelling) return Spell(message, names_, settings_.name_capitals);
    // A line that ends without a mark ends: a screen reader's lines are items, not wrapped prose.
    std::ranges::replace(message.text, '\n', ' ');
    return NameMarks(message, names_, settings_.punctuation);
  }

  /// The voice that the settings ask for; the default where it is none of ours.
  [[nodiscard]] const voice::Voice& Chosen() const {
    for (const std::string& name : {settings_.voice, ByType(), options_.voice}) {
      const auto found = std::ranges::find(voices_, name, &voice::Voice::name);
      if (found != voices_.end()) return *found;
    }
    return voices_.front();
  }

  [[nodiscard]] std::string ByType() const {
    if (settings_.voice_type.starts_with("female")) return options_.female;
    if (settings_.voice_type.starts_with("male")) return options_.male;
    return {};
  }

  void ListVoices() {
    std::string reply;
    for (const voice::Voice& voice : voices_) {
      reply += fmt::format("200-{}\t{}\t{}\n", voice.name, voice.language, kVariant);
    }
    replies_.Line(reply + "200 OK VOICE LIST SENT");
  }

  void SetAll() {
    replies_.Line("203 OK RECEIVING SETTINGS");
    const std::optional<std::vector<std::string>> lines = Lines();
    if (!lines) return;
    std::string_view answer = "203 OK SETTINGS RECEIVED";
    for (const std::string& line : *lines) {
      const std::size_t sign = line.find('=');
      if (sign == std::string::npos) {
        answer = "302 ERROR BAD SYNTAX";
      } else if (!Set(std::string_view(line).substr(0, sign),
                      std::string_view(line).substr(sign + 1), settings_)) {
        answer = "303 ERROR INVALID PARAMETER OR VALUE";
      }
    }
    replies_.Line(answer);
  }

  /// Sound goes through the server alone.
  void Audio() {
    replies_.Line("207 OK RECEIVING AUDIO SETTINGS");
    const std::optional<std::vector<std::string>> lines = Lines();
    if (!lines) return;
    const bool server = std::ranges::all_of(
        *lines, [](const std::string& line) { return line == "audio_output_method=server"; });
    replies_.Line(server ? "203 OK AUDIO INITIALIZED" : "303 ERROR INVALID PARAMETER OR VALUE");
  }

  const Names& names_;
  std::vector<voice::Voice> voices_;
  const Options& options_;
  LineReader& lines_;
  ReplyWriter& replies_;
  Settings settings_;
  Speaker speaker_;
};

struct Opened {
  Names names;
  Reader reader;
  std::vector<voice::Voice> voices;
};

Result<Opened> Open(const Options& options) {
  Result<Names> names = Names::Load();
  if (!names) return tl::unexpected(names.error());
  Result<std::vector<voice::Voice>> voices = voice::List(Folders(options));
  if (!voices) return tl::unexpected(voices.error());
  const Result<voice::Voice> chosen = voice::Find(options.voice, Folders(options));
  if (!chosen) return tl::unexpected(chosen.error());
  Result<Reader> reader = OpenReader(options);
  if (!reader) return tl::unexpected(reader.error());
  // The engine is started now, so that the first message need not wait for it.
  const Result<synthesise::EngineInfo> engine = reader->pool.Describe(*chosen);
  if (!engine) return tl::unexpected(engine.error());
  return Opened{*std::move(names), *std::move(reader), *std::move(voices)};
}

}  // namespace

Result<void> Serve(int input, int output, const Options& options) {
  LineReader lines(input);
  ReplyWriter replies(output);
  if (lines.Next() != "INIT") {
    replies.Line("399-the first command is INIT\n399 ERR CANT INIT MODULE");
    return Fail(Code::kUsage, "", Translated("the first command is INIT"));
  }
  Result<Opened> opened = Open(options);
  if (!opened) {
    replies.Line(fmt::format("399-{}: {}\n399 ERR CANT INIT MODULE", opened.error().where,
                             opened.error().what.en));
    return tl::unexpected(opened.error());
  }
  replies.Line("299-boyin: Mandarin\n299 OK LOADED SUCCESSFULLY");
  Module(opened->reader, opened->names, std::move(opened->voices), options, lines, replies).Run();
  return {};
}

}  // namespace boyin::speechd
