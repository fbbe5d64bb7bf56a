"""What the peers have in common: the clock, sizes, and the expression of micrograd's README."""

import time

SIZES = {"4K": 4096, "64K": 65536, "1M": 1 << 20, "16M": 1 << 24}


def seconds(body, rounds=7, repetitions=1):
    """The fastest of several rounds, for one repetition."""
    body()
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repetitions):
            body()
        best = min(best, (time.perf_counter() - start) / repetitions)
    return best


def repetitions(count):
    """How often a function of so many elements is repeated."""
    return max(1, (1 << 21) // count)


def expression(a, b):
    """The expression of micrograd's README."""
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f
