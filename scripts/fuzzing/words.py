"""Names, texts and numbers that programs have stumbled over."""

HOSTILE_TEXTS = [
    "", " ", "]", "[", "]]>", "<b>", "</svg>", '"', "'", "&", "&amp;", "\\", "\\N", "\\l", "{g} · {b}", "{", "}", "|",
    "<!--", "-->", "--", "?>", "<?xml", "a:b", "a->b", "digraph", "node", "%s%n", "$(x)", "`x`", "\n", "a\nb", "\t", "\r",
    "\0", "\x01\x1b[31m", "\x7f", "\x9b31m", "\u00ad", "\u200b", "\u202egpj", "\ufeff", "\uffff", "\ufffe", "\ud7ff", "\U0010ffff",
    "größe", "权重", "שלום", "مرحبا", "नमस्ते", "👩‍👩‍👧‍👦", "e\u0301", "a" * 500, "ab " * 200, "W" * 60, "nan", "inf", "null", "0", "-1",
    "_x_", "*x*", "[a](b)", "![a](b)", "http://example.com/", "../../x", "/dev/stdin", "-", "--help", "=", "x=1", ".", "..", "con",
]

PLAIN_NAMES = [
    "x", "y", "w", "b", "loss", "a.b", "fc1.weight", "fc1.bias", "layers.0", "layers.0.weight", "relu_1", "mul_1.output", "h", "c",
]

HOSTILE_INTEGERS = [
    0, 1, -1, 2, 3, 63, 64, 65, 255, 256, 257, 1 << 20, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 48, (1 << 48) + 1, (1 << 53) - 1,
    1 << 53, (1 << 53) + 1, (1 << 62), (1 << 63) - 1, 1 << 63, 1 << 64, -(1 << 31), -(1 << 63), -(1 << 63) - 1, 10**30,
]

HOSTILE_NUMBERS = [
    0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, 1e-5, 1e5, 1e16, 123456789.0, 4294967295, 9007199254740993, 16777217, 5e-324, 1e-320, 2.2e-308,
    1.7e308, -1.7e308, 3.4e38, 65504, 65520, 1e-45, 0.5, 99999.5, 0.99999999,
]

WORDS_FOR_NUMBERS = ["nan", "inf", "-inf"]


def text(generator):
    if generator.random() < 0.6:
        return generator.choice(PLAIN_NAMES) + generator.choice(["", "", str(generator.randrange(99))])
    if generator.random() < 0.8:
        return generator.choice(HOSTILE_TEXTS)
    return "".join(generator.choice(HOSTILE_TEXTS)[:20] for _ in range(generator.randrange(1, 4)))


def integer(generator):
    return generator.choice(HOSTILE_INTEGERS)


def number(generator):
    choice = generator.random()
    if choice < 0.15:
        return generator.choice(WORDS_FOR_NUMBERS)
    if choice < 0.5:
        return generator.choice(HOSTILE_NUMBERS)
    return generator.gauss(0, 1) * 10 ** generator.randrange(-4, 5)
