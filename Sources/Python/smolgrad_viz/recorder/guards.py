"""What keeps a recording from changing the program: compiled parts run as written, and fast paths stay open."""

import contextlib
import sys
import warnings

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook


@contextlib.contextmanager
def compiled_parts_run_as_written():
    """Has compiled functions run operation by operation, if there are any."""
    if "torch._dynamo" not in sys.modules:
        yield
        return
    warnings.filterwarnings("ignore", message="Using `torch.compile.module.` when there are global hooks")
    with torch.compiler.set_stance("force_eager"):
        yield


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
