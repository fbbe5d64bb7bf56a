"""Writes snapshots of three PyTorch models: a multilayer perceptron, a convolutional network and a small GPT.

    python three_models.py [FOLDER]
"""

import pathlib
import sys

import torch
import torch.nn.functional as F
from torch import nn

from smolgrad_snapshot import trace


class MLP(nn.Module):
    """Two inputs, one hidden layer, the chance of a class."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 5)
        self.fc2 = nn.Linear(5, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


class CNN(nn.Module):
    """Two convolutions with batch normalization, and a linear layer."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.classifier = nn.Linear(8, 3)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Attention(nn.Module):
    """Several heads that look at what came before."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = (
            part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(x).split(width, dim=2))
        scores = q @ k.transpose(-2, -1) / (width // self.heads) ** 0.5
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(later, float("-inf")).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    """Attention and a perceptron, each added to what goes in."""

    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    """Token and position embeddings, blocks, and a head that shares the embedding's weights."""

    def __init__(self, vocabulary=11, length=6, width=8, heads=2, layers=3):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(length, width)
        self.h = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def cases():
    """Each model with its input, what it should say, and its loss; always with the same numbers."""
    torch.manual_seed(1)
    yield "mlp", MLP(), torch.randn(4, 2), torch.tensor([[0.0], [1], [1], [0]]), F.binary_cross_entropy
    yield "cnn", CNN(), torch.randn(2, 1, 8, 8), torch.tensor([0, 2]), F.cross_entropy
    tokens = torch.randint(11, (2, 7))
    yield "gpt", GPT(), tokens[:, :-1], tokens[:, 1:], lambda y, target: F.cross_entropy(
        y.flatten(0, 1), target.flatten())


def main(folder="."):
    for name, model, x, target, loss in cases():
        snapshot = trace(model, x, loss=lambda y: loss(y, target))
        snapshot.save(pathlib.Path(folder) / f"{name}.json")


if __name__ == "__main__":
    main(*sys.argv[1:])
