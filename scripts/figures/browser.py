"""Chromium without a window, spoken to through the DevTools protocol over a pair of pipes."""

import fcntl
import json
import math
import os
import select
import shutil
import signal
import subprocess
import tempfile

PROGRAMS = ["chromium", "chromium-browser", "google-chrome"]


class Browser:
    """One browser with one page. `with Browser() as browser: …` ends its process."""

    def __enter__(self):
        program = os.environ.get("CHROMIUM") or next(filter(shutil.which, PROGRAMS), None)
        if not program:
            raise SystemExit("check-figures: there is no Chromium here; scripts/set-up --tests installs it")
        self.folder = tempfile.mkdtemp(prefix="check-figures-")
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()
        # The browser reads from 3 and writes to 4; out of the way first, for the pipes may have these numbers.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_browser, from_browser)]

        def prepare():
            os.setsid()
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        options = [
            "--headless",
            "--remote-debugging-pipe",
            f"--user-data-dir={self.folder}",
            # It opens nothing but the figures just drawn, and its sandbox works neither for root nor in most containers.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-breakpad",
            "--disable-extensions",
            "--disable-background-networking",
            "--no-first-run",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
        ]
        self.process = subprocess.Popen(
            [program, *options, "about:blank"],
            env={**os.environ, "HOME": self.folder, "XDG_CONFIG_HOME": self.folder, "XDG_CACHE_HOME": self.folder},
            preexec_fn=prepare,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (to_browser, from_browser, *ends):
            os.close(end)
        self.unread = b""
        self.events = []
        self.number = 0
        self.session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Page.enable")
        return self

    def __exit__(self, *_):
        os.close(self.output)
        os.close(self.input)
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, method, **parameters):
        """Calls a method of the protocol and returns its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer.get("method"))

    def receive(self):
        while b"\0" not in self.unread:
            if not select.select([self.input], [], [], 60)[0]:
                raise SystemExit("check-figures: Chromium has said nothing for a minute")
            part = os.read(self.input, 1 << 20)
            if not part:
                raise SystemExit("check-figures: Chromium ended early; does it start with --headless here?")
            self.unread += part
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def open(self, url, scheme="light"):
        """Shows a page to a reader who prefers light or dark pages."""
        self.send(
            "Emulation.setEmulatedMedia",
            features=[
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": "reduce"},
            ],
        )
        self.events.clear()
        self.send("Page.navigate", url=url)
        while "Page.loadEventFired" not in self.events:
            self.events.append(self.receive().get("method"))

    def resize(self, width, height):
        """Makes the window as large as what it shows: nothing outside of it can be pointed at."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=math.ceil(width), height=math.ceil(height), deviceScaleFactor=1, mobile=False,
        )

    def run(self, script):
        """What a script gives, once its promises are kept."""
        result = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def screenshot(self):
        """What the window shows, as a PNG in base 64."""
        return self.send("Page.captureScreenshot")["data"]

    def point(self, x, y):
        """Moves the pointer."""
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
