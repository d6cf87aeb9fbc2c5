"""`markone replay`: a run once more, by its own command."""

import click

from markone.streams import say


@click.command()
@click.argument("run_id")
@click.option(
    "--tracking-uri",
    metavar="URI",
    help="MLflow store.  [default: MLFLOW_TRACKING_URI, or mlflow.db in the project's folder]",
)
def replay(run_id: str, tracking_uri: str | None) -> None:
    """Print and run the command that made RUN_ID, and compare the numbers.

    It is measured anew in a store of its own, which is removed afterwards. Of a parent run all
    children are compared. Numbers that only say how long something took (time/...) are left out. The
    exit code is 1 if a number differs.
    """
    from markone import store
    from markone.suite.replay import changed, replay

    try:
        uri = store.resolve(tracking_uri)
        note = changed(uri, run_id)
        if note:
            say(note)
        number, differ = replay(uri, run_id, say)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    for one in differ[:20]:
        say(f"  {one.run}: {one.name} was {one.then!r} and is {one.now!r}")
    if differ:
        raise click.ClickException(f"{len(differ)} of {number} numbers differ")
    click.echo(f"All {number} numbers are the same, to the last bit.")
