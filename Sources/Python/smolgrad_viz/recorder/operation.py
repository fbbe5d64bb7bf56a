"""One call of a function, from before it is made until its results are known."""

import torch

from .arrays import Array, shape_of
from .flops import flops_of
from .tables import UNINITIALIZED, UPDATES_STATE
from .tags import tags_of
from .trees import tensors_in
from .values import Known, version_of


class Before:
    """What is known of a call before it is made."""

    __slots__ = ("recorder", "call", "arguments", "step", "seconds", "tensors", "versions", "known", "edges")

    def __init__(self, recorder, call, arguments):
        self.recorder, self.call, self.arguments, self.step, self.seconds = recorder, call, arguments, None, None
        operands = [operand for operand in call.operands if isinstance(operand, torch.Tensor)]
        if call.is_creation or not operands and not call.overwritten:
            return
        self.tensors = [*operands, *call.overwritten]
        self.versions = [version_of(tensor) for tensor in self.tensors]
        if not operands:
            return
        step = self.step = recorder.records.step(call.name, call.operands, call.attributes)
        self.known = known = step.inputs
        if len(operands) != len(known):
            self.known = [value for value, operand in zip(known, call.operands) if isinstance(operand, torch.Tensor)]
        if torch.is_grad_enabled():
            for tensor, value in zip(operands, self.known):
                if tensor.is_leaf and tensor.requires_grad:
                    recorder.hooks.watch(tensor, value)
            self.edges = recorder.gradients.edges(call.operands, known)
        else:
            self.edges = [None] * len(known)

    def observe(self, result):
        """Records the call, if it has computed a tensor or changed one."""
        recorder, call, step = self.recorder, self.call, self.step
        results = tensors_in(result)
        if step is None:
            self._created(results, is_overwritten=bool(call.overwritten))
            return
        known = {id(tensor) for tensor in self.tensors}
        new = [tensor for tensor in results if id(tensor) not in known]
        if len(new) > 1:
            new = unique(new)
        changed = [tensor for tensor, version in zip(self.tensors, self.versions) if version_of(tensor) != version]
        if call.is_in_place:
            written = tensors_in(call.out) if call.out is not None else call.overwritten or self.tensors[:1]
            changed += [tensor for tensor in written if tensor.is_inference()]
        if changed:
            for tensor in changed:
                # A parameter that is set anew is still a parameter.
                owner = recorder.modules.owner(tensor) if tensor.is_leaf else None
                if call.name in UPDATES_STATE or owner is not None and owner[0] == "parameter":
                    recorder.values.forget(tensor)
            changed = [tensor for tensor in unique(changed) if recorder.values.entry(tensor) is not None]
        if call.name == "grad":
            self._deliver(result)
        if new or changed:
            recorder.records.finish(step, call.operands, self.edges, new, changed, self.seconds)
            step.tags = tags_of(call.name, call.operands, new) if call.is_own and not changed else []
            if step.cost is not None and call.is_own:
                step.cost.flops = flops_of(step, call.operands, [edge is not None for edge in self.edges], new)

    def _deliver(self, result):
        """What torch.autograd.grad gives is the gradient of the tensors that it was asked about."""
        count = len(tensors_in(self.arguments[0]))
        runs = [run for known in self.known[:count] for run in known.delivered]
        gradients = result if isinstance(result, (tuple, list)) else [result]
        for known, gradient in zip(self.known[count:], gradients):
            if runs and isinstance(gradient, torch.Tensor):
                known.delivered.setdefault(max(runs), self.recorder.records.summary(gradient, known.side))

    def _created(self, tensors, is_overwritten):
        recorder, name = self.recorder, self.call.name
        # What a module makes of nothing, such as a mask, belongs to it; else the user made it.
        role = "constant" if recorder.modules.open or recorder.is_inside else "input"
        for tensor in tensors:
            if is_overwritten or recorder.values.entry(tensor) is None:
                if recorder.modules.owner(tensor) is not None:
                    recorder.values.forget(tensor)
                    continue
                known = Known(tensor, role, kind=name, numbers=recorder.records.summary)
                known.label, known.scope = recorder.names.take(tensor), recorder.modules.current()
                if name in UNINITIALIZED:
                    known.value = Array(shape_of(tensor), "not initialized")
                recorder.records.keep(tensor, known, is_write=is_overwritten)


def constant(value):
    """A number that is written in the program."""
    dtype = torch.bool if isinstance(value, bool) else torch.int64 if isinstance(value, int) else torch.float32
    if isinstance(value, int) and abs(value) >= 2**63:
        dtype = torch.float32
    return Known(torch.tensor(value, dtype=dtype), "constant")


def unique(tensors):
    """Each tensor once."""
    return list({id(tensor): tensor for tensor in tensors}.values())
