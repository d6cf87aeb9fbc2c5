"""F-threads: training with n_jobs costs little where it gains nothing, on idle cores and on busy ones."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from benchmarks.bar import OURS, Bar
from benchmarks.nets import agree, classes, ours

ONE = "one thread"
IDLE, BUSY = 1 / 1.1, 1 / 1.25
"""The least that the time of one thread may be of that of two."""


@contextmanager
def others(count: int) -> Iterator[None]:
    """So many processes that do nothing but keep a core busy."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def bars(quick: bool) -> Iterator[Bar]:
    """Nets of 8 to 1,024 units; the others run while a bar is measured."""
    for count, least in ((0, IDLE), (os.cpu_count() or 1, BUSY)):
        with others(count):
            for units in (8, 1024) if quick else (8, 64, 256, 1024):
                work = classes((64, units, 10), 2000, 200, max(1, (400 if quick else 4000) // units))
                acts: dict[str, Callable[[], Any]] = {OURS: partial(ours, work, 2), ONE: partial(ours, work)}
                beside = f"beside {count} busy processes" if count else "on idle cores"
                said = f"64-{units}-10, n_jobs=2, {beside}"
                rounds = 25 if count else 9  # who is given a core when changes from round to round
                yield Bar("F-threads", said, acts, partial(agree, near=0.0), {ONE: least}, rounds=rounds)
