"""What keeps a voice from mumbling: a second network that learns to tell the recordings' envelopes from the voice's,
knowing what is said. Where many envelopes are likely, the mean error alone teaches their mean, which nobody says."""
import torch
from torch import nn
from torch.nn import functional

import units

WINDOW = 128    # steps that it looks at, of each part
WIDTH = 48


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.final = nn.Embedding(len(units.FINALS), WIDTH)
        self.initial = nn.Embedding(len(units.INITIALS), WIDTH)
        self.place = nn.Linear(units.STEP_REALS, WIDTH)
        # Over bands and frames; a step is two frames.
        self.layers = nn.ModuleList([
            nn.Conv2d(1, WIDTH, (5, 4), (2, 2), (2, 1)),
            nn.Conv2d(WIDTH, WIDTH, (3, 3), (2, 1), (1, 1)),
            nn.Conv2d(WIDTH, WIDTH, (3, 3), (2, 1), (1, 1)),
            nn.Conv2d(WIDTH, WIDTH, (3, 3), (2, 1), (1, 1))])
        self.out = nn.Conv2d(WIDTH, 1, (5, 1))

    def forward(self, envelope, said):
        """envelope [parts, 2 · WINDOW, bands]; the judgement of each step, and what the layers found."""
        x = envelope.transpose(1, 2)[:, None]
        found = []
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i == 1:
                x = x + said.transpose(1, 2)[:, :, None]
            x = functional.leaky_relu(x, 0.2)
            found.append(x)
        return self.out(x), found

    def said(self, ids, owner, reals):
        take = torch.gather(ids[..., :2], 1, owner[..., None].expand(-1, -1, 2))
        return self.initial(take[..., 0]) + self.final(take[..., 1]) + self.place(reals)


def windows(batch, random_):
    """A window of each part of a batch: its first step."""
    steps = batch["owner"].shape[1]
    counts = (batch["weight"] > 0).sum(1) // 2
    return [random_.randrange(max(1, min(int(n), steps) - WINDOW)) for n in counts]


def cut(values, starts, each=1):
    """The windows of [parts, steps · each, …]."""
    return torch.stack([values[i, s * each:(s + WINDOW) * each] for i, s in enumerate(starts)])


def judge_loss(critic, real, said_by_voice, said):
    yes, _ = critic(real, said)
    no, _ = critic(said_by_voice, said)
    return ((yes - 1) ** 2).mean() + (no ** 2).mean()


def please_loss(critic, real, said_by_voice, said):
    """How far the voice is from passing, and from what the critic's layers find in the recording."""
    judged, ours = critic(said_by_voice, said)
    with torch.no_grad():
        _, theirs = critic(real, said)
    match = sum((a - b).abs().mean() for a, b in zip(ours, theirs)) / len(ours)
    return ((judged - 1) ** 2).mean(), match
