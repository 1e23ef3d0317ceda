// The certificate as text for the tags.
#pragma once

#include <string>

#include "encode/encode.h"

namespace boyin::encode {

/// What was measured, into a certificate.
[[nodiscard]] Certificate ToCertificate(const produce::Loudness& loudness);

/// One line of JSON: {"integrated_lufs":-16.0,…}.
[[nodiscard]] std::string CertificateJson(const Certificate& certificate);

/// The name of the tag that holds it.
inline constexpr const char* kCertificateTag = "BOYIN_LOUDNESS";
inline constexpr const char* kAigcTag = "AIGC";

}  // namespace boyin::encode
