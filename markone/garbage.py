"""Python's search for garbage, which costs a start and an end more than some of what is done between them."""

import atexit
import contextlib
import functools
import gc
import io
from collections.abc import Iterator

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


def grown_old() -> None:
    """Have all that is there searched seldom, with what is old; or never, where something never is."""
    is_frozen = gc.get_freeze_count() > 0
    gc.freeze()
    if not is_frozen:
        gc.unfreeze()  # into the oldest generation


@functools.cache
def search_no_imports() -> None:
    """Once in a process of ours: what it has imported is not searched, and nothing when it ends.

    Searching all of it takes a quarter of a second each time, and at the end a second.
    """
    gc.freeze()
    atexit.register(_leave)


def _leave() -> None:
    """Leave everything where it is, but for what is not written yet: a file in a circle would lose it."""
    gc.unfreeze()  # what is frozen is not among the objects
    for one in gc.get_objects():
        if type(one) in WRITTEN:
            with contextlib.suppress(OSError, ValueError):
                one.flush()
    gc.freeze()
