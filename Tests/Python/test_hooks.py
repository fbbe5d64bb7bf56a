"""Hooks that change gradients, which the recorder watches without changing what they do."""

import collections
import functools
import gc
import unittest

import torch
from torch import nn

import support  # noqa: F401 puts the recorder on the path
from support import elements, tensors
from smolgrad_viz import Recorder


def changes(snapshot, name):
    """What hooks changed of a gradient: their names, and what was there before."""
    found = tensors(snapshot)[name].get("gradientChanges", [])
    return [(change["attributes"][0]["value"], elements(change["before"])) for change in found]


def clip(gradient):
    return gradient.clamp(-0.01, 0.01)


def double(gradient):
    return gradient * 2


def in_place(gradient):
    gradient.mul_(3)


def look(gradient):
    pass


class HookTests(unittest.TestCase):
    def model(self):
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))

    def loss(self, model):
        torch.manual_seed(1)
        return model(torch.randn(4, 2)).square().mean()

    def plain(self, model):
        """The gradients without hooks."""
        twin = self.model()
        self.loss(twin).backward()
        return [parameter.grad for parameter in twin.parameters()]

    def record(self, model):
        model.zero_grad()
        with Recorder(model) as recorder:
            loss = self.loss(model)
            loss.backward()
        return recorder.snapshot(loss)

    def check(self, found, wanted):
        self.assertEqual([name for name, _ in found], [name for name, _ in wanted])
        for (_, mine), (_, right) in zip(found, wanted):
            self.assertTrue(torch.allclose(mine, right.double(), rtol=1e-6))

    def test_each_hook_of_a_parameter_is_told_with_what_it_got(self):
        model = self.model()
        weight = model[0].weight
        for hook in (clip, look, double, in_place):
            weight.register_hook(hook)
        before = list(weight._backward_hooks.items())
        snapshot = self.record(model)
        plain = self.plain(model)[0]
        clipped = plain.clamp(-0.01, 0.01)
        self.check(changes(snapshot, "0.weight"), [("clip", plain), ("double", clipped), ("in_place", clipped * 2)])
        self.assertTrue(torch.equal(weight.grad, clipped * 6))
        # Nothing of the recorder stays behind.
        self.assertEqual(list(weight._backward_hooks.items()), before)

    def test_hooks_of_results_and_those_that_come_while_it_is_recorded(self):
        x = torch.tensor([1.0, -2.0], requires_grad=True)
        with Recorder() as recorder:
            y = x * 3
            y.register_hook(functools.partial(double))
            z = y.square().sum()
            x.register_hook(lambda gradient: -gradient)
            z.backward()
        snapshot = recorder.snapshot(z)
        names = {name: found for name in tensors(snapshot) if (found := changes(snapshot, name))}
        self.assertEqual([[name for name, _ in found] for found in names.values()], [["lambda"], ["double"]])
        (_, of_x), (_, of_y) = (found[0] for found in names.values())
        self.assertEqual(of_y.tolist(), [6, -12])
        self.assertEqual(of_x.tolist(), [36, -72])
        self.assertEqual(x.grad.tolist(), [-36, 72])

    def test_what_an_operation_delivers_is_what_was_there_before_the_hook(self):
        x = torch.tensor(2.0, requires_grad=True)
        x.register_hook(double)
        with Recorder() as recorder:
            y = x * 3
            y.backward()
        snapshot = recorder.snapshot(y)
        edge = next(edge for edge in snapshot["edges"] if "contribution" in edge)
        self.assertEqual(edge["contribution"]["value"]["elements"], [3])
        self.assertEqual(x.grad.item(), 6)

    def test_a_second_recording_and_a_removed_hook(self):
        model = self.model()
        handle = model[0].weight.register_hook(double)
        first, second = self.record(model), self.record(model)
        plain = self.plain(model)[0]
        for snapshot in (first, second):
            self.check(changes(snapshot, "0.weight"), [("double", plain)])
        handle.remove()
        self.assertEqual(changes(self.record(model), "0.weight"), [])
        self.assertFalse(model[0].weight._backward_hooks)

    def test_hooks_that_change_nothing_are_not_told(self):
        model = self.model()
        model[0].weight.register_hook(look)
        model[2].bias.register_hook(lambda gradient: gradient.clone())
        snapshot = self.record(model)
        self.assertFalse(any("gradientChanges" in tensor for tensor in tensors(snapshot).values()))

    def test_hooks_after_a_gradient_was_added_up_are_told(self):
        def halve(parameter):
            parameter.grad.mul_(0.5)

        def clamp(parameter):
            parameter.grad = parameter.grad.clamp(-0.01, 0.01)

        def see(parameter):
            pass

        model = self.model()
        weight, bias = model[0].weight, model[2].bias
        weight.register_hook(double)
        for hook in (halve, see, clamp):
            weight.register_post_accumulate_grad_hook(hook)
        before = list(weight._post_accumulate_grad_hooks.items())
        model.zero_grad()
        with Recorder(model) as recorder:
            loss = self.loss(model)
            bias.register_post_accumulate_grad_hook(halve)
            loss.backward()
        snapshot = recorder.snapshot(loss)
        plain = self.plain(model)
        self.check(changes(snapshot, "0.weight"), [("double", plain[0]), ("halve", plain[0] * 2), ("clamp", plain[0])])
        self.check(changes(snapshot, "2.bias"), [("halve", plain[3])])
        self.assertTrue(torch.equal(weight.grad, plain[0].clamp(-0.01, 0.01)))
        for parameter in (weight, bias):
            self.assertTrue(torch.allclose(
                elements(tensors(snapshot)["0.weight" if parameter is weight else "2.bias"]["gradient"]["value"]), parameter.grad.double()))
        self.assertEqual(list(weight._post_accumulate_grad_hooks.items()), before)
        self.assertEqual(len(bias._post_accumulate_grad_hooks), 1)

    def test_hooks_that_add_to_an_older_gradient_are_not_told_and_what_they_take_is_shown(self):
        def take(parameter):
            parameter.grad = None

        def twice(parameter):
            parameter.grad.mul_(2)

        model = self.model()
        model[0].weight.register_post_accumulate_grad_hook(twice)
        model[2].weight.register_post_accumulate_grad_hook(twice)
        model[2].weight.register_post_accumulate_grad_hook(take)
        self.loss(model).backward()
        with Recorder(model) as recorder:
            loss = self.loss(model)
            loss.backward()
        snapshot = recorder.snapshot(loss)
        plain = self.plain(model)
        self.check(changes(snapshot, "2.weight"), [("twice", plain[2])])
        self.assertEqual(changes(snapshot, "0.weight"), [])
        for name, gradient in (("0.weight", plain[0]), ("2.weight", plain[2] * 2)):
            self.assertTrue(torch.allclose(elements(tensors(snapshot)[name]["gradient"]["value"]), gradient.double()))
        self.assertTrue(torch.allclose(model[0].weight.grad, plain[0] * 6))

    def test_an_observer_goes_when_nobody_asks(self):
        model = self.model()
        weight = model[0].weight
        weight.register_hook(look)
        with Recorder(model) as recorder:
            self.loss(model)
        self.assertEqual(len(weight._backward_hooks), 2)
        del recorder
        gc.collect()
        self.loss(model).backward()
        self.assertEqual(len(weight._backward_hooks), 1)
        self.assertIsInstance(weight._backward_hooks, collections.OrderedDict)


if __name__ == "__main__":
    unittest.main()
