"""Programs with what gets in a recorder's way: each gives the same bits with and without one, and a snapshot without troubles."""

import functools
import unittest
import warnings

import torch
from support import operations, tensors
from torch import nn
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map
from torch.utils.checkpoint import checkpoint, create_selective_checkpoint_contexts
from torch.utils.flop_counter import FlopCounterMode

from smolgrad_viz.recorder import Recorder, trace
from smolgrad_viz.recorder.checks import LARGEST, check


class Wrapper(torch.Tensor):
    """A tensor that holds another one, and computes with that."""

    @staticmethod
    def __new__(cls, inner):
        return torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype, requires_grad=inner.requires_grad)

    def __init__(self, inner):
        self.inner = inner

    @classmethod
    def __torch_dispatch__(cls, function, types, arguments=(), keywords=None):
        arguments, keywords = tree_map(lambda value: value.inner if isinstance(value, cls) else value, (arguments, keywords or {}))
        result = function(*arguments, **keywords)
        return tree_map(lambda value: cls(value) if isinstance(value, torch.Tensor) else value, result)


class Log(TorchDispatchMode):
    """Notes each of PyTorch's operations."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        self.names.append(str(function))
        return function(*arguments, **(keywords or {}))


def perceptron():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))


def gradients(model):
    return [parameter.grad for parameter in model.parameters()]


# Programs: the end, and what must not depend on a recorder.


def jagged():
    leaves = [torch.randn(size, 4, requires_grad=True) for size in (2, 3)]
    loss = F.relu(nn.Linear(4, 4)(torch.nested.as_nested_tensor(leaves, layout=torch.jagged))).values().sum()
    loss.backward()
    return loss, [leaf.grad for leaf in leaves]


def nested():
    leaf = torch.nested.nested_tensor([torch.randn(2, 4), torch.randn(3, 4)], requires_grad=True)
    loss = torch.nested.to_padded_tensor(leaf * 2, 0.0).sum()
    loss.backward()
    return loss, list(leaf.grad.unbind())


def fast_path():
    model = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2).eval()
    mask = torch.tensor([[False] * 3 + [True] * 2, [False] * 5])
    with torch.no_grad():
        result = model(torch.randn(2, 5, 8), src_key_padding_mask=mask)
    return result, [result]


def sparse():
    matrix, table = torch.eye(5).to_sparse().requires_grad_(), nn.Embedding(10, 3, sparse=True)
    loss = (torch.sparse.mm(matrix, torch.randn(5, 3)) + table(torch.tensor([1, 2, 3, 3, 1]))).square().sum()
    loss.backward()
    return loss, [matrix.grad.to_dense(), table.weight.grad.to_dense()]


def branches():
    x = torch.randn(3, requires_grad=True)
    loss = torch.cond(torch.tensor(True), torch.sin, torch.cos, (x,)).sum()
    loss.backward()
    return loss, [x.grad]


def compiled_inside():
    model = torch.compile(perceptron(), backend="eager")
    loss = model(torch.randn(3, 4)).sum()
    loss.backward()
    return loss, gradients(model)


def wrapped():
    result = (Wrapper(torch.randn(3, 3)) @ Wrapper(torch.randn(3, 3))).sin()
    return result, [result.inner]


def with_modes():
    model, x = perceptron(), torch.randn(3, 4)
    with Log() as log, FlopCounterMode(display=False) as flops:
        state = model(x)
        state[0].mul_(2)
        loss = state.square().sum()
        loss.backward()
    return loss, [*gradients(model), torch.tensor([len(log.names), flops.get_total_flops()]), torch.tensor(list(map(len, log.names)))]


class Rows(torch.utils.data.Dataset):
    """Rows that are computed where they are asked for."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return torch.full((4,), float(index)).sin() * 2


def loaded_by_processes():
    model, loss = perceptron(), 0
    for batch in torch.utils.data.DataLoader(Rows(), batch_size=2, num_workers=2, multiprocessing_context="fork"):
        loss = loss + model(batch).square().sum()
    loss.backward()
    return loss, gradients(model)


def computed_again():
    model, x = nn.Sequential(perceptron(), nn.Dropout(0.5)), torch.randn(3, 4)
    contexts = functools.partial(create_selective_checkpoint_contexts, [torch.ops.aten.addmm.default])
    loss = checkpoint(model, x, use_reentrant=False).sum() + checkpoint(model, x, use_reentrant=False, context_fn=contexts).sum()
    loss.backward()
    return loss, gradients(model)


PROGRAMS = {
    jagged: ["linear", "relu"], nested: ["mul", "nested_to_padded_tensor"], fast_path: ["transformer_encoder_layer_fwd"],
    sparse: ["sparse_mm", "embedding"], branches: ["CondAutogradOp", "sum"], compiled_inside: ["linear", "relu"],
    wrapped: ["matmul", "sin"], with_modes: ["linear", "mul", "square"], computed_again: ["linear", "dropout"],
    loaded_by_processes: ["linear", "square"],
}


class KindsOfPrograms(unittest.TestCase):
    def test_programs_compute_what_they_would_and_are_shown(self):
        for program, shown in PROGRAMS.items():
            for settings in ({}, {"cost": True}, {"check_gradients": True}, {"numbers": "none"}):
                with self.subTest(program.__name__, **settings):
                    torch.manual_seed(3)
                    _, plain = program()
                    torch.manual_seed(3)
                    with Recorder(**settings) as recorder:
                        end, recorded = program()
                    self.assertEqual(recorder.troubles, [])
                    for ours, theirs in zip(plain, recorded):
                        self.assertTrue(torch.equal(ours, theirs))
                    snapshot = recorder.snapshot(end)
                    self.assertTrue(set(shown) <= set(operations(snapshot)), operations(snapshot))
                    self.assertIn('"nodes"', snapshot.text())

    def test_a_nested_tensor_is_as_large_as_its_largest_parts(self):
        leaf = torch.nested.nested_tensor([torch.randn(2, 4), torch.randn(3, 1)])
        value = tensors(trace(lambda x: torch.nested.to_padded_tensor(x, 0.0), leaf))["x"]["value"]
        self.assertEqual((value["shape"], value["absent"]), ([2, 3, 4], "nested"))

    def test_what_is_kept_through_hooks_is_unknown(self):
        x = torch.randn(3, requires_grad=True)
        with Recorder(cost=True) as recorder:
            with torch.autograd.graph.save_on_cpu():
                y = x.exp()
            z = y.sin()
        costs = {node["operation"]["type"]: node["cost"] for node in recorder.snapshot(z)["nodes"] if "operation" in node}
        self.assertNotIn("saved", costs["exp"])
        self.assertEqual(costs["sin"]["saved"], {"forward": 12})

    def test_what_is_too_large_for_a_copy_is_not_checked(self):
        x = torch.randn(1, requires_grad=True)
        self.assertIsNone(check(torch.Tensor.expand, (x, LARGEST + 1), {}))
        self.assertEqual(check(torch.Tensor.expand, (x, 3), {})["verdict"], "right")

    def test_warnings_are_shown_as_before(self):
        before = list(warnings.filters)
        compiled = torch.compile(perceptron(), backend="eager")
        with Recorder():
            compiled(torch.randn(1, 4))
        self.assertEqual(warnings.filters, before)


if __name__ == "__main__":
    unittest.main()
