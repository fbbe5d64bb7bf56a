"""Measures a peer: peers.py PEER prints the names of its workloads as JSON, then reads names and prints seconds, a line each.

A peer that is not installed prints nothing.
"""

import importlib
import json
import sys

MODULES = {"PyTorch": "peer_torch", "MLX": "peer_mlx", "micrograd": "peer_micrograd", "NumPy": "peer_numpy"}


def main():
    try:
        workloads = importlib.import_module(MODULES[sys.argv[1]]).workloads()
    except ImportError:
        return
    print(json.dumps(list(workloads)), flush=True)
    for line in sys.stdin:
        print(json.dumps(workloads[line.strip()]()), flush=True)


if __name__ == "__main__":
    main()
