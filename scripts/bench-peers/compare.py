"""Runs the engine's workloads and the peers' in turns, and prints the median of the paired ratios.

Called by scripts/bench as: compare.py ENGINE_BENCH VENV [WORKLOAD…]
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 5
PEERS = ["torch", "mlx", "micrograd", "numpy"]


def run(command):
    """The seconds of each workload that a program prints, {} if it can't run."""
    result = subprocess.run(command, capture_output=True, text=True)
    lines = (json.loads(line) for line in result.stdout.splitlines() if line.startswith("{"))
    return {line["name"]: line["seconds"] for line in lines}


def main():
    engine, environment, *workloads = sys.argv[1:]
    own = run([engine, *workloads])
    if not environment:
        print("our own figures; for ratios give a virtual environment with --peers")
        for name, seconds in own.items():
            print(f"{name:24} {seconds * 1e6:12.2f} µs")
        return
    script = Path(__file__).with_name("peers.py")
    for name in own:
        ratios, times = {}, {}
        for _ in range(ROUNDS):
            ours = run([engine, name]).get(name)
            for peer in PEERS:
                theirs = run([sys.executable, str(script), peer, name]).get(name)
                if ours and theirs:
                    ratios.setdefault(peer, []).append(ours / theirs)
                    times.setdefault(peer, []).append(theirs)
            if not ratios:
                break
        text = "  ".join(
            f"{peer} {statistics.median(times[peer]) * 1e6:.2f} µs, ratio {statistics.median(values):.3f}"
            for peer, values in ratios.items()
        )
        print(f"{name:24} {own[name] * 1e6:12.2f} µs  {text}", flush=True)


if __name__ == "__main__":
    main()
