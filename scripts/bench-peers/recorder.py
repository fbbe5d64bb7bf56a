"""Measures what recording costs, beside torchlens and torchview: times a plain step forward and backward, on one thread.

All ways take turns, and a ratio is the median of those of the turns, by the time of the processor: what else the machine does slows down a
way and the plain step beside it. A snapshot is written after the step; how long that takes stands by itself.
"""

import importlib.util
import statistics
import sys
import time
import warnings

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from smolgrad_viz import Recorder

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
TURNS, SECONDS = 41, 30  # At most so many turns of a model, or about so long.


def models():
    torch.manual_seed(0)
    yield "MLP", nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)), torch.randn(32, 64)
    cnn = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1568, 128), nn.ReLU(), nn.Linear(128, 10))
    yield "CNN", cnn, torch.randn(64, 1, 28, 28)
    if importlib.util.find_spec("torchvision"):
        import torchvision
        yield "ResNet-18", torchvision.models.resnet18(), torch.randn(4, 3, 224, 224)
    if importlib.util.find_spec("transformers"):
        import transformers
        size = {"vocab_size": 1000, "bos_token_id": None, "eos_token_id": None}
        tokens = torch.randint(1000, (4, 128))
        gpt = transformers.GPT2Config(n_layer=4, n_embd=256, n_head=8, n_positions=128, **size)
        bert = transformers.BertConfig(
            num_hidden_layers=4, hidden_size=256, num_attention_heads=4, intermediate_size=1024, vocab_size=1000)
        yield "GPT", transformers.GPT2LMHeadModel(gpt), tokens
        yield "BERT", transformers.BertModel(bert), tokens


def step(model, x):
    result = model(x)
    if not isinstance(result, torch.Tensor):
        result = result.logits if hasattr(result, "logits") else result.last_hidden_state
    loss = result.square().mean()
    loss.backward()
    return loss


class Nothing(TorchDispatchMode):
    """The least that it costs to see PyTorch's operations from Python."""

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        return function(*arguments, **(keywords or {}))


def ways():
    """Functions that take a step, and return what is to be done after it, if anything."""
    def recorded(**settings):
        def take(model, x):
            with Recorder(model, **settings) as recorder:
                loss = step(model, x)
            return lambda: recorder.snapshot(loss).text()
        return take

    def seen(model, x):
        with Nothing():
            step(model, x)

    yield "plain", lambda model, x: step(model, x) and None
    yield "dispatch mode that does nothing", seen
    yield "shapes alone", recorded(numbers="none")
    yield "shapes alone, cost", recorded(numbers="none", cost=True)
    yield "statistics", recorded(numbers="statistics")
    yield "all", recorded()
    yield "all, cost", recorded(cost=True)
    if importlib.util.find_spec("torchview"):
        import torchview
        yield "torchview", lambda model, x: torchview.draw_graph(model, input_data=x, device="cpu") and None
    if importlib.util.find_spec("torchlens"):
        import torchlens
        record = torchlens.trace if hasattr(torchlens, "trace") else torchlens.log_forward_pass
        yield "torchlens", lambda model, x: record(model, x) and None


def timed(function, *arguments):
    start = time.process_time()
    result = function(*arguments)
    return time.process_time() - start, result


def measure(model, x):
    """For each way the seconds of its steps, and of what is done after them, by turns."""
    steps, rest, failures = {}, {}, {}
    began = time.monotonic()
    for turn in range(TURNS + 1):
        for label, way in ways():
            if label in failures:
                continue
            # What ran before may have left the caches full of other things.
            step(model, x)
            model.zero_grad()
            try:
                seconds, after = timed(way, model, x)
            except Exception as error:
                failures[label] = f"{type(error).__name__}: {str(error)[:100]}"
                continue
            if seconds > SECONDS:
                failures[label] = f"took {seconds:.0f} s, and is left out"
            later = 0 if after is None else timed(after)[0]
            if turn > 0:
                steps.setdefault(label, []).append(seconds)
                rest.setdefault(label, []).append(later)
        if turn > 2 and time.monotonic() - began > SECONDS:
            break
    return steps, rest, failures


def main(names):
    for name, model, x in models():
        if names and name not in names:
            continue
        steps, rest, failures = measure(model, x)
        print(f"{name}, {len(steps['plain'])} turns")
        for label, seconds in steps.items():
            if label in failures:
                continue
            ratio = statistics.median(own / plain for own, plain in zip(seconds, steps["plain"]))
            after = statistics.median(rest[label])
            written = f"   then {after * 1000:6.1f} ms for the snapshot" if after else ""
            print(f"  {label:32} {statistics.median(seconds) * 1000:9.2f} ms  {ratio:6.2f} times plain{written}", flush=True)
        for label, failure in failures.items():
            print(f"  {label:32} {failure}")


if __name__ == "__main__":
    main(sys.argv[1:])
