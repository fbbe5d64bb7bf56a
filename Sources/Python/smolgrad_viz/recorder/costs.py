"""What operations cost: the time and the floating point operations of both passes, and the bytes that they keep for the backward pass."""

import time

import torch
from torch.multiprocessing.reductions import StorageWeakRef

from .gradients import NODE_LIMIT
from .values import NOTHING, memory_of


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
