"""The text side of a voice: what a part of a plan says, as numbers. The engine computes the same
(src/synthesise/house/features.cc); the table of syllables travels with the weights."""
import dataclasses

import numpy as np

RATE = 24000
HOP = 120            # 5 ms: a frame of the vocoder
STEP = 2 * HOP       # 10 ms: a step of the network, which gives two frames
STYLE_ROW = 100      # of the teacher's styles, the one that voice_corpus asks for
CONTOURS = ["statement", "question", "exclamation", "continues"]
INITIALS = ["-", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
            "zh", "ch", "sh", "r", "z", "c", "s", "y", "w"]
ASPIRATED = ("p", "t", "k", "q", "ch", "c")
# What is not a syllable: the silence at both ends, a pause, a foreign run.
OTHERS = ["edge", "pause", "foreign"]
SYLLABLES = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cei cen ceng
cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan
cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng
er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun
guo ha hai han hang hao he hei hen heng hm hng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie
jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la
lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve m ma mai man
mang mao me mei men meng mi mian miao mie min ming miu mo mou mu n na nai nan nang nao ne nei nen neng ng nga ni nian
niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pia pian piao pie
pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun r ra ran rang rao re ren reng ri rong
rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu
shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao
tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu
xu xuan xue xun ya yai yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha
zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan
zui zun zuo""".split()


def sounds_of(base):
    """Initial and final of a syllable, the final as it sounds: ju has ü, zhi an apical vowel."""
    if base in ("m", "n", "ng", "hm", "hng"):
        return ("h" if base[0] == "h" else "-"), base.removeprefix("h") + "~"
    if base == "r":
        return "-", "er"
    if base == "nga":
        return "-", "a"
    initial = next((i for i in ("zh", "ch", "sh") if base.startswith(i)), base[0] if base[0] in INITIALS else "-")
    final = base[len(initial):] if initial != "-" else base
    if initial in ("j", "q", "x", "y") and final.startswith("u"):
        final = "v" + final[1:]
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        final = "ir"
    if final == "i" and initial in ("z", "c", "s"):
        final = "iz"
    if initial == "y" and final in ("an", "e"):
        final = "i" + final
    if initial in ("b", "p", "m", "f") and final == "o":
        final = "uo"
    return initial, final


FINALS = OTHERS + sorted({sounds_of(s)[1] for s in SYLLABLES})
TABLE = {s: (INITIALS.index(sounds_of(s)[0]), FINALS.index(sounds_of(s)[1])) for s in SYLLABLES}

TOKEN_REALS = 12
STYLE = 11            # the last of them, which the engine does not have: export.py writes it as 0
STEP_REALS = 8


@dataclasses.dataclass
class Token:
    """One place of a part: a syllable in its two stretches (initial, final), or one of OTHERS."""
    final: int
    initial: int = 0
    tone: int = 0
    erhua: bool = False
    word_start: bool = False
    contour: int = 0
    length_ms: int = 0      # of a pause, as the plan has it
    begin: int = 0          # samples of the teacher's sound
    vowel: int = 0          # where the final begins
    end: int = 0
    style: float = 0        # which of the teacher's styles speaks, where it has several: 0 is the one to learn


def tokens_of(rows):
    """Rows of a part (docs/voice-training.md), as tokens with the places of the teacher's sound."""
    contour = CONTOURS.index(rows[0][1])
    total = int(rows[0][3])
    style = np.log(int(rows[0][4]) / STYLE_ROW) if len(rows[0]) > 4 else 0.0
    tokens = [Token(FINALS.index("edge"))]
    for kind, text, word, places in rows[1:]:
        at = [int(p) for p in places.split(",")]
        token = Token(0, begin=at[0], vowel=at[0], contour=contour, word_start=word == "1")
        if kind == "syllable":
            base = text[:-1]
            token.tone = int(text[-1])
            if base.endswith("r") and base not in TABLE:
                base, token.erhua = base[:-1], True
            token.initial, token.final = TABLE[base]
            if has_onset(token.initial):
                # The teacher writes ʰ as a sound of its own.
                token.vowel = at[2 if INITIALS[token.initial] in ASPIRATED and len(at) > 2 else 1]
        elif kind == "pause":
            token.final, token.length_ms = FINALS.index("pause"), int(text)
        elif kind == "foreign":
            token.final = FINALS.index("foreign")
        else:
            token.final = FINALS.index("edge")
        tokens[-1].end = at[0]
        tokens.append(token)
    tokens[-1].end = total
    for token in tokens:
        token.style = style
    # Of the silence at the ends a tenth of a second is enough, two of its decay.
    tokens[0].begin = tokens[0].vowel = max(0, tokens[0].end - 20 * HOP)
    tokens[-1].end = min(tokens[-1].end, tokens[-1].begin + 40 * HOP)
    return tokens


def settle(tokens, loudness):
    """Ends what comes before a silence where its sound ends: Kokoro, and many an aligner, counts the silence before
    a full stop with the last syllable. `loudness`: the log power of every frame of HOP samples."""
    floor = np.percentile(loudness, 95) - 8   # 35 dB
    for token, after in zip(tokens, tokens[1:]):
        if not is_syllable(token) or is_syllable(after):
            continue
        first = token.vowel // HOP + 8
        sounding = np.flatnonzero(loudness[first:token.end // HOP] > floor)
        end = (first + (sounding[-1] + 3 if len(sounding) else 0)) * HOP
        if end < token.end:
            token.end = after.begin = after.vowel = end
    last = tokens[-1]
    last.end = min(len(loudness) * HOP, last.begin + 40 * HOP)


def is_syllable(token):
    return token.final >= len(OTHERS)


def has_onset(initial):
    """Whether an initial is a consonant with a stretch of its own."""
    return INITIALS[initial] not in ("-", "y", "w")


def token_features(tokens):
    """ids [n, 4] (initial, final, tone, erhua) and reals [n, TOKEN_REALS]."""
    n = len(tokens)
    ids = np.array([[t.initial, t.final, t.tone, int(t.erhua)] for t in tokens], np.int64)
    reals = np.zeros((n, TOKEN_REALS), np.float32)
    since = 0
    for i, t in enumerate(tokens):
        since = since + 1 if is_syllable(t) else 0
        reals[i, 3] = min(since, 12) / 12
    until = 0
    for i in range(n - 1, -1, -1):
        until = until + 1 if is_syllable(tokens[i]) else 0
        reals[i, 4] = min(until, 12) / 12
        t = tokens[i]
        after = tokens[i + 1] if i + 1 < n else None
        reals[i, 0] = t.word_start
        reals[i, 1] = after is None or after.word_start or not is_syllable(after)
        reals[i, 2] = after is None or not is_syllable(after)
        reals[i, 5] = min(t.length_ms, 1000) / 500
        reals[i, 6] = i / n
        reals[i, 7 + t.contour] = 1
        reals[i, STYLE] = t.style
    return ids, reals


def lengths_of(tokens):
    """Steps of each stretch [n, 2], rounded as one running sum so that nothing drifts; where the first begins."""
    first = round(tokens[0].begin / STEP)
    places = [(round(t.vowel / STEP), round(t.end / STEP), round(t.begin / STEP)) for t in tokens]
    return np.array([[v - b, e - v] for v, e, b in places], np.int64), first


def step_features(lengths):
    """For each step its token and reals [STEP_REALS]: which stretch, where in it, how long it is."""
    owner, reals = [], []
    for i, pair in enumerate(lengths):
        whole = int(pair.sum())
        at = 0
        for stretch, length in enumerate(int(p) for p in pair):
            for k in range(length):
                owner.append(i)
                reals.append([stretch, (k + 0.5) / length, min(k, 20) / 20, min(length - 1 - k, 20) / 20,
                              np.log(length) / 3, np.log(whole) / 3, (at + 0.5) / whole,
                              min(int(lengths[i][0]), 20) / 20])
                at += 1
    return np.array(owner, np.int64), np.array(reals, np.float32).reshape(-1, STEP_REALS)


def read_rows(path):
    return [line.split("\t") for line in path.read_text(encoding="utf8").splitlines()]
