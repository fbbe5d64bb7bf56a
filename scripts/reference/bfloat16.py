"""Calls of the edge cases in half precision once more in bfloat16: an ordinary one and one with infinities and NaN of each operation."""

import json

import torch

from operation_cases.answers import edge_case
from operation_cases.json_files import read_calls, write_cases
from operations import EDGES

KINDS = ["ordinary", "nonfinite"]
NAME = "bfloat16"
# Of an operation's calls the first that takes no more than this.
LIMIT = 1500


def rounded(value):
    """An argument whose numbers are those of bfloat16."""
    if isinstance(value, torch.Tensor):
        if not value.is_floating_point():
            return value
        return value.detach().to(torch.bfloat16).double().requires_grad_(value.requires_grad)
    if isinstance(value, (list, tuple)):
        return type(value)(rounded(v) for v in value)
    return value


def chosen(path):
    cases = []
    for kind in KINDS:
        for call, old in read_calls(path):
            if old["precision"] != "float16" or old["kind"] != kind:
                continue
            call.input, call.args = rounded(call.input), rounded(call.args)
            call.kwargs = {key: rounded(value) for key, value in call.kwargs.items()}
            case = edge_case(old["op"], call, kind, NAME)
            if case and len(json.dumps(case)) <= LIMIT:
                cases.append(case)
                break
    return cases


def main():
    torch.set_num_threads(1)
    paths = [path for path in sorted(EDGES.glob("*.json")) if path.stem != NAME]
    write_cases(EDGES, NAME, [case for path in paths for case in chosen(path)])


if __name__ == "__main__":
    main()
