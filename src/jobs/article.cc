#include "jobs/article.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "pipeline/version.h"

namespace boyin::jobs {

std::string KeyOf(const pipeline::Settings& s, std::string_view readings) {
  return ContentHash(
      fmt::format("{}|{}|{}|{} {} {} {}|{} {} {} {}|{} {}|{}|{}", kVersion, readings,
                  synthesise::ClipKey(s.voice, {}), s.profile.name, s.profile.loudness_lufs,
                  s.profile.true_peak_dbtp, s.profile.master, static_cast<int>(s.encoding.format),
                  s.encoding.channels, s.encoding.sample_rate_hz, s.encoding.bitrate_kbps,
                  static_cast<int>(s.credit), static_cast<int>(s.label), s.rate, s.title));
}

std::string SoundKeyOf(const pipeline::Studio& studio, const intake::Document& document,
                       const pipeline::Settings& settings) {
  const pipeline::Reading reading{
      settings.voice, settings.rate, settings.credit, {}, settings.number_safety};
  const intake::Metadata& m = document.metadata;
  std::string shown =
      m.title + '\0' + m.author + '\0' + m.date + '\0' + m.source + '\0' + document.name;
  for (const intake::Block& block : document.blocks) {
    if (block.kind == intake::BlockKind::kHeading) shown += '\0' + block.text;  // a chapter's name
  }
  return ContentHash(KeyOf(settings, studio.SoundKey(document, reading)) + shown);
}

Result<Made> Make(const pipeline::Studio& studio, const intake::Document& document,
                  pipeline::Settings settings, const std::filesystem::path& output) {
  std::error_code failed;
  std::filesystem::create_directories(output.parent_path(), failed);
  if (failed) {
    return Fail(Code::kOutput, output.parent_path().string(), {failed.message(), failed.message()});
  }
  settings.output = output;
  settings.encoding.threads = 1;  // width comes from the articles
  const Result<publish::Episode> episode = studio.Render(document, settings, {});
  if (!episode) return tl::unexpected(episode.error());
  return Made{episode->certificate.duration_s, episode->doubts.size()};
}

bool MayPass(const Error& error) {
  return error.code == Code::kEngine || error.code == Code::kOutput || error.code == Code::kOther;
}

}  // namespace boyin::jobs
