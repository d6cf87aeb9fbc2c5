"""Who markone is held against, each on one thread."""

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import threadpoolctl

PEERS = {"sklearn": "scikit-learn", "torch": "PyTorch", "jax": "JAX"}
"""Modules and their names."""
ORACLES = Path(__file__).parents[1] / "tests"
"""Where the plain-Python oracles are, in a clone; they are not installed."""


def installed(name: str) -> bool:
    """Whether the module `name` can be imported, without doing it."""
    return find_spec(name) is not None


def oracle(name: str) -> ModuleType | None:
    """A plain-Python oracle of the tests, such as "naive_machine"; None outside a clone."""
    if not (ORACLES / f"{name}.py").is_file():
        return None
    sys.path.insert(0, str(ORACLES))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(ORACLES))


def _start_jax() -> None:
    """Let JAX start while the process may use one core: it then makes a single worker."""
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ.setdefault("XLA_FLAGS", flags)
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    pin: Callable | None = getattr(os, "sched_setaffinity", None)
    cores = os.sched_getaffinity(0) if pin else set()
    if pin:
        pin(0, {max(cores)})
    try:
        importlib.import_module("jax").devices()
    finally:
        if pin:
            pin(0, cores)


@contextmanager
def one_thread(names: tuple[str, ...] = tuple(PEERS)) -> Iterator[None]:
    """Hold BLAS, OpenMP and those peers in `names` that are installed to one thread each.

    JAX must not have been imported before.
    """
    for name in ("sklearn.linear_model", "scipy.linalg"):
        importlib.import_module(name)  # what is not loaded yet cannot be held
    if "torch" in names and installed("torch"):
        torch = importlib.import_module("torch")
        torch.set_num_threads(1)
        with suppress(RuntimeError):  # set before, in this process
            torch.set_num_interop_threads(1)
    if "jax" in names and installed("jax"):
        _start_jax()
    with threadpoolctl.threadpool_limits(1):
        yield
