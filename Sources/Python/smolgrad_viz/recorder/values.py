"""What is known of each tensor: which value it holds now, and what computed it."""

import itertools
import types
import weakref

import torch

from .arrays import COMPUTED_SIDE, SIDE, Array, array, shape_of


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
