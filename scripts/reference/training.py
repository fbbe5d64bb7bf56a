"""Optimizers and learning-rate schedules: a parameter after each of ten steps, a rate at each of twenty."""

import torch
from torch import optim

from reference_numbers import number, write

OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p),
    "SGD momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.01),
    "SGD nesterov": lambda p: optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True),
    "RMSprop": lambda p: optim.RMSprop(p),
    "RMSprop centered": lambda p: optim.RMSprop(
        p, lr=0.02, alpha=0.9, eps=1e-6, weight_decay=0.1, momentum=0.5, centered=True),
    "Adam": lambda p: optim.Adam(p),
    "Adam amsgrad": lambda p: optim.Adam(
        p, lr=0.1, betas=(0.8, 0.9), eps=1e-4, weight_decay=0.1, amsgrad=True),
    "AdamW": lambda p: optim.AdamW(p),
    "AdamW amsgrad": lambda p: optim.AdamW(
        p, lr=0.1, betas=(0.8, 0.9), weight_decay=0.2, amsgrad=True),
}

lr = optim.lr_scheduler
SCHEDULES = {
    "lambdaLR": lambda o: lr.LambdaLR(o, lambda step: 1 / (1 + step)),
    "stepLR": lambda o: lr.StepLR(o, 4, gamma=0.5),
    "multiStepLR": lambda o: lr.MultiStepLR(o, [3, 7, 12], gamma=0.5),
    "exponentialLR": lambda o: lr.ExponentialLR(o, 0.9),
    "constantLR": lambda o: lr.ConstantLR(o),
    "linearLR": lambda o: lr.LinearLR(o),
    "polynomialLR": lambda o: lr.PolynomialLR(o, 8, power=2),
    "cosineAnnealingLR": lambda o: lr.CosineAnnealingLR(o, 7, eta_min=0.01),
    "cosineAnnealingWarmRestarts": lambda o: lr.CosineAnnealingWarmRestarts(o, 3, T_mult=2),
    "oneCycleLR": lambda o: lr.OneCycleLR(o, 0.7, total_steps=21, cycle_momentum=False),
    "sequentialLR": lambda o: lr.SequentialLR(
        o, [lr.LinearLR(o, 0.1, 1, 4), lr.CosineAnnealingLR(o, 10)], [4]),
}
MEASURES = [5, 4, 4, 4, 4, 3.9999, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2]


def optimizer_case(name):
    # An element whose gradient is always 0, one that starts at its minimum, and one far from it.
    weight = torch.tensor([0.5, -1, 2, 1, 30], requires_grad=True)
    scale = torch.tensor([0.3, 0.6, 0, 0.9, 1.2])
    optimizer = OPTIMIZERS[name]([weight])
    steps = []
    for _ in range(10):
        optimizer.zero_grad()
        (scale * (weight - 1) ** 2).sum().backward()
        optimizer.step()
        steps.append([number(w) for w in weight.tolist()])
    return {"name": name, "steps": steps}


def schedule_case(name, make):
    optimizer = optim.SGD([torch.zeros(1)], lr=0.4)
    scheduler = make(optimizer)
    rates = [optimizer.param_groups[0]["lr"]]
    for step in range(20):
        optimizer.step()
        if isinstance(scheduler, lr.ReduceLROnPlateau):
            scheduler.step(MEASURES[step])
        else:
            scheduler.step()
        rates.append(optimizer.param_groups[0]["lr"])
    return {"name": name, "steps": [rates]}


if __name__ == "__main__":
    write("optimizers", [optimizer_case(name) for name in OPTIMIZERS])
    plateau = lambda o: lr.ReduceLROnPlateau(o, factor=0.5, patience=2, cooldown=1, min_lr=0.06)
    cases = [schedule_case(*case) for case in SCHEDULES.items()]
    write("schedules", cases + [schedule_case("ReduceLROnPlateau", plateau)])
