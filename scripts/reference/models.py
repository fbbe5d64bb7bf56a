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


if __name__ == "__main__":
    torch.set_num_threads(1)
    mlp()
