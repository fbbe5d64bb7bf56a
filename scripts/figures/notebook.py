"""Runs a notebook with the Python package in it, and looks at the page that is made of it."""

import base64
import pathlib
import sys
import tempfile

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from browser import Browser  # noqa: E402

CELLS = [
    """import torch
import torch.nn.functional as F
from torch import nn
import smolgrad_viz

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
x, target = torch.randn(16, 4), torch.randint(3, (16,))""",
    "smolgrad_viz.draw(model, x, loss=lambda y: F.cross_entropy(y, target))",
    """snapshot = smolgrad_viz.trace(model, x, loss=lambda y: F.cross_entropy(y, target))
snapshot""",
    'smolgrad_viz.Figure(snapshot).with_options(depth=1, theme="dark")',
    """try:
    smolgrad_viz.Figure(snapshot).save("figure.svg", theme="pink")
except smolgrad_viz.DrawingError as error:
    print(error)""",
]

# How large the pages in frames are, and the still figures; and these once there are neither frames nor styles, as where a notebook is
# shown without what could run.
PICTURES = """
(async () => {
  const sizes = name => [...document.querySelectorAll(`.jp-OutputArea-output ${name}`)].map(shown => {
    const box = shown.getBoundingClientRect()
    return [box.width, box.height]
  })
  const [frames, covered] = [sizes("iframe"), sizes("img")]
  const bare = document.body.cloneNode(true)
  for (const element of bare.querySelectorAll("iframe, style, script")) element.remove()
  document.body.after(bare)
  const hidden = [...document.querySelectorAll("style")].filter(style => style.textContent.includes("smolgrad-still"))
  for (const style of hidden) style.disabled = true
  const stills = [...bare.querySelectorAll("img.smolgrad-still")]
  for (const still of stills) await still.decode()
  const bareSizes = stills.map(still => [still.naturalWidth, still.naturalHeight])
  bare.remove()
  for (const style of hidden) style.disabled = false
  return {
    frames, covered, stills: bareSizes,
    text: document.body.innerText, width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight,
  }
})()
"""


def run(folder):
    """The notebook with what its cells have put out."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    return notebook


def check_outputs(notebook):
    """What is wrong with the outputs of the cells."""
    kinds = [[set(output.get("data", {"text": None})) for output in cell.outputs] for cell in notebook.cells]
    figure, words = {"text/html", "image/svg+xml", "text/plain"}, {"text/plain"}
    expected = [[], [figure], [figure, words], [figure], [{"text"}]]
    faults = [] if kinds == expected else [f"the cells put out {kinds}, not {expected}"]
    size = len(nbformat.writes(notebook))
    if size > 3_000_000:
        faults.append(f"the notebook has {size} bytes")
    return faults


def check_page(notebook, folder, picture):
    """What is wrong with the page of the notebook."""
    page = pathlib.Path(folder) / "notebook.html"
    page.write_text(HTMLExporter(mathjax_url="", require_js_url="").from_notebook_node(notebook)[0], encoding="utf-8")
    with Browser() as browser:
        browser.resize(1200, 800)
        browser.open(page.as_uri())
        seen = browser.run(PICTURES)
        if picture:
            browser.resize(seen["width"], seen["height"])
            pathlib.Path(picture).write_bytes(base64.b64decode(browser.screenshot()))
    faults = []
    for kind in ("frames", "stills"):
        if len(seen[kind]) != 3 or any(width < 200 or height < 200 for width, height in seen[kind]):
            faults.append(f"the {kind} of the page have the sizes {seen[kind]}, not three of at least 200 pixels")
    if any(width for width, _ in seen["covered"]):
        faults.append("still figures are shown beside the frames")
    if "<Snapshot of Sequential: 4 operations, 10 tensors>" not in seen["text"]:
        faults.append("the page has no summary of the snapshot")
    if '"nodes"' in seen["text"] or "'nodes'" in seen["text"]:
        faults.append("the page shows the JSON of the snapshot")
    if "pink" not in seen["text"].rpartition("print(error)")[2]:
        faults.append("the page does not say that there is no theme 'pink'")
    return faults


def main(picture=None):
    with tempfile.TemporaryDirectory() as folder:
        notebook = run(folder)
        faults = check_outputs(notebook) + check_page(notebook, folder, picture)
    for fault in faults:
        print(f"check-notebook: {fault}", file=sys.stderr)
    print("the notebook shows its figures" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
