"""Threads that share the parts of a piece of work, and sleep until there is a next one."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from queue import SimpleQueue
from types import TracebackType
from typing import Self

Piece = Callable[[int], object]
"""A piece of work: called with the number of a part, it does that part."""


class ThreadTeam:
    """The calling thread and others beside it; when the `with` block ends, however it ends, so do they.

    Nobody waits for a thread that has not begun: its parts are done by those who have. So a thread that
    finds no free processor, or cannot be started at all, costs next to nothing.
    """

    def __init__(self, threads: int) -> None:
        self._others = threads - 1
        self._pool = ThreadPoolExecutor(max(1, self._others))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def share(self, pieces: Iterable[Piece], parts: int) -> None:
        """Do one piece after the other, each as parts 0 to parts - 1 side by side; raises what one raises.

        The next piece is asked for when all parts of the one before have ended, by the thread that ended
        last, and is begun by it at once. After an error or a signal no further part is begun.
        """
        work = _Work(pieces, parts, 1 + self._others)
        try:
            others = self._call(work.do, min(self._others, parts - 1))
            work.do()
            for other in others:
                if not other.cancel():
                    other.result()
        finally:
            work.end()

    def _call(self, act: Callable[[], None], times: int) -> list[Future]:
        """Have so many others `act`, or as many as the system lets start."""
        called: list[Future] = []
        try:
            while len(called) < times:
                called.append(self._pool.submit(act))
        except RuntimeError:  # no thread can be started
            pass
        return called


class _Work:
    """Pieces of work, and the parts of one of them that nobody has begun."""

    def __init__(self, pieces: Iterable[Piece], parts: int, threads: int) -> None:
        self._pieces, self._parts, self._threads = iter(pieces), parts, threads
        self._todo: SimpleQueue[tuple[Piece, int] | None] = SimpleQueue()
        self._ended, self._is_over = count(1), False
        self._go_on()

    def do(self) -> None:
        """Do whatever part is next, until there are none."""
        try:
            while (taken := self._todo.get()) and not self._is_over:
                piece, part = taken
                piece(part)
                if next(self._ended) % self._parts == 0:
                    self._go_on()
        except BaseException:
            self.end()
            raise

    def _go_on(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self.end()
            return
        for part in range(self._parts):
            self._todo.put((piece, part))

    def end(self) -> None:
        """Let nobody begin a further part, or wait for one."""
        self._is_over = True
        for _ in range(self._threads):
            self._todo.put(None)
