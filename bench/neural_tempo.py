#!/usr/bin/env python3
"""How much faster the Kokoro network speaks at each of its speeds: src/synthesise/data/kokoro_speed.tsv.

usage: neural_tempo.py MODELS SENTENCES [COUNT]

Needs (pip, outside the tree): onnx, onnxruntime, kokoro-onnx, misaki[zh]. MODELS is where `boyin voices install
kokoro` put the network; SENTENCES holds one a line (neural_sets.py), of which COUNT (30) are taken from all over.
Only the part of the network that gives the lengths of symbols is run. Prints for every speed the pace against
speed 1, the geometric mean over the speakers, with the slowest and the fastest.
"""
import pathlib
import sys
import tempfile

import numpy as np
import onnxruntime
from kokoro_onnx.tokenizer import Tokenizer
from misaki.zh import ZHG2P
from onnx.utils import extract_model

FRAMES = "/encoder/Gather_output_0"
SPEEDS = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2,
          1.25, 1.3, 1.32, 1.34, 1.36, 1.38, 1.4, 1.45, 1.5, 1.6, 1.75, 2, 2.25, 2.5, 3, 3.5]


def main():
    models = pathlib.Path(sys.argv[1]) / "kokoro"
    lines = pathlib.Path(sys.argv[2]).read_text(encoding="utf8").split("\n")[:-1]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    front, tokenizer = ZHG2P(), Tokenizer()
    texts = [tokenizer.tokenize(front(line)[0]) for line in lines[::len(lines) // count][:count]]
    with tempfile.NamedTemporaryFile(suffix=".onnx") as part:
        extract_model(str(models / "model.onnx"), part.name, ["tokens", "style", "speed"], [FRAMES])
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(part.name, options)

    def frames(styles, speed):
        return sum(int(session.run(None, {"tokens": np.array([[0, *text, 0]], np.int64),
                                          "style": styles[len(text) - 1],
                                          "speed": np.array([speed], np.float32)})[0].sum()) for text in texts)

    paces = []
    for file in sorted((models / "voices").glob("z*.bin")):
        styles = np.fromfile(file, dtype=np.float32).reshape(-1, 1, 256)
        lengths = np.array([frames(styles, speed) for speed in SPEEDS], float)
        paces.append(lengths[SPEEDS.index(1)] / lengths)
    for speed, pace in zip(SPEEDS, np.array(paces).T):
        print(f"{speed:g}\t{np.exp(np.log(pace).mean()):.3f}\t{pace.min():.3f}\t{pace.max():.3f}", flush=True)


if __name__ == "__main__":
    main()
