"""Draws what a hook changes of a gradient: hooks.json for smolgrad-viz render."""

import pathlib

import torch

from smolgrad_snapshot import Recorder


def clip(gradient):
    return gradient.clamp(-1, 1)


w, x, target = (torch.tensor(number, requires_grad=number == 2) for number in (2.0, 3.0, 1.0))
with Recorder() as recorder:
    recorder.name({"w": w, "x": x, "target": target})
    y = w * x
    y.register_hook(clip)
    loss = (y - target) ** 2
    loss.backward()
    recorder.name({"y": y})
recorder.snapshot(loss, title="a clipped gradient").save(pathlib.Path(__file__).with_suffix(".json"))
print(f"the gradient of w is {w.grad}, and would be {(2 * (y - target) * x).item()}")
