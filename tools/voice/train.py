#!/usr/bin/env python3
"""Trains a voice on an analysed corpus.

usage: train.py CORPUS OUT --minutes M [--batch 6] [--rate 1e-3] [--threads 1] [--seed 1] [--critic]
       [--start LAST.PT]

Stops after M minutes of the clock, the learning rate falling to nothing by then. OUT/last.pt is written every
two minutes and taken up again; OUT/log.tsv has a row each time. New parts of a corpus that still grows are taken in
as they come. One part in 20 is held out. The weights that count are the mean over the last steps ("mean" in last.pt).
--critic: the last minutes of a voice, once the errors fall slowly: a critic (critic.py) learns beside it.
--start: the weights of another voice to begin with; a second speaker then needs half the steps.
"""
import argparse
import copy
import math
import pathlib
import random
import time

import numpy as np
import torch
from torch.nn import functional

import acoustics
import critic
import muon
import units
from model import FRAMES, Voice

HELD = 20
BRIGHT = 54         # the first band above 5 kHz
MOST_STEPS = 1600   # of a part; longer ones are rare and slow a batch down


class Corpus:
    def __init__(self, folder):
        self.folder, self.parts, self.held, self.seen = folder, [], [], set()
        self.take_new()

    def take_new(self):
        for path in sorted(self.folder.glob("*.npy")):
            if path.name in self.seen or path.name.endswith(".new.npy"):
                continue
            self.seen.add(path.name)
            part = self.load(path)
            if part is None:
                continue
            (self.held if int(path.name[:5]) % HELD == 7 else self.parts).append(part)

    def load(self, path):
        tokens = units.tokens_of(units.read_rows(path.with_suffix(".tsv")))
        analysed = np.load(path)
        units.settle(tokens, np.logaddexp.reduce(analysed[:, :50], 1))
        lengths, first = units.lengths_of(tokens)
        if (lengths < 0).any() or lengths.sum() > MOST_STEPS:
            return None
        ids, token_reals = units.token_features(tokens)
        owner, step_reals = units.step_features(lengths)
        frames = analysed[first * FRAMES:(first + len(owner)) * FRAMES].astype(np.float32)
        short = len(owner) * FRAMES - len(frames)
        if short:
            frames = np.pad(frames, ((0, short), (0, 0)), mode="edge")
        # How much a frame counts: nothing of foreign runs, little of silence.
        kinds = np.array([t.final for t in tokens])[owner]
        weight = np.where(kinds == units.FINALS.index("foreign"), 0, np.where(kinds < len(units.OTHERS), 0.3, 1))
        spoken = np.array([[units.is_syllable(t) and lengths[i, s] > 0 for s in (0, 1)] for i, t in enumerate(tokens)])
        for i, t in enumerate(tokens):
            if t.final == units.FINALS.index("pause"):
                spoken[i, 1] = True
        return {"ids": ids, "token_reals": token_reals, "owner": owner, "step_reals": step_reals, "frames": frames,
                "weight": np.repeat(weight, FRAMES).astype(np.float32),
                "lengths": np.log(np.maximum(lengths, 1)).astype(np.float32), "spoken": spoken.astype(np.float32)}

    def scale(self):
        """Mean and scale of a frame: of each value its own mean, one scale for all of the envelope."""
        frames = np.concatenate([p["frames"][p["weight"] == 1] for p in self.parts])
        voiced = frames[frames[:, -1] > 0.5]
        mean = np.where(np.arange(acoustics.FRAME) < acoustics.BANDS, frames.mean(0), voiced.mean(0))
        scale = voiced.std(0)
        scale[:acoustics.BANDS] = np.sqrt(frames[:, :acoustics.BANDS].var(0).mean())
        mean[-1], scale[-1] = 0, 1
        return torch.tensor(mean, dtype=torch.float32), torch.tensor(scale, dtype=torch.float32)

    def batches(self, size, random_):
        """Once through, parts of like length together."""
        order = sorted(self.parts, key=lambda p: len(p["owner"]) * random_.uniform(0.85, 1.15))
        groups = [order[i:i + size] for i in range(0, len(order), size)]
        random_.shuffle(groups)
        return groups


def stack(parts):
    def padded(name):
        most = max(len(p[name]) for p in parts)
        return torch.from_numpy(np.stack([np.pad(p[name], [(0, most - len(p[name]))] + [(0, 0)] * (p[name].ndim - 1))
                                          for p in parts]))
    return {name: padded(name) for name in parts[0]}


def losses(model, batch):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        lengths, out = model(batch["ids"], batch["token_reals"], batch["owner"], batch["step_reals"])
    lengths, out = lengths.float(), out.float()
    want = (batch["frames"] - model.mean) / model.scale
    weight = batch["weight"]
    voiced = weight * batch["frames"][..., -1]

    def mean(error, over):
        return (error * over).sum() / over.sum().clamp(min=1)

    error = (out - want).abs()
    # Above 5 kHz most is noise, and little tells one sound from another.
    error = torch.cat([error[..., :BRIGHT], 0.5 * error[..., BRIGHT:acoustics.BANDS], error[..., acoustics.BANDS:]], -1)
    bands = acoustics.BANDS
    moves = ((out[:, 1:, :bands] - out[:, :-1, :bands]) - (want[:, 1:, :bands] - want[:, :-1, :bands])).abs()
    voicing = functional.binary_cross_entropy_with_logits(out[..., -1], batch["frames"][..., -1], reduction="none")
    lengths_error = (lengths - batch["lengths"]).abs()
    return {"envelope": mean(error[..., :bands].mean(-1), weight), "moves": mean(moves.mean(-1), weight[:, 1:]),
            "noise": mean(error[..., bands:-2].mean(-1), voiced), "pitch": mean(error[..., -2], voiced),
            "voicing": mean(voicing, weight), "lengths": mean(lengths_error, batch["spoken"])}, out


class Judged:
    """The critic's part in a step of training."""

    def __init__(self, kept):
        self.critic = critic.Critic()
        self.optimiser = torch.optim.AdamW(self.critic.parameters(), lr=4e-4, betas=(0.8, 0.98), weight_decay=0.01)
        self.random = random.Random(2)
        self.steps = 0
        if kept:
            self.critic.load_state_dict(kept["model"])
            self.optimiser.load_state_dict(kept["optimiser"])
            self.steps = kept["steps"]

    def kept(self):
        return {"model": self.critic.state_dict(), "optimiser": self.optimiser.state_dict(), "steps": self.steps}

    def step(self, model, batch, loss, out):
        """The gradient of the loss with the critic's, as large as the errors' own at the frames; what was found."""
        bands = acoustics.BANDS
        starts = critic.windows(batch, self.random)
        want = ((batch["frames"][..., :bands] - model.mean[:bands]) / model.scale[:bands])
        real, ours = critic.cut(want, starts, FRAMES), critic.cut(out[..., :bands], starts, FRAMES)
        owner, reals = critic.cut(batch["owner"], starts), critic.cut(batch["step_reals"], starts)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = self.critic.said(batch["ids"], owner, reals)
            learned = critic.judge_loss(self.critic, real, ours.detach(), said)
        self.optimiser.zero_grad()
        learned.backward()
        self.optimiser.step()
        self.steps += 1
        found = {"critic": float(learned)}
        by_errors, = torch.autograd.grad(loss, out, retain_graph=True)
        if self.steps > CRITIC_ALONE:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                passed, match = critic.please_loss(self.critic, real, ours, self.critic.said(batch["ids"], owner, reals).detach())
            by_critic, = torch.autograd.grad(passed + 2 * match, out)
            share = CRITIC_SHARE * by_errors[..., :bands].norm() / by_critic.norm().clamp(min=1e-9)
            loss = loss + (out * (share * by_critic)).sum()
            found |= {"passed": float(passed), "match": float(match)}
        loss.backward()
        return found


class Optimisers:
    """Muon for the matrices of hidden layers, Adam for the rest."""

    def __init__(self, model, rate):
        hidden = {id(p) for name, p in model.named_parameters() if "blocks" in name and p.dim() > 1}
        self.both = [muon.Muon([p for p in model.parameters() if id(p) in hidden], rate),
                     torch.optim.AdamW([p for p in model.parameters() if id(p) not in hidden], lr=rate,
                                       betas=(0.9, 0.98), weight_decay=0.01)]

    def set_rate(self, rate):
        for optimiser in self.both:
            for setting in optimiser.param_groups:
                setting["lr"] = rate

    def zero_grad(self):
        for optimiser in self.both:
            optimiser.zero_grad()

    def step(self):
        for optimiser in self.both:
            optimiser.step()

    def state_dict(self):
        return [optimiser.state_dict() for optimiser in self.both]

    def load_state_dict(self, kept):
        for optimiser, state in zip(self.both, kept):
            optimiser.load_state_dict(state)


CRITIC_ALONE = 150   # steps in which it learns before the voice listens to it
CRITIC_SHARE = 0.7
FACTORS = {"envelope": 1.0, "moves": 0.5, "noise": 0.1, "pitch": 0.3, "voicing": 0.2, "lengths": 0.2}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--critic", action="store_true")
    parser.add_argument("--start", type=pathlib.Path)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random_ = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(args.corpus)
    model = Voice()
    optimiser = Optimisers(model, args.rate)
    last = args.out / "last.pt"
    steps, kept = 0, {}
    if last.exists():
        kept = torch.load(last, weights_only=True)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        steps, averaged = kept["steps"], copy.deepcopy(model)
        averaged.load_state_dict(kept["mean"])
    else:
        if args.start:
            model.load_state_dict(torch.load(args.start, weights_only=True)["mean"])
        model.mean.data, model.scale.data = corpus.scale()
        averaged = copy.deepcopy(model)
    judged = Judged(kept.get("critic")) if args.critic else None
    begin = written = time.time()
    gathered = {}
    done = False
    while not done:
        corpus.take_new()
        for group in corpus.batches(args.batch, random_):
            elapsed = (time.time() - begin) / 60 / args.minutes
            done = elapsed >= 1
            warm = min(1, (steps + 1) / 200)
            optimiser.set_rate(args.rate * warm * (0.5 + 0.5 * math.cos(math.pi * min(1, elapsed))))
            model.train()
            batch = stack(group)
            found, out = losses(model, batch)
            loss = sum(FACTORS[name] * value for name, value in found.items())
            optimiser.zero_grad()
            if judged:
                found |= judged.step(model, batch, loss, out)
            else:
                loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            steps += 1
            share = min(0.995, 1 - 1 / (1 + steps / 10))
            with torch.no_grad():
                for mine, theirs in zip(averaged.parameters(), model.parameters()):
                    mine.lerp_(theirs, 1 - share)
            for name, value in found.items():
                gathered.setdefault(name, []).append(float(value))
            if time.time() - written > 120 or done:
                averaged.eval()
                with torch.no_grad():
                    held = losses(averaged, stack(corpus.held[:24]))[0] if corpus.held else found
                row = [f"{steps}", f"{(time.time() - begin) / 60:.1f}", f"{len(corpus.parts)}"]
                row += [f"{name} {np.mean(gathered[name]):.4f}/{float(held[name]):.4f}" for name in FACTORS]
                row += [f"{name} {np.mean(values):.4f}" for name, values in gathered.items() if name not in FACTORS]
                with open(args.out / "log.tsv", "a", encoding="utf8") as log:
                    log.write("\t".join(row) + "\n")
                print("\t".join(row), flush=True)
                torch.save({"model": model.state_dict(), "mean": averaged.state_dict(),
                            "optimiser": optimiser.state_dict(), "steps": steps,
                            **({"critic": judged.kept()} if judged else {})}, last.with_suffix(".new"))
                last.with_suffix(".new").rename(last)
                gathered = {}
                written = time.time()
            if done:
                break


if __name__ == "__main__":
    main()
