"""What PyTorch computes in half precision and bfloat16 with plain numbers, and with tensors of one number, beside a tensor; and what it draws.

Some operations compute with the number in single precision, others round it first; the cases say which, in the notation of
`smolgrad-viz eval`.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

FILE = pathlib.Path(__file__).resolve().parents[2] / "Tests/ExpressionsTests/Reference/Cases/half-numbers.json"

# x and z are tensors of the type, a has their absolute values; s is a single number of the type, f one of float32 and i an int64.
LEAVES = {"x": 7, "z": 7, "a": 7, "s": None, "f": None, "i": None}

NUMBERS = ["0.3", "2.7", "257", "-1.1"]

WITH_NUMBER = """
x + N
N + x
x - N
N - x
x * N
N * x
x / N
N / x
x.detach() // N * z
x % N
fmod(x, N)
s * N
N * s
s / N
N / s
s + N
div(x, N)
add(x, N)
sub(x, N)
x > N
x == N
x <= N
N < x
clamp(x, -1.5, N)
clamp(x, N, 300)
where(x > 0, x, N)
masked_fill(x, x > 0, N)
leaky_relu(x, N)
elu(x, N)
celu(x, N)
x * N + z
(x * N) * (z * N)
x * N * N
(x + z) / N * x
y = x * 1; y *= N; y
y = x * 1; y /= N; y
y = x * 1; y += N; y
y = x * 1; y -= N; y
x / N - N / x
""".strip().splitlines()

WITH_FRACTION = """
a ** N
N ** x
lerp(x, z, N)
addcmul(x, z, a, value=N)
addcdiv(x, z, a, value=N)
addcmul(x, z, z, value=N)
softplus(x, N)
hardshrink(x, N)
softshrink(x, N)
hardtanh(x, -N, N)
threshold(x, N, 1.1)
""".strip().splitlines()

OTHERS = """
x * f
f * x
x / f
x + f
f + x
x - f
f - x
s * f
x * i
i * x
x / i
x + i
s * i
s / i
x * s
s * x
x / s
maximum(x, f)
minimum(f, x)
atan2(x, f)
logaddexp(x, f)
x > f
x == f
where(x > 0, x, f)
x.detach() // f.detach() * z
x % f
x * True
x * 70000
x * 1e39
x / 1e39
x / 1e-39
x + 70000
x * 16777217
(x * f).sum()
(x * 0.3).sum() * 0.3
(x * 0.3).mean() / 0.7
(x * 0.1 * z).sum()
""".strip().splitlines()

# Random numbers, and a seed: with two of them a number is rounded up to 1, which is outside of the range.
RANDOM = [("rand(5)", 1), ("rand(40)", 68), ("rand(40)", 50), ("randn(5)", 1), ("randn(16)", 1), ("randn(17)", 1), ("randn(33)", 2), ("randn(48)", 3), ("rand(7) + randn(20)[:7]", 4)]


def expressions():
    fractions = [number for number in NUMBERS if 0 < float(number) < 100]
    texts = [text.replace("N", number) for text in WITH_NUMBER for number in NUMBERS]
    texts += [text.replace("N", number) for text in WITH_FRACTION for number in fractions]
    return texts + OTHERS


def leaves(dtype):
    generator = torch.Generator().manual_seed(7)
    values = {}
    for name, count in LEAVES.items():
        numbers = torch.randn([] if count is None else [count], generator=generator) * 3
        if name == "i":
            values[name] = torch.tensor(4099)
            continue
        numbers = numbers.abs() if name == "a" else numbers
        values[name] = numbers if name == "f" else numbers.to(dtype)
    # What a number is when it is rounded, so that comparisons meet equal ones.
    values["x"][:2] = torch.tensor([0.3, 2.7])
    return values


def computed(text, dtype):
    names = {name: getattr(torch, name) for name in dir(torch) if not name.startswith("_")}
    names |= {name: getattr(F, name) for name in dir(F) if not name.startswith("_")}
    names |= {"clamp": torch.clamp}
    used = {}
    for name, value in leaves(dtype).items():
        names[name] = value.clone().requires_grad_(value.is_floating_point())
    exec(compile(text.rpartition(";")[0], text, "exec"), names)
    result = eval(text.rpartition(";")[2].strip(), names)
    answer = {"text": text, "dtype": str(result.dtype)[6:], "shape": list(result.shape), "data": [shown(v) for v in result.flatten().tolist()]}
    gradients = {}
    if result.requires_grad:
        seed = torch.linspace(0.5, 1.7, max(result.numel(), 1))[:result.numel()].reshape(result.shape).to(result.dtype)
        result.backward(seed)
        gradients = {name: [shown(v) for v in names[name].grad.flatten().tolist()] for name in LEAVES if names[name].grad is not None}
    return answer | {"gradients": gradients}


def shown(value):
    """JSON has no infinities and no NaN; truth values are 0 and 1."""
    if isinstance(value, bool):
        return int(value)
    return value if -float("inf") < value < float("inf") else str(value)


def main():
    torch.set_num_threads(1)
    lines = []
    for dtype in [torch.float16, torch.bfloat16]:
        given = {name: value.tolist() for name, value in leaves(dtype).items()}
        cases = []
        for text in expressions():
            cases.append(computed(text, dtype))
        torch.set_default_dtype(dtype)
        for text, seed in RANDOM:
            torch.manual_seed(seed)
            cases.append({"seed": seed} | computed(text, dtype))
        torch.set_default_dtype(torch.float32)
        body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        lines.append(f'{{"precision":"{str(dtype)[6:]}","leaves":{json.dumps(given)},"cases":[\n{body}\n]}}')
    FILE.write_text("[" + ",\n".join(lines) + "]\n")
    print(f"{FILE.name}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
