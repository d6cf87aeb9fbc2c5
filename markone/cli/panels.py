"""`markone panels`: the machine explained, on paper."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def panels(folder: Path) -> None:
    """Draw the machine to FOLDER, for paper and for a wall.

    Each figure is written as PDF and as SVG.
    machine_drawing and slide_of_numbers explain it on a page. panel_racks, panel_switchboard and
    panel_time are A1 portrait: every potentiometer, every wire, and one slide in time. Machines are
    built and taught for it, the same each time.
    """
    from markone.demo.explained import write
    from markone.streams import say

    try:
        files = write(folder)
    except OSError as error:
        raise click.ClickException(
            f"{folder} cannot be written ({error.strerror}); name another folder"
        ) from None
    for file in files:
        say(f"Drawn {file}")
