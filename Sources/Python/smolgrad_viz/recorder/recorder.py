"""Records the calls of PyTorch's functions while they run."""

import contextlib
import sys
import time
import warnings
import weakref

import torch
from torch.overrides import TorchFunctionMode

from .arrays import Array, array, shape_of
from .calls import Call, name_of
from .checks import check
from .costs import Cost, Costs, wait
from .ends import ends_of
from .gradients import Gradients
from .guards import Guarded, compiled_parts_run_as_written, fast_paths_stay_open, functions_of_the_user, outside_of_transforms
from .guards import running_transform, unwrapped, updates_of_optimizers
from .history import History
from .hooks import Hooks
from .module_hooks import hook_of_the_program, watch_handed
from .modules import Modules, arguments_of_call, forward_of
from .names import Names
from .operation import Before, constant
from .sources import source
from .tables import IGNORED, PLAIN_PROPERTIES, UNINITIALIZED
from .trees import tensors_in
from .values import Known, Step, Values, is_uninitialized, version_of
from .writer import Writer


class Recorder(TorchFunctionMode):
    """While it is entered, it records each call of a function of PyTorch's that makes tensors of tensors.

    It changes nothing that the program computes. What goes wrong in the recorder itself is kept in `troubles`, and does not reach
    the program.

    `numbers` says what is kept of each tensor: `"all"`, with each operation's share in each gradient; `"statistics"`, without these;
    `"none"`, shapes alone. With `cost` each operation's time and what it keeps for the backward pass are recorded. With `check_gradients`
    the derivative of each call, by itself, is compared with difference quotients in double precision. `progress` says whether a long recording writes a line to standard error; it does so on terminals.
    """

    def __init__(self, model=None, contributions=True, numbers="all", progress=None, cost=False, check_gradients=False):
        super().__init__()
        if numbers not in ("all", "statistics", "none"):
            raise ValueError(f"numbers={numbers!r} is unknown; choices: 'all', 'statistics', 'none'")
        self.modules = Modules(model)
        self.values, self.names = Values(), Names()
        self.has_numbers = numbers != "none"
        self.gradients = Gradients(self.report, contributions and numbers == "all", self._summary)
        self.hooks = Hooks(self.report, self.gradients)
        self.costs = Costs(self.gradients) if cost else None
        self.checks_gradients = check_gradients
        self.history = History()
        self.troubles, self.failure = [], None
        self.count, self.live_steps, self.failed_step, self.last_known = 0, weakref.WeakSet(), None, []
        self.pauses, self.is_updating, self.region, self.is_inside, self.outputs = 0, False, None, False, []
        self.has_forward_hooks = False  # Whether modules have any of the program's.
        self.began, self.told = None, 0
        self.progress = sys.stderr.isatty() if progress is None else progress

    @property
    def model(self):
        """The module that is recorded; without one at the start, the first that was called."""
        return self.modules.model

    @property
    def steps(self):
        """The operations that led to tensors which are still there, in the order in which they ran."""
        return sorted(self.live_steps, key=lambda step: step.number)

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
                if not self._has_seen(tensor):
                    raise ValueError("the recorder did not see how this tensor was computed")
                ends.append(self._known(tensor))
                self.names.give({label: tensor}, self.values, self.modules)
            if end is None and self.failure is None:
                ends = self.outputs
            if title is None and self.model is not None:
                title = type(self.model).__name__
            if self.troubles:
                warnings.warn(f"smolgrad_viz: a part is not in the figure: {self.troubles[0]!r}", stacklevel=2)
            self.hooks.forget()
            return Writer(self, ends).snapshot(title)

    def _is_known(self, tensor):
        return self.values.entry(tensor) is not None or self.modules.owner(tensor) is not None or self.names.has(tensor)

    def _has_seen(self, tensor):
        if self._is_known(tensor) or self.region is not None:
            return True
        return tensor.grad_fn is not None and bool(self.gradients.origins(tensor))

    def __enter__(self):
        module = torch.nn.modules.module
        self.guards = contextlib.ExitStack()
        self.began = time.monotonic()
        self.has_forward_hooks |= bool(module._global_forward_hooks or module._global_forward_pre_hooks)
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
                self._fail(error)
        self._end_progress()
        return super().__exit__(kind, error, trace)

    # Calls of modules.

    def _enter_module(self, module, arguments):
        if not self._is_watching():
            return
        if running_transform() is not None:
            with Guarded(self):
                self.modules.meet(module)
            return
        with Guarded(self):
            self.has_forward_hooks |= bool(module._forward_hooks or module._forward_pre_hooks)
            is_first = not self.modules.open
            self.modules.enter(module)
            if is_first:
                self.names.of_arguments(forward_of(module), *arguments_of_call(arguments), self.values, self.modules)

    def _leave_module(self, module, arguments, result):
        if not self._is_watching() or running_transform() is not None:
            return
        with Guarded(self):
            unseen = [] if result is None else [tensor for tensor in tensors_in(result) if self.values.entry(tensor) is None]
            unseen = [tensor for tensor in unseen if self.modules.owner(tensor) is None]
            if unseen and isinstance(module, torch.jit.ScriptModule):
                # What runs outside of Python is one operation.
                operands = tensors_in((arguments, arguments_of_call(arguments)[1])) + list(module.parameters())
                step = self._step(getattr(module, "original_name", type(module).__name__), operands)
                edges = self.gradients.edges(operands, step.inputs) if torch.is_grad_enabled() else [None] * len(operands)
                self._finish(step, operands, edges, unseen, [])
            if len(self.modules.open) == 1 and result is not None:
                self.outputs = [self._known(tensor) for tensor in tensors_in(result)]
            self.modules.leave(module)

    # Calls of functions.

    def __torch_function__(self, function, types, arguments=(), keywords=None):
        keywords = keywords or {}
        if not self._is_watching() or self._is_ignored(function, arguments):
            result = function(*arguments, **keywords)
            if getattr(function, "__name__", None) in ("register_hook", "register_post_accumulate_grad_hook") and not self.pauses:
                with Guarded(self):
                    self.hooks.watch(arguments[0], self._known(arguments[0]))
            return result
        before = None
        with Guarded(self):
            before = Before(self, Call(function, arguments, keywords), arguments)
        self._check(before, function, arguments, keywords)
        began = self._clock()
        try:
            result = function(*arguments, **keywords)
        except Exception as error:
            with Guarded(self):
                if before is not None:
                    self._fail(error, before)
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
            call = Call.__new__(Call)
            call.name, call.is_in_place, call.attributes, call.is_creation, call.out = name, False, [], False, None
            call.overwritten, call.operands, call.is_own = [], tensors_in((arguments, keywords)), False
            before = Before(self, call, arguments)
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
        if self.costs is None:
            return 0
        wait()
        return time.perf_counter()

    def _is_watching(self):
        if self.pauses or torch._C._current_graph_task_id() != -1 or torch.compiler.is_compiling():
            return False
        return not (self.is_updating and not torch.is_grad_enabled())

    def _is_ignored(self, function, arguments):
        name = getattr(function, "__name__", None)
        if name == "__set__":
            with Guarded(self):
                if getattr(function.__self__, "__name__", None) == "data":
                    self.values.forget(arguments[0])
            return True
        if name == "__get__":
            name = name_of(function)
            if name == "grad":
                return True
            return name in PLAIN_PROPERTIES
        if name == "backward" and arguments and isinstance(arguments[0], torch.Tensor):
            with Guarded(self):
                self.outputs = [self._known(arguments[0])]
        if name in IGNORED:
            return True
        transform = running_transform()
        if transform is not None:
            with Guarded(self):
                self._see_inside(transform, arguments)
            return True
        return False

    def _see_inside(self, transform, arguments):
        """Remembers what a transform of torch.func computes with; what comes out of it is one operation."""
        if self.region is None or self.region.results:
            self.region = self._step(transform, [])
            self.region.inputs = []
        for tensor in tensors_in(arguments):
            tensor = unwrapped(tensor)
            if tensor.is_leaf and tensor.requires_grad or self._is_known(tensor):
                with outside_of_transforms():
                    known = self._known(tensor)
                if known not in self.region.inputs:
                    self.region.inputs.append(known)
                    known.uses += 1

    # What is known of tensors.

    def _known(self, tensor):
        """The value that a tensor holds now."""
        entry = self.values.entry(tensor)
        if entry is None:
            return self._stranger(tensor)
        known = entry.known
        newer = self.values.newer(entry, tensor)
        if newer or entry.version != version_of(tensor):
            return self._changed(tensor, entry, newer)
        if tensor.requires_grad and not known.requires_gradient:
            # It has come out of a function of the user's, or requires_grad_() was called.
            known.requires_gradient = True
            self.gradients.watch(tensor, known)
        return known

    def _stranger(self, tensor):
        """A tensor that no recorded call has made."""
        if self.modules.owner(tensor) is None and not self.names.has(tensor):
            if self.region is not None:
                known = Known(tensor, "result", step=self.region, position=self.region.results, numbers=self._summary)
                self.region.results += 1
                return self._keep(tensor, known)
            if tensor.grad_fn is not None:
                origins = self.gradients.origins(tensor)
                if origins:
                    step = self._step(tensor.grad_fn.name().rstrip("0123456789").removesuffix("Backward"), [])
                    step.inputs, step.results = origins, 1
                    for origin in origins:
                        origin.uses += 1
                    return self._keep(tensor, Known(tensor, "result", step=step, numbers=self._summary))
        return self._leaf(tensor)

    def _leaf(self, tensor):
        role, path = self.modules.owner(tensor) or ("input", None)
        known = Known(tensor, role, path=path, numbers=self._summary)
        known.label = self.names.take(tensor)
        return self._keep(tensor, known)

    def _keep(self, tensor, known, is_write=False):
        self.values.keep(tensor, known, is_write)
        self.gradients.watch(tensor, known)
        return known

    def _changed(self, tensor, entry, newer):
        """What a tensor holds after its memory was changed through another one, or by nothing that was seen."""
        owner = self.modules.owner(tensor)
        if owner is not None and tensor.is_leaf and (owner[0] == "parameter" or not newer):
            return self._leaf(tensor)
        old = entry.known
        whole = [known for memory, known in newer if memory.covers(entry.memory)]
        if whole and old.step is not None and old.step.type in VIEWS:
            # The same view of what its base is now.
            step = self._step(old.step.type, [])
            step.attributes, step.inputs = old.step.attributes, [whole[-1]]
        elif whole:
            step = self._step("view_as", [])
            step.inputs = [whole[-1]]
        else:
            step = self._step("setitem" if newer else "changed", [])
            step.inputs = [old] + [known for _, known in newer]
        step.results = 1
        for known in step.inputs:
            known.uses += 1
        return self._keep(tensor, Known(tensor, "result", step=step, numbers=self._summary))

    def _summary(self, tensor, side):
        if is_uninitialized(tensor):
            return Array([], "not initialized")
        return array(tensor, side) if self.has_numbers else Array(shape_of(tensor), "not recorded")

    # Operations.

    def _step(self, name, operands, attributes=()):
        # What has to be said of the arguments first, such as that they were changed, is a step of its own.
        inputs = [self._known(operand) if isinstance(operand, torch.Tensor) else constant(operand) for operand in operands]
        self.count += 1
        step = Step(self.count, name, attributes, self.modules.current(), source())
        if self.has_forward_hooks:
            hook = hook_of_the_program()
            if hook is not None:
                step.attributes.append({"name": "hook", "value": hook})
        step.inputs = inputs
        self.live_steps.add(step)
        self._show_progress()
        return step

    def _finish(self, step, operands, edges, new, changed, seconds=None):
        """Ties an operation to its results; `seconds` is the time that it took, if that is known."""
        step.results = len(new) + len(changed)
        for position, tensor in enumerate(new + changed):
            known = Known(tensor, "result", step=step, position=position, numbers=self._summary)
            if step.type in UNINITIALIZED:
                known.value = Array(shape_of(tensor), "not initialized")
            self._keep(tensor, known, is_write=position >= len(new))
        if self.costs is not None and seconds is not None:
            step.cost = Cost(seconds)
            # Before the recorder's own hooks at the end of a node, whose time is not that of the operation.
            self.costs.watch(step.cost, operands, edges, new + changed)
        self.gradients.watch_step(step, edges, new + changed)

    # Troubles.

    def no_recording(self):
        """A context in which nothing is recorded, and whose errors stay inside."""
        return Guarded(self)

    def report(self, error):
        """Keeps what went wrong in the recorder, of which a snapshot warns."""
        self.troubles.append(error)

    def _fail(self, error, before=None):
        """The program raises: what it came to is kept, and where it failed."""
        if self.failure is error:
            return
        self.failure = error
        text = f"{type(error).__name__}: {error}".strip().rstrip(":")
        step = before.step if before is not None else self._step(type(error).__name__, [])
        step.failure = text.splitlines()[0][:300]
        self.failed_step = step
        self.last_known = [entry.known for entry in self.values.entries.values() if entry.known.step is not None]

    def _show_progress(self):
        now = time.monotonic()
        if self.progress and self.began is not None and now - max(self.began + 4, self.told) > 1:
            self.told = now
            print(f"\rsmolgrad_viz: {self.count:,} operations, {now - self.began:.0f} s", end="", file=sys.stderr, flush=True)

    def _end_progress(self):
        if self.told:
            print(file=sys.stderr)


VIEWS = {
    "getitem", "view", "reshape", "transpose", "permute", "t", "squeeze", "unsqueeze", "expand", "select", "narrow", "flatten",
    "unflatten", "diagonal", "detach", "view_as", "expand_as", "movedim", "swapaxes", "chunk", "split", "unbind", "unfold", "real", "imag",
}
