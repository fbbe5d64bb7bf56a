"""Which call of which module runs, and what the modules are called."""

import functools
import inspect
import sys

import torch

from .calls import is_equal, words


class Modules:
    """The calls of modules so far, and those that have not returned yet."""

    def __init__(self, model=None):
        self.model = None
        self.paths, self.owned, self.held = {}, {}, []
        self.scopes, self.open, self.calls = [], [], {}
        if model is not None:
            self.adopt(model)

    def adopt(self, model, prefix=""):
        """Learns the paths of a module, of its parts, its parameters and its buffers."""
        model = getattr(model, "_orig_mod", model)
        if self.model is None:
            self.model = model
        self.held.append(model)
        dot = prefix + "." if prefix else ""
        for path, module in model.named_modules():
            self.paths.setdefault(id(module), plain(dot + path) if path else prefix)
        for role, named in (("buffer", model.named_buffers()), ("parameter", model.named_parameters())):
            for path, tensor in named:
                if id(tensor) not in self.owned:
                    self.owned[id(tensor)] = role, plain(dot + path)
                    self.held.append(tensor)

    def owner(self, tensor):
        """Role and path of a parameter or buffer; None of other tensors."""
        return self.owned.get(id(tensor))

    def current(self):
        """The call that runs."""
        return self.open[-1][1] if self.open else None

    def meet(self, module):
        """Learns the paths of a module that is no part of the model."""
        if id(module) not in self.paths and not is_compiled(module):
            self.adopt(module, self._path_of_stranger(module))

    def enter(self, module):
        """A module is called."""
        if is_compiled(module):
            # What torch.compile has made of a module calls that module.
            return
        self.meet(module)
        path, parent = self.paths[id(module)], self.current()
        call = self.calls[parent, path] = self.calls.get((parent, path), 0) + 1
        scope = {"id": len(self.scopes), "type": type(module).__name__, "path": path, "call": call}
        if parent is not None:
            scope["parent"] = parent
        self.scopes.append(scope)
        self.open.append((id(module), scope["id"]))

    def leave(self, module):
        """It returns, or raises. False if its call was not met."""
        position = len(self.open) - 1
        while position >= 0 and self.open[position][0] != id(module):
            position -= 1
        if position < 0:
            return False
        scope = self.scopes[self.open[position][1]]
        if isinstance(module, torch.jit.ScriptModule):
            scope["type"] = getattr(module, "original_name", None) or type(module).__name__
        else:
            # A lazy module has become an ordinary one.
            scope["type"] = type(module).__name__
            hyperparameters = settings(module)
            if hyperparameters:
                scope["attributes"] = hyperparameters
        del self.open[position:]
        return True

    def _path_of_stranger(self, module):
        """What a module is called that is no part of the model: the first one is the model, if nobody gave one."""
        if self.model is None and not self.open:
            return ""
        around = self.scopes[self.current()]["path"] if self.open else ""
        name, taken = type(module).__name__, set(self.paths.values())
        path = f"{around}.{name}" if around else name
        count = 2
        while path in taken:
            path, count = f"{around}.{name}_{count}" if around else f"{name}_{count}", count + 1
        return path


def is_compiled(module):
    """Whether torch.compile has made a module of another one. To ask for an attribute that a module lacks takes long."""
    return "_orig_mod" in module.__dict__.get("_modules", ())


def forward_of(module):
    """The function of a module that tells what its arguments are called: of what torch.compile has made, that of the module as written."""
    return getattr(module, "_orig_mod", module).forward


def plain(path):
    """A path without what torch.compile puts into it."""
    return path if "_orig_mod" not in path else ".".join(part for part in path.split(".") if part != "_orig_mod")


def settings(module):
    """What a module was told that differs from the defaults of its class; of one with parts, the first few."""
    found, members = [], module.__dict__
    for name, hidden, default in defaults(type(module)):
        value = members[name] if name in members else members.get(hidden, default)
        if value is default:
            continue
        if isinstance(value, tuple) and value and all(type(part) is int for part in value):
            if is_equal(value, default) or type(default) is int and all(part == default for part in value):
                continue
            text = "×".join(map(str, value))
        elif isinstance(value, (bool, int, float, str)) and not is_equal(value, default):
            text = words(value)
        else:
            continue
        found.append({"name": name.removesuffix("_size"), "value": text})
    if len(found) > FEW_SETTINGS and next(iter(module.children()), None) is not None:
        del found[FEW_SETTINGS:]
    return found[:MOST_SETTINGS]


@functools.lru_cache(None)
def defaults(kind):
    """Names, names with a line before them, and default values of what a class of modules is told; those whose numbers stand in the shapes are
    left out."""
    named = defaults_of_constructor(kind)
    if issubclass(kind, torch.nn.RNNBase):
        # The classes made of it tell none of their parameters; and shapes have the hidden size times gates or directions.
        own = [(name, default) for name, default in defaults_of_constructor(torch.nn.RNNBase) if name != "mode"]
        named = [("hidden_size", None), *own, ("nonlinearity", "tanh")]
    return [(name, f"_{name}", default) for name, default in named]


def defaults_of_constructor(kind):
    try:
        parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    except (TypeError, ValueError):
        return []
    return [
        (parameter.name, None if parameter.default is parameter.empty else parameter.default) for parameter in parameters
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) and parameter.name not in SAID_BY_SHAPES]


def arguments_of_call(arguments):
    """Positional and keyword arguments of the call of a module whose hook runs: hooks of all modules are not told keywords."""
    frame = sys._getframe(2)
    found = frame.f_locals.get("kwargs") if frame.f_code.co_name in ("inner", "_call_impl") else None
    return arguments, found if isinstance(found, dict) else {}


MOST_SETTINGS, FEW_SETTINGS = 16, 3  # How many are shown of a module, and of one with parts.
SAID_BY_SHAPES = {
    "device", "dtype", "inplace", "in_features", "out_features", "in_channels", "out_channels", "num_features", "num_channels",
    "normalized_shape", "num_embeddings", "embedding_dim", "input_size", "hidden_size", "embed_dim", "dim", "nf", "nx", "layer_idx",
    "in1_features", "in2_features", "inplanes", "planes",
}
