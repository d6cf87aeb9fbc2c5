"""The terminal that commands print to."""

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rich.console import Console, RenderableType
from rich.constrain import Constrain
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def plain_console(least_columns: int = 80) -> Console:
    """A console that shows a question mark where the terminal lacks a sign, instead of failing.

    It is at least so many columns wide, so that on a narrow terminal tables wrap and no number is
    lost. What is redrawn in place must not wrap: `progress_bar` keeps to the real width by itself.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    console = Console()
    return Console(width=max(least_columns, console.width))


def duration(seconds: float | None) -> str:
    """Seconds in the unit that suits them, or a dash for None."""
    if seconds is None:
        return "–"
    for unit, size in (("h", 3600), ("min", 60), ("s", 1)):
        if seconds >= size:
            return f"{seconds / size:.{int(seconds < 10 * size)}f} {unit}"
    return f"{seconds * 1000:.0f} ms"


def pasted(command: list[str]) -> str:
    """A command as it can be pasted into this system's shell."""
    return shlex.join(command) if os.name == "posix" else subprocess.list2cmdline(command)


class _Bar(Progress):
    """A bar no wider than the terminal, because lines that wrap cannot be drawn over."""

    def get_renderable(self) -> RenderableType:
        return Constrain(super().get_renderable(), Console().width)


_SHOWN: ContextVar[Progress | None] = ContextVar("_SHOWN", default=None)


@contextmanager
def progress_bar(console: Console) -> Iterator[Progress]:
    """A bar that says what is being done, how much of it is done, and since when."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with _Bar(*columns, console=console, transient=True) as progress:
        before = _SHOWN.set(progress)
        try:
            yield progress
        finally:
            _SHOWN.reset(before)


@contextmanager
def part_of_it(description: str) -> Iterator[Callable[[int, int], None]]:
    """A line of its own for something long, below the bar that is shown; to be told (done, all).

    Where no bar is shown, as in a worker process, nothing is.
    """
    progress = _SHOWN.get()
    if progress is None:
        yield lambda done, whole: None
        return
    task = progress.add_task(description, total=None)
    try:
        yield lambda done, whole: progress.update(task, completed=done, total=whole)
    finally:
        progress.remove_task(task)
