"""What `bench_normalise_lines --spans` prints: the spoken text, and each reading with its place."""
from typing import NamedTuple

# Readings that never matter: a width that is folded, a pause.
NO_MATTER = ("width", "symbol/width", "space")


class Span(NamedTuple):
    begin: int  # bytes of the written line
    end: int
    rule: str
    confidence: float
    spoken: str


def spans(line):
    """The spoken text and its readings."""
    spoken, *cells = line.rstrip("\n").split("\t")
    out = []
    for cell in cells:
        begin, end, rule, confidence, said = cell.split(":", 4)
        out.append(Span(int(begin), int(end), rule, float(confidence), said))
    return spoken, out


def row(right, span, line):
    """As train_confidence reads it."""
    return "\t".join((str(int(right)), str(span.begin), str(span.end), span.spoken, line))
