"""Records models of PyTorch's with planted faults, for the tests of findings."""

import pathlib
import sys

import torch
import torch.nn.functional as F
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Tests" / "GraphExportTests" / "Faults" / "PyTorch"
sys.path.insert(0, str(ROOT / "Sources" / "Python"))

from smolgrad_viz.recorder import trace  # noqa: E402


class Layers(nn.Module):
    """Linear layers with a function behind each."""

    def __init__(self, depth, activation, weight=None, bias=None, width=4):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.activation = activation
        with torch.no_grad():
            for layer in self.layers:
                if weight is not None:
                    layer.weight.copy_(torch.eye(width) * weight)
                if bias is not None:
                    layer.bias.fill_(bias)

    def forward(self, x):
        for layer in self.layers:
            x = self.activation(layer(x))
        return x.sum()


class BiasBeforeNorm(nn.Module):
    """A normalization takes away what a bias adds."""

    def __init__(self):
        super().__init__()
        self.linear, self.norm = nn.Linear(3, 2), nn.BatchNorm1d(2)

    def forward(self, x):
        return (self.norm(self.linear(x)) ** 3).sum()


class Detached(nn.Module):
    """The first layer is cut off."""

    def __init__(self, cut):
        super().__init__()
        self.first, self.second, self.cut = nn.Linear(3, 3), nn.Linear(3, 1), cut

    def forward(self, x):
        return self.second(self.cut(self.first(x))).sum()


def leaf(values, dtype=torch.float32):
    return torch.tensor(values, dtype=dtype, requires_grad=True)


def masked_row(x):
    mask = torch.tensor([[False, True], [True, True]])
    return (x.masked_fill(mask, float("-inf")).softmax(-1) * x).sum()


def changed(x):
    y = x.exp()
    loss = (y * y).sum()
    y.add_(1)
    return loss


class Unused(nn.Module):
    """One of two layers does nothing."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(3, 2), nn.Linear(3, 2)

    def forward(self, x):
        return self.first(x).sum()


def cases():
    torch.manual_seed(1)
    batch = torch.randn(6, 3)
    yield "log-of-zero", lambda x: x.log().mean(), leaf([1.0, 0.0])
    yield "masked-log", lambda x: torch.where(x > 0, x.log(), 0.0).sum(), leaf([0.0, 2.0])
    yield "norm-by-hand", lambda x: (x * x).sum().sqrt(), leaf([0.0, 0.0])
    yield "masked-row", masked_row, leaf([[1.0, 2.0], [3.0, 4.0]])
    yield "half-overflow", lambda x: (x**2).sum(), leaf([300.0, 1.0], torch.float16)
    yield "bfloat16-overflow", lambda x: x.exp().sum(), leaf([100.0, 1.0], torch.bfloat16)
    yield "empty-mean", lambda x: x[x > 9].mean(), leaf([1.0, 2.0])
    yield "ignored-targets", lambda x: F.cross_entropy(x, torch.tensor([-100, -100])), leaf([[1.0, 2.0], [3.0, 4.0]])
    yield "constant-deviation", lambda x: x.var().sqrt(), leaf([2.0, 2.0, 2.0])
    yield "dead-layer", Layers(2, torch.relu, bias=-50.0), torch.randn(5, 4)
    yield "saturated-layer", Layers(1, torch.sigmoid, weight=1.0, bias=30.0), torch.randn(5, 4)
    yield "detached", Detached(lambda h: h.detach()), batch
    yield "argmax", Detached(lambda h: F.one_hot(h.argmax(-1), 3).float()), batch
    yield "bias-before-norm", BiasBeforeNorm(), batch
    yield "vanishing", Layers(10, torch.sigmoid, weight=0.5, bias=0.0), torch.randn(5, 4)
    yield "exploding", Layers(8, lambda h: h, weight=9.0, bias=0.0), torch.randn(5, 4)
    yield "stale", changed, leaf([1.0, 2.0])
    yield "unused", Unused(), batch
    yield "zero-weight", Layers(2, torch.tanh, weight=0.0, bias=0.1), torch.randn(5, 4)


FOLDER.mkdir(parents=True, exist_ok=True)
for name, model, x in cases():
    trace(model, x, diagnose=True).save(FOLDER / f"{name}.json")
