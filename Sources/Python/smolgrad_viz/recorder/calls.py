"""A call of one of PyTorch's functions, in the words of a snapshot."""

import functools
import inspect

import torch
from torch.overrides import get_testing_overrides

from .tables import ATTRIBUTES, IGNORED, LIKE_ANOTHER, NAMES, OF_PACKED_SEQUENCES, OF_SEQUENCES, OPERATORS, OVERWRITES, PARAMETERS
from .tables import PLAIN_PROPERTIES, RECURRENT, SHAPED_BY_ANOTHER, UNSAID, VARIADIC
from .trees import tensors_in

NUMBERS = (int, float)
PLAIN = (int, float, str, bool, type(None), torch.dtype, torch.device)


class Spelling:
    """What is known of a function by its name: it is looked up once."""

    __slots__ = (
        "function", "spelled", "name", "is_in_place", "is_reversed", "is_operator", "is_variadic", "is_recurrent", "is_creation", "is_overwriting",
        "is_shaped_by_another", "is_hook", "is_setter", "is_getter", "is_ignored", "known_parameters")

    def __init__(self, function):
        own = getattr(function, "__name__", None)
        name = name_of(function)
        bare = name.strip("_") or name
        has_lines = name.startswith("__") and name.endswith("__")
        self.function, self.spelled, self.known_parameters = function, name, None
        # Whether it changes its first argument; and whether its first two are the other way round.
        self.is_in_place = name == "__setitem__" or (name[-1:] == "_" and name[:2] != "__")
        self.is_reversed = False
        if has_lines and bare[0] == "i" and bare[1:] in OPERATORS:
            self.is_in_place, bare = True, bare[1:]
        elif bare == "rsub" or has_lines and bare[0] == "r" and bare[1:] in OPERATORS:
            self.is_reversed, bare = True, bare[1:]
        self.name = NAMES.get(bare, bare)
        self.is_operator, self.is_variadic, self.is_recurrent = bare in OPERATORS, bare in VARIADIC, bare in RECURRENT
        self.is_creation, self.is_shaped_by_another = bare in LIKE_ANOTHER, bare in SHAPED_BY_ANOTHER
        self.is_overwriting = name in OVERWRITES
        self.is_hook = own in ("register_hook", "register_post_accumulate_grad_hook")
        self.is_setter, self.is_getter = own == "__set__", own == "__get__"
        self.is_ignored = name == "grad" or name in PLAIN_PROPERTIES if self.is_getter else own in IGNORED

    @property
    def parameters(self):
        """Name and default value of the parameters, as a list and as a dictionary, and what further arguments are called."""
        if self.known_parameters is None:
            named, rest = parameters_of(self.function)
            self.known_parameters = named, dict(named), rest
        return self.known_parameters


spelling = functools.lru_cache(None)(Spelling)


def name_of(function):
    """The name of a function, or that of the property which a getter reads."""
    name = getattr(function, "__name__", None) or type(function).__name__
    if name == "__get__":
        name = getattr(function.__self__, "__name__", name)
    return name


class Call:
    """The operation's name, its operands, and what else it was told."""

    __slots__ = ("name", "is_in_place", "operands", "attributes", "is_creation", "out", "overwritten", "is_own")

    def __init__(self, spelled, arguments, keywords):
        self.name, self.is_in_place, self.is_creation = spelled.name, spelled.is_in_place, spelled.is_creation
        self.is_own = True  # PyTorch's own function, whose name says what it computes.
        self.operands, self.attributes, self.out, self.overwritten = [], [], None, ()
        if spelled.is_reversed:
            arguments = arguments[1::-1] + arguments[2:]
        if len(arguments) > 2 and spelled.is_variadic and all(type(value) is int for value in arguments[1:]):
            # `x.view(2, 3)` means `x.view([2, 3])`.
            arguments = (arguments[0], arguments[1:])
        parameters, defaults, rest = spelled.parameters
        if spelled.is_recurrent:
            # The weights are a list, which is the fourth argument for packed sequences.
            is_packed = len(arguments) > 3 and isinstance(arguments[3], (list, tuple))
            parameters = [(name, None) for name in (OF_PACKED_SEQUENCES if is_packed else OF_SEQUENCES)]
            defaults = dict(parameters)
        is_operator, shapes_only = spelled.is_operator, spelled.is_shaped_by_another
        if spelled.is_overwriting and arguments:
            self.overwritten = tensors_in(arguments[0])
        for position, value in enumerate(arguments):
            if position == 0 and (self.is_creation or self.overwritten) or position == 1 and shapes_only and isinstance(value, torch.Tensor):
                continue
            name, default = parameters[position] if position < len(parameters) else (rest or f"argument {position}", None)
            self._add(name, value, default, is_operator and position < 2)
        for name, value in keywords.items():
            if shapes_only and isinstance(value, torch.Tensor):
                continue
            self._add(name, value, defaults.get(name), is_operator and name in ("other", "exponent"))

    @classmethod
    def of_the_user(cls, name, arguments, keywords):
        """A call of a function whose name says nothing of what it computes."""
        call = cls.__new__(cls)
        call.name, call.is_in_place, call.attributes, call.is_creation, call.out = name, False, [], False, None
        call.overwritten, call.operands, call.is_own = (), tensors_in((arguments, keywords)), False
        return call

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
    if isinstance(value, (torch.TypedStorage, torch.UntypedStorage)):
        # As text it would be all of its elements, and a warning.
        return "storage"
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = f"{value:.6g}" if type(value) is float and len(str(value)) > 8 else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
