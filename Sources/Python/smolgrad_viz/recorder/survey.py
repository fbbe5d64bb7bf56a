"""Statistics and the picture of a large array: by a C library in one pass where there is one, else by PyTorch in a few."""

import ctypes
import functools
import math
import pathlib

import torch

COUNTS = ("negativeInfinity", "negative", "zero", "positive", "positiveInfinity", "nan")
SIZES = ("mean", "deviation", "minimum", "maximum")


class Statistics(ctypes.Structure):
    """How many elements of each kind there are, and what is known of the finite ones, as the C library has it."""

    _fields_ = [(name, ctypes.c_long) for name in COUNTS] + [(name, ctypes.c_double) for name in SIZES]

    def members(self):
        """The same as a dictionary, in the words of a snapshot; without a finite element these are the counts."""
        found = {name: getattr(self, name) for name in COUNTS}
        finite = self.negative + self.zero + self.positive
        if finite:
            found.update({name: getattr(self, name) for name in SIZES})
            found["norm"] = math.hypot(self.mean, self.deviation) * math.sqrt(finite)
        return found


def survey(values, grid):
    """The statistics of an array of float32 or float64, the cells of its picture, tile by tile, and what these say of blocks.

    The cells are numbers in double precision, in an object that has a buffer of them: it becomes a tensor when that is needed.
    """
    library = loaded_library()
    found, cells = survey_in_c(library, values, grid) if library else survey_in_torch(values, grid)
    if not is_largest_everywhere(found, cells, values.numel()):
        return found, cells, "largest"
    return found, means_in_c(library, values, grid) if library else means_in_torch(values, grid), "mean"


def is_largest_everywhere(found, cells, count):
    """Whether all blocks of an array without negative elements have nearly the same largest one, which most elements are far from."""
    if found.negative or found.zero + found.positive != count or len(cells) == count:
        return False
    few = cells[:FEW].tolist() if isinstance(cells, torch.Tensor) else cells[:FEW]
    if min(few) < NEARLY_THE_SAME * max(few):
        # As of most arrays.
        return False
    cells = tensor_of(cells)
    low, high = (bound.item() for bound in torch.aminmax(cells))
    return high > 0 and low >= NEARLY_THE_SAME * high and found.mean <= NEARLY_THE_SAME * cells.mean().item()


def tensor_of(cells):
    return cells if isinstance(cells, torch.Tensor) else torch.frombuffer(cells, dtype=torch.float64)


NEARLY_THE_SAME = 0.75  # The least ratio of two numbers that a picture shows as nearly the same.

FEW = 8  # The cells that are looked at before all of them.

# In C.


class GridOfC(ctypes.Structure):
    _fields_ = [(name, ctypes.c_long) for name in ("slices", "height", "width", "tiles", "rows", "columns")]


@functools.lru_cache(1024)
def layout_of(grid):
    """A grid as C has it, and the types of its cells and of the marks of those that are filled."""
    count = grid.tiles * grid.rows * grid.columns
    layout = GridOfC(grid.slices, grid.height, grid.width, grid.tiles, grid.rows, grid.columns)
    return layout, ctypes.c_double * count, ctypes.c_bool * count


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
    layout, cells, marks = layout_of(grid)
    found, pool = Statistics(), cells()
    is_single = values.dtype is torch.float32
    if values.is_contiguous():
        loop = library.sg_survey_f32 if is_single else library.sg_survey_f64
        loop(values.data_ptr(), 0, values.numel(), layout, found, pool, marks())
    else:
        loop = library.sg_survey_strided_f32 if is_single else library.sg_survey_strided_f64
        numbers = longs(values.dim())
        loop(values.data_ptr(), values.dim(), numbers(*values.shape), numbers(*values.stride()), layout, found, pool, marks())
    return found, pool


def means_in_c(library, values, grid):
    layout, cells, _ = layout_of(grid)
    values = values.contiguous()
    sums, counts = torch.zeros(cells._length_, dtype=torch.float64), torch.zeros(cells._length_, dtype=torch.int64)
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
    cells, found = strongest_cells(values, grid), Statistics()
    low, high = torch.aminmax(values)
    if not math.isfinite(low.item()) or not math.isfinite(high.item()):
        found.nan = int(torch.isnan(values).sum())
        found.negativeInfinity = int((values == -math.inf).sum())
        found.positiveInfinity = int((values == math.inf).sum())
        values = values[torch.isfinite(values)]
        if values.numel() == 0:
            return found, cells
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
    return found, cells


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
