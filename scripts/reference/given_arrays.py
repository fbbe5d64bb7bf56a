"""Weights and inputs for the built-in model `mlp`, as PyTorch, NumPy and the safetensors package write them, and what PyTorch computes."""

import json
import pathlib

import numpy
import safetensors.torch
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/VizCommandsTests/Models/Reference"


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(2, 5), nn.Linear(5, 10), nn.Linear(10, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x))))))


def main():
    torch.manual_seed(7)
    model = MLP()
    x, y = torch.randn(8, 2), torch.randint(0, 2, (8, 1)).float()
    loss = nn.functional.binary_cross_entropy(model(x), y)
    loss.backward()
    safetensors.torch.save_file(model.state_dict(), FOLDER / "given-weights.safetensors")
    numpy.save(FOLDER / "given-x.npy", x.numpy())
    # Another type and another order, which are converted.
    numpy.save(FOLDER / "given-y.npy", numpy.asfortranarray(y.numpy().astype(">i8")))
    content = {
        "loss": loss.item(),
        "gradients": {name: p.grad.flatten().tolist() for name, p in model.named_parameters()},
    }
    (FOLDER / "given.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
