"""Ctrl-C and SIGTERM, which wait until what is being written, or compiled, is whole."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import NoReturn, Self

STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def unbroken() -> Iterator[list[int]]:
    """Let Ctrl-C and SIGTERM wait until what is done here is whole; the list of those that came meanwhile."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    ours = [number for number in STOPPING if signal.getsignal(number) is not None]  # or it is not Python's
    before = {number: signal.signal(number, lambda sent, _: came.append(sent)) for number in ours}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in sorted(set(came), reverse=True):  # SIGTERM first, which may end the process
            signal.raise_signal(number)


class Interruptible:
    """While this lasts, SIGTERM ends the work as Ctrl-C does, so that runs are closed.

    A thread other than the main one gets no signals, and leaves them as they are.
    """

    def __enter__(self) -> Self:
        self._mine = threading.current_thread() is threading.main_thread()
        if self._mine:
            self._before = signal.signal(signal.SIGTERM, self._stop)
        return self

    def _stop(self, *_: object) -> NoReturn:
        raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        if self._mine:
            signal.signal(signal.SIGTERM, self._before)
