"""Muon (Jordan 2024): the step of a matrix is its momentum with all singular values made equal, by Newton and Schulz's
iteration. A small network learns in half the steps of Adam's, which is what counts without a GPU."""
import torch


def orthogonal(matrix, rounds=5):
    """Of [rows, columns], rows <= columns."""
    x = matrix.bfloat16()
    x = x / (x.norm() + 1e-7)
    for _ in range(rounds):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.float()


class Muon(torch.optim.Optimizer):
    """For the weights of hidden layers. A rate of Adam's does: steps have the size that Adam's have."""

    def __init__(self, weights, lr, momentum=0.95, weight_decay=0.01):
        super().__init__(weights, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                kept = self.state[weight]
                if "mean" not in kept:
                    kept["mean"] = torch.zeros_like(weight)
                kept["mean"].lerp_(weight.grad, 1 - group["momentum"])
                step = weight.grad.lerp(kept["mean"], group["momentum"]).flatten(1)
                flip = step.shape[0] > step.shape[1]
                step = orthogonal(step.T if flip else step)
                step = (step.T if flip else step).view_as(weight)
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.add_(step, alpha=-0.2 * group["lr"] * max(weight.flatten(1).shape) ** 0.5)
