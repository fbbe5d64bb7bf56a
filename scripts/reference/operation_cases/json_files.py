"""Calls and answers as the files have them; `Tests/SmolgradTests/Reference` reads them."""

import json
import math

import torch

from .calls import Call


def number(value):
    return value if isinstance(value, int) or math.isfinite(value) else str(value)


def tensor(value):
    """Shape, type and elements in row-major order."""
    value = value.detach()
    kind = "bool" if value.dtype == torch.bool else "float" if value.is_floating_point() else "int"
    return {"shape": list(value.shape), "dtype": kind, "data": [number(v) for v in value.reshape(-1).tolist()]}


def argument(value, leaves):
    """An argument; tensors that want a gradient are numbered as they come."""
    if isinstance(value, torch.Tensor):
        content = {"tensor": tensor(value)}
        if value.requires_grad:
            content |= {"requires_grad": True, "leaf": len(leaves)}
            leaves.append(value)
        return content
    if isinstance(value, float):
        return {"number": number(value)}
    if isinstance(value, (list, tuple)):
        return {"list": [argument(v, leaves) for v in value]}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"ellipsis": True}
    return value


def read_tensor(content):
    dtype = {"float": torch.float64, "int": torch.int64, "bool": torch.bool}[content["dtype"]]
    data = [float(v) if isinstance(v, str) else v for v in content["data"]]
    return torch.tensor(data, dtype=dtype).reshape(content["shape"])


def read_argument(content):
    if isinstance(content, list):
        return [read_argument(v) for v in content]
    if not isinstance(content, dict):
        return content
    if "tensor" in content:
        value = read_tensor(content["tensor"])
        return value.requires_grad_() if content.get("requires_grad") else value
    if "number" in content:
        return float(content["number"])
    if "list" in content:
        return [read_argument(v) for v in content["list"]]
    if "slice" in content:
        return slice(*content["slice"])
    assert "ellipsis" in content, content
    return Ellipsis


def read_calls(path):
    """Each call of a file, and the case as it stands there."""
    for case in json.loads(path.read_text())["cases"]:
        call = Call(
            read_argument(case["input"]), tuple(read_argument(v) for v in case["args"]),
            {key: read_argument(v) for key, v in case["kwargs"].items()})
        call.seeds = [read_tensor(v) for v in case.get("output_grads", [])]
        yield call, case


def write_cases(folder, name, cases):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.removeprefix('nn.functional.')}.json"
    lines = ",\n".join(json.dumps(case, allow_nan=False) for case in cases)
    path.write_text(f'{{"op": {json.dumps(name)}, "cases": [\n{lines}\n]}}\n')
    print(f"{folder.name}/{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
