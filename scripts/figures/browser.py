"""One page in headless Chromium, which Playwright drives. `with Browser() as browser: …` ends it."""

import math
import os
import pathlib
import shutil
import subprocess
import sys

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    # This script once more, by the Python that has it.
    finder = pathlib.Path(__file__).resolve().parent.parent / "browser-python"
    found = subprocess.run([finder], stdout=subprocess.PIPE, text=True)
    if found.returncode:
        sys.exit(found.returncode)
    os.execv(found.stdout.strip(), [found.stdout.strip(), *sys.argv])

PROGRAMS = ["chromium", "chromium-browser", "google-chrome"]
OPTIONS = [
    # It opens nothing but the figures just drawn, and its sandbox works neither for root nor in most containers.
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb",
]


def chromium():
    """The path of the system's Chromium."""
    program = os.environ.get("CHROMIUM") or next(filter(shutil.which, PROGRAMS), None)
    if not program:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: there is no Chromium here; scripts/set-up --tests installs it")
    return shutil.which(program)


class Browser:
    def __enter__(self):
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        self.page = self.browser.new_page()
        self.page.set_default_timeout(60_000)
        self.session = self.page.context.new_cdp_session(self.page)
        return self

    def __exit__(self, *_):
        self.browser.close()
        self.playwright.stop()

    def open(self, url, scheme="light"):
        """Shows a page to a reader who prefers light or dark pages."""
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.goto(url)

    def resize(self, width, height):
        """Makes the window as large as what it shows: nothing outside of it can be pointed at."""
        self.page.set_viewport_size({"width": math.ceil(width), "height": math.ceil(height)})

    def send(self, method, **parameters):
        """Calls a method of the DevTools protocol and returns its result."""
        return self.session.send(method, parameters)

    def run(self, script):
        """What a script gives, once its promises are kept; what it declares stays, also where the page's policy forbids scripts."""
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def screenshot(self):
        """What the window shows, as a PNG in base 64."""
        # There is nothing to take a picture of before the first frame.
        self.run("new Promise(requestAnimationFrame).then(() => true)")
        return self.send("Page.captureScreenshot")["data"]

    def point(self, x, y):
        """Moves the pointer."""
        self.page.mouse.move(x, y)
