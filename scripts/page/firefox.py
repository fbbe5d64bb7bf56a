"""What scripts/check-page does on pages in Firefox, which Mozilla's own protocol drives: what a reader does most, by mouse and by keys."""

import contextlib
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from marionette_driver.errors import MarionetteException
from marionette_driver.marionette import ActionSequence, Marionette

sys.dont_write_bytecode = True

PAGES = {
    "neuron": ["trace", "neuron"], "mlp": ["trace", "mlp"], "gpt": ["trace", "gpt"],
    "values": ["trace", "mlp", "--steps", "3", "--vary", "learning-rate=0.01…1:4"],
}
SETTINGS = {
    # Without a screen, and with nothing that Firefox asks or fetches of itself.
    "browser.shell.checkDefaultBrowser": "false", "browser.startup.page": "0", "datareporting.policy.dataSubmissionEnabled": "false",
    "app.update.disabledForTesting": "true", "browser.download.folderList": "2", "browser.download.useDownloadDir": "true",
    "browser.download.alwaysOpenPanel": "false", "network.captive-portal-service.enabled": "false", "layout.css.prefers-color-scheme.content-override": "1",
}
ENTER, ESCAPE, DOWN, END = "\ue007", "\ue00c", "\ue015", "\ue010"


def program():
    """The path of the system's Firefox; None if there is none."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


class Reader:
    """Somebody who opens pages in Firefox."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        profile, self.downloads = folder / "profile", folder / "downloads"
        profile.mkdir()
        self.downloads.mkdir()
        settings = {**SETTINGS, "marionette.port": str(port), "browser.download.dir": f'"{self.downloads}"'}
        (profile / "user.js").write_text("".join(f'user_pref("{name}", {value});\n' for name, value in settings.items()))
        self.process = subprocess.Popen(
            [program(), "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.driver = Marionette(host="127.0.0.1", port=port)
        for attempt in range(120):
            try:
                self.driver.start_session()
                break
            except (OSError, MarionetteException):
                if attempt == 119 or self.process.poll() is not None:
                    raise
                time.sleep(0.5)
        self.driver.set_window_rect(width=1300, height=900)
        self.driver.timeout.script = 10

    def close(self):
        self.process.terminate()
        self.process.wait(20)

    def open(self, file):
        with self.driver.using_context("chrome"):
            self.driver.execute_script("Services.console.reset()", sandbox="system")
        self.driver.navigate(f"file://{file}")
        self.wait("document.querySelector('.scripted')", "the script has not begun")

    def faults(self):
        """What the browser complains about: errors of the script, and what the page's policy forbids."""
        with self.driver.using_context("chrome"):
            said = self.driver.execute_script(
                "return Services.console.getMessageArray().map(message => String(message))", sandbox="system")
        return [words for words in said if ".html" in words]

    def run(self, script):
        return self.driver.execute_script(f"return {script}", sandbox=None)

    def wait(self, condition, words):
        for _ in range(100):
            if self.run(f"Boolean({condition})"):
                return
            time.sleep(0.05)
        raise AssertionError(words)

    def element(self, selector):
        return self.driver.find_element("css selector", selector)

    def mouse(self):
        return ActionSequence(self.driver, "pointer", "mouse", {"pointerType": "mouse"})

    def click(self, selector):
        self.mouse().click(self.element(selector)).perform()

    def press(self, keys):
        ActionSequence(self.driver, "key", "keys").send_keys(keys).perform()

    def select(self, name):
        """Clicks the card whose title begins with a name."""
        self.run(f"[...document.querySelectorAll('#figure .card')].find(card => card.querySelector('title').textContent.startsWith('{name}'))"
                 ".setAttribute('data-wanted', '')")
        self.run("document.querySelector('[data-wanted]').focus()")
        time.sleep(0.4)
        self.click("[data-wanted] rect, [data-wanted] path")
        self.run("document.querySelector('[data-wanted]').removeAttribute('data-wanted')")

    @property
    def heading(self):
        return self.run("document.querySelector('#panel h2').textContent")

    @property
    def address(self):
        return self.run("decodeURIComponent(location.hash)")

    @property
    def transform(self):
        return self.run("document.getElementById('figure').style.transform")


def handling(reader, pages):
    """Selecting, zooming, dragging, opening, search and keys."""
    reader.open(pages["mlp"])
    reader.select("add_1")
    assert "select=" in reader.address, f"a click selects nothing: {reader.address!r}"
    first = reader.heading
    reader.press(DOWN)
    assert reader.heading != first, "arrow keys follow no arrow"
    reader.press(ESCAPE)
    assert "select" not in reader.address, "Escape keeps the selection"
    before = reader.transform
    ActionSequence(reader.driver, "wheel", "wheel").scroll(400, 400, 0, -300).perform()
    reader.wait(f"document.getElementById('figure').style.transform !== {before!r}", "the wheel does nothing")
    before = reader.transform
    reader.mouse().pointer_move(60, 500).pointer_down().pointer_move(160, 560, duration=100).pointer_up().perform()
    assert reader.transform != before, "dragging does nothing"
    reader.press("/")
    reader.press("matmul" + ENTER)
    assert "matmul" in reader.heading, f"the search finds {reader.heading!r}"
    reader.run("(view => { view.selectedIndex = [...view.options].findIndex(option => option.text === 'Modules');"
               " view.dispatchEvent(new Event('change')) })(document.querySelector('select[aria-label=View]'))")
    reader.run("[...document.querySelectorAll('#toolbar button')].find(button => button.textContent === 'Fit').click()")
    time.sleep(0.5)
    cards = reader.run("document.querySelectorAll('#figure .card').length")
    reader.mouse().click(reader.element(".card.module")).click().perform()
    reader.wait(f"document.querySelectorAll('#figure .card').length > {cards}", "a double click opens no module")


def opening(reader, pages):
    """A page that is drawn as an overview, with what the address asks for."""
    reader.open(f"{pages['gpt']}#open=h.1.mlp&select=gelu_2")
    assert reader.heading == "GELU", f"the address selects {reader.heading!r}"


def inputs(reader, pages):
    """Live inputs: a slider moves, and the page says what the program computes."""
    reader.open(pages["neuron"])
    reader.select("x1")
    reader.element("#panel input[type=range], #inputs input[type=range]")
    reader.run("(field => { field.value = '1'; field.dispatchEvent(new Event('input', {bubbles: true}));"
               " field.dispatchEvent(new Event('change', {bubbles: true})) })(document.querySelector('input[type=number]'))")
    # tanh(1·(-3) + 0·1 + 6.8813735870195432)
    reader.wait("document.getElementById('figure').textContent.includes('0.9991')", "the output does not follow an input")


def film(reader, pages):
    """The film by keys."""
    reader.open(f"{pages['neuron']}#view=film&step=1")
    said = "document.querySelector('#film output').textContent"
    assert reader.run(said).startswith("1."), reader.run(said)
    reader.run("document.querySelector('#stage .card').focus()")
    reader.press(".")
    assert reader.run(said).startswith("2."), "the next sentence"


def values(reader, pages):
    """A slider between computations with other values."""
    reader.open(pages["values"])
    reader.run("document.querySelector('#values input').focus()")
    reader.press(END)
    reader.wait("document.querySelector('#values output').textContent.startsWith('learning-rate = 1,')", "the slider chooses no other value")


def files(reader, pages):
    """The view as SVG and as PNG."""
    reader.open(pages["mlp"])
    for name, begin in (("SVG", b"<?xml"), ("PNG", b"\x89PNG")):
        reader.run(f"[...document.querySelectorAll('#toolbar button')].find(button => button.textContent === '{name}').click()")
        for _ in range(100):
            done = [path for path in reader.downloads.glob(f"*.{name.lower()}") if path.stat().st_size]
            if done:
                break
            time.sleep(0.1)
        assert done and done[0].read_bytes().startswith((begin, b"<svg")), f"no {name} file"


def dark(reader, pages):
    """Colors by the reader's setting."""
    reader.open(pages["mlp"])
    ground = "getComputedStyle(document.querySelector('#figure .f-canvas')).fill"
    light = reader.run(ground)
    with reader.driver.using_context("chrome"):
        reader.driver.execute_script("Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', 0)", sandbox="system")
    reader.wait(f"{ground} !== {light!r}", "the figure does not follow the setting")


CHECKS = [handling, opening, inputs, film, values, files, dark]


def main():
    smolgrad_viz, *words = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        pages = {page: folder / f"{page}.html" for page in PAGES}
        for page, command in PAGES.items():
            subprocess.run([smolgrad_viz, *command, "-o", pages[page]], check=True, stdout=subprocess.DEVNULL)
        reader = Reader(folder)
        stack.callback(reader.close)
        failures = 0
        for check in CHECKS:
            try:
                check(reader, pages)
                faults = reader.faults()
                assert not faults, f"the browser complains: {faults}"
            except Exception as error:  # Each failure is told.
                failures += 1
                words = str(error).split("\nstacktrace")[0][:800]
                print(f"Firefox, {check.__name__}: {words}", file=sys.stderr)
        if failures:
            sys.exit(f"check-page: {failures} checks in Firefox failed")
        print(f"check-page: {len(CHECKS)} checks of {len(PAGES)} pages in Firefox {reader.driver.session_capabilities['browserVersion']}")


main()
