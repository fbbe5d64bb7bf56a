"""Expressions by a grammar, with names that are right or nearly so, and values of every kind."""

import words

UNARY = """exp expm1 log log1p log2 sqrt rsqrt square reciprocal abs sign sin cos tan tanh sigmoid erf relu relu6 gelu silu elu softplus
leaky_relu hardtanh logsigmoid floor ceil round trunc sinh cosh asin acos atan asinh acosh atanh mish selu celu softsign hardswish
hardsigmoid nan_to_num neg sum mean prod amax amin max min norm std var median argmax sort argsort trace t half float double long bool
flatten triu tril cumsum softmax log_softmax logsumexp normalize layer_norm rms_norm softmin dropout glu""".split()
BINARY = """add sub mul div pow atan2 maximum minimum fmod remainder logaddexp matmul dot outer mse_loss l1_loss smooth_l1_loss huber_loss
cross_entropy nll_loss kl_div binary_cross_entropy binary_cross_entropy_with_logits cosine_similarity pairwise_distance prelu gather
index_select embedding masked_fill conv1d conv2d linear""".split()
SETTINGS = """dim keepdim keepdims axis p correction unbiased reduction eps beta alpha min max stride padding dilation groups kernel_size
output_size training approximate descending k n q offset dim1 dim2 diagonal weight ignore_index label_smoothing""".split()
OPERATORS = ["+", "-", "*", "/", "**", "@", "//", "%", "<", "==", ">=", "&", "|"]
NAMES = ["x", "y", "w", "h_1", "größe"]


def attempt(trial, generator):
    text = "; ".join(statement(generator) for _ in range(generator.choice([1, 1, 1, 2, 4])))
    if generator.random() < 0.1:
        text = spoiled(text, generator)
    text = text.replace("\0", "")
    values = [f"{name}={value(generator)}" for name in NAMES if name in text]
    if generator.random() < 0.1:
        values.append(f"{words.text(generator)}={value(generator)}".replace("\0", ""))
    kind = generator.choice(["json", "json", "text", "svg", "alt"])
    options = generator.choice([[], [], ["--dtype", generator.choice(["float16", "float32", "float64"])]])
    options = options + generator.choice([[], [], ["--explain"], ["--view", "backward"], ["--explain", "full"]])
    command = ["eval", "-o", "-", "--format", kind, *options, "--", text, *values]
    code, output = trial.run(*command)
    if code != 0:
        return
    if kind == "json":
        trial.check_json(output, command)
        trial.write("e.json", output)
        if trial.run("render", "e.json", "-o", "-", "--format", "text")[0] != 0:
            raise trial.fault("writes a snapshot that it does not read", command)
    elif kind == "svg":
        trial.check_svg(output, command)
    if generator.random() < 0.1 and trial.run(*command)[1] != output:
        raise trial.fault("other bytes in a second run", command)


def statement(generator):
    expression = make(generator, generator.choice([1, 2, 2, 3, 4]))
    return expression if generator.random() < 0.8 else f"{generator.choice(NAMES + ['z'])} = {expression}"


def make(generator, depth):
    if depth == 0:
        return leaf(generator)
    choice = generator.random()

    def inner():
        return make(generator, depth - 1)

    if choice < 0.25:
        return f"{inner()} {generator.choice(OPERATORS)} {inner()}"
    if choice < 0.30:
        return f"({inner()})"
    if choice < 0.36:
        return f"{generator.choice('+-')}{inner()}"
    if choice < 0.46:
        return f"{inner()}{subscript(generator)}"
    if choice < 0.5:
        elements = ", ".join(inner() for _ in range(generator.randrange(0, 4)))
        return f"{generator.choice(['cat', 'stack', 'einsum', 'tensor', 'where', 'max'])}([{elements}])"
    prefix = generator.choice(["", "", "", "", "torch.", "F.", "np."])
    if choice < 0.8:
        name, arguments = generator.choice(UNARY), [inner()]
    else:
        name, arguments = generator.choice(BINARY), [inner(), inner()]
    while generator.random() < 0.3:
        arguments.append(f"{generator.choice(SETTINGS)}={setting(generator)}")
    while generator.random() < 0.15:
        arguments.append(setting(generator))
    if generator.random() < 0.3 and arguments:
        return f"({arguments[0]}).{name}({', '.join(arguments[1:])})"
    return f"{prefix}{name}({', '.join(arguments)})"


def leaf(generator):
    choice = generator.random()
    if choice < 0.6:
        return generator.choice(NAMES[:3])
    if choice < 0.85:
        return literal_number(generator)
    if choice < 0.95:
        sizes = ", ".join(str(generator.choice([0, 1, 2, 3, 5, -1, 1000, 1 << 40])) for _ in range(generator.randrange(0, 4)))
        return f"{generator.choice(['zeros', 'ones', 'rand', 'randn', 'full', 'eye', 'arange'])}({sizes})"
    return generator.choice(NAMES + ["pi", "inf", "nan", "True", "None", "torch.pi", "math.e"])


def literal_number(generator):
    if generator.random() < 0.5:
        return str(generator.choice([0, 1, 2, 3, -1, 0.5, 1e-3]))
    return str(generator.choice(words.HOSTILE_NUMBERS + words.HOSTILE_INTEGERS))


def setting(generator):
    return generator.choice(
        ["0", "1", "-1", "2", "-2", "3", "True", "False", "None", "'mean'", "'none'", "'sum'", "'tanh'", "'inf'", "[0, 1]", "(1, 2)",
         "0.5", "-0.0", "1e-5", "inf", "nan", str(words.integer(generator))]
    )  # fmt: skip


def subscript(generator):
    parts = [
        generator.choice(["0", "-1", "1", ":", "::2", "1:", ":-1", "None", "...", "[0, 1]", "5", "::-1", "x > 0", "0:0", "9223372036854775807"])
        for _ in range(generator.choice([1, 1, 2, 3]))
    ]
    return f"[{', '.join(parts)}]" + generator.choice(["", "", "", ".T", ".mT", ".values", ".shape"])


def value(generator):
    choice = generator.random()
    if choice < 0.3:
        return literal_number(generator)
    if choice < 0.9:
        shape = generator.choice([[0], [1], [2], [3], [2, 3], [3, 2], [3, 3], [1, 2, 4, 4], [0, 3], [2, 0], [1] * 20])
        return nested(shape, generator)
    return generator.choice(["[[1,2],[3]]", "[1,[2]]", "[", "True", "x", "nan", "[nan,inf,-inf]", "", "1e999", "[[]]", "a.npy", "0x10"])


def nested(shape, generator):
    if not shape:
        number = words.number(generator)
        return str(number)
    return f"[{','.join(nested(shape[1:], generator) for _ in range(shape[0]))}]"


def spoiled(text, generator):
    place = generator.randrange(len(text) + 1)
    piece = generator.choice(["(", ")", "[", ",", "=", ".", "'", "\\", ";", "\n", "#", "@", "x", "9" * 400, "(" * 5000, "-" * 5000, "é", "\u202e", "lambda", "__import__('os')"])
    return generator.choice([text[:place] + piece + text[place:], text[:place] + text[place + 1 :], text[:place]])
