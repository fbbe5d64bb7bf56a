"""What PyTorch computes for a call."""

import random

import torch

from .json_files import argument, read_tensor, tensor


def function(name):
    """PyTorch's function of this name: one of `nn.functional`, of `torch`, or a method."""
    if name.startswith("nn.functional."):
        short = name.removeprefix("nn.functional.")
        if short == "embedding":
            # Its files have the weight first.
            return lambda weight, index, **options: torch.nn.functional.embedding(index, weight, **options)
        return getattr(torch.nn.functional, short)
    if name.startswith("Tensor."):
        # A method that another function has the name of.
        return getattr(torch.Tensor, name.removeprefix("Tensor."))
    if name == "where":
        return lambda tensor, condition, other: torch.where(condition, tensor, other)
    if name == "einsum":
        return lambda tensors, equation: torch.einsum(equation, *tensors)
    return getattr(torch, name, None) or getattr(torch.Tensor, name)


def converted(value, dtype, leaves, spread=False):
    """An argument in a precision; tensors that want a gradient become leaves, in their order.

    The elements of a spread tensor do not lie side by side, so that PyTorch's loops over vectors pass them by.
    """
    if isinstance(value, torch.Tensor):
        if not value.is_floating_point():
            return value
        copy = value.detach().to(dtype).clone()
        if spread:
            copy = torch.stack([copy, copy], -1)[..., 0]
        if value.requires_grad:
            leaves.append(copy.requires_grad_())
        return copy
    if isinstance(value, (list, tuple)):
        return type(value)(converted(v, dtype, leaves, spread) for v in value)
    return value


def run(name, call, dtype, spread=False):
    """The outputs, the gradients put in there, and the leaves' gradients."""
    leaves = []
    # In this order the leaves are numbered in the files.
    input = converted(call.input, dtype, leaves, spread)
    args = [converted(v, dtype, leaves, spread) for v in call.args]
    kwargs = {key: converted(v, dtype, leaves, spread) for key, v in call.kwargs.items()}
    results = function(name)(input, *args, **kwargs)
    outputs = [results] if isinstance(results, torch.Tensor) else list(results)
    targets = [output for output in outputs if output.requires_grad]
    seeds = [seed.to(dtype) for seed in getattr(call, "seeds", [])]
    if not seeds:
        draw = random.Random(name)
        seeds = [
            torch.tensor([draw.choice([-1.75, -0.75, -0.25, 0.75, 1.25, 2.25]) for _ in range(target.numel())])
            .reshape(target.shape).to(dtype) for target in targets]
    gradients = []
    if targets and leaves:
        gradients = torch.autograd.grad(targets, leaves, seeds, allow_unused=True)
    return outputs, seeds if targets else [], list(gradients)


def error(values, exact):
    """The largest error, measured as the tests measure it, of the elements that are finite in both."""
    largest = 0.0
    for value, other in zip(values, exact):
        if value is None or not value.is_floating_point():
            continue
        a, b = value.detach().double(), other.detach().double()
        difference = ((a - b).abs() / (1 + b.abs()))[a.isfinite() & b.isfinite()]
        largest = max([largest, *difference.reshape(-1).tolist()])
    return largest


def same(values, others):
    return all(
        (a is None) == (b is None) and (a is None or torch.allclose(a, b, rtol=0, atol=0, equal_nan=True))
        for a, b in zip(values, others))


def same_kinds(values, others):
    """Whether NaN and infinities stand at the same places, and no finite number is quite another one."""
    return all(
        a is None or b is None or torch.allclose(a.double(), b.double(), rtol=0.05, atol=0.05, equal_nan=True)
        for a, b in zip(values, others))


def case(name, call, answers, **settings):
    leaves = []
    outputs, seeds, gradients = answers
    content = {"op": name, **settings}
    content["input"] = argument(call.input, leaves)
    content["args"] = [argument(v, leaves) for v in call.args]
    content["kwargs"] = {key: argument(v, leaves) for key, v in call.kwargs.items()}
    content["outputs"] = [tensor(output) for output in outputs]
    content["output_grads"] = [tensor(seed) for seed in seeds]
    content["input_grads"] = [None if gradient is None else tensor(gradient) for gradient in gradients]
    return content


def ordinary_case(name, call):
    """Answers in double precision, and how far PyTorch is from them in single precision; none where they are random."""
    answers, again = (run(name, call, torch.float64) for _ in range(2))
    if not same(answers[0], again[0]) or not same(answers[2], again[2]):
        return None
    single = run(name, call, torch.float32)
    errors = {"output": error(single[0], answers[0]), "grad": error(single[2], answers[2])}
    return case(name, call, answers) | {"torch_float32_error": errors}


def edge_case(name, call, kind, precision):
    """Answers in the case's own precision; none where PyTorch does not give the same ones twice, or has no such operation."""
    try:
        answers, again = (run(name, call, getattr(torch, precision)) for _ in range(2))
        spread = run(name, call, getattr(torch, precision), spread=True)
    except RuntimeError as problem:
        if "not implemented for" in str(problem):
            return None
        raise
    exact = run(name, call, torch.float64)
    if not same(answers[0], again[0]) or not same(answers[2], again[2]):
        return None
    # Some gradients at NaN depend on whether an element stands in a loop over vectors or in its rest.
    if not same_kinds(answers[0], spread[0]) or not same_kinds(answers[2], spread[2]):
        return None
    errors = {"output": error(answers[0], exact[0]), "grad": error(answers[2], exact[2])}
    new = case(name, call, answers, precision=precision, kind=kind) | {"torch_error": errors}
    if precision in ["float16", "bfloat16"]:
        # PyTorch rounds, and overflows, in the middle of some gradients; the library rounds once.
        outputs, seeds, gradients = run(name, call, torch.float32)
        once = [[None if v is None else v.to(getattr(torch, precision)) if v.is_floating_point() else v for v in values] for values in (outputs, gradients)]
        if max(errors.values()) > 0.1 or not agrees(new, case(name, call, (once[0], seeds, once[1]))):
            return None
    return new


def agrees(new, old):
    """Whether a case holds the same answers as before but for rounding, which depends on the processor."""
    eps = {"float16": 2**-10, "bfloat16": 2**-7, "float64": 1e-12}.get(new.get("precision"), 1e-6)
    errors = new.get("torch_error") or {"output": 0.0, "grad": 0.0}
    for key, error_key in [("outputs", "output"), ("input_grads", "grad")]:
        for a, b in zip(new[key], old[key], strict=True):
            if a is None or b is None:
                continue
            x, y = read_tensor(a).double(), read_tensor(b).double()
            both = x.isfinite() & y.isfinite()
            same_elsewhere = torch.equal(x[~both].nan_to_num(5), y[~both].nan_to_num(5))
            near = ((x - y)[both].abs() <= (2 * errors[error_key] + 2 * eps) * (1 + y[both].abs())).all()
            if a["shape"] != b["shape"] or not same_elsewhere or not near:
                return False
    return True
