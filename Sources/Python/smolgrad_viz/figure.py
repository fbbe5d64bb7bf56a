"""A figure of a snapshot."""

import base64
import html
import os
import pathlib
import sys

from .program import options, render
from .recorder import Snapshot, trace


def draw(model, *inputs, loss=None, **keywords):
    """Records a model forward and backward, and returns its figure.

    `model` is a module or a function of tensors, and gets `inputs` and `keywords`. `loss` makes the end of what the model gives, as in
    `draw(model, x, loss=lambda y: F.mse_loss(y, target))`; without it the result's own `loss` is the end, or all that it holds.
    """
    return Figure(trace(model, *inputs, loss=loss, **keywords))


class Figure:
    """A snapshot that is drawn: notebooks show it, and `save` writes it to a file."""

    def __init__(self, snapshot, **settings):
        self.snapshot, self.settings = snapshot, settings

    def with_options(self, **settings):
        """The same figure with options of `smolgrad-viz render`, such as `depth=2` or `theme="dark"`."""
        return Figure(self.snapshot, **{**self.settings, **settings})

    def save(self, path, **settings):
        """Writes the figure, in the format of the file's ending: svg, png, pdf, html, dot, json, txt or md.

        Every option of `smolgrad-viz render` can be given by the same word: `depth=2`, `theme="dark"`, `explain="full"`, `legend=False`.
        Raises a `DrawingError` with the program's message where it can't be drawn so.
        """
        path = pathlib.Path(os.fspath(path))
        _, message = self._render({"output": str(path), **settings})
        if message:
            print(message, file=sys.stderr)
        return path

    def svg(self, **settings):
        """The figure as the text of an SVG."""
        return self._render({"format": "svg", "output": "-", **settings})[0].decode()

    def text(self, **settings):
        """The figure as a table for a terminal."""
        return self._render({"format": "text", "output": "-", **settings})[0].decode()

    def html(self, **settings):
        """The figure as the text of a page to explore: one file that needs no network."""
        return self._render({"format": "html", "output": "-", **settings})[0].decode()

    def _render(self, settings):
        return render(Snapshot.text(self.snapshot), options({**self.settings, **settings}))

    def _repr_mimebundle_(self, include=None, exclude=None):
        svg = self.svg()
        return {"text/html": _frame(self.html(), svg, repr(self)), "image/svg+xml": svg, "text/plain": repr(self)}

    def __repr__(self):
        return f"<Figure of {repr(self.snapshot).removeprefix('<Snapshot of ')}"


def _frame(page, svg, words):
    """The page in a frame that can do nothing but run its own script, and save what the reader asks for.

    Where notebooks are shown without frames and styles, as on GitHub, the still figure stands there.
    """
    still = base64.b64encode(svg.encode()).decode()
    return (
        "<style>.smolgrad-still { display: none !important }</style>"
        f'<iframe sandbox="allow-scripts allow-downloads" title="{html.escape(words)}" srcdoc="{html.escape(page)}" '
        'style="width: 100%; height: 640px; border: 0"></iframe>'
        f'<img class="smolgrad-still" alt="{html.escape(words)}" src="data:image/svg+xml;base64,{still}">'
    )
