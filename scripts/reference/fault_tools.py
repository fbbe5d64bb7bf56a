"""What other tools say of the planted faults of the tests, for docs/comparison.md.

    VENV/bin/python scripts/reference/fault_tools.py

VENV needs torch, torchlens and sherlorch. The faults are the expressions of ExpressionFaults.swift, in PyTorch's words. A tool has named a fault if
what it says holds the operation, and the pass is the right one.
"""

import pathlib
import re
import warnings

import sherlorch
import torch
import torchlens
from torch.nn import functional as F
from torchlens import debug

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(__file__).resolve().parents[2]
SWIFT = ROOT / "Tests" / "GraphExportTests" / "Faults" / "ExpressionFaults.swift"
TYPES = {"float16": torch.float16, "float32": torch.float32}


def faults():
    """Expression, arguments, type, kind, operation and direction of each."""
    pattern = r'Fault\(\s*"((?:[^"\n]|\(".*?\))*)",\s*\[(.*?)\],\s*(?:\.(float\w+),\s*)?\.(\w+),\s*"(\w+)",\s*\.(\w+)\)'
    text = re.sub(r'\\\(repeated\("(.*?)", (\d+)\)\)', lambda match: "; ".join([match[1]] * int(match[2])), SWIFT.read_text())
    for expression, arguments, dtype, kind, operation, direction in re.findall(pattern, text, re.S):
        yield expression, dict(re.findall(r'"(\w+)": "([^"]*)"', arguments)), TYPES.get(dtype, torch.float64), kind, operation, direction


class Program(torch.nn.Module):
    """An expression as a model, so that every tool takes it."""

    def __init__(self, expression, names, dtype):
        super().__init__()
        self.expression, self.names, self.dtype = expression, names, dtype

    def forward(self, *values):
        words = {name: getattr(torch, name) for name in dir(torch) if not name.startswith("_")}
        words |= {name: getattr(F, name) for name in dir(F) if not name.startswith("_")}
        words |= {"inf": float("inf"), "nan": float("nan"), "norm": torch.linalg.norm, "where": self.where}
        words |= dict(zip(self.names, values))
        *steps, last = self.expression.split(";")
        for step in steps:
            exec(step.strip(), words)
        return eval(last.strip(), words)

    def where(self, condition, a, b):
        return torch.where(condition, *(torch.as_tensor(value, dtype=self.dtype) for value in (a, b)))


def leaves(arguments, dtype):
    values = [eval(text, {"nan": float("nan"), "inf": float("inf")}) for text in arguments.values()]
    return [torch.tensor(value, dtype=dtype, requires_grad=True) for value in values]


def total(result):
    return result.sum() if result.dim() else result


def anomaly(program, inputs):
    try:
        with torch.autograd.detect_anomaly():
            total(program(*inputs)).backward()
    except RuntimeError as error:
        return str(error).split("\n")[0] if "nan" in str(error) else ""
    return ""


def nan_report(program, inputs):
    report = debug.nan_report(program, inputs)
    return f"{report.phase} {report.origin_label}" if report.found else ""


def diagnosis(program, inputs):
    with sherlorch.trace() as tracker:
        result = program(*inputs)
        total(result).backward()
    if not tracker.has_issue(result):
        return ""
    culprit = re.search(r"Culprit #1: \[\d+\] (\w+)", str(tracker.diagnose(result)))
    return culprit[1] if culprit else ""


def bisect_backward(program, inputs):
    trace = torchlens.trace(program, inputs, capture=torchlens.options.CaptureOptions(save_grads=True))
    trace.log_backward(total(trace[trace.output_layers[0]].out))
    birth = debug.bisect_nan_backward(trace).birth
    return birth.grad_fn_label if birth else ""


def main():
    tools = {"detect_anomaly": anomaly, "nan_report": nan_report, "bisect_nan_backward": bisect_backward, "sherlorch": diagnosis}
    named = dict.fromkeys(tools, 0)
    count = 0
    for expression, arguments, dtype, kind, operation, direction in faults():
        count += 1
        said = {}
        for tool, ask in tools.items():
            try:
                said[tool] = ask(Program(expression, list(arguments), dtype), leaves(arguments, dtype))
            except Exception as error:
                said[tool] = f"failed: {type(error).__name__}: {error}"[:90]
            words = said[tool].lower().replace("_", "").replace("truediv", "div")
            is_right = operation.replace("_", "") in words and not words.startswith("failed")
            is_right = is_right and direction == ("forward" if tool in ("nan_report", "sherlorch") else "backward")
            named[tool] += is_right
        print(f"{expression:45} {kind:14} {operation:10} {direction:9}", {tool: words[:110] for tool, words in said.items()}, flush=True)
    print(count, "faults;", ", ".join(f"{tool} names {number}" for tool, number in named.items()))


if __name__ == "__main__":
    main()
