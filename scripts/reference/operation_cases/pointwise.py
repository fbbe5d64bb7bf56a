"""Functions of each element."""

import torch

from .calls import call


def plain(name, low=-3.0, high=3.0):
    """A function without arguments: a vector, a matrix, a scalar, nothing, and a vector long enough for vector loops."""
    return name, lambda x: [
        call(x(7, low=low, high=high)), call(x(3, 4, low=low, high=high)), call(x(low=low, high=high)),
        call(x(0, low=low, high=high)), call(x(37, low=low, high=high))]


def rounded(x):
    """`round`, to whole numbers and to decimals."""
    return [
        call(x(7)), call(x(3, 4), decimals=1), call(x(2, 5, low=-300.0, high=300.0), decimals=-2),
        call(x(), decimals=2), call(x(0))]


def numbers_for_nan(x):
    return [
        call(x(7)), call(x(3, 4), 0.5), call(x(9), nan=-1.0, posinf=2.0, neginf=-3.0), call(x(9), posinf=7.0)]


OPERATIONS = dict([
    plain("floor"), plain("ceil"), plain("trunc"), plain("frac"), plain("sinh"), plain("cosh"), plain("exp2"),
    plain("asin", -1.0, 1.0), plain("acos", -1.0, 1.0), plain("atan"), plain("asinh"), plain("acosh", 1.0, 4.0),
    plain("atanh", -1.0, 1.0), plain("log10", 0.1, 4.0),
]) | {"round": rounded, "nan_to_num": numbers_for_nan}
