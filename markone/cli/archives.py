"""`markone export` and `markone import`: an experiment as one file."""

from pathlib import Path

import click
from rich.progress import Progress

from markone.cli.store import sentences, tracking_uri

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="export")
@click.argument("experiment")
@click.argument("file", type=FILE)
@tracking_uri
def export_(experiment: str, file: Path, tracking_uri: str | None) -> None:
    """Write EXPERIMENT with all its runs, files and models to one zip FILE.

    It holds a checksum of each part, and no code.
    """
    from markone.tracking import exported, reading

    if file.suffix != ".zip":
        raise click.BadParameter(f"{file} is to be a zip archive: end its name in .zip", param_hint="FILE")
    with sentences(), _progress("Writing runs") as tell:
        _, client = reading.connect(tracking_uri)
        number = exported.export(client, experiment, file, tell)
    click.echo(f"{number} runs of {experiment!r} in {file} ({file.stat().st_size / 1e6:.1f} MB)")


@click.command(name="import")
@click.argument("file", type=FILE)
@tracking_uri
def import_(file: Path, tracking_uri: str | None) -> None:
    """Take the experiment in FILE, which `markone export` wrote, into a store.

    Every checksum is looked at before anything is written. Runs that the store has are left as they
    are, so it may be done again. Models are opened only when somebody asks, and then checked.
    """
    from markone.store import resolve, shown
    from markone.tracking import imported

    with sentences(), _progress("Taking runs") as tell:
        name, came, there = imported.take(resolve(tracking_uri), file, tell)
    known = f"; {there} were there" if there else ""
    click.echo(f"{came} runs of {name!r} came into {shown(resolve(tracking_uri))}{known}")


class _progress:
    """A bar on the terminal, as long as the `with` block lasts."""

    def __init__(self, words: str) -> None:
        from markone.terminal import plain_console, progress_bar

        self.bar: Progress = progress_bar(plain_console())
        self.task = self.bar.add_task(words, total=None)

    def __enter__(self) -> "_progress":
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, done: int, of: int) -> None:
        self.bar.update(self.task, completed=done, total=of)
