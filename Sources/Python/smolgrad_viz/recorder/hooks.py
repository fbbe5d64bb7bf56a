"""What the user's hooks change of a gradient.

PyTorch calls the hooks of a tensor one after the other, and hands what one returns to the next. Before each of them stands an observer, which
notes the gradient and returns nothing, so that the program computes what it would.
"""

import functools
import weakref

import torch

from .guards import unseen


class Hooks:
    """Watches the hooks of tensors."""

    def __init__(self, report, gradients):
        self.report, self.gradients, self.handles = report, gradients, []

    def watch(self, tensor, known):
        """Has the gradient noted before each hook that a tensor has, unless it is already."""
        hooks = tensor._backward_hooks
        if not hooks:
            return
        own = {hook.key: hook for hook in hooks.values() if isinstance(hook, Observer) and hook.hooks() is self}
        for key, hook in list(hooks.items()):
            if key in own:
                own[key].known = weakref.ref(known)
            if key in own or isinstance(hook, Observer):
                continue
            observer = Observer(self, known, key, hook_name(hook))
            observer.handle = tensor.register_hook(observer)
            # The hook is put behind it once more: PyTorch goes by the order in which they came, not by that of `move_to_end`.
            del hooks[key]
            hooks[key] = hook
            if tensor.is_leaf:
                self.handles.append(observer.handle)

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
            run = torch._C._current_graph_task_id()
            with unseen():
                known.changes.setdefault(run, []).append((self.name, hooks.gradients.kept(gradient, known.side)))
                # The hook may write into it in a way that PyTorch does not count, such as through `data`.
                hooks.gradients.latest = None
        except Exception as error:
            hooks.report(error)


def hook_name(hook):
    """What a hook is called."""
    while isinstance(hook, functools.partial):
        hook = hook.func
    return getattr(hook, "__name__", type(hook).__name__).strip("<>")
