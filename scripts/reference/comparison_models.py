"""The computations of comparison.py, written once for everything that has arithmetic."""

import json
import math
from pathlib import Path


def expression(a, b, relu):
    c = a + b
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = a * b + b**3
    d = d + (d * 2 + relu(b + a))
    d = d + (3 * d + relu(b - a))
    e = c - d
    f = e**2
    return f / 2 + 10 / f


def neuron(x1, x2, w1, w2, b, tanh):
    return tanh(x1 * w1 + x2 * w2 + b)


EXPRESSION = {"a": -4.0, "b": 2.0}
NEURON = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432}


def torch_models(mlp_file):
    """For each model by name a module and its inputs by name."""
    import torch
    from torch import nn

    class Expression(nn.Module):
        def forward(self, a, b):
            return expression(a, b, torch.relu)

    class Neuron(nn.Module):
        def __init__(self):
            super().__init__()
            for name in ("w1", "w2", "b"):
                setattr(self, name, nn.Parameter(torch.tensor(NEURON[name])))

        def forward(self, x1, x2):
            return neuron(x1, x2, self.w1, self.w2, self.b, torch.tanh)

    class MLP(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2, self.fc3 = nn.Linear(2, 5), nn.Linear(5, 10), nn.Linear(10, 1)

        def forward(self, x):
            return torch.sigmoid(self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x))))))

    class MLPWithLoss(nn.Module):
        def __init__(self):
            super().__init__()
            self.mlp, self.bce = MLP(), nn.BCELoss()

        def forward(self, x, y):
            return self.bce(self.mlp(x), y)

    numbers, loss = network(mlp_file)

    def tensor(name):
        value = numbers[name]
        return torch.tensor(value["elements"], dtype=torch.float32).reshape(value["shape"])

    with_loss = MLPWithLoss()
    with torch.no_grad():
        for name, parameter in with_loss.mlp.named_parameters():
            parameter.copy_(tensor(name))
    x, y = tensor("x"), tensor("y")
    assert math.isclose(with_loss(x, y).item(), loss, rel_tol=1e-5), "another loss than smolgrad's"

    def leaves(values, *names):
        return {name: torch.tensor(values[name], requires_grad=True) for name in names}

    return {
        "expression": (Expression(), leaves(EXPRESSION, "a", "b")),
        "neuron": (Neuron(), leaves(NEURON, "x1", "x2")),
        "mlp": (with_loss, {"x": x, "y": y}),
    }


def network(mlp_file):
    """The values of the named tensors in a file that `smolgrad-viz trace mlp --format json` wrote, and the loss."""
    nodes = json.loads(Path(mlp_file).read_text())["nodes"]
    values = {node["name"]: node["tensor"]["value"] for node in nodes if "tensor" in node}
    return values, values["loss"]["elements"][0]
