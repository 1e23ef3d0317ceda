// The work of reading grows with the input and no faster: each family of inputs is read at n and at
// 8n, and the CPU time of the best of several runs may grow by at most 2.6 for each doubling. (Over
// three of them: linear work takes 8 times as long and, where a cache ends in between, up to 14;
// quadratic work takes 64, the limit is 17.6.) What is bounded instead is refused with a message.
// Counts the CPU time of this program alone, so a busy machine does not matter.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>

#include "intake/intake.h"

namespace {

using namespace boyin;

std::string Times(std::string_view text, std::size_t n) {
  std::string out;
  out.reserve(text.size() * n);
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

struct Family {
  const char* name;  ///< with the suffix that tells the format
  std::function<std::string(std::size_t)> make;
  std::size_t n = 20'000;  ///< of twice the smallest
};

std::vector<Family> Families() {
  const auto around = [](std::string before, std::string unit, std::string after) {
    return [=](std::size_t n) { return before + Times(unit, n) + after; };
  };
  return {
      {"spaces-tags.html", around("<p>", " <i></i>", "你好。</p>"), 20'000},
      {"many-attributes.html", around("<p ", "a ", ">你好。"), 50'000},
      {"listing.html",
       [](std::size_t n) { return "<p>" + Times("<listing>", 900) + Times("你", n) + "。"; },
       50'000},
      {"link-image.md", around("你好 ", "![[]()", "\n"), 80'000},
      {"ph-spaces.ssml",
       around("<speak><phoneme alphabet='x-pinyin' ph='ni3", " ", "hao3'>你好</phoneme></speak>"),
       1'000'000},
      {"mark-spaces.ssml",
       [](std::size_t n) {
         return "<speak>" + Times(" ", n) + Times("<mark name='a'/> ", n) + "好。</speak>";
       },
       8'000},
      {"unknown.ssml",
       [](std::size_t n) {
         std::string out = "<speak>好。";
         for (std::size_t i = 0; i < n; ++i) out += "<x" + std::to_string(i) + "/>";
         return out + "</speak>";
       },
       8'000},
      {"ampersands.atom",
       around("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>好</title><content "
              "type='text'>",
              "&amp;", "好。</content></entry></feed>"),
       200'000},
      {"open-tags.srt", around("1\n00:00:01,000 --> 00:00:02,000\n你好", "<a", "\n"), 200'000},
      // Families that nobody has reported.
      {"bold.html", around("<p>", "<b>字</b>", "。"), 30'000},
      {"classes.html", around("<div class='", "share-x ", "'><p>你好。"), 100'000},
      {"open-comments.html", around("<p>你好。", "<!--", ""), 200'000},
      {"spared.html",
       [](std::size_t n) {
         return Times("<div class=share>", 300) +
                Times("<p>你好，这里有一句话。那里也有一句话。</p>", n);
       },
       5'000},
      {"others.html",
       around("", "<div><h3><a href=x>其他新闻的标题</a></h3><p>一句摘要。</p></div>", ""), 8'000},
      {"cells.html", around("<table>", "<tr><td>你</td><td>好</td></tr>", "</table>"), 10'000},
      {"items.html", around("<ol>", "<li>你好。</li>", "</ol>"), 15'000},
      {"emphasis.md", around("", "*a **a ", "\n"), 10'000},
      {"open-links.md", around("", "[a](<b", "\n"), 10'000},
      {"table.md", around("| a | b |\n|---|---|\n", "| *甲 | [乙] |\n", "\n"), 20'000},
      {"wide-table.md", around("", "|a", "\n|-|\n"), 20'000},
      {"heads.md", around("", "|a|\n|-|\n", "\n"), 4'000},
      {"pipes.md", around("a\n", "|", "\n"), 20'000},
      {"escaped-pipes.md", around("|a|\n|-|\n|", "\\|", "|\n"), 20'000},
      {"open-brackets.md", around("", "[a", "\n"), 12'000},
      {"wrapped.txt",
       around("", "　　今天夜间到明天白天，全省大部分地区将出\n现明显降温降雨天气过程，北部山区\n",
              ""),
       10'000},
      {"chapters.txt", around("", "第一章 山\n\n山很高。\n\n", ""), 5'000},
      {"groups.rtf", around("{\\rtf1 ", "{\\b a}", "}"), 100'000},
      {"parts.eml",
       around("From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n",
              "--b\nContent-Type: image/png\n\nx\n",
              "--b\nContent-Type: text/plain\n\n你好。\n--b--\n"),
       30'000},
      {"codes.ass",
       around("[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,好", "{\\x",
              "\n"),
       300'000},
      {"lyrics.lrc", around("", "[00:01.00]你好\n", ""), 10'000},
  };
}

/// What this program has computed so far, in seconds, without the kernel's part.
double Computed() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec) * 1e-6;
}

/// The least CPU time of several readings, each long enough for the clock.
double Seconds(const std::string& bytes, const char* name) {
  constexpr double kLongEnough = 0.025;
  double best = 1e9;
  for (int run = 0; run < 3; ++run) {
    const double begin = Computed();
    int times = 0;
    do {
      static_cast<void>(intake::ReadAll(bytes, name, {}));
      ++times;
    } while (Computed() - begin < kLongEnough);
    best = std::min(best, (Computed() - begin) / times);
  }
  return best;
}

/// Whether the time grows as the input does; measured anew where it seems not to.
bool IsLinear(const Family& family) {
  constexpr double kMostForDoubling = 2.6;
  constexpr int kDoublings = 3;
  const std::string small = family.make(family.n / 2);
  const std::string large = family.make(family.n / 2 << kDoublings);
  for (int attempt = 0; attempt < 4; ++attempt) {
    const double before = Seconds(small, family.name);
    const double after = Seconds(large, family.name);
    const double growth = std::pow(after / before, 1.0 / kDoublings);
    std::printf("%-22s %8.4f %8.4f s  %.2f for each doubling\n", family.name, before, after,
                growth);
    if (growth <= kMostForDoubling) return true;
  }
  return false;
}

}  // namespace

int main() {
  // Memory that is given back and asked for again is the kernel's work, and grows by steps.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  bool all = true;
  for (const Family& family : Families()) {
    if (IsLinear(family)) continue;
    std::printf("%s grows faster than its input\n", family.name);
    all = false;
  }
  return all ? 0 : 1;
}
