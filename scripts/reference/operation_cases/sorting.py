"""Functions that order elements or pick one by its rank."""

from .calls import call


def ordered(x):
    return [
        call(x(6)), call(x(3, 4), dim=0), call(x(3, 4), dim=1, descending=True), call(x(2, 3, 4), dim=-2), call(x()),
        call(x(20), stable=True), call(x.integers(-2, 3, 3, 5), dim=1, stable=True)]


def stable(x):
    """Only stable orders have positions that are defined where elements are equal."""
    calls = ordered(x)
    for entry in calls:
        entry.kwargs["stable"] = True
    return calls


def largest(x):
    return [
        call(x(6), 2), call(x(3, 4), 2, dim=0), call(x(3, 4), 3, dim=1, largest=False), call(x(2, 3, 4), 1, dim=-2), call(x(), 1),
        call(x(7), 7), call(x(5), 0)]


def middle(x):
    return [
        call(x(6)), call(x(7)), call(x(3, 4)), call(x(3, 4), dim=1), call(x(3, 5), dim=0, keepdim=True), call(x(2, 3, 4), dim=-2),
        call(x()), call(x.integers(-2, 3, 3, 5), dim=1)]


def smallest(x):
    return [
        call(x(6)), call(x(3, 4), dim=0), call(x(3, 4), dim=1, keepdim=True), call(x(2, 3, 4), dim=-1), call(x()),
        call(x.integers(-2, 3, 3, 5), dim=1)]


def extreme(x):
    return [
        call(x(6), 0), call(x(3, 4), 0), call(x(3, 4), 1, keepdim=True), call(x(2, 3, 4), -1), call(x(), 0),
        call(x.integers(-2, 3, 3, 5), 1)]


OPERATIONS = {
    "max": extreme, "min": extreme,
    "sort": stable, "argsort": stable, "topk": largest, "median": middle, "argmin": smallest, "argmax": smallest,
}
