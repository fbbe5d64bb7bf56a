"""Initial weights by torch.nn.init, for a matrix and for the kernels of a convolution."""

import torch
from torch.nn import init

from reference_numbers import tensor, write

RULES = {
    "constant": lambda w: init.constant_(w, 0.25),
    "zeros": init.zeros_,
    "ones": init.ones_,
    "uniform": lambda w: init.uniform_(w, -0.3, 0.7),
    "normal": lambda w: init.normal_(w, 0.5, 2),
    "xavierUniform": lambda w: init.xavier_uniform_(w, gain=init.calculate_gain("tanh")),
    "xavierNormal": init.xavier_normal_,
    "kaimingUniform": lambda w: init.kaiming_uniform_(w, nonlinearity="relu"),
    "kaimingUniform, leaky": lambda w: init.kaiming_uniform_(w, a=0.3),
    "kaimingNormal": init.kaiming_normal_,
    "kaimingNormal, outputs": lambda w: init.kaiming_normal_(
        w, mode="fan_out", nonlinearity="selu"),
}


def case(name, shape):
    torch.manual_seed(3)
    return {"name": name, **tensor(RULES[name](torch.empty(shape)))}


if __name__ == "__main__":
    write("initializers", [case(name, shape) for name in RULES for shape in [(3, 4), (3, 2, 2, 2)]])
