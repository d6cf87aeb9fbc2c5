"""`markone report`: a comparison as a page, a text and a table."""

from pathlib import Path
from typing import Any

import click

from markone.cli.store import sentences, tracking_uri
from markone.streams import say

LARGEST = 5_000_000
"""Bytes of a figure that still goes into the page."""


@click.command()
@click.argument("experiment")
@click.option("--run", "run_id", metavar="RUN_ID", help="The comparison to report.  [default: the last one]")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="reports",
    show_default=True,
    help="Folder for EXPERIMENT.html, .md and .csv.",
)
@click.option("--by", metavar="METRIC", help="Rank by this metric.  [default: the first that counts]")
@click.option(
    "--against",
    multiple=True,
    metavar="CONTENDER",
    help="Compare all with this one; may be given several times.  "
    "[default: each with each, or of more than six all with the first]",
)
@tracking_uri
def report(
    experiment: str,
    run_id: str | None,
    out: Path,
    by: str | None,
    against: tuple[str, ...],
    tracking_uri: str | None,
) -> None:
    """Report the last comparison of EXPERIMENT, such as `compare`, as HTML, Markdown and CSV.

    The page holds the question and its answer, an overview, the figures, means with intervals, paired
    tests and effect sizes between the contenders over the same seeds, the parameters that differ, the
    environment and the command. It is one file and asks no network for anything.
    """
    from markone.report import curve_leaders, sheet, write
    from markone.study import command
    from markone.tracking.comparison import comparison
    from markone.tracking.curves import curves, pictures
    from markone.tracking.reading import connect

    with sentences():
        out.mkdir(parents=True, exist_ok=True)
        _, client = connect(tracking_uri)
        compared = comparison(client, experiment, run_id)
        drawn, again = curves(client, curve_leaders(compared, by)), command.shown(compared.tags)
        found = sheet(compared, drawn, again, by=by, against=against)
        paths = write(found, pictures(client, compared.id, LARGEST), out)
    say(compared.question)
    say(compared.answer)
    _say(compared)
    for path in paths:
        say(path)


def _say(compared: Any) -> None:
    left = f"; {len(compared.unfinished)} that did not finish are left out" if compared.unfinished else ""
    short = "a short version, " if compared.is_short else ""
    say(f"Run {compared.id}: {short}{len(compared.children)} runs{left}.")
    if compared.missing:
        named = ", ".join(compared.missing[:5]) + (", …" if len(compared.missing) > 5 else "")
        say(f"{len(compared.missing)} of the runs that it lists are gone from the store: {named}.")
