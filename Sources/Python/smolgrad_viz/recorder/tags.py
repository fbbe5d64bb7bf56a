"""What a view of a figure needs to know of an operation besides its name; docs/snapshot.schema.json has the words."""

from .tables import CASTS, MASKS, OVERLAPPING, REARRANGEMENTS
from .values import memory_of


def tags_of(name, operands, results):
    """The tags of one of PyTorch's functions by what it gave: a result in the memory of its only argument is a view of that."""
    if name in MASKS:
        return ["mask"]
    if len(operands) != 1 or not results or name == "detach":
        return []
    if name in CASTS:
        return ["cast"]
    if name in REARRANGEMENTS:
        return ["permutation"]
    source = operands[0]
    memory = memory_of(source)
    if memory is None or any(result.dtype != source.dtype or memory_of(result) != memory for result in results):
        return []
    if any((result.is_conj(), result.is_neg()) != (source.is_conj(), source.is_neg()) for result in results):
        return []
    is_whole = len(results) == 1 and results[0].numel() == source.numel() and name not in OVERLAPPING
    return ["permutation" if is_whole else "view"]
