"""The network: what is said -> how long each sound lasts -> frames for the vocoder."""
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import acoustics
import units

TOKEN_WIDTH = 192
STEP_WIDTH = 192
TOKEN_BLOCKS = (1, 1, 2, 4)              # dilations
STEP_BLOCKS = (1, 2, 4, 8, 1, 2, 4, 8)   # dilations
FRAMES = 2                               # that a step gives


class Block(nn.Module):
    """x + relu(conv(x)), three places wide."""

    def __init__(self, width, dilation, dropout):
        super().__init__()
        self.conv = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.dropout = nn.Dropout1d(dropout)   # whole channels: as good, and much cheaper to draw
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")
        with torch.no_grad():
            self.conv.weight.mul_(0.5)

    def forward(self, x):
        return x + self.dropout(functional.relu(self.conv(x)))


class Voice(nn.Module):
    def __init__(self, dropout=0.05):
        super().__init__()
        self.initial = nn.Embedding(len(units.INITIALS), 32)
        self.final = nn.Embedding(len(units.FINALS), 48)
        self.tone = nn.Embedding(6, 16)
        self.erhua = nn.Embedding(2, 8)
        self.token_in = nn.Linear(32 + 48 + 16 + 8 + units.TOKEN_REALS, TOKEN_WIDTH)
        self.token_blocks = nn.ModuleList(Block(TOKEN_WIDTH, d, dropout) for d in TOKEN_BLOCKS)
        self.lengths = nn.Linear(TOKEN_WIDTH, 2)   # log of steps, of initial and final
        self.step_in = nn.Linear(TOKEN_WIDTH + units.STEP_REALS, STEP_WIDTH)
        self.step_blocks = nn.ModuleList(Block(STEP_WIDTH, d, dropout) for d in STEP_BLOCKS)
        self.out = nn.Linear(STEP_WIDTH, FRAMES * acoustics.FRAME)
        # Frames come out in units of the corpus: value = mean + scale * output.
        self.register_buffer("mean", torch.zeros(acoustics.FRAME))
        self.register_buffer("scale", torch.ones(acoustics.FRAME))

    def tokens(self, ids, reals):
        x = torch.cat([self.initial(ids[..., 0]), self.final(ids[..., 1]), self.tone(ids[..., 2]),
                       self.erhua(ids[..., 3]), reals], -1)
        x = functional.relu(self.token_in(x)).transpose(1, 2)
        for block in self.token_blocks:
            x = block(x)
        return x.transpose(1, 2)

    def steps(self, tokens, owner, reals):
        """owner [batch, steps]: the token of each step."""
        x = torch.gather(tokens, 1, owner[..., None].expand(-1, -1, TOKEN_WIDTH))
        x = functional.relu(self.step_in(torch.cat([x, reals], -1))).transpose(1, 2)
        for block in self.step_blocks:
            x = block(x)
        return self.out(x.transpose(1, 2)).unflatten(-1, (FRAMES, acoustics.FRAME)).flatten(1, 2)

    def forward(self, ids, token_reals, owner, step_reals):
        tokens = self.tokens(ids, token_reals)
        return self.lengths(tokens), self.steps(tokens, owner, step_reals)

    @torch.no_grad()
    def speak(self, tokens, lengths=None, rate=1.0):
        """Frames in the units of the vocoder and the steps of each stretch, for units.Token."""
        ids, reals = units.token_features(tokens)
        hidden = self.tokens(torch.from_numpy(ids)[None], torch.from_numpy(reals)[None])
        if lengths is None:
            lengths = steps_of(tokens, self.lengths(hidden)[0].exp().numpy() / rate)
        owner, reals = units.step_features(lengths)
        out = self.steps(hidden, torch.from_numpy(owner)[None], torch.from_numpy(reals)[None])[0]
        return (self.mean + self.scale * out).numpy(), lengths


def steps_of(tokens, wanted):
    """Whole steps for wanted real ones, as the engine has them: what rounding takes from one it gives to the next."""
    lengths, owed = [], 0.0
    for i, (token, pair) in enumerate(zip(tokens, wanted)):
        whole = [0, 0]
        if units.is_syllable(token):
            for stretch in (0, 1) if units.has_onset(token.initial) else (1,):
                whole[stretch] = max(1 + stretch, math.floor(float(pair[stretch]) + owed + 0.5))
                owed += float(pair[stretch]) - whole[stretch]
        elif units.FINALS[token.final] == "pause":
            whole[1] = max(2, math.floor(float(pair[1]) + 0.5))
        else:
            whole[1] = 10 if i == 0 else 20
        lengths.append(whole)
    return np.array(lengths, np.int64)
