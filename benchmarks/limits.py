"""What this processor can do at best, measured beside what is done with it."""

import platform
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import threadpoolctl

from benchmarks.bar import Limit
from benchmarks.measure import rounds_of
from benchmarks.peak import chain, flops_of, multiply_add, read
from benchmarks.peers import PEERS, installed

ROUNDS = 20_000
LEVELS = {"32 kB": 2**15, "512 kB": 2**19, "8 MB": 2**23, "256 MB": 2**28}
"""Sizes that lie in the first, second and third cache of most processors, and in memory."""


def multiplying(dtype: type = np.float32) -> Limit:
    """Multiplying and adding in registers; an amount is of floating-point operations."""
    name = f"multiply-add, {np.dtype(dtype).name}"
    return Limit(name, partial(multiply_add, dtype(0.5), ROUNDS), flops_of(dtype, ROUNDS))


def reading(size: int) -> Limit:
    """Reading so many bytes again and again, from wherever they then lie; an amount is of bytes."""
    words = np.ones(max(size // 8, 64), np.uint64)
    return Limit(f"reading {size / 1e3:,.0f} kB", partial(read, words), words.nbytes)


def waiting() -> Limit:
    """Links of a chain of exponentials and divisions, of which each waits for the one before."""
    return Limit("chain of exp and /", partial(chain, np.float32(0.5), ROUNDS), ROUNDS)


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    told = {name.strip(): value.strip() for name, value in said.items()}
    family = ", ".join(f"{key} {told[key]}" for key in ("cpu family", "model") if key in told)
    name = told.get("model name") or platform.processor() or platform.machine()
    return f"{name} ({family})" if family else name


def blas() -> str:
    """The core for which each BLAS library has been chosen."""
    pools = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    return ", ".join(sorted({str(pool.get("architecture", "?")) for pool in pools}))


def versions() -> dict[str, str]:
    """Of Python, of what markone stands on, and of the peers that are installed."""
    names = ["numpy", "numba", "llvmlite", "simpy", *(peer.package for peer in PEERS.values())]
    found = {name: version(name) for name in names if installed(name)}
    return {"python": platform.python_version(), **found}


def limits() -> dict[str, float]:
    """GFLOP/s in float32 and float64, GB/s by where data lie, and ns a link of the chain, of one core."""
    of = {f"GFLOP/s {np.dtype(kind).name}": multiplying(kind) for kind in (np.float32, np.float64)}
    of |= {f"GB/s reading {name}": reading(size) for name, size in LEVELS.items()}
    of["chain"] = waiting()
    took = rounds_of({name: limit.act for name, limit in of.items()}, 0.5, {})
    found = {name: limit.amount / took[name].min() / 1e9 for name, limit in of.items()}
    found["ns a link of exp and /"] = 1 / found.pop("chain")
    return {name: round(value, 1) for name, value in found.items()}
