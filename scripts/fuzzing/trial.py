"""One input: runs the program on it within limits, and checks what comes out."""

import json
import os
import re
import resource
import shutil
import subprocess
import xml.etree.ElementTree

SECONDS = 10
BYTES = 4 << 30

# What only a program that has lost control prints, or a library that nobody was to hear of.
NOISE = re.compile(
    r"Fatal error|Stack dump|runtime error|Sanitizer|terminate called|core dumped|\*\*\* |Assertion|"
    r"Pango-|GLib-|Fontconfig|in label of graph|in line \d+ near|swift_|libgvc|malloc\(\)|trouble in"
)


class Fault(Exception):
    """Something that the program did wrong."""


class Trial:
    """A folder of its own for one input, and the runs of the program in it."""

    def __init__(self, program, folder):
        self.program = program
        # One deeper, so that `..` leads to nothing of another input.
        self.folder = folder / "here"
        self.folder.mkdir()
        self.lines = []
        self.messages = b""

    def write(self, name, data):
        """Writes a file of the input, and returns its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return path

    def read(self, name):
        return (self.folder / name).read_bytes()

    def run(self, *words, codes=(0, 1, 64)):
        """Runs the program; returns the exit code, and what it printed to standard output.

        Raises a fault for a signal, for limits that are exceeded, for other exit codes and for noise.
        """
        command = [str(self.program), *words]
        self.lines.append(words)
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            [os.fsencode(word) for word in command],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limit_memory,
        )
        try:
            output, messages = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise self.fault(f"still runs after {SECONDS} s", words) from None
        self.messages = messages
        code = process.returncode
        if code < 0 or code > 128:
            raise self.fault(f"ends by a signal: {code}; {tail(messages)}", words)
        if code not in codes:
            raise self.fault(f"exits with {code}; {tail(messages)}", words)
        self.check_messages(code, messages, words)
        return code, output

    def check_messages(self, code, messages, words):
        try:
            text = messages.decode()
        except UnicodeDecodeError:
            raise self.fault("prints what is not UTF-8 to standard error", words) from None
        if code != 0 and not text.strip():
            raise self.fault(f"exits with {code} without a word", words)
        if NOISE.search(text):
            raise self.fault(f"noise on standard error: {tail(messages)}", words)
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text):
            raise self.fault(f"control characters on standard error: {tail(messages)}", words)
        if len(text.splitlines()) > 40 or len(text) > 20_000:
            raise self.fault(f"{len(text.splitlines())} lines on standard error", words)

    def refused(self, what, words):
        """The fault that something valid was refused, with the reason that the program gave."""
        return self.fault(f"refuses {what}: {tail(self.messages)}", words)

    def fault(self, what, words=()):
        shown = " ".join(repr(word) if re.search(r"[^\w./=-]", word) else word for word in words)
        return Fault(f"{what}\n  smolgrad-viz {shown[:2000]}")

    def check_svg(self, data, words=()):
        try:
            root = xml.etree.ElementTree.fromstring(data)
        except xml.etree.ElementTree.ParseError as error:
            raise self.fault(f"invalid SVG: {error}", words) from None
        if not root.tag.endswith("}svg"):
            raise self.fault(f"SVG whose root is {root.tag}", words)
        if re.search(rb'="[^"]*\b(nan|inf)\b[^"]*"', re.sub(rb"(?s)<metadata.*?</metadata>", b"", data)):
            if re.search(rb' (x|y|width|height|points|d|transform)="[^"]*\b(nan|inf)\b', data):
                raise self.fault("a coordinate that is no number in SVG", words)
        return root

    def check_json(self, data, words=()):
        def refuse(word):
            raise ValueError(f"{word} is no JSON")

        try:
            return json.loads(data, parse_constant=refuse)
        except ValueError as error:
            raise self.fault(f"invalid JSON: {error}", words) from None

    def check_dot(self, data, words=()):
        checked = subprocess.run(
            ["dot", "-Tcanon"], input=data, capture_output=True, timeout=60, check=False
        )
        if checked.returncode != 0 or checked.stderr:
            raise self.fault(f"invalid DOT: {tail(checked.stderr)}", words)

    def keep(self, place, fault):
        """Keeps the files of the input, the command lines and the fault in a folder."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place, symlinks=True)
        lines = "\n".join(repr(list(words)) for words in self.lines)
        (place / "fault.txt").write_text(f"{lines}\n\n{fault}\n", errors="surrogateescape")


def limit_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tail(data):
    return repr(data[-600:].decode("utf-8", "replace"))
