"""Python's search for garbage, which costs a start and an end as much as what is done between them."""

import atexit
import contextlib
import gc
import io
import sys
import weakref
from collections.abc import Iterable, Iterator

WRITTEN = {io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom}


@contextlib.contextmanager
def unsearched() -> Iterator[None]:
    """While something is loaded that stays."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def leave_unsearched() -> None:
    """From now on, do not search what is there: hundreds of thousands of objects that have been imported.

    Searching them takes a quarter of a second each time, and at the end of the process a second. Files that
    are open by now are written at the end all the same. In a session in which somebody types, what is there
    may be theirs: it counts as old, and is searched seldom.
    """
    has_frozen = gc.get_freeze_count() > 0
    files = weakref.WeakSet(one for one in gc.get_objects() if type(one) in WRITTEN)
    gc.freeze()
    if not _is_session():
        atexit.register(_write, files)
    elif not has_frozen:
        gc.unfreeze()  # into the oldest generation


def _is_session() -> bool:
    return hasattr(sys, "ps1") or "IPython" in sys.modules


def _write(files: Iterable[io.IOBase]) -> None:
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            file.flush()
