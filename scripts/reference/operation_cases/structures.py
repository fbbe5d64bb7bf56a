"""Elements put elsewhere, windows, new sizes, and losses of several vectors."""

import torch

from .calls import call


def index(x, low, high, *shape):
    return x.integers(low, high, *shape)


def permuted(x, size, count):
    """Different integers, since what several of them put to one place is left open."""
    return torch.tensor(x.random.sample(range(size), count))


def distinct(x, rows, *shape):
    """An index along dimension 0 whose entries differ in each column."""
    columns = [x.random.sample(range(rows), shape[0]) for _ in range(shape[1])]
    return torch.tensor(columns).T.contiguous()


def scatter(x):
    return [
        call(x(4, 3), 0, distinct(x, 4, 2, 3), x(2, 3)), call(x(3, 4), 1, distinct(x, 4, 3, 2).T.contiguous(), x(2, 3)),
        call(x(4, 3), -2, distinct(x, 4, 3, 2), x(3, 2)), call(x(4, 3), 0, distinct(x, 4, 2, 3), 1.5),
        call(x(5), 0, permuted(x, 5, 3), x(3)), call(x(3, 3), 0, index(x, 0, 3, 2, 3), 0.25),
        call(x(4, 3), 0, torch.zeros(0, 3, dtype=torch.int64), x(0, 3))]


def scatter_add(x):
    return [
        call(x(3, 4), 0, index(x, 0, 3, 2, 4), x(2, 4)), call(x(3, 4), 1, index(x, 0, 4, 3, 5), x(3, 5)),
        call(x(3, 4), -1, index(x, 0, 4, 2, 3), x(2, 3)), call(x(5), 0, index(x, 0, 2, 6), x(6)),
        call(x(2, 3, 2), 1, index(x, 0, 3, 2, 2, 2), x(2, 2, 2)), call(x(3, 3), 0, index(x, 1, 2, 3, 3), x(3, 3))]


def index_add(x):
    return [
        call(x(3, 4), 0, index(x, 0, 3, 5), x(5, 4)), call(x(3, 4), 1, index(x, 0, 4, 2), x(3, 2)),
        call(x(3, 4), -1, index(x, 0, 4, 6), x(3, 6), alpha=-0.5), call(x(5), 0, index(x, 1, 2, 4), x(4)),
        call(x(2, 3, 2), 1, index(x, 0, 3, 4), x(2, 4, 2), alpha=2), call(x(3, 2), 0, index(x, 0, 3, 0), x(0, 2))]


def index_copy(x):
    return [
        call(x(4, 3), 0, permuted(x, 4, 2), x(2, 3)), call(x(3, 4), 1, permuted(x, 4, 3), x(3, 3)),
        call(x(5), -1, permuted(x, 5, 5), x(5)), call(x(2, 3, 2), 1, permuted(x, 3, 2), x(2, 2, 2)),
        call(x(3, 2), 0, index(x, 0, 3, 0), x(0, 2))]


def index_fill(x):
    return [
        call(x(4, 3), 0, index(x, 0, 4, 2), 1.5), call(x(3, 4), 1, index(x, -4, 4, 3), -2.0),
        call(x(5), 0, index(x, 0, 5, 0), 1.0), call(x(2, 3, 2), 1, index(x, 0, 3, 1), float("inf"))]


def windows(x):
    return [
        call(x(7), 0, 3, 1), call(x(7), 0, 3, 2), call(x(2, 6), 1, 2, 4), call(x(4, 3, 2), 0, 2, 1),
        call(x(2, 3), -1, 3, 9), call(x(4), 0, 0, 1)]


def columns(x):
    return [
        call(x(1, 2, 4, 4), 2), call(x(2, 1, 4, 3), (3, 2), padding=1), call(x(2, 3, 4), 2, stride=(1, 2)),
        call(x(1, 1, 5, 5), 2, dilation=3), call(x(1, 2, 3, 4), (2, 3), padding=(1, 0), stride=2)]


def folded(x):
    return [
        call(x(1, 8, 9), (4, 4), 2), call(x(2, 4, 6), (3, 4), 2), call(x(4, 4), (4, 4), 2, stride=2),
        call(x(1, 6, 16), (4, 3), (3, 2), padding=1), call(x(1, 4, 4), (5, 5), 2, dilation=3)]


def adaptive_2d(x):
    return [
        call(x(1, 2, 5, 4), (3, 2)), call(x(2, 4, 6), 2), call(x(1, 1, 3, 3), 1), call(x(1, 1, 3, 4), (5, 4)),
        call(x(2, 1, 4, 4), 3), call(x(1, 2, 7, 3), (2, 3))]


def adaptive_1d(x):
    return [call(x(1, 2, 7), 3), call(x(2, 6), 4), call(x(1, 1, 5), 1), call(x(2, 1, 3), 5), call(x(3, 4), 4)]


def max_1d(x):
    return [
        call(x(1, 2, 7), 3), call(x(2, 6), 2, stride=1), call(x(1, 1, 7), 3, 2, 1), call(x(2, 7), 2, ceil_mode=True),
        call(x(1, 2, 8), 3, dilation=2, padding=1), call(x(2, 1, 5), 5)]


def conv3d(x):
    return [
        call(x(1, 2, 3, 3, 3), x(2, 2, 2, 2, 2), x(2)), call(x(2, 1, 3, 2, 4), x(1, 1, 1, 2, 3), padding=1),
        call(x(2, 4, 3, 3), x(2, 1, 2, 1, 2), x(2), stride=(2, 1, 1), groups=2),
        call(x(1, 1, 4, 3, 3), x(1, 1, 2, 2, 1), dilation=(3, 1, 2), padding=(1, 0, 1)),
        call(x(1, 1, 3, 3, 3), x(2, 1, 3, 3, 3), x(2), padding="same"), call(x(1, 1, 2, 3, 2), x(1, 1, 2, 3, 2), padding="valid")]


def instance(x):
    return [
        call(x(2, 3, 4)), call(x(1, 2, 2, 3), weight=x(2), bias=x(2)), call(x(2, 1, 5), eps=0.1),
        call(x(2, 2, 3), None, None, x(2), x(2)),
        call(x(2, 2, 3), x(2, gradient=False), x(2, positive=True, gradient=False), x(2), x(2), use_input_stats=False)]


def interpolated(x):
    return [
        call(x(1, 2, 5), 8), call(x(1, 1, 3, 4), scale_factor=2.0), call(x(2, 1, 4, 4), (3, 6), mode="nearest-exact"),
        call(x(1, 2, 4), 7, mode="linear"), call(x(1, 2, 5), scale_factor=0.6, mode="linear", align_corners=True),
        call(x(1, 1, 3, 4), (5, 6), mode="bilinear"), call(x(1, 1, 4, 4), 3, mode="bilinear", align_corners=True),
        call(x(1, 2, 3, 3), scale_factor=(1.7, 2.3), mode="bilinear", align_corners=False),
        call(x(1, 1, 4, 3), (6, 3), mode="bicubic"), call(x(1, 1, 3, 4), scale_factor=1.5, mode="bicubic", align_corners=True),
        call(x(1, 1, 2, 3, 2), (3, 2, 4), mode="trilinear"), call(x(1, 1, 5, 4), 3, mode="area")]


def triplets(x):
    return [
        call(x(3, 4), x(3, 4), x(3, 4)), call(x(3, 4), x(3, 4), x(3, 4), margin=2.0, swap=True),
        call(x(3, 4), x(3, 4), x(3, 4), p=1.0, reduction="sum"), call(x(2, 3, 4), x(1, 3, 4), x(2, 1, 4), reduction="none"),
        call(x(4), x(4), x(4), margin=5.0), call(x(3, 4), x(3, 4), x(3, 4), p=3.0, eps=1e-3, margin=4.0)]


OPERATIONS = {
    "scatter": scatter, "scatter_add": scatter_add, "index_add": index_add, "index_copy": index_copy, "index_fill": index_fill,
    "Tensor.unfold": windows, "nn.functional.unfold": columns, "nn.functional.fold": folded,
    "nn.functional.adaptive_avg_pool2d": adaptive_2d, "nn.functional.adaptive_avg_pool1d": adaptive_1d,
    "nn.functional.adaptive_max_pool2d": adaptive_2d, "nn.functional.adaptive_max_pool1d": adaptive_1d,
    "nn.functional.max_pool1d": max_1d, "nn.functional.conv3d": conv3d, "nn.functional.instance_norm": instance,
    "nn.functional.interpolate": interpolated, "nn.functional.triplet_margin_loss": triplets,
}
