#!/usr/bin/env python3
"""Where other normalisers of Mandarin all say something else than boyin, and where they do not.

    bench_normalise_lines --spans < LINES > OURS
    peers.py LINES OURS PEER... > peers.tsv      0 where all differ, else 1; begin, end, what is said, the line

PEER holds what another normaliser made of each line: of WeTextProcessing and zh-normalization, which
want simplified characters, NFKC and no commas between thousands; an empty line was left out.
"""
import difflib
import re
import sys

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


def rows(line, ours, peers):
    spoken, readings = spans(ours)
    text, places = heard(spoken)
    ranges = [changed(text, heard(peer)[0]) for peer in peers]
    at = 0
    for span in readings:
        at = max(spoken.find(span.spoken, at), at)
        inside = [i for i, place in enumerate(places) if at <= place < at + len(span.spoken)]
        begin = inside[0] if inside else sum(place < at for place in places)
        end = inside[-1] + 1 if inside else begin
        at += len(span.spoken)
        if not span.rule.startswith(NO_MATTER):
            yield row(not all(differs(begin, end, r) for r in ranges), span, line)


def main():
    files = [open(name, encoding="utf-8") for name in sys.argv[1:]]
    for line, ours, *peers in zip(*files):
        if all(peer.strip() for peer in peers):
            for out in rows(line.rstrip("\n"), ours, peers):
                print(out)


if __name__ == "__main__":
    main()
