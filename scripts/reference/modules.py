"""Single modules: their initial tensors, result, gradients, and the tensors that they have changed in a forward pass.

The loss is the sum of the result, each element weighted by the sine of its position, so that no two count alike.
"""

import torch
from torch import nn

from reference_numbers import tensor, tensors, write

SEED = 7


def uniform(*shape):
    return torch.rand(shape) * 4 - 2


def probabilities(*shape):
    return torch.rand(shape) * 0.8 + 0.1


def integers(high, *shape):
    return torch.randint(0, high, shape)


def causal(size):
    return torch.triu(torch.ones(size, size, dtype=torch.bool), diagonal=1)


class SelfAttention(nn.MultiheadAttention):
    """Attention of a sequence to itself, so that the module has one input."""

    def forward(self, x, **options):
        return super().forward(x, x, x, need_weights=False, **options)[0]


class CausalAttention(SelfAttention):
    def forward(self, x):
        return super().forward(x, attn_mask=causal(x.shape[1]))


# Each module is made after the seed was set; its inputs are drawn after that.
CASES = {
    "Softmax": (lambda: nn.Softmax(dim=0), lambda: [uniform(3, 4)]),
    "GELU": (lambda: nn.GELU(), lambda: [uniform(6)]),
    "GELU tanh": (lambda: nn.GELU(approximate="tanh"), lambda: [uniform(6)]),
    "Dropout": (lambda: nn.Dropout(0.3), lambda: [uniform(4, 5)]),
    "Dropout all": (lambda: nn.Dropout(1), lambda: [uniform(4)]),
    "Dropout eval": (lambda: nn.Dropout(0.3).eval(), lambda: [uniform(4)]),
    "Embedding": (lambda: nn.Embedding(5, 3), lambda: [integers(5, 2, 4)]),
    "Embedding padding": (lambda: nn.Embedding(5, 4, padding_idx=1), lambda: [integers(3, 7)]),
    "LayerNorm": (lambda: nn.LayerNorm(4), lambda: [uniform(2, 3, 4)]),
    "LayerNorm axes": (lambda: nn.LayerNorm([3, 4], eps=0.1, bias=False), lambda: [uniform(2, 3, 4)]),
    "LayerNorm plain": (
        lambda: nn.LayerNorm(4, elementwise_affine=False), lambda: [uniform(2, 4)]),
    "RMSNorm": (lambda: nn.RMSNorm(4), lambda: [uniform(2, 3, 4)]),
    "RMSNorm epsilon": (lambda: nn.RMSNorm([3, 4], eps=0.1), lambda: [uniform(2, 3, 4)]),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4), lambda: [uniform(2, 4, 3, 2)]),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(3), lambda: [uniform(2, 3, 2, 2)]),
    "BatchNorm2d average": (
        lambda: nn.BatchNorm2d(3, momentum=None, affine=False), lambda: [uniform(2, 3, 2, 2)]),
    "BatchNorm2d stateless": (
        lambda: nn.BatchNorm2d(3, track_running_stats=False).eval(), lambda: [uniform(2, 3, 2, 2)]),
    "BatchNorm2d eval": (lambda: nn.BatchNorm2d(3).eval(), lambda: [uniform(2, 3, 2, 2)]),
    "Conv2d": (lambda: nn.Conv2d(2, 3, 3), lambda: [uniform(2, 2, 5, 4)]),
    "Conv2d options": (
        lambda: nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2,
                          bias=False),
        lambda: [uniform(1, 4, 6, 5)]),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(2, 3, 3), lambda: [uniform(2, 2, 3, 2)]),
    "ConvTranspose2d options": (
        lambda: nn.ConvTranspose2d(4, 2, (3, 2), stride=2, padding=1, output_padding=1, groups=2),
        lambda: [uniform(1, 4, 3, 3)]),
    "MaxPool2d": (lambda: nn.MaxPool2d(2), lambda: [uniform(2, 2, 5, 4)]),
    "MaxPool2d options": (
        lambda: nn.MaxPool2d((3, 2), stride=(2, 1), padding=1, ceil_mode=True),
        lambda: [uniform(1, 2, 6, 5)]),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), lambda: [uniform(2, 2, 5, 4)]),
    "AvgPool2d options": (
        lambda: nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
        lambda: [uniform(1, 2, 6, 6)]),
    "RNN": (lambda: nn.RNN(2, 3), lambda: [uniform(4, 2, 2)]),
    "RNN options": (
        lambda: nn.RNN(2, 3, num_layers=2, nonlinearity="relu", bias=False, batch_first=True,
                       bidirectional=True),
        lambda: [uniform(2, 3, 2), uniform(4, 2, 3)]),
    "LSTM": (lambda: nn.LSTM(2, 3, num_layers=2), lambda: [uniform(4, 2, 2)]),
    "LSTM bidirectional": (
        lambda: nn.LSTM(2, 3, batch_first=True, bidirectional=True), lambda: [uniform(2, 3, 2)]),
    "LSTM unbatched": (lambda: nn.LSTM(2, 3), lambda: [uniform(4, 2)]),
    "GRU": (lambda: nn.GRU(2, 3, num_layers=2), lambda: [uniform(4, 2, 2), uniform(2, 2, 3)]),
    "MultiheadAttention": (
        lambda: SelfAttention(4, 2, batch_first=True), lambda: [uniform(2, 3, 4)]),
    "MultiheadAttention causal": (
        lambda: CausalAttention(4, 2, bias=False, batch_first=True), lambda: [uniform(2, 3, 4)]),
    "MSELoss": (lambda: nn.MSELoss(), lambda: [uniform(2, 3), uniform(2, 3)]),
    "L1Loss": (lambda: nn.L1Loss(reduction="none"), lambda: [uniform(2, 3), uniform(2, 3)]),
    "HuberLoss": (
        lambda: nn.HuberLoss(reduction="sum", delta=0.7), lambda: [uniform(2, 3), uniform(2, 3)]),
    "SmoothL1Loss": (lambda: nn.SmoothL1Loss(beta=0.5), lambda: [uniform(2, 3), uniform(2, 3)]),
    "BCELoss": (lambda: nn.BCELoss(), lambda: [probabilities(2, 3), probabilities(2, 3)]),
    "BCEWithLogitsLoss": (
        lambda: nn.BCEWithLogitsLoss(pos_weight=torch.tensor([1, 2, 0.5])),
        lambda: [uniform(2, 3), probabilities(2, 3)]),
    "CrossEntropyLoss": (lambda: nn.CrossEntropyLoss(), lambda: [uniform(3, 4), integers(4, 3)]),
    "CrossEntropyLoss options": (
        lambda: nn.CrossEntropyLoss(
            weight=torch.tensor([1, 2, 0.5, 1]), ignore_index=2, label_smoothing=0.1),
        lambda: [uniform(3, 4, 2), integers(4, 3, 2)]),
    "CrossEntropyLoss probabilities": (
        lambda: nn.CrossEntropyLoss(reduction="sum"),
        lambda: [uniform(3, 4), probabilities(3, 4)]),
    "NLLLoss": (lambda: nn.NLLLoss(reduction="none"), lambda: [uniform(3, 4), integers(4, 3)]),
}


def call(module, inputs):
    """All results as one list; the final states of a recurrent module come after its output."""
    if isinstance(module, nn.LSTM):
        output, (hidden, cell) = module(*inputs)
        return [output, hidden, cell]
    result = module(*inputs)
    return list(result) if isinstance(result, tuple) else [result]


def case(name):
    make, draw = CASES[name]
    torch.manual_seed(SEED)
    module = make()
    content = {"name": name, "initial": tensors(module.state_dict().items())}
    inputs = draw()
    for value in inputs:
        value.requires_grad_(value.is_floating_point())
    content["inputs"] = [tensor(value) for value in inputs]
    outputs = call(module, inputs)
    content["outputs"] = [tensor(value) for value in outputs]
    loss = sum((o * torch.sin(torch.arange(o.numel()).reshape(o.shape) + 1.0)).sum() for o in outputs)
    loss.backward()
    content["gradients"] = tensors((k, p.grad) for k, p in module.named_parameters())
    content["inputGradients"] = [tensor(v.grad) if v.requires_grad else None for v in inputs]
    content["buffers"] = tensors(module.named_buffers())
    return content


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("modules", [case(name) for name in CASES])
