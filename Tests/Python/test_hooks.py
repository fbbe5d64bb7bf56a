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


class Residual(nn.Module):
    """One module's input has another use, the other's has none."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 3), nn.Linear(3, 2)

    def forward(self, x):
        hidden = torch.tanh(x)
        return self.b(hidden + self.a(hidden))


class ModuleHookTests(unittest.TestCase):
    def model(self):
        torch.manual_seed(0)
        return Residual()

    def run_with(self, register, record):
        """Gradients, what the hooks saw, and the snapshot."""
        model, seen = self.model(), []
        register(model, seen)
        torch.manual_seed(1)
        x = torch.randn(2, 3, requires_grad=True)
        if not record:
            model(x).square().mean().backward()
            return [x.grad, *(parameter.grad for parameter in model.parameters())], seen, None
        with Recorder(model) as recorder:
            loss = model(x).square().mean()
            loss.backward()
        self.assertEqual(recorder.troubles, [])
        return [x.grad, *(parameter.grad for parameter in model.parameters())], seen, recorder.snapshot(loss)

    def record(self, register):
        """The snapshot, after a look at whether the program does what it does without a recorder."""
        plain, wanted, _ = self.run_with(register, record=False)
        recorded, seen, snapshot = self.run_with(register, record=True)
        for found, gradient in zip(recorded, plain):
            self.assertTrue(torch.equal(found, gradient))
        self.assertEqual([name for name, _ in seen], [name for name, _ in wanted])
        for (_, found), (_, gradients) in zip(seen, wanted):
            self.assertTrue(all(torch.equal(x, y) for x, y in zip(found, gradients)))
        return snapshot

    def hook(self, seen, name, factor=None):
        def hook(module, gradients, *_):
            seen.append((name, [gradient.clone() for gradient in gradients if gradient is not None]))
            return None if factor is None else tuple(None if gradient is None else gradient * factor for gradient in gradients)
        hook.__name__ = name
        return hook

    def test_hooks_that_only_look_change_no_figure(self):
        def register(model, seen):
            for module in (model, model.a, model.b):
                module.register_full_backward_hook(self.hook(seen, "look"))
                module.register_full_backward_pre_hook(self.hook(seen, "look"))
        plain = self.run_with(lambda *_: None, record=True)[2]
        snapshot = self.record(register)
        # What stands in other lines of this file is the same.
        self.assertEqual(
            [(node["name"], node.get("tensor")) for node in snapshot["nodes"]],
            [(node["name"], node.get("tensor")) for node in plain["nodes"]])

    def test_names_and_gradients_before_each_hook(self):
        def register(model, seen):
            model.b.register_full_backward_hook(self.hook(seen, "double", 2))
            model.b.register_full_backward_hook(self.hook(seen, "look"))
            model.b.register_full_backward_hook(self.hook(seen, "triple", 3))
        snapshot = self.record(register)
        (double, before), (triple, between) = changes(snapshot, "add_1.output")
        self.assertEqual((double, triple), ("double", "triple"))
        after = elements(tensors(snapshot)["add_1.output"]["gradient"]["value"])
        torch.testing.assert_close(between, before * 2)
        torch.testing.assert_close(after, before * 6)

    def test_hooks_before_the_backward_pass_of_a_module(self):
        snapshot = self.record(lambda model, seen: model.register_full_backward_pre_hook(self.hook(seen, "half", 0.5)))
        (name, before), = changes(snapshot, "linear_2.output")
        self.assertEqual(name, "half")
        torch.testing.assert_close(elements(tensors(snapshot)["linear_2.output"]["gradient"]["value"]), before / 2)

    def test_one_share_of_several(self):
        snapshot = self.record(lambda model, seen: model.a.register_full_backward_hook(self.hook(seen, "double", 2)))
        (name, before), = changes(snapshot, "identity_1.output")
        self.assertEqual(name, "double")
        self.assertEqual(changes(snapshot, "tanh_1.output"), [])
        found = {node["id"]: node["name"] for node in snapshot["nodes"]}
        shares = [
            elements(edge["contribution"]["value"]) for edge in snapshot["edges"]
            if found[edge["from"]] == "tanh_1.output" and "contribution" in edge]
        self.assertEqual(len(shares), 2)
        self.assertTrue(any(torch.allclose(share, before * 2) for share in shares))
        torch.testing.assert_close(sum(shares), elements(tensors(snapshot)["tanh_1.output"]["gradient"]["value"]))

    def test_hooks_of_tensors_come_after_those_of_modules(self):
        def register(model, seen):
            model.register_full_backward_hook(self.hook(seen, "double", 2))
            model.register_forward_pre_hook(lambda _, arguments: arguments[0].register_hook(lambda gradient: gradient + 1) and None)
        (first, before), (second, between) = changes(self.record(register), "x")
        self.assertEqual((first, second), ("double", "lambda"))
        torch.testing.assert_close(between, before * 2)

    def test_forward_hooks_are_named_at_their_operations(self):
        def scale(module, arguments, result):
            return result * 3

        def shift(module, arguments):
            return (arguments[0] + 1,)

        def register(model, seen):
            model.a.register_forward_hook(scale)
            model.b.register_forward_pre_hook(shift)
        snapshot = self.record(register)
        named = {
            node["name"]: attribute["value"] for node in snapshot["nodes"] if "operation" in node
            for attribute in node["operation"]["attributes"] if attribute["name"] == "hook"}
        self.assertEqual(named, {"mul_1": "scale", "add_2": "shift"})

    def test_modules_keep_their_hooks(self):
        model = self.model()
        model.a.register_full_backward_hook(self.hook([], "double", 2))
        hooks = dict(model.a._backward_hooks)
        with Recorder(model):
            model(torch.randn(2, 3, requires_grad=True)).sum().backward()
        self.assertEqual(dict(model.a._backward_hooks), hooks)



if __name__ == "__main__":
    unittest.main()
