"""How fast pages are, and how large: a table, and no test."""

import base64
import re
import subprocess
import zlib

from parts import parts_of_page

MODELS = {
    "neuron": ["trace", "neuron"], "mlp": ["trace", "mlp"],
    "gpt 12/12/768": ["trace", "gpt", "--layers", "12", "--heads", "12", "--embedding", "768"],
    "scalar-mlp": ["trace", "scalar-mlp", "--samples", "52"], "scalar-mlp, 17,610 nodes": ["trace", "scalar-mlp", "--samples", "440"],
}

# When the script has put the page together, also where it had to wait for compressed texts.
READY = """
new MutationObserver((changes, observer) => {
  if (!document.documentElement?.classList.contains("scripted")) return
  window.readyAt = performance.now()
  observer.disconnect()
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] })
"""

FRAMES = """
async () => {
  const stage = document.getElementById("stage")
  const times = []
  let last = performance.now()
  for (let index = 0; index < 60; index++) {
    stage.dispatchEvent(new WheelEvent("wheel", { deltaX: 8, deltaY: 0, shiftKey: true, bubbles: true, cancelable: true }))
    await new Promise(requestAnimationFrame)
    times.push(performance.now() - last)
    last = performance.now()
  }
  return times.sort((a, b) => a - b)[30]
}
"""

CLICK = """
async () => {
  const card = [...document.querySelectorAll("#figure .card")].at(-1)
  const start = performance.now()
  card.dispatchEvent(new MouseEvent("click", { bubbles: true }))
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
  return performance.now() - start
}
"""

# From the event of a slider to the end of the next frame; the median of 20 moves.
MOVE = """
async () => {
  const slider = document.querySelector(".live-leaf input[type=range]")
  if (!slider) return NaN
  const times = []
  for (let index = 1; index <= 20; index++) {
    slider.value = Number(slider.min) + (Number(slider.max) - Number(slider.min)) * index / 22
    const start = performance.now()
    slider.dispatchEvent(new Event("input", { bubbles: true }))
    await new Promise(done => requestAnimationFrame(() => {
      document.getElementById("figure").getBoundingClientRect()
      times.push(performance.now() - start)
      setTimeout(done, 30)
    }))
  }
  return times.sort((a, b) => a - b)[10]
}
"""


def figures_in(text):
    """How many characters the figures of a page have, as they are drawn."""
    return sum(len(svg) for svg in [re.search(r"<svg xmlns.*?</svg>", text, re.S)[0], *parts_of_page(text)[4:]])


def compressed(text):
    """How many characters a text takes in a page."""
    return len(base64.b64encode(zlib.compress(text.encode(), 6)))


def run(browser, program, folder):
    """Prints a row for each page."""
    print("| page | made in s | KB | script | script in the file | views | file / views | ready ms | click ms | frame ms | slider ms |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, command in MODELS.items():
        file = folder / "page.html"
        timed = subprocess.run(["bash", "-c", 'TIMEFORMAT=%R; time "$@"', "time", program, *command, "-o", file], check=True, capture_output=True, text=True)
        text = file.read_text(encoding="utf-8")
        script = parts_of_page(text)[0]
        views = figures_in(text)
        context = browser.new_context(viewport={"width": 1300, "height": 850})
        context.add_init_script(READY)
        page = context.new_page()
        page.goto(f"file://{file}")
        page.wait_for_selector(".scripted")
        ready = page.evaluate("window.readyAt")
        options = [option.inner_text() for option in page.locator("select[aria-label=View] option").all()]
        if "Every operation" in options:
            page.get_by_label("View", exact=True).select_option(label="Every operation")
        cards = page.locator("#figure .card").count()
        figures = []
        for measured in (CLICK, FRAMES, MOVE):
            # What the one before has changed is drawn.
            page.wait_for_timeout(700)
            figures.append(page.evaluate(measured))
        click, frame, move = figures
        print(f"| {name}, {cards} cards | {timed.stderr.strip().splitlines()[-1]} | {len(text) // 1000} | {len(script) // 1000} | {compressed(script) // 1000} | {views // 1000} "
              f"| {len(text) / views:.2f} | {ready:.0f} | {click:.0f} | {frame:.1f} | {move:.1f} |", flush=True)
        context.close()
