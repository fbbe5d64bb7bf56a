"""A call of one of PyTorch's functions, in the words of a snapshot."""

import functools
import inspect

import torch
from torch.overrides import get_testing_overrides

from .tables import ATTRIBUTES, LIKE_ANOTHER, NAMES, OF_PACKED_SEQUENCES, OF_SEQUENCES, OPERATORS, OVERWRITES, PARAMETERS, RECURRENT
from .tables import SHAPED_BY_ANOTHER, UNSAID, VARIADIC
from .trees import tensors_in

NUMBERS = (int, float)
PLAIN = (int, float, str, bool, type(None), torch.dtype, torch.device)


@functools.lru_cache(None)
def spelling(function):
    """What is known of a function by its name: the bare name, the operation's, whether it changes its first argument, and the flags
    of operators."""
    name = name_of(function)
    bare = name.strip("_") or name
    is_operator = name.startswith("__") and name.endswith("__")
    is_in_place = name == "__setitem__" or (name[-1:] == "_" and name[:2] != "__")
    is_reversed = False
    if is_operator and bare[0] == "i" and bare[1:] in OPERATORS:
        is_in_place, bare = True, bare[1:]
    elif bare == "rsub" or is_operator and bare[0] == "r" and bare[1:] in OPERATORS:
        is_reversed, bare = True, bare[1:]
    return bare, NAMES.get(bare, bare), is_in_place, is_reversed


def name_of(function):
    """The name of a function, or that of the property which a getter reads."""
    name = getattr(function, "__name__", None) or type(function).__name__
    if name == "__get__":
        name = getattr(function.__self__, "__name__", name)
    return name


class Call:
    """The operation's name, its operands, and what else it was told."""

    __slots__ = ("name", "is_in_place", "operands", "attributes", "is_creation", "out", "overwritten", "is_own")

    def __init__(self, function, arguments, keywords):
        bare, self.name, self.is_in_place, is_reversed = spelling(function)
        self.is_own = True  # PyTorch's own function, whose name says what it computes.
        if is_reversed:
            arguments = arguments[1::-1] + arguments[2:]
        if len(arguments) > 2 and bare in VARIADIC and all(type(value) is int for value in arguments[1:]):
            # `x.view(2, 3)` means `x.view([2, 3])`.
            arguments = (arguments[0], arguments[1:])
        self.operands, self.attributes, self.out, self.overwritten = [], [], None, []
        self.is_creation = bare in LIKE_ANOTHER
        parameters, rest = parameters_of(function)
        if bare in RECURRENT:
            # The weights are a list, which is the fourth argument for packed sequences.
            is_packed = len(arguments) > 3 and isinstance(arguments[3], (list, tuple))
            parameters = [(name, None) for name in (OF_PACKED_SEQUENCES if is_packed else OF_SEQUENCES)]
        is_operator = bare in OPERATORS
        shapes_only = bare in SHAPED_BY_ANOTHER
        if name_of(function) in OVERWRITES and arguments:
            self.overwritten = tensors_in(arguments[0])
        for position, value in enumerate(arguments):
            name, default = parameters[position] if position < len(parameters) else (rest or f"argument {position}", None)
            if position == 0 and (self.is_creation or self.overwritten) or position == 1 and shapes_only and isinstance(value, torch.Tensor):
                continue
            self._add(name, value, default, is_operator and position < 2)
        if keywords:
            defaults = dict(parameters)
            for name, value in keywords.items():
                if shapes_only and isinstance(value, torch.Tensor):
                    continue
                self._add(name, value, defaults.get(name), is_operator and name in ("other", "exponent"))

    def _add(self, name, value, default, is_operand):
        if isinstance(value, torch.Tensor):
            if name == "out":
                self.is_in_place, self.out = True, value
            self.operands.append(value)
        elif isinstance(value, PLAIN):
            if is_operand and isinstance(value, NUMBERS):
                self.operands.append(value)
            elif name == "inplace":
                self.is_in_place |= bool(value)
            elif value is not None and name not in UNSAID and not is_equal(value, default):
                self.attributes.append({"name": ATTRIBUTES.get(name, name), "value": words(value)})
        else:
            tensors = tensors_in(value)
            if tensors:
                if name == "out":
                    self.is_in_place, self.out = True, value
                self.operands += tensors
            elif name not in UNSAID and value is not default and not is_equal(value, default):
                self.attributes.append({"name": ATTRIBUTES.get(name, name), "value": words(value)})


def is_equal(value, default):
    """Whether a value is the default one; arrays and other things that compare in their own way are not."""
    if type(value) is not type(default):
        if not (isinstance(value, NUMBERS) and isinstance(default, NUMBERS)):
            return False
    try:
        return bool(value == default)
    except Exception:
        return False


@functools.lru_cache(None)
def parameters_of(function):
    """Name and default value of a function's parameters, as far as they are known, and what further arguments are called."""
    if getattr(function, "__name__", None) in PARAMETERS:
        return [(name, None) for name in PARAMETERS[function.__name__]], None
    for known in (overrides().get(function), function):
        try:
            parameters = inspect.signature(known).parameters.values()
        except (TypeError, ValueError):
            continue
        rest = next((parameter.name for parameter in parameters if parameter.kind is parameter.VAR_POSITIONAL), None)
        named = [
            (parameter.name, None if parameter.default is parameter.empty else parameter.default)
            for parameter in parameters if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)]
        return named, rest
    return [], None


@functools.cache
def overrides():
    """PyTorch's own list of the parameters of its functions."""
    return get_testing_overrides()


def words(value):
    """What a call was told, as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        shown = [words(part) for part in value[:16]] + (["…"] if len(value) > 16 else [])
        return "[" + ", ".join(shown) + "]"
    if isinstance(value, slice):
        bounds = [value.start, value.stop] + ([] if value.step is None else [value.step])
        return ":".join("" if bound is None else words(bound) for bound in bounds)
    if value is Ellipsis:
        return "..."
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, torch.Tensor):
        return words(value.tolist()) if value.numel() == 1 else f"tensor {list(value.shape)}"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"array {list(value.shape)}"
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = f"{value:.6g}" if type(value) is float and len(str(value)) > 8 else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
