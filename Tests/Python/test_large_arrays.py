"""What is kept of large arrays: the numbers that they held when an operation gave them, whatever happens afterwards."""

import gc
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest
import weakref

import torch
from support import ROOT, operations, tensors
from torch import nn

from smolgrad_viz.recorder import Recorder, trace
from smolgrad_viz.recorder.arrays import array, grid_of
from smolgrad_viz.recorder.survey import declared_library, means_in_c, means_in_torch, survey_in_c, survey_in_torch

SHAPE = (60, 80)


def told(x):
    """The statistics of a tensor, by PyTorch in double precision."""
    x = x.detach().double()
    return {"mean": x.mean().item(), "norm": x.norm().item(), "minimum": x.min().item(), "maximum": x.max().item(), "zero": int((x == 0).sum())}


class InPlace(unittest.TestCase):
    """Arrays that are written into right after the operation that gave them."""

    def check(self, value, x):
        for name, number in told(x).items():
            self.assertAlmostEqual(value["statistics"][name], number, delta=1e-5 * max(1, abs(number)), msg=name)

    def test_what_was_written_later_is_not_shown(self):
        def by_operation(y):
            y.mul_(0)

        def by_data(y):
            y.data.zero_()

        def by_item(y):
            y[:] = 7

        def by_argument(y):
            torch.mul(y, 3, out=y)

        def by_numpy(y):
            y.numpy()[:] = 5

        def by_view(y):
            y.t()[10:50].fill_(-1)

        for write in (by_operation, by_data, by_item, by_argument, by_numpy, by_view):
            with self.subTest(write.__name__), torch.no_grad():
                torch.manual_seed(0)
                x, w = torch.randn(SHAPE[0], 30), torch.randn(30, SHAPE[1])
                expected = x @ w
                with Recorder() as recorder:
                    y = x @ w
                    z = y.relu()
                    write(y)
                    end = y + z
                self.assertEqual(recorder.troubles, [])
                shown = tensors(recorder.snapshot(end))
                self.check(shown["matmul_1.output"]["value"], expected)
                self.check(shown["relu_1.output"]["value"], expected.relu())
                self.check(shown["output"]["value"], end)

    def test_gradients_that_a_hook_writes_into(self):
        torch.manual_seed(0)
        x = torch.randn(SHAPE, requires_grad=True)
        with Recorder() as recorder:
            y = x * 2
            y.register_hook(lambda gradient: gradient.mul_(0.5))
            loss = (y.sin() * 3).sum()
            loss.backward()
        self.assertEqual(recorder.troubles, [])
        shown = tensors(recorder.snapshot(loss))
        self.check(shown["mul_1.output"]["gradientChanges"][0]["before"], 3 * (x * 2).cos())
        self.check(shown["mul_1.output"]["gradient"]["value"], 1.5 * (x * 2).cos())
        leaf = next(tensor for tensor in shown.values() if tensor["role"] == "input")
        self.check(leaf["gradient"]["value"], x.grad)

    def test_parameters_that_an_optimizer_changes(self):
        torch.manual_seed(0)
        model = nn.Linear(60, 80)
        before, optimizer = model.weight.detach().clone(), torch.optim.SGD(model.parameters(), 0.5)
        with Recorder(model) as recorder:
            loss = model(torch.randn(4, 60)).square().sum()
            loss.backward()
            optimizer.step()
        self.assertFalse(torch.equal(before, model.weight))
        self.check(tensors(recorder.snapshot(loss))["weight"]["value"], before)


class Endings(unittest.TestCase):
    """Recordings that end before the program does."""

    def test_an_error_in_backward(self):
        class Broken(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                return x * 2

            @staticmethod
            def backward(context, gradient):
                raise ArithmeticError("broken")

        for settings in ({}, {"cost": True}):
            x = torch.randn(SHAPE, requires_grad=True)
            recorder = Recorder(**settings)
            with self.assertRaises(ArithmeticError), recorder:
                loss = (Broken.apply(x.sin()) * 3).sum()
                loss.backward()
            self.assertEqual(recorder.troubles, [])
            shown = tensors(recorder.snapshot(loss))
            self.assertEqual(shown["Broken_1.output"]["gradient"]["status"], "computed")
            self.assertEqual(shown["sin_1.output"]["gradient"]["status"], "unreachable")

    def test_an_error_in_a_call_that_takes_no_tensor(self):
        recorder = Recorder()
        with self.assertRaises(RuntimeError), recorder:
            y = torch.ones(SHAPE).exp()
            torch.zeros(-1)
        self.assertEqual(recorder.troubles, [])
        self.assertEqual(operations(recorder.snapshot()), ["exp", "RuntimeError"])
        del y

    def test_it_goes_with_the_last_reference_and_leaves_nothing(self):
        model = nn.Sequential(nn.Linear(80, 40), nn.ReLU(), nn.Linear(40, 1))
        gc.collect()
        gc.disable()
        try:
            for settings in ({}, {"cost": True}, {"check_gradients": True}, {"numbers": "none"}):
                with self.subTest(**settings):
                    with Recorder(model, **settings) as recorder:
                        loss = model(torch.randn(SHAPE)).square().mean()
                        loss.backward()
                    recorder.snapshot(loss)
                    kept = [weakref.ref(recorder), *(weakref.ref(entry.known) for entry in recorder.values.entries.values())]
                    self.assertGreater(len(kept), 5)
                    # The parameters live on.
                    del recorder, loss
                    self.assertEqual([reference() for reference in kept if reference() is not None], [])
        finally:
            gc.enable()

    def test_backward_after_it_is_gone(self):
        model = nn.Linear(80, 40)
        x = torch.randn(SHAPE)
        model(x).square().mean().backward()
        expected = [parameter.grad.clone() for parameter in model.parameters()]
        model.zero_grad()
        with Recorder(model, cost=True) as recorder:
            loss = model(x).square().mean()
        del recorder
        loss.backward()
        for parameter, gradient in zip(model.parameters(), expected):
            self.assertTrue(torch.equal(parameter.grad, gradient))


class Threads(unittest.TestCase):
    def test_other_threads_compute_meanwhile(self):
        def step():
            torch.manual_seed(1)
            model = nn.Sequential(nn.Linear(80, 200), nn.GELU(), nn.Linear(200, 50))
            return trace(model, torch.randn(SHAPE), loss=lambda y: y.square().mean()).text()

        alone, results, done = step(), [], threading.Event()
        x = torch.arange(90_000, dtype=torch.float64).reshape(300, 300) / 90_000
        expected = (x @ x).tanh().sum().item()

        def compute():
            while not done.is_set():
                results.append((x @ x).tanh().sum().item())

        threads = [threading.Thread(target=compute) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            together = [step() for _ in range(5)]
        finally:
            done.set()
            for thread in threads:
                thread.join()
        self.assertEqual(together, [alone] * 5)
        self.assertEqual(set(results), {expected})


def views():
    """Arrays whose elements lie apart, or not, with all kinds of numbers."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(6, 40, 50, generator=generator)
    yield from (x, x.transpose(1, 2), x.permute(2, 0, 1), x[:, ::3, 5:], x[:, :1].expand(6, 40, 50), x[1].t(), x[:, :, 3].t(), x[::2].double(), x.relu())
    yield x.reshape(2, 3, 40, 50).transpose(1, 2)
    yield torch.linspace(-3, 3, 90_000)[::7]
    yield torch.ones(90, 90).t() * 3
    for value in (float("nan"), float("inf"), -float("inf"), -0.0):
        y = x.clone()
        y[2, 3, 4:9] = value
        yield y.transpose(1, 2)
    yield torch.full((30, 40), float("nan")).t()
    yield torch.rand(200, 3000, generator=generator).round().t()


@unittest.skipUnless(shutil.which("clang"), "there is no clang")
class InC(unittest.TestCase):
    """The loops in C find what PyTorch finds."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([ROOT / "scripts" / "python-package", cls.folder.name], check=True)
        cls.library = declared_library(pathlib.Path(cls.folder.name) / "smolgrad_viz" / "libsurvey.so")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_views_are_surveyed_as_their_copies_to_the_last_bit(self):
        for x in views():
            for side in (32, 64):
                grid = grid_of(x.shape, side)
                found, copied = survey_in_c(self.library, x, grid), survey_in_c(self.library, x.contiguous(), grid)
                self.assertEqual(bytes(found), bytes(copied), x.shape)

    def test_statistics_and_pictures_are_pytorchs(self):
        for x in views():
            for side in (32, 64):
                grid = grid_of(x.shape, side)
                found, expected = survey_in_c(self.library, x, grid), survey_in_torch(x, grid)
                cells, strongest = (part.tensor().abs().nan_to_num(-1) for part in (found, expected))
                self.assertTrue(torch.equal(cells, strongest), x.shape)
                for name, number in expected.members().items():
                    self.assertAlmostEqual(found.members()[name], number, delta=1e-5 * max(1, abs(number)), msg=f"{name} of {x.shape}")
                if x.isfinite().all():
                    self.assertTrue(torch.allclose(means_in_c(self.library, x, grid), means_in_torch(x, grid), atol=1e-6), x.shape)


class Types(unittest.TestCase):
    def test_arrays_of_all_types_are_read(self):
        for dtype in (torch.bool, torch.uint8, torch.int16, torch.int64, torch.float16, torch.bfloat16, torch.float64):
            x = (torch.arange(600) % 7).to(dtype).reshape(20, 30)
            statistics = array(x.t()).value()["statistics"]
            self.assertEqual((statistics["zero"], statistics["maximum"]), (int((x == 0).sum()), x.max().item()))


if __name__ == "__main__":
    unittest.main()
