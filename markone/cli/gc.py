"""`markone gc`: what is broken or orphaned goes, when it has been asked for."""

from typing import TYPE_CHECKING

import click

from markone.cli.store import sentences, tracking_uri
from markone.streams import say

if TYPE_CHECKING:
    from markone.tracking.garbage import Garbage

KINDS = {
    "aside": "put aside, as another of the same key has taken their place",
    "orphaned": "orphaned, as their parent is gone",
    "broken": "broken: FAILED or KILLED",
}


@click.command()
@click.argument("experiment", required=False)
@click.option(
    "--only",
    type=click.Choice([*KINDS, "files"]),
    multiple=True,
    help="Only this kind of waste; may be given several times.  [default: all]",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@tracking_uri
def gc(
    experiment: str | None, only: tuple[str, ...], yes: bool, dry_run: bool, tracking_uri: str | None
) -> None:
    """Delete for good what EXPERIMENT, or every one, holds and nobody needs.

    Runs that were put aside, runs whose parent is gone, runs that FAILED or were KILLED, and files
    that belong to no run. It is listed first, and deleted only if you say so. Only folders of the
    store's own are deleted, which bear a mark that names it.
    """
    from markone.tracking import garbage, reading

    with sentences():
        address, client = reading.connect(tracking_uri)
        names = [experiment] if experiment else reading.names(client)
        experiments = [reading.experiment_of(client, name) for name in names]
        found = garbage.find(client, address, experiments)
        if only:
            found = found.only(only)
        _list(found)
        if dry_run or not (found.runs or found.folders):
            return
        if not yes and not click.confirm("Delete all this for good?"):
            click.echo("Nothing was deleted.")
            return
        garbage.remove(client, address, found)
    click.echo("Deleted.")
    if address.startswith("http"):
        click.echo("A tracking server keeps what is put aside until `mlflow gc` is run where it stands.")


def _list(found: "Garbage") -> None:
    """What would go, in words."""
    from markone.tracking.garbage import size

    for kind, words in KINDS.items():
        runs = getattr(found, kind)
        if runs:
            click.echo(f"{len(runs)} {'run is' if len(runs) == 1 else 'runs are'} {words}")
            for run in runs[:5]:
                say(f"  {run.info.run_id}  {run.info.status:8}  {run.info.run_name}")
            if len(runs) > 5:
                click.echo(f"  and {len(runs) - 5} more")
    if found.folders:
        many = "folders hold" if len(found.folders) > 1 else "folder holds"
        click.echo(f"{len(found.folders)} {many} files of no run ({size(found.folders) / 1e6:.1f} MB)")
    if found.everything:
        click.echo("The folders that go:")
        for folder in found.everything:
            click.echo(f"  {folder}")
    if not (found.runs or found.folders):
        click.echo("There is nothing to delete.")
