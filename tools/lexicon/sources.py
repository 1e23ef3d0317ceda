"""Readings from the sources: phrases of @pinyin-pro/data, words of CC-CEDICT, characters of the Unicode
Han database, frequencies and parts of speech of cppjieba. See docs/pronounce.md for licences."""

import bz2
import json
import re
import unicodedata
from pathlib import Path

TONE_MARKS = "\u0304\u0301\u030c\u0300"


def numbered(syllable):
    """chóng -> chong2; no mark is neutral; ü is v."""
    tone, letters = 5, ""
    for c in unicodedata.normalize("NFD", syllable.lower()):
        if c in TONE_MARKS:
            tone = TONE_MARKS.index(c) + 1
        elif c == "\u0308":
            letters = letters[:-1] + "v"
        elif c != "\u0302":  # ê has no syllable of its own: 欸 is ei
            letters += c
    return f"{letters}{tone}"


def unihan(folder):
    """{character: readings of 通用规范汉字字典, then of 现代汉语词典}, {character: readings of any source}."""
    legal, known, spoken = {}, {}, {}
    with bz2.open(Path(folder) / "Unihan_Readings.txt.bz2", "rt", encoding="utf8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 3:
                continue
            char, key, value = chr(int(cells[0][2:], 16)), cells[1], cells[2]
            if key in ("kTGHZ2013", "kXHC1983"):  # the first comes first in the file, and judges
                found = [numbered(r) for item in value.split() for r in item.split(":")[1].split(",")]
                legal[char] = list(dict.fromkeys(legal.get(char, []) + found))
            elif key == "kMandarin":
                known.setdefault(char, []).insert(0, numbered(value.split()[0]))
            elif key == "kHanyuPinyin":
                found = [numbered(r) for item in value.split() for r in item.split(":")[1].split(",")]
                known.setdefault(char, []).append(found[0])
            elif key == "kHanyuPinlu":
                counts = re.findall(r"(\S+?)\((\d+)\)", value)
                spoken[char] = {numbered(r): int(n) for r, n in counts}
    return legal, known, spoken


def phrases(path):
    """{word: ([syllables], probability)}."""
    raw = json.loads(Path(path).read_text(encoding="utf8"))
    total = sum(value[1] for value in raw.values())
    return {w: ([numbered(s) for s in v[0].split()], v[1] / total) for w, v in raw.items()}


def cedict(path):
    """{word: [readings]} of CC-CEDICT as the package cc-cedict has it (data/simplified.js), Han only."""
    text = Path(path).read_text(encoding="utf8")
    raw = json.loads(text[text.index("{"):].rstrip().rstrip(";"))
    words = {}
    for word, entries in raw.items():
        found = [tuple(entry.lower().replace("u:", "v").split()) for entry in entries]
        whole = [r for r in found if len(r) == len(word) and all(re.fullmatch("[a-z]+[1-5]", s) for s in r)]
        if whole:
            words[word] = list(dict.fromkeys(whole))
    return words


def rejected(path):
    """Words, and (character, reading) pairs, of rejected.tsv."""
    rows = [line.split("\t") for line in Path(path).read_text(encoding="utf8").split("\n")
            if line and not line.startswith("#")]
    return {r[0] for r in rows if r[1] == "*"}, {(r[0], r[1]) for r in rows if r[1] != "*"}


def jieba(folder):
    """{word: (count, part of speech)}."""
    words = {}
    for line in (Path(folder) / "jieba.dict.utf8").read_text(encoding="utf8").split("\n"):
        cells = line.split(" ")
        if len(cells) == 3:
            words[cells[0]] = (int(cells[1]), cells[2])
    return words


def always(path):
    """Words of a table that its third column calls so: they are read alike wherever they stand."""
    lines = Path(path).read_text(encoding="utf8").split("\n")
    return {line.split("\t")[0] for line in lines if line.endswith("\talways")}


def table(path):
    """Rows of one of our own tables: (word, [syllables])."""
    rows = []
    for line in Path(path).read_text(encoding="utf8").split("\n"):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            rows.append((cells[0], cells[1].split()))
    return rows
