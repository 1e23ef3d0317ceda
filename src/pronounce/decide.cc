#include "pronounce/decide.h"

#include <array>
#include <string_view>

namespace boyin::pronounce {
namespace {

constexpr std::u32string_view kParticles = U"的地得了着么们吗嘛呢吧呗啊啦哩哟喽咯喔哦呐呀哪哇";

bool DifferInNeutralOnly(Pinyin a, Pinyin b) {
  return a.WithTone(5) == b.WithTone(5) && (a.tone() == 5 || b.tone() == 5);
}

void Decide(const LexiconTable& table, const PolyphoneModel& model, Draft& draft, std::size_t at) {
  Cell& cell = draft.cells[at];
  const std::span<const Pinyin> readings = model.Readings(cell.c);
  if (readings.empty()) return;
  const Word& word = draft.words[cell.word];
  const PolyphoneModel::Verdict verdict = model.Judge(table, draft, at);
  const bool known = LexicalChoice(readings, cell.pinyin) >= 0;
  const bool neutral = DifferInNeutralOnly(verdict.reading, cell.pinyin);
  if (verdict.reading == cell.pinyin || (word.phrase && (neutral || !known))) {
    cell.confidence = known ? verdict.per_cent : std::uint8_t{90};
    return;
  }
  cell.pinyin = verdict.reading;
  cell.by = DecidedBy::kModel;
  cell.confidence = verdict.per_cent;
}

bool StandsAt(const Draft& draft, std::size_t at, std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (draft.At(at + i) != text[i]) return false;
  }
  return true;
}

/// What one does for somebody: 为 … 作出贡献, 为 … 提供服务.
constexpr std::array<std::u32string_view, 14> kServices = {
    U"作出", U"做出", U"提供",   U"增添", U"奠定", U"创造", U"尽一份",
    U"服务", U"贡献", U"办实事", U"打下", U"注入", U"送上", U"谋福"};
constexpr std::u32string_view kTurnInto =
    U"作成称视改定列变转化认以何所译选任命沦划分因极较尤最颇大甚";

/// 为 that opens a clause in which something is done for somebody.
bool Serves(const Draft& draft, std::size_t at) {
  if (at > 0 && kTurnInto.find(draft.At(at - 1)) != std::u32string_view::npos) return false;
  constexpr std::u32string_view kEnds = U"。；！？，";
  for (std::size_t i = at + 3; i < draft.cells.size(); ++i) {
    if (kEnds.find(draft.At(i)) != std::u32string_view::npos) return false;
    for (const std::u32string_view service : kServices) {
      if (StandsAt(draft, i, service)) return true;
    }
  }
  return false;
}

bool IsOneOf(char32_t c, std::u32string_view set) {
  return c != 0 && set.find(c) != std::u32string_view::npos;
}

/// 得 that means must: it opens a clause or follows a person or an adverb, and an action follows.
bool IsMust(const Draft& draft, std::size_t at) {
  const bool opens = at == 0 || !draft.IsHan(at - 1);
  const bool follows = !opens && draft.words[draft.cells[at - 1].word].size() == 1 &&
                       IsOneOf(draft.At(at - 1), U"我你他她它们咱您谁就还都总也又须非");
  if (follows && IsOneOf(draft.At(at - 1), U"就都总") && draft.At(at + 1) == U'“') return true;
  return (opens || follows) && draft.IsHan(at + 1) &&
         !IsOneOf(draft.At(at + 1),
                  U"了过的个第一二两三四五六七八九十几多分奖票胜病罪失益利道救名"
                  U"此其子于以到出知主手逞意力体");
}

/// 率 as in 待业率: behind a word, and nobody is led.
bool IsRate(const Draft& draft, std::size_t at) {
  if (at == 0 || !draft.IsHan(at - 1)) return false;
  return !draft.IsHan(at + 1) ||
         IsOneOf(draft.At(at + 1), U"为达是高低上下超在和与仅也已将增从由逐较不的降升提保持约均最");
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

/// What is suffered from somebody without 所: 曾为日军侵占.
constexpr std::array<std::u32string_view, 10> kSufferings = {
    U"侵占", U"占领", U"占据", U"攻占", U"杀害", U"熟知", U"接受", U"称道", U"取代", U"代替"};

/// 为 of the passive, and after an adverb that asks for the verb: 为世界所瞩目, 均为本地户籍.
bool IsSuffered(const Draft& draft, std::size_t at) {
  for (std::size_t i = at + 2; i <= at + 6 && draft.IsHan(i + 1); ++i) {
    const bool ends = !draft.IsHan(i + 2) || IsOneOf(draft.At(i + 2), U"的过并后和而");
    for (const std::u32string_view suffering : kSufferings) {
      if (ends && StandsAt(draft, i, suffering)) return true;
    }
  }
  if (at > 0 && IsOneOf(draft.At(at - 1), U"均皆仅亦即父母夫妻子女")) return true;
  for (std::size_t i = at + 2; i <= at + 6 && draft.IsHan(i); ++i) {
    if (draft.At(i) == U'所' && draft.words[draft.cells[i].word].size() == 1) return true;
  }
  return false;
}

/// 应 that takes up a wish: 应新加坡总理邀请，…
bool IsAnswer(const Draft& draft, std::size_t at) {
  if (IsOneOf(draft.At(at + 1), U"向多再及尽不主积")) return false;
  for (std::size_t i = at + 2; i <= at + 16 && draft.IsHan(i + 1); ++i) {
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
  if (draft.At(at + 1) != U'给' || !IsOneOf(draft.At(at + 2), U"我你他她它咱您")) return false;
  const std::size_t deed = draft.At(at + 3) == U'们' ? at + 4 : at + 3;
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

/// 塞 in names from abroad: 伯塞斯库, 塞内加尔.
bool IsForeignSai(const Draft& draft, std::size_t at) {
  const bool stopped = at > 0 && IsOneOf(draft.At(at - 1), U"堵阻闭栓梗填淤拥充活木瓶搪敷语茅耳鼻");
  return !stopped && IsOneOf(draft.At(at + 1), U"斯尔内浦维巴缪翁法纳罗");
}

/// 背 of what is borne: to a person, or at the end (这个责任谁来背).
bool IsBorne(const Draft& draft, std::size_t at) {
  if (IsOneOf(draft.At(at + 1), U"我你您他她它")) return true;
  return at > 0 && !draft.IsHan(at + 1) && draft.At(at - 1) == U'来';
}

/// Readings of single characters that follow from what stands beside them.
Pinyin ByNeighbours(const Draft& draft, std::size_t at) {
  switch (draft.cells[at].c) {
    case U'为':
      if (Serves(draft, at)) return *Pinyin::Parse("wei4");
      return IsSuffered(draft, at) ? *Pinyin::Parse("wei2") : Pinyin();
    case U'得':
      if (IsGot(draft, at)) return *Pinyin::Parse("de2");
      if (at > 0 && draft.At(at + 1) == U'过' && IsOneOf(draft.At(at - 1), U"我你他她它们谁曾")) {
        return *Pinyin::Parse("de2");
      }
      return IsMust(draft, at) ? *Pinyin::Parse("dei3") : Pinyin();
    case U'地':
      return IsByTurns(draft, at) ? *Pinyin::Parse("de5") : Pinyin();
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
      return IsRate(draft, at) ? *Pinyin::Parse("lv4") : Pinyin();
    case U'了':  // 办不了
      return at > 1 && draft.At(at - 1) == U'不' ? *Pinyin::Parse("liao3") : Pinyin();
    default:
      return {};
  }
}

/// Readings that follow from where a word stands, whatever its neighbours are: a preposition takes
/// an object, so 为 before a mark is the verb (wéi: “敢为”的动力); 干 alone between marks is what
/// one does (gàn: 二要“干”).
Pinyin ByPlace(const Draft& draft, std::size_t at) {
  const Cell& cell = draft.cells[at];
  if (cell.c == U'行' && IsParty(draft, at)) return *Pinyin::Parse("xing2");
  if (cell.c == U'塞' && IsForeignSai(draft, at)) return *Pinyin::Parse("sai4");
  if (cell.c == U'重' && IsHeavy(draft, at)) return *Pinyin::Parse("zhong4");
  if (cell.c == U'场' && IsSpell(draft, at)) return *Pinyin::Parse("chang2");
  if (cell.c == U'还' && IsMoreDone(draft, at)) return *Pinyin::Parse("hai2");
  if (cell.c == U'和' && MixesDough(draft, at)) return *Pinyin::Parse("huo2");
  if (cell.c == U'和' && WinsHand(draft, at)) return *Pinyin::Parse("hu2");
  if (draft.words[cell.word].size() != 1) return {};
  if (const Pinyin beside = ByNeighbours(draft, at)) return beside;
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

void LetModelDecide(const LexiconTable& table, const PolyphoneModel& model, Draft& draft) {
  // The features are taken from the lexicon's readings, as in training: one character's verdict is
  // no evidence for the next, since features hold only its own reading.
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    const Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan || cell.by == DecidedBy::kUnknown) continue;
    if (cell.by == DecidedBy::kName || draft.words[cell.word].fixed) continue;
    if (const Pinyin placed = ByPlace(draft, i)) {
      draft.cells[i].pinyin = placed;
      draft.cells[i].by = DecidedBy::kModel;
    } else {
      Decide(table, model, draft, i);
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
