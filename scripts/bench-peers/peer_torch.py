"""The engine's workloads with PyTorch, on one thread."""

import torch
import torch.nn.functional as F

from common import SIZES, expression, repetitions, seconds


def workloads():
    torch.set_num_threads(1)

    def leaf(*shape, dtype=torch.float32):
        return ((torch.rand(*shape) - 0.5) * 0.2).to(dtype).requires_grad_()

    def descend(parameters, rate):
        with torch.no_grad():
            for parameter in parameters:
                parameter.sub_(parameter.grad, alpha=rate)
                parameter.grad = None

    def node():
        x = torch.tensor(1.000001, requires_grad=True)

        def body():
            y = x
            for _ in range(10_000):
                y = y * x
            y.backward()
            x.grad = None

        return seconds(body, rounds=3) / 10_000

    def micrograd():
        def body():
            expression(torch.tensor(-4.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)).backward()

        return seconds(body, repetitions=100)

    def perceptron(sizes, count, loss, rate, repetitions, dtype=torch.float32):
        x = torch.randn(count, sizes[0]).to(dtype)
        w = [leaf(sizes[i + 1], sizes[i], dtype=dtype) for i in range(3)]
        b = [leaf(sizes[i + 1], dtype=dtype) for i in range(3)]

        def body():
            h = F.linear(F.linear(x, w[0], b[0]).relu(), w[1], b[1]).relu()
            loss(F.linear(h, w[2], b[2])).backward()
            descend(w + b, rate)

        return seconds(body, repetitions=repetitions)

    def waves():
        y = (torch.rand(400, 1) < 0.5).float()
        return perceptron([2, 5, 10, 1], 400, lambda o: F.binary_cross_entropy(o.sigmoid(), y), 0.1, 50)

    def digits(dtype=torch.float32):
        y = torch.randint(0, 10, (128,))
        return perceptron([784, 256, 128, 10], 128, lambda o: F.cross_entropy(o, y), 0.01, 10, dtype)

    def gpt():
        batch, context, width, heads, layers, vocabulary = 8, 64, 128, 4, 4, 65
        tokens = torch.randint(0, vocabulary, (batch, context))
        targets = torch.randint(0, vocabulary, (batch * context,))
        embedding, positions, head = leaf(vocabulary, width), leaf(context, width), leaf(vocabulary, width)
        weight, bias = leaf(width), leaf(width)
        shapes = [(width,)] * 4 + [(3 * width, width), (3 * width,), (width, width), (width,)]
        shapes += [(4 * width, width), (4 * width,), (width, 4 * width), (width,)]
        blocks = [[leaf(*shape) for shape in shapes] for _ in range(layers)]
        parameters = [embedding, positions, head, weight, bias] + sum(blocks, [])

        def body():
            x = F.embedding(tokens, embedding) + positions
            for p in blocks:
                qkv = F.linear(F.layer_norm(x, [width], p[0], p[1]), p[4], p[5]).split(width, 2)
                q, k, v = (z.reshape(batch, context, heads, width // heads).transpose(1, 2) for z in qkv)
                y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
                h = x + F.linear(y.transpose(1, 2).reshape(batch, context, width), p[6], p[7])
                x = h + F.linear(F.gelu(F.linear(F.layer_norm(h, [width], p[2], p[3]), p[8], p[9])), p[10], p[11])
            x = F.linear(F.layer_norm(x, [width], weight, bias), head)
            F.cross_entropy(x.reshape(batch * context, vocabulary), targets).backward()
            descend(parameters, 0.01)

        return seconds(body, rounds=5, repetitions=2)

    def product(size=1024, dtype=torch.float32):
        a, b = torch.randn(2, size, size).to(dtype)
        return seconds(lambda: a @ b, rounds=5)

    def gpt2_weights():
        width = 768
        block = [(3 * width, width), (width, width), (4 * width, width), (width, 4 * width)]

        def body():
            weights = [torch.empty(shape).normal_() for shape in [(50257, width), (1024, width)]]
            weights += [torch.empty(shape).uniform_(-0.04, 0.04) for shape in block * 12]
            torch.empty(50257, width).uniform_(-0.04, 0.04)
            for weight in weights:
                weight.normal_(std=0.02)

        return seconds(body, rounds=3)

    found = {
        "uniform 16M": lambda: seconds(lambda: torch.rand(2**24), rounds=3),
        "normal 16M": lambda: seconds(lambda: torch.randn(2**24), rounds=3),
        "weights of GPT-2": gpt2_weights,
        "node": node, "micrograd expression": micrograd, "two-waves MLP": waves,
        "MLP 784-256-128-10": digits, "GPT stack": gpt, "matmul 1024": product,
    }
    # Not the GPT stack: without instructions for half precision PyTorch's step takes a quarter of a minute.
    found["MLP 784-256-128-10 float16"] = lambda: digits(torch.float16)
    found["matmul 256 float16"] = lambda: product(256, torch.float16)
    functions = {
        "exp": lambda a, b: a.exp(), "log": lambda a, b: a.log(), "tanh": lambda a, b: a.tanh(),
        "sigmoid": lambda a, b: a.sigmoid(), "gelu": lambda a, b: F.gelu(a), "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b, "relu": lambda a, b: a.relu(), "sum": lambda a, b: a.sum(),
    }
    for function, call in functions.items():
        for size, count in SIZES.items():

            def elementwise(call=call, count=count, dtype=torch.float32):
                a, b = (torch.rand(2, count) * 1.9 + 0.1).to(dtype)
                with torch.no_grad():
                    return seconds(lambda: call(a, b), repetitions=repetitions(count))

            found[f"{function} {size}"] = elementwise
            if size == "1M":
                found[f"{function} {size} float16"] = lambda body=elementwise: body(dtype=torch.float16)
    return found
