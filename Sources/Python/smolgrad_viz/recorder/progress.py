"""How far a long recording has come, in a line on standard error."""

import sys
import time


class Progress:
    """Says every second how many operations there are, after the first seconds of a recording."""

    def __init__(self, is_shown=None):
        self.is_shown = sys.stderr.isatty() if is_shown is None else is_shown
        self.began, self.told = None, 0

    def begin(self):
        self.began = time.monotonic()

    def show(self, count):
        if not self.is_shown or self.began is None:
            return
        now = time.monotonic()
        if now - max(self.began + 4, self.told) > 1:
            self.told = now
            print(f"\rsmolgrad_viz: {count:,} operations, {now - self.began:.0f} s", end="", file=sys.stderr, flush=True)

    def end(self):
        """What is printed next begins a line of its own."""
        if self.told:
            print(file=sys.stderr)
