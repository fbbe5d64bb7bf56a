"""The pictures that smolgrad, torchview and torchlens draw of six PyTorch models, for docs/comparison.md, and how large they are.

    scripts/python-package FOLDER
    SMOLGRAD_VIZ=PROGRAM PYTHONPATH=FOLDER VENV/bin/python scripts/reference/comparison_pytorch.py

VENV needs what comparison-requirements.txt names, torchvision, transformers and pillow. The others' pictures are reduced to what a page can
show; the table says how large they are.
"""

import argparse
import re
import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch
import torchlens
import torchview
from PIL import Image

import smolgrad_viz

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench-peers"))

import models  # noqa: E402

MODELS = {
    "vit_b_16": "torchvision/vit_b_16", "swin_t": "torchvision/swin_t", "gpt2": "transformers/GPT2LMHeadModel",
    "faster_rcnn": "others/fasterrcnn_mobilenet_v3_large_320_fpn", "gru_cell": "others/gru_cell", "packed_lstm": "others/packed_lstm",
}

# The largest picture of another tool, in pixels.
WIDTH, HEIGHT = 900, 1500


def draw_smolgrad(path, model, inputs, keywords, loss):
    smolgrad_viz.draw(model, *inputs, loss=loss, **keywords).save(f"{path}.svg")


def draw_torchview(path, model, inputs, keywords, _):
    settings = dict(input_data=inputs, expand_nested=True, depth=3, device="cpu", **keywords)
    try:
        graph = torchview.draw_graph(model, roll=True, **settings)
    except KeyError:  # It can't fold every model.
        graph = torchview.draw_graph(model, **settings)
    graph = graph.visual_graph
    graph.render(outfile=f"{path}.svg", format="svg", cleanup=True)
    graph.graph_attr["dpi"] = str(resolution(f"{path}.svg"))
    graph.render(outfile=f"{path}.png", format="png", cleanup=True)


def draw_torchlens(path, model, inputs, keywords, _):
    trace = torchlens.trace(model, list(inputs), keywords)
    # As deep as torchview's; a cell in a loop once.
    mode = "rolled" if path.name.startswith("gru_cell") else "unrolled"
    settings = dict(
        vis_mode=mode, vis_call_depth=3, fold_repeats=True, direction="topdown", vis_outpath=str(path), vis_save_only=True)
    trace.draw(vis_fileformat="svg", **settings)
    trace.draw(vis_fileformat="png", dpi=resolution(f"{path}.svg"), **settings)


def resolution(svg):
    """With how many pixels an inch a picture is drawn, so that it is not much larger than what a page shows."""
    width, height, _ = measured(svg)
    return max(4, round(96 * min(1, 2 * WIDTH / width, 2 * HEIGHT / height)))


def reduce(source, target):
    """The picture with few colors, small enough for a page."""
    with Image.open(source) as picture:
        picture = picture.convert("RGB")
        picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        picture.quantize(24).save(target, optimize=True)


def measured(svg):
    """Width and height in pixels, and how many nodes there are."""
    text = Path(svg).read_text(encoding="utf-8")
    width, height = (float(size) * 4 / 3 for size in re.search(r'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"', text).groups())
    return width, height, len(re.findall(r'<g [^>]*class="(?:node|card)[ "]', text))


TOOLS = {"smolgrad": draw_smolgrad, "torchview": draw_torchview, "torchlens": draw_torchlens}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--output", type=Path, default=Path("docs/images/comparison"))
    parser.add_argument("--whole", type=Path, help="a folder for the pictures as they are")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.models:
            for tool in arguments.tools:
                path = (arguments.whole or Path(folder)) / f"{name}-{tool}"
                model, inputs, keywords, loss = models.case(MODELS[name])
                torch.manual_seed(1)
                start = time.process_time()
                try:
                    TOOLS[tool](path, model, inputs, keywords, loss)
                except Exception as error:
                    print(f"{name:12} {tool:10} {type(error).__name__}: {str(error)[:120]}", flush=True)
                    continue
                width, height, cards = measured(f"{path}.svg")
                print(
                    f"{name:12} {tool:10} {width:6.0f} x {height:6.0f} pixels, {cards:4} nodes, {time.process_time() - start:5.1f} s", flush=True)
                if tool == "smolgrad":
                    (arguments.output / f"{path.name}.svg").write_bytes(Path(f"{path}.svg").read_bytes())
                else:
                    reduce(f"{path}.png", arguments.output / f"{path.name}.png")


if __name__ == "__main__":
    main()
