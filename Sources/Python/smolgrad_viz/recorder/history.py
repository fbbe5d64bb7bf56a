"""What the steps of a training run were like."""

import math

import torch

STATE_NAMES = {
    "exp_avg": "m", "exp_avg_sq": "v", "max_exp_avg_sq": "largest v", "momentum_buffer": "momentum", "square_avg": "mean square",
    "grad_avg": "mean",
}


class History:
    """The loss of each step, and a few numbers of each parameter: norms in double precision, before the parameters are changed."""

    def __init__(self):
        self.optimizer, self.losses, self.series = None, [], {}

    def begin(self, parameters, loss, optimizer):
        """Notes the sizes before a step, and returns what `end` needs."""
        self.losses.append(float(loss.detach()))
        if optimizer is not None:
            rates = sorted({float(group["lr"]) for group in optimizer.param_groups if "lr" in group})
            rate = f", learning rate {rates[0]:g}" if len(rates) == 1 else ""
            self.optimizer = f"{type(optimizer).__name__}{rate}"
        before = []
        for name, parameter in parameters:
            series = self._series(name, parameter)
            gradient = parameter.grad
            series["valueNorms"].append(_norm(parameter))
            series["gradientNorms"].append(None if gradient is None else _norm(gradient))
            zeros = None if gradient is None else 1 - int(torch.count_nonzero(gradient)) / max(1, gradient.numel())
            series["zeroShares"].append(zeros)
            before.append((series, parameter, parameter.detach().clone()))
        return before

    def end(self, before, optimizer, has_state):
        """Notes how far the step went."""
        for series, parameter, old in before:
            size = series["valueNorms"][-1]
            series["updateRatios"].append(None if size == 0 else _norm(parameter.detach() - old) / size)
            if not has_state or optimizer is None:
                continue
            for key, tensor in optimizer.state.get(parameter, {}).items():
                if isinstance(tensor, torch.Tensor) and tensor.shape == parameter.shape and key != "step":
                    norms = series["state"].setdefault(STATE_NAMES.get(key, key), [None] * (len(self.losses) - 1))
                    norms.append(_norm(tensor))
        for series, _, _ in before:
            for norms in series["state"].values():
                norms.extend([None] * (len(self.losses) - len(norms)))

    def _series(self, name, parameter):
        """The numbers of a parameter; of one that was not there before, nothing for the steps up to now."""
        if name not in self.series:
            missing = [None] * (len(self.losses) - 1)
            self.series[name] = {
                "elementCount": parameter.numel(), "valueNorms": [0.0] * len(missing), "gradientNorms": missing[:],
                "zeroShares": missing[:], "updateRatios": missing[:], "state": {}}
        return self.series[name]

    def written(self):
        """The history as it stands in a snapshot."""
        parameters = []
        for name, series in self.series.items():
            members = {key: _numbers(value) for key, value in series.items() if key not in ("elementCount", "state")}
            state = [{"name": key, "norms": _numbers(norms)} for key, norms in series["state"].items()]
            parameters.append({
                "name": name, "elementCount": series["elementCount"], **members, **({"state": state} if state else {})})
        optimizer = {} if self.optimizer is None else {"optimizer": self.optimizer}
        return {**optimizer, "losses": _numbers(self.losses), "parameters": parameters}


def _norm(tensor):
    return float(torch.linalg.vector_norm(tensor.detach(), dtype=torch.float64))


def _numbers(numbers):
    """Numbers as JSON has them: words for those that it lacks."""
    words = {math.inf: "inf", -math.inf: "-inf"}
    return [None if number is None else "nan" if math.isnan(number) else words.get(number, number) for number in numbers]
