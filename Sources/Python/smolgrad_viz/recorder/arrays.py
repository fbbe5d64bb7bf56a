"""Arrays as a snapshot has them: the elements, or a picture and statistics of many."""

import array as machine
import base64
import ctypes
import functools
import itertools
import math
import struct
import sys

import torch

from .survey import survey

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
