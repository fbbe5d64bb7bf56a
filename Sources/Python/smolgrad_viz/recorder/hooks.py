"""What the user's hooks change of a gradient.

PyTorch calls the hooks of a tensor one after the other, and hands what one returns to the next; those that run after a gradient was added
up find it in the tensor. Before each of them stands an observer, which notes the gradient and returns nothing, so that the program computes
what it would; behind the last of the latter one more.
"""

import functools
import weakref

import torch

from .guards import unseen


class Hooks:
    """Watches the hooks of tensors."""

    def __init__(self, report, gradients):
        self.report, self.gradients, self.handles = report, gradients, []
        self.added_up = weakref.WeakKeyDictionary()  # For each value the run whose hooks found its gradient alone in the tensor.

    def watch(self, tensor, known):
        """Has the gradient noted before each hook that a tensor has, unless it is already."""
        self._stand_before(tensor, known, tensor._backward_hooks, tensor.register_hook, Observer)
        later = tensor._post_accumulate_grad_hooks
        if later:
            self._stand_before(tensor, known, later, tensor.register_post_accumulate_grad_hook, LaterObserver)
            self._stand_behind(tensor, known, later)

    def _stand_before(self, tensor, known, hooks, register, kind):
        if not hooks:
            return
        own = {hook.key: hook for hook in hooks.values() if isinstance(hook, Observer) and hook.hooks() is self}
        for key, hook in list(hooks.items()):
            if key in own:
                own[key].known = weakref.ref(known)
            if key in own or isinstance(hook, Observer):
                continue
            observer = kind(self, known, key, hook_name(hook))
            observer.handle = register(observer)
            # The hook is put behind it once more: PyTorch goes by the order in which they came, not by that of `move_to_end`.
            del hooks[key]
            hooks[key] = hook
            if tensor.is_leaf:
                self.handles.append(observer.handle)

    def _stand_behind(self, tensor, known, hooks):
        last = next((hook for hook in hooks.values() if isinstance(hook, LastObserver) and hook.hooks() is self), None)
        if last is not None:
            # Hooks that came since stand before it.
            last.handle.remove()
        last = LastObserver(self, known, None, None)
        last.handle = tensor.register_post_accumulate_grad_hook(last)
        self.handles.append(last.handle)

    def forget(self):
        """Takes the observers away from leaves, which live on."""
        for handle in self.handles:
            handle.remove()
        self.handles.clear()


class Observer:
    """Notes a gradient before a hook gets it; a parameter that has it keeps nothing of a recording alive."""

    def __init__(self, hooks, known, key, name):
        self.hooks, self.known, self.key, self.name = weakref.ref(hooks), weakref.ref(known), key, name
        self.handle = None

    def __call__(self, gradient):
        hooks, known = self.hooks(), self.known()
        if hooks is None or known is None:
            # Nobody will ask any more.
            self.handle.remove()
            return
        try:
            with unseen():
                self.note(hooks, known, torch._C._current_graph_task_id(), gradient)
                # The hook may write into it in a way that PyTorch does not count, such as through `data`.
                hooks.gradients.latest = None
        except Exception as error:
            hooks.report(error)

    def note(self, hooks, known, run, gradient):
        known.note(run, self.name, hooks.gradients.kept(gradient, known.side))


class LaterObserver(Observer):
    """The same for a hook that runs after a gradient was added up, where that is all there is: an older one is not of this pass."""

    def note(self, hooks, known, run, tensor):
        kept = None if tensor.grad is None else hooks.gradients.kept(tensor.grad, known.side)
        if hooks.added_up.get(known) == run or kept is not None and run in known.delivered and kept.value() == known.delivered[run].value():
            hooks.added_up[known] = run
            if kept is not None:
                known.note(run, self.name, kept)


class LastObserver(Observer):
    """Notes what such hooks have left."""

    def note(self, hooks, known, run, tensor):
        if hooks.added_up.get(known) == run:
            # Where a hook has taken the gradient, such as one that steps an optimizer, it is the one that was there last.
            known.delivered[run] = known.changes[run][-1][1] if tensor.grad is None else hooks.gradients.kept(tensor.grad, known.side)


def hook_name(hook):
    """What a hook is called."""
    while isinstance(hook, functools.partial):
        hook = hook.func
    return getattr(hook, "__name__", type(hook).__name__).strip("<>")
