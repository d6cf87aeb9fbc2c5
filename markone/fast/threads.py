"""Threads that share the parts of one piece of work, and sleep until there is a next one."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self


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

    def share(self, work: Callable[[int], None], parts: int) -> None:
        """Call work(0) to work(parts - 1), side by side; raises what one of them raises.

        After an error or a signal no further part is begun.
        """
        todo = deque(range(parts))

        def some() -> None:
            try:
                while (part := _next(todo)) is not None:
                    work(part)
            except BaseException:
                todo.clear()
                raise

        try:
            others = self._call(some, min(self._others, parts - 1))
            some()
            for other in others:
                if not other.cancel():
                    other.result()
        finally:
            todo.clear()

    def _call(self, work: Callable[[], None], count: int) -> list[Future]:
        """Have so many others do `work`, or as many as the system lets start."""
        called: list[Future] = []
        try:
            while len(called) < count:
                called.append(self._pool.submit(work))
        except RuntimeError:  # no thread can be started
            pass
        return called


def _next(todo: deque[int]) -> int | None:
    """The next part, which nobody else gets; None where there is none left."""
    try:
        return todo.popleft()
    except IndexError:
        return None
