"""What a command of this Python takes, in a process of its own."""

import os
import sys
import time
from typing import NamedTuple

from markone.fields import explained


@explained
class Cost(NamedTuple):
    """What an act took."""

    seconds: float
    """Of the processor."""
    wall: float
    """Seconds that passed."""
    megabytes: float
    """The most that its process held; no less than the process that started it."""


def spent(command: list[str]) -> Cost:
    """Run a command of this Python to its end; RuntimeError where it fails."""
    begun = time.perf_counter()
    words = [sys.executable, *command]
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(sys.executable, words, os.environ, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(words)} has failed")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1024)
