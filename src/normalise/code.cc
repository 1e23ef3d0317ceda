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
bool Counted(const MatchContext& context, std::size_t end) {
  constexpr std::u32string_view kMore = U"多余万亿%‰℃";
  constexpr std::u32string_view kJoints = U".,-/";
  const char32_t next = At(context.text, end);
  if (kMore.find(next) != kMore.npos) return true;
  if (kJoints.find(next) != kJoints.npos) return IsDigit(At(context.text, end + 1));
  const auto measure = context.MeasureAt(end);
  const bool others = measure && context.text.substr(end, measure.length) == "等";  // 95588等号码
  return (measure && !others) ||
         static_cast<bool>(context.lookups.units.LongestAt(context.text, end)) ||
         static_cast<bool>(context.lookups.currencies.LongestAt(context.text, end));
}

constexpr std::array<std::string_view, 7> kListJoints = {"、", "，", "和", "或", "及", "与", ","};

std::size_t JointAt(std::string_view text, std::size_t at) {
  for (const std::string_view joint : kListJoints) {
    if (StartsWith(text, at, joint)) return joint.size();
  }
  return 0;
}

std::size_t JointBefore(std::string_view text, std::size_t at) {
  for (const std::string_view joint : kListJoints) {
    if (EndsWith(text, at, joint)) return joint.size();
  }
  return 0;
}

// 拨打110、119, 110、119、120“三台合一”: one number of a list speaks for the others.
bool InList(const MatchContext& context, std::size_t begin, std::size_t end) {
  const std::string_view text = context.text;
  int members = 1;
  bool named = false;
  const auto visit = [&](std::size_t from, std::size_t to) {
    const NamedNumber* code = context.lookups.codes.Find(text.substr(from, to - from));
    if (code == nullptr || !code->yao) return false;
    named = named || AnyBefore(text, BackOverQuote(text, from), code->before) ||
            AnyAt(text, SkipQuote(text, to), code->after);
    ++members;
    return true;
  };
  while (const std::size_t joint = JointAt(text, end)) {
    const std::size_t stop = EndOfDigits(text, end + joint);
    if (!IsDigit(At(text, end + joint)) || !visit(end + joint, stop)) break;
    end = stop;
  }
  while (const std::size_t joint = JointBefore(text, begin)) {
    std::size_t from = begin - joint;
    const std::size_t to = from;
    while (from > 0 && to - from < 6 && IsDigit(Before(text, from))) --from;
    if (from == to || !visit(from, to)) break;
    begin = from;
  }
  return members >= 3 || (members == 2 && named);
}

// 233333, 666: what is typed for laughter and praise, between marks.
bool IsSlang(const MatchContext& context, std::string_view digits, std::size_t end) {
  const char32_t left = Before(context.text, context.at);
  const char32_t right = At(context.text, end);
  const auto apart = [](char32_t c) { return c == 0 || c == ' ' || IsCjkPunctuation(c); };
  const std::string_view rest = digits.substr(1);
  const bool laughter = digits.front() == '2' && rest.find_first_not_of('3') == rest.npos;
  const bool praise = digits.find_first_not_of('6') == digits.npos;
  return digits.size() >= 3 && (laughter || praise) && apart(left) && apart(right);
}

// abc_123
bool BehindUnderscore(const MatchContext& context) {
  return Before(context.text, context.at) == '_' && context.at > 1 &&
         IsAsciiLetter(Before(context.text, context.at - 1));
}

// 618, 985, 12306: codes.tsv knows them, given their cues.
void Named(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  const NamedNumber* code = context.lookups.codes.Find(digits);
  if (code == nullptr) return;
  const std::size_t after = SkipQuote(context.text, end);
  const std::size_t before = BackOverQuote(context.text, context.at);
  const bool right = AnyAt(context.text, after, code->after);
  const bool left = AnyBefore(context.text, before, code->before);
  const bool quoted = after > end && before < context.at;
  const bool free = code->free;
  const bool whole =
      code->yao && digits.size() == 3 && context.at == 0 && end == context.text.size();
  const bool listed = code->yao && InList(context, context.at, end);
  if (!right && !listed && (Counted(context, end) || !(left || quoted || free || whole))) return;
  Reading reading = Make(end,
                         code->spoken.empty() ? ReadDigits(digits, code->yao && context.options.yao)
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

// 舷号108、131、887: where a list of numbers of one length begins.
std::size_t HeadOfList(std::string_view text, std::size_t at, std::size_t size) {
  constexpr std::u32string_view kJoints = U"、和与及";
  for (int members = 0; members < 6; ++members) {
    if (kJoints.find(Before(text, at)) == kJoints.npos) break;
    const std::size_t end = Previous(text, at);
    if (end < size || EndOfDigits(text, end - size) != end || IsDigit(Before(text, end - size)))
      break;
    at = end - size;
  }
  return at;
}

// 身份证号110105…X, 验证码1234, 1203室, 318国道, 编号27149.
void Cued(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  std::size_t stop = end;
  std::string tail;
  if (digits.size() == 17 && (At(context.text, end) == 'X' || At(context.text, end) == 'x')) {
    tail = "X";
    ++stop;
  }
  const std::size_t head = HeadOfList(context.text, context.at, digits.size());
  const bool before =
      digits.size() >= 3 && (context.CueBefore(Cue::kDigits, head) ||
                             context.CueBefore(Cue::kDigits, BackOverQuote(context.text, head)));
  const bool after = digits.size() >= 3 &&
                     context.CueAfter(Cue::kDigitsAfter, EndOfList(context.text, stop, digits));
  const bool quoted = digits.size() >= 4 && SkipQuote(context.text, end) > end &&
                      BackOverQuote(context.text, context.at) < context.at &&
                      StartsWith(context.text, SkipQuote(context.text, end), "号");
  const bool book = digits.size() == 13 && (digits.starts_with("978") || digits.starts_with("979"));
  const bool identity = !tail.empty() || digits.size() == 18 || book;
  if (!before && !after && !quoted && !identity) return;
  const bool joined = At(context.text, stop) == '-';
  const bool line = StartsWith(context.text, stop, "线");  // 国道318线
  if (before && !after && !joined && !line && Counted(context, stop) && digits.size() < 5) return;
  if (StartsWith(context.text, stop, "×") || StartsWith(context.text, stop, "*"))
    return;  // 1920×1080
  std::string spoken = ReadDigits(digits) + tail;
  if (before && At(context.text, stop) == '-' && IsDigit(At(context.text, stop + 1))) {
    const std::size_t more = EndOfDigits(context.text, stop + 1);  // 波音737-800
    if (more <= context.limit) {
      spoken += "杠" + ReadDigits(context.text.substr(stop + 1, more - stop - 1));
      stop = more;
    }
  }
  Reading reading = Make(stop, std::move(spoken), "code", "code/cue", 4);
  reading.cue = 6;
  out.push_back(std::move(reading));
}

// 007, 055型, 0515: a leading zero is no quantity. Nor is 商标第12345678号.
void LeadingZero(const MatchContext& context, std::string_view digits, std::size_t end,
                 Readings& out) {
  const bool registered = digits.size() >= 6 && EndsWith(context.text, context.at, "第") &&
                          StartsWith(context.text, end, "号");
  if (registered) out.push_back(Make(end, ReadDigits(digits), "code", "code/registered", 4));
  if (digits.size() < 2 || digits.front() != '0' || At(context.text, end) == '.') return;
  out.push_back(Make(end, ReadDigits(digits), "code", "code/zero", 1));
}

// 99式坦克, 95式: the year in which a weapon was accepted.
void Pattern(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  if (digits.size() != 2) return;
  std::string spoken = ReadDigits(digits);
  const char32_t next = At(context.text, end);
  if (next >= 'A' && next <= 'Z') spoken += context.text[end++];  // 99A坦克
  const std::size_t model = EndOfDigits(context.text, end + 1);
  if (next == '-' && model == end + 2) {  // 95-1式
    spoken += "杠" + ReadDigits(context.text.substr(end + 1, 1));
    end = model;
  }
  const bool weapon = StartsWith(context.text, end, "式") ||
                      StartsWith(context.text, end, "坦克") ||
                      StartsWith(context.text, end, "主战坦克");
  if (!weapon || end > context.limit) return;
  Reading reading = Make(end, std::move(spoken), "code", "code/pattern", 2);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 炮2平5: the files of the chessboard.
void Chess(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  constexpr std::u32string_view kPieces = U"车马炮兵卒相象仕士帅将前后";
  constexpr std::u32string_view kMoves = U"进退平";
  if (digits.size() != 1 || kPieces.find(Before(context.text, context.at)) == kPieces.npos) return;
  const char32_t move = At(context.text, end);
  if (kMoves.find(move) == kMoves.npos || !IsDigit(At(context.text, end + 3))) return;
  Reading reading = Make(end, ReadDigits(digits), "code", "code/chess", 4);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 宁德时代(300750), （600519.SH）: the code of a share behind its name.
void Share(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  const char32_t left = Before(context.text, context.at);
  if (digits.size() != 6 || (left != '(' && left != U'（')) return;
  if (!utf8::IsHan(Before(context.text, Previous(context.text, context.at)))) return;
  const char32_t next = At(context.text, end);
  const bool exchange = next == '.' && IsAsciiLetter(At(context.text, end + 1));
  const bool parted = next == ',' || next == U'，';  // 华夏银行(600015,股吧)
  if (next != ')' && next != U'）' && !exchange && !parted) return;
  out.push_back(Make(end, ReadDigits(digits), "code", "code/share", 4));
}

// 600519贵州茅台: the code of a share at the head of a clause, before its name. By the figures that
// the exchanges of Shanghai, Shenzhen and Beijing begin with.
void ShareBefore(const MatchContext& context, std::string_view digits, std::size_t end,
                 Readings& out) {
  constexpr std::array<std::string_view, 14> kHeads = {"600", "601", "603", "605", "688",
                                                       "689", "000", "001", "002", "003",
                                                       "300", "301", "430", "920"};
  const bool share = digits.size() == 6 &&
                     std::any_of(kHeads.begin(), kHeads.end(),
                                 [&](std::string_view head) { return digits.starts_with(head); });
  const char32_t left = Before(context.text, context.at);
  const bool head = left == 0 || left == ' ' || IsCjkPunctuation(left) || left == '(';
  const char32_t next = At(context.text, end);
  const bool bracket = (left == '(' || left == U'（') && (next == ')' || next == U'）');
  const std::size_t name = bracket ? end + utf8::Decode(context.text, end).length : end;
  if (!share || !head || digits.ends_with("00") || !utf8::IsHan(At(context.text, name))) return;
  if (Counted(context, end)) return;
  Reading reading = Make(end, ReadDigits(digits), "code", "code/share", 4);
  reading.confidence = 0.85F;
  out.push_back(std::move(reading));
}

// 320902********1234: stars that hide figures.
void Masked(const MatchContext& context, std::size_t digits, Readings& out) {
  std::size_t end = digits;
  const char mask =
      At(context.text, end) == 'x' || At(context.text, end) == 'X' ? context.text[end] : '*';
  while (end < context.limit && context.text[end] == mask) ++end;
  if (digits < context.at + 3 || end < digits + 2 || !IsDigit(At(context.text, end))) return;
  end = EndOfDigits(context.text, end);
  if (At(context.text, end) == 'X') ++end;
  if (end > context.limit) return;
  if (mask != '*' && end - context.at != 11) return;
  const bool mobile = end - context.at == 11 && context.text[context.at] == '1';
  std::string spoken;
  for (const char c : context.text.substr(context.at, end - context.at)) {
    spoken += c == '*' ? "星" : ReadDigits({&c, 1}, mobile && context.options.yao);
  }
  out.push_back(Make(end, std::move(spoken), "code", "code/masked", 5));
}

// 955××, 138××××5678: figures that are not given.
void Crossed(const MatchContext& context, std::size_t digits, Readings& out) {
  constexpr std::size_t kSize = std::string_view("×").size();
  if (digits < context.at + 2 || !StartsWith(context.text, digits, "××")) return;
  std::string spoken;
  std::size_t end = context.at;
  while (end < context.limit && end < context.at + 40) {
    const char32_t c = At(context.text, end);
    if (c != U'×' && !IsDigit(c)) break;
    spoken += c == U'×' ? "叉" : ReadDigits(context.text.substr(end, 1));
    end += c == U'×' ? kSize : 1;
  }
  out.push_back(Make(end, std::move(spoken), "code", "code/crossed", 5));
}

// 6222 0212 3456 7890: groups of four are the number of a card.
void Card(const MatchContext& context, std::size_t first, Readings& out) {
  std::string spoken = ReadDigits(context.text.substr(context.at, first - context.at));
  std::size_t end = first;
  int groups = 1;
  while (end == context.at + 5 * static_cast<std::size_t>(groups) - 1 &&
         At(context.text, end) == ' ') {
    const std::size_t stop = EndOfDigits(context.text, end + 1);
    if (stop == end + 1 || stop > end + 5 || stop > context.limit) break;
    spoken += ReadDigits(context.text.substr(end + 1, stop - end - 1));
    end = stop;
    ++groups;
  }
  if (groups < 4) return;
  out.push_back(Make(end, std::move(spoken), "code", "code/card", 5));
}

// 95110、96110是预警专线: hotlines of five figures, given the word for one nearby.
void Hotline(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  if (digits.size() != 5 || !(digits.starts_with("95") || digits.starts_with("96"))) return;
  if (digits.ends_with("00") || Counted(context, end)) return;
  if (!context.CueNear(Cue::kYaoAfter, context.at, end, 10)) return;
  out.push_back(Make(end, ReadDigits(digits, context.options.yao), "hotline", "code/hotline", 5));
}

// “8337”, “263”行动: figures in quotes are a name; “100”, “500” are not.
void Quoted(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  if (digits.size() < 3 || digits.size() > 6 || digits.ends_with("00")) return;
  if (Before(context.text, context.at) != U'“' || At(context.text, end) != U'”') return;
  Reading reading = Make(end, ReadDigits(digits), "code", "code/quoted", 2);
  reading.confidence = 0.75F;
  reading.alternatives.push_back(ReadCardinal(digits, {}));
  out.push_back(std::move(reading));
}

// 5.4.0, 127.0.0.1, 2.0.1版
void Version(const MatchContext& context, Readings& out) {
  std::size_t at = context.at;
  std::string spoken;
  int count = 0;
  bool address = true;
  std::size_t end = at;
  while (true) {
    const std::size_t stop = EndOfDigits(context.text, at);
    if (stop == at || stop > context.limit || stop - at > 8) break;
    const std::string_view digits = context.text.substr(at, stop - at);
    if (count > 0) spoken += "点";
    spoken += digits.size() > 2 ? ReadDigits(digits) : ReadCardinal(digits, {});
    address = address && digits.size() <= 3;
    end = stop;
    ++count;
    if (At(context.text, stop) != '.') break;
    at = stop + 1;
  }
  if (count < 3) return;
  if (count == 4 && address) {
    const std::string_view written = context.text.substr(context.at, end - context.at);
    spoken.clear();
    for (const char c : written) spoken += c == '.' ? "点" : ReadDigits({&c, 1});
    const std::size_t port = EndOfDigits(context.text, end + 1);
    if (At(context.text, end) == ':' && port > end + 1 && port <= context.limit) {
      spoken += "冒号" + ReadDigits(context.text.substr(end + 1, port - end - 1));
      end = port;
    } else if (At(context.text, end) == '/' && port > end + 1 && port <= end + 3 &&
               port <= context.limit) {  // 10.0.0.0/8
      spoken += "斜杠" + ReadCardinal(context.text.substr(end + 1, port - end - 1), {});
      end = port;
    }
  }
  out.push_back(Make(end, std::move(spoken), count == 4 && address ? "address" : "version",
                     "code/version", 4));
}

// 11.12. 排版工具: the number of a section at the head of a line.
void SectionNumber(const MatchContext& context, std::string_view digits, std::size_t end,
                   Readings& out) {
  if (context.at != 0 || digits.size() > 2 || At(context.text, end) != '.') return;
  const std::size_t second = EndOfDigits(context.text, end + 1);
  if (second == end + 1 || second > end + 3 || second + 1 > context.limit) return;
  const char32_t next = At(context.text, second + 1);
  if (At(context.text, second) != '.' || (next != ' ' && !utf8::IsHan(next))) return;
  out.push_back(Make(second + 1,
                     ReadCardinal(digits, {}) + "点" +
                         ReadCardinal(context.text.substr(end + 1, second - end - 1), {}) + "，",
                     "list number", "code/section", 5));
}

// (flag = 1) and (0, 1): a bracket that closes one which opened shortly before.
bool ClosesBracket(std::string_view text, std::size_t at) {
  constexpr std::size_t kReach = 60;
  const std::string_view left = text.substr(at - std::min(at, kReach), std::min(at, kReach));
  const std::size_t open = left.rfind('(');
  return open != left.npos && left.find(')', open) == left.npos;
}

// 1.加强领导, 1、…, 1) at the head of a line.
void Bullet(const MatchContext& context, std::string_view digits, std::size_t end, Readings& out) {
  const char32_t left = Before(context.text, context.at);
  if ((left != 0 && left != ' ' && left != '"' && !IsCjkPunctuation(left)) || digits.size() > 2) {
    return;
  }
  const char32_t mark = At(context.text, end);
  const bool dot = mark == U'·' && (left == 0 || IsCjkPunctuation(left));
  const std::size_t next = end + (dot ? std::string_view("·").size() : 1);
  if (mark != '.' && mark != ')' && !dot) return;
  if (mark == ')' && ClosesBracket(context.text, context.at)) return;
  const char32_t follows = At(context.text, EndOfSpaces(context.text, next));
  const std::size_t year = EndOfDigits(context.text, next);  // 1.1990年1月1日后出生
  const bool dated = mark == '.' && year == next + 4 && StartsWith(context.text, year, "年") &&
                     (context.text[next] == '1' || context.text[next] == '2');
  if (!dated && !utf8::IsHan(follows) && !IsLetter(follows) && !IsCjkPunctuation(follows)) return;
  const bool closes = IsCjkPunctuation(follows) && !IsOpening(follows);
  const std::string_view pause = closes ? "" : "、";
  out.push_back(Make(EndOfSpaces(context.text, next), ReadCardinal(digits, {}) + std::string(pause),
                     "list number", "code/bullet", 4));
  if (dated) out.back().cue = 8;
}

bool IsProvince(char32_t c) {
  constexpr std::u32string_view kProvinces =
      U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  return kProvinces.find(c) != std::u32string_view::npos;
}

}  // namespace

// A·12345 behind 京: letters and digits one by one. The context stands on the letter.
void ReadPlate(const MatchContext& context, Readings& out) {
  const char32_t letter = At(context.text, context.at);
  if (letter < 'A' || letter > 'Z' || !IsProvince(Before(context.text, context.at))) return;
  std::size_t at = context.at + 1;
  if (StartsWith(context.text, at, "·")) at += std::string_view("·").size();
  if (StartsWith(context.text, at, "-") || StartsWith(context.text, at, " ")) ++at;
  std::size_t end = at;
  int digits = 0;
  while (end < context.text.size() && (IsDigit(At(context.text, end)) ||
                                       (context.text[end] >= 'A' && context.text[end] <= 'Z'))) {
    digits += IsDigit(At(context.text, end)) ? 1 : 0;
    ++end;
  }
  constexpr std::u32string_view kTails = U"港澳警学挂试领使超";  // 粤Z·1234港
  const bool tailed =
      end - at == 4 && digits == 4 && kTails.find(At(context.text, end)) != kTails.npos;
  if ((end - at < 5 && !tailed) || end - at > 6 || digits < 2 || end > context.limit) return;
  std::string spoken(1, context.text[context.at]);
  spoken += ReadDigits(context.text.substr(at, end - at));
  out.push_back(Make(end, std::move(spoken), "plate", "code/plate", 6));
}

void ReadCodes(const MatchContext& context, Readings& out) {
  ReadPlate(context, out);
  if (!IsDigit(At(context.text, context.at))) return;
  const std::size_t end = EndOfDigits(context.text, context.at);
  if (end > context.limit) return;
  const std::string_view digits = context.text.substr(context.at, end - context.at);
  if (IsSlang(context, digits, end) || BehindUnderscore(context)) {
    Reading reading;
    reading.end = end;
    reading.spoken = ReadDigits(digits);
    reading.semiotic_class = "code";
    reading.rule = "code/typed";
    reading.weight = 4;
    reading.confidence = 0.85F;
    out.push_back(std::move(reading));
  }
  Named(context, digits, end, out);
  Cued(context, digits, end, out);
  LeadingZero(context, digits, end, out);
  Pattern(context, digits, end, out);
  Chess(context, digits, end, out);
  Share(context, digits, end, out);
  ShareBefore(context, digits, end, out);
  Masked(context, end, out);
  Crossed(context, end, out);
  Quoted(context, digits, end, out);
  Card(context, end, out);
  Hotline(context, digits, end, out);
  Version(context, out);
  Bullet(context, digits, end, out);
  SectionNumber(context, digits, end, out);
}

}  // namespace boyin::normalise
