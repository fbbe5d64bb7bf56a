"""Compares the derivative of a recorded call, by itself, with difference quotients in double precision."""

import math

import torch

from .trees import LEAVES, parts_of, tensors_in

# How far operands are moved, as a share of themselves.
STEP = 1e-4
TOLERANCE = 1e-6
LARGEST = 2**26  # Arrays of more elements are not compared: they would be held several times in double precision.


def check(run, arguments, keywords):
    """How the derivative of a call compares with a difference quotient, for a snapshot; None where nothing can be compared.

    `run` is the function that was called. It is called again with copies of its arguments in double precision, the same random numbers
    each time, and changes nothing of the program.
    """
    if any(tensor.numel() > LARGEST for tensor in tensors_in((arguments, keywords))):
        return None
    operands = Operands((arguments, keywords))
    if not any(leaf.requires_grad for leaf in operands.leaves):
        return None
    devices = sorted({leaf.device.index for leaf in operands.leaves if leaf.is_cuda})

    def results(leaves):
        with torch.random.fork_rng(devices):
            arguments, keywords = operands.around(leaves)
            return floats_in(run(*arguments, **keywords))

    # What the program does with what is kept for the backward pass, such as to compute it again, is not for these.
    with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, lambda tensor: tensor):
        computed = results([leaf.clone() for leaf in operands.leaves])
    if any(result.numel() > LARGEST for result in computed):
        return None
    if not computed or any(result.dtype != torch.float64 for result in computed) or not any(result.requires_grad for result in computed):
        return None
    generator = torch.Generator().manual_seed(1)
    weights = [torch.where(result.detach().isfinite(), direction(torch.ones_like(result), generator), 0.0) for result in computed]
    if sum(weight.numel() for weight in weights) == 1:
        weights = [torch.ones_like(weight) for weight in weights]
    moving = [leaf for leaf in operands.leaves if leaf.requires_grad]
    moves = [direction(leaf.detach(), generator) for leaf in moving]
    middle = weighted_sum(weights, computed)
    rule = 0.0
    differentiable = [(result, weight) for result, weight in zip(computed, weights) if result.requires_grad]
    slopes = torch.autograd.grad(
        [result for result, _ in differentiable], moving, [weight for _, weight in differentiable], allow_unused=True)
    rule = sum(float((slope * move).sum()) for slope, move in zip(slopes, moves) if slope is not None)

    def moved(share):
        distances = {id(leaf): share * move for leaf, move in zip(moving, moves)}
        with torch.no_grad():
            leaves = [leaf.detach() + distances[id(leaf)] if id(leaf) in distances else leaf.detach().clone() for leaf in operands.leaves]
            return weighted_sum(weights, results(leaves))

    runs = [moved(share * STEP) for share in (1, -1, 0.5, -0.5)]
    largest = max((float((weight * result.detach().nan_to_num(0, 0, 0)).abs().max()) for weight, result in zip(weights, computed)
                   if result.numel()), default=0.0)
    count = sum(weight.numel() for weight in weights)
    return verdict(rule, runs, middle, 1e-15 * (largest * math.sqrt(count) + abs(middle)) / STEP)


def verdict(rule, runs, middle, noise):
    """What two steps to both sides say of a rule; `noise` is what rounding leaves of a quotient."""
    whole, half = (runs[0] - runs[1]) / (2 * STEP), (runs[2] - runs[3]) / STEP
    quotient = (4 * half - whole) / 3
    distance, scale = abs(rule - quotient), max(abs(rule), abs(quotient))
    # The bend of a smooth function halves with the step; that of a kink does not.
    bend = abs(runs[0] - 2 * middle + runs[1]) / STEP
    half_bend = abs(runs[2] - 2 * middle + runs[3]) / (STEP / 2)
    is_bent = half_bend > 0.7 * bend
    if not math.isfinite(quotient) or not math.isfinite(rule):
        word = "unknown"
    elif distance <= TOLERANCE * scale + 20 * noise:
        word = "kink" if is_bent and half_bend > max(0.1 * scale, 1000 * noise) else "right"
    else:
        change = abs(whole - half)
        is_rough = change > 0.05 * distance and change > 100 * noise
        word = "kink" if is_bent and half_bend > 0.1 * distance or is_rough else "wrong"
    return {"verdict": word, "rule": rule, "quotient": quotient, "relativeError": distance / scale if scale else 0.0}


class Operands:
    """The tensors of a call, of which those with real numbers are copied in double precision."""

    def __init__(self, value):
        self.leaves, self.numbers = [], {}
        self.value = self._copied(value)

    def around(self, leaves):
        """The arguments of the call with other tensors in place of the copies."""
        return rebuilt(self.value, lambda tensor: leaves[self.numbers[id(tensor)]] if id(tensor) in self.numbers else tensor.clone())

    def _copied(self, value):
        copies = {}

        def copy(tensor):
            if id(tensor) not in copies:
                copies[id(tensor)] = tensor.detach().clone()
                if tensor.is_floating_point():
                    leaf = tensor.detach().to(torch.float64, copy=True).requires_grad_(tensor.requires_grad)
                    copies[id(tensor)] = leaf
                    self.numbers[id(leaf)] = len(self.leaves)
                    self.leaves.append(leaf)
            return copies[id(tensor)]

        return rebuilt(value, copy)


def rebuilt(value, change):
    """A nested value with other tensors in it."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, LEAVES) or not isinstance(value, (dict, list, tuple)):
        return value
    if isinstance(value, dict):
        return {key: rebuilt(part, change) for key, part in value.items()}
    parts = [rebuilt(part, change) for _, part in parts_of(value)]
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)


def floats_in(value):
    """The tensors of real numbers in what a call gave."""
    if isinstance(value, torch.Tensor):
        return [value] if value.is_floating_point() else []
    return [tensor for _, part in (parts_of(value) or ()) for tensor in floats_in(part)]


def direction(tensor, generator):
    """A random direction, in which each element moves by a share of itself, and never by nearly nothing."""
    random = torch.rand(tensor.shape, generator=generator, dtype=torch.float64).to(tensor.device)
    random = torch.where(random < 0.5, random - 1, random)
    finite = tensor.isfinite()
    squares = torch.where(finite, tensor, 0.0).square()
    usual = float(squares.mean().sqrt()) if tensor.numel() else 0.0
    rest = 0.01 * (usual or 1.0)
    return random * torch.where(finite & (tensor != 0), tensor.abs(), rest)


def weighted_sum(weights, tensors):
    """The sum of all elements with their weights; what has the weight 0 may be infinite."""
    return sum(float((weight * torch.where(weight == 0, 0.0, tensor.detach())).sum()) for weight, tensor in zip(weights, tensors))
