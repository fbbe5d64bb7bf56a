"""Floating point operations of products of matrices and convolutions, as PyTorch's FlopCounterMode counts them: multiply and add are two.

Attention is counted as the products that it stands for; fused kernels compute some of them again in the backward pass.
"""

import math

import torch


def flops_of(step, operands, needed, results):
    """The counts of both passes, the second for the operands that need a gradient; None for what has no formula."""
    if step.tags and set(step.tags) <= {"view", "permutation"}:
        return 0, 0
    formula = FORMULAS.get(step.type)
    tensors = [operand for operand in operands if isinstance(operand, torch.Tensor)]
    if formula is None or len(tensors) != len(operands) or len(results) == 0:
        return None
    try:
        parts = formula(step, tensors, results[0])
    except (IndexError, ValueError, StopIteration):
        return None
    if parts is None:
        return None
    backward = sum(count for _, factors in parts for count, sources in factors if any(needed[position] for position in sources))
    return sum(count for count, _ in parts), backward


# A formula gives products: the count, and for each factor the count of its gradient and the operands that it is computed from.


def factors(count, *sources):
    """A product whose factors each have a product of the same size in the backward pass."""
    return count, [(count, source) for source in sources]


def product(first):
    """The product of the matrices, or of stacks of them, from an operand on."""
    def formula(step, operands, result):
        return [factors(2 * result.numel() * operands[first].shape[-1], (first,), (first + 1,))]
    return formula


def matrix_product(step, operands, result):
    # FlopCounterMode has no formula for a matrix times a vector.
    return None if min(operand.dim() for operand in operands) < 2 else product(0)(step, operands, result)


def convolution(step, operands, result):
    x, kernels = operands[:2]
    count = 2 * result.numel() * kernels[0].numel()
    # The gradient of the kernels is counted without regard to groups.
    return [(count, [(count, (0,)), (2 * result.numel() * channels(x, kernels) * window(kernels), (1,))])]


def transposed_convolution(step, operands, result):
    x, kernels = operands[:2]
    count = 2 * x.numel() * kernels[0].numel()
    return [(count, [(count, (0,)), (2 * x.numel() * channels(result, kernels) * window(kernels), (1,))])]


def channels(images, kernels):
    """The channels of images with or without a dimension of samples."""
    return images.shape[1 - kernels.dim()]


def window(kernels):
    return math.prod(kernels.shape[2:])


def einsum(step, operands, result):
    equation = next((attribute["value"] for attribute in step.attributes if attribute["name"] == "equation"), "").replace(" ", "")
    left, arrow, right = equation.partition("->")
    names = left.split(",")
    if not arrow or "." in equation or len(names) != 2 or len(operands) != 2:
        return None
    sizes = {name: size for letters, operand in zip(names, operands) for name, size in zip(letters, operand.shape)}
    shared = set(names[0]) & set(names[1]) - set(right)
    if not shared:
        # A product element by element.
        return None
    # What one factor alone has, and the result has not, is added up before.
    return [factors(2 * math.prod(sizes[name] for name in shared | set(right)), (0,), (1,))]


def attention(step, operands, result):
    query, key = operands[:2]
    scores = 2 * math.prod(query.shape) * key.shape[-2]
    return [factors(scores, (0,), (1,)), factors(2 * result.numel() * key.shape[-2], (0, 1), (2,))]


def multihead_attention(step, operands, result):
    query, key, value, weight = operands[:4]
    width = query.shape[-1]
    output = next(position for position in range(4, len(operands)) if operands[position].shape == (width, width))
    if weight.shape != (3 * width, width):
        return None
    projections = [factors(2 * tensor.numel() * width, (position,), (3,)) for position, tensor in enumerate((query, key, value))]
    keys = key.shape[0]
    scores = 2 * query.numel() * keys
    mixed = factors(2 * query.numel() * width, (0, 1, 2, 3), (output,))
    return [*projections, factors(scores, (0, 3), (1, 3)), factors(scores, (0, 1, 3), (2, 3)), mixed]


FORMULAS = {
    "matmul": matrix_product, "mm": product(0), "bmm": product(0), "linear": product(0), "addmm": product(1), "baddbmm": product(1),
    "conv1d": convolution, "conv2d": convolution, "conv3d": convolution,
    "conv_transpose1d": transposed_convolution, "conv_transpose2d": transposed_convolution, "conv_transpose3d": transposed_convolution,
    "einsum": einsum, "scaled_dot_product_attention": attention, "multi_head_attention_forward": multihead_attention,
}
