"""Where a figure ends: the tensors that a model gives."""

import torch

from .trees import named_tensors_in


def ends_of(result):
    """Names and tensors: the loss, if the result has one; else all its tensors, named by what leads to them."""
    if isinstance(result, torch.Tensor):
        return [("loss" if is_scalar(result) else "output", result)]
    loss = result.get("loss") if isinstance(result, dict) else getattr(result, "loss", None)
    if isinstance(loss, torch.Tensor):
        return [("loss", loss)]
    ends, met = [], set()
    for name, tensor in named_tensors_in(result):
        if id(tensor) not in met:
            met.add(id(tensor))
            ends.append((f"output.{name}" if name[:1].isdigit() else name, tensor))
    return ends


def is_scalar(tensor):
    return tensor.numel() == 1 and tensor.is_floating_point()
