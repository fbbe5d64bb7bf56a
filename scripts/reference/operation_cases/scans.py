"""Functions along a dimension whose result is as long as it, and arrangements of elements."""

from .calls import call


def along(x):
    return [call(x(6), 0), call(x(3, 4), 1), call(x(3, 4), 0), call(x(2, 3, 4), -2), call(x(), 0), call(x(0, 3), 1)]


def integers_too(x):
    return along(x) + [call(x.integers(-3, 4, 3, 5), 1)]


def rolled(x):
    return [
        call(x(6), 2), call(x(3, 4), -1), call(x(3, 4), 1, 0), call(x(3, 4), (1, -5), (0, 1)), call(x(2, 3, 2), (4, 1), (-1, 0)),
        call(x(0, 3), 1, 1), call(x(), 1)]


def turned(x):
    return [
        call(x(3, 4)), call(x(3, 4), 2), call(x(3, 4), -1, (0, 1)), call(x(2, 3, 4), 1, (1, 2)), call(x(2, 3, 4), 3, (-1, 0)),
        call(x(3, 4), 4)]


def traced(x):
    return [call(x(3, 3)), call(x(2, 4)), call(x(4, 2)), call(x(1, 1)), call(x.integers(-3, 4, 3, 3))]


OPERATIONS = {
    "cumprod": integers_too, "cummax": integers_too, "cummin": integers_too, "logcumsumexp": along, "roll": rolled,
    "rot90": turned, "trace": traced,
}
