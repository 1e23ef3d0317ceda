// boyin voices preview: what each voice sounds like, as a file to listen to.
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/speech_options.h"
#include "intake/intake.h"
#include "voice/best.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> names;
  std::string output = "out/voices/";
  std::string text;
};

/// A greeting, a date, figures, a foreign name and a question: what a news voice must manage.
std::string SampleText(const voice::Voice& voice) {
  const std::string name = voice.title.substr(0, voice.title.find(' '));
  return fmt::format(
      "各位听众，早上好，我是{}"
      "。今天是11月26日，星期四。国家统计局公布，前三季度国内生产总值同比增长"
      "5.2%，达到101.5万亿元。银行行长在重庆会见了WTO代表。接下来还有哪些消息？请继续收听。\n",
      name);
}

/// Those named, else all that can speak here.
Result<std::vector<voice::Voice>> Chosen(const std::vector<std::string>& names) {
  std::vector<voice::Voice> chosen;
  if (names.empty()) {
    const Result<std::vector<voice::Voice>> all = voice::List(VoiceFolders());
    if (!all) return tl::unexpected(all.error());
    for (const voice::Voice& voice : *all) {
      if (Installed(voice)) chosen.push_back(voice);
    }
    return chosen;
  }
  for (const std::string& name : names) {
    Result<voice::Voice> voice = voice::FindBest(name, VoiceFolders(), Installed);
    if (!voice) return tl::unexpected(voice.error());
    chosen.push_back(std::move(*voice));
  }
  return chosen;
}

Result<void> Preview(const pipeline::Renderer& renderer, const voice::Voice& voice,
                     const Options& options) {
  const std::string text = options.text.empty() ? SampleText(voice) : options.text + "\n";
  const Result<intake::Document> document = intake::ReadText(text, voice.name, {"UTF-8"});
  if (!document) return tl::unexpected(document.error());
  SpeechOptions speech;
  speech.voice = voice.name;
  speech.title = voice.title;
  Result<pipeline::Settings> settings = Compile(speech, encode::Format::kMp3);
  if (!settings) return tl::unexpected(settings.error());
  settings->output = fs::path(options.output) / (voice.name + ".mp3");
  const Result<episode::Episode> episode = renderer.Render(*document, *settings, {});
  if (!episode) return tl::unexpected(episode.error());
  Say(stdout, "{}   {} · {} · {}\n", episode->file, voice.title, voice.engine, voice.character);
  return {};
}

Result<void> Run(const Options& options) {
  const Result<std::vector<voice::Voice>> voices = Chosen(options.names);
  if (!voices) return tl::unexpected(voices.error());
  std::error_code failed;
  fs::create_directories(options.output, failed);
  if (failed) return Fail(Code::kOutput, options.output, {failed.message(), failed.message()});
  const Result<pipeline::Renderer> renderer = OpenRenderer(SpeechOptions{});
  if (!renderer) return tl::unexpected(renderer.error());
  for (const voice::Voice& voice : *voices) {
    if (Result<void> made = Preview(*renderer, voice, options); !made) return made;
  }
  return {};
}

}  // namespace

void AddVoicesPreview(Command voices, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command = voices.AddCommand("preview", Tr("let voices say a few sentences"));
  command.AddOption("name", options->names, Tr("voices; default: all that are installed"));
  command.AddOption("-o,--output", options->output, Tr("folder for NAME.mp3")).ShowDefault();
  command.AddOption("--text", options->text, Tr("what they say instead of our sentences"));
  command.OnRun([options, &outcome] {
    const Result<void> done = Run(*options);
    if (!done) Print(done.error());
    outcome.status = done ? 0 : Status(done.error());
  });
}

}  // namespace boyin::cli
