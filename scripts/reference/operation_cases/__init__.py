"""The calls of each operation, by PyTorch's name: functions that draw their arguments and return a list of calls."""

from . import activations, pairs, pointwise, scans, sorting, structures

FAMILIES = [pointwise, activations, pairs, scans, sorting, structures]
OPERATIONS = {name: calls for family in FAMILIES for name, calls in family.OPERATIONS.items()}
