"""The values and the operations of a program, as far as they have been recorded."""

import torch

from .arrays import Array, shape_of
from .costs import Cost, Costs
from .gradients import Gradients
from .guards import outside_of_transforms, unwrapped
from .module_hooks import hook_of_the_program
from .names import Names
from .operation import constant
from .sources import source
from .tables import UNINITIALIZED
from .trees import tensors_in
from .values import Known, Step, Summary, Values, version_of


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
