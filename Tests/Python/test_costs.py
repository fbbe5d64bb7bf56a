"""What operations cost: time, and what they keep for the backward pass."""

import unittest

import torch
import torch.nn.functional as F
from support import operations
from torch import nn

from smolgrad_viz.recorder import Recorder, trace


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(context, gradient):
        return 3 * gradient * context.saved_tensors[0] ** 2


def kept(compute):
    """The bytes that PyTorch keeps, each memory once, as its own hooks tell."""
    storages = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        storages[storage._cdata] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = compute()
    return sum(storage.nbytes() for storage in storages.values()), result


class Costs(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.models = {
            "perceptron": (nn.Sequential(nn.Linear(4, 5), nn.GELU(), nn.LayerNorm(5), nn.Linear(5, 3)), torch.randn(6, 4)),
            "pictures": (nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
                         torch.randn(2, 1, 8, 8)),
            "views": (lambda x: (x.chunk(2)[0] * x.chunk(2)[1]).exp().T.contiguous(), torch.randn(4, 3, requires_grad=True)),
            "function of the user": (lambda x: Cube.apply(x).sin() * x, torch.randn(5, requires_grad=True)),
        }

    def test_kept_bytes_are_pytorchs(self):
        for name, (model, x) in self.models.items():
            with self.subTest(name):
                expected, _ = kept(lambda: model(x).square().mean())
                snapshot = trace(model, x, loss=lambda y: y.square().mean(), cost=True)
                self.assertEqual(snapshot["cost"]["saved"]["forward"], expected)
                self.assertGreater(expected, 0)
                own = sum(node["cost"].get("saved", {}).get("forward", 0) for node in snapshot["nodes"] if "cost" in node)
                self.assertEqual(own, expected)
                arguments = sum(edge.get("saved", 0) for edge in snapshot["edges"])
                self.assertLessEqual(arguments, expected)

    def test_every_operation_has_its_time(self):
        model, x = self.models["perceptron"]
        target = torch.tensor([0, 1, 2, 0, 1, 2])
        snapshot = trace(model, x, loss=lambda y: F.cross_entropy(y, target), cost=True)
        costs = [node["cost"] for node in snapshot["nodes"] if "operation" in node]
        self.assertTrue(all(cost["time"]["forward"] > 0 and cost["time"]["backward"] > 0 for cost in costs))
        self.assertEqual(snapshot["cost"]["time"]["known"], len(costs))

    def test_nothing_is_said_unasked_and_nothing_changes(self):
        model, x = self.models["perceptron"]
        plain = trace(model, x, loss=lambda y: y.sum())
        self.assertNotIn("cost", plain)
        gradients = [parameter.grad.clone() for parameter in model.parameters()]
        model.zero_grad()
        with Recorder(model, cost=True) as recorder:
            loss = model(x).sum()
            loss.backward()
        self.assertEqual([], recorder.troubles)
        for parameter, gradient in zip(model.parameters(), gradients):
            self.assertTrue(torch.equal(parameter.grad, gradient))
        self.assertEqual(operations(recorder.snapshot(loss)), operations(plain))


if __name__ == "__main__":
    unittest.main()
