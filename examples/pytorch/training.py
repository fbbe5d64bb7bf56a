"""Writes a snapshot of the last of fifty training steps, which has a history of all of them.

    python training.py [FILE]
"""

import contextlib
import sys

import torch
import torch.nn.functional as F
from torch import nn

from smolgrad_snapshot import Recorder


def main(path="training.json", steps=50):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
    x = torch.randn(32, 2)
    target = (x[:, :1] * x[:, 1:] > 0).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    recorder = Recorder(model)
    for step in range(steps):
        optimizer.zero_grad()
        # Recording takes longer than a step, so it is done for the one that is drawn.
        with recorder if step == steps - 1 else contextlib.nullcontext():
            loss = F.binary_cross_entropy_with_logits(model(x), target)
            loss.backward()
        recorder.step(loss, optimizer)
    recorder.snapshot(loss, title="training").save(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
