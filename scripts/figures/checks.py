"""What scripts/check-figures checks of one figure that a browser shows, and what it finds."""

import json
import pathlib
import time

FOLDER = pathlib.Path(__file__).parent
MEASURE = FOLDER.joinpath("measure.js").read_text() + FOLDER.joinpath("arrows.js").read_text()
# The layout's own, then wider, wider with serifs, narrower with serifs.
FONTS = ["'Liberation Sans'", "'DejaVu Sans'", "'DejaVu Serif'", "'Liberation Serif'"]
# In points; what the rounding of coordinates may cost.
TOLERANCE = 0.5
SMALLEST = 8
CONTRAST = 4.5


class Worst:
    """The worst of many measurements, and where it was."""

    def __init__(self, choose):
        self.choose, self.value, self.place, self.count = choose, None, "", 0

    def add(self, value, place):
        self.count += 1
        if self.value is None or self.choose(self.value, value) != self.value:
            self.value, self.place = value, place

    def __str__(self):
        return f"{self.value:.2f} ({self.place})" if self.count else "nothing measured"


class Checks:
    """Everything that was measured, and the offences."""

    def __init__(self, browser):
        self.browser = browser
        self.failures = []
        self.overhang, self.overlap = Worst(max), Worst(max)
        self.size, self.contrast = Worst(min), Worst(min)
        self.widths = {font: [] for font in FONTS}
        self.cards = 0

    def fail(self, name, what):
        self.failures.append(f"{name}: {what}")

    def show(self, file, scheme="light"):
        """Opens a figure in a window of its size."""
        self.browser.open(file.as_uri(), scheme)
        self.browser.resize(*self.browser.run(f"{MEASURE}; sizeOfFigure()"))

    def places(self, name):
        """That no text of the figure shown leaves its box or runs into another, in any font."""
        for font in FONTS:
            found = self.browser.run(f"places({json.dumps(font)})")
            self.widths[font].append(found["width"])
            for text in found["texts"]:
                label = text["label"]
                self.overhang.add(text["overhang"], f"{label} in {name}, {font}")
                self.overlap.add(text["overlap"], f"{label} in {name}, {font}")
                if text["overhang"] > TOLERANCE:
                    self.fail(name, f"{label} leaves its box by {text['overhang']:.2f} points in {font}")
                if text["overlap"] > TOLERANCE:
                    self.fail(name, f"{label} runs {text['overlap']:.2f} points into something else in {font}")

    def crossings(self, name):
        """That no arrow runs through words, or through a card that it does not join."""
        found = self.browser.run("crossings()")
        for crossing in found:
            self.fail(name, crossing)
        return len(found)

    def row(self, name, file):
        """A line of the table: how large the figure shown is, how often arrows cross words, how much they turn."""
        width, height = self.browser.run("sizeOfFigure()")
        return (
            f"{name:32} {width:7.0f} {height:7.0f} {file.stat().st_size:9}"
            f" {self.browser.run('bends()'):7.0f} {self.crossings(name):10}"
        )

    def looks(self, name, scheme):
        """That every text of the figure shown is large enough and stands out."""
        for text in self.browser.run("looks()"):
            label, contrast, size = text["label"], text["contrast"], text["size"]
            self.contrast.add(contrast, f"{label} in {name}, {scheme}")
            if contrast < CONTRAST:
                self.fail(name, f"{label} has a contrast of {contrast:.2f} : 1 in {scheme} surroundings")
            # The signs in the cells of pictures are marks; the card says in words what they mean.
            if not text["isMark"]:
                self.size.add(size, f"{label} in {name}")
                if size < SMALLEST - 0.01:
                    self.fail(name, f"{label} is {size:.2f} points high")

    def images(self, name, file, follows):
        """That it shows itself on its own and in a page, and changes in dark surroundings just if it should."""
        page = file.with_suffix(".html")
        page.write_text(
            '<!doctype html><meta name="color-scheme" content="light dark"><title>page</title>'
            f'<body style="margin:0"><img src="{file.name}" alt="">'
        )
        self.show(file)
        seen = []
        for where, url in [("on its own", file), ("as an image", page)]:
            brightness = {}
            for scheme in ["light", "dark"]:
                self.browser.open(url.as_uri(), scheme)
                picture = self.browser.screenshot()
                found = self.browser.run(f"{MEASURE}; pixels('{picture}')")
                brightness[scheme] = round(found["brightness"])
                if found["colors"] < 16:
                    self.fail(name, f"{where}, in {scheme} surroundings, it shows only {found['colors']} colors")
            seen.append(f"{brightness['light']} and {brightness['dark']} {where}")
            if follows and brightness["light"] - brightness["dark"] < 100:
                self.fail(name, f"{where} it does not follow the reader's setting: {brightness}")
            # At the image's edge a fraction of a pixel is the page's.
            if not follows and abs(brightness["light"] - brightness["dark"]) > 2:
                self.fail(name, f"{where} it changes with the reader's setting: {brightness}")
        return f"brightness of {name} in light and dark surroundings: {', '.join(seen)}"

    def plays(self, name, file):
        """That a film shows other frames in time as a page's image, and that nothing moves on its own for readers who want that."""
        page = file.with_suffix(".html")
        page.write_text(f'<!doctype html><title>page</title><body style="margin:0"><img src="{file.name}" alt="">')
        seen = {}
        # The browser is told that nothing should move, which images in a page do not hear.
        for where, url in [("as an image", page), ("on its own", file)]:
            self.browser.open(url.as_uri())
            pictures = set()
            for _ in range(6):
                pictures.add(self.browser.screenshot())
                time.sleep(0.5)
            seen[where] = len(pictures)
        if seen["as an image"] < 3:
            self.fail(name, "as an image it does not play")
        if seen["on its own"] > 1:
            self.fail(name, "it moves for readers who want nothing to move")
        return f"pictures of {name} in three seconds: {seen['as an image']} as an image, {seen['on its own']} where nothing should move"

    def hover(self, name, edges):
        """That pointing at a card of the figure shown lights it, its arrows and what is at their other ends."""
        self.browser.point(0, 0)
        cards = self.browser.run("cards()")
        if len(self.browser.run("lit()")["cards"]) != len(cards):
            self.fail(name, "cards are dim though nothing is pointed at")
        for card in cards:
            self.browser.point(card["x"], card["y"])
            beside = [edge for edge in edges if card["number"] in edge]
            expected = sorted({card["number"]}.union(*beside))
            found = self.browser.run("lit()")
            if sorted(found["cards"]) != expected or found["arrows"] != len(beside):
                self.fail(
                    name,
                    f"pointing at {card['number']} lights {sorted(found['cards'])} and {found['arrows']} arrows,"
                    f" not {expected} and {len(beside)}",
                )
        self.cards += len(cards)

    def fonts(self):
        """That the fonts are there, and that one is wider and one narrower than that of the layout."""
        means = {font: sum(ratios) / len(ratios) for font, ratios in self.widths.items()}
        if not (min(means.values()) < 0.95 and max(means.values()) > 1.05):
            self.fail("fonts", "none is wider or none is narrower than the layout's; scripts/set-up --tests installs them")
        return ", ".join(f"{font} {mean:.2f}" for font, mean in means.items())
