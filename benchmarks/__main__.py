"""How fast is it, beside its peers and beside what the processor can do?

Every bar is one piece of work, done by markone at a door that a user calls and by its peers on the same
data, in turns, in one process on one thread unless said; results are checked equal before anything is timed.
A ratio is a peer's time divided by markone's, the median of all rounds. A peer that is not installed is named
and left out: `pip install -e '.[peers]'` brings them.

With --quick the work is smaller: to see it run, not to believe it.
"""

import json
import time
import warnings
from pathlib import Path
from typing import Any

import click
import psutil
from rich.console import Console

from benchmarks.bars import NAMES, chosen, entries, every
from benchmarks.limits import blas, limits, processor, versions
from benchmarks.measure import Measured, measure
from benchmarks.page import answer, figure
from benchmarks.peers import left_out, one_thread
from markone.fast.bits import engine
from markone.fast.fused import net
from markone.streams import Command
from markone.terminal import plain_console


def run(console: Console, quick: bool, names: set[str], seconds: float) -> list[Measured]:
    """Measure every bar; contenders that disagree end it."""
    engine.PULSED_TIER.open()
    engine.TIER.open()  # as after `markone warmup`
    net.TIER.open()
    found = []
    for bar in every(quick, names):
        try:
            found.append(measure(bar, seconds))
        except ValueError as error:
            raise click.ClickException(f"{bar.name} {bar.work}: {error}") from error
        console.print(line(found[-1]), highlight=False, soft_wrap=True)
    return found


def line(found: Measured) -> str:
    """What one bar gave, with quartiles."""
    shown = [
        f"{each.median:.3g}x {peer} ({each.low:.3g} to {each.high:.3g})"
        for peer, each in found.ratios.items()
    ]
    if found.share and found.bar.limit:
        shown.append(f"{found.share.median:.0%} of {found.bar.limit.name}")
    missed = f"; MISSED: {', '.join(found.missed())}" if found.missed() else ""
    took = f"{found.seconds['markone']:.3g} s"
    return f"{found.bar.name:4} {found.bar.work}: {'; '.join([took, *shown])}; {found.rounds} rounds{missed}"


def machine() -> dict[str, Any]:
    """What this was measured on."""
    load = round(psutil.getloadavg()[0], 1)
    return {"processor": processor(), "load before": load, "OpenBLAS core": blas(), **limits(), **versions()}


@click.command(cls=Command, help=__doc__)
@click.option(
    "--only", metavar="F3,F7", default="", help=f"Names of bars: {', '.join(NAMES)}.  [default: all]"
)
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all to FILE, and a figure beside it.",
)
@click.option(
    "--seconds", type=click.FloatRange(0.01), help="For each piece of work.  [default: 8, quick 0.5]"
)
@click.option("--quick", is_flag=True, help="A short version: to see it run, not to believe it.")
def main(only: str, file: Path | None, seconds: float | None, quick: bool) -> None:
    """Measure the bars; print what came of them, and write the file and the figure."""
    warnings.simplefilter("ignore")  # so many epochs are the plan
    console, start = plain_console(), time.perf_counter()
    try:
        names = chosen(only)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with one_thread():
        about = machine()
        console.print(*(f"{name}: {value}" for name, value in about.items()), sep="\n", highlight=False)
        if left_out():
            console.print(f"Not installed, and left out: {', '.join(left_out())}")
        bars = entries(run(console, quick, names, seconds or (0.5 if quick else 8.0)))
    if file:
        given = {"about": about, "left out": left_out(), "quick": quick, "bars": bars}
        file.write_text(json.dumps(given, indent=1) + "\n", encoding="utf-8")
        figure(bars).savefig(file.with_suffix(".png"), dpi=100)
    console.print(f"{answer(bars)} {time.perf_counter() - start:.0f} s.", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
