"""One call of an operation."""

import dataclasses


@dataclasses.dataclass
class Call:
    """`op(input, *args, **kwargs)`; the tensors that want a gradient say so themselves."""

    input: object
    args: tuple = ()
    kwargs: dict = dataclasses.field(default_factory=dict)


def call(input, *args, **kwargs):
    return Call(input, args, kwargs)
