#!/usr/bin/env python3
"""A fresh sample of sentences and how they are read, for judging by eye; then the error rate.

usage: normalise_sample.py draw NAME SEED COUNT TEXT... -- COMMAND...  > NAME.tsv
       normalise_sample.py rate NAME.tsv...

`draw` takes COUNT sentences with figures (one a line) by SEED and reads them with COMMAND (`bench_
normalise_lines --spans`). Each row: judged, doubtful, written, spoken. The judge writes into the first
column what is wrong (a class, freely named) and leaves it empty where all is right; `-` takes a corrupt
row out. `rate` counts, by class, and what the flags (confidence below 0.8) have caught.
"""
import random
import re
import subprocess
import sys

DOUBTFUL = 0.8


def draw(name, seed, count, texts, command):
    lines = set()
    for text in texts:
        for line in open(text, encoding="utf8", errors="ignore"):
            line = re.sub(r"\s+", " ", line).strip()
            if 8 <= len(line) <= 120 and re.search(r"[0-9０-９]", line):
                lines.add(line)
    chosen = random.Random(int(seed)).sample(sorted(lines), int(count))
    said = subprocess.run(command, input="\n".join(chosen).encode() + b"\n", stdout=subprocess.PIPE, check=True)
    print("# %s, seed %s: wrong\tdoubtful\twritten\tspoken" % (name, seed))
    for line, out in zip(chosen, said.stdout.decode().split("\n")):
        spoken, *spans = out.split("\t")
        doubts = []
        for span in spans:
            begin, end, _, confidence, _ = span.split(":", 4)
            if float(confidence) < DOUBTFUL:
                doubts.append(line.encode()[int(begin) : int(end)].decode(errors="ignore"))
        print("\t".join(["", " ".join(doubts), line, spoken]))


def rate(names):
    for name in names:
        rows = [l.rstrip("\n").split("\t") for l in open(name, encoding="utf8") if not l.startswith("#")]
        rows = [r for r in rows if r[0] != "-"]
        wrong = [r for r in rows if r[0]]
        caught = sum(1 for r in wrong if r[1])
        noise = sum(1 for r in rows if not r[0] and r[1])
        print("%s\t%d right of %d (%.2f %%)\twrong and flagged %d of %d\tright and flagged %d"
              % (name, len(rows) - len(wrong), len(rows), 100 * (len(rows) - len(wrong)) / len(rows),
                 caught, len(wrong), noise))
        for r in wrong:
            print("\t".join(["  " + r[0], "flagged" if r[1] else "", r[2], r[3]]))


if sys.argv[1] == "draw":
    cut = sys.argv.index("--")
    draw(*sys.argv[2:5], sys.argv[5:cut], sys.argv[cut + 1 :])
else:
    rate(sys.argv[2:])
