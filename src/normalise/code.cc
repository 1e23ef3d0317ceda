// Numbers that are names and are read digit by digit: ids, rooms, roads, hotlines, versions,
// plates.
#include <algorithm>
#include <array>

#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule,
             int weight) {
  return {end, std::move(spoken), kind, rule, 0, weight, 0.95F, {}, false, false};
}

bool AnyAt(std::string_view text, std::size_t at, const std::vector<std::string_view>& cues) {
  return std::any_of(cues.begin(), cues.end(),
                     [&](std::string_view cue) { return StartsWith(text, at, cue); });
}

bool AnyBefore(std::string_view text, std::size_t at, const std::vector<std::string_view>& cues) {
  return std::any_of(cues.begin(), cues.end(),
                     [&](std::string_view cue) { return EndsWith(text, at, cue); });
}

std::size_t SkipQuote(std::string_view text, std::size_t at) {
  for (const std::string_view quote :
       {std::string_view("”"), std::string_view("\""), std::string_view("’"),
        std::string_view("」"), std::string_view("》")}) {
    if (StartsWith(text, at, quote)) return at + quote.size();
  }
  return at;
}

std::size_t BackOverQuote(std::string_view text, std::size_t at) {
  const char32_t left = Before(text, at);
  const bool quote = left == U'“' || left == '"' || left == U'‘' || left == U'「' ||
                     left == U'：' || left == ':' || left == U'《' || left == ' ';
  return quote ? Previous(text, at) : at;
}

// Whether what stands behind makes the digits a quantity; a mark only where the number goes on.
bool Counted(const Scene& scene, std::size_t end) {
  constexpr std::u32string_view kMore = U"多余万亿%‰℃";
  constexpr std::u32string_view kJoints = U".,-/";
  const char32_t next = At(scene.text, end);
  if (kMore.find(next) != kMore.npos) return true;
  if (kJoints.find(next) != kJoints.npos) return IsDigit(At(scene.text, end + 1));
  const auto measure = scene.MeasureAt(end);
  const bool others = measure && scene.text.substr(end, measure.length) == "等";  // 95588等号码
  return (measure && !others) ||
         static_cast<bool>(scene.lookups.units.LongestAt(scene.text, end)) ||
         static_cast<bool>(scene.lookups.currencies.LongestAt(scene.text, end));
}

// 拨打110、119, 110、119、120“三台合一”: one number of a list speaks for the others.
bool InList(const Scene& scene, std::size_t begin, std::size_t end) {
  const std::string_view text = scene.text;
  int members = 1;
  bool named = false;
  const auto visit = [&](std::size_t from, std::size_t to) {
    const NamedNumber* code = scene.lookups.codes.Find(text.substr(from, to - from));
    if (code == nullptr || !code->yao) return false;
    named = named || AnyBefore(text, BackOverQuote(text, from), code->before) ||
            AnyAt(text, SkipQuote(text, to), code->after);
    ++members;
    return true;
  };
  constexpr std::size_t kComma = std::string_view("、").size();
  while (StartsWith(text, end, "、") && IsDigit(At(text, end + kComma))) {
    const std::size_t stop = EndOfDigits(text, end + kComma);
    if (!visit(end + kComma, stop)) break;
    end = stop;
  }
  while (EndsWith(text, begin, "、") && IsDigit(Before(text, begin - kComma))) {
    std::size_t from = begin - kComma;
    const std::size_t to = from;
    while (from > 0 && to - from < 6 && IsDigit(Before(text, from))) --from;
    if (!visit(from, to)) break;
    begin = from;
  }
  return members >= 3 || (members == 2 && named);
}

// 233333, 666: what is typed for laughter and praise, between marks.
bool IsSlang(const Scene& scene, std::string_view digits, std::size_t end) {
  const char32_t left = Before(scene.text, scene.at);
  const char32_t right = At(scene.text, end);
  const auto apart = [](char32_t c) { return c == 0 || c == ' ' || IsCjkPunctuation(c); };
  const std::string_view rest = digits.substr(1);
  const bool laughter = digits.front() == '2' && rest.find_first_not_of('3') == rest.npos;
  const bool praise = digits.find_first_not_of('6') == digits.npos;
  return digits.size() >= 3 && (laughter || praise) && apart(left) && apart(right);
}

// abc_123
bool BehindUnderscore(const Scene& scene) {
  return Before(scene.text, scene.at) == '_' && scene.at > 1 &&
         IsAsciiLetter(Before(scene.text, scene.at - 1));
}

// 618, 985, 12306: codes.tsv knows them, given their cues.
void Named(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  const NamedNumber* code = scene.lookups.codes.Find(digits);
  if (code == nullptr) return;
  const std::size_t after = SkipQuote(scene.text, end);
  const std::size_t before = BackOverQuote(scene.text, scene.at);
  const bool right = AnyAt(scene.text, after, code->after);
  const bool left = AnyBefore(scene.text, before, code->before);
  const bool quoted = after > end && before < scene.at;
  const bool free = code->free;
  const bool whole = code->yao && digits.size() == 3 && scene.at == 0 && end == scene.text.size();
  const bool listed = code->yao && InList(scene, scene.at, end);
  if (!right && !listed && (Counted(scene, end) || !(left || quoted || free || whole))) return;
  Reading reading = Make(end,
                         code->spoken.empty() ? ReadDigits(digits, code->yao && scene.options.yao)
                                              : std::string(code->spoken),
                         code->yao ? "hotline" : "code", "codes.tsv", 5);
  reading.cue = right || left || listed ? 6 : 1;
  reading.confidence = right || left || quoted ? 0.97F : 0.8F;
  reading.alternatives.push_back(ReadCardinal(digits, {}));
  out.push_back(std::move(reading));
}

// 1205和1202钻井队, 101、102房间: where a list of numbers of one length ends.
std::size_t EndOfList(std::string_view text, std::size_t end, std::string_view digits) {
  constexpr std::u32string_view kJoints = U"、和与及";
  for (int members = 0; members < 6; ++members) {
    if (kJoints.find(At(text, end)) == kJoints.npos) break;
    const std::size_t next = end + std::string_view("、").size();
    const std::size_t stop = EndOfDigits(text, next);
    if (stop - next != digits.size()) break;
    end = stop;
  }
  return end;
}

// 身份证号110105…X, 验证码1234, 1203室, 318国道, 编号27149.
void Cued(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  std::size_t stop = end;
  std::string tail;
  if (digits.size() == 17 && (At(scene.text, end) == 'X' || At(scene.text, end) == 'x')) {
    tail = "X";
    ++stop;
  }
  const bool before =
      digits.size() >= 3 && (scene.CueBefore(Cue::kDigits, scene.at) ||
                             scene.CueBefore(Cue::kDigits, BackOverQuote(scene.text, scene.at)));
  const bool after =
      digits.size() >= 3 && scene.CueAfter(Cue::kDigitsAfter, EndOfList(scene.text, stop, digits));
  const bool quoted = digits.size() >= 4 && SkipQuote(scene.text, end) > end &&
                      BackOverQuote(scene.text, scene.at) < scene.at &&
                      StartsWith(scene.text, SkipQuote(scene.text, end), "号");
  const bool book = digits.size() == 13 && (digits.starts_with("978") || digits.starts_with("979"));
  const bool identity = !tail.empty() || digits.size() == 18 || book;
  if (!before && !after && !quoted && !identity) return;
  const bool joined = At(scene.text, stop) == '-';
  const bool line = StartsWith(scene.text, stop, "线");  // 国道318线
  if (before && !after && !joined && !line && Counted(scene, stop) && digits.size() < 5) return;
  if (StartsWith(scene.text, stop, "×") || StartsWith(scene.text, stop, "*")) return;  // 1920×1080
  std::string spoken = ReadDigits(digits) + tail;
  if (before && At(scene.text, stop) == '-' && IsDigit(At(scene.text, stop + 1))) {
    const std::size_t more = EndOfDigits(scene.text, stop + 1);  // 波音737-800
    if (more <= scene.limit) {
      spoken += "杠" + ReadDigits(scene.text.substr(stop + 1, more - stop - 1));
      stop = more;
    }
  }
  Reading reading = Make(stop, std::move(spoken), "code", "code/cue", 4);
  reading.cue = 6;
  out.push_back(std::move(reading));
}

// 007, 055型, 0515: a leading zero is no quantity. Nor is 商标第12345678号.
void LeadingZero(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  const bool registered = digits.size() >= 6 && EndsWith(scene.text, scene.at, "第") &&
                          StartsWith(scene.text, end, "号");
  if (registered) out.push_back(Make(end, ReadDigits(digits), "code", "code/registered", 4));
  if (digits.size() < 2 || digits.front() != '0' || At(scene.text, end) == '.') return;
  out.push_back(Make(end, ReadDigits(digits), "code", "code/zero", 1));
}

// 99式坦克, 95式: the year in which a weapon was accepted.
void Pattern(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  if (digits.size() != 2) return;
  std::string spoken = ReadDigits(digits);
  const char32_t next = At(scene.text, end);
  if (next >= 'A' && next <= 'Z') spoken += scene.text[end++];  // 99A坦克
  const std::size_t model = EndOfDigits(scene.text, end + 1);
  if (next == '-' && model == end + 2) {  // 95-1式
    spoken += "杠" + ReadDigits(scene.text.substr(end + 1, 1));
    end = model;
  }
  const bool weapon = StartsWith(scene.text, end, "式") || StartsWith(scene.text, end, "坦克") ||
                      StartsWith(scene.text, end, "主战坦克");
  if (!weapon || end > scene.limit) return;
  Reading reading = Make(end, std::move(spoken), "code", "code/pattern", 2);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 炮2平5: the files of the chessboard.
void Chess(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  constexpr std::u32string_view kPieces = U"车马炮兵卒相象仕士帅将前后";
  constexpr std::u32string_view kMoves = U"进退平";
  if (digits.size() != 1 || kPieces.find(Before(scene.text, scene.at)) == kPieces.npos) return;
  const char32_t move = At(scene.text, end);
  if (kMoves.find(move) == kMoves.npos || !IsDigit(At(scene.text, end + 3))) return;
  Reading reading = Make(end, ReadDigits(digits), "code", "code/chess", 4);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 宁德时代(300750), （600519.SH）: the code of a share behind its name.
void Share(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  const char32_t left = Before(scene.text, scene.at);
  if (digits.size() != 6 || (left != '(' && left != U'（')) return;
  if (!utf8::IsHan(Before(scene.text, Previous(scene.text, scene.at)))) return;
  const char32_t next = At(scene.text, end);
  const bool exchange = next == '.' && IsAsciiLetter(At(scene.text, end + 1));
  if (next != ')' && next != U'）' && !exchange) return;
  out.push_back(Make(end, ReadDigits(digits), "code", "code/share", 4));
}

// 600519贵州茅台: the code of a share at the head of a clause, before its name. By the figures that
// the exchanges of Shanghai, Shenzhen and Beijing begin with.
void ShareBefore(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  constexpr std::array<std::string_view, 14> kHeads = {"600", "601", "603", "605", "688",
                                                       "689", "000", "001", "002", "003",
                                                       "300", "301", "430", "920"};
  const bool share = digits.size() == 6 &&
                     std::any_of(kHeads.begin(), kHeads.end(),
                                 [&](std::string_view head) { return digits.starts_with(head); });
  const char32_t left = Before(scene.text, scene.at);
  const bool head = left == 0 || left == ' ' || IsCjkPunctuation(left) || left == '(';
  const char32_t next = At(scene.text, end);
  const bool bracket = (left == '(' || left == U'（') && (next == ')' || next == U'）');
  const std::size_t name = bracket ? end + utf8::Decode(scene.text, end).length : end;
  if (!share || !head || digits.ends_with("00") || !utf8::IsHan(At(scene.text, name))) return;
  if (Counted(scene, end)) return;
  Reading reading = Make(end, ReadDigits(digits), "code", "code/share", 4);
  reading.confidence = 0.85F;
  out.push_back(std::move(reading));
}

// 320902********1234: stars that hide figures.
void Masked(const Scene& scene, std::size_t digits, Readings& out) {
  std::size_t end = digits;
  const char mask =
      At(scene.text, end) == 'x' || At(scene.text, end) == 'X' ? scene.text[end] : '*';
  while (end < scene.limit && scene.text[end] == mask) ++end;
  if (digits < scene.at + 3 || end < digits + 2 || !IsDigit(At(scene.text, end))) return;
  end = EndOfDigits(scene.text, end);
  if (At(scene.text, end) == 'X') ++end;
  if (end > scene.limit) return;
  if (mask != '*' && end - scene.at != 11) return;
  const bool mobile = end - scene.at == 11 && scene.text[scene.at] == '1';
  std::string spoken;
  for (const char c : scene.text.substr(scene.at, end - scene.at)) {
    spoken += c == '*' ? "星" : ReadDigits({&c, 1}, mobile && scene.options.yao);
  }
  out.push_back(Make(end, std::move(spoken), "code", "code/masked", 5));
}

// 955××, 138××××5678: figures that are not given.
void Crossed(const Scene& scene, std::size_t digits, Readings& out) {
  constexpr std::size_t kSize = std::string_view("×").size();
  if (digits < scene.at + 2 || !StartsWith(scene.text, digits, "××")) return;
  std::string spoken;
  std::size_t end = scene.at;
  while (end < scene.limit && end < scene.at + 40) {
    const char32_t c = At(scene.text, end);
    if (c != U'×' && !IsDigit(c)) break;
    spoken += c == U'×' ? "叉" : ReadDigits(scene.text.substr(end, 1));
    end += c == U'×' ? kSize : 1;
  }
  out.push_back(Make(end, std::move(spoken), "code", "code/crossed", 5));
}

// 6222 0212 3456 7890: groups of four are the number of a card.
void Card(const Scene& scene, std::size_t first, Readings& out) {
  std::string spoken = ReadDigits(scene.text.substr(scene.at, first - scene.at));
  std::size_t end = first;
  int groups = 1;
  while (end == scene.at + 5 * static_cast<std::size_t>(groups) - 1 && At(scene.text, end) == ' ') {
    const std::size_t stop = EndOfDigits(scene.text, end + 1);
    if (stop == end + 1 || stop > end + 5 || stop > scene.limit) break;
    spoken += ReadDigits(scene.text.substr(end + 1, stop - end - 1));
    end = stop;
    ++groups;
  }
  if (groups < 4) return;
  out.push_back(Make(end, std::move(spoken), "code", "code/card", 5));
}

// 95110、96110是预警专线: hotlines of five figures, given the word for one nearby.
void Hotline(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  if (digits.size() != 5 || !(digits.starts_with("95") || digits.starts_with("96"))) return;
  if (digits.ends_with("00") || Counted(scene, end)) return;
  if (!scene.CueNear(Cue::kYaoAfter, scene.at, end, 10)) return;
  out.push_back(Make(end, ReadDigits(digits, scene.options.yao), "hotline", "code/hotline", 5));
}

// “8337”, “263”行动: figures in quotes are a name; “100”, “500” are not.
void Quoted(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  if (digits.size() < 3 || digits.size() > 6 || digits.ends_with("00")) return;
  if (Before(scene.text, scene.at) != U'“' || At(scene.text, end) != U'”') return;
  Reading reading = Make(end, ReadDigits(digits), "code", "code/quoted", 2);
  reading.confidence = 0.75F;
  reading.alternatives.push_back(ReadCardinal(digits, {}));
  out.push_back(std::move(reading));
}

// 5.4.0, 127.0.0.1, 2.0.1版
void Version(const Scene& scene, Readings& out) {
  std::size_t at = scene.at;
  std::string spoken;
  int count = 0;
  bool address = true;
  std::size_t end = at;
  while (true) {
    const std::size_t stop = EndOfDigits(scene.text, at);
    if (stop == at || stop > scene.limit || stop - at > 8) break;
    const std::string_view digits = scene.text.substr(at, stop - at);
    if (count > 0) spoken += "点";
    spoken += digits.size() > 2 ? ReadDigits(digits) : ReadCardinal(digits, {});
    address = address && digits.size() <= 3;
    end = stop;
    ++count;
    if (At(scene.text, stop) != '.') break;
    at = stop + 1;
  }
  if (count < 3) return;
  if (count == 4 && address) {
    const std::string_view written = scene.text.substr(scene.at, end - scene.at);
    spoken.clear();
    for (const char c : written) spoken += c == '.' ? "点" : ReadDigits({&c, 1});
    const std::size_t port = EndOfDigits(scene.text, end + 1);
    if (At(scene.text, end) == ':' && port > end + 1 && port <= scene.limit) {
      spoken += "冒号" + ReadDigits(scene.text.substr(end + 1, port - end - 1));
      end = port;
    } else if (At(scene.text, end) == '/' && port > end + 1 && port <= end + 3 &&
               port <= scene.limit) {  // 10.0.0.0/8
      spoken += "斜杠" + ReadCardinal(scene.text.substr(end + 1, port - end - 1), {});
      end = port;
    }
  }
  out.push_back(Make(end, std::move(spoken), count == 4 && address ? "address" : "version",
                     "code/version", 4));
}

// 11.12. 排版工具: the number of a section at the head of a line.
void SectionNumber(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  if (scene.at != 0 || digits.size() > 2 || At(scene.text, end) != '.') return;
  const std::size_t second = EndOfDigits(scene.text, end + 1);
  if (second == end + 1 || second > end + 3 || second + 1 > scene.limit) return;
  const char32_t next = At(scene.text, second + 1);
  if (At(scene.text, second) != '.' || (next != ' ' && !utf8::IsHan(next))) return;
  out.push_back(Make(second + 1,
                     ReadCardinal(digits, {}) + "点" +
                         ReadCardinal(scene.text.substr(end + 1, second - end - 1), {}) + "，",
                     "list number", "code/section", 5));
}

// 1.加强领导, 1、…, 1) at the head of a line.
void Bullet(const Scene& scene, std::string_view digits, std::size_t end, Readings& out) {
  const char32_t left = Before(scene.text, scene.at);
  if ((left != 0 && left != ' ' && !IsCjkPunctuation(left)) || digits.size() > 2) return;
  const char32_t mark = At(scene.text, end);
  const bool dot = mark == U'·' && (left == 0 || IsCjkPunctuation(left));
  const std::size_t next = end + (dot ? std::string_view("·").size() : 1);
  if (mark != '.' && mark != ')' && !dot) return;
  const char32_t follows = At(scene.text, EndOfSpaces(scene.text, next));
  const std::size_t year = EndOfDigits(scene.text, next);  // 1.1990年1月1日后出生
  const bool dated = mark == '.' && year == next + 4 && StartsWith(scene.text, year, "年") &&
                     (scene.text[next] == '1' || scene.text[next] == '2');
  if (!dated && !utf8::IsHan(follows) && !IsLetter(follows) && !IsCjkPunctuation(follows)) return;
  const bool closes = IsCjkPunctuation(follows) && !IsOpening(follows);
  const std::string_view pause = closes ? "" : "、";
  out.push_back(Make(EndOfSpaces(scene.text, next), ReadCardinal(digits, {}) + std::string(pause),
                     "list number", "code/bullet", 4));
  if (dated) out.back().cue = 8;
}

bool IsProvince(char32_t c) {
  constexpr std::u32string_view kProvinces =
      U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  return kProvinces.find(c) != std::u32string_view::npos;
}

}  // namespace

// A·12345 behind 京: letters and digits one by one. The scene stands on the letter.
void ReadPlate(const Scene& scene, Readings& out) {
  const char32_t letter = At(scene.text, scene.at);
  if (letter < 'A' || letter > 'Z' || !IsProvince(Before(scene.text, scene.at))) return;
  std::size_t at = scene.at + 1;
  if (StartsWith(scene.text, at, "·")) at += std::string_view("·").size();
  if (StartsWith(scene.text, at, "-") || StartsWith(scene.text, at, " ")) ++at;
  std::size_t end = at;
  int digits = 0;
  while (end < scene.text.size() &&
         (IsDigit(At(scene.text, end)) || (scene.text[end] >= 'A' && scene.text[end] <= 'Z'))) {
    digits += IsDigit(At(scene.text, end)) ? 1 : 0;
    ++end;
  }
  constexpr std::u32string_view kTails = U"港澳警学挂试领使超";  // 粤Z·1234港
  const bool tailed =
      end - at == 4 && digits == 4 && kTails.find(At(scene.text, end)) != kTails.npos;
  if ((end - at < 5 && !tailed) || end - at > 6 || digits < 2 || end > scene.limit) return;
  std::string spoken(1, scene.text[scene.at]);
  spoken += ReadDigits(scene.text.substr(at, end - at));
  out.push_back(Make(end, std::move(spoken), "plate", "code/plate", 6));
}

void ReadCodes(const Scene& scene, Readings& out) {
  ReadPlate(scene, out);
  if (!IsDigit(At(scene.text, scene.at))) return;
  const std::size_t end = EndOfDigits(scene.text, scene.at);
  if (end > scene.limit) return;
  const std::string_view digits = scene.text.substr(scene.at, end - scene.at);
  if (IsSlang(scene, digits, end) || BehindUnderscore(scene)) {
    Reading reading;
    reading.end = end;
    reading.spoken = ReadDigits(digits);
    reading.semiotic_class = "code";
    reading.rule = "code/typed";
    reading.weight = 4;
    reading.confidence = 0.85F;
    out.push_back(std::move(reading));
  }
  Named(scene, digits, end, out);
  Cued(scene, digits, end, out);
  LeadingZero(scene, digits, end, out);
  Pattern(scene, digits, end, out);
  Chess(scene, digits, end, out);
  Share(scene, digits, end, out);
  ShareBefore(scene, digits, end, out);
  Masked(scene, end, out);
  Crossed(scene, end, out);
  Quoted(scene, digits, end, out);
  Card(scene, end, out);
  Hotline(scene, digits, end, out);
  Version(scene, out);
  Bullet(scene, digits, end, out);
  SectionNumber(scene, digits, end, out);
}

}  // namespace boyin::normalise
