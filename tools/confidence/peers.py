#!/usr/bin/env python3
"""Where other normalisers of Mandarin all say something else than boyin, and where they do not.

    bench_normalise_lines --spans < LINES > OURS
    peers.py LINES OURS PEER... > peers.tsv      0 where all differ, else 1; begin, end, what is said, the line

A kind (5g, five grams) that they nearly always say otherwise is their convention, and left out.

PEER holds what another normaliser made of each line: of WeTextProcessing and zh-normalization, which
want simplified characters, NFKC and no commas between thousands; an empty line was left out.
"""
import difflib
import re
import sys
from collections import Counter

from spans import NO_MATTER, row, spans

SAME = str.maketrans("两幺〇○著", "二一零零着")
HEARD = re.compile("[\u4e00-\u9fff〇A-Za-zα-ωΑ-Ω0-9]")


def heard(text):
    """What is heard of a text, and where in the text each character of it stands."""
    places = [i for i, c in enumerate(text) if HEARD.match(c)]
    return "".join(text[i] for i in places).upper().translate(SAME), places


def changed(ours, theirs):
    """The ranges of ours that theirs does not have."""
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return [(op[1], op[2]) for op in matcher.get_opcodes() if op[0] != "equal"]


def differs(begin, end, ranges):
    return any(a < end and b > begin or a == b and begin <= a <= end for a, b in ranges)


def places(line, ours, peers):
    """Each reading, and whether all peers differ there."""
    spoken, readings = spans(ours)
    text, where = heard(spoken)
    ranges = [changed(text, heard(peer)[0]) for peer in peers]
    at = 0
    for span in readings:
        at = max(spoken.find(span.spoken, at), at)
        inside = [i for i, place in enumerate(where) if at <= place < at + len(span.spoken)]
        begin = inside[0] if inside else sum(place < at for place in where)
        end = inside[-1] + 1 if inside else begin
        at += len(span.spoken)
        if not span.rule.startswith(NO_MATTER):
            yield span, all(differs(begin, end, r) for r in ranges)


def kind(span, line):
    """What is written and said, whatever the number."""
    written = line.encode()[span.begin : span.end].decode(errors="replace")
    return re.sub("[0-9]+", "#", written), re.sub("[零一二三四五六七八九十百千万亿两幺]+", "#", span.spoken)


def conventions(found):
    """The kinds that are met five times and more, and said otherwise seven times in ten."""
    met = Counter(kind(span, line) for line, span, _ in found)
    apart = Counter(kind(span, line) for line, span, differ in found if differ)
    return {k for k, n in met.items() if n >= 5 and apart[k] >= 0.7 * n}


def main():
    files = [open(name, encoding="utf-8") for name in sys.argv[1:]]
    found = []
    for line, ours, *peers in zip(*files):
        line = line.rstrip("\n")
        if all(peer.strip() for peer in peers):
            found += [(line, span, differ) for span, differ in places(line, ours, peers)]
    left_out = conventions(found)
    for line, span, differ in found:
        if kind(span, line) not in left_out:
            print(row(not differ, span, line))


if __name__ == "__main__":
    main()
