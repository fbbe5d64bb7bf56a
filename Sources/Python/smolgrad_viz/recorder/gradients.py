"""What backward delivers, caught at the nodes of PyTorch's own graph.

Hooks belong to these nodes and go with them; no tensor of the program is replaced or kept.
"""

import itertools
import weakref

import torch

from .arrays import number
from .values import version_of
from .watches import Share, Watch


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
