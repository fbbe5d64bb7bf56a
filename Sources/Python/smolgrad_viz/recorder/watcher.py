"""Sees the calls of PyTorch's functions and of modules while they run."""

import time
import warnings

import torch
from torch.overrides import TorchFunctionMode

from .calls import Call, spelling
from .checks import check
from .costs import wait
from .guards import Guarded, running_transform
from .module_hooks import watch_handed
from .modules import arguments_of_call, forward_of
from .operation import Before
from .trees import tensors_in


class Watcher(TorchFunctionMode):
    """While it is entered, it tells the records of a recorder what the program calls."""

    def __init__(self, records, hooks, checks_gradients):
        super().__init__()
        self.records, self.hooks, self.checks_gradients = records, hooks, checks_gradients
        self.modules, self.values, self.names, self.gradients = records.modules, records.values, records.names, records.gradients
        self.pauses, self.is_updating, self.is_inside, self.outputs = 0, False, False, []

    def report(self, error):
        """Keeps what went wrong in the recorder, of which a snapshot warns."""
        self.troubles.append(error)

    # Functions.

    def __torch_function__(self, function, types, arguments=(), keywords=None):
        keywords = keywords or {}
        spelled = spelling(function)
        if not self._is_watching() or self._is_ignored(spelled, function, arguments):
            result = function(*arguments, **keywords)
            if spelled.is_hook and not self.pauses:
                with Guarded(self):
                    self.hooks.watch(arguments[0], self.records.known(arguments[0]))
            return result
        before = None
        with Guarded(self):
            before = Before(self, Call(spelled, arguments, keywords), arguments)
        if self.checks_gradients:
            self._check(before, function, arguments, keywords)
        began = self._clock()
        try:
            result = function(*arguments, **keywords)
        except Exception as error:
            with Guarded(self):
                if before is not None:
                    self.records.fail(error, before.step)
            raise
        if before is not None:
            before.seconds = self._clock() - began
            with Guarded(self):
                before.observe(result)
        return result

    def _apply_function(self, kind, again, arguments, keywords):
        """Records what a torch.autograd.Function of the user's computes as one operation."""
        name = kind.__name__
        if not self._is_watching() or name == "CheckpointFunction":
            return again(*arguments, **keywords)
        before = None
        with Guarded(self):
            before = Before(self, Call.of_the_user(name, arguments, keywords), arguments)
        if name != "BackwardHookFunction":
            self._check(before, again, arguments, keywords)
        self.pauses += 1
        began = self._clock()
        try:
            result = again(*arguments, **keywords)
        finally:
            self.pauses -= 1
        if before is not None:
            before.seconds = self._clock() - began
            with Guarded(self):
                if name == "BackwardHookFunction":
                    watch_handed(self, before, tensors_in(result))
                else:
                    before.observe(result)
        return result

    def _check(self, before, function, arguments, keywords):
        """Compares the derivative of a call that is about to run with difference quotients, if that is wanted."""
        if not self.checks_gradients or before is None or before.step is None or not torch.is_grad_enabled():
            return
        # What can't be called again, such as in double precision, is not checked.
        with Guarded(self, report=False), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            before.step.check = check(function, arguments, keywords)

    def _clock(self):
        if self.records.costs is None:
            return 0
        wait()
        return time.perf_counter()

    def _is_watching(self):
        if self.pauses or torch._C._current_graph_task_id() != -1 or torch.compiler.is_compiling():
            return False
        return not (self.is_updating and not torch.is_grad_enabled())

    def _is_ignored(self, spelled, function, arguments):
        if spelled.is_setter:
            with Guarded(self):
                if getattr(function.__self__, "__name__", None) == "data":
                    self.values.forget(arguments[0])
            return True
        if spelled.is_getter or spelled.is_ignored:
            if spelled.spelled == "backward" and not spelled.is_getter and arguments and isinstance(arguments[0], torch.Tensor):
                with Guarded(self):
                    self.outputs = [self.records.known(arguments[0])]
            return spelled.is_ignored
        transform = running_transform()
        if transform is None:
            return False
        with Guarded(self):
            self.records.see_inside(transform, arguments)
        return True

    # Modules.

    def _enter_module(self, module, arguments):
        if not self._is_watching():
            return
        if running_transform() is not None:
            with Guarded(self):
                self.modules.meet(module)
            return
        with Guarded(self):
            if module._forward_hooks or module._forward_pre_hooks:
                self.records.has_forward_hooks = True
            is_first = not self.modules.open
            self.modules.enter(module)
            if is_first:
                self.names.of_arguments(forward_of(module), *arguments_of_call(arguments), self.values, self.modules)

    def _leave_module(self, module, arguments, result):
        if not self._is_watching() or running_transform() is not None:
            return
        with Guarded(self):
            if isinstance(module, torch.jit.ScriptModule):
                self._ran_outside_of_python(module, arguments, result)
            if len(self.modules.open) == 1 and result is not None:
                self.outputs = [self.records.known(tensor) for tensor in tensors_in(result)]
            self.modules.leave(module)

    def _ran_outside_of_python(self, module, arguments, result):
        """What a scripted module computed is one operation, unless it is known."""
        unseen = [
            tensor for tensor in tensors_in(result)
            if self.values.entry(tensor) is None and self.modules.owner(tensor) is None]
        if unseen:
            operands = tensors_in((arguments, arguments_of_call(arguments)[1])) + list(module.parameters())
            step = self.records.step(getattr(module, "original_name", type(module).__name__), operands)
            edges = self.gradients.edges(operands, step.inputs) if torch.is_grad_enabled() else [None] * len(operands)
            self.records.finish(step, operands, edges, unseen, [])
