"""The package draws by the program, which SMOLGRAD_VIZ names."""

import html
import os
import pathlib
import re
import tempfile
import unittest
from unittest import mock

import torch
import support  # noqa: F401
from torch import nn

import smolgrad_viz
from smolgrad_viz.program import options


class Options(unittest.TestCase):
    def test_words(self):
        self.assertEqual(
            options({"depth": 2, "theme": "dark", "roll": True, "legend": False, "hide": ["views", "casts"], "expand": ["a", "b"], "title": None}),
            ["--depth", "2", "--theme", "dark", "--roll", "--no-legend", "--hide", "views,casts", "--expand", "a", "--expand", "b"])

    def test_says_where_the_program_is(self):
        with mock.patch.dict(os.environ, {"PATH": "", "SMOLGRAD_VIZ": ""}), mock.patch("shutil.which", return_value=None):
            with self.assertRaisesRegex(smolgrad_viz.DrawingError, "scripts/wheel"):
                smolgrad_viz.draw(nn.Linear(2, 1), torch.ones(1, 2)).svg()


@unittest.skipUnless(os.environ.get("SMOLGRAD_VIZ"), "SMOLGRAD_VIZ names no program")
class Figures(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.figure = smolgrad_viz.draw(
            nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1)), torch.randn(2, 4), loss=lambda y: y.square().mean())

    def test_shows_itself(self):
        bundle = self.figure._repr_mimebundle_()
        self.assertIn("<svg", bundle["image/svg+xml"])
        self.assertEqual(bundle["text/plain"], "<Figure of Sequential: 5 operations, 10 tensors>")
        self.assertLess(len(repr(self.figure.snapshot)), 100)
        # A page in a frame; what shows no frames has the still figure.
        frame = re.search(r'<iframe sandbox="allow-scripts allow-downloads" [^>]*srcdoc="([^"]*)"', bundle["text/html"])
        page = html.unescape(frame[1])
        self.assertTrue(page.startswith("<!DOCTYPE html>"))
        self.assertIn('"type": "relu"', page)
        self.assertIn('<img class="smolgrad-still"', bundle["text/html"])
        self.assertIn("image/svg+xml", self.figure.snapshot._repr_mimebundle_())

    def test_takes_every_option_of_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            for ending in ("svg", "dot", "txt", "html"):
                path = pathlib.Path(folder) / f"figure.{ending}"
                self.figure.save(path, depth=1, theme="dark", explain="full", legend=False, title="Mine")
                self.assertIn("Mine", path.read_text())

    def test_writes_a_film(self):
        with tempfile.TemporaryDirectory() as folder:
            path = self.figure.save(pathlib.Path(folder) / "film.svg", film=True, seconds=2)
            self.assertIn("@keyframes", path.read_text())
            self.figure.save(path, film=False)
            self.assertNotIn("@keyframes", path.read_text())

    def test_says_what_the_program_says(self):
        with self.assertRaisesRegex(smolgrad_viz.DrawingError, "theme"):
            self.figure.svg(theme="pink")
        with self.assertRaisesRegex(smolgrad_viz.DrawingError, "colour"):
            self.figure.svg(colour=3)

    def test_what_has_no_numbers_is_drawn(self):
        for function, x, reason in [
                (lambda x: torch.fft.rfft(x).abs().sum(), torch.randn(2, 8), "complex numbers"),
                (lambda x: x.masked_fill(x > 0, torch.finfo(x.dtype).min), torch.randn(2, 3), "masked_fill"),
                (lambda x: x * 2, torch.randn(2, 4, device="meta"), "meta")]:
            self.assertIn(reason, smolgrad_viz.draw(function, x).svg())

    def test_numbers_may_be_left_out(self):
        figure = smolgrad_viz.draw(nn.Linear(4, 3), torch.randn(2, 4), numbers="none")
        self.assertIn("not recorded", figure.svg())

    def test_lines_of_the_program(self):
        self.assertIn("test_package.py:", self.figure.text())
        self.assertIn("linear", self.figure.text(focus="test_package.py", radius=1))


if __name__ == "__main__":
    unittest.main()
