// Reads each family of inputs at n and at 8n under valgrind, which counts the instructions of each
// reading; linear_test.py compares the counts. Prints nothing: the names of the dumps tell family
// and size.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <valgrind/callgrind.h>

#include "intake/intake.h"
#include "lexicon/lexicon.h"
#include "lexicon/pls.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "rundown/rundown.h"

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
  std::size_t n = 20'000;  ///< of the larger input
};

std::vector<Family> Inputs() {
  const auto around = [](std::string before, std::string unit, std::string after) {
    return [=](std::size_t n) { return before + Times(unit, n) + after; };
  };
  return {
      {"spaces-tags.html", around("<p>", " <i></i>", "你好。</p>"), 6'000},
      {"many-attributes.html", around("<p ", "a ", ">你好。"), 50'000},
      {"listing.html",
       [](std::size_t n) { return "<p>" + Times("<listing>", 900) + Times("你", n) + "。"; },
       50'000},
      {"link-image.md", around("你好 ", "![[]()", "\n"), 26'000},
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
       66'000},
      {"open-tags.srt", around("1\n00:00:01,000 --> 00:00:02,000\n你好", "<a", "\n"), 66'000},
      // Families that nobody has reported.
      {"bold.html", around("<p>", "<b>字</b>", "。"), 10'000},
      {"classes.html", around("<div class='", "share-x ", "'><p>你好。"), 100'000},
      {"open-comments.html", around("<p>你好。", "<!--", ""), 200'000},
      {"spared.html",
       [](std::size_t n) {
         return Times("<div class=share>", 300) +
                Times("<p>你好，这里有一句话。那里也有一句话。</p>", n);
       },
       2'500},
      {"others.html",
       around("", "<div><h3><a href=x>其他新闻的标题</a></h3><p>一句摘要。</p></div>", ""), 2'000},
      {"cells.html", around("<table>", "<tr><td>你</td><td>好</td></tr>", "</table>"), 3'000},
      {"items.html", around("<ol>", "<li>你好。</li>", "</ol>"), 5'000},
      {"emphasis.md", around("", "*a **a ", "\n"), 10'000},
      {"open-links.md", around("", "[a](<b", "\n"), 10'000},
      {"table.md", around("| a | b |\n|---|---|\n", "| *甲 | [乙] |\n", "\n"), 6'000},
      {"wide-table.md", around("", "|a", "\n|-|\n"), 20'000},
      {"heads.md", around("", "|a|\n|-|\n", "\n"), 2'000},
      {"pipes.md", around("a\n", "|", "\n"), 20'000},
      {"escaped-pipes.md", around("|a|\n|-|\n|", "\\|", "|\n"), 20'000},
      {"open-brackets.md", around("", "[a", "\n"), 12'000},
      {"wrapped.txt",
       around("", "　　今天夜间到明天白天，全省大部分地区将出\n现明显降温降雨天气过程，北部山区\n",
              ""),
       3'000},
      {"chapters.txt", around("", "第一章 山\n\n山很高。\n\n", ""), 5'000},
      {"groups.rtf", around("{\\rtf1 ", "{\\b a}", "}"), 33'000},
      {"parts.eml",
       around("From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n",
              "--b\nContent-Type: image/png\n\nx\n",
              "--b\nContent-Type: text/plain\n\n你好。\n--b--\n"),
       30'000},
      {"codes.ass",
       around("[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,好", "{\\x",
              "\n"),
       100'000},
      {"lyrics.lrc", around("", "[00:01.00]你好\n", ""), 10'000},
  };
}

/// Dumps the count of what `work` does with `bytes`.
void Count(std::string name, const char* step, const std::function<void()>& work) {
  std::ranges::replace(name, ' ', '_');
  name = fmt::format("{} {}", name, step);
  CALLGRIND_TOGGLE_COLLECT;
  work();
  CALLGRIND_TOGGLE_COLLECT;
  CALLGRIND_DUMP_STATS_AT(name.c_str());
}

void CountInputs() {
  // What is made once, at the first reading, belongs to no family.
  static_cast<void>(intake::ReadAll("你好。", "warm.html", {}));
  static_cast<void>(intake::ReadAll("你好。", "warm.md", {}));
  for (const Family& family : Inputs()) {
    for (const auto& [step, n] :
         {std::pair{"before", family.n / 8}, std::pair{"after", family.n}}) {
      const std::string bytes = family.make(n);
      Count(family.name, step, [&] { static_cast<void>(intake::ReadAll(bytes, family.name, {})); });
    }
  }
}

/// Rows of one sign, and of what has ways to be read that depend on its neighbours.
void CountTextStages() {
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  const voice::Voice voice;
  for (const std::string unit :
       {"(",  "{",  "1-", "1,",  "【", "1:", "-",  "<a", "*",  "a.",   "1.",   "“",         "9",
        "1+", "1 ", "a/", "@a.", "ǎ",  "é",  "ㄇ", "ā ", "²",  "好ǎ",  "〔1",  "％",        "一．",
        "一", "行", "不", "的",  "王", "儿", "长", "，", "𠮷", "一百", "不一", "地得的了着"}) {
    for (const auto& [step, n] : {std::pair{"before", 300}, std::pair{"after", 2'400}}) {
      const std::string text = "1" + Times(unit, static_cast<std::size_t>(n));
      normalise::Spoken spoken;
      pronounce::Utterance utterance;
      Count("normalise:" + unit, step, [&] { spoken = normaliser->Normalise(text); });
      Count("pronounce:" + unit, step, [&] { utterance = pronouncer->Pronounce(spoken); });
      Count("phrase:" + unit, step, [&] { static_cast<void>(prosody::Phrase(utterance, voice)); });
    }
  }
}

void CountTables() {
  const auto lines = [](std::size_t n, std::string_view format) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += fmt::format(fmt::runtime(format), i);
    return out;
  };
  for (const auto& [step, n] : {std::pair{"before", 200}, std::pair{"after", 1'600}}) {
    const auto rows = static_cast<std::size_t>(n);
    const std::string table = lines(rows, "词{0}\t读{0}\n");
    Count("lexicon", step, [&] { static_cast<void>(lexicon::Parse(table, "a.tsv", "")); });
    const std::string faults = lines(rows / 4, "词{}\t\tnothing9\n");
    Count("lexicon:faults", step, [&] { static_cast<void>(lexicon::Check(faults, "a.tsv")); });
    const std::string pls =
        "<lexicon version='1.0' alphabet='x-pinyin' xml:lang='zh-CN' "
        "xmlns='http://www.w3.org/2005/01/pronunciation-lexicon'>" +
        lines(rows, "<lexeme><grapheme>词{}</grapheme><alias>读</alias></lexeme>") + "</lexicon>";
    Count("pls", step, [&] { static_cast<void>(lexicon::ReadPls(pls, "a.pls")); });
    const std::string items = lines(rows, "[[item]]\ntext = \"第{}条。\"\n");
    Count("rundown", step,
          [&] { static_cast<void>(rundown::Read(items, "a.toml", {"anchor-f"})); });
  }
}

}  // namespace

int main() {
  CountInputs();
  CountTextStages();
  CountTables();
}
