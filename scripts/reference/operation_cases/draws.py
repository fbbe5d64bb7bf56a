"""Numbers for the arguments of calls: ordinary ones, and those at which operations go wrong."""

import math
import random

import torch

KINDS = ["ties", "bounds", "large", "nonfinite"]

# Equal numbers, and numbers half way between whole ones.
TIES = [-2.5, -1.5, -1.0, -0.5, -0.5, 0.0, 0.5, 0.5, 1.0, 1.0, 1.5, 2.5]
# The places at which activations and functions with a domain change.
BOUNDS = [-20.0, -6.0, -3.0, -1.0, -0.5, -0.0, 0.0, 0.01, 0.5, 1.0, 3.0, 6.0, 20.0]
LARGE = {
    torch.float16: [6e4, -6e4, 3e4, 2e3, -2e3, 300.0, 6e-8, -6e-8, 1e-4, 1.0, -1.0, 90.0],
    torch.float32: [3e38, -3e38, 1e30, 1e20, -1e20, 1e7, 1e-30, -1e-40, 1e-8, 1.0, -1.0, 90.0],
    torch.float64: [1e308, -1e308, 1e200, 1e150, -1e150, 1e15, 1e-200, -1e-310, 1e-17, 1.0, -1.0, 710.0],
}
NONFINITE = [-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0, math.inf, -math.inf, math.nan]


class Draw:
    """Draws tensors of one kind and precision; the same label draws the same ones."""

    def __init__(self, label, kind, dtype):
        self.random = random.Random(label)
        self.kind, self.dtype = kind, dtype

    def __call__(self, *shape, low=-3.0, high=3.0, positive=False, gradient=True):
        """A tensor that wants a gradient; ordinary numbers lie between the bounds."""
        count = math.prod(shape)
        if self.kind == "ordinary":
            elements = [self.random.uniform(low, high) for _ in range(count)]
        else:
            choice = {"ties": TIES, "bounds": BOUNDS, "large": LARGE[self.dtype], "nonfinite": NONFINITE}[self.kind]
            elements = [self.random.choice(choice) for _ in range(count)]
        if positive:
            elements = [abs(element) for element in elements]
        # All arguments are numbers of the precision, whatever they are computed in.
        rounded = torch.tensor(elements, dtype=torch.float64).to(self.dtype).to(torch.float64)
        return rounded.reshape(shape).requires_grad_(gradient)

    def integers(self, low, high, *shape):
        """Integers from `low` to below `high`."""
        elements = [self.random.randrange(low, high) for _ in range(math.prod(shape))]
        return torch.tensor(elements, dtype=torch.int64).reshape(shape)

    def booleans(self, *shape):
        return self.integers(0, 2, *shape).bool()
