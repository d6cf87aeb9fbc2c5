"""How a process of ours ends: at once."""

import atexit
import contextlib
import functools
import gc
import io

WRITTEN = {io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom}


@functools.cache
def end_at_once() -> None:
    """When this process ends, it does not search all that it imported for garbage, which takes a second."""
    atexit.register(_leave)


def _leave() -> None:
    """Leave everything where it is, but for what is not written yet: a file in a circle would lose it."""
    for one in gc.get_objects():
        if type(one) in WRITTEN:
            with contextlib.suppress(OSError, ValueError):
                one.flush()
    gc.freeze()
