"""The terminal that commands print to."""

import io
import sys

from rich.console import Console


def plain_console() -> Console:
    """A console that shows a question mark where the terminal lacks a sign, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return Console()
