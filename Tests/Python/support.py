"""What the tests of the recorder share."""

import pathlib
import sys

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Sources" / "Python"))
torch.set_num_threads(1)


def operations(snapshot):
    return [node["operation"]["type"] for node in snapshot["nodes"] if "operation" in node]


def tensors(snapshot):
    return {node["name"]: node["tensor"] for node in snapshot["nodes"] if "tensor" in node}


def arrows(snapshot):
    names = {node["id"]: node["name"] for node in snapshot["nodes"]}
    return [(names[edge["from"]], names[edge["to"]]) for edge in snapshot["edges"]]


def elements(array):
    """The numbers of an array of a snapshot, as a tensor."""
    numbers = torch.tensor([float(element) for element in array["elements"]], dtype=torch.float64).reshape(array["shape"])
    # The shortest text of a float32 means that float32, not the double next to the text.
    return numbers.float().double() if array["precision"] == "single" else numbers
