"""Threads that work on one net, and where they wait for each other."""

from markone.kernels.jit import jit


@jit
def _meet(gate, of):
    """Wait until all `of` threads are here."""
