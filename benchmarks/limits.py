"""What this processor can do at best, measured beside what is done with it."""

import platform
import time
from pathlib import Path

import numpy as np
import threadpoolctl

from benchmarks.peak import flops_of, multiply_add, stream

ROUNDS = 50_000
PEAK_FLOPS = flops_of(np.float32, ROUNDS)
"""Of one call of `run_at_peak`."""
STREAMED = 2**24
"""Numbers in each array of the triad: 64 MiB, more than any cache here."""


def run_at_peak() -> float:
    """Multiply and add in float32 as fast as the processor can."""
    return float(multiply_add(np.float32(0.5), ROUNDS))


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def blas() -> dict[str, str]:
    """The core for which each BLAS library has been chosen, by the library's file."""
    found = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    return {Path(pool["filepath"]).name: str(pool.get("architecture", "?")) for pool in found}


def _best_s(act, *given) -> float:  # type: ignore[no-untyped-def]
    """The least of some times, because others may be at work."""
    act(*given)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        act(*given)
        times.append(time.perf_counter() - start)
    return min(times)


def limits() -> dict[str, float]:
    """GFLOP/s in float32 and float64, and GB/s to and from memory, of one core."""
    found = {}
    for dtype in (np.float32, np.float64):
        seconds = _best_s(multiply_add, dtype(0.5), ROUNDS)
        found[f"GFLOP/s {np.dtype(dtype).name}"] = flops_of(dtype, ROUNDS) / seconds / 1e9
    a, b, c = (np.ones(STREAMED, np.float32) for _ in range(3))
    seconds = _best_s(stream, a, b, c, np.float32(0.5))
    found["GB/s memory"] = 3 * a.nbytes / seconds / 1e9
    return found
