"""Files that a command makes, and does not write over."""

from pathlib import Path

import click


def refuse_old(file: Path) -> None:
    """Raise ClickException where there is such a file already."""
    if file.exists():
        raise click.ClickException(f"{file} is there already; name a new file")
