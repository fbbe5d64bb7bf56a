"""What a reader should call a tensor."""

import inspect
import weakref

from .trees import named_tensors_in


class Names:
    """The names of tensors that no recorded operation has used yet; what is known of a tensor has its name itself."""

    def __init__(self):
        self.pending = {}

    def give(self, tensors, values, modules):
        """Names the tensors of a dictionary by their keys, nested ones by their paths."""
        for label, tensor in named_tensors_in(tensors):
            entry = values.entry(tensor)
            if modules.owner(tensor) is not None:
                continue
            if entry is None:
                self.pending.setdefault(id(tensor), (label, weakref.ref(tensor)))
            elif entry.known.label is None:
                entry.known.label = label

    def of_arguments(self, function, arguments, keywords, values, modules):
        """Names what a function is given by the function's parameters."""
        try:
            signature = inspect.signature(function)
            given = dict(signature.bind(*arguments, **keywords).arguments)
        except (TypeError, ValueError):
            return
        for parameter in signature.parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                given.update(given.pop(parameter.name, {}))
        self.give(given, values, modules)

    def has(self, tensor):
        """Whether a name waits for the tensor."""
        found = self.pending.get(id(tensor))
        return found is not None and found[1]() is tensor

    def take(self, tensor):
        """The name that waits for the tensor, or None."""
        found = self.pending.pop(id(tensor), None)
        return found[0] if found is not None and found[1]() is tensor else None
