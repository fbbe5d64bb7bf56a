"""Writes the snapshots of the three PyTorch models of `examples/pytorch`, and beside them what PyTorch says without a recorder."""

import json
import pathlib
import sys

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Tests" / "GraphExportTests" / "Snapshot" / "PyTorch"
sys.path.insert(0, str(ROOT / "examples" / "pytorch"))

import three_models  # noqa: E402
from smolgrad_snapshot import trace  # noqa: E402


def numbers(tensor):
    """A tensor as plain lists hold it."""
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "values": tensor.double().flatten().tolist()}


def printed(model, x, target, loss):
    """Values and gradients of parameters, of the results of modules without parts, and of the loss."""
    results = {}

    def keep(path):
        def hook(module, arguments, result):
            if result.requires_grad:
                result.retain_grad()
            results[path] = (result.detach().clone(), result, result._version)

        return hook

    for path, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(keep(path))
    end = loss(model(x), target)
    end.backward()
    values, gradients = {"loss": end}, {"loss": torch.ones([])}
    for path, parameter in model.named_parameters():
        values[path], gradients[path] = parameter, parameter.grad
    for path, (value, result, version) in results.items():
        values[f"{path}()"] = value
        # Of a tensor that was changed in place afterwards, PyTorch keeps the gradient of what it became.
        if result._version == version:
            gradients[f"{path}()"] = result.grad
    return {
        "values": {name: numbers(tensor) for name, tensor in values.items()},
        "gradients": {name: numbers(tensor) for name, tensor in gradients.items()},
    }


FOLDER.mkdir(parents=True, exist_ok=True)
expected = {name: printed(*case) for name, *case in three_models.cases()}
(FOLDER / "printed.json").write_text(json.dumps(expected) + "\n")
for name, model, x, target, loss in three_models.cases():
    # Contributions are most of a file; two models are enough to read them.
    trace(model, x, loss=lambda y: loss(y, target), contributions=name != "gpt").save(FOLDER / f"{name}.json")
