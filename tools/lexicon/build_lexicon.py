#!/usr/bin/env python3
"""Grows src/pronounce/data/lexicon.bin from its sources.

usage: build_lexicon.py COMPLETE.json CPPJIEBA_DICT_FOLDER UNICODE_FOLDER

The format is described in src/pronounce/lexicon_table.h. The source phrases are mended (一 and 不
carry their sandhi there; readings that 通用规范汉字字典 does not know are put right), our own
tables go on top, and phrases are dropped whose parts are read and cut the same without them.
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


def choose(phrases, characters, fixed, bound):
    """The phrases worth keeping, shortest first: {word: (cost, reading, fixed)}."""
    cutter, kept = Cutter(characters), {}
    for char, readings in characters.readings.items():
        p = phrases[char][1] if char in phrases else 1e-9
        cutter.add(char, quantised(max(p, 1e-9)), (readings[0],))
    for word in sorted(set(phrases) | set(fixed), key=lambda w: (len(w), w)):
        if len(word) == 1 or len(word) > 16 or not is_han(word) or max(map(ord, word)) > 0xFFFF:
            continue
        source, p = phrases.get(word, (None, 0))
        reading = fixed.get(word) or with_names(word, mended(word, source, characters), fixed)
        p = max(p, 2e-7 if word in fixed else 1e-8)
        if word in bound and not FUNCTION & set(word):  # a name beats its own characters
            apart = sum(cutter.cost.get(c, 250) for c in word)
            p = max(p, 2 ** ((COST_SCALE - apart) / COST_SCALE))
        if word in fixed or p >= KEEP_PROBABILITY or cutter.read(word) != reading:
            kept[word] = (quantised(p), reading, word in bound)
            cutter.add(word, *kept[word][:2])
    return kept


def encode(characters, kept, phrases, tags):
    """The table. All numbers little-endian."""
    bases = {base: i + 1 for i, base in enumerate(read_bases())}
    code = lambda s: bases[s[:-1]] << 4 | int(s[-1])
    for word, (_, reading, _) in kept.items():
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
        cost, reading, is_fixed = kept[word]
        shared = next((i for i, (a, b) in enumerate(zip(previous, word)) if a != b),
                      min(len(previous), len(word)))
        indices = [characters.readings[c].index(s) for c, s in zip(word, reading)]
        plain = not any(indices)
        tag = TAGS.index(tags.get(word, "x"))
        out += struct.pack("<BBB", shared << 4 | (len(word) - shared - 1), cost,
                           tag | (0x40 if is_fixed else 0) | (0 if plain else 0x80))
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
    kept = choose(phrases, characters, fixed, bound)
    body = encode(characters, kept, phrases, tags)
    licence = (DATA / "lexicon.LICENCE").read_bytes()
    head = b"boyin lexicon 1\n" + licence + b"\0"
    (DATA / "lexicon.bin").write_bytes(head + struct.pack("<IQ", len(body), fnv(body)) + body)
    print(f"{len(characters.readings)} characters, {len(kept)} phrases, {len(head) + len(body)} bytes")


if __name__ == "__main__":
    main()
