"""Random programs of 5 to 40 calls: recorded or not they give the same bits, and the snapshot has PyTorch's values and gradients."""

import os
import random
import unittest

import torch
from support import elements, tensors

from smolgrad_viz.recorder import Recorder

PROGRAMS = int(os.environ.get("PROGRAMS", 500))
SEED = int(os.environ.get("SEED", 0))
SHAPE = (3, 4)


def unary(choose, values):
    function = choose([torch.sin, torch.tanh, torch.sigmoid, torch.abs, torch.exp, torch.nn.functional.softplus, torch.neg])
    values.append(function(choose(values).clamp(-3, 3)))


def binary(choose, values):
    function = choose([torch.add, torch.mul, torch.maximum, lambda a, b: a - b, lambda a, b: a / (b * b + 1), lambda a, b: 2 * a + b])
    values.append(function(choose(values), choose(values)))


def view(choose, values):
    change = choose([
        lambda a: a.t().t(), lambda a: a.view(-1).view(SHAPE), lambda a: a[:, torch.tensor([3, 2, 1, 0])], lambda a: a.unsqueeze(0)[0],
        lambda a: a.flip(0), lambda a: torch.cat([a[:1], a[1:]]), lambda a: torch.stack(a.unbind(1), 1), lambda a: sum(a.split(2, 1)).repeat(1, 2)])
    values.append(change(choose(values)))


def select(choose, values):
    a, b = choose(values), choose(values)
    values.append(choose([lambda: torch.where(a > b, a, b * 2), lambda: a.masked_fill(b > 0.5, 0.25), lambda: a * (b > 0)])())


def in_place(choose, values):
    target = choose(values) * 1
    other = choose(values)

    def through_view():
        target[:, 1:3].mul_(2)

    def through_item():
        target[0] = other[1]

    def of_base():
        part = target[1]
        target.add_(other)
        values.append(target + part)

    def through_flat():
        target.view(-1)[::2].add_(1)

    choose([through_view, through_item, of_base, through_flat, lambda: target.add_(other), lambda: target.clamp_(-1, 1)])()
    values.append(target)


def loop(choose, values):
    state = choose(values)
    for _ in range(choose([2, 3])):
        state = torch.tanh(state @ torch.full((4, 4), 0.1) + choose(values))
    values.append(state)


def without_gradient(choose, values):
    a = choose(values)
    with torch.no_grad():
        scale = a.abs().mean() + 1
    values.append(choose([lambda: a / scale, lambda: a + choose(values).detach()])())


def second_order(choose, values):
    a = choose(values)
    if not a.requires_grad:
        return
    x = a * 1
    gradient, = torch.autograd.grad((x * x).tanh().sum(), x, create_graph=True)
    values.append(gradient)


KINDS = [unary, unary, binary, binary, binary, view, view, select, in_place, in_place, loop, without_gradient, second_order]


def run(seed):
    """The leaves, all values, and the loss of a program, after backward."""
    draw = random.Random(seed)
    generator = torch.Generator().manual_seed(seed)
    leaves = [torch.randn(SHAPE, generator=generator).requires_grad_(place < 2) for place in range(3)]
    values = list(leaves)
    for _ in range(draw.randint(5, 40)):
        draw.choice(KINDS)(draw.choice, values)
    loss = sum((value.clamp(-10, 10) * (place + 1)).mean() for place, value in enumerate(values[-4:]))
    if loss.requires_grad:
        loss.backward()
    return leaves, values, loss


class RandomPrograms(unittest.TestCase):
    def test_random_programs(self):
        for seed in range(SEED, SEED + PROGRAMS):
            with self.subTest(seed=seed):
                leaves, values, loss = run(seed)
                with Recorder() as recorder:
                    their_leaves, their_values, their_loss = run(seed)
                self.assertEqual(recorder.troubles, [])
                self.assertTrue(torch.equal(loss, their_loss))
                for ours, theirs in zip(values, their_values):
                    self.assertTrue(torch.equal(ours, theirs))
                recorder.name({f"leaf{place}": leaf for place, leaf in enumerate(their_leaves)})
                recorder.name({f"value{place}": value for place, value in enumerate(their_values)})
                snapshot = recorder.snapshot(their_loss)
                self.check(snapshot, {f"leaf{place}": leaf for place, leaf in enumerate(leaves)},
                           {f"value{place}": value for place, value in enumerate(values)})

    def check(self, snapshot, leaves, values):
        ids = [node["id"] for node in snapshot["nodes"]]
        self.assertTrue(all(edge["from"] < edge["to"] for edge in snapshot["edges"]) and ids == sorted(ids))
        shown = tensors(snapshot)
        for name, leaf in leaves.items():
            if name not in shown:
                self.assertTrue(leaf.grad is None or not leaf.grad.any(), f"{name} is missing")
                continue
            self.assertTrue(torch.equal(elements(shown[name]["value"]), leaf.detach().double()), name)
            if leaf.grad is not None:
                self.assertEqual(shown[name]["gradient"]["status"], "computed", name)
                self.assertTrue(torch.equal(elements(shown[name]["gradient"]["value"]), leaf.grad.double()), name)
        for name, value in values.items():
            if name in shown:
                self.assertTrue(torch.equal(elements(shown[name]["value"]), value.detach().double()), name)


if __name__ == "__main__":
    unittest.main()
