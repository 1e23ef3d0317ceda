#include "intake/debris.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/table.h"
#include "base/utf8.h"
#include "intake/article.h"
#include "intake/data.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongDebris = 60;  // characters; a longer line is no debris

struct Debris {
  enum class How {
    kLine,     ///< the line begins with the words
    kWhole,    ///< the line is the words
    kSection,  ///< so is it, and what follows up to the next prose belongs to it
    kHas,      ///< the line holds all of the words, and is no sentence of the article
    kEnd,      ///< a very short line ends with the words
    kLabel,    ///< a short line: the words, a colon, a bar, a slash or a space, and a name
    kCredit,   ///< the line is no sentence, and ends with the words
    kCount     ///< the line is the words and a number: 推荐99, 评论（0）
  };
  std::vector<std::string_view> words;
  How how = How::kLine;
  std::string_view reason;
};

Debris::How HowOf(std::string_view name) {
  if (name == "whole") return Debris::How::kWhole;
  if (name == "section") return Debris::How::kSection;
  if (name == "has") return Debris::How::kHas;
  if (name == "credit") return Debris::How::kCredit;
  if (name == "label") return Debris::How::kLabel;
  if (name == "count") return Debris::How::kCount;
  return name == "end" ? Debris::How::kEnd : Debris::How::kLine;
}

/// "扫描+二维码" → 扫描, 二维码
std::vector<std::string_view> Words(std::string_view cell) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t end = std::min(cell.find('+'), cell.size());
    words.push_back(cell.substr(0, end));
    if (end == cell.size()) return words;
    cell.remove_prefix(end + 1);
  }
}

const std::vector<Debris>& DebrisTable() {
  static const std::vector<Debris> table = [] {
    std::vector<Debris> out;
    const auto rows = table::Parse(data::debris_tsv(), "debris.tsv", 3);
    if (!rows) return out;
    for (const table::Row& row : *rows) {
      out.push_back({Words(row.cells[0]), HowOf(row.cells[1]), row.cells[2]});
    }
    return out;
  }();
  return table;
}

/// The text without the brackets, marks and spaces around it.
std::string_view Bare(std::string_view text) {
  constexpr std::array<std::string_view, 21> kMarks{" ", "【", "】", "[", "]", "（", "）",
                                                    "(", ")",  "：", ":", "|", "｜", "·",
                                                    ">", "»",  "<",  "▲", "▼", "■",  "◆"};
  const auto strip = [&](bool front) {
    for (const std::string_view mark : kMarks) {
      if (front ? !text.starts_with(mark) : !text.ends_with(mark)) continue;
      front ? text.remove_prefix(mark.size()) : text.remove_suffix(mark.size());
      return true;
    }
    return false;
  };
  while (strip(true) || strip(false)) {
  }
  return text;
}

/// A sentence of the article may speak of a code that was scanned; one in brackets or at the very
/// end, or one that is no sentence at all, is addressed to the reader of the page.
bool MayBeNotice(const Leaf& leaf, bool last) {
  const std::string_view text = leaf.text;
  const bool brackets = (text.starts_with("（") && text.ends_with("）")) ||
                        (text.starts_with("(") && text.ends_with(")")) ||
                        (text.starts_with("【") && text.ends_with("】"));
  return brackets || last || !text.ends_with("。");
}

/// What follows a label: 编辑：张三, 校对|李四, 编辑 王五
bool IsNamed(std::string_view rest) {
  constexpr std::array<std::string_view, 9> kDividers{"：", ":",  "|", "｜", "丨",
                                                      "/",  "／", " ", "　"};
  return std::any_of(kDividers.begin(), kDividers.end(),
                     [&](std::string_view one) { return rest.starts_with(one); });
}

bool IsCount(std::string_view rest) {
  constexpr std::u32string_view kCounted = U" 0123456789()（）:：,万+条次个人";
  bool digit = false;
  for (std::size_t at = 0; at < rest.size();) {
    const utf8::CodePoint c = utf8::Decode(rest, at);
    if (kCounted.find(c.value) == std::u32string_view::npos) return false;
    digit = digit || (c.value >= '0' && c.value <= '9');
    at += c.length;
  }
  return digit;
}

bool Fits(const Debris& debris, const Leaf& leaf, std::string_view bare, std::size_t length,
          bool last) {
  constexpr std::size_t kVeryShort = 14;  // characters
  constexpr std::size_t kNamed = 36;      // the same
  // A sentence that begins like a caption is one beside a picture alone.
  if (debris.reason == "caption" && leaf.text.ends_with("。") && !leaf.by_picture) return false;
  switch (debris.how) {
    case Debris::How::kCredit:
      return bare.ends_with(debris.words[0]);
    case Debris::How::kLine:
      return bare.starts_with(debris.words[0]) || leaf.text.starts_with(debris.words[0]);
    case Debris::How::kHas:
      return MayBeNotice(leaf, last) &&
             std::all_of(debris.words.begin(), debris.words.end(), [&](std::string_view word) {
               return leaf.text.find(word) != std::string::npos;
             });
    case Debris::How::kEnd:
      return length <= kVeryShort && bare.ends_with(debris.words[0]);
    case Debris::How::kLabel:
      return length <= kNamed && bare.starts_with(debris.words[0]) &&
             IsNamed(bare.substr(debris.words[0].size())) && !bare.ends_with("。");
    case Debris::How::kCount:
      return leaf.text.starts_with(debris.words[0]) &&
             IsCount(std::string_view(leaf.text).substr(debris.words[0].size()));
    case Debris::How::kWhole:
    case Debris::How::kSection:
      break;
  }
  return bare == debris.words[0];
}

/// A short line in the block of a picture, behind it, that is no sentence.
bool IsUnderPicture(const Leaf& leaf, std::size_t length) {
  constexpr std::size_t kLongest = 40;  // characters
  return leaf.with_picture && leaf.by_picture && length <= kLongest &&
         leaf.kind == BlockKind::kParagraph && !IsProse(leaf);
}

const Debris* DebrisIn(const Leaf& leaf, bool last) {
  const std::size_t length = utf8::Length(leaf.text);
  if (leaf.text.size() > kLongDebris * 3) return nullptr;  // in Latin letters the same is longer
  const std::string_view bare = Bare(leaf.text);
  for (const Debris& debris : DebrisTable()) {
    if (Fits(debris, leaf, bare, length, last)) return &debris;
  }
  static const Debris caption{{}, Debris::How::kWhole, "caption"};
  return IsUnderPicture(leaf, length) ? &caption : nullptr;
}

/// The index behind which the last few lines that are read stand.
std::size_t LastLines(const Flow& flow) {
  constexpr std::size_t kLast = 4;
  std::size_t seen = 0;
  for (std::size_t i = flow.leaves.size(); i-- > 0;) {
    if (flow.leaves[i].reason.empty() && ++seen == kLast) return i;
  }
  return 0;
}

/// A line often ends with the link to the rest of it: the link is cut off and stands behind it.
void CutLinks(Flow& flow) {
  constexpr std::array<std::string_view, 9> kWords{"[阅读全文]", "【阅读全文】", "阅读全文",
                                                   "[详细]",     "[详情]",       "查看全文",
                                                   "阅读更多",   "[全文]",       "Read more"};
  std::vector<std::pair<std::size_t, Leaf>> tails;  // each with the index it goes before
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    for (const std::string_view word : kWords) {
      std::string& text = flow.leaves[i].text;
      const bool ends = flow.leaves[i].reason.empty() && text.ends_with(word) &&
                        text.size() > word.size() && flow.leaves[i].link_bytes >= word.size();
      if (!ends) continue;
      text.resize(text.size() - word.size());
      while (text.ends_with(' ')) text.pop_back();
      flow.leaves[i].link_bytes -= word.size();
      Leaf link;
      link.text = word;
      link.reason = "navigation";
      link.element = flow.leaves[i].element;
      if (text.empty()) {
        flow.leaves[i] = std::move(link);
      } else {
        tails.emplace_back(i + 1, std::move(link));
      }
      break;
    }
  }
  if (tails.empty()) return;
  std::vector<Leaf> leaves;
  leaves.reserve(flow.leaves.size() + tails.size());
  auto tail = tails.begin();
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    leaves.push_back(std::move(flow.leaves[i]));
    if (tail != tails.end() && tail->first == i + 1) leaves.push_back(std::move((tail++)->second));
  }
  flow.leaves = std::move(leaves);
}

double ProseBytes(const Flow& flow) {
  double bytes = 0;
  for (const Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty() && IsProse(leaf)) bytes += static_cast<double>(leaf.text.size());
  }
  return bytes;
}

/// A line of nothing that is pronounced: arrows, private characters, a cross. `digits` are such,
/// too, behind the text, where they are counts and pages, not the numbers of its parts.
bool IsSilentLine(std::string_view text, bool digits) {
  if (text.size() > 60) return false;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    const bool digit = c.value >= '0' && c.value <= '9';
    const bool letter = (c.value >= 'A' && c.value <= 'Z') || (c.value >= 'a' && c.value <= 'z') ||
                        (c.value >= 0xC0 && c.value < 0x2000) || c.value >= 0x2E80;
    const bool silent = (c.value >= 0xE000 && c.value <= 0xF8FF) || c.value == utf8::kReplacement ||
                        (c.value >= 0x3000 && c.value <= 0x303F) || c.value == 0xFEFF ||
                        (c.value >= 0xFF01 && c.value <= 0xFF0F);
    if ((letter && !silent) || (digit && !digits)) return false;
    at += c.length;
  }
  return true;
}

/// The index of the last line of prose that is read.
std::size_t LastProse(const Flow& flow) {
  for (std::size_t i = flow.leaves.size(); i-- > 0;) {
    if (flow.leaves[i].reason.empty() && IsProse(flow.leaves[i])) return i;
  }
  return flow.leaves.size();
}

/// How much of the prose must be read before such a line ends the article.
double EndsAt(const Debris& debris) {
  if (debris.how == Debris::How::kSection || debris.reason == "comments") return 0.6;
  if (debris.reason == "editor") return 0.5;
  return debris.reason == "footer" ? 0.7 : 2;
}

/// What is read up to a line, and what it belongs to.
struct Progress {
  double prose = 0;            ///< bytes in all
  double read = 0;             ///< of them
  std::string_view section;    ///< of lines that are no prose
  std::string_view end;        ///< why nothing is read from here on
  std::size_t last_lines = 0;  ///< the index behind which the last few lines stand
  std::size_t last_prose = 0;  ///< the index of the last line of prose
};

void Look(Leaf& leaf, std::size_t index, Progress& progress) {
  if (!progress.end.empty()) {
    leaf.reason = progress.end;
    return;
  }
  const bool title = leaf.kind == BlockKind::kHeading && leaf.level == 1;
  const Debris* debris = title ? nullptr : DebrisIn(leaf, index >= progress.last_lines);
  if (debris != nullptr) {
    leaf.reason = debris->reason;
    const bool opens = debris->how == Debris::How::kSection;
    progress.section = opens ? debris->reason : std::string_view();
    // What such a line opens behind most of the text is the rest of the page.
    if (progress.read >= progress.prose * EndsAt(*debris)) progress.end = debris->reason;
  } else if (IsSilentLine(leaf.text, index > progress.last_prose)) {
    leaf.reason = "marks";
  } else if (!progress.section.empty() && !IsProse(leaf)) {
    leaf.reason = progress.section;
  } else {
    progress.section = {};
    const bool all_links = leaf.link_bytes * 10 >= leaf.text.size() * 9;
    if (all_links && leaf.kind != BlockKind::kHeading) leaf.reason = "links";
    if (leaf.reason.empty() && IsProse(leaf)) {
      progress.read += static_cast<double>(leaf.text.size());
    }
  }
}

/// Headings and links behind the text head what is no longer there.
void DropDanglingTail(Flow& flow) {
  for (std::size_t i = flow.leaves.size(); i-- > 0;) {
    Leaf& leaf = flow.leaves[i];
    if (!leaf.reason.empty()) continue;
    const bool dangling = leaf.kind == BlockKind::kHeading && leaf.level != 1;
    if (!dangling) return;
    leaf.reason = "a heading of nothing";
  }
}

/// Captions between the first and the last line that are read.
void ReadCaptions(Flow& flow) {
  const auto read = [](const Leaf& leaf) { return leaf.reason.empty(); };
  const auto first = std::find_if(flow.leaves.begin(), flow.leaves.end(), read);
  const auto last = std::find_if(flow.leaves.rbegin(), flow.leaves.rend(), read).base();
  for (auto leaf = first; leaf < last; ++leaf) {
    if (leaf->reason == "caption") leaf->reason.clear();
  }
}

}  // namespace

void DropDebris(Flow& flow, Captions captions) {
  CutLinks(flow);
  Progress progress;
  progress.last_lines = LastLines(flow);
  progress.last_prose = LastProse(flow);
  progress.prose = ProseBytes(flow);
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    if (flow.leaves[i].reason.empty()) Look(flow.leaves[i], i, progress);
  }
  DropDanglingTail(flow);
  if (captions == Captions::kRead) ReadCaptions(flow);
}

}  // namespace boyin::intake
