"""Activations."""

from .calls import call
from .pointwise import plain


def settings(name, *options):
    """An activation with settings, each of which is tried on its own shape."""
    shapes = [(9,), (3, 5), (), (37,), (0,)]
    return f"nn.functional.{name}", lambda x: [
        call(x(*shape), **options[place % len(options)]) for place, shape in enumerate(shapes)]


def prelu(x):
    return [
        call(x(9), x(1)), call(x(2, 3), x(3)), call(x(2, 3, 4), x(3)), call(x(2, 3, 4), x(1)), call(x(), x(1))]


def activation(name):
    short, calls = plain(name)
    return f"nn.functional.{short}", calls


OPERATIONS = dict([
    activation("mish"), activation("selu"), activation("softsign"), activation("hardswish"),
    activation("hardsigmoid"), activation("tanhshrink"),
    settings("celu", {}, {"alpha": 0.5}, {"alpha": 2.0}),
    settings("softshrink", {}, {"lambd": 1.0}), settings("hardshrink", {}, {"lambd": 1.0}),
    settings("threshold", {"threshold": 0.5, "value": -1.0}, {"threshold": -1.0, "value": 0.0}),
]) | {"nn.functional.prelu": prelu}
