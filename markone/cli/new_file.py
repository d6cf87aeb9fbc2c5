"""Files that a command makes, and does not write over."""

import os
from pathlib import Path

import click


def refuse_old(file: Path) -> None:
    """Raise ClickException where there is such a file already, or a link, wherever it leads to."""
    if os.path.lexists(file):
        raise click.ClickException(f"{file} is there already; name a new file")
