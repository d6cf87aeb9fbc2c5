"""How fast is it, beside its peers and beside what the processor can do?

Every bar is one piece of work that markone and its peers do on the same data, in turns, in one process
on one thread; results are checked equal before anything is timed. A ratio is a peer's time divided by
markone's, the median of all rounds. A peer that is not installed is named and left out: `pip install
-e '.[peers]'` brings them. Bars that are missed are printed as such.

It takes ten minutes or so; with --quick two, on smaller work: to see it run, not to believe it.
"""

import json
import re
import time
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.figure import speed
from benchmarks.limits import blas, limits, processor
from benchmarks.measure import Measured, measure
from benchmarks.peers import one_thread
from benchmarks.verdict import every, left_out, ratio_text, verdicts
from markone import tracking
from markone.streams import Command
from markone.study.recording import keep, recorded
from markone.terminal import plain_console, progress_bar

QUESTION = "How fast is it, beside its peers and beside what the processor can do?"


def run(console: Console, quick: bool, only: list[str], seconds: float, tries: int) -> list[Measured]:
    """Measure every bar; one whose contenders disagree is named and left out."""
    found = []
    with progress_bar(console) as progress:
        task = progress.add_task("", total=None)
        for bar in every(quick, only):
            progress.update(task, description=f"{bar.name} {bar.work}")
            try:
                measured = measure(bar, seconds, tries)
            except ValueError as error:
                progress.console.print(f"{bar.name} {bar.work}: not timed, {error}", highlight=False)
                continue
            found.append(measured)
            progress.console.print(line(measured), highlight=False)
    return found


def line(found: Measured) -> str:
    """What one bar gave, with quartiles."""
    shown = [
        f"{ratio_text(peer, spread.median)} {peer} ({spread.low:.3g} to {spread.high:.3g})"
        for peer, spread in found.ratios.items()
    ]
    again = f", try {found.tries}" if found.tries > 1 else ""
    return f"{found.bar.name:4} {found.bar.work}: {'; '.join(shown)}; {found.rounds} rounds{again}"


def table(rows: list[dict[str, Any]]) -> Table:
    """All bars as they are printed."""
    drawn = Table(
        title="How often markone's time goes into a peer's", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for name in ("bar", "work", "peer"):
        drawn.add_column(name, overflow="fold")
    for name in ("ratio", "asked", "holds"):
        drawn.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        heads = iter([(row["bar"], row["parts"][0]["work"])])
        for peer, ratio in row["ratios"].items():
            least = row["asked"].get(peer)
            verdict = (
                ("–", "–") if least is None else (ratio_text(peer, least), "yes" if ratio >= least else "NO")
            )
            drawn.add_row(*next(heads, ("", "")), peer, ratio_text(peer, ratio), *verdict)
    return drawn


def machine() -> dict[str, Any]:
    """What this was measured on."""
    found = {name: round(value, 1) for name, value in limits().items()}
    return {"processor": processor(), "OpenBLAS core": ", ".join(sorted(set(blas().values()))), **found}


def metric_name(bar: str, peer: str) -> str:
    """A name that MLflow takes."""
    return re.sub(r"[^\w ./-]", "", f"{bar}/{peer}")


def answer(rows: list[dict[str, Any]]) -> str:
    """The closing sentence."""
    missed = [f"{row['bar']} ({', '.join(row['missed'])})" for row in rows if not row["holds"]]
    ending = f"; missed: {', '.join(missed)}." if missed else "."
    return f"{sum(row['holds'] for row in rows)} of {len(rows)} bars hold{ending}"


@click.command(cls=Command, help=__doc__)
@click.option("--only", metavar="S1,S4", default="", help="Names of the bars to measure.  [default: all]")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write all to FILE.")
@click.option("--seconds", type=click.FloatRange(0.1), help="For each piece of work.  [default: 8, quick 1]")
@click.option(
    "--tries", type=click.IntRange(1, 3), default=1, help="Measure a missed bar again; keep the best."
)
@click.option("--quick", is_flag=True, help="A short version: to see it run, not to believe it.")
@click.option("--tracking-uri", metavar="URI", help="MLflow store, as in the other experiments.")
@click.option("--figures", type=click.Path(file_okay=False, path_type=Path), default="figures")
def main(
    only: str,
    file: Path | None,
    seconds: float | None,
    tries: int,
    quick: bool,
    tracking_uri: str | None,
    figures: Path,
) -> None:
    """Measure the bars, print the table, write the file, the picture and the run."""
    console, folder, start = plain_console(), figures / "speed", time.perf_counter()
    names = [name for name in only.replace(" ", "").split(",") if name]
    with one_thread(), recorded("speed", tracking_uri, folder, console) as store:
        about = machine()
        console.print(*(f"{name}: {value}" for name, value in about.items()), sep="\n", highlight=False)
        if left_out():
            console.print(f"Not installed, and left out: {', '.join(left_out())}")
        rows = verdicts(run(console, quick, names, seconds or (1.0 if quick else 8.0), tries))
        if not rows:
            raise click.ClickException(f"no bar is named {only}; they are S1 to S15")
        if file:
            file.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        with store.run(QUESTION, {"kind": "speed"}) as record:
            record.params({**about, "quick": quick, "only": only, **tracking.versions()})
            for row in rows:
                record.metrics(
                    {metric_name(row["bar"], peer): ratio for peer, ratio in row["ratios"].items()}
                )
            record.note(f"{QUESTION}\n\n{answer(rows)}")
            keep({"speed": speed(rows, about)}, folder, record)
        console.print(table(rows))
        if quick:
            console.print("A short version: the numbers are rough.")
        console.print(answer(rows), highlight=False)
        console.print(
            f"{time.perf_counter() - start:.0f} s; figure: {folder}", soft_wrap=True, highlight=False
        )


if __name__ == "__main__":
    main()
