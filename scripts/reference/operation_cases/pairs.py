"""Functions of two or three tensors, with broadcasting."""

from .calls import call


def pairs(x):
    return [
        call(x(9), x(9)), call(x(3, 4), x(4)), call(x(3, 1), x(1, 4)), call(x(), x(5)), call(x(3, 4), x()),
        call(x(0), x(1))]


def divided(x):
    """The second one is not near 0, so that the quotients are far from overflow where numbers are ordinary."""
    return [
        call(x(9), x(9, low=0.5, high=3.0)), call(x(3, 4), x(4, low=-3.0, high=-0.5)),
        call(x(3, 1), x(1, 4, low=0.5, high=2.0)), call(x(7), 1.5), call(x(7), -2), call(x(3, 4), x(low=0.7, high=0.8)),
        call(x.integers(-9, 10, 8), x.integers(1, 5, 8)), call(x.integers(-9, 10, 8), x.integers(-4, 0, 8))]


def whole(x):
    """`floor_divide`, which has no gradient in PyTorch."""
    calls = divided(x)
    for entry in calls:
        entry.input = entry.input.detach()
        entry.args = tuple(v.detach() if hasattr(v, "detach") else v for v in entry.args)
    return calls


def interpolated(x):
    return [
        call(x(9), x(9), 0.3), call(x(3, 4), x(4), 0.75), call(x(3, 1), x(1, 4), x(3, 4)), call(x(9), x(9), x()),
        call(x(5), x(5), -1.5), call(x(5), x(5), 1.0)]


def combined(x):
    return [
        call(x(9), x(9), x(9)), call(x(4), x(3, 4), x(3, 1), value=0.5), call(x(), x(5), x(), value=-2.0),
        call(x(2, 3), x(2, 3), x(2, 3), value=2), call(x(3, 1), x(1), x(4))]


def similarity(x):
    return [
        call(x(3, 4), x(3, 4)), call(x(3, 4), x(3, 4), dim=0), call(x(2, 3, 4), x(3, 4), dim=-1),
        call(x(2, 1, 4), x(1, 3, 4), dim=2), call(x(5), x(5), dim=0), call(x(3, 4), x(3, 4), dim=1, eps=2.0)]


def distance(x):
    return [
        call(x(3, 4), x(3, 4)), call(x(3, 4), x(4), p=1.0), call(x(3, 4), x(3, 4), p=3.0, keepdim=True),
        call(x(5), x(5)), call(x(3, 4), x(3, 4), p=2.0, eps=0.0), call(x(3, 4), x(3, 4), p=float("inf"))]


OPERATIONS = {
    "logaddexp": pairs, "logaddexp2": pairs, "fmod": divided, "remainder": divided, "floor_divide": whole,
    "lerp": interpolated, "addcmul": combined, "addcdiv": combined,
    "nn.functional.cosine_similarity": similarity, "nn.functional.pairwise_distance": distance,
}
