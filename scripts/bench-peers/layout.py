"""Times figures from start to SVG: smolgrad-viz, `dot` on the same figure, and peers on the same model.

Called by scripts/bench as: layout.py SMOLGRAD_VIZ VENV [GRAPH…]
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 120
PEERS = ["torchlens", "torchview", "torchviz"]

# The arguments of `trace`, how often it is timed, and the peers' model: its name in layout_peers.py and its sizes.
GRAPHS = {
    "neuron": (["neuron"], 20, None),
    "mlp": (["mlp"], 5, ["mlp", 2, 5, 10, 1]),
    "gpt": (["gpt", "--layers", "12", "--heads", "12", "--embedding", "768"], 1, ["gpt", 12, 12, 768]),
    "gpt, all": (["gpt", "--layers", "12", "--heads", "12", "--embedding", "768", "--depth", "all"], 1, None),
    "scalar-mlp": (["scalar-mlp", "--sizes", "2,8,8,1", "--samples", "40", "--depth", "all"], 1, ["scalar-mlp", 40]),
    "rnn, 100 steps": (["rnn", "--steps", "100", "--depth", "all"], 1, ["rnn", 100]),
    "chain of 2,000": (["chain", "--length", "2000", "--depth", "all"], 1, ["chain", 2000]),
    "chain of 1,000,000": (["chain", "--length", "1000000"], 1, None),
}


def run(command, limit=None):
    """The seconds and the peak memory in MB of a command; at the limit it is stopped, with all that it started.

    Where it fails or is stopped, a text says so in place of the seconds.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - start
        if ended:
            break
        if limit and seconds > limit:
            os.killpg(process.pid, signal.SIGKILL)
            os.wait4(process.pid, 0)
            return f"> {limit} s", None
        time.sleep(min(0.05, seconds / 50 + 0.0005))
    process.returncode = status
    return (seconds, usage.ru_maxrss / 1024) if status == 0 else ("failed", None)


def text(figure, unit):
    return figure if isinstance(figure, str) else f"{figure:.3g} {unit}" if figure is not None else ""


def measure(tool, name, folder):
    """A line of the table."""
    arguments, rounds, model = GRAPHS[name]
    svg, dot, snapshot = (folder / f"figure.{ending}" for ending in ("svg", "dot", "json"))
    ours = [tool, "trace", *arguments, "--budget", str(LIMIT), "-o", str(svg)]
    nodes = edges = ""
    if "1000000" not in arguments:
        subprocess.run([*ours[:-1], str(snapshot)], check=True, capture_output=True)
        graph = json.loads(snapshot.read_text())
        nodes, edges = len(graph["nodes"]), len(graph["edges"])
    else:
        # As JSON it would have gigabytes: a leaf, and an operation and a tensor for each step.
        length = int(arguments[arguments.index("--length") + 1])
        nodes, edges = 2 * length + 1, 2 * length
    subprocess.run([*ours[:-1], str(dot)], check=True, capture_output=True)
    times, ratios, memory = [], [], None
    theirs = None
    run(ours)
    for _ in range(rounds):
        seconds, memory = run(ours)
        times.append(seconds)
        theirs, _ = run(["dot", "-Tsvg", str(dot), "-o", str(folder / "dot.svg")], LIMIT)
        if not isinstance(theirs, str) and not isinstance(seconds, str):
            ratios.append(seconds / theirs)
    failed = next((figure for figure in times if isinstance(figure, str)), None)
    ours_text = failed or text(statistics.median(times), "s")
    ratio = f"{statistics.median(ratios):.2f}" if ratios else ""
    return [name, str(nodes), str(edges), ours_text, text(memory, "MB"), text(theirs, "s"), ratio]


def main():
    tool, environment, *names = sys.argv[1:]
    unknown = [name for name in names if name not in GRAPHS]
    if unknown:
        sys.exit(f"bench: unknown graph '{unknown[0]}'; choices: {', '.join(GRAPHS)}")
    if not environment:
        print("our own figures and dot's; for other tools' give a virtual environment with --peers")
    head = ["graph", "nodes", "edges", "smolgrad", "memory", "dot -Tsvg", "ratio"] + (PEERS if environment else [])
    print(" | ".join(head))
    for name in names or GRAPHS:
        with tempfile.TemporaryDirectory() as folder:
            row = measure(tool, name, Path(folder))
            model = GRAPHS[name][2]
            for peer in PEERS if environment else []:
                script = Path(__file__).with_name("layout_peers.py")
                command = [sys.executable, str(script), peer, folder, *map(str, model or [])]
                row.append(text(run(command, LIMIT)[0], "s") if model else "")
        print(" | ".join(row), flush=True)


if __name__ == "__main__":
    main()
