"""The engine's workloads with MLX on the CPU."""

import mlx.core as mx
import mlx.nn as nn

from common import SIZES, expression, repetitions, seconds

# MLX builds the graph of a whole chain before it computes, so ours is longer.
CHAIN = 500


class Number:
    """An MLX array with the method that the expression calls."""

    def __init__(self, value):
        self.value = value

    def relu(self):
        return Number(mx.maximum(self.value, 0))


def _method(name):
    def call(self, *others):
        return Number(getattr(self.value, name)(*(o.value if isinstance(o, Number) else o for o in others)))

    return call


for _name in ["add", "radd", "mul", "rmul", "sub", "truediv", "rtruediv", "pow", "neg"]:
    setattr(Number, f"__{_name}__", _method(f"__{_name}__"))


def leaf(*shape):
    return mx.random.uniform(-0.1, 0.1, shape)


def training(loss, parameters, rate, **timing):
    """Seconds for a step of gradient descent."""
    slopes = mx.value_and_grad(loss)

    def body():
        nonlocal parameters
        _, gradients = slopes(parameters)
        parameters = [p - rate * g for p, g in zip(parameters, gradients)]
        mx.eval(parameters)

    return seconds(body, **timing)


def perceptron(sizes, count, loss, rate, repetitions):
    x = mx.random.normal((count, sizes[0]))
    shapes = [(sizes[i + 1], sizes[i]) for i in range(3)] + [(sizes[i + 1],) for i in range(3)]

    def total(p):
        h = mx.maximum(x @ p[0].T + p[3], 0)
        h = mx.maximum(h @ p[1].T + p[4], 0)
        return loss(h @ p[2].T + p[5])

    return training(total, [leaf(*shape) for shape in shapes], rate, repetitions=repetitions)


def gpt():
    batch, context, width, heads, layers, vocabulary = 8, 64, 128, 4, 4, 65
    tokens = mx.random.randint(0, vocabulary, (batch, context))
    targets = mx.random.randint(0, vocabulary, (batch * context,))
    block = [(width,)] * 4 + [(3 * width, width), (3 * width,), (width, width), (width,)]
    block += [(4 * width, width), (4 * width,), (width, 4 * width), (width,)]
    shapes = [(vocabulary, width), (context, width), (vocabulary, width), (width,), (width,)] + block * layers
    scale = (width // heads) ** -0.5

    def total(parameters):
        embedding, positions, head, weight, bias, *rest = parameters
        x = embedding[tokens] + positions
        for layer in range(layers):
            p = rest[layer * len(block) : (layer + 1) * len(block)]
            qkv = mx.split(mx.fast.layer_norm(x, p[0], p[1], 1e-5) @ p[4].T + p[5], 3, axis=2)
            q, k, v = (z.reshape(batch, context, heads, width // heads).transpose(0, 2, 1, 3) for z in qkv)
            y = mx.fast.scaled_dot_product_attention(q, k, v, scale=scale, mask="causal")
            h = x + y.transpose(0, 2, 1, 3).reshape(batch, context, width) @ p[6].T + p[7]
            x = h + nn.gelu(mx.fast.layer_norm(h, p[2], p[3], 1e-5) @ p[8].T + p[9]) @ p[10].T + p[11]
        scores = mx.fast.layer_norm(x, weight, bias, 1e-5) @ head.T
        return nn.losses.cross_entropy(scores.reshape(batch * context, vocabulary), targets, reduction="mean")

    return training(total, [leaf(*shape) for shape in shapes], 0.01, rounds=3)


def workloads():
    mx.set_default_device(mx.cpu)

    def node():
        def chain(x):
            y = x
            for _ in range(CHAIN):
                y = y * x
            return y

        slope = mx.grad(chain)
        return seconds(lambda: mx.eval(slope(mx.array(1.000001))), rounds=3) / CHAIN

    def readme():
        slopes = mx.grad(lambda a, b: expression(Number(a), Number(b)).value, argnums=(0, 1))
        return seconds(lambda: mx.eval(slopes(mx.array(-4.0), mx.array(2.0))), repetitions=20)

    def waves():
        y = (mx.random.uniform(shape=(400, 1)) < 0.5).astype(mx.float32)
        loss = lambda o: nn.losses.binary_cross_entropy(mx.sigmoid(o), y, with_logits=False, reduction="mean")
        return perceptron([2, 5, 10, 1], 400, loss, 0.1, 20)

    def digits():
        y = mx.random.randint(0, 10, (128,))
        loss = lambda o: nn.losses.cross_entropy(o, y, reduction="mean")
        return perceptron([784, 256, 128, 10], 128, loss, 0.01, 5)

    def product():
        a, b = mx.random.normal((1024, 1024)), mx.random.normal((1024, 1024))
        mx.eval(a, b)
        return seconds(lambda: mx.eval(a @ b), rounds=5)

    found = {
        "node": node, "micrograd expression": readme, "two-waves MLP": waves, "MLP 784-256-128-10": digits,
        "GPT stack": gpt, "matmul 1024": product,
    }
    functions = {
        "exp": lambda a, b: mx.exp(a), "log": lambda a, b: mx.log(a), "tanh": lambda a, b: mx.tanh(a),
        "sigmoid": lambda a, b: mx.sigmoid(a), "gelu": lambda a, b: nn.gelu(a), "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b, "relu": lambda a, b: mx.maximum(a, 0), "sum": lambda a, b: a.sum(),
    }
    for function, call in functions.items():
        for size, count in SIZES.items():

            def elementwise(call=call, count=count):
                a, b = mx.random.uniform(0.1, 2, (count,)), mx.random.uniform(0.1, 2, (count,))
                mx.eval(a, b)
                return seconds(lambda: mx.eval(call(a, b)), rounds=5, repetitions=repetitions(count) // 4 + 1)

            found[f"{function} {size}"] = elementwise
    return found
