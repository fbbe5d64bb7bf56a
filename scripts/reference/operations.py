"""The cases of single operations: calls with PyTorch's results and gradients.

    operations.py              writes the cases of every operation
    operations.py NAME …       writes those of some operations only
    operations.py --refresh    keeps all calls that the files have, and computes their answers anew

Ordinary cases (`Cases`) have answers in double precision; edge cases (`EdgeCases`) have a precision of their own, in which PyTorch computed
the answers. The calls come from the modules of `operation_cases`. Files of other operations hold calls that were taken from PyTorch's own
operator tests; without names, their answers are computed anew.
"""

import argparse
import pathlib

import torch

from operation_cases import OPERATIONS
from operation_cases.answers import agrees, edge_case, ordinary_case
from operation_cases.draws import KINDS, Draw
from operation_cases.json_files import read_calls, write_cases

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "SmolgradTests" / "Reference"
ORDINARY, EDGES = FOLDER / "Cases", FOLDER / "EdgeCases"
PRECISIONS = ["float16", "float32", "float64"]


def ordinary(name):
    """Every call of the operation with ordinary numbers."""
    return [ordinary_case(name, call) for call in OPERATIONS[name](Draw(name, "ordinary", torch.float32))]


def edges(name):
    """The calls with unusual numbers, each kind in each precision, and ordinary numbers in half precision."""
    cases = []
    pairs = [(kind, precision) for kind in KINDS for precision in PRECISIONS] + [("ordinary", "float16")] * 2
    for place, (kind, precision) in enumerate(pairs):
        calls = OPERATIONS[name](Draw(f"{name} {place}", kind, getattr(torch, precision)))
        # The calls take turns, so that each meets several kinds.
        cases.append(edge_case(name, calls[(place + place // 3) % len(calls)], kind, precision))
    return [case for case in cases if case]


def refreshed(path):
    """The cases of a file with their answers computed anew; one that differs only in rounding, or is random, stays as it is."""
    cases = []
    for call, old in read_calls(path):
        if "precision" in old:
            new = edge_case(old["op"], call, old["kind"], old["precision"])
        else:
            new = ordinary_case(old["op"], call)
        if new and not agrees(new, old):
            print(f"{path.parent.name}/{path.name}: case {len(cases)} has another answer")
            old = new
        cases.append(old)
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="an operation, as PyTorch names it")
    parser.add_argument("--refresh", action="store_true", help="keep the calls of the files")
    options = parser.parse_args()
    torch.set_num_threads(1)
    drawn = [] if options.refresh else options.names or sorted(OPERATIONS)
    for name in drawn:
        if name not in OPERATIONS:
            parser.error(f"no operation '{name}'; there are {', '.join(sorted(OPERATIONS))}")
        write_cases(ORDINARY, name, ordinary(name))
        write_cases(EDGES, name, edges(name))
    if options.refresh or not options.names:
        for path in sorted(ORDINARY.glob("*.json")) + sorted(EDGES.glob("*.json")):
            if path.stem == "bfloat16":
                # It has calls of all operations, see bfloat16.py.
                continue
            cases = refreshed(path)
            if cases[0]["op"] not in drawn and (not options.names or cases[0]["op"] in options.names):
                write_cases(path.parent, cases[0]["op"], cases)


if __name__ == "__main__":
    main()
