"""What operations cost: time, floating point operations, and what they keep for the backward pass."""

import importlib.util
import unittest

import torch
import torch.nn.functional as F
from support import operations
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from smolgrad_viz.recorder import Recorder, trace


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(context, gradient):
        return 3 * gradient * context.saved_tensors[0] ** 2


def kept(compute):
    """The bytes that PyTorch keeps, each memory once, as its own hooks tell."""
    storages = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        storages[storage._cdata] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = compute()
    return sum(storage.nbytes() for storage in storages.values()), result


class Scores(nn.Module):
    """Attention without a softmax, of products that are told by their indices."""

    def __init__(self):
        super().__init__()
        self.query, self.key = nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x):
        return torch.einsum("bij,bjd->bid", torch.einsum("bid,bjd->bij", self.query(x), self.key(x)), x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(16, 4, batch_first=True)

    def forward(self, x, y):
        return self.attention(x, y, y)[0]


def counted_models():
    """Models, their inputs, and the floating point operations of both passes."""
    lenet = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 10))
    autoencoder = nn.Sequential(nn.Conv1d(2, 8, 3, stride=2, padding=1), nn.ReLU(), nn.ConvTranspose1d(8, 2, 4, stride=2, padding=1))
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 2)
    yield "perceptron", nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 10)), [torch.randn(8, 16)], (13312, 18432)
    yield "LeNet", lenet, [torch.randn(4, 1, 28, 28)], (3254400, 5568000)
    yield "autoencoder", autoencoder, [torch.randn(3, 2, 32)], (10752, 16896)
    yield "volumes", nn.Sequential(nn.Conv3d(1, 4, 3), nn.ConvTranspose3d(4, 1, 3)), [torch.randn(2, 1, 6, 6, 6)], (55296, 82944)
    yield "einsum", Scores(), [torch.randn(2, 5, 8)], (4160, 4960)
    yield "attention to another", Attention(), [torch.randn(2, 5, 16), torch.randn(2, 6, 16)], (26368, 35328)
    yield "encoder", encoder, [torch.randn(2, 6, 16)], (107520, 196608)
    yield "transformer", nn.Transformer(16, 2, 1, 1, 32, batch_first=True), [torch.randn(2, 5, 16), torch.randn(2, 4, 16)], (99968, 172288)
    if importlib.util.find_spec("torchvision"):
        import torchvision
        pictures = torch.randn(2, 3, 64, 64)
        yield "resnet18", torchvision.models.resnet18(), [pictures[:1]], (297115648, 574963712)
        yield "mobilenet_v2", torchvision.models.mobilenet_v2(), [pictures], (102914048, 1916041216)
    if importlib.util.find_spec("transformers"):
        import transformers
        size = {"vocab_size": 100, "bos_token_id": None, "eos_token_id": None}
        gpt = transformers.GPT2Config(n_layer=2, n_embd=32, n_head=2, n_positions=16, **size)
        llama = transformers.LlamaConfig(
            num_hidden_layers=2, hidden_size=32, num_attention_heads=4, num_key_value_heads=2, intermediate_size=64, **size)
        tokens = torch.randint(100, (1, 8))
        yield "GPT-2", transformers.GPT2LMHeadModel(gpt), [tokens], (460800, 921600)
        yield "Llama", transformers.LlamaForCausalLM(llama), [tokens], (362496, 724992)


class Costs(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.models = {
            "perceptron": (nn.Sequential(nn.Linear(4, 5), nn.GELU(), nn.LayerNorm(5), nn.Linear(5, 3)), torch.randn(6, 4)),
            "pictures": (nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
                         torch.randn(2, 1, 8, 8)),
            "views": (lambda x: (x.chunk(2)[0] * x.chunk(2)[1]).exp().T.contiguous(), torch.randn(4, 3, requires_grad=True)),
            "function of the user": (lambda x: Cube.apply(x).sin() * x, torch.randn(5, requires_grad=True)),
        }

    def test_kept_bytes_are_pytorchs(self):
        for name, (model, x) in self.models.items():
            with self.subTest(name):
                expected, _ = kept(lambda: model(x).square().mean())
                snapshot = trace(model, x, loss=lambda y: y.square().mean(), cost=True)
                self.assertEqual(snapshot["cost"]["saved"]["forward"], expected)
                self.assertGreater(expected, 0)
                own = sum(node["cost"].get("saved", {}).get("forward", 0) for node in snapshot["nodes"] if "cost" in node)
                self.assertEqual(own, expected)
                arguments = sum(edge.get("saved", 0) for edge in snapshot["edges"])
                self.assertLessEqual(arguments, expected)

    def test_every_operation_has_its_time(self):
        model, x = self.models["perceptron"]
        target = torch.tensor([0, 1, 2, 0, 1, 2])
        snapshot = trace(model, x, loss=lambda y: F.cross_entropy(y, target), cost=True)
        costs = [node["cost"] for node in snapshot["nodes"] if "operation" in node]
        self.assertTrue(all(cost["time"]["forward"] > 0 and cost["time"]["backward"] > 0 for cost in costs))
        self.assertEqual(snapshot["cost"]["time"]["known"], len(costs))

    def test_floating_point_operations_are_pytorchs(self):
        def loss(result):
            return (result if isinstance(result, torch.Tensor) else result.logits).square().mean()

        for name, model, inputs, expected in counted_models():
            # Fused kernels of attention compute a part again in the backward pass.
            with self.subTest(name), sdpa_kernel(SDPBackend.MATH), torch.backends.mkldnn.flags(enabled=False):
                with FlopCounterMode(display=False) as forward:
                    result = loss(model(*inputs))
                with FlopCounterMode(display=False) as backward:
                    result.backward()
                self.assertEqual((forward.get_total_flops(), backward.get_total_flops()), expected)
                snapshot = trace(model, *inputs, loss=loss, cost=True)
                flops = snapshot["cost"]["flops"]
                self.assertEqual((flops["forward"], flops["backward"]), expected)
                own = [node["cost"]["flops"] for node in snapshot["nodes"] if "cost" in node]
                self.assertEqual(sum(count["forward"] for count in own), expected[0])
                self.assertEqual(flops["known"] + flops["unknown"], len(own))

    def test_what_has_no_formula_is_unknown(self):
        model, x = nn.LSTM(4, 3), torch.randn(2, 1, 4)
        snapshot = trace(lambda x: model(x)[0].exp().reshape(-1).sum(), x, cost=True)
        costs = {node["operation"]["type"]: node["cost"]["flops"] for node in snapshot["nodes"] if "operation" in node}
        self.assertEqual({name for name, cost in costs.items() if cost.get("unknown")}, {"lstm", "exp", "sum"})
        self.assertEqual(costs["reshape"], {"forward": 0, "backward": 0})

    def test_nothing_is_said_unasked_and_nothing_changes(self):
        model, x = self.models["perceptron"]
        plain = trace(model, x, loss=lambda y: y.sum())
        self.assertNotIn("cost", plain)
        gradients = [parameter.grad.clone() for parameter in model.parameters()]
        model.zero_grad()
        with Recorder(model, cost=True) as recorder:
            loss = model(x).sum()
            loss.backward()
        self.assertEqual([], recorder.troubles)
        for parameter, gradient in zip(model.parameters(), gradients):
            self.assertTrue(torch.equal(parameter.grad, gradient))
        self.assertEqual(operations(recorder.snapshot(loss)), operations(plain))


if __name__ == "__main__":
    unittest.main()
