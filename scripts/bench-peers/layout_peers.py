"""Draws a model with a peer: layout_peers.py PEER FOLDER MODEL SIZE… writes an SVG into the folder.

Timed from outside, so loading PyTorch counts, as starting our own program does.
"""

import sys
from pathlib import Path

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return torch.sigmoid(self.layers[-1](x)).mean()


class GPT(nn.Module):
    def __init__(self, layers, heads, width):
        super().__init__()
        self.tokens = nn.Embedding(50257, width)
        self.positions = nn.Embedding(8, width)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(width, heads, 4 * width, 0, "gelu", batch_first=True, norm_first=True)
            for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, text):
        x = self.tokens(text) + self.positions(torch.arange(text.shape[1]))
        for block in self.blocks:
            x = block(x)
        return (self.norm(x) @ self.tokens.weight.T).logsumexp(-1).mean()


class ScalarMLP(nn.Module):
    """Every weight a parameter of its own, as in micrograd's demo."""

    def __init__(self, samples):
        super().__init__()
        self.sizes, self.samples = (2, 8, 8, 1), samples
        self.weights = nn.ParameterList(
            torch.randn(()) for a, b in zip(self.sizes, self.sizes[1:]) for _ in range((a + 1) * b))

    def forward(self, x):
        total = 0
        for sample in range(self.samples):
            weights = iter(self.weights)
            values = [x[sample, 0], x[sample, 1]]
            for count in self.sizes[1:]:
                values = [torch.relu(sum((next(weights) * v for v in values), next(weights))) for _ in range(count)]
            total = total + values[0] ** 2
        return total


class RNN(nn.Module):
    def __init__(self, steps):
        super().__init__()
        self.cell, self.steps = nn.RNNCell(4, 8), steps

    def forward(self, x):
        state = torch.zeros(1, 8)
        for _ in range(self.steps):
            state = self.cell(x, state)
        return state.mean()


class Chain(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.length = length

    def forward(self, x):
        for _ in range(self.length):
            x = torch.sin(x)
        return x.sum()


MODELS = {
    "mlp": lambda *sizes: (MLP(*sizes), torch.randn(8, sizes[0])),
    "gpt": lambda layers, heads, width: (GPT(layers, heads, width), torch.randint(50257, (1, 8))),
    "scalar-mlp": lambda samples: (ScalarMLP(samples), torch.randn(samples, 2)),
    "rnn": lambda steps: (RNN(steps), torch.randn(1, 4)),
    "chain": lambda length: (Chain(length), torch.randn(4, requires_grad=True)),
}


def main():
    peer, folder, name, *sizes = sys.argv[1:]
    # Its recursion follows the graph; the default of 1,000 would end it at once.
    sys.setrecursionlimit(1_000_000)
    model, data = MODELS[name](*map(int, sizes))
    path = Path(folder) / peer
    if peer == "torchviz":
        from torchviz import make_dot

        make_dot(model(data), params=dict(model.named_parameters())).render(path, format="svg")
    elif peer == "torchview":
        from torchview import draw_graph

        draw_graph(model, data, expand_nested=True).visual_graph.render(path, format="svg")
    else:
        import torchlens

        trace = torchlens.trace(model, data)
        trace.draw(vis_outpath=str(path), vis_mode="unrolled", vis_fileformat="svg", vis_save_only=True)


if __name__ == "__main__":
    main()
