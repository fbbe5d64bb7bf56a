"""Records what a program computes with PyTorch."""

import contextlib
import warnings

import torch

from .ends import ends_of
from .guards import Guarded, compiled_parts_run_as_written, fast_paths_stay_open, functions_of_the_user, updates_of_optimizers
from .history import History
from .hooks import Hooks
from .modules import Modules
from .progress import Progress
from .records import Records
from .watcher import Watcher
from .writer import Writer


class Recorder(Watcher):
    """While it is entered, it records each call of a function of PyTorch's that makes tensors of tensors.

    It changes nothing that the program computes. What goes wrong in the recorder itself is kept in `troubles`, and does not reach
    the program.

    `numbers` says what is kept of each tensor: `"all"`, with each operation's share in each gradient; `"statistics"`, without these;
    `"none"`, shapes alone. With `cost` each operation's time and what it keeps for the backward pass are recorded. With `check_gradients`
    the derivative of each call, by itself, is compared with difference quotients in double precision. `progress` says whether a long recording writes a line to standard error; it does so on terminals.
    """

    def __init__(self, model=None, contributions=True, numbers="all", progress=None, cost=False, check_gradients=False):
        if numbers not in ("all", "statistics", "none"):
            raise ValueError(f"numbers={numbers!r} is unknown; choices: 'all', 'statistics', 'none'")
        self.progress, self.history, self.troubles = Progress(progress), History(), []
        # Nothing refers back to the recorder: it goes, and all that it keeps, with the last reference to it.
        report = self.troubles.append
        records = Records(Modules(model), self.progress, report, numbers, contributions, cost)
        super().__init__(records, Hooks(report, records.gradients), check_gradients)

    @property
    def model(self):
        """The module that is recorded; without one at the start, the first that was called."""
        return self.modules.model

    def name(self, tensors):
        """Gives tensors the names that a reader should see, unless they have one; nested ones are named by their paths."""
        with torch._C.DisableTorchFunction():
            self.names.give(tensors, self.values, self.modules)

    def step(self, loss, optimizer, state=False):
        """Takes a step of the optimizer, and notes what it was like: the loss, and of each parameter the norms of value and gradient, the
        share of zeros in the gradient, and how far it was changed. With `state` also the norms of what the optimizer remembers.

        It need not be inside of the recorder's context, which takes longer than a step: enter that for the step that is to be drawn.
        The snapshot then has a history of all steps. Without a model the parameters have numbers for names.
        """
        with self._unseen():
            parameters = self._parameters(optimizer)
            before = self.history.begin(parameters, loss, optimizer)
        optimizer.step()
        with self._unseen():
            self.history.end(before, optimizer, state)

    @contextlib.contextmanager
    def _unseen(self):
        """Nothing in here is recorded; what goes wrong reaches the program."""
        self.pauses += 1
        try:
            with torch._C.DisableTorchFunction(), torch.no_grad():
                yield
        finally:
            self.pauses -= 1

    def _parameters(self, optimizer):
        """The parameters that an optimizer changes, by their names in the model."""
        names = {} if self.model is None else {id(parameter): name for name, parameter in self.model.named_parameters()}
        changed = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        return [(names.get(id(parameter), f"parameter_{number + 1}"), parameter) for number, parameter in enumerate(changed)]

    def snapshot(self, end=None, title=None):
        """What led to a tensor, or to each of several in any nesting, with the gradients that there are now.

        Without an end it is all that led to tensors which are still there, as far as the program came: after an error, with the
        operation that failed.
        """
        with torch._C.DisableTorchFunction():
            ends = []
            for label, tensor in [] if end is None else ends_of(end):
                if not self.records.has_seen(tensor):
                    raise ValueError("the recorder did not see how this tensor was computed")
                ends.append(self.records.known(tensor))
                self.names.give({label: tensor}, self.values, self.modules)
            if end is None and self.records.failure is None:
                ends = self.outputs
            if title is None and self.model is not None:
                title = type(self.model).__name__
            if self.troubles:
                warnings.warn(f"smolgrad_viz: a part is not in the figure: {self.troubles[0]!r}", stacklevel=2)
            self.hooks.forget()
            return Writer(self, ends).snapshot(title)

    def __enter__(self):
        module = torch.nn.modules.module
        self.guards = contextlib.ExitStack()
        self.progress.begin()
        self.records.has_forward_hooks |= bool(module._global_forward_hooks or module._global_forward_pre_hooks)
        for hook in (module.register_module_forward_pre_hook(self._enter_module),
                     module.register_module_forward_hook(self._leave_module, always_call=True)):
            self.guards.callback(hook.remove)
        self.guards.enter_context(compiled_parts_run_as_written(self))
        self.guards.enter_context(fast_paths_stay_open())
        self.guards.enter_context(functions_of_the_user(self._apply_function))
        self.guards.enter_context(updates_of_optimizers(
            lambda: setattr(self, "is_updating", True), lambda: setattr(self, "is_updating", False)))
        return super().__enter__()

    def __exit__(self, kind, error, trace):
        self.guards.close()
        self.modules.open.clear()
        self.is_updating = False
        if isinstance(error, Exception):
            with Guarded(self):
                self.records.fail(error)
        self.progress.end()
        return super().__exit__(kind, error, trace)

    def no_recording(self):
        """A context in which nothing is recorded, and whose errors stay inside."""
        return Guarded(self)
