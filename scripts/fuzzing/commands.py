"""Command lines of options that there are, with values that fit and values that do not."""

import functools
import json
import subprocess

import words

MODELS = ["neuron", "expression", "linear-regression", "nope", "", "mlp "]
VALUES = [
    "0", "1", "-1", "2", "1.5", "1e9", "1e400", "nan", "inf", "-inf", "99999999999999999999", "x", "", " ", "auto", "all", "none", "full", "svg", "png", "pdf",
    "dot", "json", "text", "light", "dark", "both", "backward", "right", "down", "once", "per-use", "compact", "o..w1", "n", "constants", "a,b",
    "small.svg", "folder/", "folder", "missing/x.svg", ".", "-", "name=x.npy", "=", "--", "w1", "\udcff.svg",
]  # fmt: skip
# They ask for work of their own: completions and manuals print what is no message.
LEFT_OUT = {"--generate-completion-script", "--help", "-h", "--version", "--experimental-dump-help"}


@functools.lru_cache
def commands(program):
    """The options of each command, as the program tells them."""
    told = subprocess.run(
        [program, "--experimental-dump-help"], check=True, stdout=subprocess.PIPE
    ).stdout
    result = {}
    for command in json.loads(told)["command"]["subcommands"]:
        options = []
        for argument in command.get("arguments", []):
            names = ["-" * (2 if name["kind"] == "long" else 1) + name["name"] for name in argument.get("names", [])]
            names = [name for name in names if name not in LEFT_OUT]
            if names:
                options.append((names, argument["kind"] == "flag"))
        result[command["commandName"]] = options
    return result


def attempt(trial, generator):
    known = commands(trial.program)
    command = generator.choice([name for name in known if name != "help"])
    line = [command]
    if command == "trace":
        line.append(generator.choice(MODELS))
    elif command == "eval":
        line += [generator.choice(["x*2", "-log(x)", "x", "tanh(x*w)", "-x**2", "--x", "x+"]), "x=2", generator.choice(["w=1", "x=3", "y"])]
    elif command == "render":
        trial.run("trace", "neuron", "-o", "s.json")
        line.append(generator.choice(["s.json", "s.json", "missing.json", "folder"]))
    elif command == "embed":
        trial.write("a.md", "text\n\n<!-- smolgrad-viz eval x x=1 -o a.svg -->\n\n")
        line.append(generator.choice(["a.md", ".", "missing.md"]))
    (trial.folder / "folder").mkdir(exist_ok=True)
    for _ in range(generator.choice([0, 1, 1, 2, 3, 5]) if known[command] else 0):
        line += option(known[command], generator)
    if generator.random() < 0.2:
        rest = line[1:]
        generator.shuffle(rest)
        line[1:] = rest
    if generator.random() < 0.1:
        line.insert(generator.randrange(len(line) + 1), words.text(generator).replace("\0", "") or "x")
    code, _ = trial.run(*line)
    left = [path.name for path in trial.folder.rglob("*") if path.name.endswith((".tmp", ".part"))]
    if left:
        raise trial.fault(f"leaves temporary files: {left}", line)
    for path in trial.folder.rglob("*.svg"):
        if path.is_file():
            trial.check_svg(path.read_bytes(), line)
    if code == 64 and any(path.suffix in (".svg", ".png", ".pdf") for path in trial.folder.rglob("*")):
        raise trial.fault("wrote a figure, although the command line is wrong", line)


def option(options, generator):
    names, is_flag = generator.choice(options)
    name = generator.choice(names)
    if generator.random() < 0.03:
        name = name[:-1]
    if is_flag and generator.random() < 0.95:
        return [name]
    value = generator.choice(VALUES)
    if generator.random() < 0.1:
        value = words.text(generator).replace("\0", "")
    return [f"{name}={value}"] if name.startswith("--") and generator.random() < 0.5 else [name, value]
