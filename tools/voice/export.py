#!/usr/bin/env python3
"""Writes the weights of a trained voice as the engine reads them.

usage: export.py RUN CORPUS OUT.bin --record FILE [--tempo 325] [--sharpen 1.0]

RUN holds last.pt of train.py; CORPUS what it was trained on. --record is a text that says where the voice comes
from: teacher or announcer, consent and licence, texts, date; it travels in the file. --tempo: syllables a minute,
pauses included, at the corpus's own pace. A network's frames vary less than those it learned from, which sounds
muffled: they are stretched about their mean until they vary as in the corpus (--sharpen 0: not at all).
"""
import argparse
import pathlib
import struct

import numpy as np
import torch

import acoustics
import units
from model import Voice
from train import Corpus

TEXT, WHOLE, REAL = 0, 1, 2
MOST = 1.5   # of the stretch of one cosine


class File:
    def __init__(self):
        self.bytes = b"boyin voice 1\n"

    def _name(self, name, kind):
        self.bytes += struct.pack("<H", len(name)) + name.encode() + struct.pack("<B", kind)

    def text(self, name, text):
        self._name(name, TEXT)
        self.bytes += struct.pack("<I", len(text.encode())) + text.encode()

    def matrix(self, name, values, whole):
        values = np.atleast_2d(np.asarray(values, np.float32))
        self._name(name, WHOLE if whole else REAL)
        self.bytes += struct.pack("<II", *values.shape)
        if not whole:
            self.bytes += values.astype("<f4").tobytes()
            return
        scale = np.float32(max(np.abs(values).max(), 1e-9) / 32767)
        self.bytes += struct.pack("<f", scale) + np.round(values / scale).astype("<i2").tobytes()

    def layer(self, name, weight, bias):
        """Of torch: [out, in] or [out, in, taps]. In the file: a row for each input, tap after tap."""
        weight = np.asarray(weight)
        if weight.ndim == 3:
            weight = weight.transpose(2, 1, 0).reshape(-1, weight.shape[0])
        else:
            weight = weight.T
        self.matrix(name + ".weight", weight, True)
        self.matrix(name + ".bias", bias, False)


def syllables():
    rows = []
    for base, (initial, final) in sorted(units.TABLE.items()):
        rows.append(f"{base}\t{initial}\t{final}\t{int(units.has_onset(initial))}")
    return "\n".join(rows) + "\n"


def stretch(model, corpus, count, share):
    """A matrix and a centre: frames = centre + (frames - centre) @ matrix vary as in the corpus.

    The envelope is stretched by the cosines of its shape over the bands: the finer, the more a network blurs it.
    Beyond the 40th what varies is noise."""
    said, real = [], []
    for part in corpus.parts[:count]:
        with torch.no_grad():
            _, out = model(*(torch.from_numpy(part[k])[None] for k in ("ids", "token_reals", "owner", "step_reals")))
        frames = (model.mean + model.scale * out[0]).numpy()
        voiced = (part["weight"] == 1) & (part["frames"][:, -1] > 0.5)
        said.append(frames[voiced])
        real.append(part["frames"][voiced])
    said, real = np.concatenate(said), np.concatenate(real)
    bands = acoustics.BANDS
    order = np.arange(bands)
    cosines = np.cos(np.pi / bands * np.outer(order, order + 0.5)) * np.sqrt(2 / bands)
    cosines[0] /= np.sqrt(2)
    factor = (real[:, :bands] @ cosines.T).std(0) / (said[:, :bands] @ cosines.T).std(0)
    pitch = real[:, -2].std() / said[:, -2].std()
    print("said/real variation:", np.round(1 / factor[[0, 1, 2, 4, 8, 12, 16, 24, 32, 48]], 2), "pitch", np.round(1 / pitch, 2))
    most = np.interp(order, [0, 1, 25, 40], [1.05, MOST, MOST, 1])
    matrix = np.eye(acoustics.FRAME)
    matrix[:bands, :bands] = cosines.T @ np.diag(1 + share * (np.clip(factor, 1, most) - 1)) @ cosines
    matrix[-2, -2] = 1 + share * (np.clip(pitch, 1, 1.15) - 1)
    return matrix, said.mean(0)


def write(model, path, record, row, matrix, centre):
    file = File()
    file.text("record", record)
    file.text("syllables", syllables())
    for name in ("initial", "final", "tone", "erhua"):
        file.matrix(name, getattr(model, name).weight.detach(), True)
    for name in ("token_in", "lengths", "step_in"):
        layer = getattr(model, name)
        weight = layer.weight.detach()
        file.layer(name, weight[:, :-1] if name == "token_in" else weight, layer.bias.detach())   # without STYLE
    for name, blocks in (("token", model.token_blocks), ("step", model.step_blocks)):
        file.matrix(name + ".dilations", [b.conv.dilation[0] for b in blocks], False)
        for i, block in enumerate(blocks):
            file.layer(f"{name}.{i}", block.conv.weight.detach(), block.conv.bias.detach())
    # What follows the last layer goes into it: the units of the corpus, and the stretch.
    def stretched(frames):
        return (frames.reshape(-1, acoustics.FRAME) @ matrix).reshape(frames.shape)
    repeats = model.out.weight.shape[0] // acoustics.FRAME
    scale, mean = model.scale.numpy(), np.tile(model.mean.numpy(), repeats)
    weight = stretched(model.out.weight.detach().numpy().T * np.tile(scale, repeats))
    bias = model.out.bias.detach().numpy() * np.tile(scale, repeats) + mean
    centres = np.tile(centre, repeats)
    file.layer("out", weight.T, centres + stretched(bias - centres))
    file.matrix("voice", row, False)
    path.write_bytes(file.bytes)


def level_of(folder, count=60):
    """As synthesise::SpeechLevel has it: RMS of what lies within 20 dB of the loudest 20 ms."""
    levels = []
    for sound in sorted(folder.glob("*.s16"))[:count]:
        samples = np.fromfile(sound, np.int16) / 32768
        power = (samples[:len(samples) // 480 * 480].reshape(-1, 480) ** 2).mean(1)
        levels.append(np.sqrt(power[power > power.max() * 0.01].mean()))
    return float(np.mean(levels))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--record", type=pathlib.Path, required=True)
    parser.add_argument("--tempo", type=float, default=325)
    parser.add_argument("--sharpen", type=float, default=1.0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = Voice()
    model.load_state_dict(torch.load(args.run / "last.pt", weights_only=True)["mean"])
    model.eval()
    matrix, centre = stretch(model, Corpus(args.corpus), 60, args.sharpen)
    row = [float(model.mean[-2]), args.tempo, level_of(args.corpus)]
    write(model, args.out, args.record.read_text(encoding="utf8"), row, matrix, centre)
    print(f"{args.out}: {args.out.stat().st_size} bytes, pitch {np.exp(row[0]):.1f} Hz, level {row[2]:.4f}")


if __name__ == "__main__":
    main()
