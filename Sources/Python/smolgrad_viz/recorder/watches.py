"""What stands at the nodes of PyTorch's graph while backward runs: it keeps gradients, and the shares that operations add to them."""

import weakref

import torch

from .guards import unseen
from .values import NOTHING


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
