"""Floating point operations of modules and of products, as PyTorch's FlopCounterMode counts them, forward and backward.

Attention is computed of products, as in the engine: PyTorch's fused kernels compute the scores again in the backward pass, and its counter knows that.
Matrix times vector and the inner product of vectors are missing, since the counter has no formula for them.
"""

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from modules import CASES, SEED, call
from reference_numbers import write


def draw(*shape):
    return torch.rand(shape, requires_grad=True)


# What is called by the same name in the test, with inputs that all require a gradient.
FUNCTIONS = {
    "mm": (lambda a, b: a.mm(b), [(3, 4), (4, 5)]),
    "addmm": (lambda c, a, b: torch.addmm(c, a, b), [(5,), (3, 4), (4, 5)]),
    "bmm": (lambda a, b: a.bmm(b), [(2, 3, 4), (2, 4, 5)]),
    "matmul of a stack": (lambda a, b: a @ b, [(2, 6, 3, 4), (4, 5)]),
    "matmul of stacks": (lambda a, b: a @ b, [(2, 1, 3, 4), (6, 4, 5)]),
    "linear": (lambda x, w, b: nn.functional.linear(x, w, b), [(2, 3, 4), (5, 4), (5,)]),
    "conv1d": (lambda x, w: nn.functional.conv1d(x, w, stride=2, padding=1), [(2, 4, 9), (6, 4, 3)]),
    "conv2d": (lambda x, w, b: nn.functional.conv2d(x, w, b), [(2, 3, 6, 5), (4, 3, 3, 2), (4,)]),
    "conv3d": (
        lambda x, w: nn.functional.conv3d(x, w, padding=1), [(1, 2, 4, 5, 3), (3, 2, 2, 3, 2)]),
    "depthwise conv2d": (
        lambda x, w: nn.functional.conv2d(x, w, groups=4), [(2, 4, 6, 5), (8, 1, 3, 3)]),
    "einsum": (lambda a, b: torch.einsum("bij,bjk->bik", a, b), [(2, 3, 4), (2, 4, 5)]),
    "attention": (
        lambda q, k, v: nn.functional.scaled_dot_product_attention(q, k, v),
        [(2, 3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 7)]),
}


def count(name, compute):
    """The counts of both passes of the sum of all results."""
    with sdpa_kernel(SDPBackend.MATH), torch.backends.mkldnn.flags(enabled=False):
        with FlopCounterMode(display=False) as forward:
            loss = sum(result.sum() for result in compute())
        with FlopCounterMode(display=False) as backward:
            loss.backward()
    return {"name": name, "forward": forward.get_total_flops(), "backward": backward.get_total_flops()}


def module(name):
    make, inputs = CASES[name]
    torch.manual_seed(SEED)
    made = make()
    values = inputs()
    for value in values:
        value.requires_grad_(value.is_floating_point())
    # Some modules, such as batch normalization of whole numbers, have no gradient.
    return count(name, lambda: call(made, values))


def function(name):
    compute, shapes = FUNCTIONS[name]
    values = [draw(*shape) for shape in shapes]
    return count(name, lambda: [compute(*values)])


if __name__ == "__main__":
    torch.set_num_threads(1)
    counts = [function(name) for name in FUNCTIONS]
    counts += [module(name) for name in CASES]
    write("flops", [entry for entry in counts if entry["forward"] > 0])
