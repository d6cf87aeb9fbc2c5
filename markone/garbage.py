"""Python's search for garbage, which costs a start and an end as much as what is done between them."""

import atexit
import contextlib
import gc
import io
import sys
from collections.abc import Iterable, Iterator
from weakref import WeakSet

WRITTEN = {io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom}
"""Kinds of files that hold back what is written to them."""


@contextlib.contextmanager
def unsearched() -> Iterator[None]:
    """Do not search for garbage while something is loaded that stays."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def leave_unsearched() -> None:
    """From now on, do not search what is there: hundreds of thousands of objects that have been imported.

    Searching them takes a quarter of a second each time, and at the end of the process a second. What modules
    hold is ended by then all the same, and files are written; only an object that was there by now, and is
    held by nothing but itself, is not ended. In a session in which somebody types, what is there may be
    theirs: it counts as old, and is searched seldom.
    """
    if not _is_session():
        modules: list[object] = [*sys.modules.values()]
        modules.append(modules)  # held to the end, so that Python empties them then
        atexit.register(_write, WeakSet(one for one in gc.get_objects() if type(one) in WRITTEN))
        gc.freeze()
    elif not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()  # into the oldest generation


def _is_session() -> bool:
    """Whether somebody types: into Python itself, IPython or a notebook."""
    return hasattr(sys, "ps1") or "IPython" in sys.modules


def _write(files: Iterable[io.IOBase]) -> None:
    """Write what files still hold; one that cannot is passed over, as by Python itself when it ends."""
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            file.flush()
