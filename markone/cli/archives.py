"""`markone export` and `markone import`: an experiment as one file."""

from pathlib import Path

import click

from markone.cli.new_file import refuse_old
from markone.cli.store import sentences, tracking_uri
from markone.streams import say

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="export")
@click.argument("experiment")
@click.argument("file", type=FILE)
@tracking_uri
def export_(experiment: str, file: Path, tracking_uri: str | None) -> None:
    """Write EXPERIMENT with all its runs, files and models to one zip FILE.

    It holds a checksum of each part, and no code.
    """
    from markone.terminal import single_bar
    from markone.tracking import exported, reading

    if file.suffix.lower() != ".zip":
        raise click.BadParameter(f"{file} is to be a zip archive: end its name in .zip", param_hint="FILE")
    refuse_old(file)
    with sentences(), single_bar("Writing runs") as tell:
        _, client = reading.connect(tracking_uri)
        number = exported.export(client, experiment, file, tell)
    say(f"{number} runs of {experiment!r} in {file} ({file.stat().st_size / 1e6:.1f} MB)")


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust-imported",
    "trusted",
    is_flag=True,
    help="Let studies take these runs for their own, and not measure them again.",
)
@tracking_uri
def import_(file: Path, trusted: bool, tracking_uri: str | None) -> None:
    """Take the experiment in FILE, which `markone export` wrote, into a store.

    All of it is looked through before anything is written, and nothing in it is run. Runs that the
    store has are left as they are, so it may be done again. Each run is marked as imported and found
    by its old id too; unless you trust whoever made FILE, experiments measure anew what is in it.
    """
    from markone.store import resolve, shown
    from markone.terminal import single_bar
    from markone.tracking import imported

    with sentences(), single_bar("Taking runs") as tell:
        name, came, there = imported.take(resolve(tracking_uri), file, tell, trusted)
    known = f"; {there} were there, and are trusted as they were before" if there else ""
    say(f"{came} runs of {name!r} came into {shown(resolve(tracking_uri))}{known}")
