"""Times our readers of files, beside Foundation's reader of JSON and, where a virtual environment has them, Python's libraries.

Called by scripts/bench as: files.py FILE_BENCH SMOLGRAD_VIZ VENV [FILE…]
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

# Each file with our reader and the readers beside it.
FILES = {
    "snapshot.json": ["snapshot", "foundation-json", "json"],
    "array.npy": ["npy", "numpy"],
    "weights.safetensors": ["safetensors", "safetensors.numpy"],
}

# Readers in Python.
PYTHON = {
    "json": "json.load(open(file))",
    "numpy": "numpy.load(file)",
    "safetensors.numpy": "safetensors.numpy.load_file(file)",
}

SCRIPT = """
import sys, time
import {module}
file = sys.argv[1]
start = time.perf_counter()
read = {read}
seconds = time.perf_counter() - start
print(seconds)
"""


def make(file, tool):
    """Writes a file of some hundred megabytes, or the snapshot of a large computation."""
    count = 64 << 20
    if file.suffix == ".json":
        sizes = ["--layers", "48", "--embedding", "48"]
        subprocess.run([tool, "trace", "gpt", *sizes, "-o", str(file)], check=True, capture_output=True)
    elif file.suffix == ".npy":
        header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count},), }}".ljust(117) + "\n"
        write(file, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode(), count)
    else:
        header = json.dumps({"weight": {"dtype": "F32", "shape": [count], "data_offsets": [0, 4 * count]}}).encode()
        write(file, struct.pack("<Q", len(header)) + header, count)


def write(file, header, count):
    """Writes a header, and so many numbers piece by piece: what this process holds would count as the memory of those that it starts."""
    piece = struct.pack("<1024f", *(index / 1024 for index in range(1024)))
    with file.open("wb") as output:
        output.write(header)
        for _ in range(count // 1024):
            output.write(piece)


def run(command):
    """The seconds that a reader says it took, and the megabytes that its process held at most; None if it failed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seconds = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    # Linux counts kilobytes, Apple's systems bytes.
    unit = 1e3 if sys.platform == "linux" else 1e6
    return (float(seconds), usage.ru_maxrss / unit) if status == 0 else None


def measure(reader, file, bench, python):
    """The best of three times, with its memory; None where the reader is not installed."""
    command = [bench, reader, str(file)]
    if reader in PYTHON:
        script = SCRIPT.format(module=reader, read=PYTHON[reader])
        command = [python, "-c", script, str(file)]
    rounds = [run(command) for _ in range(3)]
    return None if None in rounds else min(rounds)


def main():
    bench, tool, venv, *wanted = sys.argv[1:]
    unknown = set(wanted) - set(FILES)
    if unknown:
        sys.exit(f"bench: there is no file {', '.join(sorted(unknown))}; the choices are {', '.join(FILES)}")
    python = f"{venv}/bin/python" if venv else sys.executable
    print("| file | size | reader | time | memory |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted or FILES:
            file = Path(folder, name)
            make(file, tool)
            megabytes = file.stat().st_size / 1e6
            for reader in FILES[name]:
                if figure := measure(reader, file, bench, python):
                    seconds, memory = figure
                    print(f"| {name} | {megabytes:.0f} MB | {reader} | {seconds * 1e3:.3g} ms | {memory:.0f} MB |")


main()
