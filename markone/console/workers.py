"""Threads that work for the machines, and never keep the server from ending."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any


class Workers(Executor):
    """So many daemon threads: what they are at when Python ends is given up."""

    def __init__(self, count: int, name: str) -> None:
        self.asked: SimpleQueue[tuple[Future, Callable[[], Any]]] = SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future:
        """Have something done, in its turn."""
        future: Future = Future()
        self.asked.put((future, lambda: work(*given, **named)))
        return future

    def _work(self) -> None:
        while True:
            self._do(*self.asked.get())  # who waits for the next keeps nothing of the last

    @staticmethod
    def _do(future: Future, work: Callable[[], Any]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(work())
        except BaseException as error:  # whoever waits for it is told
            future.set_exception(error)


class Pools:
    """Threads for what is short, for what may take seconds, and for what is done beside a machine."""

    def __init__(self) -> None:
        self.works, self.long, self.keeps = (Workers(n, "console") for n in (4, 2, 1))


async def in_thread(pool: Executor, work: Callable[..., Any], *given: Any) -> Any:
    """What work comes to, in one of these threads."""
    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
