"""The calls of each operation, by PyTorch's name: functions that draw their arguments and return a list of calls."""

from . import activations, pairs, pointwise, scans, sorting

FAMILIES = [pointwise, activations, pairs, scans, sorting]
OPERATIONS = {name: calls for family in FAMILIES for name, calls in family.OPERATIONS.items()}
