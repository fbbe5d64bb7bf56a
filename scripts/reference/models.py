"""Whole models: initial weights, inputs, loss, gradients, and the weights after 20 steps of an optimizer."""

import torch
from torch import nn

from reference_numbers import tensor, tensors, write

STEPS = 20


def record(name, model, inputs, target, loss, optimizer):
    """Trains a model that was just made after torch.manual_seed, and writes down what it did."""
    content = {"initial": tensors(model.named_parameters())}
    content["inputs"] = tensor(inputs)
    content["target"] = tensor(target)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        value = loss(model(inputs), target)
        value.backward()
        losses.append(value)
        if step == 0:
            content["gradients"] = tensors((key, p.grad) for key, p in model.named_parameters())
        optimizer.step()
    content["losses"] = tensor(torch.stack(losses))
    content["trained"] = tensors(model.named_parameters())
    write(name, content)


def mlp():
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 10), nn.ReLU(), nn.Linear(10, 1), nn.Sigmoid())
    inputs = torch.randn(8, 2)
    target = torch.randint(0, 2, (8, 1)).float()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    record("mlp", model, inputs, target, nn.BCELoss(), optimizer)


def lenet():
    torch.manual_seed(2)
    model = nn.Sequential(
        nn.Conv2d(1, 3, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(3, 4, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 16), nn.ReLU(), nn.Linear(16, 10))
    inputs = torch.randn(4, 1, 16, 16)
    target = torch.randint(0, 10, (4,))
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.002)
    record("lenet", model, inputs, target, nn.CrossEntropyLoss(), optimizer)


class Tagger(nn.Module):
    """An LSTM over embedded tokens, and a class for each step."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(9, 4)
        self.lstm = nn.LSTM(4, 5, num_layers=2, batch_first=True)
        self.head = nn.Linear(5, 3)

    def forward(self, tokens):
        return self.head(self.lstm(self.embedding(tokens))[0])


def by_step(prediction, target):
    return nn.functional.cross_entropy(prediction.flatten(0, 1), target.flatten())


def lstm():
    torch.manual_seed(3)
    model = Tagger()
    inputs = torch.randint(0, 9, (3, 6))
    target = torch.randint(0, 3, (3, 6))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    record("lstm", model, inputs, target, by_step, optimizer)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x):
        samples, steps, width = x.shape
        q, k, v = (
            part.view(samples, steps, self.heads, -1).transpose(1, 2)
            for part in self.c_attn(x).chunk(3, dim=-1))
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(samples, steps, width))


class Block(nn.Module):
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
    def __init__(self, tokens, width, heads, layers, context):
        super().__init__()
        self.wte = nn.Embedding(tokens, width)
        self.wpe = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.head = nn.Linear(width, tokens, bias=False)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.ln_f(x))


def gpt():
    torch.manual_seed(4)
    model = GPT(tokens=11, width=8, heads=2, layers=2, context=6)
    inputs = torch.randint(0, 11, (2, 5))
    target = torch.randint(0, 11, (2, 5))
    # The gradient of a key's bias is 0 but for rounding errors; with a small epsilon they would decide about its steps.
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, eps=1e-4)
    record("gpt", model, inputs, target, by_step, optimizer)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for make in (mlp, lenet, lstm, gpt):
        make()
