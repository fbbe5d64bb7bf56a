"""Hooks of tensors and modules: what they are called with, in which order, and the gradients that come out."""

import torch
from torch import nn

from reference_numbers import write

calls = []


def leaf(*values):
    return torch.tensor(values if len(values) > 1 else values[0], requires_grad=True)


def look(name, change=None):
    """A hook that notes its call, and may change the gradient."""
    def hook(gradient):
        calls.append({"hook": name, "gradient": gradient.flatten().tolist()})
        return change(gradient) if change else None
    return hook


def numbers(tensor):
    return [] if tensor is None else tensor.flatten().tolist()


def leaf_used_twice():
    x = leaf(1.0, 2.0)
    x.grad = torch.tensor([10.0, 20.0])
    x.register_hook(look("x", lambda g: g * 2))
    y = x * x + x * 3
    y.register_hook(look("y"))
    y.sum().backward()
    return {"x": x.grad}


def chain():
    x = leaf(0.5, -1.0)
    a = x.tanh()
    b = a * a
    c = b.exp()
    for tensor in (a, b, c):
        tensor.retain_grad()
    c.register_hook(look("c"))
    b.register_hook(look("b", lambda g: g.clamp(-0.5, 0.5)))
    a.register_hook(look("a first", lambda g: g + 1))
    a.register_hook(look("a second", lambda g: g * g))
    x.register_hook(look("x"))
    c.sum().backward()
    return {"x": x.grad, "a": a.grad, "b": b.grad, "c": c.grad}


def layers():
    w1, w2, w3, x = leaf(2.0), leaf(3.0), leaf(4.0), torch.tensor(5.0)
    l1 = w1 * x
    l2 = w2 * l1
    l3 = w3 * l2
    for name, tensor in {"w1": w1, "w2": w2, "w3": w3, "l1": l1, "l2": l2, "l3": l3}.items():
        tensor.register_hook(look(name))
    l3.backward()
    return {"w1": w1.grad, "w2": w2.grad, "w3": w3.grad}


def views():
    x = leaf(1.0, 2.0, 3.0, 4.0)
    rows = x.reshape(2, 2)
    first = rows[0]
    b = leaf(0.5)
    x.register_hook(look("x", lambda g: g - 1))
    rows.register_hook(look("rows", lambda g: g * 10))
    first.register_hook(look("first", lambda g: -g))
    b.register_hook(look("b", lambda g: g / 4))
    (first * first * b).sum().backward()
    return {"x": x.grad, "b": b.grad}


def removed():
    x = leaf(2.0)
    first = x.register_hook(look("first", lambda g: g * 10))
    x.register_hook(look("second"))
    (x * x).backward()
    first.remove()
    (x * x).backward()
    return {"x": x.grad}


def root():
    x = leaf(2.0)
    y = x * x
    y.register_hook(look("y", lambda g: g * 5))
    y.backward()
    return {"x": x.grad}


def second_derivative():
    x = leaf(3.0)
    y = x ** 3
    y.register_hook(lambda g: g * x)
    first, = torch.autograd.grad(y, x, create_graph=True)
    second, = torch.autograd.grad(first, x)
    return {"first": first, "second": second}


def without_storing():
    x = leaf(1.0, 2.0)
    x.register_hook(look("x", lambda g: g * 2))
    x.register_post_accumulate_grad_hook(lambda t: calls.append({"hook": "after", "gradient": []}))
    found, = torch.autograd.grad((x * x).sum(), [x])
    return {"found": found, "x": x.grad}


def after_accumulation():
    w = leaf(2.0, 3.0)
    w.grad = torch.tensor([1.0, 1.0])

    def step(t):
        calls.append({"hook": "step", "gradient": numbers(t.grad)})
        t.data.add_(t.grad, alpha=-0.5)
        t.grad = None

    w.register_post_accumulate_grad_hook(step)
    w.register_hook(look("w", lambda g: g * 2))
    (w * w).sum().backward()
    return {"w": w.detach(), "gradient": w.grad}


def linear():
    layer = nn.Linear(2, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, -1.0]]))
        layer.bias.copy_(torch.tensor([0.5, -0.5]))
    return layer


def look_back(name, change=None):
    def hook(module, inputs, outputs):
        for position, gradient in enumerate(inputs):
            calls.append({"hook": f"{name} in {position}", "gradient": numbers(gradient)})
        calls.append({"hook": f"{name} out", "gradient": numbers(outputs[0])})
        return change(inputs) if change else None
    return hook


def module():
    layer = linear()
    layer.register_forward_hook(lambda m, inputs, output: output * 2)
    layer.register_forward_hook(lambda m, inputs, output: output + inputs[0])
    layer.register_full_backward_hook(look_back("first", lambda inputs: (inputs[0] * 10,)))
    layer.register_full_backward_hook(look_back("second"))
    x = leaf(1.0, -2.0)
    y = layer(x)
    # Of both uses of x the hooks see one.
    (y * y + x).sum().backward()
    return {"y": y, "x": x.grad, "weight": layer.weight.grad, "bias": layer.bias.grad}


def module_without_gradient_of_input():
    layer = linear()
    layer.register_full_backward_hook(look_back("layer"))
    layer(torch.tensor([1.0, 2.0])).sum().backward()
    return {"weight": layer.weight.grad}


def module_of_two_inputs():
    loss = nn.MSELoss(reduction="sum")
    loss.register_full_backward_hook(
        look_back("loss", lambda inputs: (inputs[0] * 3, inputs[1] - 1)))
    a, b = leaf(1.0, 2.0), leaf(4.0, 8.0)
    loss(a * a, b * 2).backward()
    return {"a": a.grad, "b": b.grad}


def case(program):
    calls.clear()
    torch.manual_seed(0)
    found = program()
    return {
        "name": program.__name__, "calls": list(calls),
        "gradients": {name: numbers(value) for name, value in found.items()},
    }


if __name__ == "__main__":
    write("hooks", [
        case(program) for program in (
            leaf_used_twice, chain, layers, views, removed, root, second_derivative, without_storing,
            after_accumulation, module, module_without_gradient_of_input, module_of_two_inputs)])
