#include "encode/certificate.h"

#include <fmt/format.h>

namespace boyin::encode {

Certificate ToCertificate(const produce::Loudness& loudness) {
  Certificate c;
  c.integrated_lufs = loudness.integrated_lufs;
  c.one_channel_lufs = loudness.one_channel_lufs;
  c.range_lu = loudness.range_lu;
  c.true_peak_dbtp = loudness.true_peak_dbtp;
  c.momentary_max_lufs = loudness.momentary_max_lufs;
  c.short_term_max_lufs = loudness.short_term_max_lufs;
  return c;
}

std::string CertificateJson(const Certificate& c) {
  return fmt::format(
      R"({{"integrated_lufs":{:.1f},"one_channel_lufs":{:.1f},"range_lu":{:.1f},)"
      R"("true_peak_dbtp":{:.1f},"momentary_max_lufs":{:.1f},"short_term_max_lufs":{:.1f}}})",
      c.integrated_lufs, c.one_channel_lufs, c.range_lu, c.true_peak_dbtp, c.momentary_max_lufs,
      c.short_term_max_lufs);
}

}  // namespace boyin::encode
