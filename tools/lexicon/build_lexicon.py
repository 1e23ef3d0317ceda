#!/usr/bin/env python3
"""Grows src/pronounce/data/lexicon.bin from its sources.

usage: build_lexicon.py COMPLETE.json CPPJIEBA_DICT_FOLDER UNICODE_FOLDER CEDICT_SIMPLIFIED.js

The format is described in src/pronounce/lexicon_table.h. The source phrases are mended (一 and 不
carry their sandhi there; readings that 通用规范汉字字典 does not know are put right), CC-CEDICT has
the last word among the sources but for rejected.tsv, our own tables go on top, and phrases are
dropped whose parts are read and cut the same without them. A word that both sources read alike, and
only one way, is marked sure: no model overrules it.
"""

import math
import struct
import sys
from pathlib import Path

import sources

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src/pronounce/data"
FIXED = ["places.tsv", "names.tsv", "words.tsv", "neutral.tsv"]
KEEP_PROBABILITY = 1.2e-7  # a phrase as common as this is kept for its segmentation alone
# A two-character word with one of these may be a chance meeting (跟着+手): the model has a say,
# unless words.tsv says `always` (当铺).
FUNCTION = set("于着得的为和都将只把给当地了中会要看")
SUFFIXES = set("子头们么的得地了着过吗吧呢啊儿")
SMALL = set("小老大好很总副纸")
PARTICLES = set("的地得着了为和都将把给")
COST_SCALE = 8  # costs are -log2(p) in eighths
TAGS = ["x", "n", "nr", "ns", "nt", "nz", "v", "vn", "a", "d", "m", "q", "r", "p", "c", "u", "t", "f",
        "i", "y", "j", "s", "b", "k", "z", "l", "e", "o", "g", "h"]


def is_han(word):
    return all("\u4e00" <= c <= "\u9fff" or "\u3400" <= c <= "\u4dbf" or c == "〇" or ord(c) > 0x1FFFF
               for c in word)


def read_bases():
    text = (ROOT / "src/lexicon/syllables.tsv").read_text(encoding="utf8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


class Characters:
    """The readings of each character, the commonest first."""

    def __init__(self, phrases, legal, known, spoken):
        self.legal = legal
        bases = set(read_bases())
        self.readings = {}
        for char in sorted(set(legal) | set(known) | {w for w in phrases if len(w) == 1}):
            if not is_han(char):
                continue
            readings = [r for r in self._readings(char, phrases, known, spoken) if r[:-1] in bases]
            if readings:  # not 𰻝 biáng and the like, which no table of syllables has
                self.readings[char] = readings
        for char, syllables in sources.table(DATA / "characters.tsv"):
            kept = [r for r in self.readings.get(char, []) if r not in syllables]
            self.readings[char] = syllables + kept

    def _readings(self, char, phrases, known, spoken):
        allowed = self.legal.get(char)
        first = phrases[char][0][0] if char in phrases else None
        if not allowed:
            return [first or known[char][0]]
        if first not in allowed:
            counts = spoken.get(char, {})
            first = max(allowed, key=lambda r: counts.get(r, 0))
        return [first] + [r for r in allowed if r != first]

    def mend(self, char, syllable):
        """The legal reading meant by one of the source's."""
        if char == "一":
            return "yi1"
        if char == "不":
            return syllable if syllable in ("bu4", "bu5", "fou3") else "bu4"
        if char == "儿":
            return "r5" if syllable in ("er5", "r5") else "er2"
        allowed = self.legal.get(char)
        if not allowed or syllable in allowed:
            return syllable
        same = [r for r in allowed if r[:-1] == syllable[:-1]]
        if same:
            return syllable if syllable[-1] == "5" else same[0]
        return syllable if syllable[-1] == "5" else self.readings[char][0]


def mended(word, syllables, characters):
    """The source's phrase put right. An ending 儿 after a syllable merges only if written neutral."""
    return tuple(characters.mend(c, s) for c, s in zip(word, syllables))


def is_neutral_pair(a, b):
    return a[:-1] == b[:-1] and "5" in (a[-1], b[-1])


class SecondOpinion:
    """CC-CEDICT beside the source phrases. `sure` are words of one reading that no source
    speaks against, `taken` those that it has read otherwise or alone."""

    def __init__(self, entries, rejected, characters, words):
        self.characters = characters
        self.words, self.pairs = rejected
        self.total = sum(count for count, _ in words.values())
        self.count = {word: count for word, (count, _) in words.items()}
        self.entries = {w: self._judged(w, rs) for w, rs in entries.items()
                        if 1 < len(w) <= 16 and is_han(w) and max(map(ord, w)) <= 0xFFFF}
        self.sure, self.taken = set(), set()
        self.neutral = {w: r for w, r in sources.table(DATA / "neutral.tsv") if w not in ("东西", "巴结")}  # 各奔东西, 淋巴结

    def _judged(self, word, readings):
        """The readings that may be taken; more than one where the word is read by its sense."""
        if word in self.words:
            return []
        out = []
        for reading in readings:
            if all(self._may(c, s) for c, s in zip(word, reading)):
                known = [r for r in out if all(a == b or is_neutral_pair(a, b) for a, b in zip(r, reading))]
                if not known:
                    out.append(tuple(self.characters.mend(c, s) for c, s in zip(word, reading)))
            else:
                out.append(())
        return out if () not in out else []

    def _may(self, char, syllable):
        legal = self.characters.legal.get(char)
        fits = not legal or syllable in legal or any(is_neutral_pair(syllable, r) for r in legal)
        return (fits or char in "一不儿") and (char, syllable) not in self.pairs

    def join(self, phrases):
        """Puts what CC-CEDICT has into the phrases."""
        for word, readings in self.entries.items():
            met_by_chance = len(word) == 2 and FUNCTION & set(word)
            if len(readings) != 1 or (met_by_chance and word not in phrases):
                continue
            p = max(1e-8, self.count.get(word, 0) / self.total)
            syllables = readings[0]
            if word in phrases:
                source, p = phrases[word]
                other = mended(word, source, self.characters)
                syllables = tuple(a if a == b or is_neutral_pair(a, b) or c in "一不儿" else b
                                  for a, b, c in zip(other, readings[0], word))
                if syllables != other:
                    self.taken.add(word)
            else:
                self.taken.add(word)
                syllables = self._in_full(word, syllables)
            phrases[word] = (list(syllables), p)
            if not met_by_chance and not (len(word) == 3 and PARTICLES & set(word)):
                self.sure.add(word)

    def _in_full(self, word, syllables):
        """戴上 is dai4 shang4 here: only suffixes and doubled characters are neutral, as in the other
        source; what else must be stands in neutral.tsv."""
        out = []
        for k, (c, s) in enumerate(zip(word, syllables)):
            may = c in SUFFIXES or (k > 0 and word[k - 1] == c)
            full = [r for r in self.characters.readings.get(c, []) if r[:-1] == s[:-1] and r[-1] != "5"]
            out.append(s if may or s[-1] != "5" or not full else full[0])
        return tuple(out)

    def with_neutral(self, word, syllables):
        """里脊 is neutral in 糖醋里脊 as well."""
        out = list(syllables)
        for i in range(len(word) - 1):
            apart = len(word) > 3 or (len(word) == 3 and i == 0)  # 行李员; but 大学生 is full
            apart = apart and not (word[i:i + 2] == "学生" and word[i - 1:i] in ("大", "中", "小"))
            known = self.neutral.get(word[i:i + 2]) if apart else None
            if known and all(a == b or is_neutral_pair(a, b) for a, b in zip(known, out[i:i + 2])):
                out[i:i + 2] = known
        return tuple(out)

    def is_polyphone(self, char):
        return len(self.characters.legal.get(char, [])) > 1


class Cutter:
    """Segmentation by least cost, as in src/pronounce/segment.cc."""

    def __init__(self, characters):
        self.cost, self.reading, self.longest = {}, {}, 1
        self.characters = characters

    def add(self, word, cost, reading):
        self.cost[word], self.reading[word] = cost, reading
        self.longest = max(self.longest, len(word))

    def read(self, word, skip_whole=True):
        best = [(0.0, 0)] + [(math.inf, 0)] * len(word)
        for i in range(len(word)):
            for j in range(i + 1, min(len(word), i + self.longest) + 1):
                part = word[i:j]
                if part not in self.cost and j > i + 1:
                    continue
                cost = best[i][0] + self.cost.get(part, 250)
                if cost < best[j][0]:
                    best[j] = (cost, i)
        out, j = [], len(word)
        while j:
            i = best[j][1]
            part = word[i:j]
            out[:0] = self.reading.get(part) or [self.characters.readings.get(part, ["?"])[0]]
            j = i
        return tuple(out)


def quantised(probability):
    return min(255, max(1, round(-math.log2(probability) * COST_SCALE)))


def with_names(word, reading, fixed):
    """A phrase that holds one of our names of three or more characters reads it as we do."""
    for i in range(len(word) - 2):
        for j in range(i + 3, len(word) + 1):
            if word[i:j] in fixed:
                reading = reading[:i] + fixed[word[i:j]] + reading[j:]
    return reading


def choose(phrases, characters, fixed, bound, second):
    """The phrases worth keeping, shortest first: {word: (cost, reading, fixed, sure)}."""
    cutter, kept = Cutter(characters), {}
    for char, readings in characters.readings.items():
        p = phrases[char][1] if char in phrases else 1e-9
        cutter.add(char, quantised(max(p, 1e-9)), (readings[0],))
    for word in sorted(set(phrases) | set(fixed), key=lambda w: (len(w), w)):
        if len(word) == 1 or len(word) > 16 or not is_han(word) or max(map(ord, word)) > 0xFFFF:
            continue
        source, p = phrases.get(word, (None, 0))
        reading = fixed.get(word) or with_names(word, mended(word, source, characters), fixed)
        if word not in fixed:
            reading = second.with_neutral(word, reading)
        p = max(p, 2e-7 if word in fixed else 1e-8)
        sure = word in second.sure and any(second.is_polyphone(c) for c in word)
        odd = sure and cutter.read(word) != reading
        if sure and not odd and len(word) == 3 and word[0] in SMALL:
            sure = False  # 小+雨伞: a word of its own would be cut 小雨+伞 for the tones
        if (word in bound or odd) and not FUNCTION & set(word):  # a name beats its own characters
            apart = sum(cutter.cost.get(c, 250) for c in word)
            p = max(p, 2 ** ((COST_SCALE - apart) / COST_SCALE))
        if word in fixed or p >= KEEP_PROBABILITY or sure or cutter.read(word) != reading:
            kept[word] = (quantised(p), reading, word in bound, sure)
            cutter.add(word, *kept[word][:2])
    return kept


def encode(characters, kept, phrases, tags):
    """The table. All numbers little-endian."""
    bases = {base: i + 1 for i, base in enumerate(read_bases())}
    code = lambda s: bases[s[:-1]] << 4 | int(s[-1])
    for word, (_, reading, _, _) in kept.items():
        for char, syllable in zip(word, reading):
            if syllable not in characters.readings[char]:
                characters.readings[char].append(syllable)
    out = bytearray()
    chars = sorted(characters.readings)
    out += struct.pack("<I", len(chars))
    for char in chars:
        readings = characters.readings[char][:15]
        p = phrases[char][1] if char in phrases else 1e-9
        tag = TAGS.index(tags.get(char, "x"))
        out += struct.pack("<IBBB", ord(char), quantised(max(p, 1e-9)), len(readings), tag)
        for reading in readings:
            out += struct.pack("<H", code(reading))
    words = sorted(kept)
    out += struct.pack("<I", len(words))
    previous = ""
    for word in words:
        cost, reading, is_fixed, is_sure = kept[word]
        shared = next((i for i, (a, b) in enumerate(zip(previous, word)) if a != b),
                      min(len(previous), len(word)))
        indices = [characters.readings[c].index(s) for c, s in zip(word, reading)]
        plain = not any(indices)
        tag = TAGS.index(tags.get(word, "x"))
        out += struct.pack("<BBB", shared << 4 | (len(word) - shared - 1), cost,
                           tag | (0x40 if is_fixed else 0x20 if is_sure else 0) | (0 if plain else 0x80))
        out += word[shared:].encode("utf-16-le")
        if not plain:
            padded = indices + [0] * (len(indices) % 2)
            out += bytes(a | b << 4 for a, b in zip(padded[::2], padded[1::2]))
        previous = word
    return bytes(out)


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def main():
    phrases = sources.phrases(sys.argv[1])
    words = sources.jieba(sys.argv[2])
    legal, known, spoken = sources.unihan(sys.argv[3])
    characters = Characters(phrases, legal, known, spoken)
    second = SecondOpinion(sources.cedict(sys.argv[4]), sources.rejected(Path(__file__).parent / "rejected.tsv"),
                           characters, words)
    second.join(phrases)
    fixed, bound = {}, set()
    for name in FIXED:
        bound |= sources.always(DATA / name)
        for word, syllables in sources.table(DATA / name):
            if len(word) != len(syllables):
                sys.exit(f"{name}: {word}: {len(syllables)} syllables")
            fixed[word] = tuple(syllables)
            if name != "words.tsv" or len(word) > 2 or not FUNCTION & set(word):
                bound.add(word)
    tags = {}
    for name, tag in (("places.tsv", "ns"), ("names.tsv", "nr")):
        words.update({word: (0, tag) for word, _ in sources.table(DATA / name)})
    for word, (_, tag) in words.items():
        tags[word] = tag if tag in TAGS else tag[0] if tag[0] in TAGS else "x"
    kept = choose(phrases, characters, fixed, bound, second)
    body = encode(characters, kept, phrases, tags)
    licence = (DATA / "lexicon.LICENCE").read_bytes()
    head = b"boyin lexicon 1\n" + licence + b"\0"
    (DATA / "lexicon.bin").write_bytes(head + struct.pack("<IQ", len(body), fnv(body)) + body)
    print(f"{len(characters.readings)} characters, {len(kept)} phrases, {len(head) + len(body)} bytes; "
          f"{len(second.taken)} readings of CC-CEDICT, {sum(v[3] for v in kept.values())} sure words")


if __name__ == "__main__":
    main()
