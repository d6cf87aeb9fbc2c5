"""The `markone` command. What is slow to import is imported by the command that needs it."""

import json
from pathlib import Path
from typing import Any

import click

from markone.cli.archives import export_, import_
from markone.cli.demo import demo
from markone.cli.gc import gc
from markone.cli.predict import predict
from markone.cli.replay import replay
from markone.cli.report import report
from markone.cli.run import run
from markone.cli.runs import runs
from markone.cli.switchboard import switchboard
from markone.cli.sync import sync
from markone.streams import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="markone")
def main() -> None:
    """The Mark I Perceptron of 1960, and what came after.

    \b
    markone demo           watch the machine while it learns
    markone run            ask one of the experiments
    markone learn          teach it your own pictures
    markone recognise      show it a picture
    markone switchboard    plug, check, compare and print switchboards
    markone provenance     who says so, constant by constant
    markone dashboard      open MLflow's pages on what was recorded
    markone report         a comparison as a page, with tests and curves
    markone runs           list what was recorded
    markone predict        what a recorded learner says of new data
    markone replay         make a run once more and compare the numbers
    markone sync           send on what a store did not take
    markone gc             delete what is broken or orphaned, when you say so
    markone export         an experiment as one archive
    markone import         take such an archive into a store
    markone warmup         compile ahead, so that no first call has to
    """


def _say_if_cold(console: Any) -> None:
    """Say so where kernels have to be compiled first."""
    from markone.kernels.jit import is_warm

    if not is_warm():
        console.print("First run: kernels are compiled, which takes half a minute or more.")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="markone-machine",
    show_default=True,
    help="New folder for the machine and its figures.",
)
@click.option(
    "--patching",
    type=click.Choice(["shares", "full"]),
    default="shares",
    show_default=True,
    help="Each R-unit its own share of the A-units, or all of them.",
)
@click.option("--passes", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option(
    "--held",
    type=click.FloatRange(0, 0.9),
    default=0.25,
    show_default=True,
    help="Share of pictures held back.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--dark-on-light", "negative", is_flag=True, help="Figures are dark: show negatives.")
@click.option(
    "--transpose", is_flag=True, help="Pictures lie on their side, as EMNIST's do: set them upright."
)
def learn(folder: Path, **how: Any) -> None:
    """Teach the machine your own pictures: FOLDER has a sub-folder of them for each class.

    Pictures are PNG, JPEG, GIF, BMP or WebP files. What is hidden is passed over.
    """
    from markone.lessons import learn as run
    from markone.terminal import plain_console

    console = plain_console()
    _say_if_cold(console)
    try:
        run(console, folder, **how)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--machine",
    type=click.Path(path_type=Path),
    default="markone-machine",
    show_default=True,
    help="Folder that `markone learn` made.",
)
@click.option(
    "--why", type=click.Path(dir_okay=False, path_type=Path), help="Draw the votes to this PNG file."
)
@click.option(
    "--dark-on-light/--light-on-dark",
    "negative",
    default=None,
    help="How the figure is drawn.  [default: as those that the machine was shown]",
)
def recognise(file: Path, machine: Path, why: Path | None, negative: bool | None) -> None:
    """Say what a machine that has learnt sees in the picture FILE, and how sure it is."""
    if why and why.suffix.lower() != ".png":
        raise click.BadParameter(f"{why}: the figure is a PNG, so end the name in .png", param_hint="--why")
    from markone.lessons import recognise as run
    from markone.terminal import plain_console

    console = plain_console()
    _say_if_cold(console)
    try:
        run(console, file, machine, why, negative)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None


@main.command()
def warmup() -> None:
    """Compile the kernels of all that is commonly used, so that no first call has to."""
    from markone.kernels.jit import CACHE_FOLDER
    from markone.terminal import plain_console, progress_bar
    from markone.warmup import doors, megabytes

    console, all_doors = plain_console(), list(doors())
    with progress_bar(console) as progress:
        task = progress.add_task("", total=len(all_doors))
        for title, call in all_doors:
            progress.update(task, description=title)
            call()
            progress.advance(task)
            progress.console.print(f"ready: {title}", highlight=False)
    if CACHE_FOLDER is None:
        console.print("Nothing was kept: no folder for compiled kernels can be written; see NUMBA_CACHE_DIR.")
    else:
        size = f"{megabytes(CACHE_FOLDER):.1f} MB"
        console.print(f"Kept in {CACHE_FOLDER} ({size}).", soft_wrap=True, highlight=False)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def provenance(as_json: bool) -> None:
    """Say of every physical constant who says so: a source, or nobody (assumed)."""
    from rich.table import Table

    from markone.spec import provenance as table
    from markone.terminal import plain_console

    rows = table()
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    drawn = Table(title="The historical machine, constant by constant")
    for heading in ("constant", "value", "kind", "source"):
        drawn.add_column(heading)
    for row in rows:
        drawn.add_row(*map(str, row.values()))
    plain_console().print(drawn)


@main.command()
@click.option(
    "--tracking-uri",
    metavar="URI",
    help="MLflow store.  [default: MLFLOW_TRACKING_URI, or mlflow.db in the project's folder]",
)
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
def dashboard(tracking_uri: str | None, port: int, browser: bool) -> None:
    """Open MLflow's pages on what was recorded; Ctrl-C ends it.

    The server listens on this machine only.
    """
    from markone import store
    from markone.dashboard import serve
    from markone.streams import say

    try:
        uri = store.resolve(tracking_uri)
        serve(uri, port, say, click.launch if browser else None)
    except store.StoreError as error:
        raise click.ClickException(str(error)) from None


main.add_command(demo)
main.add_command(switchboard)
main.add_command(predict)
main.add_command(replay)
main.add_command(report)
main.add_command(run)
main.add_command(runs)
main.add_command(gc)
main.add_command(export_)
main.add_command(import_)
main.add_command(sync)
