"""The built-in models of smolgrad-viz at small sizes: the loss, and each parameter with its gradient.

The draws come in the order in which the Swift models make them, so the same seed gives the same numbers.
"""

import math
import pathlib

import torch
from torch import nn
from torch.nn import functional

import reference_numbers
from reference_numbers import number, tensor

reference_numbers.FOLDER = (
    pathlib.Path(__file__).resolve().parents[2] / "Tests" / "VizCommandsTests" / "Models" / "Reference")


def summary(value):
    """The elements of a small tensor, else its mean and its norm."""
    if value.numel() <= 64:
        return tensor(value)
    wide = value.detach().double()
    return {"shape": list(value.shape), "mean": wide.mean().item(), "norm": wide.norm().item()}


def record(name, options, parameters, loss, results=()):
    """Writes down what a model with these options computed; the parameters have the names of the figure."""
    loss.backward()
    entries = [
        {"name": key, "value": summary(value), "gradient": summary(value.grad)}
        for key, value in parameters]
    entries += [
        {"name": key, "value": summary(value), "gradient": summary(value.grad)}
        for key, value in results]
    reference_numbers.write(name, {
        "options": {key: str(value) for key, value in options.items()}, "loss": number(loss.item()),
        "tensors": entries})


def camel(path):
    """The path of a parameter in Swift's spelling: `weight_ih_l0` is `weightIhL0`."""
    words = path.split("_")
    return words[0] + "".join(word[0].upper() + word[1:] for word in words[1:])


def named(module):
    return [(camel(key), value) for key, value in module.named_parameters()]


def strokes(count, size, classes):
    labels = torch.randint(0, classes, (count,))
    pictures = (torch.randn(count, 1, size, size) * 0.1).double()
    center = (size - 1) / 2
    place = torch.arange(size, dtype=torch.float64)
    for sample, label in enumerate(labels.tolist()):
        angle = math.pi * label / classes
        distance = (place - center) * math.sin(angle) - (center - place[:, None]) * math.cos(angle)
        pictures[sample, 0] += torch.exp(-((distance / (size / 8)) ** 2))
    return pictures.float(), labels


def cnn():
    torch.manual_seed(5)
    side = (12 // 2 - 4) // 2
    model = nn.Sequential(
        nn.Conv2d(1, 2, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 3, 5), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3 * side * side, 6), nn.ReLU(), nn.Linear(6, 5),
        nn.ReLU(), nn.Linear(5, 4))
    pictures, labels = strokes(3, 12, 4)
    logits = model(pictures)
    logits.retain_grad()
    names = {"0": "conv1", "3": "conv2", "7": "fc1", "9": "fc2", "11": "fc3"}
    parameters = []
    for key, value in model.named_parameters():
        layer, kind = key.split(".")
        parameters.append((f"{names[layer]}.{kind}", value))
    options = {"size": 12, "channels": "2,3", "hidden": "6,5", "classes": 4, "batch": 3, "seed": 5}
    record("cnn", options, parameters, functional.cross_entropy(logits, labels), [("logits", logits)])


def rnn(cell, kind, layers):
    torch.manual_seed(6)
    recurrent, head = kind(1, 3, num_layers=layers), nn.Linear(3, 1)
    phases = torch.rand(2)
    steps = torch.arange(6, dtype=torch.float64)[:, None]
    waves = torch.sin(2 * math.pi * (phases.double() + steps / 8)).float()[:, :, None]
    prediction = head(recurrent(waves[:5])[0])
    prediction.retain_grad()
    parameters = [(f"rnn.{key}", value) for key, value in recurrent.named_parameters()]
    parameters += [(f"head.{key}", value) for key, value in head.named_parameters()]
    options = {"cell": cell, "steps": 5, "hidden": 3, "layers": layers, "batch": 2, "seed": 6}
    record(
        f"rnn-{cell}", options, parameters, functional.mse_loss(prediction, waves[1:]),
        [("prediction", prediction)])


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
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(samples, steps, width))


class Perceptron(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.c_proj(functional.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = Perceptron(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    def __init__(self, layers, heads, width, context, vocabulary):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(context, width)
        self.h = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight
        for key, value in self.named_parameters():
            if key.endswith("bias"):
                nn.init.zeros_(value)
            elif key.endswith("c_proj.weight"):
                nn.init.normal_(value, std=0.02 / math.sqrt(2 * layers))
            elif value.dim() > 1:
                nn.init.normal_(value, std=0.02)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def gpt():
    torch.manual_seed(7)
    model = GPT(layers=2, heads=2, width=8, context=5, vocabulary=11)
    text = torch.randint(0, 11, (2, 6))
    logits = model(text[:, :-1])
    logits.retain_grad()
    loss = functional.cross_entropy(logits.flatten(0, 1), text[:, 1:].flatten())
    options = {
        "layers": 2, "heads": 2, "embedding": 8, "context": 5, "vocabulary": 11, "batch": 2, "seed": 7}
    record("gpt", options, list(model.named_parameters()), loss, [("logits", logits)])


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride > 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + residual)


class ResNet(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.stages = nn.ModuleList([
            nn.Sequential(BasicBlock(channels, channels, 1)),
            nn.Sequential(BasicBlock(channels, 2 * channels, 2))])
        self.fc = nn.Linear(2 * channels, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        for stage in self.stages:
            x = stage(x)
        return self.fc(x.mean((2, 3)))


def resnet():
    torch.manual_seed(8)
    model = ResNet(2, 4)
    pictures, labels = strokes(3, 8, 4)
    logits = model(pictures)
    logits.retain_grad()
    options = {
        "stages": 2, "blocks": 1, "channels": 2, "size": 8, "classes": 4, "batch": 3, "seed": 8}
    record("resnet", options, named(model), functional.cross_entropy(logits, labels), [("logits", logits)])


def scalar_mlp(activation):
    """The same network with matrices; its weights are drawn neuron by neuron."""
    torch.manual_seed(9)
    sizes, samples = [2, 3, 2, 1], 4
    weights = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        rows = [[torch.rand(()) * 2 - 1 for _ in range(inputs)] for _ in range(outputs)]
        weights.append(torch.stack([torch.stack(row) for row in rows]).requires_grad_())
    biases = [torch.zeros(size, requires_grad=True) for size in sizes[1:]]

    noise = torch.randn(2 * samples) * 0.2
    x = (-1.5 + 2.5 * torch.arange(samples, dtype=torch.float64) / (samples - 1)).repeat(2)
    heights = torch.cat([torch.cos(4 * x[:samples]), 3 + torch.sin(2 * x[samples:])])
    points = torch.stack([x, heights + noise.double()], dim=1)
    chosen = torch.randperm(2 * samples)[:samples]
    inputs = points[chosen].float()
    classes = torch.where(chosen < samples, -1.0, 1.0)

    y = inputs
    for layer, (weight, bias) in enumerate(zip(weights, biases)):
        y = functional.linear(y, weight, bias)
        if layer < len(weights) - 1:
            y = getattr(torch, activation)(y)
    loss = torch.relu(1 - classes * y[:, 0]).mean()
    loss.backward()
    entries = []
    for layer, (weight, bias) in enumerate(zip(weights, biases)):
        for neuron in range(len(bias)):
            path = f"layers.{layer}.neurons.{neuron}"
            for place in range(weight.shape[1]):
                entries.append({
                    "name": f"{path}.w.{place}", "value": tensor(weight[neuron, place]),
                    "gradient": tensor(weight.grad[neuron, place])})
            entries.append({
                "name": f"{path}.b", "value": tensor(bias[neuron]), "gradient": tensor(bias.grad[neuron])})
    options = {"sizes": "2,3,2,1", "samples": 4, "activation": activation, "seed": 9}
    reference_numbers.write(f"scalar-mlp-{activation}", {
        "options": {key: str(value) for key, value in options.items()}, "loss": number(loss.item()),
        "tensors": entries})


def chain():
    torch.manual_seed(10)
    length, uses = 137, 5
    x = torch.rand(()) + 0.5
    x.requires_grad_()
    weight = torch.tensor(1.1, requires_grad=True)
    y = x
    for index in range(length):
        is_product = (index + 1) * uses // length > index * uses // length
        y = y * weight if is_product else torch.sin(y)
    options = {"length": length, "uses": uses, "seed": 10}
    record("chain", options, [("x", x), ("w", weight)], y)


if __name__ == "__main__":
    torch.set_num_threads(1)
    cnn()
    rnn("rnn", nn.RNN, 2)
    rnn("lstm", nn.LSTM, 1)
    rnn("gru", nn.GRU, 1)
    gpt()
    resnet()
    scalar_mlp("relu")
    scalar_mlp("tanh")
    chain()
