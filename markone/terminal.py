"""The terminal that commands print to."""

import io
import os
import shlex
import subprocess
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def plain_console() -> Console:
    """A console that shows a question mark where the terminal lacks a sign, instead of failing.

    It is at least 80 columns wide, so that on a narrow terminal lines wrap and no number is lost.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    console = Console()
    return Console(width=max(80, console.width))


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


def progress_bar(console: Console) -> Progress:
    """A bar that says what is being done, how much of it is done, and since when."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True)
