"""The recorder shows what the program computes, and never gets in its way."""

import base64
import gc
import struct
import unittest
import weakref

import torch
import torch.nn.functional as F
from support import arrows, elements, operations, tensors
from torch import nn

from smolgrad_viz.recorder import Recorder, trace
from smolgrad_viz.recorder.arrays import array, numbers


class NeverInTheWay(unittest.TestCase):
    """A program computes the same with and without a recorder."""

    def test_optimizers_and_setters_work(self):
        def weights(is_recorded):
            torch.manual_seed(0)
            model = nn.Linear(4, 1)
            optimizer, x = torch.optim.SGD(model.parameters(), 0.1), torch.randn(3, 4)

            def steps():
                for _ in range(3):
                    optimizer.zero_grad()
                    model(x).square().mean().backward()
                    optimizer.step()

            if is_recorded:
                with Recorder(model):
                    steps()
            else:
                steps()
            return model.weight.detach()

        self.assertTrue(torch.equal(weights(True), weights(False)))
        model = nn.Linear(4, 1)
        with Recorder(model):
            model(torch.ones(1, 4)).sum().backward()
            model.weight.grad = None
            self.assertIsNone(model.weight.grad)
            model.weight.data = torch.zeros(1, 4)
            self.assertTrue(torch.equal(model.weight, torch.zeros(1, 4)))
            model.weight.requires_grad = False
        self.assertFalse(model.weight.requires_grad)

    def test_fast_paths_stay_open(self):
        torch.manual_seed(0)
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True).eval()
        x = torch.randn(2, 5, 16)
        with torch.no_grad():
            plain = layer(x)
            with Recorder(layer) as recorder:
                recorded = layer(x)
        self.assertTrue(torch.equal(plain, recorded))
        self.assertIn("transformer_encoder_layer_fwd", operations(recorder.snapshot(recorded)))

    def test_identity_of_arguments_is_kept(self):
        seen = []

        class Model(nn.Module):
            def forward(self, x):
                seen.append(x)
                return (x * x).sum()

        x = torch.randn(3, requires_grad=True)
        trace(Model(), x)
        self.assertIs(seen[0], x)

    def test_hooks_of_the_user_run_once(self):
        model, calls = nn.Sequential(nn.Linear(4, 3)), []
        model[0].register_full_backward_hook(lambda *_: calls.append(1))
        snapshot = trace(model, torch.randn(2, 4), loss=lambda y: y.mean())
        self.assertEqual(calls, [1])
        self.assertEqual(operations(snapshot), ["linear", "mean"])

    def test_what_has_no_numbers_says_why(self):
        cases = [
            (lambda x: torch.fft.rfft(x).abs().sum(), torch.randn(2, 8), "complex numbers"),
            (lambda x: torch.sparse.mm(x.to_sparse(), x).sum(), torch.eye(4), "sparse"),
            (lambda x: x * 2, torch.randn(2, 4, device="meta"), "on the meta device"),
        ]
        for function, x, reason in cases:
            snapshot = trace(function, x)
            reasons = {tensor["value"].get("absent") for tensor in tensors(snapshot).values()}
            self.assertIn(reason, reasons)

    def test_numpy_arguments(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("there is no NumPy")
        with Recorder() as recorder:
            torch.tensor(numpy.array([1.0, 2.0])) + 1
        self.assertEqual(recorder.troubles, [])

    def test_nothing_stays_alive(self):
        model, gone = nn.Linear(4, 4), []
        with Recorder(model), torch.no_grad():
            hidden = model(torch.randn(2, 4))
            gone.append(weakref.ref(hidden))
            del hidden
        self.assertIsNone(gone[0]())

    def test_later_steps_are_not_noted(self):
        model = nn.Linear(3, 3)
        with Recorder(model) as recorder:
            loss = model(torch.randn(2, 3)).sum()
            loss.backward()
        text = recorder.snapshot(loss).text()
        noted = []
        recorder.gradients.summary = lambda *_: noted.append(1)
        # The loss of the recorded step is still there, and with it PyTorch's nodes of the parameters.
        model(torch.randn(2, 3)).sum().backward()
        self.assertEqual(noted, [])
        self.assertEqual(recorder.snapshot(loss).text(), text)

    def test_a_recorder_that_is_gone_leaves_parameters_alone(self):
        model = nn.Linear(3, 3)
        # It keeps PyTorch's nodes of the parameters.
        loss = model(torch.randn(2, 3)).sum()
        with Recorder(model) as recorder:
            model(torch.randn(2, 3)).sum().backward()
        gone = weakref.ref(recorder)
        del recorder
        gc.collect()
        self.assertIsNone(gone())
        loss.backward()


class Tags(unittest.TestCase):
    """What an operation is to the views of a figure is seen by what it gave, not by its name."""

    def tags(self, function, x):
        return [node["operation"]["tags"] for node in trace(function, x)["nodes"] if "operation" in node]

    def test_by_results(self):
        x = torch.randn(4, 6, requires_grad=True)
        for expected, function in [
                (["permutation"], lambda x: x.T), (["permutation"], lambda x: x.view(24)), (["permutation"], lambda x: x.unsqueeze(0)),
                (["view"], lambda x: x[:, :2]), (["view"], lambda x: x.unfold(0, 2, 1)),
                (["view"], lambda x: x.expand(3, 4, 6)), (["view"], lambda x: x.chunk(2)), (["view"], lambda x: x.diagonal()),
                (["cast"], lambda x: x.double()), (["mask"], lambda x: x.masked_fill(x > 0, 1)), ([], lambda x: x.relu()),
                ([], lambda x: x.detach()), ([], lambda x: x.clone()), ([], lambda x: x[[0, 2]]), ([], lambda x: x.flip(0))]:
            self.assertEqual(self.tags(function, x)[-1], expected, operations(trace(function, x)))
        self.assertEqual(self.tags(lambda x: x.T.reshape(24), x), [["permutation"], ["permutation"]])

    def test_a_function_of_the_user_is_no_view(self):
        class Reversed(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                return x.view_as(x)

            @staticmethod
            def backward(context, gradient):
                return -gradient

        snapshot = trace(lambda x: Reversed.apply(x).sum(), torch.ones(3, requires_grad=True))
        self.assertEqual([node["operation"]["tags"] for node in snapshot["nodes"] if "operation" in node], [[], []])


class Values(unittest.TestCase):
    """A tensor is what was written into it last."""

    def test_written_through_a_view(self):
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 3)

            def forward(self, x):
                h = torch.zeros(2, 4)
                h[:, :2].copy_(self.a(x)[:, :2])
                return self.b(h).square().mean()

        model = Model()
        snapshot = trace(model, torch.randn(2, 4))
        self.assertEqual(operations(snapshot), ["linear", "getitem", "copy", "setitem", "linear", "square", "mean"])
        gradient = tensors(snapshot)["a.weight"]["gradient"]["value"]
        self.assertTrue(torch.equal(elements(gradient), model.a.weight.grad.double()))

    def test_view_of_what_was_written(self):
        def function(x):
            y = x * 1
            view = y.view(-1)
            y.mul_(2)
            return view.sum()

        x = torch.randn(2, 3, requires_grad=True)
        snapshot = trace(function, x)
        self.assertEqual(operations(snapshot), ["mul", "mul", "view", "sum"])
        self.assertTrue(torch.equal(elements(tensors(snapshot)["x"]["gradient"]["value"]), torch.full((2, 3), 2.0).double()))

    def test_optimizers_are_not_drawn(self):
        first, second = nn.Linear(2, 4), nn.Linear(4, 1)
        both = nn.ModuleDict({"first": first, "second": second})
        optimizer, real = torch.optim.Adam(second.parameters()), torch.randn(3, 4)
        with Recorder(both) as recorder:
            fake = first(torch.randn(3, 2))
            loss = F.softplus(-second(real)).mean() + F.softplus(second(fake.detach())).mean()
            loss.backward()
            optimizer.step()
            end = F.softplus(-second(fake)).mean()
            end.backward()
        snapshot = recorder.snapshot(end)
        self.assertEqual(operations(snapshot), ["linear", "linear", "neg", "softplus", "mean"])
        self.assertTrue(torch.equal(
            elements(tensors(snapshot)["second.weight"]["value"]), second.weight.detach().double()))

    def test_shapes_are_no_data(self):
        snapshot = trace(lambda x, y: x.new_zeros(3).add(y).sum(), torch.randn(2, 4), torch.randn(3))
        self.assertNotIn("x", {source for source, _ in arrows(snapshot)})

    def test_memory_that_nobody_filled(self):
        snapshot = trace(lambda x: torch.empty(3) * 0 + x, torch.ones(3))
        self.assertEqual(tensors(snapshot)["empty_1"]["value"]["absent"], "not initialized")
        snapshot = trace(lambda x: torch.empty(3).fill_(2) + x, torch.ones(3))
        self.assertNotIn("empty", str(snapshot["nodes"]))


class Gradients(unittest.TestCase):
    """Gradients are those of the end, of each thing that it depends on."""

    def test_function_of_the_user(self):
        class MyReLU(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x.clamp(min=0)

            @staticmethod
            def backward(ctx, gradient):
                x, = ctx.saved_tensors
                return gradient * (x > 0)

        model = nn.Linear(4, 8)
        snapshot = trace(lambda x: MyReLU.apply(model(x)).square().mean(), torch.randn(2, 4))
        self.assertEqual(operations(snapshot), ["linear", "MyReLU", "square", "mean"])
        self.assertEqual(
            {tensor["gradient"]["status"] for tensor in tensors(snapshot).values() if tensor["role"] == "result"}, {"computed"})

    def test_second_order(self):
        model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
        x = torch.randn(2, 4, requires_grad=True)

        def loss(y):
            gradient, = torch.autograd.grad(y.sum(), x, create_graph=True)
            return y.mean() + ((gradient.norm(dim=1) - 1) ** 2).mean()

        snapshot = trace(model, x, loss=loss)
        self.assertIn("grad", operations(snapshot))
        self.assertEqual([tensor["gradient"]["status"] for tensor in tensors(snapshot).values() if tensor["role"] == "input"], ["computed"])
        self.assertTrue(torch.equal(elements(tensors(snapshot)["0.weight"]["gradient"]["value"]), model[0].weight.grad.double()))

    def test_old_gradients_are_not_shown(self):
        model = nn.Linear(4, 3)
        model(torch.randn(2, 4)).sum().backward()
        with torch.no_grad():
            snapshot = trace(model, torch.randn(2, 4))
        self.assertEqual(tensors(snapshot)["weight"]["gradient"]["status"], "notComputed")

    def test_contributions_add_up(self):
        def function(x, y):
            z = x * x + x * y
            return (z.sin() + z).sum() + (z @ y).sum() + x[0].sum()

        x, y = (torch.randn(3, 3, dtype=torch.float64, requires_grad=True) for _ in range(2))
        snapshot = trace(function, x, y)
        for node in snapshot["nodes"]:
            if "tensor" not in node or node["tensor"]["gradient"]["status"] != "computed":
                continue
            uses = [edge for edge in snapshot["edges"] if edge["from"] == node["id"]]
            if uses:
                total = sum(elements(edge["contribution"]["value"]) for edge in uses)
                self.assertTrue(torch.allclose(total, elements(node["tensor"]["gradient"]["value"])), node["name"])

    def test_torch_func(self):
        model = nn.Linear(4, 1)
        snapshot = trace(lambda x: torch.func.vmap(model)(x).mean(), torch.randn(2, 4))
        self.assertEqual(operations(snapshot), ["vmap", "mean"])
        self.assertEqual({source for source, target in arrows(snapshot) if target == "vmap_1"}, {"x", "weight", "bias"})


class Arrays(unittest.TestCase):
    """Statistics and pictures are those that docs/snapshot.md describes."""

    def test_pictures_and_statistics(self):
        generator = torch.Generator().manual_seed(0)
        for shape in [(300,), (20, 30), (64, 64), (3, 100, 7), (5, 3, 40, 40), (40, 2, 33), (2, 3000, 50)]:
            x = torch.randn(shape, generator=generator)
            x[x.abs() < 0.05] = 0
            summary = array(x).value()
            statistics, cells = summary["statistics"], self.unpacked(summary["thumbnail"]["cells"])
            self.assertEqual(statistics["zero"], int((x == 0).sum()))
            self.assertEqual(statistics["negative"], int((x < 0).sum()))
            for name, value in (("mean", x.double().mean()), ("deviation", x.double().std(correction=0)), ("norm", x.double().norm())):
                self.assertAlmostEqual(statistics[name], value.item(), delta=1e-5 * statistics["norm"])
            self.assertEqual(max(abs(cell) for cell in cells), x.abs().max().item())
            self.assertEqual(cells, self.slow_cells(x, summary["thumbnail"]))

    def test_what_is_computed_has_a_smaller_picture_unless_each_element_has_a_cell(self):
        model = nn.Sequential(nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 40))
        pictures = {}
        for node in trace(model, torch.randn(90, 200), loss=lambda y: y.square().mean())["nodes"]:
            tensor = node["tensor"] if "tensor" in node else {}
            for summary in (tensor.get("value", {}), tensor.get("gradient", {}).get("value", {})):
                if "thumbnail" in summary:
                    size = summary["thumbnail"]["rows"], summary["thumbnail"]["columns"]
                    pictures.setdefault((tensor["role"], tuple(summary["shape"])), set()).add(size)
        self.assertEqual(pictures[("parameter", (100, 200))], {(64, 64)})
        self.assertEqual(pictures[("input", (90, 200))], {(64, 64)})
        self.assertEqual(pictures[("result", (90, 100))], {(32, 32)})
        self.assertEqual(pictures[("result", (90, 40))], {(32, 32)})
        generator = torch.Generator().manual_seed(0)
        for shape in [(300,), (64, 64), (3, 100, 7), (5, 3, 40, 40), (40, 2, 33), (2, 3000, 50)]:
            x = torch.randn(shape, generator=generator)
            thumbnail = array(x, 32).value()["thumbnail"]
            side = 64 if shape == (64, 64) else 32
            self.assertEqual(self.unpacked(thumbnail["cells"]), self.slow_cells(x, thumbnail, side))

    def unpacked(self, text):
        data = base64.b64decode(text)
        return list(struct.unpack(f"<{len(data) // 4}f", data))

    def slow_cells(self, x, thumbnail, side=64):
        """Cells by a loop over the elements, as the page says."""
        height, width = ([1, 1] + list(x.shape))[-2:]
        slices = x.reshape(-1, height, width)
        count = len(slices)
        across = next(square for square in range(1, count + 1) if square * square >= count)
        down = -(-count // across)
        rows, columns = height, width
        if count == 1 or across * (width + 1) > 132 or down * (height + 1) > 132:
            most = max(4, (side + 1) // (min(8, max(height, width)) + 1))
            across = min(across, most)
            down = min(most, -(-count // across))
            rows = min(height, max(1, (side - (down - 1)) // down))
            columns = min(width, max(1, (side - (across - 1)) // across))
        shown = min(count, across * down)
        cells = {}
        for place, value in enumerate(x.flatten().tolist()):
            part, rest = divmod(place, height * width)
            row, column = divmod(rest, width)
            tile = part * shown // count
            key = (tile, row * rows // height, column * columns // width)
            if key not in cells or abs(value) > abs(cells[key]):
                cells[key] = value
        size = thumbnail["rows"], thumbnail["columns"]
        self.assertEqual(size, (down * rows + down - 1, across * columns + across - 1))
        return [cells[key] for key in sorted(cells)]

    def test_the_shortest_text_of_a_number(self):
        for value in (0.1, -3.4028234663852886e38, 1e-45, 16777216.0, 123456.789, float("nan"), float("-inf"), 0.0):
            value = torch.tensor(value).item()
            text = numbers([value], is_single=True)[0]
            if isinstance(text, str):
                self.assertIn(text, ("nan", "-inf"))
                continue
            self.assertEqual(torch.tensor(float(text), dtype=torch.float64).float().item() if abs(text) < 3.4e38 else value, value)
        self.assertEqual(numbers([torch.tensor(0.1).item()], is_single=True), [0.1])


class Attributes(unittest.TestCase):
    def told(self, model, x, name):
        operation = next(node["operation"] for node in trace(model, x)["nodes"] if node.get("operation", {}).get("type") == name)
        return {attribute["name"]: attribute["value"] for attribute in operation["attributes"]}

    def test_recurrent_layers_of_sequences_and_of_packed_ones(self):
        sequence, packed = torch.randn(2, 3, 4), nn.utils.rnn.pack_sequence([torch.randn(3, 4), torch.randn(2, 4)])
        for kind, name in ((nn.LSTM, "lstm"), (nn.GRU, "gru"), (nn.RNN, "rnn_tanh")):
            for x in (sequence, packed):
                told = self.told(kind(4, 5, num_layers=2, bidirectional=True), x, name)
                self.assertEqual((told["num_layers"], told["bidirectional"], told["train"]), ("2", "true", "true"))
                self.assertEqual(told["dropout"], "0.0")


    def test_recurrent_modules_tell_their_settings(self):
        def settings(model):
            return {setting["name"]: setting["value"] for setting in trace(model, torch.randn(2, 3, 4))["scopes"][0].get("attributes", [])}

        model = nn.LSTM(4, 5, num_layers=2, bidirectional=True, dropout=0.1, batch_first=True)
        self.assertEqual(settings(model), {"hidden": "5", "num_layers": "2", "batch_first": "true", "dropout": "0.1", "bidirectional": "true"})
        self.assertEqual(settings(nn.GRU(4, 5)), {"hidden": "5"})
        self.assertEqual(settings(nn.RNN(4, 5, nonlinearity="relu")), {"hidden": "5", "nonlinearity": "relu"})


class Ends(unittest.TestCase):
    """Models take and give what they like."""

    def test_names_of_nested_inputs_and_results(self):
        class Model(nn.Module):
            def forward(self, batch, scales):
                return {"a": (batch["image"] * scales[0]).sum(), "b": [batch["image"] + 1]}

        snapshot = trace(Model(), {"image": torch.randn(2, 4)}, [torch.tensor(2.0)])
        names = tensors(snapshot)
        self.assertTrue({"batch.image", "scales.0", "a", "b.0"} <= set(names))
        self.assertEqual({name for name, tensor in names.items() if tensor["isRoot"]}, {"a", "b.0"})

    def test_names_of_compiled_models(self):
        model = nn.Linear(2, 2)
        names = [
            {name for name, tensor in tensors(trace(kind, torch.randn(3, 2))).items() if tensor["role"] == "input"}
            for kind in (model, torch.compile(model))]
        self.assertEqual(names, [{"input"}, {"input"}])

    def test_names_with_a_recorder(self):
        model = nn.Linear(4, 1)
        with Recorder(model) as recorder:
            loss = model(torch.randn(2, 4)).sum()
            loss.backward()
        self.assertEqual(list(tensors(recorder.snapshot(loss))), ["input", "weight", "bias", "linear_1.output", "loss"])

    def test_as_far_as_it_came(self):
        model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(7, 3))
        recorder = Recorder(model)
        with self.assertRaises(RuntimeError), recorder:
            model(torch.randn(2, 4))
        snapshot = recorder.snapshot()
        self.assertEqual(operations(snapshot), ["linear", "relu", "linear"])
        failures = [node["operation"]["failure"] for node in snapshot["nodes"] if node.get("operation", {}).get("failure")]
        self.assertEqual(len(failures), 1)

    def test_kinds_of_modules(self):
        x = torch.randn(2, 4)
        self.assertEqual(operations(trace(nn.Sequential(nn.LazyLinear(3)), x)), ["linear"])
        self.assertEqual(operations(trace(torch.jit.trace(nn.Linear(4, 3), x), x)), ["Linear"])
        with torch.inference_mode():
            self.assertEqual(operations(trace(nn.Linear(4, 3), x)), ["linear"])
        compiled = torch.compile(nn.Sequential(nn.Linear(4, 8), nn.ReLU()), backend="eager")
        snapshot = trace(compiled, x, loss=lambda y: y.mean())
        self.assertEqual(operations(snapshot), ["linear", "relu", "mean"])
        self.assertIn("0.weight", tensors(snapshot))

    def test_parameters_stand_in_their_module(self):
        model = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 2)
        snapshot = trace(model, torch.randn(2, 5, 16), loss=lambda y: y.square().mean())
        outside = [node["name"] for node in snapshot["nodes"] if node.get("tensor", {}).get("role") == "parameter" and "scope" not in node]
        self.assertEqual(outside, [])

    def test_lines_and_settings(self):
        snapshot = trace(nn.Sequential(nn.Conv2d(3, 4, 3, stride=2), nn.ReLU()), torch.randn(1, 3, 8, 8))
        self.assertIn("test_recorder.py:", snapshot["nodes"][-2]["operation"]["source"])
        settings = next(scope["attributes"] for scope in snapshot["scopes"] if scope["type"] == "Conv2d")
        self.assertEqual(settings, [{"name": "kernel", "value": "3×3"}, {"name": "stride", "value": "2×2"}])


class Diagnosed(unittest.TestCase):
    """What is needed to say why a step fails."""

    def test_unused_parameters_stand_by_themselves(self):
        model = nn.ModuleDict({"used": nn.Linear(2, 1), "idle": nn.Linear(2, 1)})
        model.forward = lambda x: model["used"](x).sum()
        snapshot = trace(model, torch.ones(1, 2))
        found = tensors(snapshot)
        self.assertEqual(found["idle.weight"]["gradient"], {"status": "unreachable"})
        node = next(node["id"] for node in snapshot["nodes"] if node["name"] == "idle.weight")
        self.assertFalse(any(node in (edge["from"], edge["to"]) for edge in snapshot["edges"]))

    def test_a_step_that_fails_gives_its_snapshot(self):
        snapshot = trace(lambda x: x @ torch.ones(3), torch.ones(2), diagnose=True)
        self.assertIn("matmul", operations(snapshot))
        self.assertTrue(any("failure" in node.get("operation", {}) for node in snapshot["nodes"]))

    def test_large_arrays_tell_where_they_are_not_finite(self):
        x = torch.zeros(600)
        x[[5, 300]] = float("nan")
        self.assertEqual(array(x).value()["nonFinite"], [5, 300])


class CheckedGradients(unittest.TestCase):
    """The derivative of each call by itself."""

    @staticmethod
    def cube(factor):
        class Cube(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                context.save_for_backward(x)
                return x ** 3

            @staticmethod
            def backward(context, gradient):
                return gradient * 3 * factor * context.saved_tensors[0] ** 2

        return Cube

    @staticmethod
    def checks(snapshot):
        return {
            node["name"]: node["operation"]["check"] for node in snapshot["nodes"]
            if "check" in node.get("operation", {})}

    def test_the_wrong_rule_lights_up_and_no_other(self):
        torch.manual_seed(2)
        for factor in (1, -1, 2, 1.01):
            cube = self.cube(factor)
            layer = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4))
            snapshot = trace(lambda x: cube.apply(layer(x)).exp().mean(), torch.randn(2, 3), check_gradients=True)
            checks = self.checks(snapshot)
            self.assertEqual(set(checks), {"linear_1", "layer_norm_1", "Cube_1", "exp_1", "mean_1"})
            wrong = [name for name, check in checks.items() if check["verdict"] != "right"]
            self.assertEqual(wrong, [] if factor == 1 else ["Cube_1"])
            self.assertAlmostEqual(checks["Cube_1"]["rule"] / checks["Cube_1"]["quotient"], factor, places=6)

    def test_the_program_computes_what_it_would(self):
        def run(**options):
            torch.manual_seed(5)
            model = nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6), nn.Dropout(0.5), nn.ReLU(inplace=True), nn.Linear(6, 1))
            x = torch.randn(8, 3)
            trace(model, x, loss=lambda y: y.square().mean(), **options)
            return [*model.state_dict().values(), *(p.grad for p in model.parameters()), torch.rand(3)]

        for plain, checked in zip(run(), run(check_gradients=True)):
            self.assertTrue(torch.equal(plain, checked))

    def test_kinks_and_what_has_no_quotient(self):
        x = torch.tensor([0.0, 1.0, -2.0], requires_grad=True)
        snapshot = trace(lambda x: (x.relu() + x.half().float() + x.round()).sum(), x, check_gradients=True)
        checks = self.checks(snapshot)
        self.assertEqual(checks["relu_1"]["verdict"], "kink")
        self.assertNotIn("half_1", checks)
        self.assertEqual(checks["sum_1"]["verdict"], "right")

    def test_models_have_no_false_alarms(self):
        torch.manual_seed(0)
        for model, inputs in [
            (nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True), [torch.randn(2, 3, 8)]),
            (nn.LSTM(4, 5, num_layers=2), [torch.randn(3, 2, 4)]),
            (nn.Sequential(nn.Conv2d(1, 3, 3), nn.MaxPool2d(2), nn.Flatten(), nn.GELU(), nn.Linear(27, 2)), [torch.randn(2, 1, 8, 8)]),
        ]:
            loss = lambda y: (y[0] if isinstance(y, tuple) else y).square().sum()
            checks = self.checks(trace(model, *inputs, loss=loss, check_gradients=True))
            self.assertTrue(checks)
            self.assertNotIn("wrong", [check["verdict"] for check in checks.values()])


if __name__ == "__main__":
    unittest.main()
