"""What the user's backward hooks of modules change of gradients, and which operations run in forward hooks.

PyTorch hands the inputs and the results of a module with backward hooks on as other tensors with the same numbers. At their node of the graph it
calls the hooks one after the other, and hands what one returns to the next. Before each of them and behind the last stands an observer, in
the list that PyTorch has made for this one call of the module: the module's own hooks are left alone.
"""

import sys
import weakref

import torch

from .guards import unseen
from .hooks import hook_name
from .sources import frame_of_the_program
from .values import Known
from .watches import Share


def watch_handed(recorder, before, results):
    """Has the gradients of tensors that were handed on noted before each hook and behind the last."""
    step = before.step
    step.type, step.is_handed, step.results = "identity", True, len(results)
    watched = {}
    frame = frame_of("_apply_on_tensors")
    for position, (tensor, source, edge) in enumerate(zip(results, before.known, before.edges)):
        known = Known(tensor, "result", step=step, position=position, numbers=lambda *_: source.value)
        recorder.values.keep(tensor, known)
        if edge is None:
            continue
        recorder.gradients.watch(tensor, known)
        source.uses += 1
        share = step.share(position, Share(source, 1, recorder.gradients))
        watched[frame.f_locals["tensors_idx"][position]] = known, share
    call, name = frame.f_locals["self"], "user_hooks" if frame.f_back.f_code.co_name == "setup_input_hook" else "user_pre_hooks"
    hooks = getattr(call, name)
    if hooks and watched:
        observed = [part for hook in hooks for part in (ModuleObserver(recorder, watched, hook_name(hook)), hook)]
        setattr(call, name, [*observed, ModuleObserver(recorder, watched, None)])


def frame_of(name):
    """The innermost call of a function."""
    frame = sys._getframe(1)
    while frame.f_code.co_name != name:
        frame = frame.f_back
    return frame


class ModuleObserver:
    """Notes the gradients that a hook of a module gets; the last one, without a name, what they have become."""

    def __init__(self, recorder, watched, name):
        self.recorder, self.watched, self.name = weakref.ref(recorder), watched, name

    def __call__(self, module, gradients, *_):
        recorder = self.recorder()
        if recorder is None:
            return
        try:
            run = torch._C._current_graph_task_id()
            with unseen():
                for position, (known, share) in self.watched.items():
                    if gradients[position] is not None:
                        self._note(run, known, share, recorder.gradients.kept(gradients[position], known.side))
            # The hook may write into it in a way that PyTorch does not count, such as through `data`.
            recorder.gradients.latest = None
        except Exception as error:
            recorder.report(error)

    def _note(self, run, known, share, kept):
        if self.name is not None:
            known.note(run, self.name, kept)
        else:
            known.delivered[run] = kept
            share.keep(run, kept)


def hook_of_the_program():
    """The name of the forward hook or pre-hook of a module in which an operation runs; None outside of all."""
    frame = frame_of_the_program()
    while frame is not None:
        caller = frame.f_back
        if caller is not None and caller.f_code.co_name == "inner" and caller.f_globals.get("__name__") == torch.nn.modules.module.__name__:
            # The call of the module: what it calls is its forward function, or a hook.
            hook = caller.f_locals.get("hook")
            function = getattr(hook, "func", hook)
            function = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
            return hook_name(hook) if function is frame.f_code else None
        frame = caller
    return None
