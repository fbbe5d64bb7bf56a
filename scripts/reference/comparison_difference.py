"""Two models in one picture, as smolgrad, torchlens and Model Explorer draw them, for docs/comparison.md.

It needs the environment of comparison.py and in it also `ai-edge-model-explorer` and `playwright`; a Chromium; and smolgrad's Python
package and program:

    PYTHONPATH=Sources/Python ~/comparison-environment/bin/python scripts/reference/comparison_difference.py --program smolgrad-viz
"""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import torch
from torch import nn


class Net(nn.Module):
    """Three linear layers; after the change with a normalization, and with GELU in place of the second ReLU."""

    def __init__(self, is_changed):
        super().__init__()
        torch.manual_seed(0)
        self.fc1, self.fc2, self.fc3 = nn.Linear(2, 5), nn.Linear(5, 10), nn.Linear(10, 1)
        self.norm = nn.LayerNorm(10) if is_changed else None
        self.activation = nn.GELU() if is_changed else nn.ReLU()

    def forward(self, x):
        h = self.fc2(torch.relu(self.fc1(x)))
        return self.fc3(self.activation(h if self.norm is None else self.norm(h)))


MODELS = {"before": Net(False), "after": Net(True)}
torch.manual_seed(1)
INPUT = torch.randn(8, 2)


def draw_smolgrad(folder, program):
    from smolgrad_viz.recorder import trace

    with tempfile.TemporaryDirectory() as scratch:
        files = [str(Path(scratch) / f"{name}.json") for name in MODELS]
        for file, model in zip(files, MODELS.values()):
            trace(model, INPUT, loss=lambda y: y.square().mean()).save(file)
        subprocess.run([program, "diff", *files, "-o", folder / "difference-smolgrad.svg"], check=False)


def draw_torchlens(folder):
    import torchlens

    bundle = torchlens.bundle([(name, torchlens.trace(model, INPUT)) for name, model in MODELS.items()])
    torchlens.viz.bundle_diff(
        bundle, vis_outpath=str(folder / "difference-torchlens"), vis_save_only=True, include_unmatched=True, max_pairs=None)


def serve_model_explorer(port):
    """Runs until it is ended; both graphs need names of their own."""
    import model_explorer

    config = model_explorer.config()
    for name, model in MODELS.items():
        config.add_model_from_pytorch(name, torch.export.export(model.eval(), (INPUT,)))
    for name, graphs in zip(MODELS, config.graphs_list):
        graphs["graphs"][0].id = name
    model_explorer.visualize_from_config(config, port=port, no_open_in_browser=True)


def draw_model_explorer(folder, port, chromium):
    from playwright.sync_api import sync_playwright

    panes = [
        {"deepestExpandedGroupNodeIds": [], "selectedNodeId": "", "selectedGraphId": name, "selectedCollectionLabel": name,
         "widthFraction": 0.5, "selected": name == "after"} for name in MODELS]
    models = [{"url": f"graphs://{name}/{number}"} for number, name in enumerate(MODELS)]
    data = urllib.parse.quote(json.dumps({"models": models, "uiState": {"paneStates": panes}}))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"])
        page = browser.new_page(viewport={"width": 1300, "height": 760})
        page.goto(f"http://localhost:{port}/?data={data}")

        def click(text, number=0):
            page.get_by_text(text, exact=True).nth(number).click()
            page.wait_for_timeout(2500)

        page.wait_for_timeout(12_000)
        click("unfold_more_double")
        click("unfold_more_double", 1)
        click("Sync")
        click("Match node id")
        click("Highlight deleted and new nodes")
        page.keyboard.press("Escape")
        # Closes the panels beside the graphs.
        click("chevron_right")
        click("chevron_right")
        click("fit_screen")
        click("fit_screen", 1)
        page.mouse.move(650, 740)
        page.wait_for_timeout(2000)
        page.screenshot(path=folder / "difference-model-explorer.png")
        browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="smolgrad-viz")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--output", type=Path, default=Path("docs/images/comparison"))
    parser.add_argument("--port", type=int, default=8931)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve_model_explorer(arguments.port)
        return
    draw_smolgrad(arguments.output, arguments.program)
    draw_torchlens(arguments.output)
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", "--port", str(arguments.port)], stdout=subprocess.PIPE, text=True)
    try:
        next(line for line in server.stdout if line.startswith("Press Ctrl+C"))
        draw_model_explorer(arguments.output, arguments.port, arguments.chromium)
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
