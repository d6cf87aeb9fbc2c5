"""Bounds in seconds that hold on slower machines, and beside others at work."""

import time

STEPS, USUAL_S = 5_000_000, 0.1
"""So many empty steps of Python, and what they take on a machine whose bounds are taken as they stand."""


def allowed(seconds: float) -> float:
    """A bound as it is where all takes longer than usual; where it takes less, it is not narrowed."""
    start = time.perf_counter()
    for _ in range(STEPS):
        pass
    return seconds * max(1.0, (time.perf_counter() - start) / USUAL_S)
