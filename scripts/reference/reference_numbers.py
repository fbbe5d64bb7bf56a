"""How tensors are written into the reference files: shape and elements, each element as short as a float32 allows."""

import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "SmolgradNNTests" / "Reference"


def number(value):
    """The shortest number that is the same float32."""
    if isinstance(value, (bool, int)):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if torch.tensor(float(text)).item() == torch.tensor(value).item():
            return float(text)
    return value


def tensor(value):
    value = value.detach()
    return {"shape": list(value.shape), "data": [number(v) for v in value.flatten().tolist()]}


def tensors(pairs):
    """A list, since the order of parameters is part of the reference."""
    return [{"key": key, **tensor(value)} for key, value in pairs]


def write(name, content):
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    # One line for each entry of the outermost two levels, so that a change shows where it is.
    path = FOLDER / f"{name}.json"
    path.write_text(text.replace('{"key"', '\n{"key"').replace('{"name"', '\n{"name"') + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")
