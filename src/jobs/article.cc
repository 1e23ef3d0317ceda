#include "jobs/article.h"

#include "base/hash.h"
#include "base/message.h"
#include "jobs/render_config.h"
#include "pipeline/takes.h"

namespace boyin::jobs {

namespace {

/// `heard` is the name of how the document is heard, see pipeline::Renderer::SoundKey.
std::string NameOf(const std::string& heard, const intake::Document& document,
                   const RenderConfig& config) {
  const intake::Metadata& m = document.metadata;
  std::string shown =
      m.title + '\0' + m.author + '\0' + m.date + '\0' + m.source + '\0' + document.name;
  for (const intake::Block& block : document.blocks) {
    if (block.kind == intake::BlockKind::kHeading) shown += '\0' + block.text;  // a chapter's name
  }
  return ContentHash(KeyOf(config, heard) + shown);
}

}  // namespace

std::string SoundKeyOf(const pipeline::Renderer& renderer, const intake::Document& document,
                       const RenderConfig& config) {
  const pipeline::Settings& settings = config.settings;
  pipeline::Reading reading{
      settings.voice, settings.rate, settings.credit, {}, settings.number_safety};
  pipeline::DirectedDocument directed = PutTakes(
      document, settings.takes, {renderer.normaliser(), renderer.pronouncer(), settings.voice});
  reading.directions = std::move(directed.directions);
  return NameOf(renderer.SoundKey(directed.document, reading), directed.document, config);
}

Result<Rendered> Make(const pipeline::Renderer& renderer, const intake::Document& document,
                      const RenderConfig& config, const std::filesystem::path& output,
                      const pipeline::OnProgress& on_progress) {
  std::error_code failed;
  std::filesystem::create_directories(output.parent_path(), failed);
  if (failed) {
    return Fail(Code::kOutput, output.parent_path().string(), {failed.message(), failed.message()});
  }
  pipeline::Settings settings = config.settings;
  settings.output = output;
  settings.readings = !config.sidecars.empty() || settings.listen_to;
  settings.encoding.threads = 1;  // width comes from the articles
  const Result<episode::Episode> episode = renderer.Render(document, settings, on_progress);
  if (!episode) return tl::unexpected(episode.error());
  Result<publish::Bundle> bundle =
      publish::WriteBundle(*episode, config.sidecars, output.parent_path());
  if (!bundle) return tl::unexpected(bundle.error());
  if (episode->coverage.not_said > 0) {
    bundle->left_out.push_back(Translated("characters are not said"));
  }
  return Rendered{episode->certificate.duration_s, episode->cues.size(), episode->doubts.size(),
                  std::move(bundle->left_out),
                  NameOf(episode->sound_key, episode->document, config)};
}

bool IsTransient(const Error& error) {
  return error.code == Code::kEngine || error.code == Code::kOutput || error.code == Code::kOther;
}

}  // namespace boyin::jobs
