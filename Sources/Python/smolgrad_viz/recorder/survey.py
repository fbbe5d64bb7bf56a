"""Statistics and the picture of a large array: by a C library in one pass where there is one, else by PyTorch in a few."""

import ctypes
import functools
import math
import pathlib

import torch

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
