"""Tensors inside of lists, tuples, dictionaries and objects."""

import dataclasses
import types

import torch


def parts_of(value):
    """The members of a nested value with what leads to each: keys, positions, names of fields; None for what has no parts."""
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, (list, tuple)):
        return zip(getattr(value, "_fields", None) or range(len(value)), value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return ((field.name, getattr(value, field.name, None)) for field in dataclasses.fields(value))
    if isinstance(value, (set, frozenset)):
        return enumerate(value)
    return None


def tensors_in(value, found=None):
    """The tensors of a nested value, in order."""
    if found is None:
        if isinstance(value, torch.Tensor):
            return [value]
        found = []
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif not isinstance(value, LEAVES):
        for _, part in parts_of(value) or ():
            tensors_in(part, found)
    return found


def named_tensors_in(value, name="", depth=6):
    """The tensors of a nested value with their paths, such as `targets.0.boxes`. Objects of other classes are looked into as well."""
    if isinstance(value, torch.Tensor):
        yield name, value
        return
    if isinstance(value, (*LEAVES, types.ModuleType)) or depth == 0:
        return
    parts = parts_of(value)
    if parts is None:
        # Such as a batch of a graph library, or a list of images of several sizes.
        members = getattr(value, "__dict__", None)
        if not isinstance(members, dict) or isinstance(value, (torch.nn.Module, types.ModuleType, type)) or callable(value):
            return
        parts = [(key, part) for key, part in members.items() if not key.startswith("_")]
    for key, part in parts:
        yield from named_tensors_in(part, f"{name}.{key}" if name else str(key), depth - 1)


LEAVES = (int, float, str, bool, bytes, type(None), complex, torch.dtype, torch.device, torch.Size, slice)
