"""Measures what recording costs, beside torchlens and torchview: times a plain step forward and backward, on one thread."""

import importlib.util
import resource
import sys
import time
import warnings

import torch
from torch import nn

import smolgrad_viz

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


def models():
    yield "MLP", nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)), torch.randn(32, 64)
    layer = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
    yield "transformer, 4 layers", nn.TransformerEncoder(layer, 4), torch.randn(4, 16, 64)
    if importlib.util.find_spec("torchvision"):
        import torchvision
        yield "resnet50, 8 pictures", torchvision.models.resnet50(), torch.randn(8, 3, 224, 224)
    if importlib.util.find_spec("transformers"):
        import transformers
        yield "GPT-2 124M, 128 tokens", transformers.GPT2LMHeadModel(transformers.GPT2Config()), torch.randint(50257, (1, 128))


def end_of(result):
    return (result if isinstance(result, torch.Tensor) else result.logits).square().mean()


def ways():
    def plain(model, x):
        end_of(model(x)).backward()

    def recorded(**settings):
        return lambda model, x: smolgrad_viz.trace(model, x, loss=end_of, **settings)

    yield "plain", plain
    yield "shapes alone", recorded(numbers="none")
    yield "statistics", recorded(numbers="statistics")
    yield "contributions", recorded()
    if importlib.util.find_spec("torchview"):
        import torchview
        yield "torchview", lambda model, x: torchview.draw_graph(model, input_data=x, device="cpu")
    if importlib.util.find_spec("torchlens"):
        import torchlens
        yield "torchlens", lambda model, x: torchlens.trace(model, x) if hasattr(torchlens, "trace") else torchlens.log_forward_pass(model, x)


def seconds(way, model, x, repeats):
    times = []
    for _ in range(repeats):
        model.zero_grad()
        start = time.perf_counter()
        way(model, x)
        times.append(time.perf_counter() - start)
    return min(times)


def main(names):
    for name, model, x in models():
        if names and name not in names:
            continue
        print(name)
        base = None
        for label, way in ways():
            try:
                repeats = 2 if base is not None and base > 0.5 else 5
                seconds(way, model, x, 1)
                found = seconds(way, model, x, repeats)
            except Exception as error:
                print(f"  {label:14} {type(error).__name__}: {str(error)[:100]}")
                continue
            base = base or found
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"  {label:14} {found * 1000:9.1f} ms  {found / base:6.1f} times plain  {peak:7.0f} MB at most so far", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
