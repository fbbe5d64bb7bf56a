"""Figures of what PyTorch models compute, forward and backward.

    import smolgrad_viz

    smolgrad_viz.draw(model, x, loss=lambda y: F.mse_loss(y, target))
    smolgrad_viz.draw(model, input_ids=ids, labels=ids).save("model.svg", depth=2, theme="dark")

`draw` records a model and gives a figure, which notebooks show by themselves; `trace` gives the recorded snapshot; a `Recorder` records a
training step of your own.
"""

from .figure import Figure, draw
from .program import DrawingError
from .recorder import Recorder, Snapshot, trace

__all__ = ["DrawingError", "Figure", "Recorder", "Snapshot", "draw", "trace"]
