"""`markone runs`: what was recorded, as a list."""

import csv
import sys
from typing import Any

import click

from markone.cli.store import sentences, tracking_uri
from markone.text import csv_cell, line

STATES = ("FINISHED", "FAILED", "KILLED", "RUNNING")


@click.command()
@click.argument("experiment", required=False)
@click.option("--all", "everything", is_flag=True, help="Also the runs below others.")
@click.option("--below", metavar="RUN_ID", help="Only the runs below this one.")
@click.option("--status", type=click.Choice(STATES), help="Only runs of this state.")
@click.option("--where", multiple=True, metavar="KEY=VALUE", help="Only runs with this tag or parameter.")
@click.option(
    "--filter",
    default="",
    metavar="TEXT",
    help='Only runs that MLflow\'s own filter lets through, such as "metrics.`test/accuracy` > 0.9".',
)
@click.option("--show", multiple=True, metavar="KEY", help="A further column: a metric, parameter or tag.")
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="The last so many.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, of all and not only of the last.")
@tracking_uri
def runs(show: tuple[str, ...], limit: int, as_csv: bool, **wanted: Any) -> None:
    """List the runs of EXPERIMENT, or of every one, the last first.

    Without a choice only comparisons are listed, not the runs below them.
    """
    with sentences():
        found, experiments = _found(**wanted)
    heads = ["run", "experiment", "state", "UTC", "seconds", "name", *show]
    if as_csv:  # all of it
        metrics = sorted({name for run in found for name in run.data.metrics} - set(show))
        rows = [_whole(run, experiments[run.info.experiment_id], show, metrics) for run in found]
        cells = ([csv_cell(value) for value in row] for row in [[*heads, "version", *metrics], *rows])
        csv.writer(sys.stdout, lineterminator="\n").writerows(cells)
    else:
        rows = [_row(run, experiments[run.info.experiment_id], show) for run in found]
        _print(heads, rows[:limit], len(rows))


def _found(
    experiment: str | None, tracking_uri: str | None, everything: bool, below: str | None, **choice: Any
) -> tuple[list[Any], dict[str, str]]:
    """The runs that were asked for, and the names of experiments by their ids."""
    from markone import tracking
    from markone.tracking import reading

    pairs = [_pair(text) for text in choice["where"]]
    _, client = reading.connect(tracking_uri)
    names = [experiment] if experiment else reading.names(client)
    experiments = {reading.experiment_of(client, name).experiment_id: name for name in names}
    wanted = choice["filter"]
    if not (everything or below or any(choice.values())):
        wanted = f"tags.`{tracking.PARENT}` IS NULL"  # the store leaves out thousands that nobody lists
    if below:
        below = reading.run_of(client, below).info.run_id
    found = reading.chosen(client, list(experiments), wanted, pairs, choice["status"])
    if below:
        found = [run for run in found if run.data.tags.get(tracking.PARENT) == below]
    return found, experiments


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--where {text!r} compares nothing; give KEY=VALUE")
    return key, value


def _row(run: Any, experiment: str, show: tuple[str, ...]) -> list[str]:
    from markone.report.write import day
    from markone.tracking.reading import words_of

    info, data = run.info, run.data
    took = f"{(info.end_time - info.start_time) / 1000:.1f}" if info.end_time and info.start_time else ""
    known = {**words_of(run), **{key: f"{value:.4g}" for key, value in data.metrics.items()}}
    begun = day(info.start_time)[5:].removesuffix(" UTC")
    return [
        info.run_id, experiment, info.status, begun, took, info.run_name,
        *(known.get(key, "") for key in show),
    ]  # fmt: skip


def _whole(run: Any, experiment: str, show: tuple[str, ...], metrics: list[str]) -> list[str]:
    """The same with the year, whether a short version was asked for, and every metric with all its digits."""
    from markone.report.write import day
    from markone.tracking.reading import version_of, words_of

    row, numbers = _row(run, experiment, ()), run.data.metrics.items()
    row[3] = day(run.info.start_time).removesuffix(" UTC")
    known = {**words_of(run), **{key: repr(value).removesuffix(".0") for key, value in numbers}}
    shown, measured = ([known.get(key, "") for key in keys] for keys in (show, metrics))
    return [*row, *shown, version_of(run.data.tags), *measured]


def _print(heads: list[str], rows: list[list[str]], number: int) -> None:
    """Columns as wide as they must be, the name last, as it may be long."""
    rows = [[line(value) for value in row] for row in rows]
    if not rows:
        click.echo("No run is like that.")
        return
    columns = [place for place, head in enumerate(heads) if head not in ("seconds", "name")]
    columns.append(heads.index("name"))
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in columns[:-1]]
    for row in [heads, *rows]:
        cells = [row[place].ljust(width) for place, width in zip(columns, [*widths, 0], strict=True)]
        click.echo("  ".join(cells))
    if number > len(rows):
        click.echo(f"The last {len(rows)} of {number}; --limit shows more.")
