#!/usr/bin/env python3
"""Packs the networks of the second opinion: src/pronounce/data/second.bin (format: second.h).

usage: pack_second.py G2PM_FOLDER        (the package g2pM 0.1.2.5, unpacked; needs numpy)

g2pM (kakaobrain, Apache-2.0) is one LSTM in each direction over characters and two layers above, trained
on the training part of CPP. What goes into the gates for each character is worked out here, so that
the program multiplies by the recurrent weights only; all weights are rounded to bytes, with one scale for each gate.
"""

import pickle
import struct
import sys
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parents[2]
EDGE, DIGIT, LETTER = 1, 2, 3
HEAD = """boyin second 1
Networks of g2pM 0.1.2.5 (kakaobrain, Apache-2.0), trained on the training part of CPP (sentences from
Wikipedia, CC BY-SA); rounded to bytes by tools/polyphone/pack_second.py.
"""


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def rounded(matrix, axis):
    """Scales along `axis`, as floats, and the matrix as signed bytes."""
    scale = numpy.maximum(numpy.abs(matrix).max(axis=axis, keepdims=True) / 127, 1e-9).astype("<f4")
    return scale.tobytes(), numpy.rint(matrix / scale).astype("i1").tobytes()


def main():
    folder = Path(sys.argv[1])
    weights, characters, classes = (pickle.load(open(folder / name, "rb"))
                                    for name in ("np_ckpt.pkl", "char2idx.pkl", "class2idx.pkl"))
    vocabulary = {0: "<UNK>", EDGE: "<UNK>", DIGIT: "0", LETTER: "a"}
    vocabulary.update({ord(c): c for c in characters if len(c) == 1 and 3 < ord(c) <= 0xFFFF})
    codes = sorted(vocabulary)
    index = [characters.get(vocabulary[c], characters["<UNK>"]) for c in codes]
    hidden = weights["lstm.weight_hh_l0"].shape[1]
    body = bytearray(struct.pack("<HB", len(codes), hidden))
    body += numpy.array(codes, "<u2").tobytes()
    for end, edge in (("", "\uc2dc"), ("_reverse", "\ub05d")):
        rows = list(index)
        rows[codes.index(EDGE)] = characters[edge]
        gates = (weights["embedding.weight"][rows] @ weights["lstm.weight_ih_l0" + end].T
                 + weights["lstm.bias_ih_l0" + end] + weights["lstm.bias_hh_l0" + end])
        body += b"".join(rounded(gates, 0))
        body += b"".join(rounded(weights["lstm.weight_hh_l0" + end].T, 0))
    layer = weights["logit_layer.0.weight"].T
    body += struct.pack("<B", layer.shape[1]) + b"".join(rounded(layer, 0))
    body += weights["logit_layer.0.bias"].astype("<f4").tobytes()
    bases = [line for line in (ROOT / "src/lexicon/syllables.tsv").read_text("utf8").split("\n")
             if line and not line.startswith("#")]
    known = []
    for name, number in classes.items():
        base = name[:-1].replace("u:", "v")
        if base in bases:
            known.append(((bases.index(base) + 1) << 4 | int(name[-1]), number))
    known.sort()
    body += struct.pack("<H", len(known)) + numpy.array([code for code, _ in known], "<u2").tobytes()
    rows = [number for _, number in known]
    body += b"".join(rounded(weights["logit_layer.2.weight"][rows], 1))
    body += weights["logit_layer.2.bias"][rows].astype("<f4").tobytes()
    out = HEAD.encode() + b"\0" + struct.pack("<IQ", len(body), fnv(body)) + bytes(body)
    (ROOT / "src/pronounce/data/second.bin").write_bytes(out)
    print(len(codes), "characters,", len(known), "syllables,", len(out), "bytes")


if __name__ == "__main__":
    main()
