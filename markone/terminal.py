"""The terminal that commands print to."""

import io
import sys

from rich.console import Console


def plain_console() -> Console:
    """A console that shows a question mark where the terminal lacks a sign, instead of failing.

    It is at least 80 columns wide, so that on a narrow terminal lines wrap and no number is lost.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    console = Console()
    return Console(width=max(80, console.width))
