"""The engine's workloads with NumPy: those without gradients."""

import numpy

from common import SIZES, repetitions, seconds


def workloads():
    functions = {
        "exp": lambda a, b: numpy.exp(a), "log": lambda a, b: numpy.log(a), "tanh": lambda a, b: numpy.tanh(a),
        "sigmoid": lambda a, b: 1 / (1 + numpy.exp(-a)), "add": lambda a, b: a + b, "mul": lambda a, b: a * b,
        "relu": lambda a, b: numpy.maximum(a, 0), "sum": lambda a, b: a.sum(),
    }
    found = {}
    for function, call in functions.items():
        for size, count in SIZES.items():

            def elementwise(call=call, count=count):
                a = numpy.random.rand(count).astype("f") * numpy.float32(1.9) + numpy.float32(0.1)
                b = numpy.random.rand(count).astype("f") * numpy.float32(1.9) + numpy.float32(0.1)
                return seconds(lambda: call(a, b), repetitions=repetitions(count))

            found[f"{function} {size}"] = elementwise

    def product():
        a, b = numpy.random.rand(1024, 1024).astype("f"), numpy.random.rand(1024, 1024).astype("f")
        return seconds(lambda: a @ b, rounds=5)

    found["matmul 1024"] = product
    return found
