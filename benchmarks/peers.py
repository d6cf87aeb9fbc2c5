"""Who markone is held against, each on one thread."""

import importlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import threadpoolctl


class Peer(NamedTuple):
    """A library."""

    title: str
    package: str


PEERS = {
    "sklearn": Peer("scikit-learn", "scikit-learn"),
    "torch": Peer("PyTorch", "torch"),
    "jax": Peer("JAX", "jax"),
    "river": Peer("River", "river"),
    "vowpalwabbit": Peer("Vowpal Wabbit", "vowpalwabbit"),
    "cimba": Peer("cimba", "cimba"),
}
"""By the names of their modules."""
MODULES = {peer.package: name for name, peer in PEERS.items()}
ORACLES = Path(__file__).parents[1] / "tests"
"""Where the plain-Python oracles are, in a clone; they are not installed."""


def installed(name: str) -> bool:
    """Whether a module, or the one of this package, can be imported, without doing it."""
    return find_spec(MODULES.get(name, name)) is not None


def left_out() -> list[str]:
    """The peers that are not installed."""
    return [peer.title for name, peer in PEERS.items() if not installed(name)]


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


_running: list[Callable[[], Any]] = []


def _begin(make: Callable[..., Callable[[], Any]], given: tuple) -> Any:
    """In the child: make what is to run, and run it once."""
    _running.append(make(*given))
    return _running[0]()


def _again() -> None:
    _running[0]()


def elsewhere(make: Callable[..., Callable[[], Any]], *given: Any) -> Callable[[], Any]:
    """What `make(*given)` returns, in a process beside this one, as a library may need that.

    What it returns comes back from its first call only.
    """
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    first = [pool.submit(_begin, make, given)]

    def act() -> Any:
        return (first.pop() if first else pool.submit(_again)).result()

    return act


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold BLAS, OpenMP, PyTorch and JAX to one thread each; JAX must not have been imported before."""
    for name in ("sklearn.linear_model", "scipy.linalg"):
        importlib.import_module(name)  # what is not loaded yet cannot be held
    if installed("torch"):
        torch = importlib.import_module("torch")
        torch.set_num_threads(1)
        with suppress(RuntimeError):  # set before, in this process
            torch.set_num_interop_threads(1)
    if installed("jax"):
        _start_jax()
    with threadpoolctl.threadpool_limits(1):
        yield
