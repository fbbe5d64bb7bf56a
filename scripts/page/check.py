"""What scripts/check-page does on each page, and what must be true after it."""

import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

from playwright.sync_api import sync_playwright

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "figures"))

from browser import OPTIONS, chromium  # noqa: E402
import hostile  # noqa: E402
import measure  # noqa: E402

# Adds up what goes wrong in a page: what its policy forbids, and errors.
WATCH = """
window.violations = []
document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective + " " + event.blockedURI))
"""
PAGES = {
    "neuron": ["trace", "neuron"], "mlp": ["trace", "mlp"], "gpt": ["trace", "gpt"],
    "expression": ["eval", "tanh(x*w + b) * x", "x=2", "w=-3", "b=6.9"],
    "values": ["trace", "mlp", "--steps", "3", "--vary", "learning-rate=0.01…1:4"],
    "difference": ["diff", "mlp --seed 1", "mlp --seed 2"],
}


class Reader:
    """Somebody who opens a page, and what the page did meanwhile."""

    def __init__(self, browser, file, **options):
        self.context = browser.new_context(**{"viewport": {"width": 1300, "height": 850}, **options})
        self.context.add_init_script(WATCH)
        self.context.set_default_timeout(5000)
        self.page = self.context.new_page()
        self.faults = []
        self.runs_scripts = options.get("java_script_enabled", True)
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.faults.append(f"request of {request.url[:80]}") if request.url.startswith("http") else None)
        self.open(file)

    def open(self, file, address=""):
        self.page.goto(f"file://{file}{address}")
        if self.runs_scripts:
            self.page.wait_for_selector(".scripted")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.faults += self.page.evaluate("window.violations ?? []")
            assert not self.faults, f"the page has faults: {self.faults}"
        self.context.close()

    def card(self, name):
        """The card whose title has a name in it, in sight."""
        card = self.page.locator(".card").filter(has=self.page.locator("title", has_text=name)).first
        card.focus()
        self.page.wait_for_timeout(300)
        return card

    def find(self, words):
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def check_in_sight(self):
        """The card that is selected lies in the stage, as soon as the figure has come to rest."""
        self.page.wait_for_timeout(400)
        box, frame = (self.page.locator(what).first.bounding_box() for what in (".card.selected", "#stage"))
        for side, size in (("x", "width"), ("y", "height")):
            assert frame[side] <= box[side] and box[side] + box[size] <= frame[side] + frame[size], f"{self.heading} is selected and out of sight"

    @property
    def address(self):
        return self.page.evaluate("decodeURIComponent(location.hash)")

    @property
    def heading(self):
        return self.page.locator("#panel h2").inner_text()

    @property
    def transform(self):
        return self.page.evaluate("document.getElementById('figure').style.transform")


def is_(found, wanted, what):
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


def by_mouse(reader):
    """Selecting, ways, zooming, dragging, opening, choosing views and layers."""
    page = reader.page
    reader.card("add_1").click()
    assert "select=" in reader.address, reader.address
    first = reader.heading
    page.locator("#panel section button.link").first.click()
    assert reader.heading != first, "a neighbor was not selected"
    reader.check_in_sight()
    reader.card("x").click()
    reader.card("loss").click(modifiers=["Shift"])
    assert "ways" in page.locator("#panel [role=status]").inner_text(), "no ways are told"
    assert ".." in reader.address, reader.address
    before = reader.transform
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -300)
    assert reader.transform != before, "the wheel does nothing"
    before = reader.transform
    page.mouse.move(60, 500)
    page.mouse.down()
    page.mouse.move(160, 560, steps=5)
    page.mouse.up()
    assert reader.transform != before, "dragging does nothing"
    page.get_by_role("button", name="Fit").click()
    page.get_by_label("View", exact=True).select_option(label="Modules")
    is_(reader.address.split("&")[0], "#view=closed", "the address")
    cards = page.locator("#figure .card").count()
    page.locator(".card.module").first.dblclick()
    assert "open=fc" in reader.address and page.locator("#figure .card").count() > cards, "a double click opens no module"
    is_(page.locator("#figure .dimmed").count(), 0, "dimmed figures after opening")
    page.get_by_role("button", name="Close").click()
    is_(page.locator("#figure .card").count(), cards, "cards after closing")
    page.get_by_label("Layer").select_option(label="gradient norm")
    assert page.locator(".layer-number").count() > 2, "the layer has no numbers"
    page.get_by_label("Layer").select_option(label="No layer")
    is_(page.locator(".layer-number").count(), 0, "numbers without a layer")


def by_keys(reader):
    """The whole page without a mouse."""
    page, press = reader.page, reader.page.keyboard.press
    for _ in range(40):
        press("Tab")
        if page.evaluate("document.activeElement.classList.contains('card')"):
            break
    else:
        raise AssertionError("no card is reached by Tab")
    press("Enter")
    start = reader.heading
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        press(key)
    assert reader.heading != start, "arrow keys follow no arrow"
    reader.check_in_sight()
    press("Escape")
    assert "select" not in reader.address, "Escape keeps the selection"
    reader.find("matmul")
    assert "matmul" in reader.heading, reader.heading
    is_(page.locator(".search [role=status]").inner_text().startswith("1 of "), True, "the first result")
    page.locator("#stage .card").first.focus()
    press("n")
    assert page.locator(".search [role=status]").inner_text().startswith("2 of "), "n shows no next result"
    reader.check_in_sight()
    press("?")
    assert page.locator("#help").is_visible(), "no help"
    press("Escape")
    assert not page.locator("#help").is_visible(), "the help stays"
    before = reader.transform
    press("+")
    assert reader.transform != before, "+ does nothing"
    press("f")
    reader.find("grad>0.09")
    assert "found" not in page.locator(".search [role=status]").inner_text(), "nothing has a gradient above 0.09"
    reader.find("shape:8x5")
    reader.find("loss")
    reader.check_in_sight()
    press("Escape")


def two_computations(reader):
    """What differs, as a layer and in the panel."""
    page = reader.page
    assert "33 differences" in page.locator("#panel").inner_text(), "the panel does not say how much differs"
    page.get_by_label("Layer").select_option(label="difference")
    assert page.locator(".layer-number").count() > 5, "the layer has no numbers"
    reader.card("x").click()
    said = page.locator("#panel").inner_text()
    assert "norm 5.42 → 7.16 (first divergence)" in said and "value before" in said, said


def other_values(reader):
    """A slider between computations with other values, and all that is said of each."""
    page, press = reader.page, reader.page.keyboard.press
    slider = page.get_by_label("learning-rate", exact=True)
    said = page.locator("#values output")
    assert said.inner_text().startswith("learning-rate = 0.01, loss = "), said.inner_text()
    reader.card("fc1.bias").click()
    values = "[...document.querySelectorAll('#panel section td')].slice(0, 5).map(cell => cell.textContent).join()"
    before, box = page.evaluate(values), reader.page.locator(".card.selected").bounding_box()
    slider.focus()
    press("End")
    assert said.inner_text().startswith("learning-rate = 1, loss = "), said.inner_text()
    assert "value=1" in reader.address and "select=fc1.bias" in reader.address, reader.address
    assert page.evaluate(values) != before, "the panel tells of the other value"
    is_(page.locator(".card.selected").bounding_box(), box, "where the card lies")
    page.locator(".card.selected").focus()
    press(",")
    assert "value=0.2154" in reader.address, reader.address
    page.reload()
    page.wait_for_selector(".scripted")
    assert said.inner_text().startswith("learning-rate = 0.2154"), "the address is not followed"
    page.get_by_label("View", exact=True).select_option(label="Overview")
    assert not said.is_visible(), "the overview has a slider"


def opening(reader):
    """Modules of a computation that is drawn as an overview."""
    page, press = reader.page, reader.page.keyboard.press
    path = "h.1.mlp"
    reader.open(page.url.split("#")[0].removeprefix("file://"), f"#open={path}&select=gelu_2")
    page.reload()
    is_(reader.heading, "GELU", "the card that the address selects")
    reader.find("softmax_2")
    assert "softmax_2" in reader.heading, reader.heading
    page.locator("#stage .card[tabindex='0']").focus()
    press("Escape")
    press("Escape")
    page.get_by_label("View", exact=True).select_option(label="h.0")
    page.get_by_label("View", exact=True).select_option(label="h.0.attn")
    is_(reader.address, "#open=h.0.attn", "the address")
    # The button of the browser leaves out what happened without a click.
    page.evaluate("history.back()")
    page.wait_for_timeout(100)
    is_(reader.address, "#open=h.0", "the address a step back")
    page.evaluate("history.forward()")
    page.wait_for_timeout(100)
    is_(page.get_by_label("View", exact=True).input_value() != "0", True, "the view a step on")
    assert page.locator("canvas.minimap").is_visible(), "a large figure has no map"
    before = reader.transform
    page.locator("canvas.minimap").click(position={"x": 8, "y": 8})
    assert reader.transform != before, "the map moves nothing"
    press("Escape")
    is_(reader.address, "#open=h.0", "the module around")


def film(reader):
    """The film by keys and by its slider."""
    page, press = reader.page, reader.page.keyboard.press
    page.get_by_label("View", exact=True).select_option(label="Film")
    slider = page.get_by_label("Step of the film")
    slider.evaluate("slider => { slider.value = 0; slider.dispatchEvent(new Event('input')) }")
    assert page.locator("#film output").inner_text().startswith("0."), "the first sentence"
    shown = "[...document.querySelectorAll('#figure .arrow.k')].filter(arrow => getComputedStyle(arrow).opacity > 0.5).length"
    is_(page.evaluate(shown), 0, "arrows before the first step")
    page.locator("#stage .card").first.focus()
    press("Escape")
    for step in range(1, 3):
        press(".")
        assert page.locator("#film output").inner_text().startswith(f"{step}."), "the next sentence"
    assert page.evaluate(shown) > 0, "no arrow is shown after two steps"
    atwork = page.evaluate(
        "(data => data.page.views.find(view => view.kind === 'film').cardsAtWork[2])(JSON.parse(pageTexts[0]))")
    box, frame = page.locator(f".card[data-id='{atwork}']").bounding_box(), page.locator("#stage").bounding_box()
    assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"], "the film does not follow what is at work"
    press(",")
    assert "step=1" in reader.address, reader.address
    press(" ")
    page.wait_for_timeout(1300)
    assert "step=1" not in reader.address, "the film does not play"
    press(" ")


def files(reader):
    """The view as SVG and as PNG."""
    page = reader.page
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    text = pathlib.Path(download.value.path()).read_text(encoding="utf-8")
    root = xml.fromstring(text)
    is_(root.tag, "{http://www.w3.org/2000/svg}svg", "the root of the file")
    assert "<style" in text and "--canvas" in text, "the file has no colors"
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    is_(pathlib.Path(download.value.path()).read_bytes()[:8], b"\x89PNG\r\n\x1a\n", "the first bytes of the picture")


def colors(reader):
    """Light and dark, by the reader's setting and by the switch; and print."""
    page = reader.page
    ground = "getComputedStyle(document.querySelector('#figure .f-canvas')).fill"
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) != dark, "the figure does not follow the setting"
    switch = page.get_by_title("Light or dark")
    switch.click()
    switch.click()
    is_(page.evaluate(ground), dark, "the ground after the switch")
    page.emulate_media(color_scheme="light", media="print")
    assert not page.locator("#toolbar").is_visible() and not page.locator("#panel").is_visible(), "the toolbar is printed"
    assert page.locator("#figure svg").is_visible(), "the figure is not printed"


def by_touch(reader):
    """Tapping, dragging and two fingers."""
    page = reader.page
    reader.card("add").tap()
    assert "select=" in reader.address, "a tap selects nothing"
    client = reader.context.new_cdp_session(page)

    def touch(kind, *points):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": id} for id, (x, y) in enumerate(points)]})

    before = reader.transform
    touch("touchStart", (150, 300))
    touch("touchMove", (190, 340))
    touch("touchEnd")
    assert reader.transform != before, "a finger moves nothing"
    scale = float(reader.transform.split("scale(")[1][:-1])
    touch("touchStart", (150, 300), (250, 300))
    touch("touchMove", (120, 300), (280, 300))
    touch("touchEnd")
    assert float(reader.transform.split("scale(")[1][:-1]) > 1.3 * scale, "two fingers scale nothing"


def without_scripts(reader):
    """The overview and its text."""
    page = reader.page
    assert page.locator("#figure svg").bounding_box()["width"] > 200, "no figure"
    assert page.locator("#toolbar").count() == 0
    assert page.locator("#figure .card").count() > 5


def for_everybody(reader):
    """What axe finds, with nothing selected and with a card, and the names by which the page is read aloud."""
    from axe_playwright_python.sync_playwright import Axe

    page = reader.page
    axe = Axe()
    for select in (False, True):
        if select:
            reader.card("add").click()
        # What is dimmed is meant to be faint.
        result = axe.run(page, options={"resultTypes": ["violations"]})
        found = [(fault["id"], [node["html"][:120] for node in fault["nodes"]][:3]) for fault in result.response["violations"]
                 if not (select and fault["id"] == "color-contrast")]
        assert not found, f"axe finds {found}"
    tree = page.locator("body").aria_snapshot()
    for said in ("banner", "main", "complementary \"Details\"", "searchbox \"Search\"", "combobox \"View\""):
        assert said in tree, f"the page read aloud does not say {said}:\n{tree[:1500]}"
    assert "button \"add" in tree, "cards are not read aloud"


CHECKS = [
    ("mlp", by_mouse, {}), ("mlp", by_keys, {}), ("mlp", files, {"accept_downloads": True}), ("mlp", colors, {}),
    ("difference", two_computations, {}), ("values", other_values, {}), ("gpt", opening, {}), ("neuron", film, {"reduced_motion": "reduce"}),
    ("expression", film, {"reduced_motion": "reduce"}),
    ("neuron", by_touch, {"has_touch": True, "viewport": {"width": 400, "height": 800}}),
    ("mlp", without_scripts, {"java_script_enabled": False}),
    ("neuron", for_everybody, {}), ("neuron", for_everybody, {"color_scheme": "dark"}),
    ("mlp", for_everybody, {"viewport": {"width": 400, "height": 800}}),
]


def pictures(browser, pages, folder):
    """Pictures of the pages, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in pages.items():
        for suffix, options in {
            "light": {}, "dark": {"color_scheme": "dark"}, "narrow": {"viewport": {"width": 400, "height": 800}},
            "wide": {"viewport": {"width": 1900, "height": 1000}},
        }.items():
            with Reader(browser, file, **options) as reader:
                reader.page.wait_for_timeout(400)
                reader.page.screenshot(path=folder / f"{name}-{suffix}.png")


def main():
    program, *words = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        if words == ["--measure"]:
            measure.run(browser, program, pathlib.Path(folder))
            return
        pages = {}
        for name, command in PAGES.items():
            pages[name] = pathlib.Path(folder) / f"{name}.html"
            done = subprocess.run([program, *command, "-o", pages[name]], stdout=subprocess.DEVNULL)
            # A difference ends with 1 where there is one.
            if done.returncode != (1 if command[0] == "diff" else 0):
                sys.exit(f"check-page: {program} {' '.join(command)} ended with {done.returncode}")
        if words[:1] == ["--pictures"]:
            pictures(browser, pages, pathlib.Path(words[1]))
            return
        failures = 0
        for name, check, options in CHECKS:
            try:
                with Reader(browser, pages[name], **options) as reader:
                    if options.get("java_script_enabled", True):
                        reader.page.wait_for_selector(".scripted")
                    check(reader)
            except Exception as error:  # Each failure is told.
                failures += 1
                print(f"{name}, {check.__name__.replace('_', ' ')}: {str(error)[:800]}", file=sys.stderr)
        failures += hostile.run(browser, program, pathlib.Path(folder), Reader)
        if failures:
            sys.exit(f"check-page: {failures} checks failed")
        print(f"check-page: {len(CHECKS)} checks of {len(PAGES)} pages, {hostile.COUNT} hostile names and {hostile.SNAPSHOTS} hostile snapshots")


main()
