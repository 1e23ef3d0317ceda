// Lines of a book that open a chapter. Private to intake.
#pragma once

#include <optional>
#include <string_view>

namespace boyin::intake {

enum class Division { kVolume, kChapter };

/// "第一章 山路", "第两百一十八章", "序章", "番外一 老屋", "Chapter 3"; a volume (卷 部 篇) holds
/// chapters. Nothing for a sentence that only begins alike: "第一封信在哪儿？", "第六回合",
/// "第四本书".
[[nodiscard]] std::optional<Division> ReadChapterHeading(std::string_view line);

/// "目录", "目　次", "Contents": the line above a list of chapters.
[[nodiscard]] bool IsContentsTitle(std::string_view line);

}  // namespace boyin::intake
