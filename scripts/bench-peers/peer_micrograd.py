"""The engine's workloads with micrograd: those of single numbers. It has no logarithm and no exponential for the two-waves MLP."""

import sys

from micrograd.engine import Value

from common import expression, seconds

# Its backward pass is recursive, so the chain is shorter than ours.
CHAIN = 500


def workloads():
    sys.setrecursionlimit(10 * CHAIN)

    def node():
        x = Value(1.000001)

        def body():
            y = x
            for _ in range(CHAIN):
                y = y * x
            y.backward()

        return seconds(body, repetitions=5) / CHAIN

    def readme():
        return seconds(lambda: expression(Value(-4.0), Value(2.0)).backward(), repetitions=100)

    return {"node": node, "micrograd expression": readme}
