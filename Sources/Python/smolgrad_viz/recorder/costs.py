"""What operations cost: the time and the floating point operations of both passes, and the bytes that they keep for the backward pass."""

import time

import torch
from torch.multiprocessing.reductions import StorageWeakRef

from .gradients import NODE_LIMIT


class Cost:
    """What one operation costs."""

    __slots__ = ("forward", "backward", "saved", "inputs", "began", "flops")

    def __init__(self, forward):
        # Seconds; those of the backward pass are added up as its nodes run.
        self.forward, self.backward = forward, 0.0
        # Bytes that it keeps, and no operation before it; and how many of them are those of each argument.
        self.saved, self.inputs = None, {}
        self.began = None
        # The floating point operations of both passes, if there is a formula for them.
        self.flops = None


class Costs:
    """Measures the operations of a recorder that is asked for it, without what the recorder itself does."""

    def __init__(self, report):
        self.report = report
        self.key = f"smolgrad_viz cost {id(self)}"
        # The memory that operations keep, by its address. What is referred to weakly keeps its address to itself.
        self.storages = {}

    def watch(self, cost, operands, edges, results):
        """Has the nodes of an operation measured in the backward pass, and counts what they keep."""
        ends = {edge[0] for edge in edges if edge is not None}
        memory = {}
        for position, operand in enumerate(operands):
            if isinstance(operand, torch.Tensor) and storage_of(operand) is not None:
                memory.setdefault(storage_of(operand)._cdata, position)
        has_hooks = torch._C._autograd._top_saved_tensors_default_hooks(True) is not None
        for node in self._nodes(results, ends):
            # Hooks of the program's that keep something else would have to give the tensors back, which may take a second forward pass.
            kept = [] if has_hooks else saved_by(node)
            cost.saved = None if has_hooks else cost.saved or 0
            for tensor in kept:
                storage = storage_of(tensor)
                if storage is None or storage._cdata in self.storages:
                    continue
                self.storages[storage._cdata] = StorageWeakRef(storage)
                cost.saved += storage.nbytes()
                position = memory.get(storage._cdata)
                if position is not None:
                    cost.inputs[position] = cost.inputs.get(position, 0) + storage.nbytes()
            self._measure(node, cost)

    def _nodes(self, results, ends):
        """The nodes of PyTorch's graph that belong to an operation and to none before it."""
        open_ = [tensor.grad_fn for tensor in results if tensor.grad_fn is not None]
        met = set()
        while open_ and len(met) < NODE_LIMIT:
            node = open_.pop(0)
            if node is None or node in met or node in ends or self.key in node.metadata or not node.next_functions:
                continue
            met.add(node)
            node.metadata[self.key] = True
            yield node
            open_ += [next_node for next_node, _ in node.next_functions]

    def _measure(self, node, cost):
        def begin(gradients):
            wait()
            cost.began = time.perf_counter()

        def end(arguments, results):
            wait()
            if cost.began is not None:
                cost.backward += time.perf_counter() - cost.began
                cost.began = None

        node.register_prehook(begin)
        node.register_hook(end)


def wait():
    """Waits for the graphics card, which works beside the program, so that its time is that of the operation."""
    # Whether it was ever used is known; whether there is one would be looked for anew each time.
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()


def storage_of(tensor):
    """The memory of a tensor; None for sparse ones and others that have none of their own."""
    try:
        return tensor.untyped_storage()
    except Exception:
        return None


def saved_by(node):
    """The tensors that a node keeps for the backward pass."""
    if hasattr(type(node), "_forward_cls"):
        return [tensor for tensor in node.saved_tensors if isinstance(tensor, torch.Tensor)]
    kind = type(node)
    if kind not in SAVED:
        SAVED[kind] = [name for name in dir(node) if name.startswith("_saved_")]
    found = []
    for name in SAVED[kind]:
        try:
            value = getattr(node, name)
        except RuntimeError:
            # It was changed in place since, or is gone.
            continue
        found += [part for part in (value if isinstance(value, (tuple, list)) else [value]) if isinstance(part, torch.Tensor)]
    return found


# The names of what the nodes of a kind keep.
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
