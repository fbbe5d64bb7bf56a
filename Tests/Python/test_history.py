"""What the steps of a training run were like."""

import json
import unittest

import torch
import torch.nn.functional as F
from support import tensors
from torch import nn

from smolgrad_viz.recorder import Recorder


def train(steps, make, recorder=None, each=None, **keywords):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
    x, y = torch.randn(6, 3), torch.randn(6, 1)
    optimizer = make(model.parameters())
    recorder = recorder(model) if recorder else None
    loss = None
    for step in range(steps):
        optimizer.zero_grad()
        if recorder and step == steps - 1:
            with recorder:
                loss = F.mse_loss(model(x), y)
                loss.backward()
        else:
            loss = F.mse_loss(model(x), y)
            loss.backward()
        before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
        gradients = {name: parameter.grad.clone() for name, parameter in model.named_parameters()}
        if recorder:
            recorder.step(loss, optimizer, **keywords)
        else:
            optimizer.step()
        if each:
            each(loss, before, gradients, dict(model.named_parameters()))
    return recorder, loss, optimizer


class Histories(unittest.TestCase):
    def test_numbers_are_those_of_a_plain_run(self):
        expected = {"losses": [], "0.weight": [], "2.bias": []}

        def each(loss, before, gradients, after):
            expected["losses"].append(loss.item())
            for name in ("0.weight", "2.bias"):
                size = before[name].double().norm().item()
                change = (after[name].detach() - before[name]).double().norm().item()
                zeros = (gradients[name] == 0).double().mean().item()
                expected[name].append((size, gradients[name].double().norm().item(), zeros, change / size))

        train(7, lambda parameters: torch.optim.Adam(parameters, lr=0.05), each=each)
        recorder, loss, _ = train(7, lambda parameters: torch.optim.Adam(parameters, lr=0.05), Recorder)
        training = recorder.snapshot(loss)["training"]
        self.assertEqual(training["optimizer"], "Adam, learning rate 0.05")
        self.assertEqual(training["losses"], expected["losses"])
        self.assertEqual([series["name"] for series in training["parameters"]], ["0.weight", "0.bias", "2.weight", "2.bias"])
        for series in training["parameters"]:
            for step, numbers in enumerate(expected.get(series["name"], [])):
                found = [series[key][step] for key in ("valueNorms", "gradientNorms", "zeroShares", "updateRatios")]
                for number, other in zip(found, numbers):
                    self.assertAlmostEqual(number, other, delta=1e-12 * max(1, abs(other)))

    def test_names_are_those_of_the_nodes(self):
        recorder, loss, _ = train(2, lambda parameters: torch.optim.SGD(parameters, lr=0.1), Recorder)
        snapshot = recorder.snapshot(loss)
        nodes = tensors(snapshot)
        for series in snapshot["training"]["parameters"]:
            self.assertEqual(nodes[series["name"]]["role"], "parameter")
        # What was recorded is as it was before the step.
        bias = next(series for series in snapshot["training"]["parameters"] if series["name"] == "2.bias")
        value = nodes["2.bias"]["value"]
        self.assertAlmostEqual(abs(value["elements"][0]), bias["valueNorms"][-1], places=6)

    def test_state_on_request(self):
        recorder, loss, optimizer = train(3, lambda parameters: torch.optim.Adam(parameters, lr=0.05), Recorder, state=True)
        series = recorder.snapshot(loss)["training"]["parameters"][0]
        self.assertEqual([state["name"] for state in series["state"]], ["m", "v"])
        moment = optimizer.state[optimizer.param_groups[0]["params"][0]]["exp_avg"]
        self.assertAlmostEqual(series["state"][0]["norms"][-1], moment.double().norm().item(), places=12)

    def test_what_is_not_finite_is_a_word(self):
        recorder, loss, _ = train(60, lambda parameters: torch.optim.SGD(parameters, lr=1e6), Recorder)
        text = recorder.snapshot(loss).text()
        self.assertNotIn("NaN", text)
        self.assertIn("nan", json.loads(text)["training"]["losses"])

    def test_without_steps_there_is_no_history(self):
        model = nn.Linear(2, 1)
        with Recorder(model) as recorder:
            loss = model(torch.ones(1, 2)).sum()
        self.assertNotIn("training", recorder.snapshot(loss))


if __name__ == "__main__":
    unittest.main()
