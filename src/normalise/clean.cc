#include "normalise/clean.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/utf8.h"
#include "normalise/boilerplate.h"
#include "normalise/emoticon.h"
#include "normalise/mark.h"
#include "normalise/tex.h"
#include "normalise/text.h"

namespace boyin::normalise {
namespace {

bool IsInvisible(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0) ||
         c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
         c == 0x180E || c == 0x20E3 || (c >= 0xE0100 && c <= 0xE01EF) ||
         (c >= 0xE0020 && c <= 0xE007F);
}

bool IsSpace(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x3000 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x2028 || c == 0x2029;
}

// Dots that stand between the parts of a date: FACTS.md, and pages seen in the wild.
bool IsMiddleDot(char32_t c) {
  return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65 || c == 0x2219 ||
         c == 0x22C5 || c == 0x25CF || c == 0x2024;
}

// What is typed for 〇 in 二○二三年.
bool IsRing(char32_t c) { return c == U'○' || c == U'◯' || c == 0x41E; }

bool IsNumeral(char32_t c) {
  constexpr std::u32string_view kNumerals = U"零〇一二三四五六七八九";
  return kNumerals.find(c) != kNumerals.npos || IsRing(c);
}

// 0 to 9 for ⁰ to ⁹, or −1.
int Raised(char32_t c) {
  if (c == 0xB9) return 1;
  if (c == 0xB2 || c == 0xB3) return static_cast<int>(c - 0xB0);
  return c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ? static_cast<int>(c - 0x2070) : -1;
}

// A stray 乾 or 遊 does not make a text from Taiwan.
bool MostlyTraditional(std::string_view written, std::string_view simplified) {
  constexpr std::size_t kOneIn = 20;
  std::size_t han = 0;
  std::size_t changed = 0;
  for (std::size_t at = 0; at < written.size();) {
    const utf8::CodePoint c = utf8::Decode(written, at);
    if (utf8::IsHan(c.value)) ++han;
    if (!StartsWith(simplified, at, written.substr(at, c.length))) ++changed;
    at += c.length;
  }
  return changed * kOneIn >= han && changed > 0;
}

bool IsDense(char32_t c) { return utf8::IsHan(c) || IsCjkPunctuation(c); }

bool IsBullet(char32_t c) {
  return c == '-' || c == '*' || c == '+' || c == 0x2022 || c == 0xB7 || c == 0x25AA ||
         c == 0x25A0 || c == 0x25CF || c == 0x25C6 || c == 0x25CB || c == 0x25A1 || c == 0x25BA ||
         c == 0x25B6 || c == 0x2014 || c == 0x2013 || c == 0x25C7 || c == 0x2666 || c == 0x27A2 ||
         c == 0xF06C || c == 0xF0D8;
}

}  // namespace

// One walk over one text.
class Cleaner::Pass {
 public:
  Pass(const Cleaner& cleaner, std::string_view written)
      : cleaner_(cleaner), written_(written), limit_(written.size()) {
    draft_.text.reserve(written.size());
  }

  Draft Run() {
    at_ = Opening();
    while (at_ < written_.size()) Step();
    draft_.Copy(written_, plain_, written_.size());
    return std::move(draft_);
  }

 private:
  // Copies what has been passed over.
  void Flush() {
    draft_.Copy(written_, plain_, at_);
    plain_ = at_;
  }
  void Skip(std::size_t end, std::string_view reason) {
    Flush();
    draft_.Skip(at_, end, reason);
    at_ = plain_ = end;
  }
  void Fold(std::size_t end, std::string_view clean) {
    Flush();
    draft_.Fold(at_, end, clean);
    at_ = plain_ = end;
  }
  [[nodiscard]] char32_t LastClean() const {
    return at_ > plain_ ? Before(written_, at_) : Before(draft_.text, draft_.text.size());
  }

  // A heading mark or a bullet at the head of the line, and a line that is all boilerplate.
  std::size_t Opening() {
    std::size_t begin = 0;
    while (begin < written_.size() && IsSpace(At(written_, begin))) {
      begin += utf8::Decode(written_, begin).length;
    }
    draft_.Skip(0, begin, "layout");
    plain_ = at_ = begin;
    if (const std::size_t end = BoilerplateLine(cleaner_.lookups_, written_, begin); end > begin) {
      draft_.Skip(begin, end, "page boilerplate");
      return plain_ = end;
    }
    std::size_t end = begin;
    while (At(written_, end) == '#' || At(written_, end) == '>') ++end;
    if (end > begin && end < written_.size() && written_[end] == ' ') {
      draft_.Skip(begin, end, "markdown");
      return plain_ = end;
    }
    const utf8::CodePoint mark =
        begin < written_.size() ? utf8::Decode(written_, begin) : utf8::CodePoint{};
    end = begin + mark.length;
    if (begin < written_.size() && IsBullet(mark.value) && IsSpace(At(written_, end))) {
      draft_.Skip(begin, end, "list bullet");
      return plain_ = end;
    }
    return begin;
  }

  void Step() {
    at_ = SkipPlain(written_, at_, written_.size(), cleaner_.stops_);
    if (at_ == written_.size()) return;
    const auto byte = static_cast<unsigned char>(written_[at_]);
    const utf8::CodePoint c = byte < 0x80 ? utf8::CodePoint{byte, 1} : utf8::Decode(written_, at_);
    if (c.value < 0x10000 && !cleaner_.stops_[c.value]) {
      at_ += c.length;
      return;
    }
    const std::size_t before = at_;
    Decide(c);
    if (at_ == before) at_ += c.length;
  }

  void Decide(utf8::CodePoint c) {
    if (cleaner_.simplifier_.Concerns(c.value)) {
      draft_.traditional = true;
    } else if (IsInvisible(c.value)) {
      Skip(at_ + c.length, "invisible character");
    } else if (IsSpace(c.value)) {
      Space();
    } else if (c.value == '{' || c.value == 0xFF5B) {
      Mark();
    } else if (FoldTex(c.value) || (c.value == '&' && FoldEntity()) || SkipEmoticon() ||
               SkipGloss(c.value)) {
      return;
    } else if (const Boilerplate boilerplate =
                   FindBoilerplate(cleaner_.lookups_, written_, at_, LastClean());
               boilerplate.end > at_) {
      Skip(boilerplate.end, boilerplate.reason);
    } else {
      Width(c);
    }
  }

  bool FoldTex(char32_t c) {
    if (c != '\\' && c != '$' && c != '^' && c != '_') return false;
    const PlainTex plain = PlainFormula(written_, at_);
    if (plain.end <= at_) return false;
    if (plain.text.empty()) {
      Skip(plain.end, "markup");
    } else {
      Fold(plain.end, plain.text);
    }
    return true;
  }

  // &#183; and, where a page was mangled, & #183;
  bool FoldEntity() {
    std::size_t at = EndOfSpaces(written_, at_ + 1);
    if (at > at_ + 2 || !StartsWith(written_, at, "#")) return false;
    const bool hex = At(written_, ++at) == 'x';
    if (hex) ++at;
    const std::size_t end = std::min(written_.find(';', at), written_.size());
    unsigned value = 0;
    const char* last = written_.data() + end;
    const auto parsed = std::from_chars(written_.data() + at, last, value, hex ? 16 : 10);
    const bool scalar = value > 0x1F && value < 0x110000 && (value < 0xD800 || value > 0xDFFF);
    if (end == written_.size() || end > at + 7 || parsed.ptr != last || !scalar) return false;
    std::string character;
    utf8::Append(character, value);
    if (IsInvisible(value) || (IsSpace(value) && IsDense(At(written_, end + 1)))) {
      Skip(end + 1, "layout");
    } else {
      Fold(end + 1, IsSpace(value) ? " " : character);
    }
    return true;
  }

  // T_T and O(∩_∩)O are found at their second character.
  bool SkipEmoticon() {
    const bool inside = written_[at_] == '_' || written_[at_] == '.' || written_[at_] == '^' ||
                        written_[at_] == '(';
    for (const std::size_t back : {std::size_t{1}, std::size_t{0}}) {
      if (back > 0 && (!inside || at_ <= plain_)) continue;
      const std::size_t end = EndOfEmoticon(cleaner_.lookups_, written_, at_ - back);
      if (end == at_ - back) continue;
      at_ -= back;
      Skip(end, "emoticon");
      return true;
    }
    return false;
  }

  bool SkipGloss(char32_t c) {
    if (!MarksGloss(c)) return false;
    const Range gloss = FindBareGloss(written_, at_, plain_);
    if (gloss.empty()) return false;
    at_ = gloss.begin;
    Skip(gloss.end, "pinyin gloss");
    return true;
  }

  // 1、加强 2、落实: a number of a list is not run into the words before it.
  [[nodiscard]] bool BeforeListNumber(std::size_t at) const {
    const std::size_t end = EndOfDigits(written_, at);
    const bool comma = StartsWith(written_, end, "、");
    const std::size_t next = end + std::string_view("、").size();
    return end > at && end <= at + 2 &&
           ((comma && !IsDigit(At(written_, EndOfSpaces(written_, next)))) ||  // 第 2、3 步
            StartsWith(written_, end, "．") || StartsWith(written_, end, ")"));
  }

  void Space() {
    std::size_t end = at_;
    while (end < written_.size() && IsSpace(At(written_, end))) {
      end += utf8::Decode(written_, end).length;
    }
    const char32_t left = LastClean();
    const char32_t right = At(written_, end);
    if (utf8::IsHan(left) && BeforeListNumber(end)) {
      Fold(end, "，");
    } else if (left == 0 || right == 0 || IsDense(left) || IsDense(right)) {
      Skip(end, "layout");
    } else if (written_[at_] == ' ') {
      ++at_;
      if (end > at_) Skip(end, "layout");
    } else {
      Fold(end, " ");
    }
  }

  void Mark() {
    const std::optional<InlineMark> mark = ParseMark(written_, at_);
    if (!mark) return;
    const std::size_t begin = at_;
    if (mark->kind == InlineMark::Kind::kPause) {
      Flush();
      const std::size_t here = draft_.text.size();
      draft_.wishes.push_back({Override::Kind::kPause, {here, here}, mark->value});
      Skip(mark->end, "pause mark");
      return;
    }
    if (mark->kind == InlineMark::Kind::kPinyin) {
      Skip(mark->base.begin, "inline mark");
      const std::size_t from = draft_.text.size();
      draft_.Copy(written_, mark->base.begin, mark->base.end);
      draft_.traditional = true;
      draft_.wishes.push_back({Override::Kind::kPinyin, {from, draft_.text.size()}, mark->value});
      plain_ = at_ = mark->base.end;
      Skip(mark->end, "inline mark");
      return;
    }
    Flush();
    const std::size_t from = draft_.text.size();
    Fold(mark->end, mark->value);
    draft_.segments.back().written = {begin, mark->end};
    draft_.fixed.push_back({{from, draft_.text.size()}, "inline mark"});
  }

  // 二○二六, 一○年, 二五○毫克, but not 陈一○.
  [[nodiscard]] bool RingCounts(char32_t right) const {
    const std::size_t end = at_ + utf8::Decode(written_, at_).length;
    return IsNumeral(right) || IsNumeral(Before(written_, Previous(written_, at_))) ||
           cleaner_.lookups_.cue(Cue::kRing).LongestAt(written_, end) ||
           cleaner_.lookups_.measures.LongestAt(written_, end);
  }

  // Full-width letters and digits, middle dots in dates, compatibility forms.
  void Width(utf8::CodePoint c) {
    const std::size_t end = at_ + c.length;
    const char32_t left = LastClean();
    if (IsRing(c.value)) {
      if (IsNumeral(left) && RingCounts(At(written_, end))) {
        Fold(end, "零");
      } else if (IsDigit(left)) {  // 警２○
        Fold(end, "0");
      } else if (StartsWith(written_, end, "．")) {  // ○．三, ○．２５
        const std::size_t point = end + std::string_view("．").size();
        const char32_t right = At(written_, point);
        if (IsNumeral(right)) Fold(point, "零点");
        if (IsDigit(right) || (right >= 0xFF10 && right <= 0xFF19)) Fold(point, "0.");
      }
      return;
    }
    if (Raised(c.value) >= 0 && FoldNuclide(left)) return;
    if (c.value == 0x207A && IsDigit(left) && Raised(At(written_, end)) >= 0) {  // 12⁺³
      const std::size_t stop = end + utf8::Decode(written_, end).length;
      Fold(stop, "+" + std::to_string(Raised(At(written_, end))));
      return;
    }
    if (IsMiddleDot(c.value)) {
      const char32_t right = At(written_, end);
      const bool dated = IsDigit(left) && (IsDigit(right) || (right >= 0xFF10 && right <= 0xFF19));
      if (dated && c.value != 0xB7) Fold(end, "·");
      if (!dated && c.value != 0xB7) FoldHanPoint(end, left);  // 一‧○八公尺
      return;
    }
    if (c.value >= 0xFF01 && c.value <= 0xFF5E) {
      FullWidth(c.value, end, left);
      return;
    }
    const auto hit = cleaner_.lookups_.compatible.LongestAt(written_, at_);
    if (!hit) return;
    if (hit.value->size() > 3 && hit.value->ends_with("、") && !OpensItem(left, at_ + hit.length)) {
      std::string_view plain = *hit.value;
      plain.remove_suffix(std::string_view("、").size());
      Fold(at_ + hit.length, plain);
      return;
    }
    const bool mixed = IsDigit(left) && IsDigit(At(*hit.value, 0)) &&
                       hit.value->find('/') != std::string_view::npos;  // 3¾
    Fold(at_ + hit.length, mixed ? "又" + std::string(*hit.value) : *hit.value);
  }

  // ①加强管理, ①登记②发证; but not 见图③, ④号楼, ②是必填项. Of ①② the first is one of a list.
  [[nodiscard]] bool OpensItem(char32_t left, std::size_t end) const {
    const auto circled = [](char32_t c) { return c >= 0x2460 && c <= 0x2473; };
    const char32_t next = At(written_, end);
    if (circled(next)) return true;
    if (next == 0 || cleaner_.lookups_.cue(Cue::kCircled).LongestAt(written_, end)) return false;
    if (!utf8::IsHan(left)) return true;
    const char32_t here = At(written_, at_);
    if (!circled(here)) return false;
    constexpr std::size_t kReach = 300;
    std::string other;
    if (here == 0x2460) {
      utf8::Append(other, here + 1);
      return written_.substr(end, kReach).find(other) != std::string_view::npos;
    }
    utf8::Append(other, here - 1);
    const std::size_t from = at_ - std::min(at_, kReach);
    return written_.substr(from, at_ - from).find(other) != std::string_view::npos;
  }

  // ²³⁸U, ¹⁴C: 铀238, 碳14.
  bool FoldNuclide(char32_t left) {
    if (IsAsciiLetter(left) || IsDigit(left) || left == ')' || left == U'）' || left == 0x207B) {
      return false;
    }
    std::string digits;
    std::size_t end = at_;
    while (Raised(At(written_, end)) >= 0 && digits.size() < 4) {
      digits += static_cast<char>('0' + Raised(At(written_, end)));
      end += utf8::Decode(written_, end).length;
    }
    const auto element = cleaner_.lookups_.elements.LongestAt(written_, end);
    if (!element || digits.size() > 3 || IsAsciiLetter(At(written_, end + element.length))) {
      return false;
    }
    Fold(end + element.length, std::string(*element.value) + digits);
    return true;
  }

  // 三十六．七五％: the point of a decimal in Han numerals.
  bool FoldHanPoint(std::size_t end, char32_t left) {
    constexpr std::u32string_view kNumerals = U"零〇一二三四五六七八九十百千万萬";
    if (kNumerals.find(left) == kNumerals.npos) return false;
    std::size_t stop = end;
    std::string digits;
    while (stop < end + 24 && IsNumeral(At(written_, stop))) {
      const std::size_t next = stop + utf8::Decode(written_, stop).length;
      digits += IsRing(At(written_, stop)) ? "零" : written_.substr(stop, next - stop);
      stop = next;
    }
    if (stop == end || !cleaner_.lookups_.cue(Cue::kHanDecimal).LongestAt(written_, stop)) {
      return false;
    }
    Fold(stop, "点" + digits);
    return true;
  }

  void FullWidth(char32_t wide, std::size_t end, char32_t left) {
    const char32_t c = wide - 0xFEE0;
    const char32_t next = At(written_, end);
    const char32_t right = next >= 0xFF01 && next <= 0xFF5E ? next - 0xFEE0 : next;
    const bool between_digits = IsDigit(left) && IsDigit(right);
    const bool prose = c == ',' || c == '!' || c == '?' || c == ';' || c == '(' || c == ')' ||
                       c == '[' || c == ']' || c == '~' || c == '{' || c == '}';
    if (prose) return;
    if (c == ':' && !between_digits) return;
    if (c == '.' && FoldHanPoint(end, left)) return;
    if (c == '.' && utf8::IsHan(left) && !IsAsciiLetter(right)) {
      Fold(end, "。");
      return;
    }
    const bool listed = IsDigit(left) && (utf8::IsHan(right) || IsOpening(right));  // 1．加强
    if (c == '.' && !between_digits && !IsAsciiLetter(left) && !listed) return;
    const char narrow = static_cast<char>(c);
    Fold(end, std::string_view(&narrow, 1));
  }

  const Cleaner& cleaner_;
  std::string_view written_;
  std::size_t limit_;
  std::size_t at_ = 0;
  std::size_t plain_ = 0;  // what lies between plain_ and at_ is to be copied
  Draft draft_;
};

Cleaner::Cleaner(const Lookups& lookups, const Simplifier& simplifier)
    : lookups_(lookups), simplifier_(simplifier) {
  for (char32_t c = 0; c < 0x10000; ++c) {
    const bool wide =
        c >= 0xFF01 && c <= 0xFF5E &&
        !(c == 0xFF0C || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B || c == 0xFF5E || c == 0xFF09);
    if (IsInvisible(c) || IsSpace(c) || IsMiddleDot(c) || IsRing(c) || MarksGloss(c) || wide ||
        simplifier_.Concerns(c) || Raised(c) >= 0 || c == 0x207A) {
      stops_.set(c);
    }
  }
  for (const char c : std::string_view("([{<*_`~&!|]\\$^"))
    stops_.set(static_cast<unsigned char>(c));
  for (const char32_t c : {U'【', U'（', U'〔', U'［', U'〈', U'｛', U'\xFFFD'}) stops_.set(c);
  for (const auto& [key, value] : lookups_.emoticons) stops_.set(At(key, 0) & 0xFFFFU);
  for (const char letter : std::string_view("TOoQu")) {  // found at their second character
    stops_.reset(static_cast<unsigned char>(letter));
  }
  for (const auto& [key, value] : lookups_.compatible) stops_.set(At(key, 0) & 0xFFFFU);
}

Draft Cleaner::Clean(std::string_view written) const {
  Draft draft = Pass(*this, written).Run();
  if (draft.traditional) {
    const std::string written_so = draft.text;
    simplifier_.Simplify(draft.text);
    draft.traditional = MostlyTraditional(written_so, draft.text);
  }
  return draft;
}

}  // namespace boyin::normalise
