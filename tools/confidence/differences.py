#!/usr/bin/env python3
"""Where older states of the rules say something else than today's: errors that are known.

    bench_normalise_lines --spans < LINES > TODAY           and the same of older builds
    differences.py LINES TODAY OLDER... > yesterday.tsv     0, begin, end, what was said, the line

No more than MOST of one rule and reading: a kind that was met often is one kind.
"""
import random
import re
import sys
from collections import Counter

from spans import NO_MATTER, row, spans

MOST = 20


def said(line, readings, begin, end):
    """What of the bytes from `begin` to `end` is said; None where a reading goes beyond."""
    out, at = [], begin
    for span in readings:
        if span.end <= begin or span.begin >= end:
            continue
        if span.begin < begin or span.end > end:
            return None
        out += line[at : span.begin].decode(), span.spoken
        at = span.end
    return "".join(out) + line[at:end].decode()


def hull(span, readings):
    """The bytes that `span` and the readings that overlap with it cover together."""
    begin, end = span.begin, span.end
    grown = True
    while grown:
        grown = False
        for other in readings:
            if other.begin < end and other.end > begin and not begin <= other.begin <= other.end <= end:
                begin, end, grown = min(begin, other.begin), max(end, other.end), True
    return begin, end


def differences(line, older, today):
    before, now = spans(older), spans(today)
    if before[0] == now[0]:
        return
    written = line.encode()
    for span in before[1]:
        begin, end = hull(span, before[1] + now[1])
        if said(written, before[1], begin, end) != said(written, now[1], begin, end):
            yield span


def main():
    lines_file, today_file, *older_files = sys.argv[1:]
    found = {}
    for older_file in older_files:
        with open(lines_file, encoding="utf-8") as lines, open(today_file, encoding="utf-8") as today, \
                open(older_file, encoding="utf-8") as older:
            for line, old, new in zip(lines, older, today):
                line = line.rstrip("\n")
                for span in differences(line, old, new):
                    if not span.rule.startswith(NO_MATTER):
                        found[line, span.begin, span.end, span.spoken] = span
    rows = sorted(found.items())
    random.Random(5).shuffle(rows)
    kinds = Counter()
    for (line, *_), span in rows:
        kind = span.rule, re.sub("[零一二三四五六七八九]+", "#", span.spoken)
        kinds[kind] += 1
        if kinds[kind] <= MOST:
            print(row(False, span, line))


if __name__ == "__main__":
    main()
