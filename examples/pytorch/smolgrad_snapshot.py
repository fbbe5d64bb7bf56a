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

This file is made of the modules of Sources/Python/smolgrad_viz/recorder by Sources/Python/join.py; change those.
"""

import array as machine
import base64
import collections
import contextlib
import ctypes
import dataclasses
import functools
import inspect
import itertools
import json
import math
import os
import pathlib
import struct
import sys
import time
import types
import warnings
import weakref

from torch.multiprocessing.reductions import StorageWeakRef
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode
from torch.overrides import get_testing_overrides
from torch.utils._python_dispatch import _disable_current_modes
import torch

# Tensors inside of lists, tuples, dictionaries and objects.


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


# What is known of PyTorch's functions by name.


# What an operator of Python's is called.
OPERATORS = {
    "add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul", "eq", "ne", "lt", "le", "gt", "ge",
    "and", "or", "xor", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum",
}

NAMES = {
    "truediv": "div", "true_divide": "div", "divide": "div", "subtract": "sub", "multiply": "mul", "floordiv": "floor_divide",
    "mod": "remainder", "negative": "neg", "T": "transpose", "mT": "transpose", "concat": "cat",
    "concatenate": "cat", "absolute": "abs", "and": "logical_and", "or": "logical_or", "data": "detach",
}

# Functions whose last parameter may be given as several numbers.
VARIADIC = {"view", "reshape", "permute", "expand", "repeat", "tile"}

# Names of parameters that are too long for a card.
ATTRIBUTES = {"split_size_or_sections": "size", "normalized_shape": "shape"}

# The parameters of functions that do not tell them.
PARAMETERS = {
    "_pack_padded_sequence": ("input", "lengths", "batch_first"),
    "_pad_packed_sequence": ("data", "batch_sizes", "batch_first", "padding_value", "total_length"),
}

# Recurrent layers have two sets of them, for sequences of one length and for packed ones.
RECURRENT = {"lstm", "gru", "rnn_tanh", "rnn_relu"}
OF_SEQUENCES = (
    "input", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional", "batch_first")
OF_PACKED_SEQUENCES = (
    "data", "batch_sizes", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional")

# What computes nothing.
IGNORED = {
    "backward", "register_hook", "register_post_accumulate_grad_hook", "requires_grad_", "retain_grad", "is_floating_point",
    "size", "dim", "numel", "stride", "item", "tolist", "is_complex", "is_contiguous", "data_ptr", "untyped_storage", "storage",
    "storage_offset", "element_size", "get_device", "__len__", "__bool__", "__int__", "__float__", "__index__", "__format__",
    "__repr__", "__hash__", "__array__", "numpy", "is_storage", "is_tensor", "result_type", "can_cast", "__reduce_ex__",
    "__deepcopy__", "__contains__", "dim_order", "nelement", "ndimension", "type", "is_shared", "share_memory_", "is_inference",
    "is_set_to", "is_same_size", "allclose", "equal", "resolve_conj", "resolve_neg", "__dlpack__", "__dlpack_device__",
    "broadcast_shapes", "is_pinned", "has_names", "is_nonzero", "is_signed", "is_conj", "is_neg", "_is_view", "_has_compatible_shallow_copy_type",
    "__cuda_array_interface__", "is_distributed", "is_coalesced", "sparse_dim", "dense_dim", "_nnz", "_dimV", "_dimI",
}

# Properties that hold no numbers of the tensor's own.
PLAIN_PROPERTIES = {
    "shape", "dtype", "device", "layout", "requires_grad", "grad_fn", "is_leaf", "ndim", "is_sparse", "is_cuda", "is_nested",
    "is_quantized", "is_meta", "is_mkldnn", "is_xla", "is_mps", "is_xpu", "is_cpu", "output_nr", "names", "name", "itemsize", "nbytes",
    "_version", "_base", "_backward_hooks", "retains_grad", "volatile", "is_vulkan", "is_ipu", "is_ort", "is_maia", "is_sparse_csr",
    "_cdata", "is_mtia", "is_hpu", "_post_accumulate_grad_hooks", "_grad", "_grad_fn", "grad_dtype",
}

# What takes only the shape and the type of its first argument.
LIKE_ANOTHER = {
    "zeros_like", "ones_like", "full_like", "empty_like", "rand_like", "randn_like", "randint_like",
    "new_zeros", "new_ones", "new_full", "new_empty", "new_empty_strided", "new", "new_tensor",
}

# What takes only the shape or the type of its second argument.
SHAPED_BY_ANOTHER = {"type_as", "expand_as", "view_as", "reshape_as", "to", "sum_to_size"}

# What gives memory with whatever is in it.
UNINITIALIZED = {"empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided", "empty_permuted"}

# What overwrites its first argument, so that nothing of that is in the result.
OVERWRITES = {
    "bernoulli_", "uniform_", "normal_", "random_", "exponential_", "geometric_", "cauchy_", "log_normal_", "fill_", "zero_", "copy_",
}

# What changes the state of a module, which the result does not depend on.
UPDATES_STATE = {"batch_norm", "instance_norm", "native_batch_norm", "cudnn_batch_norm"}

# What gives the same elements in another order or shape, as a copy where they can't stay where they are.
REARRANGEMENTS = {"reshape", "reshape_as", "view_as", "flatten", "ravel", "unflatten", "contiguous"}

# Views in which an element may stand several times.
OVERLAPPING = {"unfold", "as_strided"}

# What gives the same elements in another type.
CASTS = {"to", "type", "type_as", "float", "double", "half", "bfloat16", "long", "int", "short", "bool"}

# What puts a number where a mask is true.
MASKS = {"masked_fill", "where"}

# What a reader need not be told.
UNSAID = {"inplace", "out", "generator", "layout", "device", "memory_format", "non_blocking", "copy", "pin_memory"}

DERIVATIVES = {
    "add": ["{g}", "{g}"], "sub": ["{g}", "-{g}"], "mul": ["{g} · {b}", "{g} · {a}"],
    "div": ["{g} / {b}", "-{g} · {y} / {b}"], "neg": ["-{g}"], "matmul": ["{g} • {b}ᵀ", "{a}ᵀ • {g}"],
    "exp": ["{g} · {y}"], "log": ["{g} / {a}"], "sqrt": ["{g} / (2{y})"], "square": ["{g} · 2{a}"],
    "abs": ["{g} · sign {a}"], "sin": ["{g} · cos {a}"], "cos": ["-{g} · sin {a}"], "tanh": ["{g} · (1 - {y}²)"],
    "sigmoid": ["{g} · {y} · (1 - {y})"], "relu": ["{g} where {y} > 0, else 0"], "sum": ["{g}, repeated"],
    "mean": ["{g} / n, repeated"], "reshape": ["{g}, reshaped"], "view": ["{g}, reshaped"],
    "flatten": ["{g}, reshaped"], "transpose": ["{g}, transposed"], "permute": ["{g}, permuted back"],
}


def derivatives(name, count):
    """The derivatives of an operation for its arguments as text, in the words of smolgrad's own."""
    known = DERIVATIVES.get(name, [])
    return known if len(known) == count else []


# Statistics and the picture of a large array: by a C library in one pass where there is one, else by PyTorch in a few.


COUNTS = ("negativeInfinity", "negative", "zero", "positive", "positiveInfinity", "nan")
SIZES = ("mean", "deviation", "minimum", "maximum", "norm")


class Statistics(ctypes.Structure):
    """How many elements of each kind there are, and what is known of the finite ones, as the C library has it; `cells` follow, for each
    layout in a class of its own: a recording has thousands of these, and half as many objects are looked through in half the time."""

    _fields_ = [(name, ctypes.c_long) for name in COUNTS] + [(name, ctypes.c_double) for name in SIZES]

    def tensor(self):
        """The cells as a tensor in the same memory."""
        return torch.frombuffer(self.cells, dtype=torch.float64)

    def replace(self, cells):
        """Has the cells show what a tensor has."""
        self.tensor().copy_(cells)

    def members(self):
        """The same as a dictionary, in the words of a snapshot; without a finite element these are the counts."""
        found = {name: getattr(self, name) for name in COUNTS}
        if self.negative or self.zero or self.positive:
            found.update({name: getattr(self, name) for name in SIZES})
        return found


def survey(values, grid):
    """The statistics of an array of float32 or float64, with the cells of its picture, tile by tile, and what these say of blocks."""
    library = loaded_library()
    found = survey_in_c(library, values, grid) if library else survey_in_torch(values, grid)
    if not is_largest_everywhere(found, values.numel()):
        return found, "largest"
    found.replace(means_in_c(library, values, grid) if library else means_in_torch(values, grid))
    return found, "mean"


def is_largest_everywhere(found, count):
    """Whether all blocks of an array without negative elements have nearly the same largest one, which most elements are far from."""
    if found.negative or found.zero + found.positive != count or len(found.cells) == count:
        return False
    few = found.cells[:FEW]
    if min(few) < NEARLY_THE_SAME * max(few):
        # As of most arrays.
        return False
    cells = found.tensor()
    low, high = (bound.item() for bound in torch.aminmax(cells))
    return high > 0 and low >= NEARLY_THE_SAME * high and found.mean <= NEARLY_THE_SAME * cells.mean().item()


NEARLY_THE_SAME = 0.75  # The least ratio of two numbers that a picture shows as nearly the same.

FEW = 8  # The cells that are looked at before all of them.

# In C.


class GridOfC(ctypes.Structure):
    _fields_ = [(name, ctypes.c_long) for name in ("slices", "height", "width", "tiles", "rows", "columns")]


@functools.lru_cache(1024)
def layout_of(grid):
    """A grid as C has it, and the types of what is found for it and of the marks of cells that are filled."""
    count = grid.tiles * grid.rows * grid.columns
    layout = GridOfC(grid.slices, grid.height, grid.width, grid.tiles, grid.rows, grid.columns)
    return layout, found_of(count), ctypes.c_bool * count


@functools.lru_cache(None)
def found_of(count):
    """The type of statistics with so many cells."""
    return type("Found", (Statistics,), {"_fields_": [("cells", ctypes.c_double * count)]})


LIBRARY = []


def loaded_library():
    """The loops of the engine's own figures, which a wheel has beside the package; None without them."""
    if not LIBRARY:
        LIBRARY.append(None)
        # A file that was copied beside a program has none: what lies there is not ours.
        for file in pathlib.Path(__file__).resolve().parents[1].glob("libsurvey.*") if __package__ else []:
            try:
                LIBRARY[0] = declared_library(file)
            except OSError:
                continue
    return LIBRARY[0]


def declared_library(file):
    """A library whose functions know their arguments; those of unknown types would have to be told in each call."""
    library, address, count = ctypes.CDLL(str(file)), ctypes.c_void_p, ctypes.c_long
    results = [ctypes.POINTER(GridOfC), ctypes.POINTER(Statistics), address, address]
    for name in ("sg_survey_f32", "sg_survey_f64"):
        getattr(library, name).argtypes = [address, count, count, *results]
    for name in ("sg_survey_strided_f32", "sg_survey_strided_f64"):
        getattr(library, name).argtypes = [address, count, address, address, *results]
    for name in ("sg_add_to_cells_f32", "sg_add_to_cells_f64"):
        getattr(library, name).argtypes = [address, count, count, ctypes.POINTER(GridOfC), address, address]
    return library


def survey_in_c(library, values, grid):
    layout, kind, marks = layout_of(grid)
    found = kind()
    is_single = values.dtype is torch.float32
    if values.is_contiguous():
        loop = library.sg_survey_f32 if is_single else library.sg_survey_f64
        loop(values.data_ptr(), 0, values.numel(), layout, found, found.cells, marks())
    else:
        loop = library.sg_survey_strided_f32 if is_single else library.sg_survey_strided_f64
        numbers = longs(values.dim())
        loop(values.data_ptr(), values.dim(), numbers(*values.shape), numbers(*values.stride()), layout, found, found.cells, marks())
    return found


def means_in_c(library, values, grid):
    layout, _, marks = layout_of(grid)
    values = values.contiguous()
    sums, counts = (torch.zeros(marks._length_, dtype=dtype) for dtype in (torch.float64, torch.int64))
    loop = library.sg_add_to_cells_f32 if values.dtype is torch.float32 else library.sg_add_to_cells_f64
    loop(values.data_ptr(), 0, values.numel(), layout, sums.data_ptr(), counts.data_ptr())
    return sums / counts


@functools.lru_cache(None)
def longs(count):
    """The type of so many numbers as C has them."""
    return ctypes.c_long * count


# In PyTorch.


def survey_in_torch(values, grid):
    values = values.contiguous()
    cells = strongest_cells(values, grid)
    found = found_of(len(cells))()
    found.replace(cells)
    low, high = torch.aminmax(values)
    if not math.isfinite(low.item()) or not math.isfinite(high.item()):
        found.nan = int(torch.isnan(values).sum())
        found.negativeInfinity = int((values == -math.inf).sum())
        found.positiveInfinity = int((values == math.inf).sum())
        values = values[torch.isfinite(values)]
        if values.numel() == 0:
            return found
        low, high = torch.aminmax(values)
    count = values.numel()
    low, high = low.item(), high.item()
    found.positive = int(torch.count_nonzero(values > 0)) if high > 0 else 0
    found.zero = count - int(torch.count_nonzero(values)) if low <= 0 <= high else 0
    found.negative = count - found.positive - found.zero
    deviation, mean = (part.item() for part in torch.std_mean(values, correction=0))
    if not math.isfinite(deviation) or deviation == 0 != high - low:
        # Squares beyond what the type holds.
        scale = max(-low, high)
        deviation, mean = (part.item() * scale for part in torch.std_mean(values.double() / scale, correction=0))
    found.mean, found.deviation, found.minimum, found.maximum = min(max(mean, low), high), deviation, low, high
    found.norm = math.hypot(mean, deviation) * math.sqrt(count)
    return found


def strongest_cells(values, grid):
    """In each cell the element of largest magnitude, or a NaN."""
    low = high = values.reshape(grid.slices, grid.height, grid.width)
    for axis, (size, cells) in enumerate(
            ((grid.slices, grid.tiles), (grid.height, grid.rows), (grid.width, grid.columns))):
        if size > cells:
            low, high = pooled(low, axis, size, cells, torch.amin), pooled(high, axis, size, cells, torch.amax)
    return torch.where(high >= -low, high, torch.where(torch.isnan(high), high, low)).flatten().double()


def means_in_torch(values, grid):
    """In each cell the mean of its elements."""
    sums = values.double().reshape(grid.slices, grid.height, grid.width)
    counts = torch.ones_like(sums)
    for axis, (size, cells) in enumerate(
            ((grid.slices, grid.tiles), (grid.height, grid.rows), (grid.width, grid.columns))):
        bounds = [-(-cell * size // cells) for cell in range(cells + 1)]
        sums, counts = (
            torch.stack([part.narrow(axis, start, end - start).sum(axis) for start, end in zip(bounds, bounds[1:])], axis)
            for part in (sums, counts))
    return (sums / counts).flatten()


def pooled(values, axis, size, cells, pool):
    if size % cells == 0:
        return pool(values.unflatten(axis, (cells, size // cells)), dim=axis + 1)
    if values.numel() < 2**16:
        # One call on a copy, in which each cell has as many elements, is quicker than a call for each cell.
        even = values.index_select(axis, even_cells(size, cells))
        return pool(even.unflatten(axis, (cells, -1)), dim=axis + 1)
    bounds = [-(-cell * size // cells) for cell in range(cells + 1)]
    return torch.stack(
        [pool(values.narrow(axis, start, end - start), dim=axis) for start, end in zip(bounds, bounds[1:])], dim=axis)


@functools.lru_cache(1024)
def even_cells(size, cells):
    """The positions of the elements of each cell, where the last of a shorter cell stands twice."""
    bounds = [-(-cell * size // cells) for cell in range(cells + 1)]
    length = max(end - start for start, end in zip(bounds, bounds[1:]))
    return torch.tensor([min(start + offset, end - 1) for start, end in zip(bounds, bounds[1:]) for offset in range(length)])


# Arrays as a snapshot has them: the elements, or a picture and statistics of many.


ELEMENT_LIMIT = 256
SIDE, STACK_SIDE, FEWEST_TILES, FEWEST_CELLS = 64, 131, 4, 8  # The most cells a side of a picture; docs/snapshot.md says more.
COMPUTED_SIDE = 32  # The same for what operations compute, where not every element has a cell: there are thousands of them.
# The types of most tensors, whose numbers can be read.
USUAL = {torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool}
NON_FINITE_LIMIT = 8  # How many elements that are NaN or infinite are told by their offsets.


class Array:
    """What is kept of a tensor: numbers of its own, so that the tensor can go."""

    __slots__ = ("shape", "elements", "grid", "found", "is_single", "reason", "json", "pooling", "non_finite")

    def __init__(self, shape, reason=None):
        self.shape, self.reason, self.grid = shape, reason, None
        self.elements = self.found = self.json = None
        self.is_single, self.pooling, self.non_finite = True, "largest", None

    def value(self, written=None):
        """The members of the snapshot; `written` are the elements as JSON has them, if that is known."""
        if self.json is None:
            self.json = {"shape": list(self.shape), "precision": "single" if self.is_single else "double"}
            if self.reason is not None:
                self.json["absent"] = self.reason
            elif self.elements is not None:
                self.json["elements"] = written or numbers(self.elements, self.is_single)
            else:
                self.json["thumbnail"] = {
                    "rows": self.grid.total_rows, "columns": self.grid.total_columns, "cells": packed(self.found, self.is_single)}
                if self.pooling != "largest":
                    self.json["thumbnail"]["pooling"] = self.pooling
                self.json["statistics"] = {
                    name: count if isinstance(count, int) else number(count) for name, count in self.found.members().items()}
                if self.non_finite:
                    self.json["nonFinite"] = self.non_finite
        return self.json


class Grid:
    """How an array is cut into tiles of cells; docs/snapshot.md says how."""

    def __init__(self, shape, side=SIDE):
        self.shape = shape
        self.height, self.width = ([1, 1] + list(shape))[-2:]
        self.slices = math.prod(shape[:-2])
        if self.slices == 1 and max(self.height, self.width) <= SIDE:
            side = SIDE  # Each element has a cell.
        square = math.isqrt(self.slices - 1) + 1
        lines = -(-self.slices // square)
        if self.slices > 1 and max(square * (self.width + 1), lines * (self.height + 1)) - 1 <= STACK_SIDE:
            # Each element has a cell.
            self.across, self.down, self.tiles = square, lines, self.slices
            self.rows, self.columns = self.height, self.width
        else:
            most = max(FEWEST_TILES, (side + 1) // (min(max(self.height, self.width), FEWEST_CELLS) + 1))
            self.across = min(most, square)
            self.down = min(most, -(-self.slices // self.across))
            self.tiles = min(self.slices, self.across * self.down)
            self.rows, self.columns = (
                min(size, max(1, (side - (count - 1)) // count))
                for count, size in ((self.down, self.height), (self.across, self.width)))
        self.total_rows = self.down * self.rows + self.down - 1
        self.total_columns = self.across * self.columns + self.across - 1


def array(tensor, side=SIDE):
    """What a snapshot keeps of a tensor, with at most so many cells a side where these stand for several elements.

    It never fails: without numbers it says why there are none.
    """
    reason = unreadable(tensor)
    if reason is not None:
        return Array(shape_of(tensor), reason)
    kept = Array(tensor.shape)
    dtype, count = tensor.dtype, tensor.numel()
    values = tensor.detach() if tensor.requires_grad else tensor
    if not values.is_cpu:
        values = values.cpu()
    if values.is_neg():
        values = values.resolve_neg()
    kept.is_single = dtype is not torch.float64 and dtype is not torch.int64
    if count <= ELEMENT_LIMIT:
        kept.elements = values.flatten().tolist()
        if not dtype.is_floating_point:
            kept.elements = [int(element) for element in kept.elements]
            kept.is_single = all(abs(element) <= 2**24 for element in kept.elements)
        return kept
    if dtype is not torch.float32 and dtype is not torch.float64:
        is_exact = dtype.is_floating_point or dtype in (torch.bool, torch.uint8, torch.int8, torch.int16)
        values = values.to(torch.float32 if is_exact else torch.float64)
    kept.grid = grid_of(values.shape, side)
    found, kept.pooling = survey(values, kept.grid)
    kept.found, kept.shape = found, kept.grid.shape
    if found.nan or found.negativeInfinity or found.positiveInfinity:
        kept.non_finite = (~torch.isfinite(values)).flatten().nonzero()[:NON_FINITE_LIMIT].flatten().tolist()
    if not dtype.is_floating_point:
        kept.is_single = max(abs(found.minimum), abs(found.maximum)) <= 2**24
    return kept


@functools.lru_cache(1024)
def grid_of(shape, side):
    """How arrays of a shape are cut; a computation has many of the same."""
    return Grid(shape, side)


def shape_of(tensor):
    """The sizes of a tensor; of one that holds tensors of several sizes, how many they are and the largest sizes."""
    if not tensor.is_nested:
        return tensor.shape
    try:
        parts = [part.shape for part in tensor.detach().unbind()]
    except Exception:
        # On the meta device nobody knows which sizes they have.
        return torch.Size([tensor.numel()])
    return torch.Size([len(parts), *(max(sizes) for sizes in zip(*parts))])


def unreadable(tensor):
    """Why the numbers of a tensor can't be shown, or None."""
    is_usual = tensor.dtype in USUAL and tensor.layout is torch.strided and not tensor.is_nested
    if is_usual and not tensor.is_meta and is_plain(type(tensor)):
        return None
    if tensor.is_meta:
        return "on the meta device"
    if tensor.is_complex():
        return "complex numbers"
    if tensor.layout != torch.strided:
        return "sparse" if "sparse" in str(tensor.layout) else str(tensor.layout).removeprefix("torch.")
    if tensor.is_nested:
        return "nested"
    if tensor.is_quantized:
        return "quantized"
    if not is_plain(type(tensor)):
        # Such as what stands for a tensor while a program is traced, or is spread over machines: to read it may do something.
        return f"of the class {type(tensor).__name__}"
    return None


@functools.lru_cache(1024)
def is_plain(kind):
    """Whether tensors of a class are computed with as PyTorch's own are."""
    return kind.__torch_dispatch__ == torch.Tensor.__torch_dispatch__


def number(value, is_single=False):
    """A number with as many digits as it needs; a word for what JSON has no number for."""
    return numbers([value], is_single)[0]


def numbers(values, is_single=False):
    """Numbers as JSON has them: of single ones the shortest text that means the same float32, whole ones without a point."""
    if is_single and any(type(value) is float for value in values):
        return shortest(values)
    return [value if type(value) is int else json_number(value) for value in values]


def packed(found, is_single):
    """The bytes of cells as text, of four bytes a number where these say the same: little-endian, in Base64."""
    cells = found.tensor().to(torch.float32 if is_single else torch.float64)
    kept = ctypes.string_at(cells.data_ptr(), cells.numel() * cells.element_size())
    if sys.byteorder == "big":
        kept = machine.array("f" if cells.dtype == torch.float32 else "d", kept)
        kept.byteswap()
    return base64.b64encode(kept).decode("ascii")


def json_number(value):
    if value != value:
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return int(value) if 0 < abs(value) < 2**31 and value.is_integer() else value


def write(arrays):
    """Makes the members of many arrays at once, for a call of PyTorch's costs more than the numbers of an array."""
    open_ = [kept for kept in arrays if kept.json is None and kept.is_single and kept.elements]
    written = iter(shortest([value for kept in open_ for value in kept.elements]))
    for kept in open_:
        kept.value(list(itertools.islice(written, len(kept.elements))))


def shortest(values):
    """For each number the shortest decimal that means the same float32, as JSON has it."""
    wanted = torch.tensor(values, dtype=torch.float64)
    found = wanted.clone()
    exact = wanted.to(torch.float32)
    magnitude = wanted.abs()
    is_usual = (magnitude > 1e-12) & (magnitude < 1e15)
    open_ = is_usual.clone()
    exponent = torch.where(open_, magnitude, 1).log10().floor()
    for digits in range(6, 10):
        # Powers of ten up to 10^22 are exact, so that one product or quotient rounds as it should.
        power = digits - 1 - exponent
        scale = 10.0 ** power.abs()
        rounded = torch.where(power >= 0, (wanted * scale).round() / scale, (wanted / scale).round() * scale)
        fits = open_ & (rounded.to(torch.float32) == exact)
        found = torch.where(fits, rounded, found)
        open_ &= ~fits
    result = found.tolist()
    for position in ((~is_usual | (found == found.round())) & (wanted != 0)).nonzero().flatten().tolist():
        value = values[position]
        if type(value) is int:
            result[position] = value
            continue
        if math.isfinite(value) and not 1e-12 < abs(value) < 1e15:
            candidates = (float(f"{value:.{digits}g}") for digits in range(6, 10))
            value = next((short for short in candidates if is_same_float32(short, value)), value)
        result[position] = json_number(value)
    return result


def is_same_float32(a, b):
    try:
        return struct.pack("f", a) == struct.pack("f", b)
    except OverflowError:
        return False


# A call of one of PyTorch's functions, in the words of a snapshot.


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


# Where in the program an operation stands.


OWN = __name__.partition(".")[0]


def source():
    """File and line of the innermost call that is neither PyTorch's nor the recorder's, such as `model.py:12`."""
    frame = frame_of_the_program()
    return None if frame is None else f"{short(frame.f_code.co_filename)}:{frame.f_lineno}"


def frame_of_the_program():
    """The innermost call that is neither PyTorch's nor the recorder's."""
    frame = sys._getframe(1)
    while frame is not None and not is_of_the_program(frame.f_globals.get("__name__")):
        frame = frame.f_back
    return frame


@functools.lru_cache(None)
def is_of_the_program(module):
    """Whether a module, by its name, belongs neither to PyTorch nor to the recorder."""
    return (module or "").partition(".")[0] not in NOT_THE_PROGRAM


def short(file):
    """The path of a file as seen from where Python found it, so that it is the same on other machines."""
    if file not in SHORT:
        roots = [os.getcwd()] + [root for root in sys.path if root]
        inside = [os.path.relpath(file, root) for root in roots if file.startswith(os.path.join(root, ""))]
        SHORT[file] = min(inside, key=len, default=os.path.basename(file))
    return SHORT[file]


NOT_THE_PROGRAM = {OWN, "torch", "contextlib", "functools"}
SHORT = {}


# What is known of each tensor: which value it holds now, and what computed it.


class Summary:
    """What is kept of the numbers of tensors; it refers to nothing else of a recording, so that this ends with its last reference."""

    __slots__ = ("has_numbers",)

    def __init__(self, has_numbers=True):
        self.has_numbers = has_numbers

    def __call__(self, tensor, side):
        if is_uninitialized(tensor):
            return Array(torch.Size(), "not initialized")
        return array(tensor, side) if self.has_numbers else Array(shape_of(tensor), "not recorded")


class Known:
    """What a tensor held at a time: where it came from, and its numbers."""

    __slots__ = (
        "role", "kind", "path", "label", "step", "position", "dtype", "count", "requires_gradient", "value", "delivered",
        "changes", "uses", "scope", "__weakref__")

    def __init__(self, tensor, role, kind=None, path=None, step=None, position=0, numbers=array):
        self.role, self.kind, self.path, self.step, self.position = role, kind or role, path, step, position
        self.label, self.scope = None, None
        self.dtype, self.count = tensor.dtype, int(tensor.numel()) if not is_uninitialized(tensor) else 0
        self.requires_gradient = tensor.requires_grad
        self.value = numbers(tensor, self.side)
        self.delivered = {}  # What each run of backward delivered.
        self.changes = NOTHING  # For each run the hooks of the user, and the gradient as it was before each of them.
        self.uses = 0  # How many operations pass a gradient back to it.

    def note(self, run, hook, gradient):
        """Keeps a gradient as it was before a hook, by the hook's name."""
        if self.changes is NOTHING:
            self.changes = {}
        self.changes.setdefault(run, []).append((hook, gradient))

    @property
    def is_float(self):
        """Whether it may have a gradient, by its type."""
        return self.dtype.is_floating_point or self.dtype.is_complex

    @property
    def side(self):
        """The most cells a side of its picture, and of its gradient's, where these stand for several elements."""
        if self.step is None:
            return SIDE
        return self.step.inputs[self.position].side if self.step.is_handed else COMPUTED_SIDE


class Step:
    """One operation, and what it was computed from."""

    __slots__ = (
        "number", "type", "attributes", "tags", "scope", "source", "inputs", "shares", "results", "failure", "cost", "check", "is_handed")

    def __init__(self, number, type_, inputs, attributes, scope, source):
        self.number, self.type, self.inputs, self.attributes, self.scope, self.source = number, type_, inputs, list(attributes), scope, source
        self.shares, self.results, self.failure, self.tags = NOTHING, 0, None, None
        self.cost = self.check = None
        self.is_handed = False  # Whether the results are the inputs, which a module with backward hooks has handed on.

    def share(self, position, share):
        """Keeps what the operation adds to the gradient of one of its arguments."""
        if self.shares is NOTHING:
            self.shares = {}
        self.shares[position] = share
        return share


class MemoryRange:
    """Which part of which memory a tensor is."""

    __slots__ = ("storage", "first", "size", "shape", "stride")

    def __init__(self, tensor):
        self.storage = memory_of(tensor)
        try:
            self.shape, self.stride, self.size = tensor.shape, tensor.stride(), tensor.element_size()
            self.first = tensor.storage_offset() * self.size
        except Exception:
            self.storage, self.first, self.size, self.shape, self.stride = None, 0, 1, (0,), (1,)

    @property
    def last(self):
        """Its last byte, which is before the first one if it has none."""
        extent = -1 if 0 in self.shape else sum((length - 1) * step for length, step in zip(self.shape, self.stride))
        return self.first + (extent + 1) * self.size - 1

    def overlaps(self, other):
        return self.first <= other.last and other.first <= self.last

    def covers(self, other):
        """Whether each element of the other is surely one of this."""
        if (self.first, self.shape, self.stride) == (other.first, other.shape, other.stride):
            return True
        length = 1
        for size, step in sorted(zip(self.shape, self.stride), key=lambda axis: axis[1]):
            if size != 1 and step != length:
                return False
            length *= size
        return self.first <= other.first and other.last <= self.last


class Entry(weakref.ref):
    """A live tensor, which may go, and what it held when that was last looked at."""

    __slots__ = ("key", "known", "version", "time", "found")

    @property
    def memory(self):
        """Where the tensor lies, which most tensors are never asked for."""
        if self.found is None:
            self.found = MemoryRange(self())
        return self.found


class Values:
    """Finds what is known of a tensor, whichever object, view or piece of memory it was changed through.

    Tensors are held weakly: nothing stays alive because it was recorded.
    """

    def __init__(self):
        self.entries = {}
        reference = weakref.ref(self)  # Else tensors that live on would keep all that was recorded.

        def forget(entry):
            values = reference()
            if values is not None and values.entries.get(entry.key) is entry:
                del values.entries[entry.key]

        self.forget_gone = forget
        self.writes = {}  # For each memory the values that were written into it.
        self.clock = itertools.count(1)

    def entry(self, tensor):
        found = self.entries.get(id(tensor))
        return found if found is not None and found() is tensor else None

    def keep(self, tensor, known, is_write=False):
        """From now on the tensor holds this value."""
        entry = Entry(tensor, self.forget_gone)
        entry.key, entry.known, entry.version, entry.time, entry.found = id(tensor), known, version_of(tensor), next(self.clock), None
        self.entries[entry.key] = entry
        if is_write and entry.memory.storage is not None:
            writes, memory = self.writes.setdefault(entry.memory.storage, []), entry.memory
            writes[:] = [write for write in writes if not memory.covers(write[1])]
            writes.append((entry.time, memory, known))
        return known

    def forget(self, tensor):
        """What is known of the tensor no longer holds."""
        self.entries.pop(id(tensor), None)

    def newer(self, entry, tensor):
        """The values that were written since into the memory which the tensor shows, through other tensors."""
        if not self.writes:
            return ()
        writes = self.writes.get(entry.memory.storage, ())
        return [
            (memory, known) for time, memory, known in writes
            if time > entry.time and known is not entry.known and memory.overlaps(entry.memory)]


# A dictionary without members, of which there is one: most values and shares need none of their own.
NOTHING = types.MappingProxyType({})


def memory_of(tensor):
    """The memory that a tensor lies in, as a number; None for sparse ones and others that have none of their own."""
    try:
        return tensor.untyped_storage()._cdata
    except Exception:
        return None


def version_of(tensor):
    """How often PyTorch has counted a change of the tensor; those of inference mode are not counted."""
    try:
        return tensor._version
    except RuntimeError:
        return 0


def is_uninitialized(tensor):
    return isinstance(tensor, torch.nn.parameter.UninitializedTensorMixin)


# What keeps a recording from changing the program: compiled parts run as written, and fast paths stay open.


@contextlib.contextmanager
def compiled_parts_run_as_written(mode):
    """Has compiled functions run operation by operation, also those that are compiled in here.

    The branches of torch.cond and its like, which PyTorch compiles itself, run as always, without the mode that records: only what comes
    out of them is seen.
    """
    original, branches = torch.compile, torch._higher_order_ops.utils
    environment = branches.setup_compilation_env

    def as_written():
        torch.compile = original
        stack.enter_context(torch.compiler.set_stance("force_eager"))

    def compile(*arguments, **keywords):
        as_written()
        return original(*arguments, **keywords)

    @contextlib.contextmanager
    def environment_of_branches():
        if torch.compile is compile:
            as_written()
        with torch.compiler.set_stance("default"), without(type(mode)), environment() as backend:
            yield backend

    with contextlib.ExitStack() as stack:
        stack.callback(setattr, torch, "compile", original)
        stack.callback(setattr, branches, "setup_compilation_env", environment)
        stack.enter_context(unsaid("Using `torch.compile.module.` when there are global hooks"))
        branches.setup_compilation_env = environment_of_branches
        if "torch._dynamo" in sys.modules:
            as_written()
        else:
            # To load it takes a second or two, which programs that compile nothing are spared.
            torch.compile = compile
        yield


@contextlib.contextmanager
def without(kind):
    """The innermost modes for functions do nothing in here, as long as they are of a class."""
    with contextlib.ExitStack() as stack:
        while isinstance((torch.overrides._get_current_function_mode_stack() or [None])[-1], kind):
            stack.enter_context(torch.overrides._pop_mode_temporarily())
        yield


@contextlib.contextmanager
def unsaid(message):
    """Warnings that begin so are not shown in here."""
    warnings.filterwarnings("ignore", message=message)
    entry = warnings.filters[0]
    try:
        yield
    finally:
        if entry in warnings.filters:
            warnings.filters.remove(entry)


@contextlib.contextmanager
def fast_paths_stay_open():
    """Transformer layers ask whether functions are overridden, and compute in another way if so. The recorder overrides none."""
    original = torch.overrides.has_torch_function
    modes = torch.overrides._get_current_function_mode_stack

    def has_torch_function(arguments):
        if not modes():
            return original(arguments)
        with torch.overrides._pop_mode_temporarily():
            return original(arguments)

    torch.overrides.has_torch_function = has_torch_function
    try:
        yield
    finally:
        torch.overrides.has_torch_function = original


@contextlib.contextmanager
def functions_of_the_user(record):
    """Has each torch.autograd.Function that is applied recorded as one operation."""
    original = torch.autograd.Function.__dict__["apply"]

    def apply(cls, *arguments, **keywords):
        return record(cls, original.__get__(None, cls), arguments, keywords)

    torch.autograd.Function.apply = classmethod(apply)
    try:
        yield
    finally:
        torch.autograd.Function.apply = original


@contextlib.contextmanager
def updates_of_optimizers(begin, end):
    """Says when an optimizer changes parameters."""
    before = register_optimizer_step_pre_hook(lambda *_: begin())
    after = register_optimizer_step_post_hook(lambda *_: end())
    try:
        yield
    finally:
        before.remove()
        after.remove()


class unseen:
    """What the recorder computes in here is seen by no mode and no class of the program's, such as one that counts operations, and has no
    gradients.

    This and `Guarded` are entered several times for each operation, for which contexts made of generators, or of each other, are slow.
    """

    __slots__ = ("functions", "modes", "had_gradients")

    def __enter__(self):
        self.functions = functions = torch._C.DisableTorchFunction()
        functions.__enter__()
        self.modes = _disable_current_modes() if torch._C._len_torch_dispatch_stack() > 0 else None
        if self.modes is not None:
            self.modes.__enter__()
        self.had_gradients = torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)

    def __exit__(self, kind, error, trace):
        torch._C._set_grad_enabled(self.had_gradients)
        if self.modes is not None:
            self.modes.__exit__(None, None, None)
        self.functions.__exit__(None, None, None)


class Guarded:
    """The same with gradients, where nothing is recorded, and nothing that goes wrong reaches the program: it is reported, if that is wanted."""

    __slots__ = ("functions", "modes", "recorder", "has_report")

    def __init__(self, recorder, report=True):
        self.recorder, self.has_report = recorder, report

    def __enter__(self):
        self.functions = functions = torch._C.DisableTorchFunction()
        functions.__enter__()
        self.modes = _disable_current_modes() if torch._C._len_torch_dispatch_stack() > 0 else None
        if self.modes is not None:
            self.modes.__enter__()
        self.recorder.pauses += 1

    def __exit__(self, kind, error, trace):
        self.recorder.pauses -= 1
        if self.modes is not None:
            self.modes.__exit__(None, None, None)
        self.functions.__exit__(None, None, None)
        if not isinstance(error, Exception):
            return False
        if self.has_report:
            self.recorder.report(error)
        return True


def running_transform():
    """The name of the transform of torch.func that runs, such as vmap; None outside of all."""
    interpreter = torch._C._functorch.peek_interpreter_stack()
    return None if interpreter is None else interpreter.key().name.lower()


def unwrapped(tensor):
    """What a transform of torch.func has wrapped."""
    functorch = torch._C._functorch
    while functorch.is_functorch_wrapped_tensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return tensor


def outside_of_transforms():
    """A context in which tensors are computed with as if no transform of torch.func ran."""
    from torch._functorch.pyfunctorch import temporarily_clear_interpreter_stack

    return temporarily_clear_interpreter_stack()


# What stands at the nodes of PyTorch's graph while backward runs: it keeps gradients, and the shares that operations add to them.


class Watch:
    """Is called with the gradients that arrive at a node, and keeps those of the values that they belong to; `leave` with what the node passes
    on, which are the shares of an operation.

    Where costs are recorded, it also measures the time in between.
    """

    __slots__ = ("gradients", "is_leaf", "values", "shares", "cost", "is_followed")

    def __init__(self, gradients, is_leaf):
        self.gradients, self.is_leaf, self.values = weakref.ref(gradients), is_leaf, {}
        self.shares, self.cost, self.is_followed = (), None, False

    def follow(self, node):
        """Has `leave` called when the node is done."""
        if not self.is_followed:
            self.is_followed = True
            node.register_hook(self.leave)
        return self

    def __call__(self, given):
        gradients = self.gradients()
        if gradients is None:
            # Nobody will ask any more.
            self.values.clear()
            return
        run = torch._C._current_graph_task_id()
        if not self.is_leaf:
            gradients.runs.add(run)
        elif run not in gradients.runs:
            # The node of a leaf lives on if graphs that are made later use it before the recorded one is gone.
            return
        if self.values:
            try:
                with unseen():
                    for index, known in self.values.items():
                        gradient = given[index]
                        if gradient is not None:
                            known.delivered[run] = gradients.kept(gradient, known.side)
            except Exception as error:
                gradients.report(error)
        if self.cost is not None:
            self.cost.begin()

    def leave(self, passed, arrived):
        if self.cost is not None:
            # Without what the recorder itself does.
            self.cost.end()
        gradients = self.gradients()
        if not self.shares or gradients is None:
            return
        try:
            run = torch._C._current_graph_task_id()
            for index, share in self.shares:
                if passed[index] is not None:
                    share.receive(run, passed[index])
        except Exception as error:
            gradients.report(error)


class Share:
    """What an operation adds to the gradient of one of its arguments."""

    __slots__ = ("known", "slope", "ends", "gradients", "sums", "values", "whole")

    def __init__(self, known, ends, gradients):
        self.known, self.ends, self.gradients, self.slope = known, ends, gradients, None
        self.sums = self.values = NOTHING
        self.whole = ()  # The runs in which it was the whole gradient.

    def receive(self, run, gradient):
        if self.known.uses == 1:
            # The only one there is: it equals the gradient.
            self.whole += (run,)
            return
        with unseen():
            if self.ends == 1:
                self.keep(run, self._kept(gradient))
                return
            count, total = self.sums.get(run, (0, None))
            total = gradient.detach() if total is None else total + gradient.detach()
            if count + 1 < self.ends:
                self.sums = {**self.sums, run: (count + 1, total)}
            else:
                self._forget_sum(run)
                self.keep(run, self._kept(total))

    def keep(self, run, value):
        """The share in a run of backward."""
        self.values = {**self.values, run: value}

    def _forget_sum(self, run):
        self.sums = {other: sums for other, sums in self.sums.items() if other != run}

    def value(self, run):
        if run in self.sums:
            total = self.sums[run][1]
            self._forget_sum(run)
            self.keep(run, self._kept(total))
        if run in self.values:
            return self.values[run]
        if run not in self.whole:
            return None
        # Hooks may have changed it since.
        changes = self.known.changes.get(run)
        return changes[0][1] if changes else self.known.delivered.get(run)

    def _kept(self, gradient):
        return self.gradients.kept(gradient, self.known.side)


# What backward delivers, caught at the nodes of PyTorch's own graph.


class Gradients:
    """Watches the gradients of values, and the share that each operation adds to them."""

    def __init__(self, report, contributions, summary):
        self.report, self.contributions, self.summary = report, contributions, summary
        self.latest = None  # The tensor whose numbers were kept last, as it was, and these.
        self.runs = set()  # The runs of backward that came by a recorded operation.
        self.key = f"smolgrad_viz {next(NUMBERS_OF_RECORDERS)}"

    def kept(self, gradient, side):
        """What is kept of a gradient. Operations often hand on the tensor that they get, whose numbers are then looked at once."""
        version = version_of(gradient)
        if self.latest is not None:
            reference, *known, found = self.latest
            if reference() is gradient and known == [version, side]:
                return found
        found = self.summary(gradient, side)
        self.latest = weakref.ref(gradient), version, side, found
        return found

    def marks(self, node):
        """The values whose gradients pass a node, by the number of its result; None if nobody watches it."""
        watch = node.metadata.get(self.key)
        return watch.values or None if watch is not None else None

    def watch(self, tensor, known):
        """Has the gradient of a computed tensor delivered to its value."""
        node = tensor.grad_fn
        if node is not None:
            self.watch_of(node).values[tensor.output_nr] = known

    def edges(self, operands, known):
        """For each argument that needs a gradient where it enters the graph, before the operation changes it.

        The nodes of leaves live no longer than the graphs that use them, so they are watched anew whenever a graph begins.
        """
        edges = []
        for operand, value in zip(operands, known):
            edge = None
            if isinstance(operand, torch.Tensor) and operand.requires_grad:
                edge = edge_of(operand)
                self.watch_of(edge[0]).values[edge[1]] = value
            edges.append(edge)
        return edges

    def watch_of(self, node):
        """What watches a node: it is made when it is first asked for."""
        metadata = node.metadata
        watch = metadata.get(self.key)
        if watch is None:
            watch = metadata[self.key] = Watch(self, not node.next_functions)
            node.register_prehook(watch)
        return watch

    def watch_step(self, step, edges, results):
        """Has what an operation passes back to its arguments delivered to its shares."""
        if not self.contributions:
            return
        wanted = {}
        for position, edge in enumerate(edges):
            if edge is not None:
                wanted.setdefault(edge, []).append(position)
        if not wanted:
            return
        nodes = list(dict.fromkeys(tensor.grad_fn for tensor in results if tensor.grad_fn is not None))
        found = list(self._paths(nodes, wanted))
        consumers = {}
        for node, index, edge in found:
            consumers.setdefault(edge, []).append((node, index))
        by_node = {}
        for edge, positions in wanted.items():
            ends = consumers.get(edge, [])
            if not ends:
                continue
            if len(ends) == len(positions) and len({id(node) for node, _ in ends}) == 1:
                pairs = [(position, [end]) for position, end in zip(positions, ends)]
            else:
                pairs = [(positions[0], ends)]
            for position, ends in pairs:
                known = step.inputs[position]
                known.uses += 1
                share = step.share(position, Share(known, len(ends), self))
                for node, index in ends:
                    by_node.setdefault(node, []).append((index, share))
                share.slope = slope(results, known, ends)
        for node, shares in by_node.items():
            self.watch_of(node).follow(node).shares += tuple(shares)

    def _paths(self, nodes, wanted):
        """The edges inside of an operation that lead to its arguments."""
        open_, met = list(nodes), set(nodes)
        while open_ and len(met) < NODE_LIMIT:
            node = open_.pop(0)
            for index, edge in enumerate(node.next_functions):
                if edge[0] is None:
                    continue
                if edge in wanted:
                    yield node, index, edge
                elif edge[0] not in met and self.marks(edge[0]) is None and edge[0].next_functions:
                    met.add(edge[0])
                    open_.append(edge[0])

    def origins(self, tensor):
        """The values from which PyTorch computed a tensor that nobody saw, and the function that gave it."""
        first = tensor.grad_fn
        open_, met, found = [first], {first}, {}
        while open_ and len(met) < NODE_LIMIT:
            node = open_.pop(0)
            for next_node, index in node.next_functions:
                if next_node is None:
                    continue
                marks = self.marks(next_node)
                if marks is not None and index in marks:
                    found[id(marks[index])] = marks[index]
                elif next_node not in met:
                    met.add(next_node)
                    open_.append(next_node)
        return list(found.values())


def edge_of(tensor):
    """Where a tensor's gradient enters the graph."""
    if tensor.grad_fn is not None:
        return tensor.grad_fn, tensor.output_nr
    # Sparse and nested tensors have no views.
    alias = tensor.view_as(tensor) if tensor.layout == torch.strided and not tensor.is_nested else tensor.clone()
    return alias.grad_fn.next_functions[0]


def slope(results, known, ends):
    """The derivative of a single number for another, where one node of the graph stands for the whole operation."""
    if known.count != 1 or len(results) != 1 or results[0].numel() != 1 or len(ends) != 1:
        return None
    node, index = ends[0]
    if node is not results[0].grad_fn or hasattr(type(node), "_forward_cls"):
        return None
    if torch._C._autograd._top_saved_tensors_default_hooks(True) is not None:
        return None
    try:
        with torch.no_grad():
            found = node(torch.ones_like(results[0]))
        found = found[index] if isinstance(found, tuple) else found
        return None if found is None else number(found.item())
    except Exception:
        return None


NODE_LIMIT = 4096
NUMBERS_OF_RECORDERS = itertools.count(1)


# What operations cost: the time and the floating point operations of both passes, and the bytes that they keep for the backward pass.


class Cost:
    """What one operation costs."""

    __slots__ = ("forward", "backward", "saved", "inputs", "began", "flops")

    def __init__(self, forward):
        # Seconds; those of the backward pass are added up as its nodes run.
        self.forward, self.backward = forward, 0.0
        # Bytes that it keeps, and no operation before it; and how many of them are those of each argument.
        self.saved, self.inputs = None, NOTHING
        self.began = None
        # The floating point operations of both passes, if there is a formula for them.
        self.flops = None

    def begin(self):
        """A node of the backward pass begins."""
        wait()
        self.began = time.perf_counter()

    def end(self):
        """It is done."""
        wait()
        if self.began is not None:
            self.backward += time.perf_counter() - self.began
            self.began = None


class Costs:
    """Measures the operations of a recorder that is asked for it, without what the recorder itself does."""

    def __init__(self, gradients):
        self.gradients = gradients
        # The memory that operations keep, by its address. What is referred to weakly keeps its address to itself.
        self.storages = {}

    def watch(self, cost, operands, edges, results):
        """Has the nodes of an operation measured in the backward pass, and counts what they keep."""
        ends = {edge[0] for edge in edges if edge is not None}
        memory = None
        has_hooks = torch._C._autograd._top_saved_tensors_default_hooks(True) is not None
        for node in self._nodes(results, ends, cost):
            # Hooks of the program's that keep something else would have to give the tensors back, which may take a second forward pass.
            if has_hooks:
                cost.saved = None
                continue
            cost.saved = cost.saved or 0
            for tensor in saved_by(node):
                address = memory_of(tensor)
                if address is None or address in self.storages:
                    continue
                storage = tensor.untyped_storage()
                self.storages[address] = StorageWeakRef(storage)
                size = storage.nbytes()
                cost.saved += size
                if memory is None:
                    memory = positions_of_memory(operands)
                position = memory.get(address)
                if position is not None:
                    cost.inputs = {**cost.inputs, position: cost.inputs.get(position, 0) + size}

    def _nodes(self, results, ends, cost):
        """The nodes of PyTorch's graph that belong to an operation and to none before it, which are measured from now on."""
        open_ = [tensor.grad_fn for tensor in results if tensor.grad_fn is not None]
        met = 0
        while open_ and met < NODE_LIMIT:
            node = open_.pop(0)
            if node is None or node in ends:
                continue
            next_functions = node.next_functions
            watch = self.gradients.watch_of(node) if next_functions else None
            if watch is None or watch.cost is not None:
                continue
            met += 1
            watch.follow(node).cost = cost
            yield node
            open_ += [next_node for next_node, _ in next_functions]


def positions_of_memory(operands):
    """The first of the arguments that lies in each memory."""
    found = {}
    for position, operand in enumerate(operands):
        memory = memory_of(operand) if isinstance(operand, torch.Tensor) else None
        if memory is not None:
            found.setdefault(memory, position)
    return found


def wait():
    """Waits for the graphics card, which works beside the program, so that its time is that of the operation."""
    # Whether it was ever used is known; whether there is one would be looked for anew each time.
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()


def saved_by(node):
    """The tensors that a node keeps for the backward pass."""
    kind = type(node)
    if hasattr(kind, "_forward_cls"):
        return [tensor for tensor in node.saved_tensors if isinstance(tensor, torch.Tensor)]
    names = SAVED.get(kind)
    if names is None:
        names = SAVED[kind] = [name for name in dir(node) if name.startswith("_saved_")]
    found, numbers = [], []
    for name in names:
        try:
            value = getattr(node, name)
        except RuntimeError:
            # It was changed in place since, or is gone.
            continue
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, (tuple, list)):
            found += [part for part in value if isinstance(part, torch.Tensor)]
        elif isinstance(value, (bool, int, float, str)):
            numbers.append(name)
    if numbers:
        # What is a number once never is a tensor.
        SAVED[kind] = [name for name in names if name not in numbers]
    return found


# The names of what the nodes of a kind keep that may be tensors.
SAVED = {}


UNKNOWN = {"forward": 0, "known": 0, "unknown": 1}


def cost_of(cost):
    """What an operation costs, as it stands in a snapshot."""
    if cost is None:
        return {"time": UNKNOWN, "flops": UNKNOWN}
    flops = UNKNOWN if cost.flops is None else {"forward": cost.flops[0], "backward": cost.flops[1]}
    found = {"time": {"forward": cost.forward, "backward": cost.backward}, "flops": flops}
    return found if cost.saved is None else {**found, "saved": {"forward": cost.saved}}


def total(costs):
    """What the operations of a snapshot cost together."""
    whole = {}
    for kind in ("time", "saved", "flops"):
        sums = [cost[kind] for cost in costs if kind in cost]
        known = sum(entry.get("known", 1) for entry in sums)
        whole[kind] = {
            "forward": sum(entry["forward"] for entry in sums), "backward": sum(entry.get("backward", 0) for entry in sums),
            "known": known, "unknown": len(sums) - known,
        }
    return whole


# Compares the derivative of a recorded call, by itself, with difference quotients in double precision.


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


# What the steps of a training run were like.


STATE_NAMES = {
    "exp_avg": "m", "exp_avg_sq": "v", "max_exp_avg_sq": "largest v", "momentum_buffer": "momentum", "square_avg": "mean square",
    "grad_avg": "mean",
}


class History:
    """The loss of each step, and a few numbers of each parameter: norms in double precision, before the parameters are changed."""

    def __init__(self):
        self.optimizer, self.losses, self.series = None, [], {}

    def begin(self, parameters, loss, optimizer):
        """Notes the sizes before a step, and returns what `end` needs."""
        self.losses.append(float(loss.detach()))
        if optimizer is not None:
            rates = sorted({float(group["lr"]) for group in optimizer.param_groups if "lr" in group})
            rate = f", learning rate {rates[0]:g}" if len(rates) == 1 else ""
            self.optimizer = f"{type(optimizer).__name__}{rate}"
        before = []
        for name, parameter in parameters:
            series = self._series(name, parameter)
            gradient = parameter.grad
            series["valueNorms"].append(_norm(parameter))
            series["gradientNorms"].append(None if gradient is None else _norm(gradient))
            zeros = None if gradient is None else 1 - int(torch.count_nonzero(gradient)) / max(1, gradient.numel())
            series["zeroShares"].append(zeros)
            before.append((series, parameter, parameter.detach().clone()))
        return before

    def end(self, before, optimizer, has_state):
        """Notes how far the step went."""
        for series, parameter, old in before:
            size = series["valueNorms"][-1]
            series["updateRatios"].append(None if size == 0 else _norm(parameter.detach() - old) / size)
            if not has_state or optimizer is None:
                continue
            for key, tensor in optimizer.state.get(parameter, {}).items():
                if isinstance(tensor, torch.Tensor) and tensor.shape == parameter.shape and key != "step":
                    norms = series["state"].setdefault(STATE_NAMES.get(key, key), [None] * (len(self.losses) - 1))
                    norms.append(_norm(tensor))
        for series, _, _ in before:
            for norms in series["state"].values():
                norms.extend([None] * (len(self.losses) - len(norms)))

    def _series(self, name, parameter):
        """The numbers of a parameter; of one that was not there before, nothing for the steps up to now."""
        if name not in self.series:
            missing = [None] * (len(self.losses) - 1)
            self.series[name] = {
                "elementCount": parameter.numel(), "valueNorms": [0.0] * len(missing), "gradientNorms": missing[:],
                "zeroShares": missing[:], "updateRatios": missing[:], "state": {}}
        return self.series[name]

    def written(self):
        """The history as it stands in a snapshot."""
        parameters = []
        for name, series in self.series.items():
            members = {key: _numbers(value) for key, value in series.items() if key not in ("elementCount", "state")}
            state = [{"name": key, "norms": _numbers(norms)} for key, norms in series["state"].items()]
            parameters.append({
                "name": name, "elementCount": series["elementCount"], **members, **({"state": state} if state else {})})
        optimizer = {} if self.optimizer is None else {"optimizer": self.optimizer}
        return {**optimizer, "losses": _numbers(self.losses), "parameters": parameters}


def _norm(tensor):
    return float(torch.linalg.vector_norm(tensor.detach(), dtype=torch.float64))


def _numbers(numbers):
    """Numbers as JSON has them: words for those that it lacks."""
    words = {math.inf: "inf", -math.inf: "-inf"}
    return [None if number is None else "nan" if math.isnan(number) else words.get(number, number) for number in numbers]


# What the user's hooks change of a gradient.


class Hooks:
    """Watches the hooks of tensors."""

    def __init__(self, report, gradients):
        self.report, self.gradients, self.handles = report, gradients, []
        self.added_up = weakref.WeakKeyDictionary()  # For each value the run whose hooks found its gradient alone in the tensor.

    def watch(self, tensor, known):
        """Has the gradient noted before each hook that a tensor has, unless it is already."""
        self._stand_before(tensor, known, tensor._backward_hooks, tensor.register_hook, Observer)
        later = tensor._post_accumulate_grad_hooks
        if later:
            self._stand_before(tensor, known, later, tensor.register_post_accumulate_grad_hook, LaterObserver)
            self._stand_behind(tensor, known, later)

    def _stand_before(self, tensor, known, hooks, register, kind):
        if not hooks:
            return
        own = {hook.key: hook for hook in hooks.values() if isinstance(hook, Observer) and hook.hooks() is self}
        for key, hook in list(hooks.items()):
            if key in own:
                own[key].known = weakref.ref(known)
            if key in own or isinstance(hook, Observer):
                continue
            observer = kind(self, known, key, hook_name(hook))
            observer.handle = register(observer)
            # The hook is put behind it once more: PyTorch goes by the order in which they came, not by that of `move_to_end`.
            del hooks[key]
            hooks[key] = hook
            if tensor.is_leaf:
                self.handles.append(observer.handle)

    def _stand_behind(self, tensor, known, hooks):
        last = next((hook for hook in hooks.values() if isinstance(hook, LastObserver) and hook.hooks() is self), None)
        if last is not None:
            # Hooks that came since stand before it.
            last.handle.remove()
        last = LastObserver(self, known, None, None)
        last.handle = tensor.register_post_accumulate_grad_hook(last)
        self.handles.append(last.handle)

    def forget(self):
        """Takes the observers away from leaves, which live on."""
        for handle in self.handles:
            handle.remove()
        self.handles.clear()


class Observer:
    """Notes a gradient before a hook gets it; a parameter that has it keeps nothing of a recording alive."""

    def __init__(self, hooks, known, key, name):
        self.hooks, self.known, self.key, self.name = weakref.ref(hooks), weakref.ref(known), key, name
        self.handle = None

    def __call__(self, gradient):
        hooks, known = self.hooks(), self.known()
        if hooks is None or known is None:
            # Nobody will ask any more.
            self.handle.remove()
            return
        try:
            with unseen():
                self.note(hooks, known, torch._C._current_graph_task_id(), gradient)
                # The hook may write into it in a way that PyTorch does not count, such as through `data`.
                hooks.gradients.latest = None
        except Exception as error:
            hooks.report(error)

    def note(self, hooks, known, run, gradient):
        known.note(run, self.name, hooks.gradients.kept(gradient, known.side))


class LaterObserver(Observer):
    """The same for a hook that runs after a gradient was added up, where that is all there is: an older one is not of this pass."""

    def note(self, hooks, known, run, tensor):
        kept = None if tensor.grad is None else hooks.gradients.kept(tensor.grad, known.side)
        if hooks.added_up.get(known) == run or kept is not None and run in known.delivered and kept.value() == known.delivered[run].value():
            hooks.added_up[known] = run
            if kept is not None:
                known.note(run, self.name, kept)


class LastObserver(Observer):
    """Notes what such hooks have left."""

    def note(self, hooks, known, run, tensor):
        if hooks.added_up.get(known) == run:
            # Where a hook has taken the gradient, such as one that steps an optimizer, it is the one that was there last.
            known.delivered[run] = known.changes[run][-1][1] if tensor.grad is None else hooks.gradients.kept(tensor.grad, known.side)


def hook_name(hook):
    """What a hook is called."""
    while isinstance(hook, functools.partial):
        hook = hook.func
    return getattr(hook, "__name__", type(hook).__name__).strip("<>")


# What the user's backward hooks of modules change of gradients, and which operations run in forward hooks.


def watch_handed(recorder, before, results):
    """Has the gradients of tensors that were handed on noted before each hook and behind the last."""
    step = before.step
    step.type, step.is_handed, step.results = "identity", True, len(results)
    watched = {}
    frame = frame_of("_apply_on_tensors")
    for position, (tensor, source, edge) in enumerate(zip(results, before.known, before.edges)):
        known = Known(tensor, "result", step=step, position=position, numbers=lambda *_: source.value)
        recorder.values.keep(tensor, known)
        if edge is None:
            continue
        recorder.gradients.watch(tensor, known)
        source.uses += 1
        share = step.share(position, Share(source, 1, recorder.gradients))
        watched[frame.f_locals["tensors_idx"][position]] = known, share
    call, name = frame.f_locals["self"], "user_hooks" if frame.f_back.f_code.co_name == "setup_input_hook" else "user_pre_hooks"
    hooks = getattr(call, name)
    if hooks and watched:
        observed = [part for hook in hooks for part in (ModuleObserver(recorder, watched, hook_name(hook)), hook)]
        setattr(call, name, [*observed, ModuleObserver(recorder, watched, None)])


def frame_of(name):
    """The innermost call of a function."""
    frame = sys._getframe(1)
    while frame.f_code.co_name != name:
        frame = frame.f_back
    return frame


class ModuleObserver:
    """Notes the gradients that a hook of a module gets; the last one, without a name, what they have become."""

    def __init__(self, recorder, watched, name):
        self.recorder, self.watched, self.name = weakref.ref(recorder), watched, name

    def __call__(self, module, gradients, *_):
        recorder = self.recorder()
        if recorder is None:
            return
        try:
            run = torch._C._current_graph_task_id()
            with unseen():
                for position, (known, share) in self.watched.items():
                    if gradients[position] is not None:
                        self._note(run, known, share, recorder.gradients.kept(gradients[position], known.side))
            # The hook may write into it in a way that PyTorch does not count, such as through `data`.
            recorder.gradients.latest = None
        except Exception as error:
            recorder.report(error)

    def _note(self, run, known, share, kept):
        if self.name is not None:
            known.note(run, self.name, kept)
        else:
            known.delivered[run] = kept
            share.keep(run, kept)


def hook_of_the_program():
    """The name of the forward hook or pre-hook of a module in which an operation runs; None outside of all."""
    frame = frame_of_the_program()
    while frame is not None:
        caller = frame.f_back
        if caller is not None and caller.f_code.co_name == "inner" and caller.f_globals.get("__name__") == torch.nn.modules.module.__name__:
            # The call of the module: what it calls is its forward function, or a hook.
            hook = caller.f_locals.get("hook")
            function = getattr(hook, "func", hook)
            function = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
            return hook_name(hook) if function is frame.f_code else None
        frame = caller
    return None


# Which call of which module runs, and what the modules are called.


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


# What a reader should call a tensor.


class Names:
    """The names of tensors that no recorded operation has used yet; what is known of a tensor has its name itself."""

    def __init__(self):
        self.pending = {}

    def give(self, tensors, values, modules):
        """Names the tensors of a dictionary by their keys, nested ones by their paths."""
        for label, tensor in named_tensors_in(tensors):
            entry = values.entry(tensor)
            if modules.owner(tensor) is not None:
                continue
            if entry is None:
                self.pending.setdefault(id(tensor), (label, weakref.ref(tensor)))
            elif entry.known.label is None:
                entry.known.label = label

    def of_arguments(self, function, arguments, keywords, values, modules):
        """Names what a function is given by the function's parameters."""
        try:
            signature = inspect.signature(function)
            given = dict(signature.bind(*arguments, **keywords).arguments)
        except (TypeError, ValueError):
            return
        for parameter in signature.parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                given.update(given.pop(parameter.name, {}))
        self.give(given, values, modules)

    def has(self, tensor):
        """Whether a name waits for the tensor."""
        found = self.pending.get(id(tensor))
        return found is not None and found[1]() is tensor

    def take(self, tensor):
        """The name that waits for the tensor, or None."""
        found = self.pending.pop(id(tensor), None)
        return found[0] if found is not None and found[1]() is tensor else None


# Where a figure ends: the tensors that a model gives.


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


# A snapshot as it stands in JSON.


VERSION = 4


class Snapshot(dict):
    """A recorded computation; docs/snapshot.md describes its members."""

    def save(self, path):
        """Writes it to a file, a line for each scope, node and edge."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.text())

    def text(self):
        """The text of the file."""
        members = []
        for name, value in self.items():
            if name == "edges":
                value = list(self._short_edges())
            if isinstance(value, list):
                lines = ["\n" + json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in value]
                text = f"[{','.join(lines)}]"
            else:
                text = json.dumps(value, ensure_ascii=False)
            members.append(f'"{name}": {text}')
        return "{" + ", ".join(members) + "}\n"

    def _short_edges(self):
        """The edges, where a contribution that is the gradient itself is not told a second time."""
        gradients = {
            node["id"]: node["tensor"]["gradient"].get("value") for node in self["nodes"] if "tensor" in node}
        for edge in self["edges"]:
            contribution = edge.get("contribution")
            if contribution and contribution["value"] is gradients.get(edge["from"]):
                contribution = {name: value for name, value in contribution.items() if name != "value"}
                edge = {**edge, "contribution": contribution}
            yield edge

    def __repr__(self):
        operations = sum("operation" in node for node in self["nodes"])
        title = self.get("title") or "a computation"
        return f"<Snapshot of {title}: {operations} operations, {len(self['nodes']) - operations} tensors>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Its figure or a line of text, never megabytes of JSON."""
        try:
            from ..figure import Figure
        except ImportError:  # The recorder stands alone.
            return {"text/plain": repr(self)}
        return {**Figure(self)._repr_mimebundle_(), "text/plain": repr(self)}

    def _ipython_display_(self):
        """In a notebook both of them: of one output it would show the figure alone."""
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        summary = {"text/plain": bundle.pop("text/plain")}
        if bundle:
            display({**bundle, **summary}, raw=True)
        display(summary, raw=True)


# Puts what was recorded into the order and the words of a snapshot.


class Writer:
    """Writes what led to the ends; without ends, how far a program came that failed."""

    def __init__(self, recorder, ends):
        self.recorder, self.ends = recorder, ends
        self.failed = recorder.records.failed_step if not ends else None
        self.run = max((run for end in ends for run in end.delivered), default=None)
        self.taken, self.counts = set(), {}
        # For what was handed on and needs no node of its own, the value that is shown; and the changes of gradients on their way.
        self.shown, self.changes = {}, {}
        self.ids, self.scopes, self.nodes, self.edges = {}, {}, [], []

    def snapshot(self, title):
        steps = self._steps()
        self._merge_handed(steps)
        write(self._arrays(steps))
        for step in steps:
            self._operation(step)
        for end in self.ends:
            if id(end) not in self.ids:
                self._leaf(end, None)
        self._unused()
        return Snapshot(
            version=VERSION, **({} if title is None else {"title": title}), **self._total(),
            scopes=list(self.scopes.values()), nodes=self.nodes, edges=self.edges, **self._training())

    def _training(self):
        history = self.recorder.history
        return {"training": history.written()} if history.losses else {}

    def _total(self):
        if self.recorder.records.costs is None:
            return {}
        return {"cost": total([node["cost"] for node in self.nodes if "cost" in node])}

    def _unused(self):
        """The parameters of the model that nothing used which leads to the ends; they stand there by themselves."""
        if self.run is None or self.recorder.model is None:
            return
        told = {known.path for known in self.wanted.values()}
        for path, parameter in self.recorder.model.named_parameters():
            if parameter.requires_grad and path not in told:
                self._leaf(Known(parameter, "parameter", path=path, numbers=self.recorder.records.summary), None)

    def _steps(self):
        """The operations that led to the ends, in the order in which they ran."""
        open_ = list(self.ends)
        steps = set()
        if self.failed is not None:
            open_ += self.recorder.records.last_known + self.failed.inputs
            steps.add(self.failed)
        self.wanted = {id(known): known for known in open_}
        while open_:
            step = open_.pop().step
            if step is None or step in steps:
                continue
            steps.add(step)
            for known in step.inputs:
                if id(known) not in self.wanted:
                    self.wanted[id(known)] = known
                    open_.append(known)
        self.results = {}
        for known in self.wanted.values():
            if known.step is not None:
                self.results.setdefault(known.step, []).append(known)
        return sorted(steps, key=lambda step: step.number)

    def _merge_handed(self, steps):
        """Takes what a module with backward hooks handed on for what it was given, unless a hook changed one of several shares of a gradient."""
        uses = collections.Counter(id(known) for step in steps for known in step.inputs)
        for step in steps:
            for known in self.results[step] if step.is_handed else ():
                given = step.inputs[known.position]
                changes = known.changes.get(self.run, [])
                is_changed = any(before.value() != known.delivered[self.run].value() for _, before in changes)
                if is_changed and (uses[id(given)] > 1 or any(given is end for end in self.ends)):
                    continue
                given = self.shown[id(known)] = self._shown(given)
                if is_changed:
                    self.changes[id(given)] = changes + self._noted(given)
                given.label = given.label or known.label
        self.ends = [self._shown(end) for end in self.ends]

    def _shown(self, known):
        return self.shown.get(id(known), known)

    def _noted(self, known):
        """What hooks changed of a gradient: their names, and the gradient before each."""
        return self.changes.get(id(known), known.changes.get(self.run, []))

    def _inputs(self, step):
        """The operands that are shown, with their positions."""
        own = {known.position for known in self.results.get(step, ()) if id(known) not in self.shown}
        return [
            (position, self._shown(known)) for position, known in enumerate(step.inputs) if not step.is_handed or position in own]

    def _arrays(self, steps):
        """All arrays whose numbers will be told."""
        found = []
        for known in self.wanted.values():
            found += [known.value] + ([known.delivered[self.run]] if self.run in known.delivered else [])
            found += [before for _, before in known.changes.get(self.run, ())]
        if self.run is not None:
            found += [share.value(self.run) for step in steps for share in step.shares.values()]
        return [kept for kept in {id(kept): kept for kept in found if kept is not None}.values()]

    def _operation(self, step):
        inputs = self._inputs(step)
        if step.is_handed and not inputs:
            return
        scope = self._scope(step.scope)
        for _, known in inputs:
            if id(known) not in self.ids:
                self._leaf(known, scope)
        name = self._numbered(step.type)
        content = {"type": step.type, "attributes": step.attributes, "derivatives": derivatives(step.type, len(inputs))}
        if step.tags is not None:
            content["tags"] = step.tags
        if step.source is not None:
            content["source"] = step.source
        if step.failure is not None:
            content["failure"] = step.failure
        if step.check is not None:
            content["check"] = {name: value if name == "verdict" else number(value) for name, value in step.check.items()}
        cost = {} if self.recorder.records.costs is None else {"cost": cost_of(step.cost)}
        operation = self._append(self._unique(name), scope, **cost, operation=content)
        for position, known in inputs:
            edge = {"from": self.ids[id(known)], "to": operation, "position": position}
            if step.cost is not None and step.cost.saved is not None:
                edge["saved"] = step.cost.inputs.get(position, 0)
            self.edges.append({**edge, **self._contribution(step, position, known)})
        results = [known for known in self.results.get(step, ()) if id(known) not in self.shown]
        for known in sorted(results, key=lambda known: known.position):
            many = f".{known.position}" if step.results > 1 else ""
            node = self._append(
                self._unique(known.label or f"{name}.output{many}"), scope, tensor=self._tensor(known, known.label))
            self.ids[id(known)] = node
            self.edges.append({"from": operation, "to": node, "position": known.position})

    def _contribution(self, step, position, known):
        share = step.shares.get(position)
        value = None if share is None or self.run is None else share.value(self.run)
        if value is None or value.shape != known.value.shape:
            return {}
        slope = {} if share.slope is None else {"localDerivative": share.slope}
        return {"contribution": {"value": value.value(), **slope}}

    def _leaf(self, known, scope):
        label = known.path or known.label
        if known.role in ("parameter", "buffer"):
            # It stands in the innermost call of a module that owns it or its owner.
            while scope is not None and not is_inside(known.path, self.scopes[scope]["path"]):
                scope = self.scopes[scope].get("parent")
        elif known.role == "input":
            scope = None
        elif known.scope is not None:
            # What was made outside of the call that uses it belongs to the call around both.
            around = self._around(known.scope)
            while scope is not None and scope not in around:
                scope = self.scopes[scope].get("parent")
        if known.role == "parameter":
            around = scope
            while around is not None:
                self.scopes[around]["parameterCount"] += known.count
                around = self.scopes[around].get("parent")
        name = self._unique(label or self._numbered(known.kind))
        self.ids[id(known)] = self._append(name, scope, tensor=self._tensor(known, label))

    def _tensor(self, known, label):
        return {
            "role": known.role, **({} if label is None else {"label": label}),
            "dtype": words(known.dtype), "requiresGradient": known.requires_gradient,
            "isRoot": any(known is end for end in self.ends), "value": known.value.value(), "gradient": self._gradient(known),
            **self._changes(known),
        }

    def _changes(self, known):
        """The hooks that gave another gradient than they got."""
        noted = self._noted(known)
        after = [before for _, before in noted[1:]] + [known.delivered.get(self.run)]
        changes = [
            {"operation": "hook", "attributes": [{"name": "name", "value": name}], "before": before.value()}
            for (name, before), next in zip(noted, after)
            if next is not None and before.shape == known.value.shape and before.value() != next.value()]
        return {"gradientChanges": changes} if changes else {}

    def _gradient(self, known):
        """The numbers, or why there are none."""
        if known.role == "constant":
            return {"status": "constant"}
        if not known.is_float:
            return {"status": "integer"}
        if not known.requires_gradient:
            return {"status": "notRequired"}
        if self.run is None:
            return {"status": "notComputed"}
        found = known.delivered.get(self.run)
        if found is None or found.shape != known.value.shape:
            return {"status": "unreachable"}
        return {"status": "computed", "value": found.value()}

    def _append(self, name, scope, **content):
        node = {"id": len(self.nodes), "name": name, **({} if scope is None else {"scope": scope})}
        self.nodes.append({**node, **content})
        return node["id"]

    def _scope(self, scope):
        """The call of a module, with those around it before it."""
        if scope is not None and scope not in self.scopes:
            call = self.recorder.modules.scopes[scope]
            self._scope(call.get("parent"))
            self.scopes[scope] = {**call, "parameterCount": 0}
        return scope

    def _around(self, scope):
        """A call of a module and those around it."""
        found = set()
        while scope is not None:
            found.add(scope)
            scope = self.recorder.modules.scopes[scope].get("parent")
        return found

    def _numbered(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}_{self.counts[kind]}"

    def _unique(self, name):
        candidate = name
        while candidate in self.taken:
            candidate = self._numbered(name)
        self.taken.add(candidate)
        return candidate


def is_inside(path, module):
    return not module or path.startswith(module + ".")


# What a view of a figure needs to know of an operation besides its name; docs/snapshot.schema.json has the words.


def tags_of(name, operands, results):
    """The tags of one of PyTorch's functions by what it gave: a result in the memory of its only argument is a view of that."""
    if name in MASKS:
        return ["mask"]
    if len(operands) != 1 or not results or name == "detach":
        return []
    if name in CASTS:
        return ["cast"]
    if name in REARRANGEMENTS:
        return ["permutation"]
    source = operands[0]
    memory = memory_of(source)
    if memory is None or any(result.dtype != source.dtype or memory_of(result) != memory for result in results):
        return []
    if any((result.is_conj(), result.is_neg()) != (source.is_conj(), source.is_neg()) for result in results):
        return []
    is_whole = len(results) == 1 and results[0].numel() == source.numel() and name not in OVERLAPPING
    return ["permutation" if is_whole else "view"]


# Floating point operations of products of matrices and convolutions, as PyTorch's FlopCounterMode counts them: multiply and add are two.


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


# One call of a function, from before it is made until its results are known.


class Before:
    """What is known of a call before it is made."""

    __slots__ = ("recorder", "call", "arguments", "step", "seconds", "tensors", "versions", "known", "edges")

    def __init__(self, recorder, call, arguments):
        self.recorder, self.call, self.arguments, self.step, self.seconds = recorder, call, arguments, None, None
        operands = [operand for operand in call.operands if isinstance(operand, torch.Tensor)]
        if call.is_creation or not operands and not call.overwritten:
            return
        self.tensors = [*operands, *call.overwritten]
        self.versions = [version_of(tensor) for tensor in self.tensors]
        if not operands:
            return
        step = self.step = recorder.records.step(call.name, call.operands, call.attributes)
        self.known = known = step.inputs
        if len(operands) != len(known):
            self.known = [value for value, operand in zip(known, call.operands) if isinstance(operand, torch.Tensor)]
        if torch.is_grad_enabled():
            for tensor, value in zip(operands, self.known):
                if tensor.is_leaf and tensor.requires_grad:
                    recorder.hooks.watch(tensor, value)
            self.edges = recorder.gradients.edges(call.operands, known)
        else:
            self.edges = [None] * len(known)

    def observe(self, result):
        """Records the call, if it has computed a tensor or changed one."""
        recorder, call, step = self.recorder, self.call, self.step
        results = tensors_in(result)
        if step is None:
            self._created(results, is_overwritten=bool(call.overwritten))
            return
        known = {id(tensor) for tensor in self.tensors}
        new = [tensor for tensor in results if id(tensor) not in known]
        if len(new) > 1:
            new = unique(new)
        changed = [tensor for tensor, version in zip(self.tensors, self.versions) if version_of(tensor) != version]
        if call.is_in_place:
            written = tensors_in(call.out) if call.out is not None else call.overwritten or self.tensors[:1]
            changed += [tensor for tensor in written if tensor.is_inference()]
        if changed:
            for tensor in changed:
                # A parameter that is set anew is still a parameter.
                owner = recorder.modules.owner(tensor) if tensor.is_leaf else None
                if call.name in UPDATES_STATE or owner is not None and owner[0] == "parameter":
                    recorder.values.forget(tensor)
            changed = [tensor for tensor in unique(changed) if recorder.values.entry(tensor) is not None]
        if call.name == "grad":
            self._deliver(result)
        if new or changed:
            recorder.records.finish(step, call.operands, self.edges, new, changed, self.seconds)
            step.tags = tags_of(call.name, call.operands, new) if call.is_own and not changed else []
            if step.cost is not None and call.is_own:
                step.cost.flops = flops_of(step, call.operands, [edge is not None for edge in self.edges], new)

    def _deliver(self, result):
        """What torch.autograd.grad gives is the gradient of the tensors that it was asked about."""
        count = len(tensors_in(self.arguments[0]))
        runs = [run for known in self.known[:count] for run in known.delivered]
        gradients = result if isinstance(result, (tuple, list)) else [result]
        for known, gradient in zip(self.known[count:], gradients):
            if runs and isinstance(gradient, torch.Tensor):
                known.delivered.setdefault(max(runs), self.recorder.records.summary(gradient, known.side))

    def _created(self, tensors, is_overwritten):
        recorder, name = self.recorder, self.call.name
        # What a module makes of nothing, such as a mask, belongs to it; else the user made it.
        role = "constant" if recorder.modules.open or recorder.is_inside else "input"
        for tensor in tensors:
            if is_overwritten or recorder.values.entry(tensor) is None:
                if recorder.modules.owner(tensor) is not None:
                    recorder.values.forget(tensor)
                    continue
                known = Known(tensor, role, kind=name, numbers=recorder.records.summary)
                known.label, known.scope = recorder.names.take(tensor), recorder.modules.current()
                if name in UNINITIALIZED:
                    known.value = Array(shape_of(tensor), "not initialized")
                recorder.records.keep(tensor, known, is_write=is_overwritten)


def constant(value):
    """A number that is written in the program."""
    dtype = torch.bool if isinstance(value, bool) else torch.int64 if isinstance(value, int) else torch.float32
    if isinstance(value, int) and abs(value) >= 2**63:
        dtype = torch.float32
    return Known(torch.tensor(value, dtype=dtype), "constant")


def unique(tensors):
    """Each tensor once."""
    return list({id(tensor): tensor for tensor in tensors}.values())


# How far a long recording has come, in a line on standard error.


class Progress:
    """Says every second how many operations there are, after the first seconds of a recording."""

    def __init__(self, is_shown=None):
        self.is_shown = sys.stderr.isatty() if is_shown is None else is_shown
        self.began, self.told = None, 0

    def begin(self):
        self.began = time.monotonic()

    def show(self, count):
        if not self.is_shown or self.began is None:
            return
        now = time.monotonic()
        if now - max(self.began + 4, self.told) > 1:
            self.told = now
            print(f"\rsmolgrad_viz: {count:,} operations, {now - self.began:.0f} s", end="", file=sys.stderr, flush=True)

    def end(self):
        """What is printed next begins a line of its own."""
        if self.told:
            print(file=sys.stderr)


# The values and the operations of a program, as far as they have been recorded.


class Records:
    """Which value each tensor holds, and which operation computed it."""

    def __init__(self, modules, progress, report, numbers, contributions, cost):
        self.modules, self.progress, self.values, self.names = modules, progress, Values(), Names()
        self.summary = Summary(numbers != "none")
        self.gradients = Gradients(report, contributions and numbers == "all", self.summary)
        self.costs = Costs(self.gradients) if cost else None
        self.count, self.region = 0, None
        self.failure, self.failed_step, self.last_known = None, None, []
        self.has_forward_hooks = False  # Whether modules have any of the program's.

    # Values.

    def known(self, tensor):
        """The value that a tensor holds now."""
        entry = self.values.entry(tensor)
        if entry is None:
            return self._stranger(tensor)
        known = entry.known
        newer = self.values.newer(entry, tensor)
        if newer or entry.version != version_of(tensor):
            return self._changed(tensor, entry, newer)
        if not known.requires_gradient and tensor.requires_grad:
            # It has come out of a function of the user's, or requires_grad_() was called.
            known.requires_gradient = True
            self.gradients.watch(tensor, known)
        return known

    def is_known(self, tensor):
        """Whether a tensor is a result, a parameter, a buffer, or was named."""
        return self.values.entry(tensor) is not None or self.modules.owner(tensor) is not None or self.names.has(tensor)

    def has_seen(self, tensor):
        """Whether it can be told how a tensor was computed."""
        if self.is_known(tensor) or self.region is not None:
            return True
        return tensor.grad_fn is not None and bool(self.gradients.origins(tensor))

    def keep(self, tensor, known, is_write=False):
        """From now on the tensor holds this value, and what arrives as its gradient belongs to that."""
        self.values.keep(tensor, known, is_write)
        self.gradients.watch(tensor, known)
        return known

    def _stranger(self, tensor):
        """A tensor that no recorded call has made."""
        if self.modules.owner(tensor) is None and not self.names.has(tensor):
            if self.region is not None:
                known = Known(tensor, "result", step=self.region, position=self.region.results, numbers=self.summary)
                self.region.results += 1
                return self.keep(tensor, known)
            if tensor.grad_fn is not None:
                origins = self.gradients.origins(tensor)
                if origins:
                    return self._result(self._unseen_step(tensor.grad_fn.name().rstrip("0123456789").removesuffix("Backward"), origins), tensor)
        return self._leaf(tensor)

    def _leaf(self, tensor):
        role, path = self.modules.owner(tensor) or ("input", None)
        known = Known(tensor, role, path=path, numbers=self.summary)
        known.label = self.names.take(tensor)
        return self.keep(tensor, known)

    def _changed(self, tensor, entry, newer):
        """What a tensor holds after its memory was changed through another one, or by nothing that was seen."""
        owner = self.modules.owner(tensor)
        if owner is not None and tensor.is_leaf and (owner[0] == "parameter" or not newer):
            return self._leaf(tensor)
        old = entry.known
        whole = [known for memory, known in newer if memory.covers(entry.memory)]
        if whole and old.step is not None and old.step.type in VIEWS:
            # The same view of what its base is now.
            step = self._unseen_step(old.step.type, [whole[-1]])
            step.attributes = old.step.attributes
        elif whole:
            step = self._unseen_step("view_as", [whole[-1]])
        else:
            step = self._unseen_step("setitem" if newer else "changed", [old] + [known for _, known in newer])
        return self._result(step, tensor)

    def _unseen_step(self, name, inputs):
        """An operation of which only the result was seen, and what that was computed from."""
        step = self.step(name, [])
        step.inputs, step.results = inputs, 1
        for known in inputs:
            known.uses += 1
        return step

    def _result(self, step, tensor):
        return self.keep(tensor, Known(tensor, "result", step=step, numbers=self.summary))

    # Operations.

    def step(self, name, operands, attributes=()):
        """An operation that begins where the program is."""
        # What has to be said of the arguments first, such as that they were changed, is a step of its own.
        inputs = [self.known(operand) if isinstance(operand, torch.Tensor) else constant(operand) for operand in operands]
        self.count += 1
        step = Step(self.count, name, inputs, attributes, self.modules.current(), source())
        if self.has_forward_hooks:
            hook = hook_of_the_program()
            if hook is not None:
                step.attributes.append({"name": "hook", "value": hook})
        self.progress.show(self.count)
        return step

    def finish(self, step, operands, edges, new, changed, seconds=None):
        """Ties an operation to its results; `seconds` is the time that it took, if that is known."""
        results = new + changed if changed else new
        step.results = len(results)
        for position, tensor in enumerate(results):
            known = Known(tensor, "result", step=step, position=position, numbers=self.summary)
            if step.type in UNINITIALIZED:
                known.value = Array(shape_of(tensor), "not initialized")
            self.keep(tensor, known, is_write=position >= len(new))
        if self.costs is not None and seconds is not None:
            step.cost = Cost(seconds)
            self.costs.watch(step.cost, operands, edges, results)
        self.gradients.watch_step(step, edges, results)

    def see_inside(self, transform, arguments):
        """Remembers what a transform of torch.func computes with; what comes out of it is one operation."""
        if self.region is None or self.region.results:
            self.region = self.step(transform, [])
        for tensor in tensors_in(arguments):
            tensor = unwrapped(tensor)
            if tensor.is_leaf and tensor.requires_grad or self.is_known(tensor):
                with outside_of_transforms():
                    known = self.known(tensor)
                if known not in self.region.inputs:
                    self.region.inputs.append(known)
                    known.uses += 1

    def fail(self, error, step=None):
        """The program raises: what it came to is kept, and the operation in which it failed, if that is known."""
        if self.failure is error:
            return
        self.failure = error
        text = f"{type(error).__name__}: {error}".strip().rstrip(":")
        self.failed_step = self.step(type(error).__name__, []) if step is None else step
        self.failed_step.failure = text.splitlines()[0][:300]
        self.last_known = [entry.known for entry in self.values.entries.values() if entry.known.step is not None]


VIEWS = {
    "getitem", "view", "reshape", "transpose", "permute", "t", "squeeze", "unsqueeze", "expand", "select", "narrow", "flatten",
    "unflatten", "diagonal", "detach", "view_as", "expand_as", "movedim", "swapaxes", "chunk", "split", "unbind", "unfold", "real", "imag",
}


# Sees the calls of PyTorch's functions and of modules while they run.


class Watcher(TorchFunctionMode):
    """While it is entered, it tells the records of a recorder what the program calls."""

    def __init__(self, records, hooks, checks_gradients):
        super().__init__()
        self.records, self.hooks, self.checks_gradients = records, hooks, checks_gradients
        self.modules, self.values, self.names, self.gradients = records.modules, records.values, records.names, records.gradients
        self.pauses, self.is_updating, self.is_inside, self.outputs = 0, False, False, []

    def report(self, error):
        """Keeps what went wrong in the recorder, of which a snapshot warns."""
        self.troubles.append(error)

    # Functions.

    def __torch_function__(self, function, types, arguments=(), keywords=None):
        keywords = keywords or {}
        spelled = spelling(function)
        if not self._is_watching() or self._is_ignored(spelled, function, arguments):
            result = function(*arguments, **keywords)
            if spelled.is_hook and not self.pauses:
                with Guarded(self):
                    self.hooks.watch(arguments[0], self.records.known(arguments[0]))
            return result
        before = None
        with Guarded(self):
            before = Before(self, Call(spelled, arguments, keywords), arguments)
        if self.checks_gradients:
            self._check(before, function, arguments, keywords)
        began = self._clock()
        try:
            result = function(*arguments, **keywords)
        except Exception as error:
            with Guarded(self):
                if before is not None:
                    self.records.fail(error, before.step)
            raise
        if before is not None:
            before.seconds = self._clock() - began
            with Guarded(self):
                before.observe(result)
        return result

    def _apply_function(self, kind, again, arguments, keywords):
        """Records what a torch.autograd.Function of the user's computes as one operation."""
        name = kind.__name__
        if not self._is_watching() or name == "CheckpointFunction":
            return again(*arguments, **keywords)
        before = None
        with Guarded(self):
            before = Before(self, Call.of_the_user(name, arguments, keywords), arguments)
        if name != "BackwardHookFunction":
            self._check(before, again, arguments, keywords)
        self.pauses += 1
        began = self._clock()
        try:
            result = again(*arguments, **keywords)
        finally:
            self.pauses -= 1
        if before is not None:
            before.seconds = self._clock() - began
            with Guarded(self):
                if name == "BackwardHookFunction":
                    watch_handed(self, before, tensors_in(result))
                else:
                    before.observe(result)
        return result

    def _check(self, before, function, arguments, keywords):
        """Compares the derivative of a call that is about to run with difference quotients, if that is wanted."""
        if not self.checks_gradients or before is None or before.step is None or not torch.is_grad_enabled():
            return
        # What can't be called again, such as in double precision, is not checked.
        with Guarded(self, report=False), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            before.step.check = check(function, arguments, keywords)

    def _clock(self):
        if self.records.costs is None:
            return 0
        wait()
        return time.perf_counter()

    def _is_watching(self):
        if self.pauses or torch._C._current_graph_task_id() != -1 or torch.compiler.is_compiling():
            return False
        return not (self.is_updating and not torch.is_grad_enabled())

    def _is_ignored(self, spelled, function, arguments):
        if spelled.is_setter:
            with Guarded(self):
                if getattr(function.__self__, "__name__", None) == "data":
                    self.values.forget(arguments[0])
            return True
        if spelled.is_getter or spelled.is_ignored:
            if spelled.spelled == "backward" and not spelled.is_getter and arguments and isinstance(arguments[0], torch.Tensor):
                with Guarded(self):
                    self.outputs = [self.records.known(arguments[0])]
            return spelled.is_ignored
        transform = running_transform()
        if transform is None:
            return False
        with Guarded(self):
            self.records.see_inside(transform, arguments)
        return True

    # Modules.

    def _enter_module(self, module, arguments):
        if not self._is_watching():
            return
        if running_transform() is not None:
            with Guarded(self):
                self.modules.meet(module)
            return
        with Guarded(self):
            if module._forward_hooks or module._forward_pre_hooks:
                self.records.has_forward_hooks = True
            is_first = not self.modules.open
            self.modules.enter(module)
            if is_first:
                self.names.of_arguments(forward_of(module), *arguments_of_call(arguments), self.values, self.modules)

    def _leave_module(self, module, arguments, result):
        if not self._is_watching() or running_transform() is not None:
            return
        with Guarded(self):
            if isinstance(module, torch.jit.ScriptModule):
                self._ran_outside_of_python(module, arguments, result)
            if len(self.modules.open) == 1 and result is not None:
                self.outputs = [self.records.known(tensor) for tensor in tensors_in(result)]
            self.modules.leave(module)

    def _ran_outside_of_python(self, module, arguments, result):
        """What a scripted module computed is one operation, unless it is known."""
        unseen = [
            tensor for tensor in tensors_in(result)
            if self.values.entry(tensor) is None and self.modules.owner(tensor) is None]
        if unseen:
            operands = tensors_in((arguments, arguments_of_call(arguments)[1])) + list(module.parameters())
            step = self.records.step(getattr(module, "original_name", type(module).__name__), operands)
            edges = self.gradients.edges(operands, step.inputs) if torch.is_grad_enabled() else [None] * len(operands)
            self.records.finish(step, operands, edges, unseen, [])


# Records what a program computes with PyTorch.


class Recorder(Watcher):
    """While it is entered, it records each call of a function of PyTorch's that makes tensors of tensors.

    It changes nothing that the program computes. What goes wrong in the recorder itself is kept in `troubles`, and does not reach
    the program.

    `numbers` says what is kept of each tensor: `"all"`, with each operation's share in each gradient; `"statistics"`, without these;
    `"none"`, shapes alone. With `cost` each operation's time and what it keeps for the backward pass are recorded. With `check_gradients`
    the derivative of each call, by itself, is compared with difference quotients in double precision. `progress` says whether a long recording writes a line to standard error; it does so on terminals.
    """

    def __init__(self, model=None, contributions=True, numbers="all", progress=None, cost=False, check_gradients=False):
        if numbers not in ("all", "statistics", "none"):
            raise ValueError(f"numbers={numbers!r} is unknown; choices: 'all', 'statistics', 'none'")
        self.progress, self.history, self.troubles = Progress(progress), History(), []
        # Nothing refers back to the recorder: it goes, and all that it keeps, with the last reference to it.
        report = self.troubles.append
        records = Records(Modules(model), self.progress, report, numbers, contributions, cost)
        super().__init__(records, Hooks(report, records.gradients), check_gradients)

    @property
    def model(self):
        """The module that is recorded; without one at the start, the first that was called."""
        return self.modules.model

    def name(self, tensors):
        """Gives tensors the names that a reader should see, unless they have one; nested ones are named by their paths."""
        with torch._C.DisableTorchFunction():
            self.names.give(tensors, self.values, self.modules)

    def step(self, loss, optimizer, state=False):
        """Takes a step of the optimizer, and notes what it was like: the loss, and of each parameter the norms of value and gradient, the
        share of zeros in the gradient, and how far it was changed. With `state` also the norms of what the optimizer remembers.

        It need not be inside of the recorder's context, which takes longer than a step: enter that for the step that is to be drawn.
        The snapshot then has a history of all steps. Without a model the parameters have numbers for names.
        """
        with self._unseen():
            parameters = self._parameters(optimizer)
            before = self.history.begin(parameters, loss, optimizer)
        optimizer.step()
        with self._unseen():
            self.history.end(before, optimizer, state)

    @contextlib.contextmanager
    def _unseen(self):
        """Nothing in here is recorded; what goes wrong reaches the program."""
        self.pauses += 1
        try:
            with torch._C.DisableTorchFunction(), torch.no_grad():
                yield
        finally:
            self.pauses -= 1

    def _parameters(self, optimizer):
        """The parameters that an optimizer changes, by their names in the model."""
        names = {} if self.model is None else {id(parameter): name for name, parameter in self.model.named_parameters()}
        changed = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        return [(names.get(id(parameter), f"parameter_{number + 1}"), parameter) for number, parameter in enumerate(changed)]

    def snapshot(self, end=None, title=None):
        """What led to a tensor, or to each of several in any nesting, with the gradients that there are now.

        Without an end it is all that led to tensors which are still there, as far as the program came: after an error, with the
        operation that failed.
        """
        with torch._C.DisableTorchFunction():
            ends = []
            for label, tensor in [] if end is None else ends_of(end):
                if not self.records.has_seen(tensor):
                    raise ValueError("the recorder did not see how this tensor was computed")
                ends.append(self.records.known(tensor))
                self.names.give({label: tensor}, self.values, self.modules)
            if end is None and self.records.failure is None:
                ends = self.outputs
            if title is None and self.model is not None:
                title = type(self.model).__name__
            if self.troubles:
                warnings.warn(f"smolgrad_viz: a part is not in the figure: {self.troubles[0]!r}", stacklevel=2)
            self.hooks.forget()
            return Writer(self, ends).snapshot(title)

    def __enter__(self):
        module = torch.nn.modules.module
        self.guards = contextlib.ExitStack()
        self.progress.begin()
        self.records.has_forward_hooks |= bool(module._global_forward_hooks or module._global_forward_pre_hooks)
        for hook in (module.register_module_forward_pre_hook(self._enter_module),
                     module.register_module_forward_hook(self._leave_module, always_call=True)):
            self.guards.callback(hook.remove)
        self.guards.enter_context(compiled_parts_run_as_written(self))
        self.guards.enter_context(fast_paths_stay_open())
        self.guards.enter_context(functions_of_the_user(self._apply_function))
        self.guards.enter_context(updates_of_optimizers(
            lambda: setattr(self, "is_updating", True), lambda: setattr(self, "is_updating", False)))
        return super().__enter__()

    def __exit__(self, kind, error, trace):
        self.guards.close()
        self.modules.open.clear()
        self.is_updating = False
        if isinstance(error, Exception):
            with Guarded(self):
                self.records.fail(error)
        self.progress.end()
        return super().__exit__(kind, error, trace)

    def no_recording(self):
        """A context in which nothing is recorded, and whose errors stay inside."""
        return Guarded(self)


# One call that records a model, forward and backward.


def trace(model, *inputs, loss=None, title=None, contributions=True, numbers="all", progress=None, diagnose=False,
          cost=False, check_gradients=False, **keywords):
    """Calls the model, computes the loss, goes backward, and returns the snapshot.

    `model` is a module, or any function of tensors; it gets `inputs` and `keywords`. `loss` makes a tensor of the model's result;
    without it the result's own `loss` is the end, or the result with all its tensors. Backward runs if the end is a single number that
    needs a gradient. `contributions` says whether each operation's share in each gradient is recorded, which `render --explain` shows.
    With `cost` each operation has the time of both passes, and the bytes that it keeps for the backward pass: `render --color-by time`.
    With `check_gradients` the derivative of each recorded call, an autograd.Function's included, is compared with difference quotients of
    that call by itself, in double precision; the snapshot has what came out, and standard error says so.
    An error of the model's is raised as it is; its `snapshot` then is what was computed before. With `diagnose` it is not raised: the
    snapshot is returned, and standard error says what breaks the gradients, if something does.
    """
    module = model if isinstance(model, torch.nn.Module) else getattr(model, "__self__", None)
    module = module if isinstance(module, torch.nn.Module) else None
    recorder = Recorder(module, contributions, numbers, progress, cost, check_gradients)
    recorder.is_inside = True
    try:
        with recorder:
            end = run(recorder, model, inputs, keywords, loss)
    except Exception as error:
        with contextlib.suppress(Exception):
            error.snapshot = recorder.snapshot(title=title)
        if diagnose and hasattr(error, "snapshot"):
            tell(error.snapshot, error)
            return error.snapshot
        raise
    if title is None and recorder.model is None:
        title = getattr(model, "__name__", type(model).__name__)
        title = None if title == "<lambda>" else title
    snapshot = recorder.snapshot(end, title)
    if check_gradients:
        tell_checks(snapshot)
    if diagnose:
        tell(snapshot)
    return snapshot


def tell_checks(snapshot):
    """Says on standard error how the derivatives of a recorded computation compare with difference quotients."""
    operations = [(node["name"], node["operation"]) for node in snapshot["nodes"] if "operation" in node]
    checks = [(name, operation["check"]) for name, operation in operations if "check" in operation]
    counts = {word: sum(check["verdict"] == word for _, check in checks) for word in ("right", "wrong", "kink", "unknown")}
    print(f"{len(checks)} derivatives checked: {counts['right']} right, {counts['wrong']} wrong, {counts['kink']} at a kink, "
          f"{counts['unknown']} without a quotient", file=sys.stderr)
    for name, check in checks:
        if check["verdict"] == "wrong":
            print(f"the derivative of {name} is wrong: the rule gives {check['rule']:.6g}, the difference quotient {check['quotient']:.6g}",
                  file=sys.stderr)


def tell(snapshot, error=None):
    """Says on standard error what breaks the gradients of a recorded computation."""
    if error is not None:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    try:
        from ..program import DrawingError, diagnose
    except ImportError:  # The recorder stands alone.
        print("for findings save the snapshot, and call smolgrad-viz diagnose", file=sys.stderr)
        return
    try:
        print(diagnose(snapshot.text()), end="", file=sys.stderr)
    except DrawingError as reason:
        print(reason, file=sys.stderr)


def run(recorder, model, inputs, keywords, loss):
    """The result, after backward."""
    with recorder.no_recording():
        forward = forward_of(model) if isinstance(model, torch.nn.Module) else model
        recorder.names.of_arguments(forward, inputs, keywords, recorder.values, recorder.modules)
    end = model(*inputs, **keywords)
    if loss is not None:
        if inspect.isfunction(loss):
            variables = inspect.getclosurevars(loss)
            around = {**variables.globals, **variables.nonlocals}
            recorder.name({name: value for name, value in around.items() if isinstance(value, (torch.Tensor, dict, list, tuple))})
        end = loss(end)
    ends = [tensor for _, tensor in ends_of(end)]
    if len(ends) == 1 and ends[0].requires_grad and ends[0].numel() == 1 and not ends[0].is_complex():
        if loss is not None:
            recorder.name({"loss": ends[0]})
        ends[0].backward()
    return end
