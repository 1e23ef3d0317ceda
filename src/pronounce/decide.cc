#include "pronounce/decide.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "pronounce/certainty.h"

namespace boyin::pronounce {
namespace {

constexpr std::u32string_view kParticles = U"的地得了着么们吗嘛呢吧呗啊啦哩哟喽咯喔哦呐呀哪哇";

constexpr std::uint8_t kAsk = 80;         // below it the second model is asked as well
constexpr std::size_t kEnoughToRead = 8;  // cells; it was taught sentences
constexpr std::uint8_t kToss = 55;        // below it the model is no better than the lexicon
constexpr std::uint8_t kHeld = 80;  // below it a word of the lexicon with one of kHeldIn stands
constexpr std::uint8_t kHeldGround = 93;  // the same of a word that ends in 地
constexpr std::uint8_t kRare = 120;       // the cost of a character that is seldom met
constexpr std::uint8_t kUnheard = 80;     // of such a one that the model never met (bench/log)
constexpr std::uint8_t kByRule = 99;      // of readings by neighbours, as measured (bench/log)

/// What the model has seen too little of inside words: 供给, 身着, 首都, 耕种, 盐碱地.
constexpr std::u32string_view kHeldIn = U"地给为着都种";

bool IsHeld(const Draft& draft, std::size_t at, std::uint8_t per_cent) {
  const Cell& cell = draft.cells[at];
  const Word& word = draft.words[cell.word];
  if (!word.phrase || !IsOneOf(cell.c, kHeldIn)) return false;
  return per_cent < (cell.c == U'地' && word.end == at + 1 ? kHeldGround : kHeld);
}

bool DifferInNeutralOnly(Pinyin a, Pinyin b) {
  return a.WithTone(5) == b.WithTone(5) && (a.tone() == 5 || b.tone() == 5);
}

/// The first model's verdict; of a lone character of which it is not sure, that of both.
PolyphoneModel::Verdict Judge(const LexiconTable& table, const PolyphoneModel& model,
                              const SecondOpinion& second, const Draft& draft, std::size_t at) {
  const Cell& cell = draft.cells[at];
  const std::span<const Pinyin> readings = model.Readings(cell.c);
  const LogShares first = model.Weigh(table, draft, at);
  const PolyphoneModel::Verdict verdict = PolyphoneModel::Best(readings, first);
  const bool asked = verdict.per_cent < kAsk && readings.size() > 1 &&
                     !draft.words[cell.word].phrase && draft.cells.size() >= kEnoughToRead &&
                     second.MayBeAsked(cell.c);
  if (!asked) return verdict;
  return PolyphoneModel::Best(readings,
                              SecondOpinion::Join(first, second.Weigh(draft, at, readings)));
}

/// A rare character of several readings that the model never met, alone: its commonest is a guess.
void DoubtUnheard(const LexiconTable& table, Draft& draft, std::size_t at) {
  Cell& cell = draft.cells[at];
  const Character* character = table.Find(cell.c);
  if (character == nullptr || character->cost < kRare || cell.c == U'不') return;
  if (draft.words[cell.word].size() != 1) return;
  for (const Pinyin reading : table.Readings(*character)) {
    if (reading == cell.pinyin || DifferInNeutralOnly(reading, cell.pinyin)) continue;
    cell.confidence = kUnheard;
    cell.other = reading;
    return;
  }
}

void Decide(const LexiconTable& table, const PolyphoneModel& model, const SecondOpinion& second,
            Draft& draft, std::size_t at) {
  Cell& cell = draft.cells[at];
  const std::span<const Pinyin> readings = model.Readings(cell.c);
  if (readings.empty()) return DoubtUnheard(table, draft, at);
  const Word& word = draft.words[cell.word];
  const PolyphoneModel::Verdict verdict = Judge(table, model, second, draft, at);
  const bool known = LexicalChoice(readings, cell.pinyin) >= 0;
  const bool neutral = DifferInNeutralOnly(verdict.reading, cell.pinyin);
  if (verdict.reading == cell.pinyin || (word.phrase && (neutral || !known))) {
    const bool agrees = verdict.reading == cell.pinyin || neutral;
    const Basis basis = !agrees ? Basis::kPhraseKept : word.phrase ? Basis::kPhrase : Basis::kAlone;
    cell.confidence = Certainty(basis, verdict.per_cent);
    cell.other = agrees ? verdict.second : verdict.reading;
    return;
  }
  if (IsHeld(draft, at, verdict.per_cent)) {
    cell.confidence = Certainty(Basis::kPhraseKept, verdict.per_cent);
    cell.other = verdict.reading;
    return;
  }
  if (!word.phrase && known && verdict.per_cent < kToss) {  // the commonest reading is as good
    cell.confidence = Certainty(Basis::kAloneOverruled, verdict.per_cent);
    cell.other = verdict.reading;
    return;
  }
  cell.other = word.phrase ? cell.pinyin : verdict.second;
  cell.pinyin = verdict.reading;
  cell.by = DecidedBy::kModel;
  cell.confidence =
      Certainty(word.phrase ? Basis::kPhraseOverruled : Basis::kAloneOverruled, verdict.per_cent);
}

/// A sure word stays, but an editor hears of it where the model would read otherwise.
void DoubtSure(const LexiconTable& table, const PolyphoneModel& model, Draft& draft,
               std::size_t at) {
  Cell& cell = draft.cells[at];
  const std::span<const Pinyin> readings = model.Readings(cell.c);
  if (readings.size() < 2 || LexicalChoice(readings, cell.pinyin) < 0) return;
  const PolyphoneModel::Verdict verdict = model.Judge(table, draft, at);
  if (verdict.reading == cell.pinyin || DifferInNeutralOnly(verdict.reading, cell.pinyin)) return;
  cell.confidence = Certainty(Basis::kSureDoubted, verdict.per_cent);
  cell.other = verdict.reading;
}

/// What must be done, and is no way of doing: 买房得看地段, 病人得马上手术; but 美得看不够.
constexpr std::array<std::u32string_view, 38> kDuties = {
    U"先",   U"马上", U"赶快", U"赶紧", U"立刻", U"立即", U"抓紧", U"亲自",  U"好好", U"尽快",
    U"尽早", U"及时", U"重新", U"首先", U"想办", U"看",   U"花",   U"讲",    U"靠",   U"找",
    U"问",   U"学",   U"按",   U"交",   U"付",   U"考虑", U"注意", U"小心",  U"凭",   U"通过",
    U"经过", U"请",   U"听",   U"继续", U"尽量", U"加快", U"拿出", U"有人去"};

bool IsDuty(const Draft& draft, std::size_t at) {
  for (const std::u32string_view duty : kDuties) {
    if (!StandsAt(draft, at + 1, duty)) continue;
    const std::size_t next = at + 1 + duty.size();
    return draft.IsHan(next) &&
           !IsOneOf(draft.At(next), U"不见起懂清到上出过得了来去进着白明透生样");
  }
  return false;
}

/// 至少得花十万, 更是得闹腾几天.
bool IsCertain(const Draft& draft, std::size_t at) {
  constexpr std::array<std::u32string_view, 26> kCertain = {
      U"至少", U"起码", U"最少", U"一般", U"通常", U"多半", U"恐怕", U"大概", U"肯定",
      U"一定", U"往往", U"也许", U"可能", U"迟早", U"早晚", U"总归", U"终究", U"照样",
      U"同样", U"仍然", U"依然", U"还是", U"必定", U"反正", U"更是", U"每年"};
  return draft.IsHan(at + 1) && !IsOneOf(draft.At(at + 1), U"到了以过不") &&
         std::ranges::any_of(kCertain, [&](std::u32string_view word) {
           return at >= word.size() && StandsAt(draft, at - word.size(), word);
         });
}

/// A verb has its object already, so no way of doing follows: 出门得带伞; but 走得快, 孩子得病.
bool HasObject(const Draft& draft, std::size_t at) {
  if (at < 2 || !draft.IsHan(at + 1)) return false;
  constexpr std::u32string_view kObjects =
      U"门病字房车饭菜酒事钱话路人家活工课班学戏歌舞球牌税票货牛地";
  if (!IsOneOf(draft.At(at - 1), kObjects)) return false;
  const Tag next = draft.words[draft.cells[at + 1].word].tag;
  const bool deed = next == Tag::kVerb || next == Tag::kAdverb || next == Tag::kPreposition ||
                    next == Tag::kIdiom || next == Tag::kModal;
  return deed && !IsOneOf(draft.At(at + 1), U"了过到奖分胜失罪知出救利益很太真最更满如像令让");
}

/// 得 that means must: it opens a clause or follows a person or an adverb, and an action follows.
bool IsMust(const Draft& draft, std::size_t at) {
  const bool opens = at == 0 || !draft.IsHan(at - 1);
  const Word* before = opens ? nullptr : &draft.words[draft.cells[at - 1].word];
  const bool timed = before != nullptr && before->size() > 1 && before->tag == Tag::kTime;
  const bool follows = timed || (before != nullptr && before->size() == 1 &&
                                 IsOneOf(draft.At(at - 1), U"我你他她它们咱您谁就还都总也又须非"));
  if (follows && IsOneOf(draft.At(at - 1), U"就都总") && draft.At(at + 1) == U'“') return true;
  if (IsDuty(draft, at) || HasObject(draft, at) || IsCertain(draft, at)) return true;
  if (opens && !(draft.IsHan(at + 1) && draft.IsHan(at + 4))) return false;  // 得不偿失
  return (opens || follows) && draft.IsHan(at + 1) &&
         !IsOneOf(draft.At(at + 1),
                  U"了过的个第一二两三四五六七八九十几多分奖票胜病罪失益利道救名"
                  U"此其子于以到出知主手逞意力体");
}

/// 当 of taking one thing for another: 把困难当机遇, 一个人当两个人用.
bool IsTakenFor(const Draft& draft, std::size_t at) {
  if (!draft.IsHan(at + 1) || IsOneOf(draft.At(at + 1), U"场时年天选面地年前今代中局")) {
    return false;
  }
  for (std::size_t i = at; i > 1 && i + 9 > at && draft.IsHan(i - 1); --i) {
    if (draft.At(i - 1) == U'把' && draft.words[draft.cells[i - 1].word].size() == 1) {
      return i < at;
    }
  }
  for (std::size_t i = at + 2; i <= at + 6 && draft.IsHan(i); ++i) {
    const bool ends = !draft.IsHan(i + 1) && draft.words[draft.cells[i].word].size() == 1;
    if (ends && IsOneOf(draft.At(i), U"用使")) return true;
  }
  return false;
}

/// Who is led, soon behind 率: 率团, 率中央代表团, 于七日率有关部门负责同志.
bool IsLed(const Draft& draft, std::size_t at) {
  constexpr std::array<std::u32string_view, 19> kLed = {
      U"代表团",   U"访问团", U"慰问团", U"考察团", U"工作组",  U"工作队", U"企业家",
      U"有关部门", U"负责人", U"部队",   U"舰队",   U"大军",    U"主力",   U"团队",
      U"一行",     U"人马",   U"官兵",   U"子弟",   U"开发银行"};
  if (IsOneOf(draft.At(at + 1), U"团队军部众领領先兵师師人其员机")) return true;
  for (std::size_t i = at + 1; i < at + 20 && draft.IsHan(i); ++i) {
    if (i < at + 9 && IsOneOf(draft.At(i), U"军軍兵骑騎卒舰艦")) return true;
    for (const std::u32string_view led : kLed) {
      if (StandsAt(draft, i, led)) return true;
    }
  }
  return false;
}

/// 率 as in 待业率: behind a word that is nobody's name or office, or before what a rate does.
bool IsRate(const Draft& draft, std::size_t at) {
  if (at == 0 || !draft.IsHan(at - 1)) return false;
  if (!draft.IsHan(at + 1)) return true;
  if (IsOneOf(draft.At(at - 1), U"将曾先后日月并已再亲各共") || IsLed(draft, at)) return false;
  if (IsOneOf(draft.At(at + 1),
              U"为达是高低上下超在和与仅也已将增从由逐较不的降升提保持约均最环稳巩跃跌居")) {
    return true;
  }
  if (StandsAt(draft, at + 1, U"全球") || StandsAt(draft, at + 1, U"全国")) return true;
  const Word& before = draft.words[draft.cells[at - 1].word];
  return before.size() > 1 && before.tag != Tag::kPerson &&
         !IsOneOf(draft.At(at - 1), U"长席理记导帝王员任将帅公侯军");
}

/// 一行 as in 代表团一行: whoever went together, not a line.
bool IsParty(const Draft& draft, std::size_t at) {
  if (at == 0 || draft.At(at - 1) != U'一') return false;
  const bool counted = IsOneOf(draft.At(at + 1), U"一二两三四五六七八九十百数多") &&
                       (draft.At(at + 2) == U'人' || draft.At(at + 3) == U'人');
  const bool goes = IsOneOf(draft.At(at + 1), U"抵到来赴参走先前考访调视慰举应是");
  if (at < 2 || !draft.IsHan(at - 2)) return counted;
  return (counted || goes) && !IsOneOf(draft.At(at - 2), U"第每上下这那另同换");
}

/// 场 of what comes over people: 一场雪, 一场大雨 (现汉: cháng).
bool IsSpell(const Draft& draft, std::size_t at) {
  if (at == 0 || !IsOneOf(draft.At(at - 1), U"一两三几这那场")) return false;
  for (std::size_t i = at + 1; i <= at + 3 && draft.IsHan(i); ++i) {
    if (IsOneOf(draft.At(i), U"雨雪") && !IsOneOf(draft.At(i + 1), U"中战花")) return true;
  }
  return IsOneOf(draft.At(at + 1), U"病空");
}

/// 应 that takes up a wish: 应新加坡总理邀请，…
bool IsAnswer(const Draft& draft, std::size_t at) {
  if (IsOneOf(draft.At(at + 1), U"向多再及尽不积") || StandsAt(draft, at + 1, U"主动")) {
    return false;
  }
  const bool opens = at == 0 || !draft.IsHan(at - 1);
  if (opens && IsOneOf(draft.At(at + 1), U"约询")) return true;
  // At the head of a clause a row of hosts may stand between: 应甲国总统某某、乙国总统某某邀请.
  const std::size_t reach = opens ? 80 : 16;
  for (std::size_t i = at + 2; i <= at + reach && i + 1 < draft.cells.size(); ++i) {
    if (opens ? IsOneOf(draft.At(i), U"，。；！？：") : !draft.IsHan(i + 1)) return false;
    const bool wish = opens && (StandsAt(draft, i, U"要求") || StandsAt(draft, i, U"请求") ||
                                StandsAt(draft, i, U"之邀") || StandsAt(draft, i, U"之请") ||
                                StandsAt(draft, i, U"之约") || StandsAt(draft, i, U"号召"));
    if (wish) return !draft.IsHan(i + 2);
    if (draft.At(i) != U'邀' || draft.At(i + 1) != U'请') continue;
    return !draft.IsHan(i + 2) || IsOneOf(draft.At(i + 2), U"访于来赴出参多在到前对进");
  }
  return false;
}

/// 一个又一个地, 一步一步地.
bool IsByTurns(const Draft& draft, std::size_t at) {
  return at > 3 && draft.At(at - 2) == U'一' &&
         (draft.At(at - 4) == U'一' || draft.At(at - 3) == U'又') &&
         IsOneOf(draft.At(at - 1),
                 U"个步点次遍件批条句层代天年页户片口字行家村笔题排队组章段寸丝砖勺针趟封张滴粒车项"
                 U"级群");
}

/// 还 of what is given back: 还群众一个公道, 还河流一片清澈.
bool IsGivenBack(const Draft& draft, std::size_t at) {
  for (std::size_t i = at + 2; i <= at + 8 && draft.IsHan(i + 1); ++i) {
    if (StandsAt(draft, i, U"公道") || StandsAt(draft, i, U"清白") || StandsAt(draft, i, U"蓝天")) {
      return true;
    }
  }
  return false;
}

/// 还 of one thing more, which is done for somebody: 还给我们办学习班; but 还给我们三百元.
bool IsMoreDone(const Draft& draft, std::size_t at) {
  const bool all = StandsAt(draft, at + 1, U"给大家");
  if (!all && (draft.At(at + 1) != U'给' || !IsOneOf(draft.At(at + 2), U"我你他她它咱您"))) {
    return false;
  }
  const std::size_t deed = all || draft.At(at + 3) == U'们' ? at + 4 : at + 3;
  return draft.IsHan(deed) &&
         !IsOneOf(draft.At(deed), U"一两二三四五六七八九十百千几的了吧吗和及本那这");
}

/// 和 of dough and of a hand at mahjong, where nothing is joined: it opens the clause or follows
/// what no noun is (买一些和面、擀面的工具; 他和牌了).
bool MixesDough(const Draft& draft, std::size_t at) {
  const bool opens = at == 0 || !draft.IsHan(at - 1);
  return draft.At(at + 1) == U'面' && !IsOneOf(draft.At(at + 2), U"前对临粉包条子料积") &&
         (opens || IsOneOf(draft.At(at - 1), U"些会在先去要"));
}

bool WinsHand(const Draft& draft, std::size_t at) {
  const bool opens = at == 0 || !draft.IsHan(at - 1);
  const bool game = at > 1 && StandsAt(draft, at - 2, U"麻将");
  return draft.At(at + 1) == U'牌' && (opens || game) &&
         (!draft.IsHan(at + 2) || IsOneOf(draft.At(at + 2), U"了时后的"));
}

/// 多重 at the end asks how heavy: 不管任务多重; before a noun it is manifold.
bool IsHeavy(const Draft& draft, std::size_t at) {
  return at > 0 && draft.At(at - 1) == U'多' && !draft.IsHan(at + 1);
}

/// 数 of several: 数人受伤, 数年之后; but 数人头.
bool IsSeveral(const Draft& draft, std::size_t at) {
  const bool opens = at == 0 || !draft.IsHan(at - 1);
  return opens && IsOneOf(draft.At(at + 1), U"十百千万亿年月日天周人名次家处起") &&
         !(draft.At(at + 1) == U'人' && IsOneOf(draft.At(at + 2), U"头数"));
}

/// 着 of what burns: 炉子着了.
bool Burns(const Draft& draft, std::size_t at) {
  if (at == 0 || draft.At(at + 1) != U'了' || draft.IsHan(at + 2) || !draft.IsHan(at - 1)) {
    return false;
  }
  return draft.words[draft.cells[at - 1].word].tag == Tag::kNoun;
}

/// 得 of what somebody got: 过年时得的; but 做得|的确不错.
bool IsGot(const Draft& draft, std::size_t at) {
  return draft.At(at + 1) == U'的' && draft.words[draft.cells[at + 1].word].size() == 1;
}

/// 只 of an animal behind a pronoun, with its age or weight after it: 这只七岁老虎.
bool CountsAnimal(const Draft& draft, std::size_t at) {
  return at > 0 && IsOneOf(draft.At(at - 1), U"这那") &&
         IsOneOf(draft.At(at + 1), U"一两二三四五六七八九十百") &&
         (IsOneOf(draft.At(at + 2), U"岁斤") || IsOneOf(draft.At(at + 3), U"岁斤"));
}

/// Characters that write foreign names (新华社 世界人名翻译大辞典, the commonest).
constexpr std::u32string_view kTransliterated =
    U"阿埃艾安昂奥巴拜班邦鲍贝本比彼毕宾波伯博布查达戴丹道德登迪蒂杜厄恩尔范菲费芬弗福富盖冈戈哥格"
    U"古哈豪赫亨洪胡基吉加贾简杰金凯坎康考科克肯库夸拉莱兰朗劳勒雷里利莉丽列林卢鲁伦罗洛马玛迈麦曼"
    U"芒梅门蒙米密摩莫姆穆那纳娜奈南瑙内尼纽农努诺欧帕潘庞佩彭皮珀普齐奇琼丘萨赛桑瑟森沙珊绍申施"
    U"史舒朔斯丝松苏索塔泰坦汤陶特滕提廷图托瓦旺威韦维魏温翁沃乌伍希锡夏谢辛匈逊雅亚延扬叶伊因英尤"
    U"约赞泽詹朱兹宗佐琉舌缪浦法什柏扎耶";

bool IsTransliterated(const Draft& draft, std::size_t at) {
  if (!draft.IsHan(at) || !IsOneOf(draft.At(at), kTransliterated)) return false;
  const Word& word = draft.words[draft.cells[at].word];
  return word.size() == 1 || word.tag == Tag::kPerson || word.tag == Tag::kPlace ||
         word.tag == Tag::kProperNoun || word.tag == Tag::kNone;
}

/// How many characters in a row around `at` write a foreign name.
std::size_t ForeignRun(const Draft& draft, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 4 && IsTransliterated(draft, begin - 1)) --begin;
  std::size_t end = at + 1;
  while (end - at < 5 && IsTransliterated(draft, end)) ++end;
  return end - begin;
}

/// 塞 in names from abroad: 伯塞斯库, 塞内加尔, 胡塞武装.
bool IsForeignSai(const Draft& draft, std::size_t at) {
  const bool stopped = at > 0 && IsOneOf(draft.At(at - 1), U"堵阻闭栓梗填淤拥充活木瓶搪敷语茅耳鼻");
  if (stopped || IsOneOf(draft.At(at + 1), U"纸进入满了在给住到东着不得上下车货饱紧")) return false;
  return IsOneOf(draft.At(at + 1), U"斯尔内浦维巴缪翁法纳罗琉韦舌") || ForeignRun(draft, at) >= 3 ||
         (at > 0 && draft.At(at - 1) == U'胡');
}

/// The reading that a character has in foreign names, where four or more write one.
Pinyin InForeignName(const Draft& draft, std::size_t at) {
  if (draft.words[draft.cells[at].word].size() != 1) return {};
  const char32_t c = draft.cells[at].c;
  if (!IsOneOf(c, U"什柏切扎干") || ForeignRun(draft, at) < 4) return {};
  switch (c) {
    case U'什':
      return *Pinyin::Parse("shi2");
    case U'柏':
      return *Pinyin::Parse("bo2");
    case U'切':
      return *Pinyin::Parse("qie1");
    case U'扎':
      return *Pinyin::Parse("zha1");
    default:
      return *Pinyin::Parse("gan1");
  }
}

/// 转 of what goes round something: 地球绕着太阳转.
bool GoesRound(const Draft& draft, std::size_t at) {
  if (draft.IsHan(at + 1) && !IsOneOf(draft.At(at + 1), U"了圈个悠来")) return false;
  for (std::size_t i = at; i > 0 && i + 10 > at && draft.IsHan(i - 1); --i) {
    if (IsOneOf(draft.At(i - 1), U"绕围")) return true;
  }
  return false;
}

/// 地 of several places, or of places named before: 加沙等地, 沪苏浙三地, 多地; but 平等地, 更多地.
bool IsPlaces(const Draft& draft, std::size_t at) {
  if (at == 0 || !draft.IsHan(at - 1)) return false;
  if (draft.words[draft.cells[at - 1].word].size() != 1) return false;
  if (draft.At(at - 1) == U'多') {
    return at < 2 || !IsOneOf(draft.At(at - 2), U"很更许最越较这那太么差好极大诸过尽");
  }
  return IsOneOf(draft.At(at - 1), U"等各两三四五六七八九十余该某此驻");
}

/// 地 that begins a word of the lexicon which may be none: 发动地面进攻, but 坦然地面向世界,
/// 慢慢地被引入.
Pinyin AtHeadOfWord(const Draft& draft, std::size_t at) {
  const char32_t third = draft.At(at + 2);
  switch (draft.At(at + 1)) {
    case U'面': {
      const bool faces = IsOneOf(third, U"对临带露朝无红色谈授") ||
                         (third == U'向' && !IsOneOf(draft.At(at + 3), U"上下空"));
      return *Pinyin::Parse(faces ? "de5" : "di4");
    }
    case U'被':
      return *Pinyin::Parse(third == U'植' || !draft.IsHan(at + 2) ? "di4" : "de5");
    case U'带':
      return IsOneOf(third, U"着领回走") ? *Pinyin::Parse("de5") : Pinyin();
    default:
      return {};
  }
}

/// 背 of what is borne: to a person, or at the end (这个责任谁来背).
bool IsBorne(const Draft& draft, std::size_t at) {
  if (IsOneOf(draft.At(at + 1), U"我你您他她它")) return true;
  return at > 0 && !draft.IsHan(at + 1) && draft.At(at - 1) == U'来';
}

/// Readings of single characters that follow from what stands beside them.
Pinyin ByNeighbours(const WeiRules& wei, const Draft& draft, std::size_t at) {
  switch (draft.cells[at].c) {
    case U'为':
      return wei.Find(draft, at);
    case U'得':
      if (IsGot(draft, at)) return *Pinyin::Parse("de2");
      if (at > 0 && draft.At(at + 1) == U'过' && IsOneOf(draft.At(at - 1), U"我你他她它们谁曾")) {
        return *Pinyin::Parse("de2");
      }
      return IsMust(draft, at) ? *Pinyin::Parse("dei3") : Pinyin();
    case U'地':
      if (IsPlaces(draft, at)) return *Pinyin::Parse("di4");
      return IsByTurns(draft, at) ? *Pinyin::Parse("de5") : Pinyin();
    case U'着':
      return Burns(draft, at) ? *Pinyin::Parse("zhao2") : Pinyin();
    case U'当':
      return IsTakenFor(draft, at) ? *Pinyin::Parse("dang4") : Pinyin();
    case U'转':
      return GoesRound(draft, at) ? *Pinyin::Parse("zhuan4") : Pinyin();
    case U'应':
      return IsAnswer(draft, at) ? *Pinyin::Parse("ying4") : Pinyin();
    case U'背':
      return IsBorne(draft, at) ? *Pinyin::Parse("bei1") : Pinyin();
    case U'还':
      return IsGivenBack(draft, at) ? *Pinyin::Parse("huan2") : Pinyin();
    case U'数':
      return IsSeveral(draft, at) ? *Pinyin::Parse("shu4") : Pinyin();
    case U'只':
      return CountsAnimal(draft, at) ? *Pinyin::Parse("zhi1") : Pinyin();
    case U'咋':  // 咋了, 咋个: how; 咋舌 and 咋呼 are words
      return *Pinyin::Parse("za3");
    case U'率':
      if (IsRate(draft, at)) return *Pinyin::Parse("lv4");
      return IsLed(draft, at) ? *Pinyin::Parse("shuai4") : Pinyin();
    case U'了':  // 办不了
      return at > 1 && draft.At(at - 1) == U'不' ? *Pinyin::Parse("liao3") : Pinyin();
    default:
      return {};
  }
}

/// Readings that follow from where a word stands, whatever its neighbours are: a preposition takes
/// an object, so 为 before a mark is the verb (wéi: “敢为”的动力); 干 alone between marks is what
/// one does (gàn: 二要“干”).
Pinyin ByPlace(const WeiRules& wei, const Draft& draft, std::size_t at) {
  const Cell& cell = draft.cells[at];
  if (cell.c == U'行' && IsParty(draft, at)) return *Pinyin::Parse("xing2");
  if (cell.c == U'塞' && IsForeignSai(draft, at)) return *Pinyin::Parse("sai4");
  if (cell.c == U'重' && IsHeavy(draft, at)) return *Pinyin::Parse("zhong4");
  if (cell.c == U'场' && IsSpell(draft, at)) return *Pinyin::Parse("chang2");
  if (cell.c == U'还' && IsMoreDone(draft, at)) return *Pinyin::Parse("hai2");
  if (cell.c == U'和' && MixesDough(draft, at)) return *Pinyin::Parse("huo2");
  if (cell.c == U'和' && WinsHand(draft, at)) return *Pinyin::Parse("hu2");
  const Word& word = draft.words[cell.word];
  if (cell.c == U'地' && word.phrase && word.begin == at) return AtHeadOfWord(draft, at);
  if (word.size() != 1) return {};
  if (const Pinyin abroad = InForeignName(draft, at)) return abroad;
  if (const Pinyin beside = ByNeighbours(wei, draft, at)) return beside;
  if (draft.IsHan(at + 1)) return {};
  const bool follows = at > 0 && draft.IsHan(at - 1);
  if (cell.c == U'为' && follows && draft.At(at - 1) != U'因') return *Pinyin::Parse("wei2");
  if (cell.c == U'干' && !follows && at > 0) return *Pinyin::Parse("gan4");
  return {};
}

Pinyin FullTone(const LexiconTable& table, const PolyphoneModel& model, const Draft& draft,
                std::size_t at) {
  const Pinyin neutral = draft.cells[at].pinyin;
  if (!model.Readings(draft.cells[at].c).empty()) {
    const Pinyin judged = model.Judge(table, draft, at).reading;
    if (judged.tone() != 5 && judged.WithTone(5) == neutral) return judged;
  }
  const Character* character = table.Find(draft.cells[at].c);
  if (character == nullptr) return neutral;
  for (const Pinyin reading : table.Readings(*character)) {
    if (reading.tone() != 5 && reading.WithTone(5) == neutral) return reading;
  }
  return neutral;
}

}  // namespace

void LetModelDecide(const LexiconTable& table, const PolyphoneModel& model,
                    const SecondOpinion& second, const Contexts& contexts, const WeiRules& wei,
                    Draft& draft) {
  // The features are taken from the lexicon's readings, as in training: one character's verdict is
  // no evidence for the next, since features hold only its own reading.
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    const Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan || cell.by == DecidedBy::kUnknown) continue;
    if (cell.by == DecidedBy::kUser) continue;
    Pinyin placed = contexts.Find(draft, i);
    if (!placed && (cell.by == DecidedBy::kName || draft.words[cell.word].fixed)) continue;
    if (!placed && draft.words[cell.word].sure) {
      DoubtSure(table, model, draft, i);
      continue;
    }
    if (!placed) placed = ByPlace(wei, draft, i);
    if (placed) {
      draft.cells[i].pinyin = placed;
      draft.cells[i].by = DecidedBy::kModel;
      draft.cells[i].confidence = kByRule;
      draft.cells[i].placed = true;
    } else {
      Decide(table, model, second, draft, i);
    }
  }
}

void GiveFullTones(const LexiconTable& table, const PolyphoneModel& model, Draft& draft) {
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    Cell& cell = draft.cells[i];
    const bool spoken_so = cell.kind != CellKind::kHan || cell.by == DecidedBy::kUser;
    if (spoken_so || cell.pinyin.tone() != 5) continue;
    if (kParticles.find(cell.c) != std::u32string_view::npos) continue;
    cell.pinyin = FullTone(table, model, draft, i);
  }
}

}  // namespace boyin::pronounce
