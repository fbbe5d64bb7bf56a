"""The program smolgrad-viz, which draws snapshots."""

import os
import pathlib
import shutil
import subprocess

WHERE = (
    "the program smolgrad-viz is not here: install a wheel that scripts/wheel of its repository has made, put the program on the path "
    "with scripts/install there, or name it in the environment variable SMOLGRAD_VIZ")


class DrawingError(Exception):
    """The program's message on what it could not draw."""


def program():
    """The path of the program: the one of SMOLGRAD_VIZ, that of the wheel, or one on the path."""
    inside = pathlib.Path(__file__).resolve().parent / "bin" / "smolgrad-viz"
    for candidate in (os.environ.get("SMOLGRAD_VIZ"), str(inside), shutil.which("smolgrad-viz")):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    raise DrawingError(WHERE)


def run(command, snapshot, arguments):
    """Runs a command of the program on a snapshot, given as text."""
    path = program()
    environment = dict(os.environ)
    around = pathlib.Path(path).resolve().parents[1]
    plugins, fonts = around / "lib" / "graphviz", around / "fonts" / "fonts.conf"
    if plugins.is_dir():
        environment["GVBINDIR"] = str(plugins)
    if fonts.is_file():
        environment.setdefault("FONTCONFIG_FILE", str(fonts))
    return subprocess.run(
        [path, command, "-", *arguments], input=snapshot.encode(), capture_output=True, env=environment, check=False)


def diagnose(snapshot):
    """What breaks or stops the gradients of a snapshot, given as text.

    Raises a `DrawingError` with the program's message if it can't be read.
    """
    done = run("diagnose", snapshot, [])
    if not done.stdout:
        raise DrawingError(done.stderr.decode(errors="replace").strip())
    return done.stdout.decode()


def render(snapshot, arguments):
    """Draws a snapshot, given as text, and returns the bytes and what the program has to say about them.

    Raises a `DrawingError` with the program's message if it can't.
    """
    done = run("render", snapshot, arguments)
    message = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0:
        lines = [line for line in message.splitlines() if line]
        first = next((line for line in lines if "error:" in line), lines[0] if lines else f"it ended with {done.returncode}")
        raise DrawingError(first.partition("error:")[2].strip() or first)
    return done.stdout, message


def options(settings):
    """The options of `render` for keyword arguments of the same words: `depth=2` is `--depth 2`, `legend=False` is `--no-legend`."""
    arguments = []
    for name, value in settings.items():
        word = name.strip("_").replace("_", "-")
        if value is None:
            continue
        if value is True:
            arguments.append(f"--{word}")
        elif value is False:
            arguments += [] if word in FLAGS else [f"--no-{word}"]
        elif isinstance(value, (list, tuple)) and word == "expand":
            arguments += [part for path in value for part in (f"--{word}", str(path))]
        elif isinstance(value, (list, tuple, set)):
            arguments += [f"--{word}", ",".join(map(str, value))]
        else:
            arguments += [f"--{word}", str(value)]
    return arguments


# Options that are on if they are there, and off if they are not.
FLAGS = {"roll", "strict", "json", "explain", "film", "order", "sheet"}
