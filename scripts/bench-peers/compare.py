"""Runs the engine's workloads and the peers' in turns, and prints tables of the times and the ratios.

Called by scripts/bench as: compare.py ENGINE_BENCH ENGINE_BENCH_WITH_MLX VENV [WORKLOAD…]; the second is empty where MLX is not set up.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 5
STEPS = ["node", "micrograd expression", "two-waves MLP", "MLP 784-256-128-10", "GPT stack"]
ON_MLX = ["two-waves MLP", "MLP 784-256-128-10", "GPT stack"]
PRODUCTS = ["matmul 1024"]
SIZES = ["4K", "64K", "1M", "16M"]
RANDOM = ["uniform 16M", "normal 16M", "weights of GPT-2"]
HALF = ["MLP 784-256-128-10 float16", "GPT stack float16", "matmul 256 float16"]
FUNCTIONS = ["exp", "log", "tanh", "sigmoid", "gelu", "add", "mul", "relu", "sum"]
# Elements that a function reads and writes for each of its result's.
TRAFFIC = {"add": 3, "mul": 3, "sum": 1}


class Engine:
    """Our own program, started anew for each measurement."""

    def __init__(self, *program):
        self.program = program

    def seconds(self, name):
        lines = subprocess.run([*self.program, name], capture_output=True, text=True, check=True).stdout
        return json.loads(lines)["seconds"]

    def machine(self):
        return json.loads(subprocess.run([*self.program, "--machine"], capture_output=True, text=True, check=True).stdout)


class Peer:
    """A process that measures what it is asked for by name; it stays, because importing takes seconds."""

    def __init__(self, name):
        script = Path(__file__).with_name("peers.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.workloads = json.loads(self.process.stdout.readline() or "[]")

    def seconds(self, name):
        if name not in self.workloads:
            return None
        print(name, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Baseline:
    """A workload of our own program that another one is compared with."""

    def __init__(self, engine, names):
        self.engine, self.names = engine, names

    def seconds(self, name):
        return self.engine.seconds(self.names[name]) if name in self.names else None


def duration(seconds):
    for unit, size in [("s", 1), ("ms", 1e-3), ("µs", 1e-6)]:
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def measured(engine, peers, name):
    """Our median time, and each peer's with the median of the ratios of turns that followed each other."""
    own, others = [], {peer: [] for peer in peers}
    for _ in range(ROUNDS):
        own.append(engine.seconds(name))
        for peer, source in peers.items():
            time = source.seconds(name)
            if time is not None:
                others[peer].append((time, own[-1] / time))
    summary = {
        peer: (statistics.median(time for time, _ in turns), statistics.median(ratio for _, ratio in turns))
        for peer, turns in others.items()
        if turns
    }
    return statistics.median(own), summary


def table(title, engine, peers, names, extra=None):
    """Prints a line for each workload: our time, and for each peer how often it fits into ours, with its own time."""
    width = max(len(title), *(len(name) for name in names))
    heads = "".join(f"{peer:>20}" for peer in peers) + (f"{extra[0]:>14}" if extra else "")
    print(f"\n{title:{width}}{'smolgrad':>11}{heads}")
    for name in names:
        own, summary = measured(engine, peers, name)
        cells = ""
        for peer in peers:
            text = f"{summary[peer][1]:.3f} ({duration(summary[peer][0])})" if peer in summary else "–"
            cells += f"{text:>20}"
        cells += f"{extra[1](name, own):>14}" if extra else ""
        print(f"{name:{width}}{duration(own):>11}{cells}", flush=True)


def main():
    engine, engine_with_mlx, environment, *wanted = sys.argv[1:]
    engine = Engine(engine)
    machine = engine.machine()
    bandwidth = machine["bytesPerSecond"]
    print(f"{machine['blas']}; memory copied at {bandwidth / 1e9:.1f} GB/s, read and written")
    peers = {name: Peer(name) for name in ["PyTorch", "MLX", "micrograd", "NumPy"]} if environment else {}
    for name in [name for name, peer in peers.items() if not peer.workloads]:
        peers.pop(name).stop()
        print(f"{name} is not in {environment}")
    if peers:
        print(f"one thread each; a ratio is our time divided by the peer's, the median of {ROUNDS} turns; in brackets the peer's time")
    else:
        print("only our own figures, the medians of several turns; for ratios give a virtual environment with --peers")

    def chosen(names):
        return [name for name in names if not wanted or name in wanted]

    def of(*names):
        return {name: peers[name] for name in names if name in peers}

    def share(name, own):
        count = 16 * 2**20 * 4 * TRAFFIC.get(name.split()[0], 2)
        return f"{count / own / bandwidth:.0%}"

    blas = {"bare BLAS": Baseline(engine, {"matmul 1024": "bare BLAS 1024"})}
    elementwise = [f"{function} {size}" for size in SIZES[:-1] for function in FUNCTIONS]
    large = [f"{function} {SIZES[-1]}" for function in FUNCTIONS]
    half = HALF + [f"{function} 1M float16" for function in FUNCTIONS]
    single = {"our float32": Baseline(engine, {name: name.removesuffix(" float16") for name in half})}
    for title, sources, names, extra in [
        ("training step", of("PyTorch", "MLX", "micrograd"), STEPS, None),
        ("matrix product", blas | of("PyTorch", "MLX", "NumPy"), PRODUCTS, None),
        ("random numbers", of("PyTorch"), RANDOM, None),
        ("element by element", of("PyTorch", "MLX", "NumPy"), elementwise, None),
        ("half precision", single | of("PyTorch"), half, None),
        ("16 M elements", of("NumPy", "PyTorch", "MLX"), large, ("of bandwidth", share)),
    ]:
        if chosen(names):
            table(title, engine, sources, chosen(names), extra)
    if engine_with_mlx and chosen(ON_MLX):
        table("training step, our engine on MLX", Engine(engine_with_mlx, "--mlx"), of("MLX"), chosen(ON_MLX))
    unknown = [name for name in wanted if name not in STEPS + PRODUCTS + RANDOM + elementwise + large + half]
    for peer in peers.values():
        peer.stop()
    if unknown:
        sys.exit(f"bench: no workload {unknown[0]!r}; there are {', '.join(STEPS + PRODUCTS + RANDOM + HALF)}, and FUNCTION SIZE such as 'exp 64K', or 'exp 1M float16'")


if __name__ == "__main__":
    main()
