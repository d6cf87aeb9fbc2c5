"""`markone replay`: what a run asked, once more."""

from pathlib import Path

import click

from markone.cli.store import sentences, tracking_uri
from markone.streams import say


@click.command()
@click.argument("run_id")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The script that made the run, where it is no experiment of markone's. It is run.",
)
@tracking_uri
def replay(run_id: str, script: Path | None, tracking_uri: str | None) -> None:
    """Ask once more what RUN_ID asked, and compare the numbers.

    The command is printed, and measures anew in a store of its own, which is removed afterwards. It
    is built from what the run keeps: the name of an experiment of markone's and options that
    say what is measured; nothing else in a store is run. Of a parent run all children are
    compared. Numbers that only say how long something took (time/...) are left out. The exit code is 1 if
    a number differs.
    """
    from markone import store
    from markone.study.replay import replay

    with sentences():
        number, differ = replay(store.resolve(tracking_uri), run_id, say, script)
    for one in differ[:20]:
        say(f"  {one.run}: {one.name} was {one.then!r} and is {one.now!r}")
    if differ:
        raise click.ClickException(f"{len(differ)} of {number} numbers differ")
    click.echo(f"All {number} numbers are the same, to the last bit.")
