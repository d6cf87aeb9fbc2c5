"""The one place where Numba is configured."""

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, TypeVar

import numba
import platformdirs
from numba import config, extending
from numba.core import event as events

Kernel = TypeVar("Kernel", bound=Callable)


def _cache_folder() -> Path | None:
    """The folder of compiled kernels, named after this room's sources; None if it cannot be written.

    Numba notices an edit of a kernel's own file but not of a file that the kernel calls, so each
    state of the whole room has a folder of its own. It is the user's private cache, because
    whoever can write there can run code.
    """
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    own = platformdirs.user_cache_dir("markone", appauthor=False)
    home = config.CACHE_DIR or own  # type: ignore[attr-defined]
    folder = Path(home) / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


CACHE_FOLDER = _cache_folder()


def is_warm() -> bool:
    """Whether kernels were compiled before, so that a first call will not take seconds."""
    return CACHE_FOLDER is not None and any(CACHE_FOLDER.rglob("*.nbi"))


class Teller(events.Listener):
    """Says once, on a terminal, that kernels are being compiled: the first call is not hanging."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream, self.told = stream, False

    def on_start(self, event: events.Event) -> None:
        """A function is about to be compiled, ours or another's."""
        module = getattr(event.data["dispatcher"].py_func, "__module__", None) or ""
        if self.told or self.stream is None or self.stream.closed or not module.startswith("markone."):
            return
        if not self.stream.isatty():
            return
        self.told = True
        said = "markone: compiling kernels, which is done once; `markone warmup` does it ahead."
        print(said, file=self.stream)

    def on_end(self, event: events.Event) -> None:
        """It has been compiled."""


TELLER = Teller(sys.stderr)
events.register("numba:compile", TELLER)


def jit(function: Kernel) -> Kernel:
    """Compile `function` at its first call and keep the result for later processes.

    A function whose name starts with _ can be called by other kernels only: half of the time of
    compiling goes into the wrapper with which Python would call it.

    The cache folder is set for this one decoration only: other users of Numba in the same
    process keep theirs.
    """
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = str(CACHE_FOLDER or "")  # type: ignore[attr-defined]
    try:
        cached = CACHE_FOLDER is not None
        return numba.njit(  # type: ignore[call-overload]
            cache=cached,
            nogil=True,
            error_model="numpy",
            no_cfunc_wrapper=True,
            forceinline=function.__name__.startswith("_"),
            no_cpython_wrapper=function.__name__.startswith("_"),
        )(function)
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


def traceable(function: Kernel) -> Kernel:
    """Let kernels call `function`, and leave it what it is: called with traced values it writes a program."""
    return extending.register_jitable(forceinline=True, error_model="numpy")(function)


def compiles() -> bool:
    """Whether kernels are compiled: not where Numba was told to leave Python as it is."""
    return not config.DISABLE_JIT  # type: ignore[attr-defined]
