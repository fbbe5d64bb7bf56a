"""Training by many processes: what is measured on this machine, and what a latency-bandwidth model says of more of them.

usage: scaling.py CHECK, where CHECK is the program distributed-check, built with the trait MPI
"""

import math
import os
import subprocess
import sys

RANKS = [8, 16, 32, 64, 128, 256, 512, 1024]
WIDTH, SAMPLES = 512, 256
BUCKET = 1 << 20
# A cluster's network: assumed, not measured. Latency of a message in seconds, bytes a second.
ASSUMED = ("100 Gb/s network, assumed", 5e-6, 12.5e9)


def run(size, *words):
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    output = subprocess.run(
        ["mpirun", *root, "--oversubscribe", "-n", str(size), *words], check=True, capture_output=True, text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}).stdout
    return [(words[0], float(words[1])) for words in map(str.split, output.splitlines())]


def fit(points):
    """Latency and seconds a byte, so that the relative errors of latency + bytes · seconds are smallest."""
    rows = [(1 / t, n / t) for n, t in points]
    a = sum(x * x for x, _ in rows)
    b = sum(x * y for x, y in rows)
    c = sum(y * y for _, y in rows)
    d, e = sum(x for x, _ in rows), sum(y for _, y in rows)
    slope = (a * e - b * d) / (a * c - b * b)
    return (d - b * slope) / a, slope


def ring(ranks, size, latency, bandwidth):
    return 2 * (ranks - 1) * (latency + size / (ranks * bandwidth))


def halving(ranks, size, latency, bandwidth):
    return 2 * math.log2(ranks) * latency + 2 * (ranks - 1) / ranks * size / bandwidth


def step(compute, size, ranks, collective, latency, bandwidth):
    """Seconds of a step: sums go on beside the backward pass, which is two thirds of it; the last bucket comes behind it."""
    buckets = max(1, math.ceil(size / BUCKET))
    each = collective(ranks, size / buckets, latency, bandwidth)
    backward = compute * 2 / 3
    return compute - backward + max(backward + each, buckets * each)


def main(check):
    print(f"{os.cpu_count()} cores; a network of eight layers {WIDTH} x {WIDTH}, {SAMPLES} samples for each process\n")
    print("| processes | step alone | sums behind it | sums beside it |")
    print("|---|---|---|---|")
    compute = size = 0
    for ranks in (1, 2, 4):
        found = dict(run(ranks, check, "step", str(WIDTH), str(SAMPLES)))
        size = found["bytes"]
        if ranks == 1:
            compute = found["alone"]
        print(f"| {ranks} | " + " | ".join(f"{found[name] * 1e3:.1f} ms" for name in ("alone", "after", "overlapping")) + " |")

    print("\n| bytes | sum over 2 processes | over 4 |")
    print("|---|---|---|")
    two, four = [run(ranks, check, "messages") for ranks in (2, 4)]
    for (count, first), (_, second) in zip(two, four):
        print(f"| {int(count):,} | {first * 1e6:,.0f} us | {second * 1e6:,.0f} us |")
    start, slope = fit([(float(count), seconds) for count, seconds in two])
    # Of a ring of two: 2 (latency + bytes / (2 bandwidth)).
    latency, bandwidth = max(start, 0) / 2, 1 / slope
    print(f"\nmeasured with 2 processes: latency {latency * 1e6:.1f} us, bandwidth {bandwidth / 1e9:.2f} GB/s")
    print(f"compute {compute * 1e3:.1f} ms a step, {int(size):,} bytes of gradients, buckets of {BUCKET:,} bytes\n")
    print("| ranks | " + " | ".join(
        f"{name}, {way}" for name in ("this machine's memory", ASSUMED[0]) for way in ("ring", "halving")) + " |")
    print("|---|---|---|---|---|")
    for ranks in RANKS:
        cells = []
        for numbers in ((latency, bandwidth), ASSUMED[1:]):
            for way in (ring, halving):
                seconds = step(compute, size, ranks, way, *numbers)
                cells.append(f"{seconds * 1e3:.1f} ms ({compute / seconds:.0%})")
        print(f"| {ranks} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1])
