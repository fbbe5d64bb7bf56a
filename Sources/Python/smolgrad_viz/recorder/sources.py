"""Where in the program an operation stands."""

import functools
import os
import sys

OWN = __name__.partition(".")[0]


def source():
    """File and line of the innermost call that is neither PyTorch's nor the recorder's, such as `model.py:12`."""
    frame = frame_of_the_program()
    return None if frame is None else f"{short(frame.f_code.co_filename)}:{frame.f_lineno}"


def frame_of_the_program():
    """The innermost call that is neither PyTorch's nor the recorder's."""
    frame = sys._getframe(1)
    while frame is not None and not is_of_the_program(frame.f_globals.get("__name__")):
        frame = frame.f_back
    return frame


@functools.lru_cache(None)
def is_of_the_program(module):
    """Whether a module, by its name, belongs neither to PyTorch nor to the recorder."""
    return (module or "").partition(".")[0] not in NOT_THE_PROGRAM


def short(file):
    """The path of a file as seen from where Python found it, so that it is the same on other machines."""
    if file not in SHORT:
        roots = [os.getcwd()] + [root for root in sys.path if root]
        inside = [os.path.relpath(file, root) for root in roots if file.startswith(os.path.join(root, ""))]
        SHORT[file] = min(inside, key=len, default=os.path.basename(file))
    return SHORT[file]


NOT_THE_PROGRAM = {OWN, "torch", "contextlib", "functools"}
SHORT = {}
