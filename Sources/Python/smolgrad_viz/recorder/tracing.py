"""One call that records a model, forward and backward."""

import contextlib
import inspect
import sys

import torch

from .ends import ends_of
from .modules import forward_of
from .recorder import Recorder


def trace(model, *inputs, loss=None, title=None, contributions=True, numbers="all", progress=None, diagnose=False,
          cost=False, check_gradients=False, **keywords):
    """Calls the model, computes the loss, goes backward, and returns the snapshot.

    `model` is a module, or any function of tensors; it gets `inputs` and `keywords`. `loss` makes a tensor of the model's result;
    without it the result's own `loss` is the end, or the result with all its tensors. Backward runs if the end is a single number that
    needs a gradient. `contributions` says whether each operation's share in each gradient is recorded, which `render --explain` shows.
    With `cost` each operation has the time of both passes, and the bytes that it keeps for the backward pass: `render --color-by time`.
    With `check_gradients` the derivative of each recorded call, an autograd.Function's included, is compared with difference quotients of
    that call by itself, in double precision; the snapshot has what came out, and standard error says so.
    An error of the model's is raised as it is; its `snapshot` then is what was computed before. With `diagnose` it is not raised: the
    snapshot is returned, and standard error says what breaks the gradients, if something does.
    """
    module = model if isinstance(model, torch.nn.Module) else getattr(model, "__self__", None)
    module = module if isinstance(module, torch.nn.Module) else None
    recorder = Recorder(module, contributions, numbers, progress, cost, check_gradients)
    recorder.is_inside = True
    try:
        with recorder:
            end = run(recorder, model, inputs, keywords, loss)
    except Exception as error:
        with contextlib.suppress(Exception):
            error.snapshot = recorder.snapshot(title=title)
        if diagnose and hasattr(error, "snapshot"):
            tell(error.snapshot, error)
            return error.snapshot
        raise
    if title is None and recorder.model is None:
        title = getattr(model, "__name__", type(model).__name__)
        title = None if title == "<lambda>" else title
    snapshot = recorder.snapshot(end, title)
    if check_gradients:
        tell_checks(snapshot)
    if diagnose:
        tell(snapshot)
    return snapshot


def tell_checks(snapshot):
    """Says on standard error how the derivatives of a recorded computation compare with difference quotients."""
    operations = [(node["name"], node["operation"]) for node in snapshot["nodes"] if "operation" in node]
    checks = [(name, operation["check"]) for name, operation in operations if "check" in operation]
    counts = {word: sum(check["verdict"] == word for _, check in checks) for word in ("right", "wrong", "kink", "unknown")}
    print(f"{len(checks)} derivatives checked: {counts['right']} right, {counts['wrong']} wrong, {counts['kink']} at a kink, "
          f"{counts['unknown']} without a quotient", file=sys.stderr)
    for name, check in checks:
        if check["verdict"] == "wrong":
            print(f"the derivative of {name} is wrong: the rule gives {check['rule']:.6g}, the difference quotient {check['quotient']:.6g}",
                  file=sys.stderr)


def tell(snapshot, error=None):
    """Says on standard error what breaks the gradients of a recorded computation."""
    if error is not None:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    try:
        from ..program import DrawingError, diagnose
    except ImportError:  # The recorder stands alone.
        print("for findings save the snapshot, and call smolgrad-viz diagnose", file=sys.stderr)
        return
    try:
        print(diagnose(snapshot.text()), end="", file=sys.stderr)
    except DrawingError as reason:
        print(reason, file=sys.stderr)


def run(recorder, model, inputs, keywords, loss):
    """The result, after backward."""
    with recorder.no_recording():
        forward = forward_of(model) if isinstance(model, torch.nn.Module) else model
        recorder.names.of_arguments(forward, inputs, keywords, recorder.values, recorder.modules)
    end = model(*inputs, **keywords)
    if loss is not None:
        if inspect.isfunction(loss):
            variables = inspect.getclosurevars(loss)
            around = {**variables.globals, **variables.nonlocals}
            recorder.name({name: value for name, value in around.items() if isinstance(value, (torch.Tensor, dict, list, tuple))})
        end = loss(end)
    ends = [tensor for _, tensor in ends_of(end)]
    if len(ends) == 1 and ends[0].requires_grad and ends[0].numel() == 1 and not ends[0].is_complex():
        if loss is not None:
            recorder.name({"loss": ends[0]})
        ends[0].backward()
    return end
