"""Records what a PyTorch model computes, forward and backward, as a snapshot that smolgrad-viz draws.

    from smolgrad_snapshot import trace

    snapshot = trace(model, x, loss=lambda y: F.mse_loss(y, target))
    snapshot.save("model.json")

Then `smolgrad-viz render model.json`. Around a training step of your own:

    with Recorder(model) as recorder:
        loss = step()
        loss.backward()
    recorder.snapshot(loss).save("step.json")

A call of one of PyTorch's functions is one operation, as it stands in the model: `F.cross_entropy` is one, not the several that it is
made of. docs/snapshot.md describes the format.
"""

import functools
import inspect
import json
import struct

import torch
from torch.overrides import TorchFunctionMode, get_testing_overrides

VERSION = 2


def trace(model, *inputs, loss=None, title=None, contributions=True):
    """Calls the model, computes the loss, goes backward, and returns the snapshot.

    `loss` makes a tensor of the model's result; without it that result is the end. Backward runs if the end is a single number. The
    gradients of parameters are what `.grad` holds then, so call `model.zero_grad()` first if there are old ones. `contributions` says
    whether each operation's share in each gradient is recorded, which `render --explain` shows.
    """
    with Recorder(model, contributions) as recorder:
        recorder.name(dict(zip(inspect.signature(model.forward).parameters, inputs)))
        end = model(*inputs)
        if loss is not None:
            if inspect.isfunction(loss):
                variables = inspect.getclosurevars(loss)
                recorder.name({**variables.globals, **variables.nonlocals})
            end = loss(end)
            recorder.name({"loss": end})
        if end.requires_grad and end.numel() == 1:
            end.backward()
    return recorder.snapshot(end, title)


class Snapshot(dict):
    """A snapshot as it stands in JSON."""

    def save(self, path):
        """Writes it to a file, a line for each scope, node and edge."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.text())

    def text(self):
        """The text of the file."""
        members = []
        for name, value in self.items():
            text = json.dumps(value, ensure_ascii=False)
            if isinstance(value, list):
                lines = ["\n" + json.dumps(item, ensure_ascii=False) for item in value]
                text = f"[{','.join(lines)}]"
            members.append(f'"{name}": {text}')
        return "{" + ", ".join(members) + "}\n"


class Recorder(TorchFunctionMode):
    """While it is entered, it records each call of a function of PyTorch's that makes tensors of tensors."""

    def __init__(self, model=None, contributions=True):
        super().__init__()
        self.model = model
        self.contributions = contributions
        self.paths = {}
        self.owned = {}
        if model is not None:
            self.paths = {id(module): path for path, module in model.named_modules()}
            for role, named in (("buffer", model.named_buffers()), ("parameter", model.named_parameters())):
                self.owned.update((id(tensor), (role, path)) for path, tensor in named)
        self.scopes, self.open, self.calls = [], [], {}
        self.steps = []
        self.latest = {}  # What is known of each tensor, by id().
        self.labels = {}

    def name(self, tensors):
        """Gives tensors the names that a reader should see, unless they have one."""
        for label, tensor in tensors.items():
            if isinstance(tensor, torch.Tensor) and id(tensor) not in self.owned:
                self.labels.setdefault(id(tensor), (label, tensor))

    def snapshot(self, end, title=None):
        """What led to a tensor, with the gradients that there are now."""
        if id(end) not in self.latest:
            raise ValueError("the recorder did not see how this tensor was computed")
        if title is None and self.model is not None:
            title = type(self.model).__name__
        return Writer(self, self.latest[id(end)]).snapshot(title)

    def __enter__(self):
        module = torch.nn.modules.module
        self.hooks = [
            module.register_module_forward_pre_hook(self._enter_module),
            module.register_module_forward_hook(self._leave_module, always_call=True),
        ]
        return super().__enter__()

    def __exit__(self, *error):
        for hook in self.hooks:
            hook.remove()
        return super().__exit__(*error)

    def _enter_module(self, module, arguments):
        if id(module) not in self.paths:
            return
        path, parent = self.paths[id(module)], self.open[-1] if self.open else None
        call = self.calls[parent, path] = self.calls.get((parent, path), 0) + 1
        scope = {"id": len(self.scopes), "type": type(module).__name__, "path": path, "call": call}
        self.scopes.append(scope if parent is None else {**scope, "parent": parent})
        self.open.append(scope["id"])

    def _leave_module(self, module, arguments, result):
        if id(module) in self.paths and self.open:
            self.open.pop()

    def __torch_function__(self, function, types, arguments=(), keywords=None):
        keywords = keywords or {}
        call = Call(function, arguments, keywords)
        if call.name in IGNORED:
            return function(*arguments, **keywords)
        tensors = tensors_in((arguments, keywords))
        known = {id(tensor): self._known(tensor) for tensor in tensors}
        versions = [tensor._version for tensor in tensors]
        # Each use gets an alias of its own: what backward delivers to it is the share of this use in the gradient.
        originals = {}
        if self.contributions and torch.is_grad_enabled() and not call.is_in_place:
            def alias(tensor):
                if not tensor.requires_grad:
                    return tensor
                used = tensor.view_as(tensor)
                originals[id(used)] = (tensor, used)
                return used
            arguments, keywords = mapped(alias, (arguments, keywords))
            call = Call(function, arguments, keywords)
        result = function(*arguments, **keywords)
        # What is handed back as it came has not been computed.
        result = mapped(lambda t: originals[id(t)][0] if id(t) in originals else t, result)
        changed = [t for t, version in zip(tensors, versions) if t._version != version]
        new = [t for t in tensors_in(result) if id(t) not in known]
        if not tensors:
            for tensor in new:
                # What a module makes of nothing, such as a mask, belongs to it; else the user made it.
                role = "constant" if self.open else "input"
                self.latest[id(tensor)] = Known(tensor, role, kind=call.name)
        elif new or changed:
            self._record(call, known, originals, unique(new + changed))
        return result

    def _record(self, call, known, originals, results):
        step = Step(call, self.open[-1] if self.open else None)
        self.steps.append(step)
        for position, operand in enumerate(call.operands):
            tensor, alias = originals.get(id(operand), (operand, None))
            step.inputs.append(known[id(tensor)] if id(tensor) in known else constant(operand))
            if alias is not None:
                step.shares[position] = {"slope": slope(results, alias)}
                alias.register_hook(functools.partial(step.receive, position))
        for tensor in results:
            result = Known(tensor, "result", step=step)
            self.latest[id(tensor)] = result
            step.results.append(result)
            if tensor.requires_grad:
                tensor.register_hook(result.receive)

    def _known(self, tensor):
        if id(tensor) not in self.latest:
            role, path = self.owned.get(id(tensor), ("input", None))
            self.latest[id(tensor)] = Known(tensor, role, path=path)
        return self.latest[id(tensor)]


class Known:
    """What is known of a tensor: its numbers at the time, and the gradient that backward delivered."""

    def __init__(self, tensor, role, path=None, step=None, kind=None):
        self.tensor, self.role, self.path, self.step = tensor, role, path, step
        self.kind = kind or role
        self.requires_gradient = tensor.requires_grad
        self.value = array(tensor)
        self.delivered = None

    def receive(self, gradient):
        self.delivered = array(gradient)

    def gradient(self, has_run):
        """The numbers, or why there are none."""
        if self.role == "constant":
            return {"status": "constant"}
        if not self.tensor.is_floating_point():
            return {"status": "integer"}
        if not self.requires_gradient:
            return {"status": "notRequired"}
        numbers = self.delivered
        if self.step is None and self.tensor.grad is not None:
            numbers = array(self.tensor.grad)
        if numbers is None:
            return {"status": "unreachable" if has_run else "notComputed"}
        return {"status": "computed", "value": numbers}


class Step:
    """One operation, what it was computed from, and its share in the gradient of each argument."""

    def __init__(self, call, scope):
        self.type, self.attributes, self.scope = call.name, call.attributes, scope
        self.inputs, self.results, self.shares = [], [], {}

    def receive(self, position, gradient):
        self.shares[position]["value"] = array(gradient)

    def contribution(self, position):
        share = self.shares.get(position, {})
        if "value" not in share:
            return {}
        slope = {} if share["slope"] is None else {"localDerivative": number(share["slope"])}
        return {"contribution": {"value": share["value"], **slope}}


class Call:
    """A call of a function of PyTorch's: the operation's name, its operands, and what else it was told."""

    def __init__(self, function, arguments, keywords):
        name = getattr(function, "__name__", str(function))
        if name == "__get__":
            name = function.__self__.__name__
        bare = name.strip("_")
        self.is_in_place = name == "__setitem__" or (name[-1] == "_" and name[:2] != "__")
        is_operator = name.startswith("__") and name.endswith("__")
        if is_operator and bare[0] == "i" and bare[1:] in OPERATORS:
            self.is_in_place, bare = True, bare[1:]
        if (bare[0] == "r" and bare[1:] in OPERATORS and is_operator) or bare == "rsub":
            bare, arguments = bare[1:], arguments[1::-1] + arguments[2:]
        self.name = NAMES.get(bare, bare)
        self.operands, self.attributes = [], []
        usual = signature(function)
        # `x.view(2, 3)` means `x.view([2, 3])`.
        if len(arguments) > 2 and all(type(value) is int for value in arguments[1:]) and bare in VARIADIC:
            arguments = (arguments[0], arguments[1:])
        try:
            told = usual.bind(*arguments, **keywords).arguments
        except (AttributeError, TypeError):
            told = {**{f"argument {place}": value for place, value in enumerate(arguments)}, **keywords}
        for place, (name, value) in enumerate(told.items()):
            if name == "inplace" and value or name == "out" and value is not None:
                self.is_in_place = True
            default = usual.parameters[name].default if usual and name in usual.parameters else None
            self._add(name, value, default, isinstance(value, NUMBERS) and place < 2 and bare in OPERATORS)

    def _add(self, name, value, default, is_operand):
        tensors = tensors_in(value)
        if tensors or is_operand:
            self.operands += tensors or [value]
        elif value is not None and value is not default and not (name in UNSAID or value == default):
            self.attributes.append({"name": ATTRIBUTES.get(name, name), "value": words(value)})


class Writer:
    """Puts what led to a tensor into the order and the words of a snapshot."""

    def __init__(self, recorder, end):
        self.recorder, self.end = recorder, end
        self.labels = {key: label for key, (label, _) in recorder.labels.items()}
        self.taken, self.counts = set(), {}
        self.ids, self.scopes, self.nodes, self.edges = {}, {}, [], []

    def snapshot(self, title):
        for step in self._steps():
            scope = self._scope(step.scope)
            for known in step.inputs:
                if id(known) not in self.ids:
                    self._leaf(known, scope)
            name = self._numbered(step.type)
            operation = self._append(self._unique(name), scope, operation={
                "type": step.type, "attributes": step.attributes,
                "derivatives": derivatives(step.type, len(step.inputs))})
            for position, known in enumerate(step.inputs):
                self.edges.append(
                    {"from": self.ids[id(known)], "to": operation, "position": position,
                     **step.contribution(position)})
            for position, known in enumerate(step.results):
                if id(known) not in self.wanted:
                    continue
                label = self._label(known)
                many = f".{position}" if len(step.results) > 1 else ""
                self.ids[id(known)] = self._append(
                    self._unique(label or f"{name}.output{many}"), scope, tensor=self._tensor(known, label))
                self.edges.append({"from": operation, "to": self.ids[id(known)], "position": position})
        if id(self.end) not in self.ids:
            self._leaf(self.end, None)
        return Snapshot(
            version=VERSION, **({} if title is None else {"title": title}),
            scopes=list(self.scopes.values()), nodes=self.nodes, edges=self.edges)

    def _steps(self):
        """The operations that led to the end, in the order in which they ran."""
        self.wanted, steps, path = {id(self.end)}, set(), [self.end]
        while path:
            step = path.pop().step
            if step is None or step in steps:
                continue
            steps.add(step)
            for known in step.inputs:
                if id(known) not in self.wanted:
                    self.wanted.add(id(known))
                    path.append(known)
        return [step for step in self.recorder.steps if step in steps]

    def _leaf(self, known, scope):
        label = known.path or self._label(known)
        if known.role in ("parameter", "buffer"):
            # It stands in the module that owns it, if that is the one that uses it or one around it.
            owner = known.path.rpartition(".")[0]
            while scope is not None and self.scopes[scope]["path"] != owner:
                scope = self.scopes[scope].get("parent")
        elif known.role == "input":
            scope = None
        if known.role == "parameter":
            around = scope
            while around is not None:
                self.scopes[around]["parameterCount"] += known.tensor.numel()
                around = self.scopes[around].get("parent")
        name = self._unique(label or self._numbered(known.kind))
        self.ids[id(known)] = self._append(name, scope, tensor=self._tensor(known, label))

    def _tensor(self, known, label):
        return {
            "role": known.role, **({} if label is None else {"label": label}),
            "dtype": words(known.tensor.dtype), "requiresGradient": known.requires_gradient,
            "isRoot": known is self.end, "value": known.value,
            "gradient": known.gradient(self.end.delivered is not None),
        }

    def _label(self, known):
        # A tensor that was changed in place has the name that it ended with.
        key = id(known.tensor)
        return self.labels.get(key) if self.recorder.latest.get(key) is known else None

    def _append(self, name, scope, **content):
        node = {"id": len(self.nodes), "name": name, **({} if scope is None else {"scope": scope})}
        self.nodes.append({**node, **content})
        return node["id"]

    def _scope(self, scope):
        """The call of a module, with those around it before it."""
        if scope is not None and scope not in self.scopes:
            call = self.recorder.scopes[scope]
            self._scope(call.get("parent"))
            self.scopes[scope] = {**call, "parameterCount": 0}
        return scope

    def _numbered(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}_{self.counts[kind]}"

    def _unique(self, name):
        candidate = name
        while candidate in self.taken:
            candidate = self._numbered(name)
        self.taken.add(candidate)
        return candidate


# Arrays.


def array(tensor):
    """An array as a snapshot has it: the elements, or a thumbnail and statistics of many."""
    if tensor.is_complex():
        raise ValueError("a snapshot has no complex numbers")
    tensor = tensor.detach().cpu()
    is_single = tensor.dtype not in (torch.float64, torch.int64)
    values = tensor.to(torch.float64)
    if not tensor.dtype.is_floating_point and values.numel() > 0 and values.abs().max() > 2**24:
        is_single = False
    summary = {"shape": list(tensor.shape), "precision": "single" if is_single else "double"}
    if values.numel() <= 256:
        # An integer beyond 2**53 is no float64.
        summary["elements"] = [
            exact if isinstance(exact, int) and abs(exact) >= 2**31 else number(value, is_single)
            for value, exact in zip(values.flatten().tolist(), tensor.flatten().tolist())
        ]
    else:
        summary["thumbnail"] = thumbnail(values, is_single)
        summary["statistics"] = statistics(values)
    return summary


def number(value, is_single=False):
    """A number with as many digits as it needs; a word for what JSON has no number for."""
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    if is_single:
        # The shortest of those that mean the same float32.
        digits = (float(f"{value:.{count}g}") for count in range(6, 10))
        value = next((short for short in digits if struct.pack("f", short) == struct.pack("f", value)), value)
    return int(value) if value.is_integer() and 0 < abs(value) < 2**31 else value


def statistics(values):
    """Counts of elements by kind, and measures of the finite ones."""
    finite = values[torch.isfinite(values)]
    counts = {
        "negativeInfinity": values == float("-inf"), "negative": finite < 0, "zero": finite == 0,
        "positive": finite > 0, "positiveInfinity": values == float("inf"), "nan": torch.isnan(values),
    }
    counts = {name: int(kind.sum()) for name, kind in counts.items()}
    if finite.numel() == 0:
        return counts
    measures = {
        "mean": finite.mean(), "deviation": finite.std(correction=0), "minimum": finite.min(),
        "maximum": finite.max(), "norm": torch.linalg.vector_norm(finite),
    }
    return {**counts, **{name: number(measure.item()) for name, measure in measures.items()}}


def thumbnail(values, is_single):
    """The array as a grid of at most 16 x 16 cells; docs/snapshot.md says how."""
    shape = [1] * max(0, 2 - values.dim()) + list(values.shape)
    height, width = shape[-2:]
    slices = values.numel() // (height * width)
    across = min(4, next(side for side in range(1, 5) if side == 4 or side * side >= slices))
    down = min(4, -(-slices // across))
    rows, columns = (min(size, max(1, (16 - (count - 1)) // count)) for count, size in ((down, height), (across, width)))
    shown = min(slices, across * down)
    # The cell of each element, and in each cell the first of the strongest.
    place = torch.arange(slices) * shown // slices
    row = (place // across * (rows + 1))[:, None] + torch.arange(height) * rows // height
    column = (place % across * (columns + 1))[:, None] + torch.arange(width) * columns // width
    total = down * rows + down - 1, across * columns + across - 1
    cell = (row[:, :, None] * total[1] + column[:, None, :]).flatten()
    flat = values.flatten()
    strength = flat.abs().nan_to_num(nan=float("inf"), posinf=torch.finfo(torch.float64).max)
    strongest = torch.full((total[0] * total[1],), -1.0, dtype=torch.float64)
    strongest = strongest.scatter_reduce(0, cell, strength, "amax")
    order = torch.arange(flat.numel()).where(strength == strongest[cell], flat.numel())
    first = torch.full(strongest.shape, flat.numel()).scatter_reduce(0, cell, order, "amin").tolist()
    cells = [None if index == flat.numel() else number(flat[index].item(), is_single) for index in first]
    return {"rows": total[0], "columns": total[1], "cells": cells}


# Calls.


@functools.cache
def signature(function):
    """The parameters of one of PyTorch's functions; None where nobody knows them."""
    for known in (overrides().get(function), function):
        try:
            return inspect.signature(known)
        except (TypeError, ValueError):
            continue


@functools.cache
def overrides():
    """PyTorch's own list of the parameters of its functions."""
    return get_testing_overrides()


def slope(results, alias):
    """The derivative of a single number for another; None for what is more than one."""
    if len(results) == 1 and results[0].numel() == alias.numel() == 1 and results[0].requires_grad:
        found, = torch.autograd.grad(results[0], alias, torch.ones_like(results[0]), retain_graph=True, allow_unused=True)
        return None if found is None else found.item()


def constant(value):
    """A number that is written in the program."""
    dtype = torch.int64 if isinstance(value, int) else torch.float32
    return Known(torch.tensor(value, dtype=dtype), "constant")


def tensors_in(value):
    """The tensors in nested lists, tuples and dictionaries, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [tensor for part in parts for tensor in tensors_in(part)]


def mapped(change, value):
    """The same nested value with each tensor changed."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, dict):
        return {name: mapped(change, part) for name, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)(mapped(change, part) for part in value)
    return value


def unique(tensors):
    return [tensor for place, tensor in enumerate(tensors) if all(tensor is not t for t in tensors[:place])]


def words(value):
    """What a call was told, as text."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(words(part) for part in value) + "]"
    if isinstance(value, slice):
        bounds = [value.start, value.stop] + ([] if value.step is None else [value.step])
        return ":".join("" if bound is None else words(bound) for bound in bounds)
    if value is Ellipsis:
        return "..."
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    return str(value).lower() if isinstance(value, bool) else str(value)


def derivatives(name, count):
    """The derivatives of an operation for its arguments as text, in the words of smolgrad's own."""
    known = DERIVATIVES.get(name, [])
    return known if len(known) == count else []


NUMBERS = (int, float)

# What an operator of Python's is called.
OPERATORS = {
    "add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul", "eq", "ne", "lt", "le", "gt", "ge",
    "and", "or", "xor", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum",
}

NAMES = {
    "truediv": "div", "true_divide": "div", "divide": "div", "subtract": "sub", "multiply": "mul", "floordiv": "floor_divide",
    "mod": "remainder", "negative": "neg", "getitem": "getitem", "T": "transpose", "mT": "transpose", "concat": "cat",
    "concatenate": "cat", "absolute": "abs", "and": "logical_and", "or": "logical_or",
}

# Functions whose last parameter may be given as several numbers.
VARIADIC = {"view", "reshape", "permute", "expand", "repeat", "tile"}

# Names of parameters that are too long for a card.
ATTRIBUTES = {"split_size_or_sections": "size", "normalized_shape": "shape"}

# What computes nothing.
IGNORED = {"backward", "register_hook", "requires_grad_", "retain_grad", "grad", "data", "is_floating_point"}

# What a reader need not be told.
UNSAID = {"inplace", "out", "generator", "layout", "device", "memory_format", "non_blocking", "copy"}

DERIVATIVES = {
    "add": ["{g}", "{g}"], "sub": ["{g}", "-{g}"], "mul": ["{g} · {b}", "{g} · {a}"],
    "div": ["{g} / {b}", "-{g} · {y} / {b}"], "neg": ["-{g}"], "matmul": ["{g} • {b}ᵀ", "{a}ᵀ • {g}"],
    "exp": ["{g} · {y}"], "log": ["{g} / {a}"], "sqrt": ["{g} / (2{y})"], "square": ["{g} · 2{a}"],
    "abs": ["{g} · sign {a}"], "sin": ["{g} · cos {a}"], "cos": ["-{g} · sin {a}"], "tanh": ["{g} · (1 - {y}²)"],
    "sigmoid": ["{g} · {y} · (1 - {y})"], "relu": ["{g} where {y} > 0, else 0"], "sum": ["{g}, repeated"],
    "mean": ["{g} / n, repeated"], "reshape": ["{g}, reshaped"], "view": ["{g}, reshaped"],
    "flatten": ["{g}, reshaped"], "transpose": ["{g}, transposed"], "permute": ["{g}, permuted back"],
}
