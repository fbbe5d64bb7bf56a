"""What keeps a recording from changing the program: compiled parts run as written, and fast paths stay open."""

import contextlib
import sys
import warnings

import torch
from torch.utils._python_dispatch import _disable_current_modes
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook


@contextlib.contextmanager
def compiled_parts_run_as_written(mode):
    """Has compiled functions run operation by operation, also those that are compiled in here.

    The branches of torch.cond and its like, which PyTorch compiles itself, run as always, without the mode that records: only what comes
    out of them is seen.
    """
    original, branches = torch.compile, torch._higher_order_ops.utils
    environment = branches.setup_compilation_env

    def as_written():
        torch.compile = original
        stack.enter_context(torch.compiler.set_stance("force_eager"))

    def compile(*arguments, **keywords):
        as_written()
        return original(*arguments, **keywords)

    @contextlib.contextmanager
    def environment_of_branches():
        if torch.compile is compile:
            as_written()
        with torch.compiler.set_stance("default"), without(type(mode)), environment() as backend:
            yield backend

    with contextlib.ExitStack() as stack:
        stack.callback(setattr, torch, "compile", original)
        stack.callback(setattr, branches, "setup_compilation_env", environment)
        stack.enter_context(unsaid("Using `torch.compile.module.` when there are global hooks"))
        branches.setup_compilation_env = environment_of_branches
        if "torch._dynamo" in sys.modules:
            as_written()
        else:
            # To load it takes a second or two, which programs that compile nothing are spared.
            torch.compile = compile
        yield


@contextlib.contextmanager
def without(kind):
    """The innermost modes for functions do nothing in here, as long as they are of a class."""
    with contextlib.ExitStack() as stack:
        while isinstance((torch.overrides._get_current_function_mode_stack() or [None])[-1], kind):
            stack.enter_context(torch.overrides._pop_mode_temporarily())
        yield


@contextlib.contextmanager
def unsaid(message):
    """Warnings that begin so are not shown in here."""
    warnings.filterwarnings("ignore", message=message)
    entry = warnings.filters[0]
    try:
        yield
    finally:
        if entry in warnings.filters:
            warnings.filters.remove(entry)


@contextlib.contextmanager
def fast_paths_stay_open():
    """Transformer layers ask whether functions are overridden, and compute in another way if so. The recorder overrides none."""
    original = torch.overrides.has_torch_function
    modes = torch.overrides._get_current_function_mode_stack

    def has_torch_function(arguments):
        if not modes():
            return original(arguments)
        with torch.overrides._pop_mode_temporarily():
            return original(arguments)

    torch.overrides.has_torch_function = has_torch_function
    try:
        yield
    finally:
        torch.overrides.has_torch_function = original


@contextlib.contextmanager
def functions_of_the_user(record):
    """Has each torch.autograd.Function that is applied recorded as one operation."""
    original = torch.autograd.Function.__dict__["apply"]

    def apply(cls, *arguments, **keywords):
        return record(cls, original.__get__(None, cls), arguments, keywords)

    torch.autograd.Function.apply = classmethod(apply)
    try:
        yield
    finally:
        torch.autograd.Function.apply = original


@contextlib.contextmanager
def updates_of_optimizers(begin, end):
    """Says when an optimizer changes parameters."""
    before = register_optimizer_step_pre_hook(lambda *_: begin())
    after = register_optimizer_step_post_hook(lambda *_: end())
    try:
        yield
    finally:
        before.remove()
        after.remove()


class unseen:
    """What the recorder computes in here is seen by no mode and no class of the program's, such as one that counts operations, and has no
    gradients.

    This and `Guarded` are entered several times for each operation, for which contexts made of generators, or of each other, are slow.
    """

    __slots__ = ("functions", "modes", "had_gradients")

    def __enter__(self):
        self.functions = functions = torch._C.DisableTorchFunction()
        functions.__enter__()
        self.modes = _disable_current_modes() if torch._C._len_torch_dispatch_stack() > 0 else None
        if self.modes is not None:
            self.modes.__enter__()
        self.had_gradients = torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)

    def __exit__(self, kind, error, trace):
        torch._C._set_grad_enabled(self.had_gradients)
        if self.modes is not None:
            self.modes.__exit__(None, None, None)
        self.functions.__exit__(None, None, None)


class Guarded:
    """The same with gradients, where nothing is recorded, and nothing that goes wrong reaches the program: it is reported, if that is wanted."""

    __slots__ = ("functions", "modes", "recorder", "has_report")

    def __init__(self, recorder, report=True):
        self.recorder, self.has_report = recorder, report

    def __enter__(self):
        self.functions = functions = torch._C.DisableTorchFunction()
        functions.__enter__()
        self.modes = _disable_current_modes() if torch._C._len_torch_dispatch_stack() > 0 else None
        if self.modes is not None:
            self.modes.__enter__()
        self.recorder.pauses += 1

    def __exit__(self, kind, error, trace):
        self.recorder.pauses -= 1
        if self.modes is not None:
            self.modes.__exit__(None, None, None)
        self.functions.__exit__(None, None, None)
        if not isinstance(error, Exception):
            return False
        if self.has_report:
            self.recorder.report(error)
        return True


def running_transform():
    """The name of the transform of torch.func that runs, such as vmap; None outside of all."""
    interpreter = torch._C._functorch.peek_interpreter_stack()
    return None if interpreter is None else interpreter.key().name.lower()


def unwrapped(tensor):
    """What a transform of torch.func has wrapped."""
    functorch = torch._C._functorch
    while functorch.is_functorch_wrapped_tensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return tensor


def outside_of_transforms():
    """A context in which tensors are computed with as if no transform of torch.func ran."""
    from torch._functorch.pyfunctorch import temporarily_clear_interpreter_stack

    return temporarily_clear_interpreter_stack()
