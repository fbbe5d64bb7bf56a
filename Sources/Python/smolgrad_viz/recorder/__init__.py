"""Records what a PyTorch model computes, forward and backward, as a snapshot that smolgrad-viz draws."""

from .recorder import Recorder
from .snapshot import Snapshot
from .tracing import trace

__all__ = ["Recorder", "Snapshot", "trace"]
