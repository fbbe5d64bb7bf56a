"""What a view of a figure needs to know of an operation besides its name; docs/snapshot.schema.json has the words."""

from .tables import CASTS, MASKS, OVERLAPPING, REARRANGEMENTS


def tags_of(name, operands, results, values):
    """The tags of one of PyTorch's functions by what it gave: a result in the memory of its only argument is a view of that."""
    if name in MASKS:
        return ["mask"]
    if len(operands) != 1 or not results or name == "detach":
        return []
    if name in CASTS:
        return ["cast"]
    if name in REARRANGEMENTS:
        return ["permutation"]
    source, shown = values.entry(operands[0]), [values.entry(result) for result in results]
    if source is None or source.memory.storage is None:
        return []
    if any(entry is None or entry.memory.storage != source.memory.storage or entry.known.dtype != source.known.dtype for entry in shown):
        return []
    if any((result.is_conj(), result.is_neg()) != (operands[0].is_conj(), operands[0].is_neg()) for result in results):
        return []
    is_whole = len(results) == 1 and results[0].numel() == operands[0].numel() and name not in OVERLAPPING
    return ["permutation" if is_whole else "view"]
