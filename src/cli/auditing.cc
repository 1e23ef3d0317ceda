#include "cli/auditing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "publish/publish.h"
#include "synthesise/synthesise.h"

namespace boyin::cli {
namespace {

constexpr std::size_t kMostReportBytes = 256UL << 20U;

/// Says sentences of a report once more.
class Repeater {
 public:
  Repeater(const pipeline::Renderer& renderer, const audit::Script& script,
           std::vector<voice::Voice> voices, std::optional<voice::Voice> beside)
      : renderer_(renderer),
        script_(script),
        voices_(std::move(voices)),
        beside_(std::move(beside)) {}

  Result<std::optional<audit::Reference>> Say(const audit::Sentence& sentence) {
    intake::Document document;
    document.text = sentence.spoken;
    intake::Block& block = document.blocks.emplace_back();
    block.text = sentence.spoken;
    block.source = {0, sentence.spoken.size()};
    pipeline::Reading reading;
    reading.voice = VoiceOf(sentence.speaker);
    audit::Reference reference;
    std::string pinyin;
    int pause_ms = 0;  // after what was said last
    const Result<pipeline::Narration> narration =
        renderer_.Narrate(document, reading, [&](pipeline::SpokenSentence said) -> Result<void> {
          if (!pinyin.empty()) pinyin += ' ';
          pinyin += said.cue.pinyin;
          Append(said, sentence.spoken, pause_ms, reference);
          pause_ms = said.pause_after_ms;
          return {};
        });
    if (!narration) return tl::unexpected(narration.error());
    if (pinyin != sentence.pinyin) return std::nullopt;  // it was read with other tables
    return reference;
  }

 private:
  static void Append(const pipeline::SpokenSentence& said, const std::string& text, int pause_ms,
                     audit::Reference& reference) {
    const int rate_hz = said.clip.sample_rate_hz;
    reference.sample_rate_hz = rate_hz;
    reference.samples.resize(reference.samples.size() + static_cast<std::size_t>(pause_ms) *
                                                            static_cast<std::size_t>(rate_hz) /
                                                            1000);
    const double from_s = static_cast<double>(reference.samples.size()) / rate_hz;
    for (const episode::Word& word : said.cue.words) {
      reference.words.push_back({from_s + static_cast<double>(word.begin) / rate_hz,
                                 from_s + static_cast<double>(word.end) / rate_hz,
                                 std::string(word.source.In(text))});
    }
    reference.samples.insert(reference.samples.end(), said.clip.samples.begin(),
                             said.clip.samples.end());
  }

  /// Reports name speakers by their titles, and the voice of the whole by its name.
  [[nodiscard]] const voice::Voice& VoiceOf(const std::string& speaker) const {
    if (beside_) return *beside_;
    const voice::Voice* own = nullptr;
    for (const voice::Voice& voice : voices_) {
      const bool named = speaker.empty() ? voice.name == script_.voice : voice.title == speaker;
      if (named) own = &voice;
    }
    if (own != nullptr && synthesise::IsInstant(own->engine)) return *own;
    const bool man = own != nullptr && own->gender == "male";
    const auto stand_in =
        std::ranges::find(voices_, man ? "boyin-m" : "boyin-f", &voice::Voice::name);
    return stand_in == voices_.end() ? voices_.front() : *stand_in;
  }

  const pipeline::Renderer& renderer_;
  const audit::Script& script_;
  std::vector<voice::Voice> voices_;
  std::optional<voice::Voice> beside_;
};

/// A recogniser writes homophones and figures as it likes; said aloud they are the same.
std::string PinyinOf(const std::string& text, const pipeline::Renderer& renderer) {
  std::string pinyin;
  const pronounce::Utterance utterance =
      renderer.pronouncer().Pronounce(renderer.normaliser().Normalise(text));
  for (const pronounce::Token& token : utterance.tokens) {
    if (token.kind == pronounce::TokenKind::kSyllable) pinyin += token.pinyin.text() + ' ';
  }
  return pinyin;
}

double Rounded(double value) { return static_cast<double>(std::llround(value * 1000)) / 1000; }

/// The beginning of a sentence, for a line of a terminal.
std::string Beginning(const std::string& written) {
  constexpr std::size_t kCharacters = 16;
  std::size_t end = 0;
  for (std::size_t i = 0; i < kCharacters && end < written.size(); ++i) {
    end += utf8::Decode(written, end).length;
  }
  return written.substr(0, end) + (end < written.size() ? "…" : "");
}

}  // namespace

Result<audit::Audit> AuditSound(const std::filesystem::path& sound, const audit::Script& script,
                                const pipeline::Renderer& renderer, Recogniser* recogniser,
                                const std::string& beside) {
  audit::Recognise recognise;
  if (recogniser != nullptr) {
    recognise = [&](std::span<const float> samples, int rate_hz) {
      return recogniser->TextOf(samples, rate_hz).map([&](const std::string& text) {
        return PinyinOf(text, renderer);
      });
    };
  }
  if (beside == "none") return audit::Examine(sound, script, {}, recognise);
  Result<std::vector<voice::Voice>> voices = voice::List(VoiceFolders());
  if (!voices) return tl::unexpected(voices.error());
  std::optional<voice::Voice> named;
  if (!beside.empty()) {
    Result<voice::Voice> found = voice::Find(beside, VoiceFolders());
    if (!found) return tl::unexpected(found.error());
    named = std::move(*found);
  }
  Repeater repeater(renderer, script, std::move(*voices), std::move(named));
  return audit::Examine(
      sound, script, [&](const audit::Sentence& sentence) { return repeater.Say(sentence); },
      recognise);
}

nlohmann::ordered_json AuditJson(const audit::Audit& audit, const audit::Script& script) {
  nlohmann::ordered_json findings = nlohmann::ordered_json::array();
  for (const audit::Finding& finding : audit.findings) {
    findings.push_back({{"sentence", finding.sentence},
                        {"check", audit::CheckName(finding.check)},
                        {"start_s", Rounded(finding.begin_s)},
                        {"end_s", Rounded(finding.end_s)},
                        {"words", finding.words},
                        {"value", Rounded(finding.value)},
                        {"limit", Rounded(finding.limit)},
                        {"always", finding.always},
                        {"written", script.sentences[finding.sentence].written}});
  }
  return {{"sentences", audit.sentences},
          {"compared", audit.compared},
          {"flagged", audit.Flagged().size()},
          {"findings", std::move(findings)}};
}

void PrintAudit(const std::string& file, const audit::Audit& audit, const audit::Script& script) {
  for (const audit::Finding& finding : audit.findings) {
    if (finding.always) continue;
    const std::string words = finding.words.empty() ? "" : fmt::format("“{}” ", finding.words);
    Say(stdout, "{}   {} {}{}   {}\n", file, Clock(finding.begin_s), words,
        Pick(audit::CheckTitle(finding.check)),
        Beginning(script.sentences[finding.sentence].written));
  }
  const std::size_t flagged = audit.Flagged().size();
  Say(stdout, "{}   {}\n", file,
      Tr("{} sentences, {} compared, {} with findings", audit.sentences, audit.compared, flagged));
  const auto always = std::ranges::count_if(audit.findings, &audit::Finding::always);
  if (always == 0) return;
  Say(stdout, "{}   {}\n", file,
      Tr("{} heard otherwise that this voice always says so: they are in the report", always));
}

Result<void> SaveAudit(const std::filesystem::path& report, const audit::Audit& audit,
                       const audit::Script& script) {
  const Result<std::string> bytes = ReadFile(report, kMostReportBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(*bytes, nullptr, false);
  if (!json.is_object()) return audit::ReadReport(*bytes).map([](const audit::Script&) {});
  json["audit"] = AuditJson(audit, script);
  return WriteFile(
      report, json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

Result<std::vector<pipeline::Unwell>> Auditor::ListenTo(const episode::Episode& episode) {
  Result<audit::Script> script = audit::ReadReport(publish::ReportJson(episode));
  if (!script) return tl::unexpected(script.error());
  Result<audit::Audit> audit = AuditSound(episode.file, *script, renderer_, recogniser_.get());
  if (!audit && recogniser_) {
    // The sound is finished: that nobody recognises it is told, and loses neither it nor the rest
    // of what can be heard.
    cli::Print(audit.error());
    audit = AuditSound(episode.file, *script, renderer_, nullptr);
  }
  if (!audit) return tl::unexpected(audit.error());
  std::vector<pipeline::Unwell> unwell;
  for (const audit::Finding& finding : audit->findings) {
    const Range source = episode.cues[finding.sentence].source;
    if (unwell.empty() || unwell.back().source != source) unwell.push_back({source, 0, true});
    ++unwell.back().findings;
    unwell.back().always = unwell.back().always && finding.always;
  }
  const std::lock_guard lock(mutex_);
  heard_[episode.file] = {std::move(*script), std::move(*audit)};
  return unwell;
}

std::optional<Auditor::Heard> Auditor::Find(const std::string& file) const {
  const std::lock_guard lock(mutex_);
  const auto found = heard_.find(file);
  if (found == heard_.end()) return std::nullopt;
  return found->second;
}

void Auditor::Print(const std::string& file) const {
  if (const std::optional<Heard> heard = Find(file)) PrintAudit(file, heard->audit, heard->script);
}

nlohmann::ordered_json Auditor::Json(const std::string& file) const {
  const std::optional<Heard> heard = Find(file);
  return heard ? AuditJson(heard->audit, heard->script) : nlohmann::ordered_json();
}

Result<void> Auditor::Save(const std::string& file, const std::filesystem::path& report) const {
  const std::optional<Heard> heard = Find(file);
  return heard ? SaveAudit(report, heard->audit, heard->script) : Result<void>();
}

std::vector<std::string> Auditor::Unwell() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> files;
  for (const auto& [file, heard] : heard_) {
    if (!heard.audit.Flagged().empty()) files.push_back(file);
  }
  return files;
}

}  // namespace boyin::cli
