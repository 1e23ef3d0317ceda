#!/usr/bin/env python3
"""Compares what boyin takes for the article with what other extractors take, on pages of one's own.

  python3 bench/extraction.py build/bench_intake_dump PAGE...     (in a venv with trafilatura,
                                                                   readability-lxml and gne)

There is no gold text: a 4-character shingle counts as the article's where two of the three others
have it. So a figure below 1 is a difference to look at, not an error; the program names the pages.
"""
import json
import re
import subprocess
import sys


def shingles(text):
    text = re.sub(r"\s+", "", text)
    return {text[i:i + 4] for i in range(len(text) - 3)}


def score(found, wanted):
    if not found or not wanted:
        return 0.0, 0.0, 0.0
    both = len(found & wanted)
    precision, recall = both / len(found), both / len(wanted)
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def decoded(path):
    raw = open(path, "rb").read()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def others(html):
    import lxml.html
    import readability
    import trafilatura
    from gne import GeneralNewsExtractor
    found = {}
    for name, extract in (
            ("trafilatura", lambda: trafilatura.extract(html, include_comments=False) or ""),
            ("readability", lambda: lxml.html.fromstring(
                readability.Document(html).summary()).text_content()),
            ("gne", lambda: GeneralNewsExtractor().extract(html)["content"])):
        try:
            found[name] = shingles(extract())
        except Exception:  # each fails on some page; then it has found nothing
            found[name] = set()
    return found


def main():
    program, pages = sys.argv[1], sys.argv[2:]
    lines = subprocess.run([program, "--json", *pages], capture_output=True, text=True).stdout
    documents = {one["file"]: one for one in map(json.loads, lines.splitlines())}
    totals = {}
    for page in pages:
        found = others(decoded(page))
        agreed = {x for some in found.values() for x in some
                  if sum(x in other for other in found.values()) >= 2}
        blocks = documents[page].get("blocks", [])
        found["boyin"] = shingles("".join(block["text"] for block in blocks[1:]))
        for name, some in found.items():
            totals.setdefault(name, []).append(score(some, agreed))
        mine = totals["boyin"][-1]
        if mine[2] < 0.9:
            print(f"look at {page}: precision {mine[0]:.2f}, recall {mine[1]:.2f}")
    for name, scores in totals.items():
        means = [sum(one[i] for one in scores) / len(scores) for i in range(3)]
        print(f"{name:12} precision {means[0]:.3f} recall {means[1]:.3f} F1 {means[2]:.3f}")


if __name__ == "__main__":
    main()
