#!/usr/bin/env python3
"""Certainty tables for src/pronounce/certainty.cc from rows that the model was not trained on.

usage: calibrate.py DOUBTS...      (written by train_polyphone --doubts)

For each basis (what the lexicon gave, whether the model agrees) the share of right readings by the
model's own share, made to rise by isotonic regression (pool adjacent violators).
"""

import sys

KNOTS = [30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100]
BASES = {(0, 1): "alone", (0, 0): "alone, overruled", (1, 1): "phrase", (1, 0): "phrase, overruled",
         (2, 1): "sure", (2, 0): "sure, against the model"}


def isotonic(points):
    """[(share, right)] sorted by share -> blocks of (first share, last share, mean, count)."""
    blocks = []
    for share, right in points:
        blocks.append([share, share, right, 1])
        while len(blocks) > 1 and blocks[-2][2] / blocks[-2][3] >= blocks[-1][2] / blocks[-1][3]:
            last = blocks.pop()
            blocks[-1][1] = last[1]
            blocks[-1][2] += last[2]
            blocks[-1][3] += last[3]
    return blocks


def at(blocks, share):
    best = min(blocks, key=lambda b: 0 if b[0] <= share <= b[1] else min(abs(b[0] - share), abs(b[1] - share)))
    # a block of few rows is pulled towards its share
    return (best[2] + 4 * share / 100) / (best[3] + 4)


def main():
    rows = {}
    for path in sys.argv[1:]:
        for line in open(path, encoding="utf8"):
            given, agrees, share, right = line.split("\t")[:4]
            rows.setdefault((int(given), int(agrees)), []).append((float(share) * 100, int(right)))
    for key, name in BASES.items():
        points = sorted(rows.get(key, []))
        if not points:
            continue
        blocks = isotonic(points)
        table = [round(100 * at(blocks, knot)) for knot in KNOTS]
        right = sum(r for _, r in points)
        print(f"{name:24} {right}/{len(points)} {100 * right / len(points):.2f}  {table}")


if __name__ == "__main__":
    main()
