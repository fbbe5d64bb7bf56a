"""What is known of each tensor: which value it holds now, and what computed it."""

import itertools
import weakref

import torch

from .arrays import COMPUTED_SIDE, SIDE, array


class Known:
    """What a tensor held at a time: where it came from, and its numbers."""

    __slots__ = (
        "role", "kind", "path", "label", "step", "position", "dtype", "count", "requires_gradient", "is_float", "value", "delivered",
        "changes", "uses", "kept", "scope", "__weakref__")

    def __init__(self, tensor, role, kind=None, path=None, step=None, position=0, numbers=array):
        self.role, self.kind, self.path, self.step, self.position = role, kind or role, path, step, position
        self.label, self.scope = None, None
        self.dtype, self.count = tensor.dtype, int(tensor.numel()) if not is_uninitialized(tensor) else 0
        self.requires_gradient = tensor.requires_grad
        self.is_float = tensor.is_floating_point() or tensor.is_complex()
        self.value = numbers(tensor, self.side)
        self.delivered = {}  # What each run of backward delivered.
        self.changes = {}  # For each run the hooks of the user, and the gradient as it was before each of them.
        self.uses = 0  # How many operations pass a gradient back to it.

    @property
    def side(self):
        """The most cells a side of its picture, and of its gradient's, where these stand for several elements."""
        if self.step is None:
            return SIDE
        return self.step.inputs[self.position].side if self.step.is_handed else COMPUTED_SIDE


class Step:
    """One operation, and what it was computed from."""

    __slots__ = (
        "number", "type", "attributes", "tags", "scope", "source", "inputs", "shares", "results", "failure", "cost", "check", "is_handed",
        "__weakref__")

    def __init__(self, number, type_, attributes=(), scope=None, source=None):
        self.number, self.type, self.attributes, self.scope, self.source = number, type_, list(attributes), scope, source
        self.inputs, self.shares, self.results, self.failure, self.tags = [], {}, 0, None, None
        self.cost = self.check = None
        self.is_handed = False  # Whether the results are the inputs, which a module with backward hooks has handed on.


class MemoryRange:
    """Which part of which memory a tensor is."""

    __slots__ = ("storage", "first", "size", "shape", "stride")

    def __init__(self, tensor):
        try:
            self.storage = tensor.untyped_storage()._cdata
            self.shape, self.stride, self.size = tensor.shape, tensor.stride(), tensor.element_size()
            self.first = tensor.storage_offset() * self.size
        except Exception:  # Sparse tensors and others have no memory of their own.
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


class Entry:
    """A live tensor, and what it held when that was last looked at."""

    __slots__ = ("reference", "known", "version", "memory", "time")

    def __init__(self, reference, known, version, memory, time):
        self.reference, self.known, self.version, self.memory, self.time = reference, known, version, memory, time


class Reference(weakref.ref):
    """A tensor that may go, and the key of its entry."""

    __slots__ = ("key",)


class Values:
    """Finds what is known of a tensor, whichever object, view or piece of memory it was changed through.

    Tensors are held weakly: nothing stays alive because it was recorded.
    """

    def __init__(self):
        self.entries = entries = {}

        def forget(reference):
            entry = entries.get(reference.key)
            if entry is not None and entry.reference is reference:
                del entries[reference.key]

        self.forget_gone = forget
        self.writes = {}  # For each memory the values that were written into it.
        self.clock = itertools.count(1)

    def entry(self, tensor):
        found = self.entries.get(id(tensor))
        return found if found is not None and found.reference() is tensor else None

    def keep(self, tensor, known, is_write=False):
        """From now on the tensor holds this value."""
        time, memory = next(self.clock), MemoryRange(tensor)
        reference = Reference(tensor, self.forget_gone)
        reference.key = id(tensor)
        self.entries[reference.key] = Entry(reference, known, version_of(tensor), memory, time)
        if is_write and memory.storage is not None:
            writes = self.writes.setdefault(memory.storage, [])
            writes[:] = [write for write in writes if not memory.covers(write[1])]
            writes.append((time, memory, known))
        return known

    def forget(self, tensor):
        """What is known of the tensor no longer holds."""
        self.entries.pop(id(tensor), None)

    def newer(self, entry, tensor):
        """The values that were written since into the memory which the tensor shows, through other tensors."""
        writes = self.writes.get(entry.memory.storage)
        if not writes:
            return []
        return [
            (memory, known) for time, memory, known in writes
            if time > entry.time and known is not entry.known and memory.overlaps(entry.memory)]


def version_of(tensor):
    """How often PyTorch has counted a change of the tensor; those of inference mode are not counted."""
    try:
        return tensor._version
    except RuntimeError:
        return 0


def is_uninitialized(tensor):
    return isinstance(tensor, torch.nn.parameter.UninitializedTensorMixin)
