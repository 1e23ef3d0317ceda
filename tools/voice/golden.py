#!/usr/bin/env python3
"""What the network says in PyTorch, for the test that holds the engine to it.

usage: golden.py RUN CORPUS > tests/synthesise/parametric_golden.tsv

To be run with every new boyin_yunyang_2.bin, with export.py's own arguments.
"""
import pathlib
import sys

import numpy as np
import torch

import units
from export import stretch
from model import Voice
from train import Corpus

PLAN = "ni3 hao3 | da4 jiar1 GDP wan3 shang4 hao3 ma5"


def tokens_of_plan(text, contour):
    tokens = [units.Token(units.FINALS.index("edge"))]
    for word in text.split():
        token = units.Token(0, contour=contour)
        if word == "|":
            token.final, token.length_ms = units.FINALS.index("pause"), 300
        elif word[-1] not in "12345":
            token.final, token.word_start = units.FINALS.index("foreign"), True
        else:
            base = word[:-1]
            token.tone, token.word_start = int(word[-1]), True
            if base not in units.TABLE:
                base, token.erhua = base.removesuffix("r"), True
            token.initial, token.final = units.TABLE[base]
        tokens.append(token)
    return tokens + [units.Token(units.FINALS.index("edge"), contour=contour)]


def main():
    torch.set_num_threads(1)
    run, corpus = map(pathlib.Path, sys.argv[1:])
    model = Voice()
    model.load_state_dict(torch.load(run / "last.pt", weights_only=True)["mean"])
    model.eval()
    stdout, sys.stdout = sys.stdout, sys.stderr
    matrix, centre = stretch(model, Corpus(corpus), 60, 1.0)
    sys.stdout = stdout
    frames, lengths = model.speak(tokens_of_plan(PLAN, units.CONTOURS.index("question")))
    frames = centre + (frames - centre) @ matrix
    print(f"# {PLAN} as a question: steps of each token, then every 25th frame. tools/voice/golden.py")
    for pair in lengths:
        print("steps", *pair, sep="\t")
    for i in range(0, len(frames), 25):
        print("frame", i, *np.round(frames[i], 4), sep="\t")


if __name__ == "__main__":
    main()
