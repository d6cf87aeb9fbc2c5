"""The terminal that commands print to."""

import contextlib
import os
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from markone.streams import let_go, spell_out
from markone.tables import fitted
from markone.text import printable


class _Lasting:
    """A stream whose end does not end the work."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return self._tried(lambda: self._stream.write(text)) or 0

    def flush(self) -> None:
        self._tried(self._stream.flush)

    def _tried(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except OSError as error:
            let_go(self._stream)
            with contextlib.suppress(OSError):
                click.echo(f"No more can be shown ({error.strerror}); the work goes on.", err=True)
            return None


class PlainConsole(Console):
    """A console to which text is text: no markup, and nothing that steers the terminal but its own."""

    def __init__(self, is_lasting: bool = True, **how: Any) -> None:
        self._is_lasting = is_lasting
        super().__init__(markup=False, emoji=False, **how)

    @property
    def file(self) -> IO[str]:
        """Where it prints to, which may be gone without ending the work, if there is any."""
        return _Lasting(super().file) if self._is_lasting else super().file  # type: ignore[return-value]

    @file.setter
    def file(self, new_file: IO[str]) -> None:
        self._file = new_file

    def render_str(self, text: str, **how: Any) -> Text:
        """A text as it is shown, before room is made for it."""
        return super().render_str(printable(text), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is printed, with the control characters of texts as escapes, and tables as they fit."""
        if isinstance(renderable, Table) and renderable.show_header:
            renderable = fitted(renderable, self, options or self.options)
        for part in super().render(renderable, options):
            yield part if part.control else part._replace(text=printable(part.text))


def plain_console(is_lasting: bool = True) -> Console:
    """A console that spells out what the terminal lacks, instead of failing, and knows no markup.

    Where what is printed is all of the work, it is not `is_lasting`: that it cannot be written is an error.
    """
    spell_out()
    return PlainConsole(is_lasting)


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


_SHOWN: ContextVar[Progress | None] = ContextVar("_SHOWN", default=None)


@contextmanager
def progress_bar(console: Console, disable: bool = False) -> Iterator[Progress]:
    """A bar that says what is being done, how much of it is done, and since when; `disable` hides it."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=disable) as progress:
        before = _SHOWN.set(progress)
        try:
            yield progress
        finally:
            _SHOWN.reset(before)


@contextmanager
def single_bar(words: str) -> Iterator[Callable[..., None]]:
    """A bar for the one thing that a command does; to be told (done, all), and other words if they change.

    Where the output goes to a file nothing of it is written.
    """
    console = plain_console()
    with progress_bar(console, disable=not console.is_interactive) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, whole, words=words: bar.update(
            task, description=words, completed=done, total=whole
        )


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
